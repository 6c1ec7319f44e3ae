"""Renders a body of text and `:::` blocks, piece by piece, on one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from lms.curriculum.blocks import Node, plain_text, split_blocks
from lms.curriculum.figures import clean_svg
from lms.curriculum.markup import Page, plain, sanitise, unwrap

_SPEAKER = re.compile(r"([A-Z][^:!?\"]{0,40}):\s+(.*)")
_NOTES = ("note", "urgent", "crisis")


@dataclass(frozen=True)
class Place:
    """Where a body stands: how to fetch a figure's text by name, and the kinds of block that may not occur here."""

    figure: Callable[[str], str | None] = lambda _name: None
    barred: tuple[str, ...] = ("check", "when")
    headings: bool = True
    seen: dict[str, int] = field(default_factory=dict)


def render(nodes: Sequence[Node], page: Page, place: Place) -> str:
    """The HTML of text and blocks in order. Each piece leaves sanitised."""
    return "\n".join(part for part in (_render_one(node, page, place) for node in nodes) if part)


def render_lines(lines: Sequence[str], line: int, page: Page, place: Place) -> str:
    """As `render`, from source lines."""
    return render(split_blocks(lines, line, page.report, page.path), page, place)


def _render_one(node: Node, page: Page, place: Place) -> str:
    if not node.keyword:
        return page.prose(node.lines, node.line, headings=place.headings)
    if node.keyword in place.barred:
        page.report.add("S107", page.path, node.line - 1, f"A block ::: {node.keyword} cannot stand here.")
        return ""
    place.seen[node.keyword] = place.seen.get(node.keyword, 0) + 1
    if node.keyword == "fold":
        summary = page.inline(node.argument or "More", node.line - 1)
        return f"<details><summary>{summary}</summary>\n{_inside(node, page, place)}\n</details>"
    before = page.introduce("\n".join((node.argument, *node.lines)), node.line)
    renderers: Mapping[str, Callable[[Node, Page, Place], str]] = {
        "talk": _talk,
        "table": _table,
        "figure": _figure,
        "aside": _aside,
    }
    return before + renderers.get(node.keyword, _note)(node, page, place)


def _inside(node: Node, page: Page, place: Place) -> str:
    return render_lines(node.lines, node.line, page, place)


def _talk(node: Node, page: Page, place: Place) -> str:
    """A dialogue: `Name: words`; a line without a name goes on with what was said."""
    said: list[tuple[str, list[str], int]] = []
    for number, line in enumerate(node.lines, node.line):
        if not line.strip():
            continue
        if match := _SPEAKER.fullmatch(line.strip()):
            said.append((match.group(1), [match.group(2)], number))
        elif said:
            said[-1][1].append(line.strip())
        else:
            page.report.add("L115", page.path, number, "The dialogue does not begin with a speaker.")
    if not said:
        page.report.add("L115", page.path, node.line - 1, "The dialogue is empty.")
    rows = (
        f"<dt>{page.inline(name, line)}</dt><dd>{page.inline(' '.join(words), line)}</dd>" for name, words, line in said
    )
    return '<dl class="talk">\n' + "\n".join(rows) + "\n</dl>"


def _table(node: Node, page: Page, place: Place) -> str:
    before = page.tables
    page.caption = node.argument or None
    html = page.prose(node.lines, node.line, headings=False)
    page.caption = None
    if page.tables != before + 1:
        page.report.add("L116", page.path, node.line - 1, f"This block holds {page.tables - before} tables.")
    return html


def _figure(node: Node, page: Page, place: Place) -> str:
    """An inline SVG named by its text alternative, with a visible caption that carries the citations of both."""
    name, _, caption = node.argument.partition(" ")
    words = "\n".join(node.lines).strip()
    if not name or not caption.strip() or not words:
        page.report.add(
            "L107", page.path, node.line - 1, "A file name, a caption and a text alternative belong to a figure."
        )
    cited = "".join(dict.fromkeys(re.findall(r"\{[^{}]*\}", words)))
    label = plain(sanitise(escape(" ".join(plain_text(words).split()), quote=False)))
    source = place.figure(name)
    if source is None:
        page.report.add("T109", page.path, node.line - 1, f"There is no figure `{name}` in figures/.")
        return ""
    svg, refused = clean_svg(source, label)
    for sentence in refused:
        page.report.add("L106", page.path, node.line - 1, f"{name}: {sentence}")
    shown = page.inline(f"{caption.strip()}{cited}", node.line - 1)
    return f'<figure class="chart">\n{svg}\n<figcaption>{shown}</figcaption></figure>'


def _aside(node: Node, page: Page, place: Place) -> str:
    inner = unwrap(_inside(node, page, Place(place.figure, (*place.barred, "aside", "figure"), False)))
    lead = f"<b>{page.inline(node.argument, node.line - 1)}</b> " if node.argument else ""
    return f'<div class="aside" role="note">{lead}{inner}</div>'


def _note(node: Node, page: Page, place: Place) -> str:
    """A boxed note; `crisis` without text of its own is the course's standing wording."""
    kind = "note" if node.keyword == "note" else "note urgent"
    title = f"<h3>{page.inline(node.argument, node.line - 1)}</h3>\n" if node.argument else ""
    inner_place = Place(place.figure, (*place.barred, *_NOTES, "figure"), False)
    if node.keyword == "crisis" and not any(line.strip() for line in node.lines):
        page.crisis_shown = True
        if not page.shelf.crisis:
            page.report.add(
                "S102", "content/course.yaml", None, "A page asks for the crisis box, but `crisis` is missing."
            )
        inner = render_lines(page.shelf.crisis.split("\n"), page.shelf.crisis_line, page, inner_place)
        title = title or "<h3>If someone may be in danger now</h3>\n"
    else:
        inner = _inside(node, page, inner_place)
    return f'<div class="{kind}" role="note">{title}{inner}</div>'
