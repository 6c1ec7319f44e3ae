"""A name no font can draw is noticed before anything is issued."""

from __future__ import annotations

import pytest

from lms.credit.glyphs import FONTS, LAST_RESORT, code_points, missing_letters


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("Marisol Tavares, RN", ""),
        ("Łukasz Żółkiewski", ""),
        ("Nguyễn Thị Ánh", ""),
        ("Zoe\u0308", ""),
        ("Ελένη Юлия", ""),
        ("محمد شرה", ""),
        ("张伟", ""),
        ("김민준", "김민준"),
        ("陳 陳 Ann", "陳"),
        ("Ann 🙂", "🙂"),
    ],
)
def test_what_the_fonts_cannot_draw_is_named_once(name, missing):
    assert missing_letters(name) == missing


def test_the_last_resort_draws_what_the_others_do_not():
    others = {
        code for font in FONTS.glob("*.ttf") if font.name != LAST_RESORT for code in code_points(font.read_bytes())
    }
    last = set(code_points((FONTS / LAST_RESORT).read_bytes()))
    assert not others & last
    assert {0x0E01, 0xAC00, 0x1F642, 0x2FA1D} <= last


def test_the_fonts_stay_small():
    assert sum(font.stat().st_size for font in FONTS.glob("*.ttf")) < 1_500_000
