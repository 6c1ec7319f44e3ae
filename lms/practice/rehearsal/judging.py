"""What a turn was worth: entry by entry what was said, what an expert says, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from lms.curriculum.exercises.panel import Option, RehearsalBody, Script
from lms.practice.rehearsal.moves import ORDINALS
from lms.practice.rehearsal.table import Listed, Table, Turn
from lms.practice.rehearsal.words import figures_of, filled

NOT_TODAY = "not today"


@dataclass(frozen=True)
class Judged:
    """One entry: what it was about, what was said, what belongs there, and why. `safety_missed`: a matter of safety."""

    what_html: str
    given: str
    right: bool
    wanted: str
    why_html: str
    safety_missed: bool = False


@dataclass(frozen=True)
class Verdict:
    """All of a turn; `right` of `of` is what it counts for."""

    turn: Turn
    judged: tuple[Judged, ...]
    right: int
    of: int

    @property
    def safety_missed(self) -> bool:
        """Whether a matter of safety was missed."""
        return any(each.safety_missed for each in self.judged)


def judge(body: RehearsalBody, table: Table, turn: Turn) -> Verdict:
    """The verdict on one turn that was taken at this table."""
    if turn.script is None:
        return _judge_list(table, turn)
    listed = table.find(turn.script.row)
    assert listed is not None
    judged = tuple(_JUDGES[turn.kind](body, listed, turn.script, turn.entries))
    return Verdict(turn, judged, sum(each.right for each in judged), len(judged))


def _judge_list(table: Table, turn: Turn) -> Verdict:
    """A place counts when whoever stands there has the need that belongs there; among equals any will do."""
    names: list[str] = turn.entries["places"]
    ranks = [each.rank for each in table.agenda[: table.places]]
    given = [_rank(table, name) for name in names]
    judged = tuple(_judge_row(each, names, ranks, given) for each in table.agenda)
    return Verdict(turn, judged, sum(a == b for a, b in zip(ranks, given, strict=True)), table.places)


def _judge_row(listed: Listed, names: Sequence[str], ranks: Sequence[int], given: Sequence[int]) -> Judged:
    allowed = [at for at, rank in enumerate(ranks) if rank == listed.rank]
    place = names.index(listed.row.id) if listed.row.id in names else None
    if place is not None:
        right = place in allowed
    else:
        right = all(given[at] == listed.rank for at in allowed)
    wanted = " or ".join(ORDINALS[at] for at in allowed) or NOT_TODAY
    return Judged(
        f"<b>{escape(listed.row.name)}</b>, {escape(listed.row.pcp)}: {figures_of(listed)}",
        ORDINALS[place] if place is not None else NOT_TODAY,
        right,
        wanted,
        filled(listed.row.why_html, listed),
        listed.row.need == "safety" and not right,
    )


def _rank(table: Table, name: str) -> int:
    found = table.find(name)
    assert found is not None
    return found.rank


def _judge_presentation(_body: RehearsalBody, listed: Listed, script: Script, entries: Any) -> list[Judged]:
    said = entries["say"]
    return [
        _judge_option("How you begin", script.openings, entries["opening"], listed),
        *(
            Judged(
                filled(each.html, listed),
                "said" if each.id in said else "left out",
                (each.id in said) == each.say,
                "say it" if each.say else "leave it out",
                filled(each.why_html, listed),
                each.safety and each.id not in said,
            )
            for each in script.chart
        ),
    ]


def _judge_question(_body: RehearsalBody, listed: Listed, script: Script, entries: Any) -> list[Judged]:
    asked = next(each for each in script.questions if each.id == entries["ask"][0])
    first = next(each for each in script.questions if each.grade == "first")
    return [
        Judged(
            "What to ask first",
            filled(asked.html, listed),
            asked is first,
            filled(first.html, listed),
            filled(asked.why_html, listed),
        )
    ]


def _judge_answers(_body: RehearsalBody, listed: Listed, script: Script, entries: Any) -> list[Judged]:
    return [
        _judge_option(filled(each.html, listed), each.answers, entries["answers"][each.id], listed)
        for each in script.questions
        if each.id in entries["answers"]
    ]


def _judge_advice(_body: RehearsalBody, listed: Listed, script: Script, entries: Any) -> list[Judged]:
    return [
        _judge_option("The advice", script.advice, entries["advice"], listed),
        _judge_option("What would change it", script.changes, entries["change"], listed),
    ]


def _judge_back(body: RehearsalBody, listed: Listed, script: Script, entries: Any) -> list[Judged]:
    who, when = ({each.id: each.text for each in words} for words in (body.who, body.when))
    return [
        Judged(
            filled(each.html, listed),
            f"{who[entries['who'][each.id]]}, {when[entries['when'][each.id]]}",
            entries["who"][each.id] == each.who and entries["when"][each.id] == each.when,
            f"{who[each.who]}, {when[each.when]}",
            filled(each.why_html, listed),
        )
        for each in script.actions
    ]


def _judge_option(what: str, options: Sequence[Option], chosen_id: str, listed: Listed) -> Judged:
    chosen = next(each for each in options if each.id == chosen_id)
    best = next(each for each in options if each.best)
    return Judged(
        what,
        filled(chosen.html, listed),
        chosen.best,
        filled(best.html, listed),
        filled(chosen.why_html, listed),
        chosen.safety and not chosen.best,
    )


_JUDGES = {
    "present": _judge_presentation,
    "ask": _judge_question,
    "answer": _judge_answers,
    "advise": _judge_advice,
    "back": _judge_back,
}
