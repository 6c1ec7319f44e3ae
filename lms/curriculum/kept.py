"""Remembers modules that were read, so that an edit costs the reading of one module and not of all.

What a module comes to depends on the bytes of its own files and on what all pages may point to. A module is remembered
under a hash of both. Of the module that was edited, `remembered.py` has the reader read the one piece that is new.
"""

from __future__ import annotations

from collections.abc import Callable

from lms.curriculum.course import Module
from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk
from lms.curriculum.memory import SHARED, Memory, hash_files, lent
from lms.curriculum.modules import ModuleDraft

MOST = 32
"""Modules kept in a process: a course in a few states."""
MEMORY: Memory[Module] = Memory(MOST)


def finish(
    draft: ModuleDraft, folder: Folder, desk: Desk, read: Callable[[ModuleDraft, Folder, Desk], Module]
) -> Module:
    """What `read` makes of a module, or made of the same module before."""
    return MEMORY.recall(_key(draft, folder, desk), desk, lambda: read(draft, folder, desk))


def _key(draft: ModuleDraft, folder: Folder, desk: Desk) -> str:
    """A hash over the files of the module and of what is shared, and over what other modules lend it."""
    own = (f"{draft.folder}/", f"{draft.quiz_folder}/")
    digest = hash_files(folder, (path for path in folder.paths if path.startswith(own) or SHARED.fullmatch(path)))
    digest.update(draft.id.encode() + lent(desk))
    return str(digest.hexdigest())
