"""Send a reminder: a letter that says what is next, in a neutral tone, at most one a week. Looked at before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Course
from lms.errors import Invalid, Refusal
from lms.outbox.actions import write_letter
from lms.people.access import get_person_for
from lms.people.models import Account, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import primary_email, roles_of
from lms.readiness.nudges.queries import REMINDER, told
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import day_words, duration_words, most_urgent
from lms.readiness.rules.reminding import Need, goes_out, no_reminder

KIND = REMINDER
OWN_WORDS_MOST = 300


@dataclass(frozen=True)
class Reminder:
    """A letter as it would be sent, or why it cannot be. `leaves_at` is an instant in working hours of the clinic."""

    account: Account
    to: str
    subject: str
    text: str
    leaves_at: datetime
    zone: str
    refused: str | None


def reminder_for(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    account_id: str,
    own_words: str = "",
) -> Reminder:
    """The letter for one person, for those who look after her; nothing is written. Raises NotFound, Invalid."""
    account = get_person_for(session, actor, account_id, Permission.REMINDER_SEND)
    words = checked_words(own_words)
    held = [each for each in roles_of(session, account.id) if _reaches(actor, each)]
    standings = [standing_of(session, each, course, local_today(each, now)) for each in held]
    zone = held[0].clinic.zone if held else "UTC"
    today = now.astimezone(ZoneInfo(zone)).date()
    to = primary_email(session, account.id)
    refused = no_reminder(
        tuple(Need(each.standing.standing, each.standing.due_date, bool(each.progress.next_id)) for each in standings),
        today=today,
        last_on=_last_on(session, account.id, zone),
        deactivated=account.deactivated_at is not None,
        has_address=bool(to),
    )
    shown = _first(standings)
    sender = "" if actor is SYSTEM else actor.name
    text = _letter(account.name, sender, shown, course, words, base_url) if shown else ""
    subject = f"Your training at {shown.held.clinic.name}" if shown else ""
    return Reminder(account, to, subject, text, goes_out(now, zone), zone, refused)


def remind(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    account_id: str,
    own_words: str = "",
) -> Reminder:
    """Write the letter and put down the job that sends it; one a day, however often asked. Raises NotFound, Invalid, Refusal."""
    session.get(Account, account_id, with_for_update=True)
    found = reminder_for(
        session, actor=actor, now=now, course=course, base_url=base_url, account_id=account_id, own_words=own_words
    )
    if found.refused is not None:
        raise Refusal(f"{found.refused} Nothing was sent.")
    day = now.astimezone(ZoneInfo(found.zone)).date().isoformat()
    letter_id = write_letter(
        session, kind=KIND, account_id=account_id, occasion=day, to=found.to, subject=found.subject, text=found.text,
        now=now, leaves_at=found.leaves_at,
    )  # fmt: skip
    if letter_id is None:
        raise Refusal("A reminder was written today. Nothing was sent.")
    record(
        session,
        chain=found.account.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act="reminder.sent",
        subject_kind="account",
        subject_id=account_id,
        details={"letter": letter_id, "own_words": " ".join(own_words.split())},
    )
    return found


def checked_words(raw: str) -> str:
    """The sender's own sentence as it is kept, at most 300 characters. Raises Invalid."""
    words = " ".join(raw.split())
    if len(words) > OWN_WORDS_MOST:
        raise Invalid(f"Use at most {OWN_WORDS_MOST} characters.", field="own_words")
    if any(not character.isprintable() for character in words):
        raise Invalid("The sentence holds a character that cannot be printed. Type it again.", field="own_words")
    return words


def _reaches(actor: Actor, held: RoleHeld) -> bool:
    place = {"organisation_id": held.clinic.organisation_id, "clinic_id": held.clinic_id}
    return actor is SYSTEM or actor.may(Permission.REMINDER_SEND, **place)


def _last_on(session: Session, account_id: str, zone: str) -> date | None:
    return max((each.on for each in told(session, [account_id], zone).get(account_id, [])), default=None)


def _first(standings: list[PersonStanding]) -> PersonStanding | None:
    """The role the letter is about: the most urgent one in which something can be done, else the most urgent."""
    open_now = [each for each in standings if each.progress.next_id and each.standing.standing != "paused"]
    first = most_urgent(each.standing for each in open_now or standings)
    return next((each for each in standings if each.standing is first), None)


def _letter(name: str, sender: str, shown: PersonStanding, course: Course, own_words: str, base_url: str) -> str:
    standing, clinic = shown.standing, shown.held.clinic.name
    who = f"{sender} sends you this note" if sender else "this is a note"
    lines = [f"Hello {name},", "", f"{who} about your training for Collaborative Care at {clinic}."]
    if own_words:
        lines += ["", own_words]
    if shown.progress.next_id:
        minutes = duration_words(course.minutes_of[shown.progress.next_id])
        lines += ["", f"Next for you: {course.title_of[shown.progress.next_id]} ({minutes})."]
    if standing.minutes_left:
        lines.append(f"Left of what is published for you: {duration_words(standing.minutes_left)}.")
    lines.append(f"Your first day with CoCM patients: {day_words(shown.facts.start_date)}.")
    lines += ["", "You can go on where you left off:", "", f"{base_url}/home", ""]
    lines += ["Your dates, your pace and all that is recorded stand here:", "", f"{base_url}/plan/", ""]
    lines.append("If a date does not fit any more, tell your supervisor: it can be moved.")
    return "\n".join(lines) + "\n"
