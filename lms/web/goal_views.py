"""The six months after the start as pages show them: to the learner and to whoever looks after her, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from lms.curriculum.course import Course
from lms.people.models import RoleHeld
from lms.readiness.goals.queries import PARTS, continuing_of_one
from lms.readiness.history import OPERATOR, names_of
from lms.readiness.rules.goals import KINDS, Continuing, GoalNow, Wanted, due_words
from lms.readiness.rules.words import day_words
from lms.web.addresses import url_of
from lms.web.door import course, db


@dataclass(frozen=True)
class GoalLine:
    """A goal in words. url: where to record or propose it; part_url: the part to walk again; set_by, came: sentences."""

    now: GoalNow
    title: str
    set_by: str
    came: str
    url: str
    part_url: str | None


@dataclass(frozen=True)
class After:
    """Continuing education of one role held, ready for a page. own: the learner herself looks at it."""

    held: RoleHeld
    seen: Continuing
    lines: dict[int, tuple[GoalLine, ...]]
    names: dict[str | None, str]
    own: bool

    @property
    def there(self) -> dict[str, Any]:
        """What the addresses of these pages need."""
        if self.own:
            return {"own_role_id": self.held.id}
        return {"account_id": self.held.account_id, "role_held_id": self.held.id}

    @property
    def url(self) -> str:
        """The page of all goals."""
        return url_for("own_goals.goals" if self.own else "goals.person", **self.there)

    @property
    def check_url(self) -> str:
        """The page of the six-month check."""
        return url_for("own_goals.check" if self.own else "goals.check", **self.there)

    @property
    def begun(self) -> bool:
        """Whether there is anything to show: it has begun, or goals are set for it."""
        return bool(self.seen.goals) or self.seen.today >= self.seen.start

    @property
    def summary(self) -> str:
        """How it stands, in a sentence or two."""
        seen, number = self.seen, len(self.seen.goals)
        if not number:
            return "No goal is set yet."
        goals = (
            f"{seen.open} of {number} {'goal is' if number == 1 else 'goals are'} open."
            if seen.open
            else "Every goal is closed."
        )
        if seen.checked:
            return f"{goals} The six-month check is recorded."
        opens = (
            f"The check opens on {day_words(seen.check_from)}."
            if seen.today < seen.check_from
            else "It can be written now."
        )
        return f"{goals} The six-month check is not recorded yet. {opens}"

    @property
    def next_action(self) -> str:
        """The next thing to do, for whoever looks at it."""
        seen, step = self.seen, self.seen.next
        waiting = [each for each in seen.goals if each.state == "proposed"]
        if not seen.goals:
            return "Your supervisor sets goals with you." if self.own else "Set goals, for her or for the clinic."
        if waiting and not self.own:
            return f"Confirm what waits for you: {goal_title(course(), waiting[0].goal.wanted)}."
        if step is not None:
            title = goal_title(course(), step.goal.wanted)
            if step.month.last < seen.today:
                return f"{title}. Month {step.month.number} ended on {day_words(step.month.last)}; done later, it counts too."
            return f"{title}, by {day_words(step.month.last)}."
        if not seen.checked:
            opens = seen.today < seen.check_from
            return (
                f"Nothing before {day_words(seen.check_from)}, when the six-month check opens."
                if opens
                else "Write the six-month check."
            )
        return "Nothing. It is complete."

    def due(self, number: int) -> str:
        """The rule of a month's due date."""
        return due_words(self.seen.start, self.seen.months[number - 1].month)

    def who(self, account_id: str | None) -> str:
        """A name."""
        return self.names.get(account_id, "somebody who left")


def after_of(held: RoleHeld, today: date, start: date, *, own: bool) -> After | None:
    """The continuing education of a role held on a day; None in a role without one."""
    seen = continuing_of_one(db(), held, course(), today, start)
    if seen is None:
        return None
    people = {each.goal.set_by for each in seen.goals} | {each.by for each in seen.said.values()}
    people |= {each.mark.by for each in seen.goals if each.mark}
    found = After(held, seen, {}, names_of(db(), people), own)
    lines = {each.month.number: tuple(_line(found, goal) for goal in each.goals) for each in seen.months}
    return After(held, seen, lines, found.names, own)


def goal_title(here: Course, wanted: Wanted) -> str:
    """A goal in words: `Refresher: Warm handoffs`, `Spaced review kept up, on 4 days`."""
    said = KINDS[wanted.kind]
    if wanted.kind == "refresher":
        said = f"{said}: {here.title_of.get(wanted.part, 'a part the course no longer has')}"
    if wanted.kind == "spaced":
        said = f"{said}, on {wanted.days} {'day' if wanted.days == 1 else 'days'}"
    if wanted.kind == "clinic":
        return wanted.words
    return f"{said}: {wanted.words}" if wanted.words else said


def _line(after: After, now: GoalNow) -> GoalLine:
    goal = now.goal
    where = f"for {'you' if after.own else after.held.account.name}" if goal.own else "for everybody in this role here"
    by = after.who(goal.set_by) if goal.set_by else OPERATOR
    came = now.so_far
    if now.mark is not None:
        who, on = after.who(now.mark.by), day_words(now.mark.on)
        said = {
            "proposed": f"{who} says it was done on {on}",
            "done": f"Done on {on}, recorded by {who}",
            "not needed": f"Not needed, {who} on {on}",
        }
        came = said[now.mark.what] + (f": {now.mark.note}" if now.mark.note else ".")
    known = goal.wanted.kind == "refresher" and course().kind_of.get(goal.wanted.part) in PARTS
    return GoalLine(
        now=now,
        title=goal_title(course(), goal.wanted),
        set_by=f"{by}, {where}",
        came=came,
        url=url_for("own_goals.goal" if after.own else "goals.goal", goal_id=goal.id, **after.there),
        part_url=url_of(course(), goal.wanted.part) if known else "/review/" if goal.wanted.kind == "spaced" else None,
    )
