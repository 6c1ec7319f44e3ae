"""The words of a lesson by heading, without questions and answers: for search, and for saying what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

from lms.curriculum.course import HtmlPart, Lesson

_BLOCKS = frozenset("p li tr figcaption caption summary h2 h3 h4 blockquote pre dt div details table ul ol dl".split())
_CELLS = frozenset(("td", "th"))
_VOID = frozenset(("br", "hr", "img", "path", "circle", "rect", "line", "use"))


@dataclass(frozen=True)
class SectionText:
    """One heading with the paragraphs, rows and lines below it; `id` is empty for what stands before the first heading."""

    id: str
    title: str
    blocks: tuple[str, ...]


def sections_of(lesson: Lesson) -> tuple[SectionText, ...]:
    """A lesson's text in reading order. Checks, drawings and the glossary in the margin are left out."""
    titles = {section.id: section.title for section in lesson.sections}
    return tuple(
        SectionText(section_id, titles.get(section_id, ""), tuple(blocks))
        for section_id, blocks in _read(part.html for part in lesson.parts if isinstance(part, HtmlPart))
    )


def blocks_of(html: str) -> tuple[str, ...]:
    """The paragraphs, rows and lines of a piece of our own HTML."""
    return tuple(block for _, blocks in _read([html]) for block in blocks)


def _read(pieces: Iterable[str]) -> list[tuple[str, list[str]]]:
    reader = _Reader()
    for piece in pieces:
        reader.feed(piece)
        reader.flush()
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Gathers words block by block. Our HTML is well-formed: it comes out of the sanitiser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = [("", [])]
        self._words = ""
        self._skipping = 0
        self._heading = False

    def flush(self) -> None:
        """The block is over."""
        words = " ".join(self._words.split())
        if words:
            self.found[-1][1].append(words)
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, a cell begins, or something that is not read."""
        given = dict(attrs)
        if self._skipping:
            self._skipping += tag not in _VOID
        elif tag == "svg" or given.get("class") == "ref" or (given.get("id") or "").startswith("term-"):
            self._skipping = 1
        elif tag in ("h2", "h3") and given.get("id"):
            self.flush()
            self.found.append((given["id"] or "", []))
            self._heading = True
        elif tag in _BLOCKS:
            self.flush()
        elif tag in _CELLS and self._words.strip():
            self._words += " | "
        elif tag == "dd":
            self._words += ": "
        elif tag == "br":
            self._words += " "

    def handle_endtag(self, tag: str) -> None:
        """A block ends; what a speaker is called and what is said stay one block."""
        if self._skipping:
            self._skipping -= tag not in _VOID
        elif self._heading and tag in ("h2", "h3"):
            self._heading, self._words = False, ""
        elif (tag in _BLOCKS and tag != "dt") or tag == "dd":
            self.flush()

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._skipping:
            self._words += data
