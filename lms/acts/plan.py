"""Change somebody's plan: look ahead at what it would mean, write it down with its reason, move the standing. One transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound
from lms.people import changes
from lms.people.models import RoleChange, RoleHeld
from lms.people.noting import checked_day
from lms.people.permissions import Actor
from lms.readiness.actions import reschedule
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import Facts, Pause, RoleTimeline, stand, window_problem


@dataclass(frozen=True)
class Who:
    """The session, who asks, and when: what every change needs."""

    session: Session
    actor: Actor
    now: datetime


class Wish(Protocol):
    """A change that somebody considers: what it would make of the facts, and how it is written down."""

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts as they would be. Raises Invalid for what cannot be meant."""
        ...

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down; None: that holds already."""
        ...


@dataclass(frozen=True)
class StartDate:
    """Another first day with CoCM patients."""

    day: date

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts with this start date."""
        return replace(facts, start_date=checked_day(self.day, field="start_date"))

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down."""
        return changes.change_start_date(
            by.session, actor=by.actor, now=by.now, role_held_id=held.id, start_date=self.day, reason=reason
        )


@dataclass(frozen=True)
class AgreedTime:
    """Other minutes a week."""

    minutes: int

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts with this time agreed."""
        return replace(facts, agreed_minutes_per_week=changes.checked_minutes(self.minutes))

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down."""
        return changes.agree_time(
            by.session, actor=by.actor, now=by.now, role_held_id=held.id, minutes=self.minutes, reason=reason
        )


@dataclass(frozen=True)
class Experience:
    """A longer or (below 0) shorter preparation, in weeks; 0: as published (S-106)."""

    weeks: int

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts with this window."""
        changes.checked_weeks(self.weeks)
        problem = window_problem(timeline, facts.start_date, facts.clinic_due_on, self.weeks)
        if problem is not None:
            raise Invalid(problem, field="weeks")
        return replace(facts, window_weeks=self.weeks)

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down."""
        return changes.adjust_window(
            by.session, actor=by.actor, now=by.now, role_held_id=held.id, weeks=self.weeks, reason=reason
        )


@dataclass(frozen=True)
class ClinicDate:
    """The clinic's own date for a role without a published one; None takes it away."""

    day: date | None

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts with this date."""
        if not timeline.takes_clinic_date:
            raise Invalid("The date of this role is published; move the start date instead.", field="due_date")
        day = checked_day(self.day, field="due_date") if self.day is not None else None
        return replace(facts, clinic_due_on=day)

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down."""
        return changes.set_clinic_date(
            by.session, actor=by.actor, now=by.now, role_held_id=held.id, day=self.day, reason=reason
        )


@dataclass(frozen=True)
class Leave:
    """Leave from a day to a last day (None: open); with `pause_id` leave that is there is moved or ended."""

    first: date
    last: date | None
    pause_id: str | None = None

    def on(self, facts: Facts, timeline: RoleTimeline, held: RoleHeld) -> Facts:
        """The facts with this leave."""
        row = next((each for each in held.pauses if each.id == self.pause_id), None)
        if self.pause_id is not None and row is None:
            raise NotFound()
        changes.check_leave(held, self.first, self.last, besides=row)
        others = tuple(Pause(each.from_date, each.to_date, each.reason) for each in held.pauses if each is not row)
        return replace(facts, pauses=(*others, Pause(self.first, self.last, row.reason if row else "")))

    def keep(self, by: Who, held: RoleHeld, reason: str) -> RoleChange | None:
        """Write it down."""
        if self.pause_id is not None:
            return changes.change_pause(
                by.session, actor=by.actor, now=by.now, role_held_id=held.id, pause_id=self.pause_id,
                from_date=self.first, to_date=self.last, reason=reason,
            )  # fmt: skip
        changes.pause_role(
            by.session, actor=by.actor, now=by.now, role_held_id=held.id, from_date=self.first, to_date=self.last,
            reason=reason,
        )  # fmt: skip
        return held.changes[-1]


@dataclass(frozen=True)
class Outlook:
    """What a change would mean: the standing now, and the one that would follow."""

    now: PersonStanding
    then: PersonStanding

    @property
    def moves(self) -> bool:
        """Whether anything that was recorded would be different."""
        return self.now.facts != self.then.facts


def foresee(session: Session, held: RoleHeld, course: Course, now: datetime, wish: Wish) -> Outlook:
    """What the change would mean today; nothing is written. Raises Invalid for what cannot be meant, and NotFound."""
    today = local_today(held, now)
    found = standing_of(session, held, course, today)
    try:
        facts = wish.on(found.facts, found.timeline, held)
        then = stand(found.timeline, facts, today)
    except (ValueError, OverflowError) as error:
        raise Invalid("With this the plan would leave the calendar. Enter other dates.") from error
    return Outlook(found, replace(found, facts=facts, standing=then))


def change_plan(
    session: Session, *, actor: Actor, now: datetime, course: Course, held: RoleHeld, wish: Wish, reason: str
) -> RoleChange:
    """Write the change down with its reason and move the schedule. Raises NotFound, Refusal, Invalid."""
    foresee(session, held, course, now, wish)
    made = wish.keep(Who(session, actor, now), held, reason)
    if made is None:
        raise Invalid("That holds already, so there is nothing to change.")
    reschedule(session, held=held, course=course, now=now)
    return made


def take_back(session: Session, *, actor: Actor, now: datetime, course: Course, change_id: str) -> RoleChange:
    """Take a change back as a new one, and move the schedule. Raises NotFound, Refusal, Invalid."""
    made = changes.undo_change(session, actor=actor, now=now, change_id=change_id)
    held = session.get_one(RoleHeld, made.role_held_id)
    reschedule(session, held=held, course=course, now=now)
    return made
