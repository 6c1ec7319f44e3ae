"""Finds the course folder and keeps the course in memory, fresh while authors edit, whole while they err."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from lms.curriculum.course import Course, Loaded, Problem
from lms.curriculum.folder import PARTS
from lms.curriculum.loader import Extra, load_course

_SAID = re.compile(r"Y\d{3}|M10[12]|M109|M11[01]|L10[13]|Q10[89]|Q11[0-3]|C10[567]")
EVERY = 1.0
"""Seconds between two looks at the folder."""


class CourseUnreadable(Exception):
    """The course folder has errors and no good edition was read before; `problems` are all of them."""

    def __init__(self, folder: Path, problems: tuple[Problem, ...]) -> None:
        errors = [each for each in problems if each.severity == "error"]
        first = errors[0]
        where = f"{first.path}:{first.line}" if first.line else first.path
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(
            f"The course in {folder} has errors: {where} {first.rule} {first.message.rstrip('.')}{more}. Run `lms content check`."
        )
        self.problems = problems


def course_folder(setting: str | None) -> Path:
    """The folder of the setting; else the repository's, when it has a course; else the one shipped with the package."""
    if setting:
        return Path(setting).expanduser()
    package = Path(__file__).resolve().parent.parent
    repository = package.parent
    return repository if (repository / "content" / "course.yaml").is_file() else package / "_course"


class Library:
    """The course of one folder. `problems` are those of the last reading, shown to authors; `reading` counts readings.

    The folder is looked at once in `every` seconds at most. With `drafts`, for an author's preview, a course that never
    was good is shown all the same while its errors are of the kind that leave every page whole.
    """

    def __init__(
        self, folder: Path, extra: Sequence[Extra] = (), *, every: float = EVERY, drafts: bool = False
    ) -> None:
        self._drafts = drafts
        self._good = False
        self.folder = folder
        self.every = every
        self.reading = 0
        self.problems: tuple[Problem, ...] = ()
        self._extra = tuple(extra)
        self._course: Course | None = None
        self._stamp: tuple[object, ...] | None = None
        self._looked: float | None = None
        self._lock = Lock()

    def current(self, tick: float) -> Course:
        """The course as it is now, or as it last was without errors.

        `tick` is a monotonic time in seconds.
        Raises CourseUnreadable when there never was a good one.
        """
        with self._lock:
            if self._looked is None or tick - self._looked >= self.every:
                self._looked = tick
                self._look()
            if self._course is None:
                raise CourseUnreadable(self.folder, self.problems)
            return self._course

    def _look(self) -> None:
        stamp = _stamp(self.folder)
        if stamp == self._stamp:
            return
        loaded = _load(self.folder, self._extra, stamp)
        self._stamp = stamp
        self.problems = loaded.problems
        self.reading += 1
        if loaded.course is not None:
            self._course, self._good = loaded.course, True
        elif self._drafts and not self._good and loaded.draft is not None and _whole(loaded.problems):
            self._course = loaded.draft


@lru_cache(maxsize=2)
def _load(folder: Path, extra: tuple[Extra, ...], _stamp: tuple[object, ...]) -> Loaded:
    """The course of a folder in this state, read once for all libraries of the process."""
    return load_course(folder, extra)


def _whole(problems: Sequence[Problem]) -> bool:
    """Whether every error is about what is said or how much of it there is, and none about how it is put together."""
    return all(_SAID.fullmatch(each.rule) for each in problems if each.severity == "error")


def _stamp(folder: Path) -> tuple[object, ...]:
    """Name, size and time of change of every file of the course."""
    marks: list[tuple[str, int, int]] = []
    for part in PARTS:
        for here, folders, files in os.walk(folder / part):
            folders.sort()
            for name in sorted(files):
                path = Path(here, name)
                try:
                    state = path.stat()
                except OSError:
                    continue
                marks.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(marks)
