"""What happened to one person's training, newest first, with who did it and why: completions, changes, letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import queries as audit
from lms.curriculum.course import Course
from lms.learning.models import Completion
from lms.learning.outside.certificate.rules import found_words
from lms.learning.outside.queries import trainings
from lms.learning.outside.reported.queries import reports, taken_up_from
from lms.learning.outside.reported.rules.words import NOT_VERIFIED
from lms.learning.placement.queries import placements
from lms.people.changes import changes_of
from lms.people.models import Account, RoleHeld
from lms.people.rules import ROLES, undo_problem
from lms.readiness.goals.models import ContinuingGoal, GoalMark, SixMonthCheck
from lms.readiness.roles import timeline_of
from lms.readiness.rules import day_words
from lms.readiness.rules.changes import change_words
from lms.readiness.rules.goals import KINDS, Kind
from lms.readiness.rules.words import count_words, duration_words

LETTERS = {
    "invitation.sent": "Invitation sent",
    "invitation.accepted": "Invitation accepted",
    "reminder.sent": "Reminder sent",
    "account.deactivated": "Account deactivated",
}
OPERATOR = "the operator"


@dataclass(frozen=True)
class Event:
    """One thing that happened: `on` is the local day, `why` the reason where there is one.

    change_id is set for a change that can be taken back now, `field` says of what; own_change: the person herself made it.
    """

    at: datetime
    on: date
    what: str
    who: str
    why: str = ""
    change_id: str | None = None
    own_change: bool = False
    field: str = ""


def history_of(
    session: Session,
    account: Account,
    held: Sequence[RoleHeld],
    course: Course,
    *,
    zone: str,
    until: date,
    more: Iterable[Event] = (),
) -> tuple[Event, ...]:
    """Everything recorded of one person up to the end of a local day, newest first; `more` is put into its place."""
    found = [*_completions(session, account, course, zone), *_letters(session, account, zone), *more]
    found += _outside(session, account, zone)
    found += _reported(session, account, zone)
    found += _skipped(session, account, course, zone)
    for each in held:
        found += _changes(session, each, course, several=len(held) > 1)
        found += _role(session, each)
        found += _goals(session, each, until)
    return tuple(
        sorted((each for each in found if each.on <= until), key=lambda each: (each.on, each.at), reverse=True)
    )


def names_of(session: Session, ids: Iterable[str | None]) -> dict[str | None, str]:
    """The name of whoever did something; nobody's id stands for the operator at the command line."""
    wanted = {each for each in ids if each}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {None: OPERATOR, **{row.id: row.name for row in rows}}


def _completions(session: Session, account: Account, course: Course, zone: str) -> list[Event]:
    rows = session.scalars(select(Completion).where(Completion.account_id == account.id)).all()
    words = {"lesson": "Completed", "case": "Completed the case", "lab": "Completed the lab", "test": "Passed"}
    found = []
    for row in rows:
        title = course.title_of.get(course.current_id(row.requirement_id), row.requirement_id)
        found.append(Event(row.completed_at, row.completed_on, f"{words[row.kind]}: {title}", account.name))
        if row.undone_at is not None:
            day = row.undone_at.astimezone(ZoneInfo(zone)).date()
            found.append(Event(row.undone_at, day, f"Taken back: {title} is open again", account.name))
    return found


def _letters(session: Session, account: Account, zone: str) -> list[Event]:
    lines = [
        line
        for line in audit.lines(session, account.organisation_id, subject=("account", account.id))
        if line.act in LETTERS
    ]
    names = names_of(session, (line.actor_id for line in lines))
    return [
        Event(
            line.at,
            line.at.astimezone(ZoneInfo(zone)).date(),
            LETTERS[line.act],
            names.get(line.actor_id, OPERATOR),
            str((line.details or {}).get("own_words", "")),
        )
        for line in lines
    ]


def _outside(session: Session, account: Account, zone: str) -> list[Event]:
    rows, taken_up = trainings(session, account.id), taken_up_from(session, account.id)
    names = names_of(
        session,
        (*(row.decided_by_account_id for row in rows), *(each.taken_up_by_account_id for each in taken_up.values())),
    )
    found = []
    for row in rows:
        said = f"{row.title}, {duration_words(row.minutes)}"
        kind = "Certificate of another Linchpin" if row.certificate is not None else "Outside training"
        report = taken_up.get(row.id)
        first, by = ("recorded", account.name)
        if report is not None:
            first, by = "taken up from a report", names.get(report.taken_up_by_account_id, OPERATOR)
        for at, what, who in ((row.recorded_at, first, by), (row.withdrawn_at, "withdrawn", account.name)):
            if at is not None:
                day = at.astimezone(ZoneInfo(zone)).date()
                found.append(Event(at, day, f"{kind} {what}: {said}", who))
        if row.decided_at is not None and row.decided_on is not None:
            what = "accepted" if row.accepted else "not accepted"
            who = names.get(row.decided_by_account_id, OPERATOR)
            words = row.reason or ""
            if row.certificate is not None and row.certificate.answer is not None:
                found_there = found_words(row.certificate.answer, name_agrees=row.certificate.name_agrees)
                words = f"{found_there[0].upper()}{found_there[1:]}. {words}".strip()
            found.append(Event(row.decided_at, row.decided_on, f"{kind} {what}: {said}", who, words))
    return found


def _reported(session: Session, account: Account, zone: str) -> list[Event]:
    """What imports reported of courses elsewhere, with whoever sent the file."""
    rows = reports(session, account.id)
    names = names_of(session, (row.file.account_id for row in rows))
    return [
        Event(
            row.reported_at,
            row.reported_at.astimezone(ZoneInfo(zone)).date(),
            f"Training elsewhere {NOT_VERIFIED}: {row.title}, {row.provider}, {day_words(row.completed_on)}",
            names.get(row.file.account_id, OPERATOR),
        )
        for row in rows
    ]


def _skipped(session: Session, account: Account, course: Course, zone: str) -> list[Event]:
    rows = placements(session, account.id)
    names = names_of(session, (row.undone_by_account_id for row in rows))
    found = []
    for row in rows:
        module = course.module(course.current_id(row.module_id))
        minutes = duration_words(sum(each.minutes for each in row.parts))
        said = f"{module.name if module else row.module_id}, {count_words(len(row.parts), 'part', 'parts')}, {minutes}"
        found.append(Event(row.chosen_at, row.chosen_on, f"Practice skipped after a diagnostic: {said}", account.name))
        if row.taken_back_at is not None:
            day = row.taken_back_at.astimezone(ZoneInfo(zone)).date()
            who = names.get(row.undone_by_account_id, OPERATOR) if row.undone else account.name
            found.append(Event(row.taken_back_at, day, f"Skipped practice opened again: {said}", who, row.reason or ""))
    return found


def _role(session: Session, held: RoleHeld) -> list[Event]:
    what = f"Role recorded: {ROLES.get(held.role, held.role)}, {held.clinic.name}"
    lines = audit.lines(session, held.clinic.organisation_id, subject=("roleheld", held.id))
    by = next((line.actor_id for line in lines if line.act == "role.held"), None)
    who = names_of(session, [by]).get(by, OPERATOR)
    found = [Event(held.created_at, held.joined_on, what, who)]
    if held.ended_on is not None:
        found.append(Event(held.created_at, held.ended_on, f"Last day in the role: {day_words(held.ended_on)}", ""))
    return found


def _goals(session: Session, held: RoleHeld, until: date) -> list[Event]:
    """What was recorded of the six months after the start by a day: own goals, marks with those taken back, the check."""
    marks = session.execute(
        select(GoalMark, ContinuingGoal).join(ContinuingGoal, ContinuingGoal.id == GoalMark.goal_id)
        .where(GoalMark.role_held_id == held.id)
    ).all()  # fmt: skip
    own = session.scalars(select(ContinuingGoal).where(ContinuingGoal.role_held_id == held.id)).all()
    checks = session.scalars(select(SixMonthCheck).where(SixMonthCheck.role_held_id == held.id)).all()
    people = [mark.by_account_id for mark, _ in marks] + [each.by_account_id for each in own]
    names = names_of(session, [*people, *(each.by_account_id for each in checks)])

    def event(row: GoalMark | ContinuingGoal | SixMonthCheck, on: date, what: str, why: str = "") -> Event:
        return Event(row.at, on, what, names.get(row.by_account_id, OPERATOR), why)

    def named(goal: ContinuingGoal) -> str:
        return f"{KINDS[cast('Kind', goal.kind)].lower()}, month {goal.month}{f', {goal.words}' if goal.words else ''}"

    def back(row: GoalMark | SixMonthCheck) -> str:
        on = row.taken_back_on
        return f" (taken back on {day_words(on)})" if on is not None and on <= until else ""

    found = [event(each, each.set_on, f"Goal set: {named(each)}") for each in own]
    for mark, goal in marks:
        taken = back(mark)
        said = {"proposed": "said to be done", "done": "done", "not needed": "not needed"}[mark.what]
        found.append(event(mark, mark.recorded_on, f"Goal {said}: {named(goal)}{taken}", mark.note))
    for each in checks:
        taken = back(each)
        found.append(event(each, each.recorded_on, f"Six-month check written, {each.side}{taken}"))
    return found


def _changes(session: Session, held: RoleHeld, course: Course, *, several: bool) -> list[Event]:
    names = names_of(session, (each.by_account_id for each in held.changes))
    usual = timeline_of(course, held.role).default_minutes_per_week
    made = changes_of(held)
    role = f"{ROLES.get(held.role, held.role)}, {held.clinic.name}: " if several else ""
    found = []
    for row, change in zip(held.changes, made, strict=True):
        words = change_words(row.field, row.before, row.after, usual_minutes=usual)
        may_undo = held.ended_on is None and undo_problem(made, row.id) is None
        found.append(
            Event(
                row.at,
                change.on,
                f"{role}{words}",
                names.get(row.by_account_id, OPERATOR),
                row.reason,
                row.id if may_undo else None,
                row.by_account_id == held.account_id,
                row.field,
            )
        )
    return found
