"""Finds the course folder and keeps the course in memory, fresh while authors edit, whole while they err."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from lms.curriculum.course import Course, Loaded, Problem
from lms.curriculum.folder import PARTS
from lms.curriculum.loader import Extra, load_course
from lms.curriculum.stored import Readings, load_stored

_SAID = re.compile(r"Y\d{3}|M10[12]|M109|M11[01]|L10[13]|Q10[89]|Q11[0-3]|C10[567]")
log = logging.getLogger(__name__)
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
    `published` says where the course is that was published last; None: it is the folder at `home`, which the operator
    installed. When it cannot say, the course stays what it is.
    Among `readings`, if given, a first reading is kept for the next process.
    """

    def __init__(
        self,
        folder: Path,
        extra: Sequence[Extra] = (),
        *,
        every: float = EVERY,
        drafts: bool = False,
        published: Callable[[], Path | None] = lambda: None,
        readings: Readings | None = None,
    ) -> None:
        self.home = folder
        self._published = published
        self._readings = readings
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

    def look_soon(self) -> None:
        """Look at the next call, however soon it comes: something was published."""
        with self._lock:
            self._looked = None

    def _look(self) -> None:
        folder = self._chosen()
        stamp = _stamp(folder)
        if stamp == self._stamp:
            return
        # While authors edit, nothing but a first reading is worth its place on the disk.
        loaded = _load(folder, self._extra, stamp, None if self._course else self._readings)
        self._stamp, self.folder = stamp, folder
        self.problems = loaded.problems
        self.reading += 1
        if loaded.course is None and self._course is None and folder != self.home:
            # What was published may not pass a newer program's rules. A start must not fail for it: authors are told.
            log.error("the published course cannot be read; the folder that was installed is served")
            loaded = _load(self.home, self._extra, _stamp(self.home), self._readings)
        if loaded.course is not None:
            self._course, self._good = loaded.course, True
        elif self._drafts and not self._good and loaded.draft is not None and _whole(loaded.problems):
            self._course = loaded.draft

    def _chosen(self) -> Path:
        try:
            return self._published() or self.home
        except Exception as error:  # noqa: BLE001 - a database or a disk that is away must not take the course away.
            log.warning("what is published cannot be told now (%s)", type(error).__name__)
            return self.folder


_loaded: dict[tuple[object, ...], Loaded] = {}
_MOST = 2


def _load(folder: Path, extra: tuple[Extra, ...], stamp: tuple[object, ...], readings: Readings | None) -> Loaded:
    """The course of a folder in this state, read once for all libraries of the process."""
    state = folder, extra, stamp
    found = _loaded.get(state)
    if found is None:
        checks = " ".join(f"{each.__module__}.{each.__qualname__}" for each in extra)
        found = load_stored(folder, readings, lambda: load_course(folder, extra), checks)
        _loaded[state] = found
        for old in list(_loaded)[:-_MOST]:
            _loaded.pop(old, None)
    return found


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
                path = os.path.join(here, name)  # noqa: PTH118 - a Path for each takes longer than to ask the disk.
                try:
                    state = os.stat(path)  # noqa: PTH116
                except OSError:
                    continue
                marks.append((path, state.st_size, state.st_mtime_ns))
    return tuple(marks)
