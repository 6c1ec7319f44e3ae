"""Who sits at the table, what this variant shows them, and whose turn it is. Pure.

The turns of a review: the care manager chooses; then, for each case, she presents, the consultant asks, she answers,
the consultant advises, she reads back. A seat that nobody sits in is played by what the file says an expert does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from lms.curriculum.exercises.panel import NEEDS, Figures, RehearsalBody, Script, SheetRow

VERSION = 1
BHCM, CONSULTANT = "bhcm", "consultant"
SEATS = (BHCM, CONSULTANT)
SEAT_OF = {"choose": BHCM, "present": BHCM, "ask": CONSULTANT, "answer": BHCM, "advise": CONSULTANT, "back": BHCM}
ROUND = ("present", "ask", "answer", "advise", "back")
"""The turns of one case."""
Thing = TypeVar("Thing")
Entries = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """A row of the sheet with the figures it has in this variant."""

    row: SheetRow
    figures: Figures

    @property
    def rank(self) -> int:
        """Its place on the agenda; the lowest comes first."""
        return NEEDS.index(self.row.need)


@dataclass(frozen=True)
class Turn:
    """One turn as it was taken. `script` is None while the list is chosen; `stored`: an expert's, from the file."""

    kind: str
    script: Script | None
    entries: Entries
    stored: bool

    @property
    def seat(self) -> str:
        """Whose turn it was."""
        return SEAT_OF[self.kind]


@dataclass(frozen=True)
class Table:
    """A review under way. `seats` are those in which somebody sits; `places` how many cases its time holds.

    `most` is how many of them are spoken about.
    """

    listed: tuple[Listed, ...]
    scripts: Mapping[str, Script]
    places: int
    seats: tuple[str, ...] = ()
    most: int = 99
    turns: tuple[Turn, ...] = ()

    def find(self, row_id: str) -> Listed | None:
        """A row of this variant."""
        return next((each for each in self.listed if each.row.id == row_id), None)

    @property
    def agenda(self) -> tuple[Listed, ...]:
        """All rows in the order in which they should be brought."""
        return tuple(sorted(self.listed, key=lambda each: each.rank))

    @property
    def cases(self) -> tuple[Script, ...]:
        """What is spoken about once the list is chosen: danger first, also where it was left off, then as chosen."""
        if not self.turns:
            return ()
        chosen = [each for name in self.turns[0].entries["places"] if (each := self.find(name)) is not None]
        danger = [each for each in self.agenda if each.row.need == "safety"]
        order = dict.fromkeys(each.row.id for each in (*danger, *chosen))
        return tuple(self.scripts[name] for name in order if name in self.scripts)[: min(self.places, self.most)]

    @property
    def next(self) -> tuple[str, Script | None] | None:
        """The turn that is open, with its case; None once the last one was taken."""
        if not self.turns:
            return "choose", None
        case, kind = divmod(len(self.turns) - 1, len(ROUND))
        return (ROUND[kind], self.cases[case]) if case < len(self.cases) else None

    def taken(self, kind: str, script: Script | None) -> Turn | None:
        """A turn that was taken."""
        return next((each for each in self.turns if each.kind == kind and each.script == script), None)

    def with_turn(self, entries: Entries, *, stored: bool) -> Table:
        """The table after the open turn."""
        assert self.next is not None
        kind, script = self.next
        return replace(self, turns=(*self.turns, Turn(kind, script, entries, stored)))

    def run_on(self) -> Table:
        """The table after the experts took every turn until one of a seat in which somebody sits."""
        table = self
        while table.next is not None and SEAT_OF[table.next[0]] not in table.seats:
            table = table.with_turn(expert(table), stored=True)
        return table


def set_table(body: RehearsalBody, exercise_id: str, seed: int) -> Table:
    """The variant that a seed gives: which rows, with which figures, in which order, and everything to choose shuffled."""
    chance = random.Random(f"rehearsal-{VERSION}-{exercise_id}-{seed}")
    gone = {name for each in body.picks for name in chance.sample(each.of, len(each.of) - each.pick)}
    listed = [Listed(row, chance.choice(row.figures)) for row in body.rows if row.id not in gone]
    listed = list(_shuffled(listed, chance))
    names = {each.row.id for each in listed}
    scripts = {each.row: _mixed(each, chance) for each in body.scripts if each.row in names}
    return Table(tuple(listed), scripts, body.places)


def expert(table: Table) -> dict[str, Any]:
    """What an expert does at the open turn, as the entries of a move."""
    assert table.next is not None
    kind, script = table.next
    if script is None:
        return {"places": [each.row.id for each in table.agenda[: table.places]]}
    if kind == "present":
        return {"opening": _best(script.openings), "say": [each.id for each in script.chart if each.say]}
    if kind == "ask":
        graded = [[each.id for each in script.questions if each.grade == grade] for grade in ("first", "then")]
        return {"ask": [*graded[0], *graded[1]]}
    if kind == "answer":
        asked = table.turns[-1].entries["ask"]
        return {"answers": {each.id: _best(each.answers) for each in script.questions if each.id in asked}}
    if kind == "advise":
        return {"advice": _best(script.advice), "change": _best(script.changes)}
    return {
        "who": {each.id: each.who for each in script.actions},
        "when": {each.id: each.when for each in script.actions},
    }


def _best(options: Sequence[Any]) -> str:
    return str(next(each.id for each in options if each.best))


def _shuffled(things: Sequence[Thing], chance: random.Random) -> tuple[Thing, ...]:
    return tuple(chance.sample(things, len(things)))


def _mixed(script: Script, chance: random.Random) -> Script:
    questions = [replace(each, answers=_shuffled(each.answers, chance)) for each in script.questions]
    return replace(
        script,
        openings=_shuffled(script.openings, chance),
        chart=_shuffled(script.chart, chance),
        questions=_shuffled(questions, chance),
        advice=_shuffled(script.advice, chance),
        changes=_shuffled(script.changes, chance),
    )
