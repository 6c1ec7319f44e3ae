"""Remembers modules that were read, so that an edit costs the reading of one module and not of all.

What a module comes to depends on the bytes of its own files and on what all pages may point to. A module is remembered
under a hash of both, with everything its reading reported and every ID it claimed; those are said again as if it had
just been read, and whether two modules claim the same ID is judged anew each time.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from lms.curriculum.course import Module, Problem
from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk
from lms.curriculum.modules import ModuleDraft
from lms.curriculum.names import Claim

MOST = 32
"""Modules kept in a process: a course in a few states."""
SHARED = r"content/(?:(?:glossary|sources)\.yaml|(?:facts|billing)/[^/]+)"


@dataclass(frozen=True)
class Read:
    """A module with what its reading said and claimed, in order."""

    module: Module
    problems: tuple[Problem, ...]
    claims: tuple[Claim, ...]


class Memory:
    """What was read, by its hash; beyond `most` the one that was used least lately goes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[str, Read] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Read | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, read: Read) -> None:
        """Keep something."""
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def all(self) -> dict[str, Read]:
        """Everything kept, the least lately used first."""
        with self._lock:
            return dict(self._kept)

    def forget(self) -> None:
        """Keep nothing of what was read so far."""
        with self._lock:
            self._kept.clear()


MEMORY = Memory(MOST)


def finish(
    draft: ModuleDraft, folder: Folder, desk: Desk, read: Callable[[ModuleDraft, Folder, Desk], Module]
) -> Module:
    """What `read` makes of a module, or made of the same module before."""
    key = _key(draft, folder, desk)
    known = MEMORY.get(key)
    if known is not None:
        for problem in known.problems:
            desk.report.take(problem)
        for claim in known.claims:
            desk.names.again(claim)
        return known.module
    with desk.report.recording() as problems, desk.names.recording() as claims:
        module = read(draft, folder, desk)
    MEMORY.put(key, Read(module, tuple(problems), tuple(claims)))
    return module


def _key(draft: ModuleDraft, folder: Folder, desk: Desk) -> str:
    """A hash over the files of the module and of what is shared, and over what other modules lend it."""
    own = (f"{draft.folder}/", f"{draft.quiz_folder}/")
    digest = hashlib.sha256()
    for path in folder.paths:
        if path.startswith(own) or re.fullmatch(SHARED, path):
            content = folder.binary(path)
            digest.update(f"{path}\0{-1 if content is None else len(content)}\0".encode())
            digest.update(content or b"")
    shelf = desk.shelf
    lent = (
        draft.id,
        desk.rates,
        shelf.crisis,
        shelf.crisis_line,
        sorted(desk.objectives),
        sorted(desk.duties),
        sorted(shelf.addresses.items()),
    )
    digest.update(repr(lent).encode())
    return digest.hexdigest()
