"""Delete records of credit whose time is over, leave a hash where they were, and never while a legal hold stands (CE rules 0.7, 1.4, 4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.audit.models import AuditDetail, AuditLine
from lms.credit.activities.models import ActivityVersion
from lms.credit.changing.models import CertificateChange
from lms.credit.claiming.models import (
    Attestation,
    CreditClaim,
    CreditEnrolment,
    EvaluationReceipt,
    Override,
    ReadAgain,
)
from lms.credit.keeping.holds import held
from lms.credit.keeping.models import FollowUpReceipt, Tombstone
from lms.credit.keeping.rules import kept_until, over
from lms.credit.models import Certificate
from lms.people.access import operator_only
from lms.people.permissions import Actor

BELOW: tuple[Any, ...] = (CreditClaim, Attestation, EvaluationReceipt, FollowUpReceipt, ReadAgain, Override)
"""What hangs on an enrolment, in the order in which it goes."""
AT_A_TIME = 200
"""So many enrolments are looked at in one transaction."""


@dataclass(frozen=True)
class Over:
    """One enrolment for credit with all that belongs to it. `completed_on` is its last day of completion, or of setting out."""

    enrolment: CreditEnrolment
    organisation_id: str
    certificates: tuple[Certificate, ...]
    completed_on: date
    kept_until: date
    held: bool


@dataclass(frozen=True)
class Purged:
    """What a look at the records came to: how many enrolments went, how many a hold kept, and the files that nothing names any more."""

    gone: int
    held: int
    files: tuple[str, ...]
    last: str | None


def look(session: Session, *, today: date, after: str = "", most: int = AT_A_TIME) -> tuple[list[Over], str | None]:
    """The enrolments whose time of keeping is over, among up to `most` by id from `after` on; and where the next look begins. Writes nothing."""
    wanted = (
        select(CreditEnrolment, ActivityVersion)
        .join(ActivityVersion, ActivityVersion.id == CreditEnrolment.activity_id)
        .where(CreditEnrolment.id > after)
        .order_by(CreditEnrolment.id)
        .limit(most)
    )
    rows = session.execute(wanted).all()
    found = []
    for enrolment, activity in rows:
        certificates = _certificates(session, enrolment)
        days = [row.completed_on for row in certificates] or [enrolment.acknowledged_at.date()]
        ended = activity.closed_at.date() if activity.closed_at else activity.ends_on
        until = kept_until(max(days), ended)
        if until is not None and over(max(days), ended, today):
            stays = held(session, activity.organisation_id, enrolment.account_id)
            found.append(Over(enrolment, activity.organisation_id, certificates, max(days), until, stays))
    return found, rows[-1][0].id if len(rows) == most else None


def purge(session: Session, *, actor: Actor, now: datetime, today: date, after: str = "") -> Purged:
    """Delete what `look` finds and no hold keeps, and leave tombstones. Raises NotFound unless the operator asks.

    A certificate that did not count any more goes on being named by its status list. Evaluations and surveys stay: they
    name nobody. The files are for the door to remove once this is committed.
    """
    operator_only(actor)
    found, last = look(session, today=today, after=after)
    going = [each for each in found if not each.held]
    files: list[str] = []
    for each in going:
        files += _purge_one(session, each, now)
        record(
            session,
            chain=each.organisation_id,
            actor_id=None,
            at=now,
            act="credit.purged",
            subject_kind="enrolment",
            subject_id=each.enrolment.id,
            details={"certificates": len(each.certificates), "kept_until": each.kept_until.isoformat()},
        )
    session.flush()
    shared = set(session.scalars(select(Certificate.pdf_hash).where(Certificate.pdf_hash.in_(files))))
    return Purged(len(going), len(found) - len(going), tuple(x for x in files if x not in shared), last)


def _certificates(session: Session, enrolment: CreditEnrolment) -> tuple[Certificate, ...]:
    """Every certificate of an enrolment's claims, those that were replaced among them."""
    named = select(CreditClaim.certificate_id).where(
        CreditClaim.enrolment_id == enrolment.id, CreditClaim.certificate_id.is_not(None)
    )
    newest = select(Certificate).where(Certificate.id.in_(named))
    known = {row.id: row for row in session.scalars(newest)}
    while True:
        older = session.scalars(select(Certificate).where(Certificate.superseded_by_id.in_(known))).all()
        newer = session.scalars(
            select(Certificate).where(
                Certificate.id.in_([x.superseded_by_id for x in known.values() if x.superseded_by_id])
            )
        ).all()
        fresh = {row.id: row for row in (*older, *newer) if row.id not in known}
        if not fresh:
            return tuple(known[each] for each in sorted(known))
        known |= fresh


def _purge_one(session: Session, each: Over, now: datetime) -> list[str]:
    enrolment, certificates = each.enrolment, each.certificates
    ids = [row.id for row in certificates]
    below = [row for model in BELOW for row in _rows(session, model, model.enrolment_id == enrolment.id)]
    changes = _rows(session, CertificateChange, CertificateChange.certificate_id.in_(ids))
    session.add(_stone(each, "enrolment", enrolment.id, hash_of([enrolment, *below]), now))
    for row in certificates:
        mine = [change for change in changes if change.certificate_id == row.id]
        stone = _stone(each, "certificate", row.id, hash_of([row, *mine]), now)
        stone.status_list, stone.status_index = row.status_list, row.status_index
        stone.ended = "revoked" if row.revoked_at else "replaced" if row.superseded_at else None
        session.add(stone)
    files = [row.pdf_hash for row in certificates if row.pdf_hash]
    gone = [enrolment.id, *ids, *(str(inspect(row).identity[0]) for row in (*below, *changes))]
    lines = select(AuditLine.id).where(AuditLine.subject_id.in_(gone))
    session.execute(
        delete(AuditDetail).where(AuditDetail.line_id.in_(lines)).execution_options(synchronize_session=False)
    )
    for row in (*below, *changes, enrolment, *certificates):
        session.delete(row)
        session.flush()
    return files


def _rows(session: Session, model: Any, condition: Any) -> list[Any]:
    return sorted(session.scalars(select(model).where(condition)), key=lambda row: str(inspect(row).identity))


def _stone(each: Over, kind: str, record_id: str, record_hash: str, now: datetime) -> Tombstone:
    return Tombstone(
        organisation_id=each.organisation_id, kind=kind, record_id=record_id, record_hash=record_hash,
        kept_from=each.completed_on, purged_at=now, status_list=None, status_index=None, ended=None,
    )  # fmt: skip


def hash_of(rows: Iterable[Any]) -> str:
    """SHA-256 over rows as JSON: tables, columns in order, dates as ISO text. The same rows give the same hash."""
    told = [
        {"table": row.__tablename__, **{each.key: getattr(row, each.key) for each in inspect(row).mapper.column_attrs}}
        for row in rows
    ]
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, default=lambda value: value.isoformat())
    return hashlib.sha256(written.encode()).hexdigest()
