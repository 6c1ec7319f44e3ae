"""Remembers lessons, cases, labs and quizzes that were read: of a module that was edited only the piece that is new is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk
from lms.curriculum.memory import SHARED, Memory, hash_files, lent

MOST = 1024
"""Pieces kept in a process: the course has some four hundred."""
MEMORY: Memory[Any] = Memory(MOST)
T = TypeVar("T")


class Pieces:
    """The pieces of one module, at one desk. A piece depends on its own text, the module's figures and what is shared."""

    def __init__(self, place: str, module_id: str, folder: Folder, desk: Desk) -> None:
        self._place, self._module_id, self._folder, self._desk = place, module_id, folder, desk

    def recall(self, path: str, read: Callable[..., T], *given: Any, also: object = None) -> T:
        """What `read` makes of a file, or made of it before; `also` is what else it is made of."""
        told = (read.__qualname__, self._around, path, self._folder.text(path), also)
        key = hashlib.sha256(repr(told).encode()).hexdigest()
        found: T = MEMORY.recall(key, self._desk, lambda: read(*given, self._desk))
        return found

    @cached_property
    def _around(self) -> str:
        figures = f"{self._place}/figures/"
        paths = (path for path in self._folder.paths if path.startswith(figures) or SHARED.fullmatch(path))
        digest = hash_files(self._folder, paths)
        digest.update(self._module_id.encode() + lent(self._desk))
        return str(digest.hexdigest())
