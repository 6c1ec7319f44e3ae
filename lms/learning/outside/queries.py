"""Reads of outside training; what a learner records is seen by herself and by whoever looks after her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from lms.curriculum.course import Course
from lms.learning.outside.models import OutsideCertificate, OutsideEvidence, OutsideTraining, Waiver
from lms.learning.outside.rules import State, state_of
from lms.learning.rules import Done


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


def state(row: OutsideTraining) -> State:
    """Where it stands."""
    return state_of(withdrawn=row.withdrawn_at is not None, accepted=row.accepted)


def waived_rows(account_ids: Iterable[str]) -> Select[str, str, date | None, int, datetime | None, bool]:
    """The query for what accepted outside training stands for: account, part, local day, minutes, instant, True."""
    return (
        select(
            OutsideTraining.account_id, Waiver.requirement_id, OutsideTraining.decided_on, Waiver.minutes,
            OutsideTraining.decided_at, literal(True),
        )
        .join(Waiver, Waiver.training_id == OutsideTraining.id)
        .where(OutsideTraining.account_id.in_(tuple(account_ids)), OutsideTraining.accepted.is_(True))
    )  # fmt: skip


def waived(session: Session, account_ids: Iterable[str], course: Course) -> dict[str, tuple[Done, ...]]:
    """Account id → the parts that accepted outside training stands for, each with the day of the decision.

    A part that two trainings stand for counts once, by the earlier decision; an id a lesson had before leads on.
    """
    wanted = waived_rows(account_ids).order_by(OutsideTraining.decided_at.desc())
    found: dict[str, dict[str, Done]] = {}
    for account_id, requirement_id, on, minutes, _, _ in session.execute(wanted):
        if on is not None:
            part = course.current_id(requirement_id)
            found.setdefault(account_id, {})[part] = Done(part, on, minutes)
    return {account_id: tuple(parts.values()) for account_id, parts in found.items()}


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
