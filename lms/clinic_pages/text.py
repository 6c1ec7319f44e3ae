"""How the Markdown of a clinic's own page becomes HTML: the course's reader and sanitiser, without facts and terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum.body import Place, render_lines
from lms.curriculum.course import Section
from lms.curriculum.markup import Page
from lms.curriculum.report import Report
from lms.curriculum.shelf import Shelf

_BARRED = ("check", "when", "figure", "talk", "crisis", "aside")
_WORDS = {
    "S108": "HTML tags cannot stand in a page. Write Markdown: **bold**, lists with -, headings with ##.",
    "L110": "Pictures cannot stand in a page.",
    "L111": "Headings begin with ## or ###; the title of the page is its only heading of the first level.",
    "F101": "Braces {} mark facts of the course. Write the words without them.",
    "F102": "Braces {} mark facts of the course. Write the words without them.",
    "T107": "Double brackets [[ ]] mark terms of the course. Write the words without them.",
    "T108": "This link leads nowhere. Use https://, tel:, mailto: or an address of this site such as /tools/.",
}


@dataclass(frozen=True)
class Trouble:
    """What cannot be taken, with its line in the text, counted from 1."""

    line: int | None
    sentence: str


@dataclass(frozen=True)
class Written:
    """A text as readers see it: sanitised HTML, its headings, and what was wrong with it."""

    html: str
    sections: tuple[Section, ...]
    troubles: tuple[Trouble, ...]


def read(text: str, addresses: Mapping[str, str]) -> Written:
    """The HTML of a page's Markdown. `addresses` are the pages of this site that it may link to, by id.

    What is wrong is left out of the HTML and told with its line.
    """
    report = Report()
    known = {**addresses, **{each: each for each in addresses.values()}}
    page = Page(Shelf(addresses=known), report, "", glossary=False)
    html = render_lines(text.split("\n"), 1, page, Place(barred=_BARRED))
    page.finish()
    told = dict.fromkeys((each.line, _WORDS.get(each.rule, each.message)) for each in report.problems)
    return Written(html, tuple(page.sections), tuple(Trouble(line, sentence) for line, sentence in told))
