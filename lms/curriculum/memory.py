"""Remembers what was read of a course: a piece of it with all that its reading reported and every ID it claimed.

What is remembered is said again as if it had just been read, and whether two pieces claim the same ID is judged anew.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from lms.curriculum.course import Problem
from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk
from lms.curriculum.names import Claim

SHARED = re.compile(r"content/(?:(?:glossary|sources)\.yaml|(?:facts|billing)/[^/]+)")
T = TypeVar("T")


@dataclass(frozen=True)
class Read(Generic[T]):
    """Something with what its reading said and claimed, in order."""

    what: T
    problems: tuple[Problem, ...]
    claims: tuple[Claim, ...]


class Memory(Generic[T]):
    """What was read, by its hash; beyond `most` the one that was used least lately goes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[str, Read[T]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Read[T] | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, read: Read[T]) -> None:
        """Keep something."""
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def all(self) -> dict[str, Read[T]]:
        """Everything kept, the least lately used first."""
        with self._lock:
            return dict(self._kept)

    def forget(self) -> None:
        """Keep nothing of what was read so far."""
        with self._lock:
            self._kept.clear()

    def recall(self, key: str, desk: Desk, read: Callable[[], T]) -> T:
        """What is kept under a key, said again at this desk; else what `read` gives, which is kept."""
        known = self.get(key)
        if known is not None:
            for problem in known.problems:
                desk.report.take(problem)
            for claim in known.claims:
                desk.names.again(claim)
            return known.what
        with desk.report.recording() as problems, desk.names.recording() as claims:
            what = read()
        self.put(key, Read(what, tuple(problems), tuple(claims)))
        return what


def hash_files(folder: Folder, paths: Iterable[str]) -> Any:
    """A SHA-256 over names and bytes of some files, to go on with."""
    digest = hashlib.sha256()
    for path in paths:
        content = folder.binary(path)
        digest.update(f"{path}\0{-1 if content is None else len(content)}\0".encode())
        digest.update(content or b"")
    return digest


def lent(desk: Desk) -> bytes:
    """What a piece may point to besides the files that are shared."""
    shelf = desk.shelf
    told = (
        desk.rates,
        shelf.crisis,
        shelf.crisis_line,
        sorted(desk.objectives),
        sorted(desk.duties),
        sorted(shelf.addresses.items()),
    )
    return repr(told).encode()
