"""A short day by hand, and the days of the course, for the tests of the machine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from lms.curriculum.exercises.workday import (
    DAY,
    Block,
    Colleague,
    Contact,
    Day,
    DayBody,
    Hand,
    Interruption,
    Option,
    Outcome,
    Patient,
    Response,
    Task,
)
from tests.learner import our_course

EIGHT, TEN, TWELVE = 8 * 60, 10 * 60, 12 * 60


@cache
def shipped(slug: str) -> DayBody:
    """A day lab of the course, by its address."""
    found = our_course().exercise(slug)
    assert found is not None
    assert isinstance(found.body, DayBody)
    return found.body


def task(name: str, minutes: int = 20, **changes: Any) -> Task:
    plain = Task(
        id=name,
        title=name,
        html=name,
        text=name,
        who=(),
        same_as=None,
        minutes=(minutes,),
        arrives=(EIGHT,),
        caused=False,
        opens=None,
        by=None,
        contact=None,
        item9=(),
        now=False,
        needs="care",
        duties=("C-01",),
        hands=(),
        done=Outcome(),
        missed=Outcome(),
        expert_html="",
    )
    return replace(plain, **changes)


def option(name: str, minutes: int = 10, response: Response | None = None, **changes: Any) -> Option:
    return replace(Option(name, name, name, minutes, None if response else "best", response, Outcome()), **changes)


ACT = option("act", 15, Response("now", "you", tells_pcp=True))
LATER = option("later", 2, Response("later", "you", tells_pcp=False))
ALONE = option("alone", 15, Response("now", "you", tells_pcp=False))
AIDE = option("aide", 5, Response("now", "aide", tells_pcp=True))


def interruption(name: str, at: int | None, *options: Option, **changes: Any) -> Interruption:
    plain = Interruption(
        id=name,
        title=name,
        html=name,
        text=name,
        who=(),
        same_as=None,
        at=() if at is None else (at,),
        caused=at is None,
        item9=(),
        duties=("C-02",),
        options=options or (ACT, LATER),
        expert_html="",
    )
    return replace(plain, **changes)


def day(*tasks: Task, calls: tuple[Interruption, ...] = (), days: int = 1) -> DayBody:
    """One block from eight to ten and one from half past ten to twelve on each day."""
    blocks = tuple(
        Block(f"{name}-{number}", number, name, number * DAY + begins, number * DAY + ends)
        for number in range(days)
        for name, begins, ends in (("early", EIGHT, TEN), ("late", TEN + 30, TWELVE))
    )
    return DayBody(
        days=tuple(Day(f"day-{number}", f"Day {number}", "") for number in range(days)),
        blocks=blocks,
        people=(
            Colleague("aide", "Tasha", "medical assistant", ("forms",)),
            Colleague("senior", "Grace", "clinical supervisor", ("risk",)),
        ),
        patients=(Patient("ann", "Ann, 40", "senior"), Patient("bea", "Bea, 50", "senior")),
        tasks=tasks,
        interruptions=calls,
        picks=(),
    )


def hand(to: str, minutes: int = 5, **changes: Any) -> Hand:
    return Hand(to, minutes, Outcome(**changes))


def contact(phase: Any, *days: int) -> Contact:
    return Contact(phase, days)
