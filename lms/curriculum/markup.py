"""Turns the Markdown of one page into sanitised HTML with the classes of the style sheet.

A `Page` is one thing a reader sees at a time with one list of references: a lesson, a case, a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.util import AtomicString

from lms.curriculum.course import Fact, Reference, Section
from lms.curriculum.inline import CLINICS, TERM, new_markdown
from lms.curriculum.report import Report
from lms.curriculum.shape import FACT_ID
from lms.curriculum.shelf import Shelf, reference_group, write_reference

_TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "b",
    "i",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "a",
    "span",
    "div",
    "cite",
    "h2",
    "h3",
    "h4",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
}
_ATTRIBUTES = {
    "a": {"href", "class", "id", "aria-label", "rel"},
    "span": {"class"},
    "div": {"class", "role", "id", "tabindex", "aria-label"},
    "dl": {"class"},
    "p": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "table": {"class"},
    "caption": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    "ol": {"start"},
}
BRACKETS, LENGTH = 400, 40_000
"""Reading Markdown slows down with the square of the brackets and paragraphs of one stretch of text."""
THIN_SPACE = "\u2009"
_RESERVED = frozenset(
    ["main", "title", "contents", "refs", "references", "chart", "fb", "feedback", "top", "own-notes"]
)
_CODE = re.compile(r"(`+)(?:(?!\1).)+\1")
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<\?|<script", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(?:https?|mailto):[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>")
_LEADS_ELSEWHERE = re.compile(r"[\[{<#|]|^[ \t]*[=-]+[ \t]*$", re.MULTILINE)
"""What may be a citation, a term, a link, a tag, a table or a heading. Text with none of them comes out alike on every page."""
RENDERED: dict[str, str] = {}
_MOST = 20_000
_SINGLE = re.compile(r"<p(?: class=\"opening\")?>((?:(?!</?p[ >]).)*)</p>", re.DOTALL)


def sanitise(html: str) -> str:
    """HTML without anything but the tags and attributes above: no script, style, handler or foreign scheme."""
    schemes = {"https", "http", "mailto", "tel"}
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=schemes, link_rel=None, strip_comments=True)


def plain(html: str) -> str:
    """The words of a piece of our own HTML, without reference numbers."""
    text = re.sub(r'<a [^>]*class="ref".*?</a>|</?span[^>]*>', "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " " if "<p" in html else "", text)).split())


def unwrap(html: str) -> str:
    """A single paragraph as inline HTML; anything longer as it is."""
    match = _SINGLE.fullmatch(html.strip())
    return match.group(1) if match else html.strip()


class Page:
    """Renders the pieces of one page in reading order and remembers what they cite, define and link to."""

    def __init__(self, shelf: Shelf, report: Report, path: str, *, prefix: str = "r", glossary: bool = True) -> None:
        self.shelf, self.report, self.path, self.prefix = shelf, report, path, prefix
        self.glossary = glossary
        self.columns = 4  # of a table that a phone can hold; wider ones slide
        self.facts: dict[str, None] = {}
        self.terms: dict[str, None] = {}
        self.sections: list[Section] = []
        self.caption: str | None = None
        self.tables, self.opening, self.crisis_shown = 0, False, False
        self.defined: dict[str, str] = {}
        self._groups: dict[tuple[str, ...], list[Fact]] = {}
        self._linked: list[tuple[str, int]] = []
        self._back: set[str] = set()
        self._ids: set[str] = set(_RESERVED)
        self._headings = False
        self._line = 1
        self._lines: Sequence[str] = ()

    @cached_property
    def _markdown(self) -> Markdown:
        return new_markdown(self._before, self._after)

    def prose(self, lines: Sequence[str], line: int, *, headings: bool = True) -> str:
        """Block HTML of a stretch of Markdown whose first line has the number `line`."""
        text = "\n".join(lines)
        alone = not self.opening and len(text) <= LENGTH and not _LEADS_ELSEWHERE.search(text)
        if alone and text in RENDERED:
            return RENDERED[text]
        self._scan(lines, line, headings)
        if text.count("[") > BRACKETS or sum(map(len, lines)) > LENGTH:
            message = f"One stretch of text has over {LENGTH:,} characters, or over {BRACKETS} opening brackets."
            self.report.add("S110", self.path, line, message)
            return ""
        self._lines, self._line, self._headings = lines, line, headings
        self._markdown.reset()
        html = sanitise(self._markdown.convert(text))
        if alone:
            if len(RENDERED) >= _MOST:
                RENDERED.clear()
            RENDERED[text] = html
        return html

    def inline(self, text: str, line: int) -> str:
        """Inline HTML of a short text; several paragraphs stay paragraphs."""
        return unwrap(self.prose(text.split("\n"), line, headings=False))

    def introduce(self, raw: str, line: int) -> str:
        """The asides that define the terms first used in `raw`, to stand before it."""
        return "".join(self._aside_html(term_id, line) for term_id in self._new_terms(raw))

    def forget_terms(self) -> None:
        """Begin a new screen of the same page: its terms are defined anew, its references go on."""
        self.terms.clear()
        self._back.clear()

    def references(self) -> tuple[Reference, ...]:
        """The page's reference list so far."""
        return tuple(
            write_reference(number, f"{self.prefix}{number}", facts, self.shelf.sources)
            for number, facts in enumerate(self._groups.values(), 1)
        )

    def seen(self) -> list[object]:
        """What of the rest of the course shows on this page: part of the page's hash."""
        facts = [self.shelf.facts[each] for each in self.facts]
        crisis = self.shelf.crisis if self.crisis_shown else ""
        return [[fact.id, fact.mark, fact.dated, fact.sources] for fact in facts] + [self.defined, crisis]

    @property
    def dated(self) -> bool:
        """Whether a cited fact dates quickly, so that the page must say "check current rules"."""
        return any(self.shelf.facts[each].dated for each in self.facts)

    @property
    def unverified(self) -> tuple[str, ...]:
        """The cited facts that nobody has verified (mark U)."""
        return tuple(each for each in self.facts if self.shelf.facts[each].mark == "U")

    def finish(self) -> None:
        """Report links to headings that the page turned out not to have."""
        known = {section.id for section in self.sections}
        for anchor, line in self._linked:
            if anchor not in known:
                self.report.add("T108", self.path, line, f"There is no heading `#{anchor}` on this page.")

    def cite(self, fact_ids: Sequence[str], line: int) -> None:
        """Take facts into the reference list without showing a number; unknown ones are reported."""
        for fact_id in fact_ids:
            fact = self.shelf.facts.get(fact_id)
            if fact is None:
                self.report.add("F101", self.path, line, f"The fact {fact_id} is not in content/facts/.")
                continue
            self.facts[fact_id] = None
            group = self._groups.setdefault(reference_group(fact), [])
            if fact not in group:
                group.append(fact)

    def _number(self, fact_id: str) -> int:
        return list(self._groups).index(reference_group(self.shelf.facts[fact_id])) + 1

    def _scan(self, lines: Sequence[str], line: int, headings: bool) -> None:
        """Report what only the source shows: citations out of shape, raw HTML, pictures, wrong headings."""
        fenced = False
        for number, written in enumerate(lines, line):
            if written.lstrip().startswith(("```", "~~~")):
                fenced = not fenced
            if fenced:
                continue
            text = _CODE.sub("", written)
            for match in re.finditer(r"(?<!\\)\{([^{}]*)\}?", text):
                if not match.group(0).endswith("}") or not all(
                    FACT_ID.fullmatch(each.strip()) for each in match.group(1).split(",")
                ):
                    self.report.add("F102", self.path, number, f"`{match.group(0)[:40]}` is not a citation.")
            for match in re.finditer(r"\[\[([^\[\]\\|]*)", text):
                if not self.shelf.term(match.group(1)):
                    self.report.add("T107", self.path, number, f"The glossary has no term `{match.group(1).strip()}`.")
            if _HTML.search(_AUTOLINK.sub("", text)):
                self.report.add("S108", self.path, number, "There is an HTML tag in this line.")
            if re.search(r"!\[[^\]]*\]\s*[\[(]", text):
                self.report.add("L110", self.path, number, "There is a Markdown picture in this line.")
            marks = len(text) - len(text.lstrip("#"))
            if marks and text[marks : marks + 1].isspace() and (not headings or marks not in (2, 3)):
                self.report.add("L111", self.path, number, f"A heading of level {marks} cannot stand here.")

    def _find(self, needle: str) -> int:
        """The line of the source in which a piece of text stands."""
        for number, text in enumerate(self._lines, self._line):
            if needle in text:
                return number
        return self._line

    def _new_terms(self, raw: str) -> list[str]:
        found: dict[str, None] = {}
        if self.glossary:
            for match in re.finditer(TERM, raw):
                term = self.shelf.term(match.group(1))
                if term and term.id not in self.terms:
                    found[term.id] = None
            self.terms.update(found)
            self.defined |= {each: self.shelf.definitions.get(each, "") for each in found}
        return list(found)

    def _aside_html(self, term_id: str, line: int) -> str:
        term = self.shelf.terms[term_id]
        text = self.inline(self.shelf.definitions[term_id], line)
        return (
            f'<div class="aside" role="note" id="term-{term_id}"><b>{escape(_capital(term.term))}</b> {text} '
            f'<a href="#back-{term_id}">Back to text</a></div>'
        )

    def _before(self, root: Element) -> None:
        """While text is raw: shape tables, mark the opening paragraph, set definitions beside first uses."""
        for table in root.iter("table"):
            self._shape_table(table)
        for index, child in reversed(list(enumerate(list(root)))):
            if child.tag == "table" and len(child.findall("./thead/tr/th")) > self.columns:
                root[index] = _scroller(child)
        arranged: list[Element] = []
        for child in list(root):
            first = self.opening and child.tag == "p"
            if first:
                child.set("class", "opening")
                self.opening = False
            new = self._new_terms("".join(child.itertext()))
            asides = [
                _aside(self.shelf.terms[term_id].term, self.shelf.definitions[term_id], term_id) for term_id in new
            ]
            arranged += [child, *asides] if first else [*asides, child]
        root[:] = arranged

    def _shape_table(self, table: Element) -> None:
        self.tables += 1
        table.set("class", "table")
        if self.caption is not None:
            caption = Element("caption")
            caption.text = self.caption
            table.insert(0, caption)
            self.caption = None
        else:
            heads = [" ".join("".join(cell.itertext()).split()) for cell in table.findall("./thead/tr/th")]
            caption = Element("caption", {"class": "visually-hidden"})
            caption.text = ", ".join(re.sub(r"[*_`]|\{[^{}]*\}", "", head) for head in heads if head) or "Table"
            table.insert(0, caption)
            at = next((index for index, text in enumerate(self._lines) if text.lstrip().startswith("|")), 0)
            if self.glossary:  # The stem of a question introduces its table; so does the fallback above.
                self.report.add("L113", self.path, self._line + at, "This table has no caption.")
        for row in table.iter("tr"):
            for index, cell in enumerate(row):
                right = cell.attrib.pop("align", "") == "right"
                if not len(cell) and not (cell.text or "").strip():
                    cell.tag = "td"  # A heading without words would head nothing.
                elif cell.tag == "th":
                    cell.set("scope", "col")
                elif index == 0:
                    cell.tag = "th"
                    cell.set("scope", "row")
                if right:
                    cell.set("class", "r")

    def _after(self, root: Element) -> None:
        """When text is done: number citations in reading order, link terms, name headings, check links."""
        for element in list(root.iter()):
            if element.tag == "cited":
                self._show_citation(element)
            elif element.tag == "termed":
                self._show_term(element)
            elif element.tag == "clinics":
                _mark_clinics(element, element.attrib.pop("kind"))
            elif element.tag in ("h2", "h3") and self._headings:
                self._name_heading(element)
            elif element.tag == "a" and element.get("class") is None:
                self._check_link(element)
        _curl(root, "")

    def _show_citation(self, element: Element) -> None:
        fact_ids = element.attrib.pop("facts").split(",")
        self.cite(fact_ids, self._find("{" + fact_ids[0]))
        numbers = list(dict.fromkeys(self._number(each) for each in fact_ids if each in self.shelf.facts))
        element.tag = "span"
        if len(numbers) == 1:
            self._link_reference(element, numbers[0])
            return
        element.set("class", "nowrap")
        for number in numbers:
            link = SubElement(element, "a")
            self._link_reference(link, number)
            link.tail = THIN_SPACE if number != numbers[-1] else None

    def _link_reference(self, element: Element, number: int) -> None:
        element.tag = "a"
        element.text = AtomicString(str(number))
        for key, value in (
            ("class", "ref"),
            ("href", f"#{self.prefix}{number}"),
            ("aria-label", f"Reference {number}"),
        ):
            element.set(key, value)

    def _show_term(self, element: Element) -> None:
        term = self.shelf.term(element.attrib.pop("words"))
        element.tag = "span"
        if term is None or term.id not in self.terms:
            return
        element.tag = "a"
        element.set("class", "term")
        element.set("href", f"#term-{term.id}")
        if term.id not in self._back:
            self._back.add(term.id)
            element.set("id", f"back-{term.id}")

    def _name_heading(self, element: Element) -> None:
        title = " ".join("".join(element.itertext()).split())
        stem = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['\u2019]", "", title.lower())).strip("-") or "section"
        name, count = stem, 1
        while name in self._ids:
            count += 1
            name = f"{stem}-{count}"
        self._ids.add(name)
        element.set("id", name)
        self.sections.append(Section(name, title, int(element.tag[1])))

    def _check_link(self, element: Element) -> None:
        href = element.get("href", "")
        line = self._find(href)
        target, _, anchor = href.partition("#")
        for inner in element.iter("clinics"):  # A link inside a link would be none.
            inner.tag = "span"
        if href.startswith(("#term-", "#back-")):
            return
        if href.startswith("#"):
            self._linked.append((anchor, line))
        elif href.removeprefix("clinic:") in CLINICS:
            _mark_clinics(element, href.removeprefix("clinic:"))
        elif target in self.shelf.addresses:
            element.set("href", self.shelf.addresses[target] + (f"#{anchor}" if anchor else ""))
        elif href.startswith("https://"):
            element.set("rel", "noopener noreferrer")
        elif not href.startswith(("mailto:", "tel:")):
            self.report.add("T108", self.path, line, f"`{href[:80]}` leads nowhere.")
            element.attrib.pop("href", None)


def _curl(element: Element, last: str) -> str:
    """Turn straight quotation marks into curly ones, in reading order; `last` is the character before."""
    if element.tag in ("code", "pre"):
        return last
    if element.tag in ("p", "li", "td", "th", "h2", "h3", "dt", "dd", "caption", "div", "br"):
        last = ""
    if element.text:
        element.text, last = _curled(element.text, last)
    for child in element:
        last = _curl(child, last)
        if child.tail:
            child.tail, last = _curled(child.tail, last)
    return last


def _curled(text: str, last: str) -> tuple[str, str]:
    if '"' not in text and "'" not in text:
        return text, text[-1]
    done: list[str] = []
    for letter in text:
        opens = not last or last.isspace() or last in "([{\u2014\u2013/\u201c\u2018"
        curly = {'"': "\u201c" if opens else "\u201d", "'": "\u2018" if opens else "\u2019"}.get(letter, letter)
        done.append(curly)
        last = curly
    return (AtomicString if isinstance(text, AtomicString) else str)("".join(done)), last


def _mark_clinics(element: Element, kind: str) -> None:
    """Words that lead to the reader's own clinic's page of a kind, once it is known who reads; until then just words."""
    words, tail = "".join(element.itertext()), element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", AtomicString(words), tail
    element.set("class", f"clinics-{kind}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _aside(term: str, text: str, term_id: str) -> Element:
    aside = Element("div", {"class": "aside", "role": "note", "id": f"term-{term_id}"})
    lead = SubElement(aside, "b")
    lead.text = AtomicString(_capital(term))
    lead.tail = f" {text} "
    back = SubElement(aside, "a", {"href": f"#back-{term_id}"})
    back.text = AtomicString("Back to text")
    return aside


def _scroller(table: Element) -> Element:
    """A wide table slides inside a region of its own, which a keyboard can reach and a reader hears by name."""
    caption = table.find("caption")
    label = plain(escape(re.sub(r"[*_`]|\{[^{}]*\}", "", (caption.text or "") if caption is not None else "")))
    region = Element("div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label or "Wide table"})
    region.append(table)
    return region
