"""What a rehearsal of panel review is made of: a sheet of rows, and scripts of what can be said about them.

A row has a need, and one or more sets of figures of which a variant takes one; the figures must show the need, or not
contradict it. A script belongs to one row: presentation, questions with answers, advice, and who does what by when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Need = Literal["safety", "new", "stuck", "medicine", "ending", "overdue", "steady"]
NEEDS: tuple[Need, ...] = get_args(Need)
"""In the order of the agenda: what comes first is brought first."""
PRESENTED: tuple[Need, ...] = ("safety", "new", "stuck")
"""Needs that are brought to the table, so that each of their rows wants a script."""
Grade = Literal["first", "then", "spare"]
GRADES: tuple[Grade, ...] = get_args(Grade)
DUTIES = ("choose", "present", "answer", "advise", "back")


@dataclass(frozen=True)
class Figures:
    """What the registry shows of a patient: whole weeks in treatment, PHQ-9 scores, the last item 9, days since a contact."""

    weeks: int
    scores: tuple[int, ...]
    item9: int
    days: int


@dataclass(frozen=True)
class SheetRow:
    """One fictional patient of the sheet. `why_html` says why the row belongs into this review, or not."""

    id: str
    name: str
    pcp: str
    note: str
    need: Need
    figures: tuple[Figures, ...]
    why_html: str


@dataclass(frozen=True)
class Option:
    """One thing that can be said; `why_html` follows whoever chose it. `safety`: choosing it is a safety matter."""

    id: str
    html: str
    best: bool
    why_html: str
    safety: bool


@dataclass(frozen=True)
class ChartFact:
    """One fact of the chart. `say`: it belongs into the presentation; `safety`: leaving it out is a safety matter."""

    id: str
    html: str
    say: bool
    safety: bool
    why_html: str


@dataclass(frozen=True)
class Question:
    """What the consultant may ask. One is asked `first`, some `then`; a `spare` one can wait or need not be asked."""

    id: str
    html: str
    grade: Grade
    why_html: str
    answers: tuple[Option, ...]


@dataclass(frozen=True)
class Action:
    """One line of the list at the end: what is done, by whom and by when, as ids of `who` and `when`."""

    id: str
    html: str
    who: str
    when: str
    why_html: str


@dataclass(frozen=True)
class Script:
    """What can be said about one row, in the order in which it is said."""

    row: str
    openings: tuple[Option, ...]
    chart: tuple[ChartFact, ...]
    questions: tuple[Question, ...]
    advice: tuple[Option, ...]
    changes: tuple[Option, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Word:
    """One entry of a select box."""

    id: str
    text: str


@dataclass(frozen=True)
class Pick:
    """Of these rows a variant takes so many."""

    pick: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class RehearsalBody:
    """The hour and the table. Minutes: in all, for what stands around the cases, and for each case."""

    known_html: str
    minutes: int
    around: int
    each: int
    bhcm: str
    consultant: str
    duties: tuple[tuple[str, str], ...]
    who: tuple[Word, ...]
    when: tuple[Word, ...]
    rows: tuple[SheetRow, ...]
    picks: tuple[Pick, ...]
    scripts: tuple[Script, ...]

    @property
    def places(self) -> int:
        """How many cases the time holds."""
        return max(0, (self.minutes - self.around) // self.each)

    @property
    def shown(self) -> int:
        """How many rows a variant has."""
        return len(self.rows) - sum(len(each.of) - each.pick for each in self.picks)

    def script(self, row_id: str) -> Script | None:
        """What can be said about a row, if anything is written."""
        return next((each for each in self.scripts if each.row == row_id), None)

    def duty(self, turn: str) -> str:
        """The duty that a turn exercises."""
        return dict(self.duties)[turn]


def need_by_figures(figures: Figures) -> Need | None:
    """What figures alone demand: item 9 above zero; one score in the first weeks; too little better. None: nothing.

    Too little is under 5 points after four weeks, or under half after eight.
    """
    if figures.item9:
        return "safety"
    if len(figures.scores) == 1 and figures.weeks < 4:
        return "new"
    first, last = figures.scores[0], figures.scores[-1]
    slow = figures.weeks >= 8 and 2 * last > first
    return "stuck" if slow or (4 <= figures.weeks < 8 and first - last < 5) else None
