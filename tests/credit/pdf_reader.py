"""Reads a tagged PDF as assistive technology would: each tag with its words, in the order of the structure tree."""

from __future__ import annotations

import io
import re
from itertools import groupby
from typing import Any

import pikepdf


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def read_tags(pdf: bytes) -> list[tuple[str, str]]:
    """Pairs such as ("H1", "Certificate of completion"); a figure gives its alternative text."""
    with open_pdf(pdf) as document:
        words = marked_words(document.pages[0])
        return [
            (tag, text)
            for tag, text in _walk(document.Root.StructTreeRoot.K, words)
            if tag not in {"Div", "Document"} or text
        ]


def _walk(node: Any, words: dict[int, str]) -> list[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        return [pair for child in node for pair in _walk(child, words)]
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return []
    own = node.get("/K", pikepdf.Array())
    children = list(own) if isinstance(own, pikepdf.Array) else [own]
    marks = [int(child) for child in children if isinstance(child, int)]
    text = str(node.Alt) if "/Alt" in node else "".join(words.get(mark, "") for mark in marks)
    return [(str(node.S)[1:], text), *_walk(pikepdf.Array([c for c in children if not isinstance(c, int)]), words)]


def marked_words(page: pikepdf.Page) -> dict[int, str]:
    """The words of every marked run of a page, by its number; what is marked as decoration is left out.

    Pieces shown from right to left lie on the page in the order of the eye, so they are put back together from the right.
    """
    maps = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    found: dict[int, list[tuple[bool, str]]] = {}
    font, open_marks = "", []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                open_marks.append((str(operands[0]), operands[1]))
            case "BMC":
                open_marks.append((str(operands[0]), {}))
            case "EMC":
                _name, properties = open_marks.pop()
                if "/ActualText" in properties:
                    _add(found, open_marks, str(properties["/ActualText"]))
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ":
                runs = [operands[0]] if str(operator) == "Tj" else operands[0]
                raw = b"".join(bytes(run) for run in runs if isinstance(run, pikepdf.String))
                text = "".join(maps[font][raw[at : at + 2]] for at in range(0, len(raw), 2))
                _add(found, open_marks, text)
    return {mark: _in_order(pieces) for mark, pieces in found.items()}


def _add(found: dict[int, list[tuple[bool, str]]], marks: list[tuple[str, Any]], text: str) -> None:
    if any(name == "/Artifact" or "/ActualText" in properties for name, properties in marks):
        return
    turned = any(name == "/ReversedChars" for name, _properties in marks)
    for _name, properties in reversed(marks):
        if "/MCID" in properties:
            found.setdefault(int(properties["/MCID"]), []).append((turned, text[::-1] if turned else text))
            return


def _in_order(pieces: list[tuple[bool, str]]) -> str:
    runs = [
        (turned, [text for _turned, text in group]) for turned, group in groupby(pieces, key=lambda piece: piece[0])
    ]
    return "".join("".join(reversed(texts) if turned else texts) for turned, texts in runs)


def _to_unicode(font: Any) -> dict[bytes, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    lines = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {bytes.fromhex(glyph): bytes.fromhex(text).decode("utf-16-be") for glyph, text in lines}
