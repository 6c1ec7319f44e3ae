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
SHARED = r"content/(?:(?:course|competencies|glossary|sources)\.yaml|(?:facts|billing)/[^/]+)"
_kept: OrderedDict[str, _Read] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class _Read:
    """A module with what its reading said and claimed, in order."""

    module: Module
    problems: tuple[Problem, ...]
    claims: tuple[Claim, ...]


def finish(
    draft: ModuleDraft, folder: Folder, desk: Desk, read: Callable[[ModuleDraft, Folder, Desk], Module]
) -> Module:
    """What `read` makes of a module, or made of the same module before."""
    key = _key(draft, folder, desk)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is not None:
        for problem in known.problems:
            desk.report.take(problem)
        for claim in known.claims:
            desk.names.again(claim)
        return known.module
    with desk.report.recording() as problems, desk.names.recording() as claims:
        module = read(draft, folder, desk)
    with _lock:
        _kept[key] = _Read(module, tuple(problems), tuple(claims))
        while len(_kept) > MOST:
            _kept.popitem(last=False)
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
    lent = (draft.id, sorted(desk.objectives), sorted(desk.duties), sorted(desk.shelf.addresses.items()))
    digest.update(repr(lent).encode())
    return digest.hexdigest()
