"""Correct a certificate with evidence kept, and revoke one by two people. None of these commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit import actions
from lms.credit.actions import Issuer
from lms.credit.changing.models import CertificateChange
from lms.credit.changing.rules import FOR_REVOKING, REASONS, reissue_problems, second_person_problem, text_problems
from lms.credit.models import Certificate
from lms.credit.queries import get_certificate_for, may_administer
from lms.errors import ManyProblems, NotFound, Refusal
from lms.people.merged import surviving
from lms.people.models import Account
from lms.people.permissions import Actor


def changes_of(session: Session, certificate_id: str) -> list[CertificateChange]:
    """All corrections and revocations of a certificate, newest first."""
    wanted = select(CertificateChange).where(CertificateChange.certificate_id == certificate_id)
    return list(session.scalars(wanted.order_by(CertificateChange.asked_at.desc(), CertificateChange.id)))


def waiting_for(session: Session, certificate_ids: list[str]) -> dict[str, CertificateChange]:
    """Certificate → the revocation that waits for a second person."""
    wanted = select(CertificateChange).where(
        CertificateChange.certificate_id.in_(certificate_ids), CertificateChange.decided_at.is_(None)
    )
    return {row.certificate_id: row for row in session.scalars(wanted)}


def another_name(session: Session, row: Certificate) -> bool:
    """Whether the name confirmed today is another than the one on the certificate."""
    person = session.get_one(Account, surviving(session, row.account_id))
    return person.legal_name is not None and person.legal_name != row.payload["name"]


def reissue(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    certificate_id: str,
    reason: str,
    note: str,
    evidence: str,
    issuer: Issuer,
) -> Certificate:
    """Replace a certificate; another name needs the evidence that was seen (CE rules 5b.20). Raises ManyProblems, Refusal, NotFound."""
    row = _administered(session, actor, certificate_id)
    if surviving(session, row.account_id) == actor.account_id:
        raise Refusal("It is your own certificate, so somebody else reissues it. Nothing was changed.")
    wrong = reissue_problems(reason=reason, note=note, evidence=evidence, another_name=another_name(session, row))
    if wrong:
        raise ManyProblems(wrong)
    if waiting_for(session, [row.id]):
        raise Refusal("Somebody asked to revoke it. Decide on that first; nothing was changed.")
    fresh = actions.reissue(
        session, actor=actor, now=now, row=row, reason=f"{REASONS[reason]}: {' '.join(note.split())}", issuer=issuer
    )
    change = CertificateChange(
        certificate_id=row.id, kind="reissue", reason=reason, note=note.strip(), evidence=evidence.strip(),
        asked_by_account_id=actor.account_id or None, asked_at=now, decided_by_account_id=None, decided_at=now, agreed=True,
    )  # fmt: skip
    session.add(change)
    session.flush()
    return fresh


def ask_revocation(
    session: Session, *, actor: Actor, now: datetime, certificate_id: str, reason: str, note: str
) -> CertificateChange:
    """Ask that a certificate be revoked; it counts until a second person agrees. Raises ManyProblems, Refusal, NotFound."""
    row = _administered(session, actor, certificate_id)
    session.refresh(row, with_for_update=True)
    if surviving(session, row.account_id) == actor.account_id:
        raise Refusal("It is your own certificate, so somebody else asks. Nothing was changed.")
    if row.revoked_at is not None or row.superseded_at is not None:
        raise Refusal("This certificate does not count any more; nothing was changed.")
    if waiting_for(session, [row.id]):
        raise Refusal("Somebody asked for it already; it waits for a second person.")
    wrong = text_problems(reason, FOR_REVOKING, note)
    if wrong:
        raise ManyProblems(wrong)
    change = CertificateChange(
        certificate_id=row.id, kind="revocation", reason=reason, note=note.strip(), evidence="",
        asked_by_account_id=actor.account_id or None, asked_at=now, decided_by_account_id=None, decided_at=None, agreed=None,
    )  # fmt: skip
    session.add(change)
    session.flush()
    _note(session, actor, now, row, "revocation.asked", reason)
    return change


def decide_revocation(
    session: Session, *, actor: Actor, now: datetime, certificate_id: str, agreed: bool
) -> CertificateChange:
    """The second person agrees, and the certificate counts no more from this instant; or says no, and nothing changes.

    Raises Refusal for whoever asked, for the holder, and where nothing waits; NotFound.
    """
    row = _administered(session, actor, certificate_id)
    session.refresh(row, with_for_update=True)
    change = waiting_for(session, [row.id]).get(row.id)
    if change is None:
        raise Refusal("Nobody asks that this certificate be revoked; nothing was changed.")
    problem = second_person_problem(
        asked_by=change.asked_by_account_id, holder=surviving(session, row.account_id), actor=actor.account_id
    )
    if problem is not None:
        raise Refusal(problem)
    change.decided_by_account_id, change.decided_at, change.agreed = actor.account_id or None, now, agreed
    if agreed:
        actions.revoke(session, actor=actor, now=now, row=row, reason=f"{REASONS[change.reason]}: {change.note}")
    else:
        _note(session, actor, now, row, "revocation.refused", change.reason)
    session.flush()
    return change


def _administered(session: Session, actor: Actor, certificate_id: str) -> Certificate:
    row = get_certificate_for(session, actor, certificate_id)
    if not may_administer(actor, row.organisation_id):
        raise NotFound()
    return row


def _note(session: Session, actor: Actor, now: datetime, row: Certificate, act: str, reason: str) -> None:
    record(
        session,
        chain=row.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="certificate",
        subject_id=row.id,
        details={"reason": reason},
    )
