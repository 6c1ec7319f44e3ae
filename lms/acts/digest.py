"""One letter a week to whoever looks after people: act now, watch, done, what waits. A week with nothing to say sends none (C52)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from lms.acts.nudge import with_way_out
from lms.audit.actions import record
from lms.curriculum.course import Course
from lms.outbox.actions import put, write_letter
from lms.outbox.models import Job, Letter
from lms.people.models import Account, Clinic, Grant
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR
from lms.people.queries import actor_for, primary_email, zone_of
from lms.readiness.nudges.queries import choices
from lms.readiness.queries import PersonStanding, roles_seen, standings_of
from lms.readiness.queue.queries import waiting_for
from lms.readiness.rows import Row, rows_of, urgency
from lms.readiness.rules import day_words
from lms.readiness.rules.nudging import Choice, digest_monday
from lms.readiness.rules.queue import Queue, heading, length_words

DIGEST = "digest"
"""The kind of its job and of its letter."""
NAMED = 5
WATCH_DAYS, DONE_DAYS = 30, 7
_READY = {"ready", "complete", "in continuing education"}


@dataclass(frozen=True)
class Digest:
    """The letter of a week, as it would be written. `monday` is the day it is for."""

    account: Account
    monday: date
    to: str
    subject: str
    text: str
    zone: str


def digests_due(session: Session, *, now: datetime, monday: date | None = None) -> list[tuple[str, date]]:
    """(account, Monday) of each supervisor and program manager whose digest is due at this moment of her clinic's clock.

    `monday`: for that day, whatever the clock says and whatever was written.
    """
    zones: dict[str, str] = {}
    for account_id, zone, first, last in session.execute(_who_looks_after()):
        day = monday or now.astimezone(ZoneInfo(zone)).date()
        if first <= day and (last is None or day <= last):
            zones.setdefault(account_id, zone)
    chosen = choices(session, zones)
    found = []
    for account_id, zone in zones.items():
        choice = chosen.get(account_id, Choice())
        due = digest_monday(choice, now.astimezone(ZoneInfo(zone)))
        if monday is not None:
            due = None if "digest" in choice.off else monday
        if due is not None:
            found.append((account_id, due))
    return found


def _who_looks_after() -> Select[str, str, date, date | None]:
    at = or_(
        Grant.clinic_id == Clinic.id,
        and_(Grant.clinic_id.is_(None), Grant.organisation_id == Clinic.organisation_id),
    )
    return (
        select(Grant.account_id, Clinic.zone, Grant.from_date, Grant.to_date)
        .join(Clinic, at)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.kind.in_((SUPERVISOR, PROGRAM_MANAGER)), Account.deactivated_at.is_(None))
        .order_by(Grant.account_id, Grant.created_at, Clinic.name, Clinic.id)
    )


def put_digests(session: Session, *, now: datetime) -> int:
    """Put down a job for each digest that is due now and was not put down before; returns how many."""
    wanted = {f"{account_id}:{monday.isoformat()}": account_id for account_id, monday in digests_due(session, now=now)}
    if not wanted:
        return 0
    there = set(session.scalars(select(Job.key).where(Job.kind == DIGEST, Job.key.in_(wanted))))
    fresh = [key for key in sorted(wanted) if key not in there]
    for key in fresh:
        put(session, kind=DIGEST, key=key, payload={"account": wanted[key], "monday": key[-10:]}, now=now)
    return len(fresh)


def plan_digest(
    session: Session, *, now: datetime, course: Course, base_url: str, account_id: str, monday: date
) -> Digest | None:
    """The digest of one supervisor as it would be written; None when there is nothing to say, or nobody to say it to."""
    account = session.get(Account, account_id)
    if account is None or account.deactivated_at is not None:
        return None
    to = primary_email(session, account_id)
    zone = zone_of(session, account, "UTC")
    actor = actor_for(session, account, now=now, zone=zone)
    held = [each for each in roles_seen(session, actor) if each.account_id != account_id]
    standings = sorted(
        standings_of(session, held, course, now=now, as_of=monday),
        key=lambda one: urgency(one.standing.standing, one.standing.due_date, one.held.account.name, one.held.id),
    )
    lists = (
        ("Act now", [each for each in standings if each.standing.standing in ("overdue", "at risk")]),
        ("Watch", [each for each in standings if _to_watch(each, monday)]),
        ("Done", [each for each in standings if _just_done(each, monday)]),
    )
    waits = waiting_for(session, actor, course, now=now, zone=zone, as_of=monday)
    if not to or not (waits.count or any(people for _, people in lists)):
        return None
    lines = [f"Hello {account.name},", "", f"This is the week of {day_words(monday)} for the people you look after."]
    for title, people in lists:
        lines += ["", *_list(session, course, title, people, base_url)]
    lines += ["", *_waits(waits, base_url)]
    lines += ["", "Everybody, with reasons and dates:", f"{base_url}/team/", ""]
    said = [f"{len(people)} {title.lower()}" for title, people in lists if people]
    said += [f"{waits.count} waiting for you"] if waits.count else []
    return Digest(account, monday, to, f"Your people this week: {', '.join(said)}", "\n".join(lines), zone)


def _waits(waits: Queue, base_url: str) -> list[str]:
    """What waits for her, by kind with its minutes, and the way to it."""
    if not waits.count:
        return ["Nothing waits for you."]
    lines = [f"{heading(waits)} (estimates by kind):"]
    lines += [f"- {each.title}: {len(each.things)}, about {length_words(each.minutes)}" for each in waits.batches]
    return [*lines, f"  {base_url}/queue/"]


def _to_watch(each: PersonStanding, monday: date) -> bool:
    due = each.standing.due_date
    near = due is not None and 0 <= (due - monday).days <= WATCH_DAYS
    return near and each.standing.standing in ("not started", "on track")


def _just_done(each: PersonStanding, monday: date) -> bool:
    on = each.progress.finished_on
    return each.standing.standing in _READY and on is not None and 0 <= (monday - on).days <= DONE_DAYS


def _list(session: Session, course: Course, title: str, people: Sequence[PersonStanding], base_url: str) -> list[str]:
    if not people:
        return [f"{title}: nobody."]
    rows = rows_of(session, course, people[:NAMED])
    lines = [f"{title}:"]
    for row in rows:
        lines += [f"- {row.person}, {row.role_title}, {row.clinic}: {_why(row)}", f"  {base_url}/team/{row.account_id}"]
    if len(people) > NAMED:
        lines.append(f"- and {len(people) - NAMED} more")
    return lines


def _why(row: Row) -> str:
    if row.standing in _READY:
        return f"{row.standing}."
    day = f", date {day_words(row.due_date)}" if row.due_date else ""
    return f"{row.standing}{day}. {row.next_action or ''}".strip()


def write_digest(session: Session, *, now: datetime, base_url: str, digest: Digest) -> bool:
    """Write a digest once; returns whether it is new."""
    text, way_out = with_way_out(digest.text, base_url)
    letter_id = write_letter(
        session, kind=DIGEST, account_id=digest.account.id, occasion=digest.monday.isoformat(), to=digest.to,
        subject=digest.subject, text=text, now=now, unsubscribe=way_out,
    )  # fmt: skip
    if letter_id is not None:
        record(
            session, chain=digest.account.organisation_id, actor_id=None, at=now, act="digest.written",
            subject_kind="account", subject_id=digest.account.id, details={"letter": letter_id},
        )  # fmt: skip
    return letter_id is not None


def written_before(session: Session, digest: Digest) -> bool:
    """Whether this week's was written."""
    wanted = select(Letter.id).where(
        Letter.kind == DIGEST, Letter.account_id == digest.account.id, Letter.occasion == digest.monday.isoformat()
    )
    return session.scalar(wanted) is not None
