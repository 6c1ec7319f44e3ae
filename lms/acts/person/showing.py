"""What an export says in words of its own, where the columns of a table would not be understood or would say too much."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from lms.acts.person.registry import Person, Rows
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.queries import item_of
from lms.audit.models import AuditDetail, AuditLine
from lms.credit.viewing.models import CreditView
from lms.curriculum.markup import plain
from lms.outbox.models import Letter
from lms.outbox.rules import without_secrets
from lms.people.models import Account, Clinic, Grant, Organisation, RoleHeld
from lms.people.rules import ROLES
from lms.readiness.skills.models import SkillLevel, SkillRating

SOMEBODY, YOU, PROGRAM = "somebody else", "you", "the program"


def who(person: Person, account_id: str | None) -> str:
    """'you', 'somebody else' or 'the program': who did something, without saying whose id it is."""
    if not account_id:
        return PROGRAM
    return YOU if account_id in person.ids else SOMEBODY


def letters(person: Person) -> Rows:
    """Letters as they were written, without the secrets of links that may still work."""
    return [
        {
            "kind": row.kind,
            "to": row.to,
            "subject": row.subject,
            "text": without_secrets(row.text),
            "created_at": row.created_at,
            "sent_at": row.sent_at,
        }
        for row in person.rows(Letter)
    ]


def looks(person: Person) -> Rows:
    """Who looked at records of credit, by name, as the person sees it on their account page."""
    return [
        {
            "hour": row.hour,
            "who": person.session.get_one(Account, row.viewer_account_id).name,
            "capacity": row.capacity,
            "page": row.page,
        }
        for row in person.rows(CreditView)
    ]


def roles(person: Person) -> Rows:
    """Roles held, with role and clinic in words."""
    return [
        {
            "id": row.id,
            "role": ROLES.get(row.role, row.role),
            "champion": row.champion,
            "clinic": row.clinic.name,
            "start_date": row.start_date,
            "joined_on": row.joined_on,
            "ended_on": row.ended_on,
            "clinic_due_on": row.clinic_due_on,
            "agreed_minutes_per_week": row.agreed_minutes_per_week,
        }
        for row in person.rows(RoleHeld)
    ]


def grants(person: Person) -> Rows:
    """Access, with the place in words."""
    places = {each.id: each.name for each in person.session.scalars(select(Clinic))}
    whole = {each.id: each.name for each in person.session.scalars(select(Organisation))}
    return [
        {
            "access": row.kind,
            "organisation": whole[row.organisation_id],
            "clinic": places[row.clinic_id] if row.clinic_id else "the whole organisation",
            "from_date": row.from_date,
            "to_date": row.to_date,
        }
        for row in person.rows(Grant)
    ]


def answers(person: Person) -> Rows:
    """One's own answers, with the question as it was. Which were right is told once the attempt was passed, as on screen."""
    wanted = person.wanted(AttemptItem).options(selectinload(AttemptItem.attempt)).order_by(None)
    wanted = wanted.join(Attempt).order_by(Attempt.test_id, Attempt.number, AttemptItem.position)
    return [_answer(person, row) for row in person.session.scalars(wanted)]


def _answer(person: Person, row: AttemptItem) -> dict[str, Any]:
    item = item_of(person.session, row)
    chosen = next((option.text for option in item.options if option.id == row.chosen), None)
    return {
        "test": row.attempt.test_id,
        "attempt": row.attempt.number,
        "question": row.position,
        "asked": plain(item.stem_html),
        "answered": chosen,
        "flagged": row.flagged,
        "saved_at": row.saved_at,
        "right": row.right if row.attempt.passed else None,
    }


def assessments(person: Person) -> Rows:
    """Assessments of skills; what a supervisor writes is a draft, and hers, until she hands it in."""
    return [
        {
            "id": row.id,
            "role": ROLES.get(row.role, row.role),
            "occasion": row.occasion,
            "opened_at": row.opened_at,
            "handed_in_at": row.handed_in_at,
            "own_words": row.own_words,
            "rated_at": row.rated_at,
            "rated_by": who(person, row.rated_by_account_id) if row.rated_at else None,
            "words": row.words if row.rated_at else None,
        }
        for row in person.rows(SkillRating)
    ]


def levels(person: Person) -> Rows:
    """Ratings, those of a supervisor once she has handed them in."""
    handed_in = {row.id for row in person.rows(SkillRating) if row.rated_at is not None}
    return [
        {"assessment": row.rating_id, "skill": row.skill_id, "by": YOU if row.own else SOMEBODY, "level": row.level}
        for row in person.rows(SkillLevel)
        if row.own or row.rating_id in handed_in
    ]


def lines(person: Person) -> Rows:
    """Lines of the record by or about this person. What a line says in words is shown where it is about them."""
    about = or_(AuditLine.subject_id.in_(person.ids), person.things())
    theirs = set(person.session.scalars(select(AuditLine.id).where(about)))
    wanted = select(AuditLine, AuditDetail).outerjoin(AuditDetail, AuditDetail.line_id == AuditLine.id)
    wanted = wanted.where(or_(AuditLine.actor_id.in_(person.ids), about)).order_by(AuditLine.at, AuditLine.number)
    return [
        {
            "at": line.at,
            "act": line.act,
            "by": who(person, line.actor_id),
            "about": YOU if line.id in theirs else SOMEBODY,
            "kind": line.subject_kind,
            "details": detail.details if detail is not None and line.id in theirs else None,
        }
        for line, detail in person.session.execute(wanted)
    ]
