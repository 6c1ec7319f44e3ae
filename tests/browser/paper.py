"""Reads the words of a PDF that Chromium printed."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

from tests.credit.pdf_reader import open_pdf


def words_of(pdf: bytes) -> str:
    """All words, without spaces and in small letters: where lines break is the printer's business."""
    with open_pdf(pdf) as document:
        return squeezed("".join(_words(page) for page in document.pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _words(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found, (width, letters) = "", (1, dict[int, str]())
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            width, letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            runs = operands if str(operator) == "Tj" else operands[0]
            raw = b"".join(bytes(run) for run in runs if isinstance(run, pikepdf.String))
            found += "".join(letters.get(int.from_bytes(raw[at : at + width]), "") for at in range(0, len(raw), width))
    return found


def _letters(font: Any) -> tuple[int, dict[int, str]]:
    """Bytes a letter takes, and code → letters."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for single in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {int(code, 16): _text(text) for code, text in re.findall(r"<(\w+)> <(\w+)>", single)}
    for ranges in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", ranges):
            start = int(first, 16)
            found |= {code: chr(int(text, 16) + code - start) for code in range(start, int(last, 16) + 1)}
    return (2 if font.Subtype == "/Type0" else 1), found


def _text(written: str) -> str:
    return bytes.fromhex(written).decode("utf-16-be")
