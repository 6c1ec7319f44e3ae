"""ZIP files for tests: good ones, and those that somebody hostile or careless might send."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

GOOD = {"content/course.yaml": b"id: tiny\n", "quizzes/01-first/check.yaml": b"items: []\n"}


def zipped(files: Mapping[str, bytes | str] = GOOD, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A plain ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def zipped_folder(folder: Path, under: str = "") -> bytes:
    """A folder as somebody packs it."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return zipped({under + name: content for name, content in files.items()})


def _with(name: str, content: bytes = b"x", *, mode: int | None = None, system: int = 3) -> bytes:
    """The good one with one more entry, of any name and mode."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for good, text in GOOD.items():
            archive.writestr(good, text)
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.create_system = system
        if mode is not None:
            entry.external_attr = mode << 16
        archive.writestr(entry, content)
    return made.getvalue()


def _twice() -> bytes:
    return _with("content/course.yamX", b"id: other\n").replace(b"course.yamX", b"course.yaml")


def _locked() -> bytes:
    """One whose entries say that they are encrypted, in both directories."""
    raw = bytearray(zipped(method=zipfile.ZIP_STORED))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            flags = struct.unpack_from("<H", raw, place + at)[0] | 1
            struct.pack_into("<H", raw, place + at, flags)
            place = raw.find(mark, place + 4)
    return bytes(raw)


def _understated() -> bytes:
    """A bomb whose directory says that it is small."""
    raw = bytearray(zipped({**GOOD, "content/facts/bomb.yaml": b"\0" * 3_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.find(b"bomb.yaml")
        while place >= 0:
            start = raw.rfind(mark, 0, place)
            if start >= 0 and place - start < 80:
                struct.pack_into("<I", raw, start + at, 10)
            place = raw.find(b"bomb.yaml", place + 1)
    return bytes(raw)


def _control_name() -> bytes:
    """A name that ends for one reader and goes on for another."""
    return _with("content/facts/aXb.yaml").replace(b"aXb.yaml", b"a\0b.yaml")


_NESTED = zipped({"inside.txt": b"x"})
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a ZIP"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not a ZIP"),
    "a ZIP behind something else": (lambda: b"#!/bin/sh\n" + zipped(), "not a ZIP"),
    "cut in half": (lambda: zipped()[: len(zipped()) // 2], "damaged"),
    "only its beginning": (lambda: b"PK\x03\x04", "damaged"),
    "a bomb": (lambda: zipped({**GOOD, "content/facts/bomb.yaml": b"\0" * 3_900_000}), "times its size"),
    "one huge file": (
        lambda: zipped({**GOOD, "content/facts/big.yaml": b"a" * 5_000_000}),
        "MB are the most for one file",
    ),
    "much altogether": (
        lambda: zipped({**GOOD, **{f"content/facts/f{n}.yaml": b"a" * 3_900_000 for n in range(20)}}),
        "MB are the most",
    ),
    "a bomb that understates itself": (_understated, "damaged"),
    "ten thousand files": (
        lambda: zipped({**GOOD, **{f"content/facts/f{n}.yaml": b"" for n in range(10_000)}}),
        "more than 3,000",
    ),
    "over three thousand files": (
        lambda: zipped({**GOOD, **{f"content/facts/f{n}.yaml": b"" for n in range(3_100)}}),
        "3,000 are the most",
    ),
    "an absolute path": (lambda: _with("/etc/passwd"), "no name for a file"),
    "a way out": (lambda: _with("content/../../evil.yaml"), "no name for a file"),
    "a way out at its start": (lambda: _with("../evil.yaml"), "no name for a file"),
    "a way out the other way": (lambda: _with("content\\..\\..\\evil.yaml"), "no name for a file"),
    "a drive": (lambda: _with("C:/evil.yaml"), "no name for a file"),
    "an empty part": (lambda: _with("content//evil.yaml"), "no name for a file"),
    "letters that look alike": (lambda: _with("content/f\u0430cts.yaml"), "no name for a file"),
    "a turned name": (lambda: _with("content/\u202eyaml.evil"), "no name for a file"),
    "a blank at the end": (lambda: _with("content/course.yaml "), "no name for a file"),
    "a NUL in a name": (_control_name, "no name for a file"),
    "a very long name": (lambda: _with("content/" + "a" * 300), "too long or too deep"),
    "a very deep name": (lambda: _with("content/" + "a/" * 20 + "b.yaml"), "too long or too deep"),
    "a link": (lambda: _with("content/link.yaml", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "a link or a device"),
    "a link said by another system": (
        lambda: _with("content/link.yaml", b"../../..", mode=stat.S_IFLNK | 0o777, system=0),
        "a link or a device",
    ),
    "a device": (lambda: _with("content/null.yaml", b"", mode=stat.S_IFCHR | 0o666), "a link or a device"),
    "the same name twice": (_twice, "2 times"),
    "names that differ in capitals": (lambda: _with("content/Course.yaml"), "capitals only"),
    "a file that is a folder": (lambda: _with("quizzes"), "a file and a folder"),
    "a password": (_locked, "password"),
    "another way of packing": (lambda: zipped(method=zipfile.ZIP_LZMA), "packed in a way"),
    "a ZIP inside": (lambda: _with("content/modules/inner.zip", _NESTED), "a ZIP inside the ZIP"),
    "a ZIP inside under another name": (lambda: _with("content/facts/inner.yaml", _NESTED), "a ZIP inside the ZIP"),
    "no course": (lambda: zipped({"readme.txt": b"hello"}), "There is no content/course.yaml"),
}
"""What somebody might send → (how it is made, what it is refused with)."""
