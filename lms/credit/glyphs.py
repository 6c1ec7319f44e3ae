"""Which letters the certificate's own fonts can draw, read from their character maps."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LAST_RESORT = "LinchpinLastResort-Regular.ttf"


def missing_letters(text: str) -> str:
    """The characters of `text` that would print as a boxed question mark, each once, in order.

    A name with such letters is asked for again as it stands on the licence, before anything is issued.
    """
    drawn = _drawn()
    strange = (character for character in unicodedata.normalize("NFC", text) if ord(character) not in drawn)
    return "".join(dict.fromkeys(character for character in strange if unicodedata.category(character)[0] not in "CZ"))


@cache
def _drawn() -> frozenset[int]:
    return frozenset(
        code
        for font in sorted(FONTS.glob("*.ttf"))
        if font.name != LAST_RESORT
        for code in code_points(font.read_bytes())
    )


def code_points(font: bytes) -> Iterator[int]:
    """Every code point a TrueType font maps to a glyph. Raises ValueError when its map is of an unknown kind."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * row) for row in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    subtables = (struct.unpack_from(">HHL", font, start + 4 + 8 * row) for row in range(count))
    for offset in sorted({start + offset for platform, _encoding, offset in subtables if platform in {0, 3}}):
        (form,) = struct.unpack_from(">H", font, offset)
        if form == 4:
            yield from _segments(font, offset)
        elif form in {12, 13}:
            (groups,) = struct.unpack_from(">L", font, offset + 12)
            for row in range(groups):
                first, last, _glyph = struct.unpack_from(">LLL", font, offset + 16 + 12 * row)
                yield from range(first, last + 1)
        else:
            raise ValueError(f"A character map of kind {form} is not read here.")


def _segments(font: bytes, offset: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, offset + 6)
    lasts, firsts = offset + 14, offset + 16 + twice
    for row in range(0, twice, 2):
        (last,) = struct.unpack_from(">H", font, lasts + row)
        (first,) = struct.unpack_from(">H", font, firsts + row)
        yield from range(first, min(last, 0xFFFE) + 1)
