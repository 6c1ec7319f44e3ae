"""Walking through a branching case: a state machine over the stages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.curriculum.material import Block, Case, Choice, Stage
from lms.curriculum.paths import Known, after, at_start, holds, leads_to, offered
from lms.practice.lab import Mark


@dataclass(frozen=True)
class Taken:
    """One decision that was made: the stage and the choice, by id."""

    stage_id: str
    choice_id: str


@dataclass(frozen=True)
class Place:
    """Where a run stands: the stage, the flags set so far and the decisions behind it.

    `numbers` are the case's variables as they stand, `days` what has passed since the start, `scores` what was measured on the way
    as (week, score), counted as the case's chart counts.
    """

    stage: Stage
    flags: frozenset[str]
    taken: tuple[Taken, ...]
    numbers: tuple[tuple[str, int], ...] = ()
    days: int = 0
    scores: tuple[tuple[int, int], ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the case is over."""
        return self.stage.ending is not None

    @property
    def known(self) -> Known:
        """What has come about: flags and numbers."""
        return Known(self.flags, self.numbers)


class NoSuchChoice(Exception):
    """The stage has no choice of that id, or none for this seat and this path."""


class NoSuchSeat(Exception):
    """The case cannot be played from that seat."""


def begin(case: Case, seat: str = "") -> Place:
    """The first stage, seen from a seat where the case has several. Raises NoSuchSeat."""
    if seat not in ([each.id for each in case.seats] or [""]):
        raise NoSuchSeat(f"{case.id} has no seat {seat!r}")
    return _arrive(case, case.start, at_start(case.variables, seat), (), 0, ())


def choose(case: Case, place: Place, choice_id: str) -> Place:
    """The place after a decision. The first target whose conditions hold after what the choice sets and changes is taken."""
    choice = choice_of(place.stage, choice_id)
    if not holds(choice.when, place.known):
        raise NoSuchChoice(f"{place.stage.id}/{choice_id} is not offered here")
    known = after(choice, place.known, case.variables)
    onward = leads_to(choice, known)
    if onward is None:
        raise NoSuchChoice(f"{place.stage.id}/{choice_id} leads nowhere")
    taken = (*place.taken, Taken(place.stage.id, choice_id))
    return _arrive(case, onward, known, taken, place.days + choice.days, place.scores)


def _arrive(
    case: Case, stage_id: str, known: Known, taken: tuple[Taken, ...], days: int, scores: tuple[tuple[int, int], ...]
) -> Place:
    """A stage as somebody comes to it: its time has passed, and what is measured there is measured."""
    stage = case.stages[stage_id]
    days += stage.days
    score = next((each.value for each in stage.scores if holds(each.when, known)), None)
    if score is not None:
        scores = (*scores, (week_of(case, days), score))
    return Place(stage, known.flags, taken, known.numbers, days, scores)


def week_of(case: Case, days: int) -> int:
    """The week of the chart: that of its last score at the start, and whole weeks since."""
    first = max((week for week, _ in case.chart.scores), default=0) if case.chart else 0
    return first + days // 7


def marks_of(case: Case, place: Place) -> tuple[Mark, ...]:
    """For each duty that the case exercises: decisions taken as experienced colleagues would take them, of all."""
    best = sum(choice_of(case.stages[each.stage_id], each.choice_id).grade == "best" for each in place.taken)
    return tuple(Mark(duty, best, len(place.taken)) for duty in case.duties)


def replay(case: Case, taken: Sequence[Taken], seat: str = "") -> Place:
    """The place after a series of decisions from the start."""
    return places(case, taken, seat)[-1]


def places(case: Case, taken: Sequence[Taken], seat: str = "") -> tuple[Place, ...]:
    """Every place on a path, the start first; one more than the decisions."""
    found = [begin(case, seat)]
    for each in taken:
        if found[-1].stage.id != each.stage_id:
            raise NoSuchChoice(f"{each.stage_id} is not where the run stands")
        found.append(choose(case, found[-1], each.choice_id))
    return tuple(found)


def choice_of(stage: Stage, choice_id: str) -> Choice:
    """A stage's choice by id. Raises NoSuchChoice."""
    for choice in stage.choices:
        if choice.id == choice_id:
            return choice
    raise NoSuchChoice(f"{stage.id} has no choice {choice_id}")


def choices_at(place: Place) -> tuple[Choice, ...]:
    """The choices that are offered where a run stands."""
    return offered(place.stage, place.known)


def shown(stage: Stage, known: Known) -> tuple[Block, ...]:
    """The blocks of a stage's text that appear, given what has come about."""
    return tuple(block for block in stage.blocks if holds(block.when, known))


def expert_decisions(case: Case, seat: str = "") -> tuple[Taken, ...]:
    """The best decision at each stage from the start, as seen from a seat; the ending they lead to is not one of them."""
    path = next((each.expert_path for each in case.seats if each.id == seat), case.expert_path)
    return tuple(Taken(stage_id, choice_id) for stage_id, choice_id in path if choice_id)


def decisions(case: Case, seat: str = "") -> int:
    """How many decisions the longest way through takes, for "Stage 3 of 7"; the case has no loops.

    Conditions are left aside but for the seat, so that it may be more than anybody's way takes and is never less.
    """
    others = {each.id for each in case.seats if each.id != seat}
    longest: dict[str, int] = {}

    def shut(when: Sequence[tuple[object, ...]]) -> bool:
        """Whether the conditions ask for another seat, or for anything but this one."""
        return any((name in others and rest[0] is True) or (name == seat and rest[0] is False) for name, *rest in when)

    def depth(stage_id: str) -> int:
        if stage_id not in longest:
            open_ = [choice for choice in case.stages[stage_id].choices if not shut(choice.when)]
            targets = {each.stage_id for choice in open_ for each in choice.targets if not shut(each.when)}
            longest[stage_id] = 1 + max((depth(each) for each in targets), default=-1)
        return longest[stage_id]

    return depth(case.start)


Parting = tuple[str, str | None, str | None]


def overlay(own: Sequence[Taken], expert: Sequence[Taken]) -> tuple[Parting, ...]:
    """One path laid over the other: (stage, own choice, experts' choice) in order; None where a path did not come by.

    Both are walks through a graph without loops, so what they share comes in the same order in both.
    """
    theirs = {each.stage_id: each.choice_id for each in expert}
    mine = {each.stage_id for each in own}
    left = list(expert)
    rows: list[Parting] = []
    for each in own:
        if each.stage_id in theirs:
            while left and left[0].stage_id != each.stage_id:
                skipped = left.pop(0)
                if skipped.stage_id not in mine:
                    rows.append((skipped.stage_id, None, skipped.choice_id))
            left = left[1:]
        rows.append((each.stage_id, each.choice_id, theirs.get(each.stage_id)))
    rows += [(each.stage_id, None, each.choice_id) for each in left if each.stage_id not in mine]
    return tuple(rows)


FEWEST, FEWEST_AT_HOME, STEP = 10, 30, 5


def shares(counts: Mapping[str, int]) -> dict[str, int] | None:
    """Choice → per cent of the people at a stage who took it, to the nearest five; None under ten people.

    Rounded, so that one more person cannot be read off the difference of two visits.
    """
    people = sum(counts.values())
    if people < FEWEST:
        return None
    return {each: round(count * 100 / people / STEP) * STEP for each, count in counts.items()}


def may_show(people: int, elsewhere: int) -> bool:
    """Whether what others chose may be shown: ten people of other clinics, or thirty of any."""
    return elsewhere >= FEWEST or people >= FEWEST_AT_HOME
