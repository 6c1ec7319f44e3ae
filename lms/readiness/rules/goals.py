"""Goals of continuing education: which month each belongs to, when it is closed, and whether all of it is met.

Months are calendar months from the first day with CoCM patients, clamped (R.09: six months of continuing education). What
the months hold is published nowhere: clinic and supervisor set it. Nothing here is part of being ready, and nothing is
ever overdue. Pure; dates are the clinic's local dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.dates import add_months
from lms.readiness.rules.facts import Goals
from lms.readiness.rules.timeline import CONTINUING, RoleTimeline
from lms.readiness.rules.words import count_words, day_words

Kind = Literal["case", "refresher", "spaced", "observed", "clinic"]
MarkKind = Literal["proposed", "done", "not needed"]
Side = Literal["learner", "supervisor"]
State = Literal["open", "proposed", "done", "not needed"]

KINDS: dict[Kind, str] = {
    "case": "Case discussion",
    "refresher": "Refresher",
    "spaced": "Spaced review kept up",
    "observed": "Observed practice",
    "clinic": "The clinic’s own",
}
SIDES: tuple[Side, ...] = ("learner", "supervisor")
WORDS_MOST, NOTE_MOST, CHECK_MOST = 200, 500, 2000
DAYS_USUAL, DAYS_MOST = 4, 28
"""On how many days of a month spaced review is kept up: ours, published nowhere; whoever sets the goal changes it."""


@dataclass(frozen=True)
class Month:
    """One month of continuing education, both days included."""

    number: int
    first: date
    last: date


@dataclass(frozen=True)
class Wanted:
    """A goal as it is asked for. part: a lesson, case or lab (refresher). days: spaced review. words: what it is about."""

    month: int
    kind: Kind
    part: str = ""
    days: int = 0
    words: str = ""


@dataclass(frozen=True)
class Goal:
    """A goal as it was set. own: for one person, by a supervisor; else for all in the role, by the clinic."""

    id: str
    wanted: Wanted
    own: bool
    set_on: date
    set_by: str | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Mark:
    """What somebody recorded of a goal for one person: `on` the day it was done, `recorded_on` the day she said so."""

    goal_id: str
    number: int
    what: MarkKind
    on: date
    recorded_on: date
    note: str = ""
    by: str | None = None
    taken_back_on: date | None = None


@dataclass(frozen=True)
class Said:
    """One side of the six-month check, in words; it is not scored."""

    side: Side
    went_well: str
    next_steps: str
    recorded_on: date
    by: str | None = None
    taken_back_on: date | None = None


@dataclass(frozen=True)
class Doings:
    """What the course knows: part → days on which it was completed or walked to its end; days with answers in spaced review."""

    done: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    answered: frozenset[date] = frozenset()


@dataclass(frozen=True)
class GoalNow:
    """A goal on a day. on: when it was closed. mark: what a person recorded; None: open, or known from the course."""

    goal: Goal
    month: Month
    state: State
    on: date | None
    mark: Mark | None
    so_far: str

    @property
    def closed(self) -> bool:
        """Whether it is done or not needed."""
        return self.state in ("done", "not needed")

    @property
    def by_course(self) -> bool:
        """Whether it was closed by what was done in the course, not by anybody's word."""
        return self.closed and self.mark is None


@dataclass(frozen=True)
class MonthNow:
    """A month on a day with its goals."""

    month: Month
    when: Literal["past", "now", "to come"]
    goals: tuple[GoalNow, ...]

    @property
    def open(self) -> int:
        """How many of its goals are open."""
        return sum(not each.closed for each in self.goals)

    @property
    def met(self) -> bool:
        """Every goal of it is closed, and there is one."""
        return bool(self.goals) and not self.open

    @property
    def words(self) -> str:
        """How far it is, without a verdict: a past month with open goals is open, never overdue."""
        if not self.goals:
            return "No goal set"
        if self.met:
            return "Met"
        return f"{self.open} of {count_words(len(self.goals), 'goal', 'goals')} open"


@dataclass(frozen=True)
class Continuing:
    """The continuing education of one role held on a day. check_from: the first day of the last month."""

    start: date
    today: date
    months: tuple[MonthNow, ...]
    check_from: date
    said: Mapping[Side, Said]

    @property
    def goals(self) -> tuple[GoalNow, ...]:
        """All goals in order of their months."""
        return tuple(each for month in self.months for each in month.goals)

    @property
    def open(self) -> int:
        """How many goals are open."""
        return sum(month.open for month in self.months)

    @property
    def checked(self) -> bool:
        """Whether both have said their part of the six-month check."""
        return all(side in self.said for side in SIDES)

    @property
    def state(self) -> Goals | None:
        """None: no goal is set. Met: every goal is closed and the six-month check is recorded by both."""
        if not self.goals:
            return None
        return "open" if self.open or not self.checked else "met"

    def find(self, goal_id: str) -> GoalNow | None:
        """One of the goals."""
        return next((each for each in self.goals if each.goal.id == goal_id), None)

    @property
    def next(self) -> GoalNow | None:
        """The open goal whose month ends first."""
        return next((each for each in self.goals if not each.closed), None)


def months_of(timeline: RoleTimeline) -> int:
    """How many months of continuing education a role has; 0: none."""
    rule = next((each for each in timeline.phases if each.name == CONTINUING), None)
    return rule.due - rule.opens if rule and rule.due is not None and rule.opens is not None else 0


def month_of(start: date, number: int, months: int = 6) -> Month:
    """A month, counted from the start date. The last one ends with the phase: on the day of the last month reached.

    Raises ValueError for a number that is not one of them, and outside the years 1 to 9999.
    """
    if not 1 <= number <= months:
        raise ValueError(f"There are {months} months.")
    after = add_months(start, number)
    return Month(number, add_months(start, number - 1), after if number == months else after - timedelta(days=1))


def due_words(start: date, month: Month) -> str:
    """The rule of a due date with its days."""
    return (
        f"Due by {day_words(month.last)}, the end of month {month.number}: calendar months count from the first day with "
        f"patients, {day_words(start)}; where a month has no such day, its last day stands for it."
    )


def problem_of(wanted: Wanted, months: int) -> dict[str, str]:
    """What is wrong with a goal as asked for: field → sentence. Whether a part exists is for the caller to say."""
    found: dict[str, str] = {}
    if not 1 <= wanted.month <= months:
        found["month"] = f"Choose a month from 1 to {months}."
    if wanted.kind not in KINDS:
        found["kind"] = "Choose what kind of goal it is."
    if wanted.kind == "refresher" and not wanted.part:
        found["part"] = "Choose the lesson, case or lab to walk again."
    if wanted.kind == "spaced" and not 1 <= wanted.days <= DAYS_MOST:
        found["days"] = f"Enter on how many days of the month, from 1 to {DAYS_MOST}."
    if wanted.kind == "clinic" and not wanted.words:
        found["words"] = "Say in words what is to be done."
    if len(wanted.words) > WORDS_MOST:
        found["words"] = f"Use at most {WORDS_MOST} characters; these are {len(wanted.words)}."
    return found


def suggested(months: int) -> tuple[Wanted, ...]:
    """A first set for a clinic to change: ours, published nowhere."""
    found = []
    for number in range(1, months + 1):
        found.append(Wanted(number, "case"))
        found.append(Wanted(number, "spaced", days=DAYS_USUAL))
        if number in (2, 5):
            found.append(Wanted(number, "observed"))
    return tuple(found)


def continuing(
    start: date,
    months: int,
    today: date,
    goals: Sequence[Goal],
    marks: Sequence[Mark],
    said: Sequence[Said],
    doings: Doings,
) -> Continuing:
    """Months, goals and the check as they stand at the end of `today`; what was recorded later does not count."""
    latest: dict[str, Mark] = {}
    for mark in sorted(marks, key=lambda each: each.number):
        if _stands(mark.recorded_on, mark.taken_back_on, today):
            latest[mark.goal_id] = mark
    found: dict[int, list[GoalNow]] = {number: [] for number in range(1, months + 1)}
    for goal in goals:
        if goal.wanted.month not in found or goal.set_on > today:
            continue
        now = _goal(goal, month_of(start, goal.wanted.month, months), latest.get(goal.id), doings, today)
        if _applies(now, today):
            found[goal.wanted.month].append(now)
    seen = tuple(
        MonthNow(
            month, "to come" if today < month.first else "past" if today > month.last else "now", tuple(found[number])
        )
        for number in found
        for month in (month_of(start, number, months),)
    )
    words = {each.side: each for each in said if _stands(each.recorded_on, each.taken_back_on, today)}
    return Continuing(start, today, seen, month_of(start, months, months).first, words)


def _stands(recorded_on: date, taken_back_on: date | None, today: date) -> bool:
    return recorded_on <= today and (taken_back_on is None or taken_back_on > today)


def _goal(goal: Goal, month: Month, mark: Mark | None, doings: Doings, today: date) -> GoalNow:
    on, so_far = _from_course(goal.wanted, month, doings, today)
    if mark is not None and mark.what != "proposed":
        return GoalNow(goal, month, mark.what, mark.on, mark, so_far)
    if on is not None:
        return GoalNow(goal, month, "done", on, None, so_far)
    return GoalNow(goal, month, "proposed" if mark else "open", None, mark, so_far)


def _from_course(wanted: Wanted, month: Month, doings: Doings, today: date) -> tuple[date | None, str]:
    """When what was done in the course closed a goal, and how far it is in words. A refresher after its month counts too."""
    if wanted.kind == "refresher":
        days = [day for day in doings.done.get(wanted.part, ()) if month.first <= day <= today]
        late = " after its month, which counts too" if days and min(days) > month.last else ""
        return (
            (min(days), f"Walked on {day_words(min(days))}{late}.")
            if days
            else (None, "Not walked since its month began.")
        )
    if wanted.kind == "spaced":
        answered = sorted(day for day in doings.answered if month.first <= day <= min(today, month.last))
        said = f"Answered on {len(answered)} of {count_words(wanted.days, 'day', 'days')}."
        if len(answered) > wanted.days:
            said = f"Answered on {len(answered)} days, more than the {wanted.days} asked for."
        return answered[wanted.days - 1] if len(answered) >= wanted.days else None, said
    return None, ""


def _applies(now: GoalNow, today: date) -> bool:
    """Whether a goal is asked of a person on a day.

    A clinic's goal is asked of nobody whose month was over when it was set, and of whoever had closed it before it was
    withdrawn it stays a thing done: a change of the template opens nothing again.
    """
    goal = now.goal
    if not goal.own and goal.set_on > now.month.last:
        return False
    if goal.withdrawn_on is None or goal.withdrawn_on > today:
        return True
    closed_on = now.mark.recorded_on if now.mark else now.on
    return not goal.own and now.closed and closed_on is not None and closed_on <= goal.withdrawn_on
