"""The outline of a tool's text: blocks and runs without any mark-up, from which every form of the paper is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class Run:
    """Words of one look; `reference` is the number of a source, `href` an https address or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    reference: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading below the title: `level` 2 or 3, never deeper than one below the last."""

    level: int
    runs: Runs
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: Runs
    kind: str = "paragraph"


@dataclass(frozen=True)
class Points:
    """A list; `numbered` counts from one. Lists inside lists become further points of it."""

    numbered: bool
    points: tuple[Runs, ...]
    kind: str = "points"


@dataclass(frozen=True)
class Grid:
    """A table with one row of heads; the first cell of each row names it. An empty cell is there to be filled in."""

    caption: Runs
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    kind: str = "grid"


@dataclass(frozen=True)
class Talk:
    """A dialogue: who, and what they say."""

    lines: tuple[tuple[Runs, Runs], ...]
    kind: str = "talk"


@dataclass(frozen=True)
class Box:
    """A boxed note with a title or none."""

    urgent: bool
    title: Runs
    blocks: tuple[Paragraph | Points, ...]
    kind: str = "box"


Block = Heading | Paragraph | Points | Grid | Talk | Box


@dataclass(frozen=True)
class Sheet:
    """All that stands on the paper. `foot` is printed on every page, `sources` are (number, what it is)."""

    title: str
    purpose: str
    blocks: tuple[Block, ...]
    sources: tuple[tuple[int, Runs], ...]
    foot: str
    date: tuple[int, int, int]
    author: str


def outline_of(html: str) -> tuple[Block, ...]:
    """The blocks of a tool's sanitised HTML, in order."""
    deepest, found = 1, list[Block]()
    for block in _blocks(_parsed(html)):
        if isinstance(block, Heading):
            deepest = min(block.level, deepest + 1)
            block = replace(block, level=deepest)  # noqa: PLW2901
        found.append(block)
    return tuple(found)


def line_of(html: str) -> Runs:
    """The runs of one line of our own HTML, such as a reference."""
    return _runs(_parsed(html))


def _parsed(html: str) -> Element:
    closed = re.sub(r"<(br|hr)>", r"<\1/>", html.replace("&nbsp;", "&#160;"))
    return ElementTree.fromstring(f"<div>{closed}</div>")  # noqa: S314 - our own sanitised HTML


def _blocks(parent: Element) -> Iterator[Block]:
    for child in parent:
        kind = child.get("class", "")
        if child.tag in ("h2", "h3", "h4"):
            yield Heading(2 if child.tag == "h2" else 3, _runs(child))
        elif child.tag in ("ul", "ol"):
            yield Points(child.tag == "ol", tuple(_points(child)))
        elif child.tag == "table":
            yield _grid(child)
        elif child.tag == "dl":
            pairs = zip(child.iter("dt"), child.iter("dd"), strict=False)
            yield Talk(tuple((_runs(who), _runs(said)) for who, said in pairs))
        elif child.tag == "div" and kind.startswith("note"):
            title = child.find("h3")
            inner = Element("div")
            inner.extend(each for each in child if each is not title)
            blocks = tuple(each for each in _blocks(inner) if isinstance(each, (Paragraph, Points)))
            yield Box("urgent" in kind, _runs(title) if title is not None else (), blocks or _loose(child))
        elif child.tag in ("div", "blockquote"):
            yield from _blocks(child)
        elif child.tag != "hr":
            yield Paragraph(_runs(child))


def _loose(note: Element) -> tuple[Paragraph, ...]:
    """A note whose words stand in no paragraph."""
    runs = _runs(note)
    return (Paragraph(runs),) if runs else ()


def _points(parent: Element) -> Iterator[Runs]:
    for item in parent.findall("li"):
        yield _tidy(run for run in _walk(item, Run("")))
        for inner in (*item.findall("ul"), *item.findall("ol")):
            yield from _points(inner)


def _grid(table: Element) -> Grid:
    caption = table.find("caption")
    head = tuple(_runs(cell) for cell in table.findall("./thead/tr/*"))
    rows = tuple(tuple(_runs(cell) for cell in row) for row in table.findall("./tbody/tr"))
    return Grid(_runs(caption) if caption is not None else (), head, rows)


def _runs(element: Element) -> Runs:
    return _tidy(_walk(element, Run("")))


def _walk(element: Element, look: Run) -> Iterator[Run]:
    yield replace(look, text=element.text or "")
    for child in element:
        if child.tag == "br":
            yield replace(look, text="\n")
        elif child.tag not in ("ul", "ol"):
            yield from _walk(child, _look(child, look))
        yield replace(look, text=child.tail or "")


def _look(element: Element, look: Run) -> Run:
    if element.tag in ("strong", "b"):
        return replace(look, bold=True)
    if element.tag in ("em", "i", "cite"):
        return replace(look, italic=True)
    if element.get("class") == "ref":
        return replace(look, reference=True)
    href = element.get("href", "")
    return replace(look, href=href) if href.startswith("https://") else look


def _tidy(runs: Iterable[Run]) -> Runs:
    """Runs without needless blanks: inside a line every blank counts once, none at the ends."""
    kept: list[Run] = []
    for run in runs:
        text = run.text if run.text == "\n" else re.sub(r"[ \t\r\n]+", " ", run.text)
        if text.startswith(" ") and (not kept or kept[-1].text.endswith((" ", "\n"))):
            text = text[1:]
        if text:
            kept.append(replace(run, text=text))
    if kept and kept[-1].text.endswith(" "):
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
    return tuple(run for run in kept if run.text)
