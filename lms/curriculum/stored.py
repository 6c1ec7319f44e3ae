"""Keeps the reading of a course in a file, so that a process begins in a moment with what an earlier one read.

Reading and checking the whole course takes seconds. What it came to is written under a hash of everything it came from:
every file of the course, this program, and the versions of what it renders with. If one of them changes, the course is
read anew. The file is a pickle, because JSON takes four times as long before the first object is made of it, and a
pickle can run code when it is read. So it is signed with the installation's secret: what anybody else wrote or altered
is not even looked into, and is as good as none. The same holds where others may write.
"""

from __future__ import annotations

import copyreg
import hashlib
import hmac
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
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
SUFFIX = ".reading"
SIGNATURE = 32
"""Bytes of a signature, which come first in a file."""
RENDERED_WITH = ("markdown", "nh3", "pyyaml", "pydantic")
log = logging.getLogger(__name__)


def _read_only(plain: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(plain)


copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))


@dataclass(frozen=True)
class Readings:
    """Where readings are kept, and whose: `secret` gives the text they are signed with, asked for once one is used."""

    at: Path
    secret: Callable[[], str]

    def sign(self, name: str, content: bytes) -> bytes:
        """The signature of a file of this name; another name, content or secret has another one."""
        key = hmac.digest(self.secret().encode(), b"linchpin reading of a course", "sha256")
        return hmac.digest(key, name.encode() + b"\0" + content, "sha256")


def load_stored(folder: Path, kept: Readings | None, read: Callable[[], Loaded], called: str = "") -> Loaded:
    """The course of `folder`: as it is kept among the readings, else as `read` gives it, which is then kept there.

    `called` names what else a reading depends on, such as further checks. Only a course without errors is kept, and
    only in a data folder that is there.
    """
    if kept is None or not kept.at.parent.is_dir():
        return read()
    path = kept.at / f"{_key(folder, called)}{SUFFIX}"
    found = _get(kept, path)
    if found is not None:
        loaded, modules = found
        for key, module in modules.items():
            MEMORY.put(key, module)
        return loaded
    loaded = read()
    if loaded.course is not None:
        with suppress(OSError):
            _put(kept, path, (loaded, MEMORY.all()))
    return loaded


def _get(kept: Readings, path: Path) -> tuple[Loaded, dict[str, Read[Module]]] | None:
    if not (_is_ours(path) and _is_ours(path.parent)):
        return None
    try:
        content = path.read_bytes()
        signature, content = content[:SIGNATURE], content[SIGNATURE:]
        if not hmac.compare_digest(signature, kept.sign(path.name, content)):
            raise ValueError("another signature")
        loaded, modules = pickle.loads(content)  # noqa: S301 - signed by this installation.
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


def _put(kept: Readings, path: Path, what: tuple[Loaded, dict[str, Read[Module]]]) -> None:
    """Write beside the place and move it there whole; of the readings that were used last a few stay."""
    content = pickle.dumps(what, protocol=5)
    signature = kept.sign(path.name, content)
    private_folder(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(signature)
            out.write(content)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    newest = sorted(path.parent.glob(f"*{SUFFIX}"), key=lambda each: each.stat().st_mtime, reverse=True)
    unsigned = path.parent.glob("*.pickle")  # What the program wrote before readings were signed.
    for old in [*newest[MOST:], *unsigned]:
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
