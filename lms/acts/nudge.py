"""The letters that the program writes by itself, some people at a time: found from indexed dates, judged from the facts."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Course
from lms.outbox.actions import write_letter
from lms.people.models import Account, RoleHeld
from lms.people.queries import primary_email, primary_emails
from lms.people.sign_in import hash_of_token
from lms.readiness.nudges import queries
from lms.readiness.queries import PersonStanding, local_today, standings_of
from lms.readiness.roles import timelines_of
from lms.readiness.rules import due_of, duration_words
from lms.readiness.rules.nudge_words import date_words, pace_words, subject_words
from lms.readiness.rules.nudging import Choice, Nudge, Told, Training, coming, leaves_at, nudge_for

AT_A_TIME = 200
"""So many people are looked at in one transaction."""


@dataclass(frozen=True)
class Planned:
    """A letter as it would be written. `day` is the local day it is for, `leaves_at` the instant after quiet hours."""

    held: RoleHeld
    nudge: Nudge
    day: date
    to: str
    subject: str
    text: str
    leaves_at: datetime


@dataclass(frozen=True)
class Batch:
    """What some accounts are due; `last` is where the next batch begins, None after the last one."""

    letters: tuple[Planned, ...]
    last: str | None


def plan_nudges(
    session: Session,
    *,
    now: datetime,
    course: Course,
    base_url: str,
    zone: str,
    after: str = "",
    as_of: date | None = None,
    hold: bool = False,
    most: int = AT_A_TIME,
) -> Batch:
    """The letters due in a zone, for up to `most` accounts from `after` on; nothing is written.

    Schedules and dates say who may be due one, the facts of these few say who is. `as_of` replaces the local today.
    `hold` locks the accounts first, so that of two who write at once the second sees what the first wrote.
    """
    today = as_of or now.astimezone(ZoneInfo(zone)).date()
    accounts = queries.candidates(session, course, zone, today, after=after, most=most)
    last = accounts[-1] if len(accounts) == most else None
    held = queries.held_in(session, accounts, zone)
    told, choices = queries.told(session, accounts, zone), queries.choices(session, accounts)
    due = _due(_at_a_glance(session, held, course, today), today, told, choices)
    if hold and due:
        session.scalars(select(Account.id).where(Account.id.in_(due)).order_by(Account.id).with_for_update()).all()
        told = queries.told(session, due, zone)
    exact = standings_of(session, [each for each in held if each.account_id in due], course, now=now, as_of=today)
    shown = {each.held.id: each for each in exact}
    due = _due(_exactly(session, exact, today), today, told, choices)
    emails = primary_emails(session, due)
    there = ZoneInfo(zone)
    moment = now if now.astimezone(there).date() == today else datetime.combine(today, time(), there)
    letters = []
    for account_id, nudge in due.items():
        if account_id in emails:
            leaves = leaves_at(choices.get(account_id, Choice()), moment, zone)
            letters.append(
                _planned(shown[nudge.role_held_id], nudge, today, emails[account_id], leaves, course, base_url)
            )
    return Batch(tuple(letters), last)


def write_nudges(session: Session, *, now: datetime, base_url: str, letters: Iterable[Planned]) -> list[Planned]:
    """Write letters that were planned with `hold` in this transaction, each once; returns those that are new."""
    return [each for each in letters if _write(session, each, now, base_url)]


def next_letter(
    session: Session,
    *,
    now: datetime,
    course: Course,
    base_url: str,
    account_id: str,
    only: Collection[str] | None = None,
) -> Planned | None:
    """The next letter to one person, as it would read if nothing more happened; for whoever has loaded her with permission.

    `only`: the roles held that whoever looks may see.
    """
    held = queries.held_in(session, [account_id])
    if only is not None:
        held = [each for each in held if each.id in only]
    if not held or held[0].account.deactivated_at is not None:
        return None
    zone = held[0].clinic.zone
    today = local_today(held[0], now)
    standings = standings_of(session, held, course, now=now)
    choice = queries.choice_of(session, account_id)
    told = queries.told(session, [account_id], zone).get(account_id, [])
    trainings = _exactly(session, standings, today)[account_id]
    found, to = coming(trainings, today=today, told=told, choice=choice), primary_email(session, account_id)
    if found is None or not to:
        return None
    day, nudge = found
    shown = next(each for each in standings if each.held.id == nudge.role_held_id)
    moment = now if day == today else datetime.combine(day, time(), ZoneInfo(zone))
    return _planned(shown, nudge, day, to, leaves_at(choice, moment, zone), course, base_url)


Trainings = dict[str, list[Training]]
"""Account → what it trains for."""


def _at_a_glance(session: Session, held: Sequence[RoleHeld], course: Course, today: date) -> Trainings:
    """By the stored schedules, without looking at what was done."""
    timelines = timelines_of(course)
    words = queries.in_force(session, [each.id for each in held], today)
    found: Trainings = {}
    for each in held:
        # Whose schedule is not written yet is looked at from the facts.
        word, since = words.get(each.id, ("at risk", today))
        due = due_of(timelines[each.role], each.start_date, each.clinic_due_on, continuing=False)
        found.setdefault(each.account_id, []).append(Training(each.id, word, due, each.joined_on, since))
    return found


def _exactly(session: Session, standings: Sequence[PersonStanding], today: date) -> Trainings:
    """By standings computed from the facts."""
    words = queries.in_force(session, [each.held.id for each in standings], today)
    found: Trainings = {}
    for each in standings:
        held, standing = each.held, each.standing
        word, day = words.get(held.id, ("", today))
        since = day if word == standing.standing else today
        left = each.progress.next_id is not None or bool(each.facts.open_signoffs)
        training = Training(held.id, standing.standing, standing.due_date, held.joined_on, since, left)
        found.setdefault(held.account_id, []).append(training)
    return found


def _due(
    found: Trainings, today: date, told: Mapping[str, Sequence[Told]], choices: Mapping[str, Choice]
) -> dict[str, Nudge]:
    due = {}
    for account_id, trainings in found.items():
        choice = choices.get(account_id, Choice())
        nudge = nudge_for(trainings, today=today, told=told.get(account_id, ()), choice=choice)
        if nudge is not None:
            due[account_id] = nudge
    return due


def _planned(
    shown: PersonStanding, nudge: Nudge, day: date, to: str, leaves: datetime, course: Course, base_url: str
) -> Planned:
    subject, text = _words(shown, nudge, day, course, base_url)
    return Planned(shown.held, nudge, day, to, subject, text, leaves)


def _words(shown: PersonStanding, nudge: Nudge, day: date, course: Course, base_url: str) -> tuple[str, str]:
    """Subject and text of a nudge; the link to unsubscribe is added when it is written."""
    standing, clinic = shown.standing, shown.held.clinic.name
    lines = [f"Hello {shown.held.account.name},", ""]
    lines.append(f"This is a note on your training for Collaborative Care at {clinic}.")
    said = (date_words(nudge.due, shown.facts.start_date, day), pace_words(standing, day))
    lines += ["", " ".join(each for each in said if each)]
    if not shown.progress.next_id and standing.next_action:
        lines += ["", standing.next_action]
    elif standing.standing == "at risk" and standing.next_action:
        lines += ["", f"As the plan stands, the date will not be kept. What helps: {standing.next_action}"]
    if shown.progress.next_id:
        minutes = duration_words(course.minutes_of[shown.progress.next_id])
        lines += ["", f"Next for you: {course.title_of[shown.progress.next_id]} ({minutes})."]
    lines += ["", "You can go on where you left off:", f"{base_url}/home"]
    lines += ["", "Your dates and your pace stand here:", f"{base_url}/plan/"]
    lines += ["", "If a date does not fit any more, tell your supervisor: it can be moved.", ""]
    return subject_words(clinic, nudge.due, day, at_risk=nudge.kind == "at risk"), "\n".join(lines)


def with_way_out(text: str, base_url: str) -> tuple[str, tuple[str, str]]:
    """A letter's text with the way to stop such letters below it; and the address with the hash of its token."""
    token = secrets.token_urlsafe(32)
    address = f"{base_url}/unsubscribe/{token}"
    foot = (
        "-- ",
        f"The program wrote this letter. Which letters come, and at which hours: {base_url}/account/mail",
        f"To stop them: {address}",
    )
    return f"{text}\n" + "\n".join(foot) + "\n", (address, hash_of_token(token))


def _write(session: Session, planned: Planned, now: datetime, base_url: str) -> bool:
    account, nudge = planned.held.account, planned.nudge
    text, way_out = with_way_out(planned.text, base_url)
    letter_id = write_letter(
        session, kind=nudge.kind, account_id=account.id, occasion=nudge.key, to=planned.to, subject=planned.subject[:200],
        text=text, now=now, leaves_at=max(planned.leaves_at, now), unsubscribe=way_out,
    )  # fmt: skip
    if letter_id is None:
        return False
    record(
        session,
        chain=account.organisation_id,
        actor_id=None,
        at=now,
        act="nudge.written",
        subject_kind="account",
        subject_id=account.id,
        details={"letter": letter_id, "kind": nudge.kind, "role": planned.held.id, "step": nudge.step},
    )
    return True
