"""What must happen today, who may be handed what, and when danger was met. Pure.

Sources: item 9 and the order of acting F2.73, F2.77, F4.96; what does not wait for the weekly review F2.58; how often
people are contacted F2.17; what colleagues' roles do AUX.02, AUX.03, AUX.19, CLK.12, F2.30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lms.curriculum.exercises.workday import (
    DAY,
    NOBODY,
    RISK,
    YOU,
    Colleague,
    DayBody,
    Interruption,
    Option,
    Patient,
    Phase,
    Response,
    Task,
)
from lms.practice.registry.rules import USUAL

DUE_AFTER: dict[Phase, int] = {"active": USUAL.active, "maintenance": USUAL.steady}
"""Days since the last contact from which the next one must not wait until tomorrow: those that the registry allows."""

Reason = Literal["safety", "window", "contact"]


@dataclass(frozen=True)
class Given:
    """A task as one variant has it. `arrives` is None while nothing has caused it."""

    task: Task
    who: Patient | None
    minutes: int
    arrives: int | None
    days: int | None
    item9: int | None

    @property
    def id(self) -> str:
        """The task's id."""
        return self.task.id

    @property
    def safety(self) -> bool:
        """Whether it is a matter of safety: item 9 above zero, or a sign that does not wait for the weekly review."""
        return self.task.now or bool(self.item9)

    @property
    def shortest(self) -> int:
        """The fewest minutes after which it is off the desk."""
        return min([self.minutes, *(hand.minutes for hand in self.task.hands)])


@dataclass(frozen=True)
class Call:
    """An interruption as one variant has it. `at` is None while nothing has caused it."""

    interruption: Interruption
    who: Patient | None
    at: int | None
    item9: int | None

    @property
    def id(self) -> str:
        """The interruption's id."""
        return self.interruption.id


def reason(given: Given) -> Reason | None:
    """Why a task must happen on some day; None: it can wait."""
    if given.safety:
        return "safety"
    if given.task.by is not None:
        return "window"
    return "contact" if given.task.contact and given.days is not None else None


def due_day(given: Given, arrived: int) -> int | None:
    """The day, from 0, on which a task must happen at the latest; None: no day holds it.

    A matter of safety is due on the day it is seen, a window on the day it closes, a contact on the first day on which
    the days since the last one reach what its phase allows.
    """
    why = reason(given)
    if why == "safety":
        return arrived // DAY
    if why == "window":
        assert given.task.by is not None
        return given.task.by // DAY
    if why == "contact":
        assert given.task.contact is not None
        assert given.days is not None
        return arrived // DAY + max(0, DUE_AFTER[given.task.contact.phase] - given.days)
    return None


def must_today(given: Given, arrived: int, day: int) -> bool:
    """Whether leaving a task for tomorrow would be wrong."""
    due = due_day(given, arrived)
    return due is not None and due <= day


def latest_start(given: Given) -> int | None:
    """The last moment at which a task with a window can be begun and still be finished in it."""
    if given.safety or given.task.by is None:
        return None
    return given.task.by - given.shortest


def may_take(colleague: Colleague, given: Given) -> bool:
    """Whether a colleague's role does what a task needs; danger goes only to somebody who assesses risk."""
    return (RISK if given.safety else given.task.needs) in colleague.does


def able_to_assess(body: DayBody) -> tuple[str, ...]:
    """Who can assess risk: you, and colleagues whose role does."""
    return (YOU, *(each.id for each in body.people if RISK in each.does))


def meets_danger(body: DayBody, response: Response) -> bool:
    """Whether a response to danger is the right one: somebody able acts now, and the PCP is told."""
    return response.when == "now" and response.tells_pcp and response.by in able_to_assess(body)


def right_option(body: DayBody, option: Option) -> bool:
    """Whether a choice at an interruption is what an experienced care manager would do."""
    if option.response is not None:
        return meets_danger(body, option.response)
    return option.grade == "best"


def knows(body: DayBody, name: str) -> bool:
    """Whether somebody of that id is there to act; `nobody` is an answer too."""
    return name in (YOU, NOBODY) or body.colleague(name) is not None
