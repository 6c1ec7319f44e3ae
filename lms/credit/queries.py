"""Reads of certificates: a person's own, an organisation's, and what a stranger may check."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lms.credit.codes import normalise
from lms.credit.models import Certificate
from lms.credit.rules import CertificatePayload, Status, status_of
from lms.errors import NotFound
from lms.people.merged import accounts_of, surviving
from lms.people.permissions import SYSTEM, Actor, Permission


def own_certificates(session: Session, account_id: str) -> list[Certificate]:
    """A person's certificates, newest first; those of accounts joined with theirs among them."""
    theirs = select(Certificate).where(Certificate.account_id.in_(accounts_of(session, account_id)))
    return list(session.scalars(theirs.order_by(Certificate.issued_at.desc(), Certificate.id)))


def named_in_certificates(session: Session, account_id: str) -> set[str]:
    """Ids, as they were at the time, of the lessons, cases and tests that a person's certificates stand on."""
    wanted = select(Certificate.gates).where(Certificate.account_id.in_(accounts_of(session, account_id)))
    found = (gate["id"].partition(":") for gates in session.scalars(wanted) for gate in gates)
    return {requirement for kind, _, requirement in found if kind in ("part", "test")}


def certificates_for(session: Session, actor: Actor) -> list[Certificate]:
    """The certificates of every organisation in which the actor administers them, newest first."""
    wanted = select(Certificate).where(Certificate.organisation_id.in_(_administered(actor)))
    return list(session.scalars(wanted.order_by(Certificate.issued_at.desc(), Certificate.serial.desc())))


def certificates_after(
    session: Session, actor: Actor, *, account_id: str | None, after: tuple[datetime, str] | None, limit: int
) -> list[Certificate]:
    """Up to `limit` of the actor's own and of those administered, as they were issued, behind the instant and id `after`."""
    mine = Certificate.account_id.in_(accounts_of(session, actor.account_id))
    wanted = select(Certificate).where(or_(mine, Certificate.organisation_id.in_(_administered(actor))))
    if account_id is not None:
        wanted = wanted.where(Certificate.account_id == account_id)
    if after is not None:
        at, behind = after
        same = and_(Certificate.issued_at == at, Certificate.id > behind)
        wanted = wanted.where(or_(Certificate.issued_at > at, same))
    return list(session.scalars(wanted.order_by(Certificate.issued_at, Certificate.id).limit(limit)))


def certificates_of(session: Session, organisation_id: str) -> list[Certificate]:
    """The certificates of one organisation, newest first; whoever calls has asked who may read them."""
    wanted = select(Certificate).where(Certificate.organisation_id == organisation_id)
    return list(session.scalars(wanted.order_by(Certificate.issued_at.desc(), Certificate.serial.desc())))


def get_certificate_for(session: Session, actor: Actor, certificate_id: str) -> Certificate:
    """A certificate of the actor's own, or one of an organisation whose certificates they administer."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound()
    own = surviving(session, found.account_id) == actor.account_id
    if not own and not may_administer(actor, found.organisation_id):
        raise NotFound()
    return found


def may_administer(actor: Actor, organisation_id: str) -> bool:
    """Whether the actor may revoke and reissue there; the operator at the command line may."""
    return actor is SYSTEM or organisation_id in _administered(actor)


def _administered(actor: Actor) -> frozenset[str]:
    # A certificate is the organisation's: access to one clinic reaches none.
    return actor.organisations_with(Permission.CERTIFICATE_ADMIN)


def all_certificates(session: Session) -> list[Certificate]:
    """Every certificate, oldest first; for the command line."""
    return list(session.scalars(select(Certificate).order_by(Certificate.issued_at, Certificate.serial)))


def by_code(session: Session, text: str) -> Certificate | None:
    """The certificate with the code that somebody typed, or None."""
    code = normalise(text)
    return session.scalar(select(Certificate).where(Certificate.code == code)) if code else None


def by_reference(session: Session, text: str) -> Certificate | None:
    """The certificate with this id, serial or code; None when there is none or the serial stands for several."""
    found = by_code(session, text)
    if found is not None:
        return found
    rows = session.scalars(
        select(Certificate).where(or_(Certificate.id == text.strip(), Certificate.serial == text.strip()))
    ).all()
    return rows[0] if len(rows) == 1 else None


def by_file(session: Session, digest: str) -> Certificate | None:
    """The certificate whose stored file has this SHA-256, or None."""
    return session.scalar(select(Certificate).where(Certificate.pdf_hash == digest))


def status(row: Certificate) -> Status:
    """What a certificate is worth now. One for credit counts from when its file was made and held its checks."""
    return status_of(revoked_at=row.revoked_at, superseded_at=row.superseded_at, checked=is_checked(row))


def is_checked(row: Certificate) -> bool:
    """Whether its file was made and read back (CE rules 5b.18), which one for credit waits for."""
    return row.pdf_hash is not None or row.payload["kind"] != "credit"


def payload(row: Certificate) -> CertificatePayload:
    """All that the certificate prints."""
    return CertificatePayload.from_dict(row.payload)
