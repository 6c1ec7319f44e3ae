"""Keeps the reading of a course in a file, so that a process begins in a moment with what an earlier one read.

Reading and checking the whole course takes seconds. What it came to is written under a hash of everything it came from:
every file of the course, this program, and the versions of what it renders with. If one of them changes, the course is
read anew. The file is a pickle, which can run code when it is read: it is read only if it and its folder belong to
whoever runs the program and nobody else may write there. A file that is not whole is as good as none.
"""

from __future__ import annotations

import copyreg
import hashlib
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lms.curriculum.course import Loaded, Module
from lms.curriculum.folder import PARTS
from lms.curriculum.kept import MEMORY
from lms.curriculum.memory import Read
from lms.files import private_folder

READINGS = "readings"
"""The folder of readings below the data folder."""
MOST = 4
"""Readings kept in it."""
RENDERED_WITH = ("markdown", "nh3", "pyyaml", "pydantic")
log = logging.getLogger(__name__)


def _read_only(plain: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(plain)


copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))


def load_stored(folder: Path, at: Path | None, read: Callable[[], Loaded], called: str = "") -> Loaded:
    """The course of `folder`: as it is kept in the folder `at`, else as `read` gives it, which is then kept there.

    `called` names what else a reading depends on, such as further checks. Only a course without errors is kept, and
    only in a data folder that is there.
    """
    if at is None or not at.parent.is_dir():
        return read()
    path = at / f"{_key(folder, called)}.pickle"
    kept = _get(path)
    if kept is not None:
        loaded, modules = kept
        for key, module in modules.items():
            MEMORY.put(key, module)
        return loaded
    loaded = read()
    if loaded.course is not None:
        with suppress(OSError):
            _put(path, (loaded, MEMORY.all()))
    return loaded


def _get(path: Path) -> tuple[Loaded, dict[str, Read[Module]]] | None:
    if not (_is_ours(path) and _is_ours(path.parent)):
        return None
    try:
        loaded, modules = pickle.loads(path.read_bytes())  # noqa: S301 - see above.
        if not isinstance(loaded, Loaded) or not all(isinstance(each, Read) for each in modules.values()):
            raise TypeError(type(loaded))
    except Exception as error:  # noqa: BLE001 - whatever a broken file does, the course can be read.
        log.warning("a kept reading of the course cannot be used (%s); the course is read anew", type(error).__name__)
        return None
    with suppress(OSError):
        path.touch()
    return loaded, modules


def _is_ours(path: Path) -> bool:
    """Whether only whoever runs this may have written there."""
    with suppress(OSError):
        state = path.stat()
        return state.st_uid == os.geteuid() and not state.st_mode & 0o022
    return False


def _put(path: Path, kept: tuple[Loaded, dict[str, Read[Module]]]) -> None:
    """Write beside the place and move it there whole; of the readings that were used last a few stay."""
    private_folder(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            pickle.dump(kept, out, protocol=5)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    newest = sorted(path.parent.glob("*.pickle"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in newest[MOST:]:
        old.unlink(missing_ok=True)


def _key(folder: Path, called: str) -> str:
    """A hash of everything that a reading comes from."""
    digest = hashlib.sha256(f"{_program()}\0{called}\0".encode())
    _add(digest, folder, [path for part in PARTS for path in _files(folder / part)])
    return digest.hexdigest()


@cache
def _program() -> str:
    """The same for every process of this program as it is installed here."""
    package = Path(__file__).resolve().parent.parent
    told = " ".join([sys.version, *(f"{each} {version(each)}" for each in RENDERED_WITH)])
    digest = hashlib.sha256(told.encode())
    _add(digest, package, [path for path in _files(package) if path.suffix in {".py", ".typ"}])
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(Path(here, name) for here, _, names in os.walk(folder) for name in names)


def _add(digest: Any, root: Path, paths: list[Path]) -> None:
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
