"""Import people from a file: all that was shown or nothing, in one transaction, with invitations by choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Invalid
from lms.people import invitations
from lms.people.importing import keeping
from lms.people.importing.consent import check_plan
from lms.people.importing.models import PeopleImport
from lms.people.importing.problems import problem_file
from lms.people.importing.rules.columns import START
from lms.people.importing.rules.facts import Outcome, Plan, Wish
from lms.people.importing.rules.reading import Sheet
from lms.people.importing.writing import NewPerson, write_plan
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor
from lms.people.queries import organisation
from lms.people.rules import ROLES
from lms.people.sealing import seal_for
from lms.readiness.actions import reschedule, schedule_new

FIRST_DAYS = "The dates in this file are each person's first day with CoCM patients, not their hire date."
"""What whoever imports start dates confirms; kept with the record of the import."""


class Invitations(StrEnum):
    """Who of the new people gets an invitation: nobody, everybody, or whom the file says."""

    NONE = "none"
    NOW = "now"
    FILE = "file"


@dataclass(frozen=True)
class Consent:
    """What was confirmed: the plan as it was shown (None: whatever it is now), the meaning of dates, what to leave out."""

    fingerprint: str | None
    first_days: bool
    leave_out: bool
    invitations: Invitations = Invitations.NONE


def import_kept(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    secret: str,
    import_id: str,
    consent: Consent,
) -> PeopleImport:
    """Do what the check of a kept file showed; a second time it does nothing more. Raises NotFound, Invalid, Different."""
    row = keeping.get_waiting(session, actor, import_id, now, lock=True)
    if row.state != keeping.WAITING:
        return row
    sheet = keeping.read_file(keeping.opened(row, now=now, secret=secret))
    choices = keeping.Choices.of(row.choices)
    plan = keeping.plan_of(
        session, actor=actor, now=now, organisation_id=row.organisation_id, sheet=sheet, choices=choices
    )
    check(plan, consent)
    carry_out(session, actor=actor, now=now, course=course, base_url=base_url, row=row, plan=plan, consent=consent)
    left = plan.of(Outcome.REFUSED)
    purpose = keeping.PURPOSE
    row.sealed = seal_for(secret, actor.account_id, purpose).encrypt(problem_file(plan)) if left else None
    session.flush()
    return row


def import_at_once(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    organisation_id: str,
    file_name: str,
    sheet: Sheet,
    choices: keeping.Choices,
    consent: Consent,
) -> PeopleImport:
    """Check and import without keeping the file, for the command line. Raises Invalid."""
    plan = keeping.plan_of(session, actor=actor, now=now, organisation_id=organisation_id, sheet=sheet, choices=choices)
    check(plan, consent)
    row = keeping.begun(
        session, actor=actor, now=now, organisation_id=organisation_id, name=file_name, sheet=sheet, choices=choices
    )
    carry_out(session, actor=actor, now=now, course=course, base_url=base_url, row=row, plan=plan, consent=consent)
    return row


def check(plan: Plan[Wish], consent: Consent) -> None:
    """Whether a plan may be carried out with this consent. Raises Different, Invalid."""
    check_plan(plan, fingerprint=consent.fingerprint, leave_out=consent.leave_out)
    if plan.columns.has(START) and not consent.first_days:
        raise Invalid(
            "Confirm that the dates are first days with CoCM patients. Nothing was imported; the file is still here.",
            field="first_days",
        )


def carry_out(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    row: PeopleImport,
    plan: Plan[Wish],
    consent: Consent,
) -> None:
    """Write the plan, plan everybody's time, send the invitations asked for, and record it."""
    day = now.date() if actor == SYSTEM else actor.today
    reason = f"Import of {row.file_name} on {day.day} {day:%B %Y}"
    written = write_plan(session, actor=actor, now=now, row=row, plan=plan, reason=reason)
    home = organisation(session, row.organisation_id)
    roles = [held for person in written.new.values() for held in person.roles]
    schedule_new(session, roles=roles, course=course, now=now)
    for held in written.changed_roles.values():
        reschedule(session, held=held, course=course, now=now)
    invited = [
        (person.account, person.email, place_for(home.name if home else "", person))
        for person in written.new.values()
        if consent.invitations is Invitations.NOW or (consent.invitations is Invitations.FILE and person.invite)
    ]
    invitations.invite_new(session, actor=actor, now=now, base_url=base_url, people=invited)
    row.counts = {**plan.counts, "people": len(written.new), "invited": len(invited)}
    row.state, row.done_at = keeping.DONE, now
    session.flush()
    said = FIRST_DAYS if plan.columns.has(START) else None
    note(
        session, (actor, now), row.organisation_id, "people.imported", row,
        file=row.file_name, read_as=row.read_as, counts=row.counts, confirmed=said, choices=row.choices,
    )  # fmt: skip


def place_for(named: str, person: NewPerson) -> invitations.Place:
    """What the invitation of a new person is for: the role that begins first, at the organisation of this name."""
    held = min(person.roles, key=lambda each: (each.start_date, each.id), default=None)
    if held is None:
        return invitations.Place(named, None, None, None)
    return invitations.Place(named, held.clinic.name, ROLES[held.role], held.start_date)
