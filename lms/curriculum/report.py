"""Collects every problem of a course folder, each once, without stopping at the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lms.curriculum.course import Problem, Severity
from lms.curriculum.registry import RULES


class Report:
    """The problems found so far; a rule's remedy and usual severity come from its entry in `RULES`."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self._recorded: list[Problem] | None = None

    def add(self, rule: str, path: str, line: int | None, message: str, *, severity: Severity | None = None) -> None:
        """Note one problem; `severity` only where a rule is milder for a module that is not complete."""
        entry = RULES[rule]
        self.take(Problem(rule, severity or entry.severity, path, line, message, entry.remedy))

    def take(self, problem: Problem) -> None:
        """Note a problem that another subject found."""
        self._found[problem] = None
        if self._recorded is not None:
            self._recorded.append(problem)

    @contextmanager
    def recording(self) -> Iterator[list[Problem]]:
        """Write down what is noted meanwhile, besides noting it."""
        before, here = self._recorded, list[Problem]()
        self._recorded = here
        try:
            yield here
        finally:
            self._recorded = before
            if before is not None:
                before += here

    @contextmanager
    def aside(self) -> Iterator[None]:
        """A stretch of which nothing is written down; it is noted all the same."""
        before, self._recorded = self._recorded, None
        try:
            yield
        finally:
            self._recorded = before

    @contextmanager
    def guard(self, path: str) -> Iterator[None]:
        """Turn what nobody foresaw about one file into an error that names it, so that the rest is still read."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a file must never take the checker down, whatever is in it.
            self.add("Z108", path, None, f"This file could not be understood ({type(error).__name__}: {error}).")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, by file, line and rule."""
        return tuple(sorted(self._found, key=lambda each: (each.path, each.line or 0, each.rule, each.message)))

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(problem.severity == "error" for problem in self._found)
