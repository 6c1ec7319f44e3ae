"""Reads and renders one branching case, and walks every path through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from lms.curriculum.blocks import Node
from lms.curriculum.body import Place, render, render_lines
from lms.curriculum.course import Block, Case, CaseChart, Choice, EndingKind, Grade, Stage
from lms.curriculum.lessons import Desk, known_ids
from lms.curriculum.markup import Page, plain
from lms.curriculum.names import Named
from lms.curriculum.pages import Draft, hash_of, hashed
from lms.curriculum.passages import case_passages
from lms.curriculum.report import Report
from lms.curriculum.reviews import watch_review
from lms.curriculum.rules import Move, case_minutes, loops, reachable, walk
from lms.curriculum.safety import Piece, watch_safety
from lms.curriculum.script import Complain, WrittenChoice, WrittenStage, read_script, read_when, text_nodes
from lms.curriculum.shape import Reader, kind_of
from lms.curriculum.style import watch_tone
from lms.curriculum.truth import watch_truth
from lms.curriculum.turns import beside_stages, watch_turns

_BARRED = ("check", "when")
_ENDINGS: tuple[EndingKind, ...] = get_args(EndingKind)
_GRADES: tuple[Grade, ...] = get_args(Grade)


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
    tested: dict[str, int] = {}
    for each in written:
        if each.id == "debrief":
            page.forget_terms()
            debrief = render_lines(each.text, each.text_line or each.line, page, place)
        elif each.id in stages:
            report.add("I101", path, each.line, f"There are two stages `{each.id}` in this case.")
        elif each.id:
            stages[each.id] = _read_stage(each, page, place, tested)
    if not debrief:
        report.add("C116", path, None, "There is no section `debrief` with a text.")
    start = reader.text("start")
    _watch_graph(written, stages, start, reader)
    _watch_flags(written, tested, path, report)
    watch_tone(draft.lines, draft.line, path, report)
    watch_review(reader, report)
    passages = case_passages(written)
    watch_turns(written, stages, start, reader)
    watch_truth(path, passages, desk.shelf.facts, report)
    watch_safety(Piece(path, "case", passages, beside_stages(written), warned=reader.has("warning")), report)
    revision, aliases = reader.whole("revision", least=1), reader.texts("aliases", required=False)
    for alias in aliases:
        desk.names.alias(alias, draft.id, path, reader.line("aliases"))
    digest = hash_of("case", hashed(reader.table), draft.lines, figures, page.seen())
    desk.names.settle(Named(draft.id, "case", path, reader.line("id"), revision, digest))
    decisions = sum(not stage.id.startswith("end-") for stage in stages.values())
    case = Case(
        id=draft.id,
        slug=draft.slug,
        module_id=draft.module_id,
        title=reader.text("title"),
        seat=reader.text("seat"),
        channels=reader.texts("channels"),
        objectives=known_ids(draft, "objectives", desk.objectives, "T101", "objective"),
        duties=known_ids(draft, "duties", desk.duties, "T103", "duty"),
        revision=revision,
        aliases=aliases,
        warning=reader.sentence("warning"),
        review=reader.review(),
        review_by=reader.day("review_by"),
        summary=reader.text("summary"),
        known=_read_known(reader),
        chart=_read_chart(reader),
        start=start,
        stages=stages,
        debrief_html=debrief,
        facts=tuple(page.facts),
        references=page.references(),
        dated=page.dated,
        unverified=page.unverified,
        minutes=case_minutes(decisions, desk.rates.minutes_per_case_stage),
        expert_path=_expert_path(start, stages),
        hash=digest,
    )
    reader.close()
    return case


def _read_stage(written: WrittenStage, page: Page, place: Place, tested: dict[str, int]) -> Stage:
    path, report = page.path, page.report

    def complain(rule: str, line: int, message: str) -> None:
        report.add(rule, path, line, message)

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
            tested.update({flag: node.line - 1 for flag, _ in when if flag not in tested})
            blocks.append(Block(render_lines(node.lines, node.line, page, place), when))
    for choice in written.choices:
        tested.update({flag: choice.line for target in choice.targets for flag, _ in target.when if flag not in tested})
    page.glossary = False
    question = page.inline(" ".join(written.question), written.question_line) if any(written.question) else ""
    choices = tuple(_read_choice(choice, page, place) for choice in written.choices)
    page.glossary = True
    _watch_stage(written, bool(blocks), question, complain)
    ending = next((kind for kind in _ENDINGS if kind == written.ending), None)
    return Stage(written.id, written.title, tuple(blocks), question, choices, ending)


def _read_choice(written: WrittenChoice, page: Page, place: Place) -> Choice:
    html = page.inline(" ".join(written.text), written.line)
    feedback = render_lines(written.feedback, written.feedback_line, page, place) if any(written.feedback) else ""
    grade: Grade = next((grade for grade in _GRADES if grade == written.grade), "poor")
    return Choice(written.id, html, plain(html), grade, written.path, feedback, written.sets, written.targets)


def _watch_stage(stage: WrittenStage, has_text: bool, question: str, complain: Complain) -> None:
    """The rules on one stage by itself."""
    if not has_text:
        complain("C115", stage.line, f"The stage `{stage.id}` has no text.")
    if stage.is_ending:
        if stage.ending not in _ENDINGS:
            complain("S104", stage.line, f"The ending `{stage.id}` needs a line `ending: good`, `mixed` or `poor`.")
        if question or stage.choices:
            complain("C115", stage.line, f"The ending `{stage.id}` has a question or choices.")
        return
    if not stage.choices:
        complain("C102", stage.line, f"The stage `{stage.id}` has no choices and is not an ending.")
        return
    if not question:
        complain("C115", stage.line, f"The stage `{stage.id}` has no question (a line that begins with `?`).")
    if not 2 <= len(stage.choices) <= 5:
        complain("C108", stage.line, f"The stage `{stage.id}` has {len(stage.choices)} choices.")
    best = sum(choice.grade == "best" for choice in stage.choices)
    if best != 1:
        complain("C109", stage.line, f"The stage `{stage.id}` has {best} choices graded best.")
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


def _moves(stages: Mapping[str, Stage]) -> dict[str, Sequence[Move]]:
    return {
        stage.id: [
            (choice.sets, [(target.stage_id, target.when) for target in choice.targets]) for choice in stage.choices
        ]
        for stage in stages.values()
    }


def _watch_graph(written: Sequence[WrittenStage], stages: Mapping[str, Stage], start: str, reader: Reader) -> None:
    """The rules on the case as a whole: where it leads and how large it is."""
    path, report = reader.path, reader.report
    lines = {stage.id: stage.line for stage in written}
    for stage in written:
        for choice in stage.choices:
            for target in choice.targets:
                if target.stage_id not in stages:
                    report.add(
                        "C104",
                        path,
                        choice.line,
                        f"The choice `{choice.id}` leads to `{target.stage_id}`, which does not exist.",
                    )
    moves = _moves(stages)
    if start and start not in stages:
        reader.problem("C104", f"The case starts at `{start}`, which does not exist.", key="start")
    elif start:
        met = reachable(start, moves)
        for name in stages:
            if name not in met:
                report.add("C101", path, lines[name], f"No path through the case comes to `{name}`.")
    for name in loops(moves):
        report.add("C103", path, lines[name], f"A reader can come back to `{name}` again and again.")
    decisions = [stage for stage in stages.values() if not stage.id.startswith("end-")]
    endings = len(stages) - len(decisions)
    if endings < 3:
        report.add("C105", path, None, f"The case has {endings} endings.")
    if len(decisions) < 4:
        report.add("C106", path, None, f"The case has {len(decisions)} decisions.")
    if not 5 <= len(decisions) + 1 <= 9:
        report.add("C107", path, None, f"{len(decisions)} decisions and an ending make {len(decisions) + 1} stages.")
    asked = [stage for stage in decisions if any(choice.grade == "best" for choice in stage.choices)]
    if asked and all(_best_is_longest(stage) for stage in asked):
        report.add("C114", path, None, "At every stage the best choice is the longest.")


def _best_is_longest(stage: Stage) -> bool:
    best = max(len(choice.text) for choice in stage.choices if choice.grade == "best")
    return all(len(choice.text) < best for choice in stage.choices if choice.grade != "best")


def _watch_flags(written: Sequence[WrittenStage], tested: Mapping[str, int], path: str, report: Report) -> None:
    given = {flag: choice.line for stage in written for choice in stage.choices for flag in choice.sets}
    for flag, line in tested.items():
        if flag not in given:
            report.add("C112", path, line, f"The flag `{flag}` is asked for here, but no choice sets it.")
    for flag, line in given.items():
        if flag not in tested:
            report.add("C117", path, line, f"The flag `{flag}` is set here, but nothing asks for it.")


def _expert_path(start: str, stages: Mapping[str, Stage]) -> tuple[tuple[str, str], ...]:
    best = {
        stage.id: next((choice for choice in stage.choices if choice.grade == "best"), None)
        for stage in stages.values()
    }
    moves: dict[str, Move] = {
        name: (choice.sets, [(target.stage_id, target.when) for target in choice.targets])
        for name, choice in best.items()
        if choice
    }
    path = (name for name in walk(start, moves) if name in stages)
    return tuple((name, choice.id) for name in path if (choice := best[name]))


def _read_known(reader: Reader) -> tuple[tuple[str, str], ...]:
    known = reader.reader("known", "`known`", required=False)
    if known is None:
        return ()
    for label, value in known.table.items():
        if isinstance(value, (dict, list)) or value is None:
            known.problem("S103", f"`known`: `{label}` must be text or a number, not {kind_of(value)}.", key=label)
    return tuple((label, str(value)) for label, value in known.table.items())


def _read_chart(reader: Reader) -> CaseChart | None:
    chart = reader.reader("chart", "`chart`", required=False)
    if chart is None:
        return None
    scores: list[tuple[int, int]] = []
    for row, line in chart.rows("scores"):
        if isinstance(row, list) and len(row) == 2 and all(type(each) is int for each in row):
            scores.append((row[0], row[1]))
        else:
            chart.problem("S103", "Each entry of `scores` must be a pair [week, score] of whole numbers.", line=line)
    measure = chart.text("measure")
    chart.close()
    return CaseChart(measure, tuple(scores))
