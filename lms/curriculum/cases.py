"""Reads and renders one branching case, and walks every path through it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from lms.curriculum.blocks import Node
from lms.curriculum.body import Place, render, render_lines
from lms.curriculum.conditions import Complain, read_when
from lms.curriculum.course import Block, Case, CaseKind, Choice, EndingKind, Grade, Stage
from lms.curriculum.lessons import Desk, known_ids
from lms.curriculum.markup import Page, plain
from lms.curriculum.names import Named
from lms.curriculum.pages import Draft, hash_of, hashed
from lms.curriculum.passages import case_passages
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import case_minutes
from lms.curriculum.safety import Piece, watch_safety
from lms.curriculum.script import WrittenChoice, WrittenStage, read_script, text_nodes
from lms.curriculum.seats import read_chart, read_known, read_seats, read_variables, watch_names
from lms.curriculum.shape import Reader
from lms.curriculum.staging import watch_staging
from lms.curriculum.style import watch_tone
from lms.curriculum.truth import watch_truth
from lms.curriculum.turns import beside_stages, watch_turns
from lms.curriculum.walks import (
    Spot,
    decisions,
    sittings,
    spots_of,
    walked,
    watch_conditions,
    watch_graph,
    watch_questions,
    watch_sittings,
    with_experts,
)

_BARRED = ("check", "when")
_ENDINGS: tuple[EndingKind, ...] = get_args(EndingKind)
_GRADES: tuple[Grade, ...] = get_args(Grade)
_KINDS: tuple[CaseKind, ...] = get_args(CaseKind)


def read_case(draft: Draft, desk: Desk) -> Case:
    """One case, rendered, with its problems reported."""
    reader, path, report = draft.reader, draft.path, desk.report
    folder = path.rsplit("/cases/", 1)[0]
    page = Page(desk.shelf, report, path)
    figures: list[str] = []

    def figure(name: str) -> str | None:
        text = desk.figure(folder, name)
        figures.append(text or "")
        return text

    place = Place(figure, _BARRED, headings=False)
    written = read_script(draft.lines, draft.line, report, path)
    stages: dict[str, Stage] = {}
    debrief = ""
    spots: list[Spot] = list(spots_of(written))
    anew = reader.table.get("kind") != "conversation"  # Its stages stand on one page, so that a term is explained once.
    for each in written:
        if each.id == "debrief":
            if anew:
                page.forget_terms()
            debrief = render_lines(each.text, each.text_line or each.line, page, place)
        elif each.id in stages:
            report.add("I101", path, each.line, f"There are two stages `{each.id}` in this case.")
        elif each.id:
            stages[each.id] = _read_stage(each, page, place, spots, anew=anew)
    if not debrief:
        report.add("C116", path, None, "There is no section `debrief` with a text.")
    watch_tone(draft.lines, draft.line, path, report)
    watch_review(reader, report)
    passages = case_passages(written)
    watch_truth(path, passages, desk.shelf.facts, report)
    watch_safety(Piece(path, "case", passages, beside_stages(written), warned=reader.has("warning")), report)
    revision, aliases = reader.whole("revision", least=1), reader.texts("aliases", required=False)
    for alias in aliases:
        desk.names.alias(alias, draft.id, path, reader.line("aliases"))
    digest = hash_of("case", hashed(reader.table), draft.lines, figures, page.seen())
    desk.names.settle(Named(draft.id, "case", path, reader.line("id"), revision, digest))
    seats = read_seats(reader)
    case = Case(
        id=draft.id,
        slug=draft.slug,
        module_id=draft.module_id,
        title=reader.text("title"),
        seat=reader.text("seat", required=not seats),
        channels=reader.texts("channels"),
        objectives=known_ids(draft, "objectives", desk.objectives, "T101", "objective"),
        duties=known_ids(draft, "duties", desk.duties, "T103", "duty"),
        revision=revision,
        aliases=aliases,
        warning=reader.sentence("warning"),
        review=reader.review(),
        review_by=reader.day("review_by"),
        summary=reader.text("summary"),
        known=read_known(reader),
        chart=read_chart(reader),
        start=reader.text("start"),
        stages=stages,
        debrief_html=debrief,
        facts=tuple(page.facts),
        references=page.references(),
        dated=page.dated,
        unverified=page.unverified,
        minutes=0,
        expert_path=(),
        hash=digest,
        kind=reader.word("kind", _KINDS) if reader.has("kind") else "case",
        variables=read_variables(reader),
        seats=seats,
        optional=reader.flag("optional"),
    )
    case = _walk(case, written, spots, desk, reader)
    reader.close()
    return case


def _walk(case: Case, written: list[WrittenStage], spots: list[Spot], desk: Desk, reader: Reader) -> Case:
    """The rules on the case as a whole, and what is known only after it was walked."""
    case, met = with_experts(case), walked(case)
    several = sittings(case, met)
    flags = {flag for stage in written for choice in stage.choices for flag in choice.sets}
    watch_names(reader, case.variables, case.seats, flags)
    watch_graph(written, case, met, reader)
    watch_sittings(several, written, reader)
    watch_questions(case, met, written, reader)
    watch_conditions(spots, written, case, met, reader)
    watch_turns(written, case, several, met, reader)
    watch_staging(written, case, reader)
    return replace(case, minutes=case_minutes(decisions(case, met), desk.rates.minutes_per_case_stage))


def _read_stage(written: WrittenStage, page: Page, place: Place, spots: list[Spot], *, anew: bool) -> Stage:
    path, report = page.path, page.report

    def complain(rule: str, line: int, message: str) -> None:
        report.add(rule, path, line, message)

    if anew:
        page.forget_terms()
    blocks: list[Block] = []
    plain_nodes: list[Node] = []
    for node in (*text_nodes(written, report, path), None):
        if node is not None and node.keyword != "when":
            plain_nodes.append(node)
            continue
        if plain_nodes and (html := render(plain_nodes, page, place)):
            blocks.append(Block(html))
        plain_nodes = []
        if node is not None:
            when = read_when(node.argument, node.line - 1, complain)
            spots.append(Spot(written.id, when, node.line - 1, "text"))
            blocks.append(Block(render_lines(node.lines, node.line, page, place), when))
    page.glossary = False
    questions = [
        Block(page.inline(" ".join(each.text), each.line), each.when) for each in written.questions if each.text
    ]
    choices = tuple(_read_choice(choice, page, place) for choice in written.choices)
    page.glossary = True
    _watch_stage(written, bool(blocks), complain)
    return Stage(
        written.id,
        written.title,
        tuple(blocks),
        next((each.html for each in questions if not each.when), ""),
        choices,
        next((kind for kind in _ENDINGS if kind == written.ending), None),
        tuple(each for each in questions if each.when),
        written.channel,
        written.days,
        written.scores,
    )


def _read_choice(written: WrittenChoice, page: Page, place: Place) -> Choice:
    html = page.inline(" ".join(written.text), written.line)
    feedback = render_lines(written.feedback, written.feedback_line, page, place) if any(written.feedback) else ""
    grade: Grade = next((grade for grade in _GRADES if grade == written.grade), "poor")
    return Choice(
        written.id,
        html,
        plain(html),
        grade,
        written.path,
        feedback,
        written.sets,
        written.targets,
        written.when,
        written.changes,
        written.days,
        written.move,
    )


def _watch_stage(stage: WrittenStage, has_text: bool, complain: Complain) -> None:
    """The rules on one stage by itself."""
    if not has_text:
        complain("C115", stage.line, f"The stage `{stage.id}` has no text.")
    if stage.is_ending:
        if stage.ending not in _ENDINGS:
            complain("S104", stage.line, f"The ending `{stage.id}` needs a line `ending: good`, `mixed` or `poor`.")
        if any(each.text for each in stage.questions) or stage.choices:
            complain("C115", stage.line, f"The ending `{stage.id}` has a question or choices.")
        return
    if not stage.choices:
        complain("C102", stage.line, f"The stage `{stage.id}` has no choices and is not an ending.")
        return
    met: set[str] = set()
    for choice in stage.choices:
        if choice.id in met:
            complain("I101", choice.line, f"There are two choices `{choice.id}` at the stage `{stage.id}`.")
        met.add(choice.id)
        if choice.grade not in _GRADES:
            complain("S104", choice.line, f"The choice `{choice.id}` needs a line `grade: best`, `fair` or `poor`.")
        if not any(choice.text):
            complain("C115", choice.line, f"The choice `{choice.id}` has no words.")
        if not any(choice.feedback):
            complain("C110", choice.line, f"The choice `{choice.id}` has no feedback.")
        if not choice.path:
            complain("C111", choice.line, f"The choice `{choice.id}` has no `path:`.")
        if not choice.targets:
            complain("C102", choice.line, f"The choice `{choice.id}` leads nowhere; add a line `-> stage`.")
