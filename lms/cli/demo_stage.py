"""Where the demonstration happens: the people made so far, the day it is, and a diary that is lived through in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.follow_up import World
from lms.cli.demo_cast import ZONE
from lms.curriculum.course import Course, Module
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import Actor
from lms.people.queries import actor_for, roles_of
from lms.practice.rules import Taken
from lms.readiness.actions import reschedule_many
from lms.settings import Settings

OPENS, SHUTS = time(8, 30), time(17, 30)
FRIDAY = 4


@dataclass
class Stage:
    """What everything that happens needs. `today` is the as-of day, `opens` the Monday on which Mill Road opens."""

    session: Session
    world: World
    today: date
    opens: date
    password_hash: str
    settings: Settings
    clinics: dict[str, Clinic] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    """Account by the first part of the address."""
    links: dict[str, str] = field(default_factory=dict)
    """Invitations nobody has taken yet, in the same way."""

    ways: dict[tuple[str, str], tuple[Taken, ...]] = field(default_factory=dict)
    """The way through a case, by its hash and the kind of ending it leads to."""

    @property
    def base_url(self) -> str:
        """Where the demonstration is served."""
        return self.settings.base_url

    @property
    def course(self) -> Course:
        """The course as it stands."""
        return self.world.course

    @property
    def module(self) -> Module:
        """The first module there is."""
        return self.course.published_modules[0]

    def account(self, who: str) -> Account:
        """Somebody who was made already."""
        return self.session.get_one(Account, self.accounts[who])

    def actor(self, who: str, now: datetime) -> Actor:
        """Somebody as an actor on that day."""
        return actor_for(self.session, self.account(who), now=now, zone=ZONE)

    def role(self, who: str) -> RoleHeld:
        """The role somebody held first."""
        return min(roles_of(self.session, self.accounts[who]), key=lambda held: held.created_at)

    def catch_up(self, now: datetime) -> None:
        """Write the schedules of all roles. What people learn does not do it each time: only where somebody looks at them is it needed."""
        self.session.flush()
        self.session.expire_all()
        held = self.session.scalars(select(RoleHeld).where(RoleHeld.ended_on.is_(None)).order_by(RoleHeld.id)).all()
        reschedule_many(self.session, roles=held, course=self.course, now=now)

    def first_day(self, weeks: int) -> date:
        """A Monday so many weeks from the one on which Mill Road opens."""
        return self.opens + timedelta(weeks=weeks)


Happening = Callable[[Stage, datetime], None]


@dataclass(frozen=True)
class Diary:
    """What happened on which day, put down in any order."""

    today: date
    _entries: list[tuple[datetime, int, Happening]] = field(default_factory=list)

    def at(self, days_ago: int, hour: time, happening: Happening) -> None:
        """Something that happened so many days ago, at a local hour."""
        at = on_a_workday(self.today - timedelta(days=days_ago), hour)
        self._entries.append((at, len(self._entries), happening))

    def live(self, stage: Stage) -> None:
        """Let everything happen, the earliest first."""
        for at, _, happening in sorted(self._entries, key=lambda entry: entry[:2]):
            happening(stage, at)


def on_a_workday(day: date, hour: time) -> datetime:
    """An instant in working hours. Nobody works at the weekend: it is put into the Friday before it, which keeps the order of things."""
    beyond = day.weekday() - FRIDAY
    minutes = _minutes(hour)
    if beyond >= 0:
        third = (_minutes(SHUTS) - _minutes(OPENS)) // 3
        minutes = _minutes(OPENS) + beyond * third + (minutes - _minutes(OPENS)) // 3
    workday = day - timedelta(days=max(0, beyond))
    return datetime.combine(workday, time(minutes // 60, minutes % 60), ZoneInfo(ZONE))


def hour_of(*numbers: int) -> time:
    """An hour between the opening and the closing of a clinic, spread by numbers and always the same for them."""
    spread = 0
    for number in numbers:
        spread = spread * 137 + number * 61 + 29
    minutes = _minutes(OPENS) + spread % (_minutes(SHUTS) - _minutes(OPENS))
    return time(minutes // 60, minutes % 60)


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
