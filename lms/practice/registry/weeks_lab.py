"""The long form as the frame plays it: choices for a week, what came of them, the next week. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import get_args

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.registry import WeeksBody
from lms.practice.lab import Mark, Move, Refused, sum_of
from lms.practice.registry.rules import Limits, call_today
from lms.practice.registry.weeks import Choice, Walk, begin, live
from lms.practice.registry.weeks_judged import DUTIES, Judged, Part, by_expert, judge

WATCHED_SEEDS = range(2)
NOUNS: dict[Part, str] = {"call": "calls", "review": "places at panel review", "change": "changes of plan"}
started = lru_cache(maxsize=16)(begin)
lived = lru_cache(maxsize=32)(live)
compared = lru_cache(maxsize=8)(by_expert)


@dataclass(frozen=True)
class WeeksState:
    """The walk so far with the judgement of every week that is over; `looking`: the last one is being looked at."""

    walk: Walk
    body: WeeksBody
    limits: Limits
    judged: tuple[Judged, ...] = ()
    looking: bool = False

    @property
    def expert(self) -> Walk:
        """The same weeks as an experienced care manager walks them."""
        body = self.body
        return compared(self.walk.seed, body.patients, body.weeks, body.calls, body.places, self.limits)


class WeeksLab:
    """Moves: `{"call": [ids], "review": [ids], "change": [ids]}`, then `{"go": "on"}`."""

    kind = "registry-weeks"

    def begin(self, exercise: Exercise, seed: int) -> WeeksState:
        """The first Wednesday."""
        body = body_of(exercise)
        limits = Limits(**body.limits)
        return WeeksState(started(seed, body.patients, body.weeks, limits), body, limits)

    def move(self, exercise: Exercise, state: WeeksState, move: Move) -> WeeksState:
        """Live a week, or go on to the next. Refused when a week has no room for it."""
        if state.looking:
            if move.get("go") != "on":
                raise Refused("This week is over; go on to the next.")
            return replace(state, looking=False)
        choice = Choice(*(tuple(_taken(state, move, part)) for part in get_args(Part)))
        walk = lived(state.walk, choice, state.limits)
        judged = judge(walk.over[-1], state.body.calls, state.body.places, state.limits)
        return replace(state, walk=walk, judged=(*state.judged, judged), looking=True)

    def ended(self, state: WeeksState) -> bool:
        """Over once the last week was looked at."""
        return state.walk.ended and not state.looking

    def marks(self, exercise: Exercise, state: WeeksState) -> tuple[Mark, ...]:
        """Good choices among all that counted, by the duty of each part; calls carry the safety misses."""
        return sum_of(
            [
                Mark(DUTIES[part], *each.marks(part), safety_missed=part == "call" and each.safety_missed)
                for part in get_args(Part)
                for each in state.judged
            ]
        )

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Weeks in which more people must be called for safety's sake than there is room for, and duties left out."""
        body, limits = body_of(exercise), Limits(**body_of(exercise).limits)
        said = [
            f"`duties` leaves out {duty}, which the choices about {NOUNS[part]} exercise."
            for part, duty in DUTIES.items()
            if duty not in exercise.duties
        ]
        for seed in WATCHED_SEEDS:
            walk = compared(seed, body.patients, body.weeks, body.calls, body.places, limits)
            most = max(sum(call_today(each).safety for each in week.caseload.patients) for week in walk.over)
            if most > body.calls:
                said.append(
                    f"`calls`: {body.calls} a week cannot be enough; with seed {seed}, {most} people must be called for their safety."
                )
                break
        return said


def body_of(exercise: Exercise) -> WeeksBody:
    """What the file says."""
    body = exercise.body
    assert isinstance(body, WeeksBody)
    return body


def _taken(state: WeeksState, move: Move, part: Part) -> list[str]:
    given = move.get(part)
    picked = [str(each) for each in given] if isinstance(given, Sequence) and not isinstance(given, str) else []
    picked = list(dict.fromkeys(picked))
    for ident in picked:
        patient = state.walk.caseload.patient(ident)
        if patient is None or patient.phase == "discharged":
            raise Refused("Somebody was ticked who is not on this caseload. Reload the page.")
    most = {"call": state.body.calls, "review": state.body.places}.get(part)
    if most is not None and len(picked) > most:
        raise Refused(f"You ticked {len(picked)}; this week has room for {most} {NOUNS[part]}.", field="registry")
    return picked
