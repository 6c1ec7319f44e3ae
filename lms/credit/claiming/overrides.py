"""A rule set aside for one learner: one of the staff asks with a reason, a second one agrees or not (CE rules 5b.17). None of these commits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.activities.models import ActivityVersion, Designation
from lms.credit.claiming.models import CreditClaim, CreditEnrolment, Override
from lms.credit.claiming.rules import NEVER_SET_ASIDE, RULES, override_problem
from lms.errors import ManyProblems, NotFound, Refusal
from lms.people.merged import accounts_of, surviving
from lms.people.models import Account
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import account_by_email

MAY_BE = {number: name for number, name in RULES.items() if number not in NEVER_SET_ASIDE}
"""Number and name of every rule that can be set aside."""
MOST = 500


@dataclass(frozen=True)
class Told:
    """One override with what it is about. `used`: a claim rests on it, so that the audit pack says 'manual issue'."""

    row: Override
    learner: Account
    activity: ActivityVersion
    credit_type: str
    used: bool


def overrides_for(session: Session, actor: Actor) -> list[Told]:
    """Every override where the actor administers credit, those that wait first, then the newest."""
    wanted = (
        select(Override, Account, ActivityVersion, Designation.credit_type)
        .join(CreditEnrolment, CreditEnrolment.id == Override.enrolment_id)
        .join(Account, Account.id == CreditEnrolment.account_id)
        .join(ActivityVersion, ActivityVersion.id == CreditEnrolment.activity_id)
        .join(Designation, Designation.id == Override.designation_id)
        .where(ActivityVersion.organisation_id.in_(_places(actor)))
        .order_by(Override.asked_at.desc(), Override.id)
    )
    rows = session.execute(wanted).all()
    ids = [row[0].id for row in rows]
    used = set(session.scalars(select(CreditClaim.override_id).where(CreditClaim.override_id.in_(ids))))
    told = [Told(row, who, activity, kind, row.id in used) for row, who, activity, kind in rows]
    return sorted(told, key=lambda each: not waits(each.row))


def waits(row: Override) -> bool:
    """Whether a second person has still to decide."""
    return row.approved_at is None and row.refused_at is None


def designations_for(session: Session, actor: Actor) -> list[tuple[Designation, ActivityVersion]]:
    """What a rule may be set aside for: credit that is open to claims."""
    wanted = (
        select(Designation, ActivityVersion)
        .join(ActivityVersion, ActivityVersion.id == Designation.activity_id)
        .where(ActivityVersion.organisation_id.in_(_places(actor)), Designation.closed_at.is_(None))
        .order_by(ActivityVersion.title, ActivityVersion.number, Designation.credit_type)
    )
    return [(designation, activity) for designation, activity in session.execute(wanted)]


def ask_override(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    email: str,
    designation_id: str,
    rules: Collection[int],
    reason: str,
) -> Override:
    """Ask that rules be set aside for a learner. Raises ManyProblems, Refusal, NotFound."""
    if not _places(actor) or actor == SYSTEM:
        raise NotFound()
    wrong = {}
    found = next((pair for pair in designations_for(session, actor) if pair[0].id == designation_id), None)
    if found is None:
        wrong["designation"] = "Choose the credit that it is about."
    enrolment = _enrolment(session, email, found[1]) if found is not None else None
    if found is not None and enrolment is None:
        wrong["email"] = "Nobody with this address has set out for credit with this activity."
    numbers = sorted(set(rules))
    if not numbers or not set(numbers) <= MAY_BE.keys():
        wrong["rules"] = "Choose the rules to set aside."
    if not reason.strip() or len(reason) > MOST:
        wrong["reason"] = f"Say why, in at most {MOST} characters; an auditor reads it."
    if wrong or found is None or enrolment is None:
        raise ManyProblems(wrong)
    if surviving(session, enrolment.account_id) == actor.account_id:
        raise Refusal("Nobody sets a rule aside for herself. Nothing was changed.")
    if _claimed(session, enrolment, found[0]):
        raise Refusal("This credit was claimed already; nothing was changed.")
    row = Override(
        enrolment_id=enrolment.id, designation_id=found[0].id, rules=numbers, reason=reason.strip(),
        asked_by_account_id=actor.account_id, asked_at=now, approved_by_account_id=None, approved_at=None, refused_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, found[1], row, "override.asked")
    return row


def decide_override(session: Session, *, actor: Actor, now: datetime, override_id: str, agreed: bool) -> Override:
    """The second person agrees, and the learner can claim; or says no. Raises Refusal for whoever asked and for the learner, NotFound."""
    row = session.get(Override, override_id, with_for_update=True)
    if row is None:
        raise NotFound()
    enrolment = session.get_one(CreditEnrolment, row.enrolment_id)
    activity = session.get_one(ActivityVersion, enrolment.activity_id)
    if activity.organisation_id not in _places(actor):
        raise NotFound()
    if not waits(row):
        raise Refusal("It was decided already; nothing was changed.")
    problem = override_problem(
        learner=surviving(session, enrolment.account_id),
        asked_by=surviving(session, row.asked_by_account_id),
        approved_by=actor.account_id,
        reason=row.reason,
    )
    if problem is not None:
        raise Refusal(f"{problem} Nothing was changed.")
    if agreed:
        row.approved_by_account_id, row.approved_at = actor.account_id, now
    else:
        row.refused_at = now
    session.flush()
    _note(session, actor, now, activity, row, "override.approved" if agreed else "override.refused")
    return row


def _enrolment(session: Session, email: str, activity: ActivityVersion) -> CreditEnrolment | None:
    account = account_by_email(session, email.strip())
    if account is None:
        return None
    whose = accounts_of(session, surviving(session, account.id))
    wanted = select(CreditEnrolment).where(
        CreditEnrolment.activity_id == activity.id, CreditEnrolment.account_id.in_(whose)
    )
    return session.scalars(wanted.order_by(CreditEnrolment.acknowledged_at)).first()


def _claimed(session: Session, enrolment: CreditEnrolment, designation: Designation) -> bool:
    wanted = select(CreditClaim.id).where(
        CreditClaim.enrolment_id == enrolment.id, CreditClaim.designation_id == designation.id
    )
    return session.scalars(wanted).first() is not None


def _places(actor: Actor) -> frozenset[str]:
    return actor.organisations_with(Permission.CERTIFICATE_ADMIN)


def _note(session: Session, actor: Actor, now: datetime, activity: ActivityVersion, row: Override, act: str) -> None:
    record(
        session,
        chain=activity.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act=act,
        subject_kind="override",
        subject_id=row.id,
        details={"rules": row.rules},
    )
