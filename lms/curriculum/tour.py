"""Reads the leaders' tour: twelve stops of own text, each naming what to read in the lessons, and five questions nobody counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lms.curriculum.blocks import count_words, plain_text, prose_of, split_blocks
from lms.curriculum.body import Place, render
from lms.curriculum.course import Check, Lesson, Tour, TourRead, TourStop
from lms.curriculum.folder import Folder
from lms.curriculum.lessons import Desk, raised, read_check
from lms.curriculum.markup import Page
from lms.curriculum.names import Named
from lms.curriculum.pages import Draft, hash_of, hashed, read_draft
from lms.curriculum.passages import lesson_passages
from lms.curriculum.report import Report
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import lesson_minutes
from lms.curriculum.safety import Piece, beside_each_other, watch_safety
from lms.curriculum.shape import Reader
from lms.curriculum.style import watch_tone
from lms.curriculum.truth import watch_truth

TOUR = "content/tour/tour.yaml"
QUESTIONS = "content/tour/questions.md"
STOPS = r"content/tour/stops/\d\d-[^/]+\.md"
RESERVED = ("print", "questions")
"""What stands at these addresses below the tour is no stop."""
HOW_MANY, ASKED = 12, 5
WORDS = (120, 220)
MINUTES = (38, 52)


def read_tour(folder: Folder, drafts: Mapping[str, Draft], lessons: Mapping[str, Lesson], desk: Desk) -> Tour | None:
    """The tour, rendered, with its problems reported; None in a course that has none.

    `drafts` and `lessons` are the published lessons by ID, as written and as read.
    """
    if TOUR not in folder.paths:
        return None
    reader = Reader(folder.yaml(TOUR), folder.report, TOUR, "The tour")
    if not reader.sound:
        return None
    title, summary = reader.text("title"), reader.text("summary")
    review, review_by = reader.review(), reader.day("review_by")
    watch_review(reader, folder.report)
    reader.close()
    sections = _Sections(drafts, lessons)
    stops = []
    for number, path in enumerate(folder.matching(STOPS), 1):
        with folder.report.guard(path):
            draft = read_draft(folder, path, "", "The stop")
            stops += [_stop(draft, number, sections, desk)] if draft else []
    checks, page = _questions(folder, desk)
    tour = Tour(
        title=title,
        summary=summary,
        stops=tuple(stops),
        checks=checks,
        references=page.references(),
        minutes=sum(stop.minutes for stop in stops),
        question_minutes=_minutes(0, len(checks), desk),
        review=review,
        review_by=review_by,
    )
    _watch_shape(tour, folder.report)
    return tour


class _Sections:
    """How many words each section of a lesson has, by lesson and by the anchor of its heading."""

    def __init__(self, drafts: Mapping[str, Draft], lessons: Mapping[str, Lesson]) -> None:
        self.drafts, self.lessons = drafts, lessons

    def read(self, target: str) -> TourRead | None:
        """What `lesson` or `lesson#section` names; None when there is no such thing."""
        name, _, anchor = target.partition("#")
        lesson, draft = self.lessons.get(name), self.drafts.get(name)
        if lesson is None or draft is None:
            return None
        if not anchor:
            return TourRead(lesson.id, "", lesson.title, lesson.title, lesson.words)
        section = next((each for each in lesson.sections if each.id == anchor and each.level == 2), None)
        if section is None:
            return None
        written = {_letters(heading): words for heading, words in _written(draft)}
        return TourRead(lesson.id, anchor, lesson.title, section.title, written.get(_letters(section.title), 0))


def _letters(heading: str) -> str:
    """A heading as it is found again, whatever its quotation marks look like on the page."""
    return "".join(each for each in heading.lower() if each.isalnum())


def _written(draft: Draft) -> Iterator[tuple[str, int]]:
    """Each section of a lesson: its heading, and the words a reader of its required text reads, without the heading."""
    heading, held = "", list[str]()
    for line in (*draft.lines, "## "):
        if not line.startswith("## "):
            held.append(line)
            continue
        nodes = split_blocks(held, 1, Report(), "")
        yield heading, sum(count_words(piece) for piece in prose_of(nodes, Report(), ""))
        heading, held = plain_text(line), []


def _minutes(words: int, checks: int, desk: Desk) -> int:
    return lesson_minutes(words, checks, desk.rates.words_per_minute, desk.rates.minutes_per_check)


def _stop(draft: Draft, number: int, sections: _Sections, desk: Desk) -> TourStop:
    reader, path, report = draft.reader, draft.path, desk.report
    page = Page(desk.shelf, report, path, glossary=False)
    nodes = split_blocks(draft.lines, draft.line, report, path)
    html = raised(render(nodes, page, Place(barred=("check", "when", "figure", "fold"))))
    page.finish()
    reads: list[TourRead] = []
    for target in reader.texts("reads"):
        found = sections.read(target)
        if found is None or found in reads:
            why = "stands there twice" if found else "names no lesson, or no section of one"
            reader.problem("T121", f"`{target}` {why}.", key="reads")
        else:
            reads.append(found)
    if draft.slug in RESERVED:
        report.add("T121", path, None, f"`{draft.slug}` is the name of another page of the tour.")
    if not page.facts:
        report.add("T122", path, None, f"The stop `{draft.id}` cites no fact.")
    words = sum(count_words(piece) for piece in prose_of(nodes, Report(), path))
    if not WORDS[0] <= words <= WORDS[1]:
        report.add("T123", path, None, f"The stop has {words} words; {WORDS[0]} to {WORDS[1]} are wanted.")
    passages = lesson_passages(draft.lines, draft.line)
    watch_tone(draft.lines, draft.line, path, report)
    watch_truth(path, passages, page.shelf.facts, report)
    warned = reader.has("warning")
    watch_safety(Piece(path, "stop", passages, beside_each_other(passages), warned=warned), report)
    stop = TourStop(
        id=draft.id,
        slug=draft.slug,
        number=number,
        title=reader.text("title"),
        warning=reader.sentence("warning"),
        html=html,
        reads=tuple(reads),
        words=words,
        minutes=_minutes(words + sum(each.words for each in reads), 0, desk),
        facts=tuple(page.facts),
        references=page.references(),
        dated=page.dated,
    )
    digest = hash_of("stop", hashed(reader.table), draft.lines, page.seen())
    desk.names.claim(Named(draft.id, "stop", path, reader.line("id"), 1, digest))
    reader.close()
    return stop


def _questions(folder: Folder, desk: Desk) -> tuple[tuple[Check, ...], Page]:
    """The questions at the end, and the page on which they stand, which knows what they cite."""
    page = Page(desk.shelf, desk.report, QUESTIONS, glossary=False)
    draft = read_draft(folder, QUESTIONS, "", "The questions of the tour") if QUESTIONS in folder.paths else None
    if draft is None:
        if QUESTIONS not in folder.paths:
            desk.report.add("Z109", QUESTIONS, None, "There is a tour, and its questions are missing.")
        return (), page
    checks = []
    for node in split_blocks(draft.lines, draft.line, desk.report, QUESTIONS):
        if node.keyword != "check":
            desk.report.add(
                "T121", QUESTIONS, node.line, "Only blocks ::: check stand among the questions of the tour."
            )
            continue
        check = read_check(node, draft.id, page, lambda _name: None)
        desk.names.claim(Named(check.id, "check", QUESTIONS, node.line - 1, 1, check.hash))
        checks.append(check)
    page.finish()
    passages = lesson_passages(draft.lines, draft.line)
    watch_tone(draft.lines, draft.line, QUESTIONS, desk.report)
    watch_truth(QUESTIONS, passages, page.shelf.facts, desk.report)
    watch_safety(Piece(QUESTIONS, "stop", passages, beside_each_other(passages)), desk.report)
    draft.reader.close()
    return tuple(checks), page


def _watch_shape(tour: Tour, report: Report) -> None:
    """Advice about a tour that is not the one leaders were promised."""
    for wrong, words in (
        (len(tour.stops) != HOW_MANY, f"The tour has {len(tour.stops)} stops; {HOW_MANY} are wanted."),
        (len(tour.checks) != ASKED, f"The tour asks {len(tour.checks)} questions; {ASKED} are wanted."),
        (
            not MINUTES[0] <= tour.minutes <= MINUTES[1],
            f"The tour takes {tour.minutes} minutes by the course's rates; about 45 are wanted.",
        ),
    ):
        if wrong:
            report.add("T124", TOUR, None, words)
