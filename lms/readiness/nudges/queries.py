"""Who may be due a letter, what was written before, and what people chose: many at once, from indexed columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select, union
from sqlalchemy.orm import Session, aliased, joinedload

from lms.curriculum.course import Course
from lms.outbox.models import Letter
from lms.people.models import Account, Clinic, RoleHeld
from lms.readiness.models import ScheduleRow
from lms.readiness.nudges.models import MailPreference
from lms.readiness.roles import timelines_of
from lms.readiness.rules import RANKS, RoleTimeline, add_months
from lms.readiness.rules.nudging import KINDS, NUDGES, STEPS, Choice, Told

REMINDER = "reminder"
"""The kind of letter that a person sends after having seen it; it counts among those of a week."""
_SLACK = timedelta(days=3)
"""Months are clamped at their end, so that a due date may lie some days beside the bound."""


def zones(session: Session) -> list[str]:
    """Every zone in which somebody holds a role now."""
    wanted = select(Clinic.zone).distinct().join(RoleHeld, RoleHeld.clinic_id == Clinic.id)
    return sorted(session.scalars(wanted.where(RoleHeld.ended_on.is_(None))))


def candidates(session: Session, course: Course, zone: str, today: date, *, after: str, most: int) -> list[str]:
    """Up to `most` accounts, by id from `after` on, with a role in a zone that is due within thirty days or at risk.

    Too many rather than too few: the rule decides.
    """
    near = union(_dated(timelines_of(course), today), _at_risk(today)).subquery()
    wanted = (
        select(RoleHeld.account_id)
        .distinct()
        .join(Account, Account.id == RoleHeld.account_id)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(
            RoleHeld.id.in_(select(near.c.id)), RoleHeld.account_id > after, RoleHeld.ended_on.is_(None),
            Account.deactivated_at.is_(None), Clinic.zone == zone,
        )
        .order_by(RoleHeld.account_id)
        .limit(most)
    )  # fmt: skip
    return list(session.scalars(wanted))


def held_in(session: Session, account_ids: Collection[str], zone: str | None = None) -> list[RoleHeld]:
    """The roles these accounts hold now, in one zone or all, with account and clinic read."""
    wanted = (
        select(RoleHeld)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(RoleHeld.account_id.in_(account_ids), RoleHeld.ended_on.is_(None))
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
        .order_by(RoleHeld.account_id, RoleHeld.id)
    )
    if zone is not None:
        wanted = wanted.where(Clinic.zone == zone)
    return list(session.scalars(wanted))


def _dated(timelines: dict[str, RoleTimeline], today: date) -> Select[str]:
    last = today + timedelta(days=STEPS[-1])
    roles: dict[int, list[str]] = {}
    for role, timeline in timelines.items():
        if timeline.phases[0].due is not None:
            roles.setdefault(timeline.phases[0].due, []).append(role)
    ranges = [
        and_(
            RoleHeld.role.in_(names),
            RoleHeld.start_date.between(add_months(today, -months) - _SLACK, add_months(last, -months) + _SLACK),
        )
        for months, names in sorted(roles.items())
    ]
    return select(RoleHeld.id).where(or_(RoleHeld.clinic_due_on.between(today, last), *ranges))


def _at_risk(today: date) -> Select[str]:
    later = aliased(ScheduleRow)
    newer = select(later.role_held_id).where(
        later.role_held_id == ScheduleRow.role_held_id,
        later.from_date > ScheduleRow.from_date,
        later.from_date <= today,
    )
    in_force = and_(ScheduleRow.rank == RANKS["at risk"], ScheduleRow.from_date <= today, ~newer.exists())
    return select(ScheduleRow.role_held_id.label("id")).where(in_force)


def in_force(session: Session, ids: Collection[str], today: date) -> dict[str, tuple[str, date]]:
    """Role held → the standing its schedule gives it today, and since when."""
    wanted = select(ScheduleRow.role_held_id, ScheduleRow.standing, ScheduleRow.from_date).where(
        ScheduleRow.role_held_id.in_(ids), ScheduleRow.from_date <= today
    )
    return {each: (word, since) for each, word, since in session.execute(wanted.order_by(ScheduleRow.from_date))}


def told(session: Session, account_ids: Collection[str], zone: str) -> dict[str, list[Told]]:
    """Account → the nudges and reminders it was written before, on the days of a zone."""
    wanted = select(Letter.account_id, Letter.kind, Letter.occasion, Letter.created_at).where(
        Letter.kind.in_((*NUDGES, REMINDER)), Letter.account_id.in_(account_ids)
    )
    found: dict[str, list[Told]] = {}
    for account_id, kind, occasion, at in session.execute(wanted):
        key = "" if kind == REMINDER else occasion
        found.setdefault(account_id, []).append(Told(key, at.astimezone(ZoneInfo(zone)).date()))
    return found


def choices(session: Session, account_ids: Iterable[str]) -> dict[str, Choice]:
    """Account → what was chosen about mail; who chose nothing is left out."""
    wanted = select(MailPreference).where(MailPreference.account_id.in_(set(account_ids)))
    return {row.account_id: choice_in(row) for row in session.scalars(wanted)}


def choice_of(session: Session, account_id: str) -> Choice:
    """What one person chose about mail, or the defaults."""
    return choices(session, [account_id]).get(account_id, Choice())


def choice_in(row: MailPreference) -> Choice:
    """A row as the rules take it."""
    off = frozenset(kind for kind in KINDS if kind in row.off.split(","))
    return Choice(off, row.quiet_from, row.quiet_to, row.quiet_weekends)


def letter_behind(session: Session, token_hash: str) -> Letter | None:
    """The letter whose link to unsubscribe has this token, by its hash."""
    return session.scalar(select(Letter).where(Letter.unsubscribe_hash == token_hash))
