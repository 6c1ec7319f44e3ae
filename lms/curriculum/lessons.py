"""Reads and renders one lesson."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from lms.curriculum.blocks import Node, count_words, prose_of, split_blocks
from lms.curriculum.body import Place, render, render_lines
from lms.curriculum.course import Check, CheckPart, HtmlPart, Lesson, Option, Rates
from lms.curriculum.markup import Page, plain
from lms.curriculum.names import Named, Names
from lms.curriculum.pages import Draft, hash_of, hashed
from lms.curriculum.passages import lesson_passages
from lms.curriculum.places import mark_paragraphs
from lms.curriculum.report import Report
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import lesson_minutes
from lms.curriculum.safety import Piece, beside_each_other, watch_safety
from lms.curriculum.shape import ID
from lms.curriculum.shelf import Shelf
from lms.curriculum.style import watch_style, watch_tone
from lms.curriculum.truth import watch_truth
from lms.curriculum.wording import watch_answers, watch_question

LEAST, MOST = 900, 1600
_OPTION = re.compile(r"-\s+\[([ xX])\]\s*(.*)")


@dataclass(frozen=True)
class Desk:
    """What rendering any piece needs: look-ups, rates, the known objectives and duties, and where problems go."""

    shelf: Shelf
    rates: Rates
    objectives: Collection[str]
    duties: Collection[str]
    names: Names
    report: Report
    figure: Callable[[str, str], str | None]


def read_lesson(draft: Draft, number: int, desk: Desk) -> Lesson:
    """One lesson, rendered, with its problems reported."""
    reader, path, report = draft.reader, draft.path, desk.report
    folder = path.rsplit("/lessons/", 1)[0]
    used: list[str] = []

    def figure(name: str) -> str | None:
        text = desk.figure(folder, name)
        used.append(text or "")
        return text

    page = Page(desk.shelf, report, path)
    page.opening = True
    nodes = split_blocks(draft.lines, draft.line, report, path)
    place = Place(figure, barred=("when",))
    parts: list[HtmlPart | CheckPart] = []
    checks: list[Check] = []
    pending: list[Node] = []
    anchors: set[str] = set()
    for node in (*nodes, None):
        if node is not None and node.keyword != "check":
            pending.append(node)
            continue
        if pending and (html := render(pending, page, Place(figure, ("check", "when"), True, place.seen))):
            parts.append(HtmlPart(mark_paragraphs(html if parts else raised(html), anchors)))
        pending = []
        if node is not None:
            check = read_check(node, draft.id, page, figure)
            desk.names.claim(Named(check.id, "check", path, node.line - 1, 1, check.hash))
            checks.append(check)
            parts.append(CheckPart(check))
    page.finish()
    prose = prose_of(nodes, Report(), path)
    words = sum(count_words(piece) for piece in prose)
    _watch_prose(draft, words, len(checks), place=place, page=page)
    revision, aliases = reader.whole("revision", least=1), reader.texts("aliases", required=False)
    for alias in aliases:
        desk.names.alias(alias, draft.id, path, reader.line("aliases"))
    digest = hash_of("lesson", hashed(reader.table), draft.lines, used, page.seen())
    desk.names.settle(Named(draft.id, "lesson", path, reader.line("id"), revision, digest))
    lesson = Lesson(
        id=draft.id,
        slug=draft.slug,
        number=number,
        module_id=draft.module_id,
        title=reader.text("title"),
        promise=reader.text("promise"),
        objectives=known_ids(draft, "objectives", desk.objectives, "T101", "objective"),
        revision=revision,
        aliases=aliases,
        fictional=reader.flag("fictional"),
        warning=reader.sentence("warning"),
        review=reader.review(),
        review_by=reader.day("review_by"),
        words=words,
        minutes=lesson_minutes(words, len(checks), desk.rates.words_per_minute, desk.rates.minutes_per_check),
        checks=tuple(checks),
        sections=tuple(page.sections),
        facts=tuple(page.facts),
        terms=tuple(page.terms),
        parts=tuple(parts),
        references=page.references(),
        dated=page.dated,
        unverified=page.unverified,
        hash=digest,
    )
    reader.close()
    return lesson


def known_ids(draft: Draft, key: str, known: Collection[str], rule: str, what: str) -> tuple[str, ...]:
    """A list of IDs of the front matter; unknown ones are reported under `rule`."""
    wanted = draft.reader.texts(key)
    for each in wanted:
        if each not in known:
            draft.reader.problem(rule, f"There is no {what} `{each}`.", key=key)
    return wanted


def read_options(rows: Sequence[tuple[str, bool, str, int, int]], page: Page) -> tuple[Option, ...]:
    """Options from (text, correct, reason, line of the text, line of the reason), named by position."""
    made: list[Option] = []
    for letter, (text, correct, why, line, why_line) in zip("abcdefghijklmnop", rows, strict=False):
        html = page.inline(text, line)
        made.append(Option(letter, html, plain(html), correct, page.inline(why, why_line) if why else ""))
    return tuple(made)


def raised(html: str) -> str:
    """The beginning of a lesson, where a box stands right below the title: its heading is one of the lesson's own."""
    before, section, rest = html.partition("<h2")
    return before.replace("<h3>", "<h2>").replace("</h3>", "</h2>") + section + rest


def read_check(node: Node, lesson_id: str, page: Page, figure: Callable[[str], str | None]) -> Check:
    """An in-line check: the situation, the question, options with feedback indented below each."""
    line, report = node.line - 1, page.report
    if not ID.fullmatch(node.argument):
        report.add(
            "I102", page.path, line, f"The check's ID `{node.argument}` must be lower case letters, digits and hyphens."
        )
    first = next((index for index, text in enumerate(node.lines) if _OPTION.match(text)), len(node.lines))
    rows: list[tuple[str, bool, list[str], int]] = []
    for number, text in enumerate(node.lines[first:], node.line + first):
        if match := _OPTION.match(text):
            rows.append((match.group(2), match.group(1) != " ", [], number))
        elif text.strip() and not text.startswith(" "):
            report.add("L104", page.path, number, "This line is neither an option nor indented feedback.")
        else:
            rows[-1][2].append(text.strip())
    stem = node.lines[:first]
    problems = (
        (not any(text.strip() for text in stem), "The check has no question."),
        (not 3 <= len(rows) <= 4, f"The check has {len(rows)} options, not three or four."),
        (sum(row[1] for row in rows) != 1, f"The check marks {sum(row[1] for row in rows)} options with [x], not one."),
    )
    for wrong, sentence in problems:
        if wrong:
            report.add("L104", page.path, line, sentence)
    for text, _, why, number in rows:
        if not text.strip() or not any(why):
            report.add("L104", page.path, number, "An option needs its text and, indented below it, its feedback.")
    page.glossary = False
    stem_html = render_lines(
        stem, node.line, page, Place(figure, ("check", "when", "fold", "crisis", "urgent", "note", "aside"), False)
    )
    options = read_options(
        [(text, right, "\n".join(why).strip(), number, number + 1) for text, right, why, number in rows], page
    )
    asked = "\n".join(stem)
    if any(text.strip() for text in stem) and not re.search(r"\*\*[^*]+\*\*\s*$", asked):
        report.add("L120", page.path, line, f"The check `{node.argument}` does not end with its question in bold.")
    watch_question(page.path, line, f"The check `{node.argument}`", asked, report)
    watch_answers(page.path, line, f"The check `{node.argument}`", options, report)
    page.glossary = True
    return Check(node.argument, lesson_id, stem_html, options, hash_of("check", node.argument, node.lines))


def _watch_prose(draft: Draft, words: int, checks: int, *, place: Place, page: Page) -> None:
    """The rules on length, look, tone, truth and safety."""
    path, report, reader = draft.path, page.report, draft.reader
    if words < LEAST * 0.9 or words > MOST * 1.1:
        report.add("L101", path, None, f"The required text has {words} words; {LEAST} to {MOST} are wanted.")
    elif not LEAST <= words <= MOST:
        report.add("L102", path, None, f"The required text has {words} words; {LEAST} to {MOST} are wanted.")
    if not 2 <= checks <= 4:
        report.add("L103", path, None, f"The lesson has {checks} in-line checks.")
    if not (page.tables or place.seen.get("talk") or place.seen.get("figure")):
        report.add("L105", path, None, "The lesson has no table, dialogue or figure.")
    watch_tone(draft.lines, draft.line, path, report)
    watch_review(reader, report)
    passages = lesson_passages(draft.lines, draft.line)
    promise = reader.table.get("promise")
    watch_style(path, passages, (promise if isinstance(promise, str) else "", reader.line("promise")), report)
    watch_truth(path, passages, page.shelf.facts, report)
    beside = beside_each_other(passages)
    watch_safety(Piece(path, "lesson", passages, beside, warned=reader.has("warning")), report)
