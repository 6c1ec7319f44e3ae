"""For every rule on a module's diagnostic, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example
from tests.curriculum.builder import BANK, CHECK, DIAGNOSTIC, CourseFiles, Spoil, item, with_diagnostic


def spoiled(old: str, new: str, *, every: bool = False) -> Spoil:
    """Give the first module a sound diagnostic, and change it."""
    return lambda files: with_diagnostic(files).change(DIAGNOSTIC, old, new, every=every)


def of(items: int) -> Spoil:
    return lambda files: with_diagnostic(files, items=items)


def also_in(path: str) -> Spoil:
    """Ask a question of the bank or the practice in the diagnostic, too."""

    def spoil(files: CourseFiles) -> object:
        taken = item(3, "x") if path == BANK else item(43, "x")
        return with_diagnostic(files).change(DIAGNOSTIC, "draw: 12", "draw: 13").add(DIAGNOSTIC, taken)

    return spoil


DIAGNOSTICS: tuple[Example, ...] = (
    ("Q101", "three options", spoiled("      - text: Wait until the next visit.\n        why: That loses time.\n", ""), DIAGNOSTIC),
    ("Q102", "no key", spoiled("correct: true", "correct: false"), DIAGNOSTIC),
    ("Q110", "a question of the test", also_in(BANK), DIAGNOSTIC),
    ("Q110", "a question of the practice", also_in(CHECK), DIAGNOSTIC),
    ("Q118", "recall alone", spoiled("level: apply", "level: recall", every=True), DIAGNOSTIC),
    ("Q128", "nine", of(9), DIAGNOSTIC),
    ("Q128", "sixteen", of(16), DIAGNOSTIC),
    ("Q129", "some of them", spoiled("draw: 12", "draw: 10"), DIAGNOSTIC),
    ("Q130", "one left out", spoiled("objective: m1-o4", "objective: m1-o1", every=True), DIAGNOSTIC),
    ("S101", "over the course", spoiled("items:\n", "over: []\nitems:\n"), DIAGNOSTIC),
    ("Z105", "for a unit", lambda files: files.put("quizzes/units/one/diagnostic.yaml", "id: u1-diag\n"), "quizzes/units/one/diagnostic.yaml"),
)  # fmt: skip
