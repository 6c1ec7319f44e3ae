"""Reads of outside training; what a learner records is seen by herself and by whoever looks after her."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from lms.curriculum.course import Course
from lms.learning.outside.models import OutsideCertificate, OutsideEvidence, OutsideTraining, Waiver
from lms.learning.outside.rules import State, state_of
from lms.people.access import visible_people
from lms.people.models import Account
from lms.people.permissions import Actor, Permission


def trainings(session: Session, account_id: str) -> list[OutsideTraining]:
    """Everything an account has recorded, newest first, without the files' contents."""
    wanted = (
        select(OutsideTraining)
        .where(OutsideTraining.account_id == account_id)
        .options(
            selectinload(OutsideTraining.waivers),
            joinedload(OutsideTraining.evidence).options(defer(OutsideEvidence.content)),
            joinedload(OutsideTraining.certificate),
        )
        .order_by(OutsideTraining.recorded_at.desc(), OutsideTraining.id)
    )
    return list(session.scalars(wanted))


def waiting_for(session: Session, actor: Actor) -> list[tuple[OutsideTraining, Account]]:
    """Every training that waits for a decision of the actor, never one's own, the longest wait first; no file's content."""
    wanted = (
        select(OutsideTraining, Account)
        .join(Account, Account.id == OutsideTraining.account_id)
        .where(
            OutsideTraining.withdrawn_at.is_(None),
            OutsideTraining.decided_at.is_(None),
            Account.deactivated_at.is_(None),
            Account.id != actor.account_id,
            visible_people(actor, Permission.PLAN_CHANGE),
        )
        .options(
            joinedload(OutsideTraining.evidence).options(defer(OutsideEvidence.content)),
            joinedload(OutsideTraining.certificate),
        )
        .order_by(OutsideTraining.recorded_at, OutsideTraining.id)
    )
    return [(row, account) for row, account in session.execute(wanted)]


def decided_by(session: Session, account_id: str, since: datetime) -> list[tuple[OutsideTraining, Account]]:
    """What somebody decided since an instant and what stands, the newest first."""
    wanted = (
        select(OutsideTraining, Account)
        .join(Account, Account.id == OutsideTraining.account_id)
        .where(OutsideTraining.decided_by_account_id == account_id, OutsideTraining.decided_at >= since)
        .order_by(OutsideTraining.decided_at.desc(), OutsideTraining.id)
    )
    return [(row, account) for row, account in session.execute(wanted)]


def state(row: OutsideTraining) -> State:
    """Where it stands."""
    return state_of(withdrawn=row.withdrawn_at is not None, accepted=row.accepted)


def certified(session: Session, account_id: str, course: Course) -> dict[str, tuple[date, str | None]]:
    """Part → the day somebody looked at the check page of the certificate that stands for it, and that person's account id."""
    wanted = (
        select(Waiver.requirement_id, OutsideCertificate.checked_on, OutsideCertificate.checked_by_account_id)
        .join(OutsideTraining, OutsideTraining.id == Waiver.training_id)
        .join(OutsideCertificate, OutsideCertificate.training_id == Waiver.training_id)
        .where(OutsideTraining.account_id == account_id, OutsideTraining.accepted.is_(True))
        .order_by(OutsideTraining.decided_at.desc())
    )
    rows = session.execute(wanted)
    return {course.current_id(part): (on, by) for part, on, by in rows if on is not None}


def same_certificate(session: Session, account_id: str, code: str, *, but: str = "") -> OutsideTraining | None:
    """Another entry than `but` in which this account gave the certificate with this code, and which waits or counts.

    One that counts comes first.
    """
    wanted = (
        select(OutsideTraining)
        .join(OutsideCertificate, OutsideCertificate.training_id == OutsideTraining.id)
        .where(
            OutsideTraining.account_id == account_id,
            OutsideCertificate.code == code,
            OutsideTraining.withdrawn_at.is_(None),
            OutsideTraining.accepted.is_not(False),
            OutsideTraining.id != but,
        )
        .order_by(OutsideTraining.accepted.is_(None), OutsideTraining.id)
    )
    return session.scalars(wanted.limit(1)).first()
