"""Small office files and PDFs, whole or spoilt in one place, made without any library."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A log</dc:title><dc:language>en</dc:language></c>'


def packed(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def sheet(cells: str, more: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData>{more}</worksheet>'


def link(target: str, kind: str = "hyperlink") -> str:
    return f'<Relationships><Relationship Id="r1" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def workbook(**changes: str) -> bytes:
    """A workbook with a formula and its value; `core`, `cells`, `more` replace a part, any other name adds one."""
    core, cells = changes.pop("core", CORE), changes.pop("cells", '<c r="A1"><f>1+1</f><v>2</v></c>')
    parts = {"xl/workbook.xml": "<workbook/>", "docProps/core.xml": core}
    parts["xl/worksheets/sheet1.xml"] = sheet(cells, changes.pop("more", ""))
    return packed({name: text for name, text in {**parts, **changes}.items() if text})


def document(core: str = CORE, styles: str = "") -> bytes:
    return packed(
        {
            "word/document.xml": "<document/>",
            "docProps/core.xml": core,
            **({"word/styles.xml": styles} if styles else {}),
        }
    )


def pdf(words: bytes = b"/Title (A log) /Lang (en) /Marked true", *, hidden: bytes = b"") -> bytes:
    """What a checker looks at of a PDF; `hidden` stands in a packed stream."""
    stream = b"stream\n" + zlib.compress(hidden) + b"\nendstream\n" if hidden else b""
    return b"%PDF-1.7\n" + words + b"\n" + stream + b"%%EOF\n"
