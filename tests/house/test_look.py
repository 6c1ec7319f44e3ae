"""The look keeps its promises: contrast, one sheet, no inline code, small files, and a guide that shows every part."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from lms.clinic_pages.rules import KINDS
from tests.house.source import ROOT, files

STATIC = ROOT / "lms" / "static"
TEMPLATES = files(ROOT / "lms" / "templates", ".html")
SHEET = (STATIC / "linchpin.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
STANDINGS = ("not-open", "not-started", "on-track", "at-risk", "overdue", "ready", "continuing", "complete", "paused")
TEXT = ("ink", "ink-soft", "action", "action-deep", *STANDINGS)
GROUNDS = ("paper", "wash", "mark")


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b", block))


def schemes() -> dict[str, dict[str, str]]:
    layer = RULES[RULES.index("@layer tokens {") : RULES.index("@layer base {")]
    light_block, dark_block = layer.split("prefers-color-scheme: dark", 1)
    light = tokens(light_block)
    return {"light": light, "dark": light | tokens(dark_block.split("@media", 1)[0])}


SCHEMES = schemes()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_agrees_with_the_two_ends_of_the_scale() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_colour_is_readable_on_every_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = [(text, ground) for text in TEXT for ground in (*GROUNDS, "field")]
    pairs += [("on-action", "action"), ("on-action", "action-deep"), ("paper", "ink"), ("ink", "line")]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_rings_and_shapes_can_be_seen(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = [(edge, ground) for edge in ("edge", "focus", "action", *STANDINGS) for ground in (*GROUNDS, "field")]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_both_schemes_set_every_colour() -> None:
    dark = RULES.split("prefers-color-scheme: dark", 1)[1].split("@media", 1)[0]
    assert set(tokens(dark)) == set(SCHEMES["light"])


def test_every_value_that_is_used_is_set_somewhere() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", RULES))
    assert used - set(re.findall(r"--([a-z0-9-]+):", RULES)) == set()


def sheet_classes() -> set[str]:
    """Class names in selectors; declarations are cut away first."""
    selectors = re.sub(r"\{[^{}]*\}", " ", RULES)
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", selectors))


def used_classes(template: str) -> set[str]:
    """Class names written out in a template; those put together by an expression are left to the style guide."""
    plain = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    written: set[str] = set()
    for value in re.findall(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"', plain):
        whole = " ".join(re.findall(r"(?<![^\s}])\{\{.*?\}\}", value))
        for part in (re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", value), *re.findall(r"'([a-z][a-z0-9 -]*)'", whole)):
            written |= {name for name in part.split() if not name.endswith("-")}
    return written


# Marks words that lms/web/clinic_links.py turns into a link as the page goes out.
CLINICS = {f"clinics-{kind}" for kind in KINDS}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "-".join(path.parts[-2:]))
def test_classes_of_a_template_exist_in_the_sheet(path: Path) -> None:
    assert used_classes(path.read_text(encoding="utf-8")) - sheet_classes() - CLINICS == set()


def test_the_class_reader_sees_what_templates_write() -> None:
    seen = used_classes(
        """<a class="button{{ ' ' ~ kind if kind }} is-{{ 'at-risk' }}{% if y %} now{% endif %}"><b class="{{ 'f-ink' if n }}">"""
    )
    assert seen == {"button", "now", "f-ink"}


INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"hx-on",
    "script address": r"(?:href|src|action)\s*=\s*[\"']?\s*(?:javascript|js|data):|[\"']js:",
    "style element": r"<style\b",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "file from elsewhere": r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "-".join(path.parts[-2:]))
def test_templates_hold_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in INLINE.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<p class="x" style="color: red">', "style attribute"),
        ('<a onclick="go()">', "inline handler"),
        ('<a href="javascript:go()">', "script address"),
        ("<script>go()</script>", "inline script"),
        ('<script src="https://cdn.example/x.js">', "file from elsewhere"),
    ],
)
def test_inline_code_would_be_found(markup: str, name: str) -> None:
    assert re.search(INLINE[name], markup)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "-".join(path.parts[-2:]))
def test_every_form_that_writes_carries_its_token_and_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r'<form\b[^>]*?method="post".*?</form>', text, flags=re.DOTALL)
    assert [
        form[:80] for form in forms if "hidden()" not in form and not ("csrf_token" in form and "request_key" in form)
    ] == []


def test_the_sheet_and_the_script_are_small() -> None:
    script, reader = ((STATIC / name).read_bytes() for name in ("linchpin.js", "reader.js"))
    sizes = {
        "sheet": len(SHEET.encode()) < 60_000,
        "sheet, compressed": len(brotli.compress(SHEET.encode())) < 12_500,
        "script": len(script) <= 6_144,
        "script of the reader": len(reader) <= 3_072,
    }
    assert [name for name, small in sizes.items() if not small] == []


def test_sheet_and_script_ask_for_nothing_else_but_fonts_that_exist() -> None:
    assert "@import" not in RULES
    asked = re.findall(r"url\(\"?([^\")]+)", RULES)
    assert asked
    assert [each for each in asked if not (STATIC / each).is_file()] == []
    assert not re.search(r"https?://|\beval\b|\bFunction\(", (STATIC / "linchpin.js").read_text(encoding="utf-8"))


def test_text_never_waits_for_a_font() -> None:
    faces = re.findall(r"@font-face \{(.*?)\}", RULES, flags=re.DOTALL)
    ours = [face for face in faces if "url(" in face]
    assert ours
    assert all("font-display: swap" in face for face in ours)
    assert any("size-adjust" in face for face in faces if "local(" in face)


def test_the_style_guide_shows_every_component() -> None:
    guide = (ROOT / "lms" / "templates" / "styleguide.html").read_text(encoding="utf-8")
    body = re.sub(r"\{% from .*?%\}", "", guide)
    parts = {
        name
        for path in files(ROOT / "lms" / "templates" / "components", ".html")
        for name in re.findall(r"\{% macro ([a-z]\w*)\(", path.read_text(encoding="utf-8"))
    }
    shown = set(re.findall(r"\b([a-z]\w*)\(", body))
    assert parts - shown - {"hidden", "brand_mark"} == set()
