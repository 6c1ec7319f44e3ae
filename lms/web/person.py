"""A person for those who look after her: where she stands and why, the evidence, the history, and what can be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from lms.acts.plan import take_back
from lms.acts.remind import OWN_WORDS_MOST, Reminder, reminder_for
from lms.acts.remind import remind as send_reminder
from lms.errors import Invalid, NotFound
from lms.identifying import warning
from lms.people.access import get_person_for, get_role_for
from lms.people.models import Account, RoleHeld
from lms.people.noting import checked_day
from lms.people.permissions import Permission
from lms.practice.feedback import asked_of
from lms.readiness.history import Event
from lms.readiness.rules import day_words
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.reminding import LIMIT
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.mail import letters_about
from lms.web.person_record import PersonRecord, RoleView, just_changed, most_pressing, record_of
from lms.web.plan_questions import ask
from lms.web.words import moment

bp = Blueprint("person", __name__, url_prefix="/team")


def asked_day(name: str = "as_of") -> date | None:
    """A day in the address, None without one. Raises Invalid."""
    raw = request.args.get(name, "")
    try:
        return checked_day(date.fromisoformat(raw), field=name) if raw else None
    except ValueError as error:
        raise Invalid("Enter the day as year, month and day, such as 2026-05-04.") from error


def past_day(zone: str) -> date | None:
    """The day that is over of which the address asks how it stood, at its end in a zone; None: today. Raises Invalid."""
    day, today = asked_day(), local_date(now(), zone)
    if day is not None and day > today:
        raise Invalid(f"That day is still to come. Choose {day_words(today)} or an earlier one.")
    return None if day == today else day


def person_seen(account_id: str) -> Account:
    """The account, if whoever asks looks after it. Raises NotFound."""
    return get_person_for(db(), actor(), account_id, Permission.CLINIC_READINESS)


@route(bp, "/<account_id>", allow=Permission.CLINIC_READINESS)
def person(account_id: str) -> ResponseReturnValue:
    """The page of one person."""
    account = person_seen(account_id)
    record = record_of(account, own=False, as_of=asked_day())
    return render_template(
        "person.html",
        record=record,
        first=most_pressing(record.roles),
        undone=just_changed(record, undo_of(record)),
        changes_for=questions_of(record),
        undo_for=undo_of(record),
        remind=None if record.past else reminder_of(account),
        letters=None
        if record.past
        else letters_about(account, {each.held.id for each in (*record.roles, *record.ended)}),
        gives_feedback=actor().may(Permission.FEEDBACK_GIVE) and account.id != actor().account_id,
        waits=sum(row.answered_at is None for row, _ in asked_of(db(), [account.id])),
    )


@dataclass(frozen=True)
class Reminding:
    """What the page says about a reminder: where to write one, or why not now."""

    url: str | None
    words: str


def reminder_of(account: Account) -> Reminding | None:
    """Whether a reminder can be sent to a person now; None for whoever may send none."""
    if not actor().may(Permission.REMINDER_SEND):
        return None
    try:
        found = letter_to(account.id)
    except NotFound:
        return None
    if found.refused is not None:
        return Reminding(None, found.refused)
    return Reminding(url_for("person.remind", account_id=account.id), "You see the letter before it is sent.")


def letter_to(account_id: str, own_words: str = "") -> Reminder:
    """The letter as it would be sent now. Raises NotFound, Invalid."""
    return reminder_for(
        db(), actor=actor(), now=now(), course=course(), base_url=services().settings.base_url,
        account_id=account_id, own_words=own_words,
    )  # fmt: skip


class ReminderForm(FlaskForm):  # type: ignore[misc]
    """One sentence of one's own, or none."""

    own_words = TextAreaField(
        "A sentence of your own, if you like",
        description=f"At most {OWN_WORDS_MOST} characters. Never write about a patient: a letter leaves the house.",
        validators=[Length(max=OWN_WORDS_MOST, message=f"Use at most {OWN_WORDS_MOST} characters.")],
    )


@route(bp, "/<account_id>/remind", allow=Permission.REMINDER_SEND, methods=["GET", "POST"])
def remind(account_id: str) -> ResponseReturnValue:
    """Show the letter, with a sentence of one's own, and send it when the button says so."""
    form = ReminderForm()
    words = form.own_words.data or ""
    if form.validate_on_submit() and request.form.get("go") == "send" and _same(request.form.get("seen", ""), words):
        base_url = services().settings.base_url
        sent = send_reminder(
            db(), actor=actor(), now=now(), course=course(), base_url=base_url, account_id=account_id, own_words=words
        )
        flash(f"Reminder written.\n{when_words(sent)} It stands in the history.", "ready")
        return see_other(url_for("person.person", account_id=account_id))
    letter = letter_to(account_id, "" if form.errors else words)
    page = render_template(
        "remind.html", form=form, letter=letter, seen="" if form.errors else words, leaves=when_words(letter),
        limit=LIMIT, warns=warning(words),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _same(seen: str, words: str) -> bool:
    return seen.split() == words.split()


def when_words(letter: Reminder) -> str:
    """When the letter leaves, in a sentence."""
    if letter.leaves_at <= now():
        return f"It leaves at once, to {letter.to}."
    return f"It leaves in working hours, on {moment(letter.leaves_at, letter.zone)}, to {letter.to}."


def questions_of(record: PersonRecord) -> Callable[[RoleView], list[tuple[str, str]]]:
    """The changes that whoever asks may make to a role, each with the address of its question."""

    def found(role: RoleView) -> list[tuple[str, str]]:
        if record.past or not may_change(role.held):
            return []
        kinds = [("start-date", "Move the start date"), ("leave", "Record leave"), ("hours", "Change weekly hours")]
        if role.standing.opens is not None:
            kinds.append(("experience", "Adjust for experience"))
        if role.shown.timeline.takes_clinic_date:
            kinds.append(("due-date", "Set the clinic\u2019s date"))
        there: dict[str, Any] = {"account_id": record.account.id, "role_held_id": role.held.id}
        links = [(words, url_for("person.change", what=what, **there)) for what, words in kinds]
        for row in role.leave:
            words = "End or change leave" if row.to_date is None else f"Change leave from {day_words(row.from_date)}"
            links.append((words, url_for("person.change_leave", pause_id=row.id, **there)))
        return links

    return found


def undo_of(record: PersonRecord) -> Callable[[Event], str | None]:
    """The address that takes a change back, where it can be and whoever asks may."""
    open_to = not record.past and any(may_change(role.held) for role in record.roles)

    def found(event: Event) -> str | None:
        if event.change_id is None or not open_to:
            return None
        return url_for("person.undo", account_id=record.account.id, change_id=event.change_id)

    return found


def may_change(held: RoleHeld) -> bool:
    """Whether whoever asks may change the plan of a role."""
    return held.ended_on is None and actor().may(
        Permission.PLAN_CHANGE, organisation_id=held.clinic.organisation_id, clinic_id=held.clinic_id
    )


@route(bp, "/<account_id>/<role_held_id>/<any('start-date', leave, hours, experience, 'due-date'):what>",
       allow=Permission.PLAN_CHANGE, methods=["GET", "POST"])  # fmt: skip
def change(account_id: str, role_held_id: str, what: str) -> ResponseReturnValue:
    """Ask about a change, show what it would mean, and write it down."""
    held = role_seen(account_id, role_held_id)
    return ask(held, what, back=url_for("person.person", account_id=account_id))


@route(bp, "/<account_id>/<role_held_id>/leave/<pause_id>", allow=Permission.PLAN_CHANGE, methods=["GET", "POST"])
def change_leave(account_id: str, role_held_id: str, pause_id: str) -> ResponseReturnValue:
    """Move leave that is there, or end it."""
    held = role_seen(account_id, role_held_id)
    return ask(held, "leave", back=url_for("person.person", account_id=account_id), pause_id=pause_id)


@route(bp, "/<account_id>/changes/<change_id>/undo", allow=Permission.PLAN_CHANGE, methods=["POST"])
def undo(account_id: str, change_id: str) -> ResponseReturnValue:
    """Take a change back."""
    account = person_seen(account_id)
    made = take_back(db(), actor=actor(), now=now(), course=course(), change_id=change_id)
    if db().get_one(RoleHeld, made.role_held_id).account_id != account.id:
        raise NotFound()
    flash("Taken back.\nWhat held before holds again; both stay in the history.", "ready")
    return see_other(url_for("person.person", account_id=account_id))


def role_seen(account_id: str, role_held_id: str) -> RoleHeld:
    """The role held, if it is this person's and its plan may be changed. Raises NotFound."""
    held = get_role_for(db(), actor(), role_held_id, Permission.PLAN_CHANGE)
    if held.account_id != account_id:
        raise NotFound()
    return held
