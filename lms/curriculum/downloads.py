"""Looks into a finished file that people download: is it what it says, whole, safe to open, and readable by everybody.

The file is read as an archive or as text; nothing in it is ever run.
"""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Literal
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

Format = Literal["docx", "pdf", "xlsx"]
FORMATS: Mapping[str, Format] = MappingProxyType({"docx": "docx", "pdf": "pdf", "xlsx": "xlsx"})
HEAVY = 300_000
"""Bytes; more takes over a minute on a slow line."""
UNPACKED = 20_000_000
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_NAMES = {"docx": "a Word document", "pdf": "a PDF", "xlsx": "an Excel workbook"}
_FOREIGN = re.compile(
    r"vbaProject|vbaData|/macrosheets/|/embeddings/|/activeX/|\.(?:exe|dll|js|vbs|bat)$", re.IGNORECASE
)
_LINKED = re.compile(r"/externalLinks/|xl/connections\.xml|/queryTables/|/model/", re.IGNORECASE)
_DC = "{http://purl.org/dc/elements/1.1/}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Found = tuple[str, str]
"""The rule and the sentence for the author."""


# What reading a document raises that was cut, spoiled or made by no office program.
DAMAGED = (
    BadZipFile,
    ElementTree.ParseError,
    LookupError,
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
    EOFError,
    zlib.error,
    struct.error,
    lzma.LZMAError,
)


def look_into(content: bytes, kind: Format) -> Iterator[Found]:
    """Every problem of one file, as (rule, message)."""
    if len(content) > HEAVY:
        yield "D105", f"The file has {len(content) / 1000:.0f} kB."
    if kind == "pdf":
        yield from _look_into_pdf(content)
        return
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNPACKED:
                yield "D104", "Unpacked, the file is far too large to be a document."
            elif _MAIN[kind] not in archive.namelist():
                yield "D104", f"This is not {_NAMES[kind]}: it holds no {_MAIN[kind]}."
            else:
                yield from _look_into_office(archive, kind)
    except DAMAGED:
        yield "D104", f"This is not {_NAMES[kind]}, or it is damaged or locked with a password."


def _look_into_office(archive: ZipFile, kind: Format) -> Iterator[Found]:
    for name in archive.namelist():
        if _FOREIGN.search(name):
            yield "D106", f"The file carries a program or an embedded document ({name})."
        if _LINKED.search(name):
            yield "D107", f"The file fetches from outside itself ({name})."
        if name.endswith(".rels"):
            yield from _look_into_links(_parse(archive, name), name)
    core = _parse(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else None
    if not _said(core, f"{_DC}title"):
        yield "D110", "The document's properties have no title."
    if kind == "xlsx":
        for name in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                yield from _look_into_sheet(_parse(archive, name), name)
    elif not (_said(core, f"{_DC}language") or _has_language(archive)):
        yield "D110", "The document has no language."


def _look_into_links(root: ElementTree.Element, name: str) -> Iterator[Found]:
    for link in root:
        target, kind = link.get("Target", ""), link.get("Type", "")
        if link.get("TargetMode") == "External" and not (kind.endswith("/hyperlink") and target.startswith("https://")):
            yield "D107", f"The file points outside itself, to `{target[:60]}` ({name})."


def _look_into_sheet(root: ElementTree.Element, name: str) -> Iterator[Found]:
    if root.find(f"{_SHEET}sheetProtection") is not None:
        yield "D111", f"The sheet {name} is protected."
    for cell in root.iter(f"{_SHEET}c"):
        value = cell.findtext(f"{_SHEET}v")
        if cell.find(f"{_SHEET}f") is not None and value is None:
            yield "D108", f"The formula in {cell.get('r')} of {name} has no value."
        elif cell.get("t") == "e":
            yield "D109", f"The cell {cell.get('r')} of {name} shows {value}."


def _has_language(archive: ZipFile) -> bool:
    if "word/styles.xml" not in archive.namelist():
        return False
    return any(each.get(f"{_WORD}val") for each in _parse(archive, "word/styles.xml").iter(f"{_WORD}lang"))


def _said(root: ElementTree.Element | None, name: str) -> bool:
    return root is not None and bool((root.findtext(name) or "").strip())


def _parse(archive: ZipFile, name: str) -> ElementTree.Element:
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ElementTree.ParseError(name)
    return ElementTree.fromstring(text)  # noqa: S314 - nothing that declares entities gets here


def _look_into_pdf(content: bytes) -> Iterator[Found]:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1200:]:
        yield "D104", "This is not a PDF, or it is cut off."
        return
    words = content + b"".join(_unpacked(content))
    for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        if re.search(re.escape(mark) + rb"\b", words):
            yield "D106", f"The PDF carries a program or a file ({mark.decode()})."
    for wanted, sentence in (
        (rb"/Title\s*[(<]|<dc:title>", "The PDF has no title."),
        (rb"/Lang\s*[(<]", "The PDF has no language."),
        (rb"/Marked\s+true", "The PDF is not tagged, so a screen reader cannot follow it."),
    ):
        if not re.search(wanted, words):
            yield "D110", sentence


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What stands in the packed streams of a PDF, pictures and fonts included, up to a limit."""
    left = UNPACKED
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            text = zlib.decompressobj().decompress(content[match.end() :], left)
        except zlib.error:
            continue
        left -= len(text)
        yield text
        if left <= 0:
            return
