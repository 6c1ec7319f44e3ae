"""Check a certificate against the records of this installation: what it is, and how it stands now."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.keeping.models import Tombstone
from lms.credit.keys import Keyring, did_document, published
from lms.credit.models import Certificate
from lms.credit.providers.models import Approval
from lms.credit.queries import by_code, by_file, payload
from lms.credit.rules import CertificatePayload, date_words
from lms.credit.verdicts import Standing, Verdict, judge, said_of, uncovered

HERE = "So say the issuer’s records now."


def verify_file(session: Session, content: bytes, *, ring: Keyring) -> tuple[Verdict, Certificate | None]:
    """The verdict on a file that anybody sent, and the certificate that it is, where it is one of ours. Writes nothing."""
    from lms.credit import checking  # Slow to load, and needed here only.

    row = by_file(session, hashlib.sha256(content).hexdigest())
    if row is not None:  # One that was issued before files were signed is known by its bytes alone.
        return verdict_of(session, row), row
    keys = checking.read_keys(did_document(ring, published(session)))
    found = checking.read(content, keys)
    if isinstance(found, Verdict):
        return found, None
    row = by_code(session, found.verify_url.rsplit("/", maxsplit=1)[-1])
    if row is None:
        return Verdict("unknown", f"{found.said} It is signed and unchanged. {_gone(session, found.made)}"), None
    return judge(found.said, standing_of(session, row)), row


def _gone(session: Session, made: CertificatePayload | None) -> str:
    stone = session.scalar(select(Tombstone).where(Tombstone.record_id == made.id)) if made else None
    if stone is None:
        return "No record of it is here any more."
    return f"Its record was deleted on {date_words(stone.purged_at.date())}, when its time of keeping was over."


def verdict_of(session: Session, row: Certificate) -> Verdict:
    """How a certificate stands, by its record."""
    return judge(said_of(payload(row)), standing_of(session, row))


def standing_of(session: Session, row: Certificate) -> Standing:
    """The facts by which a certificate is judged."""
    made = payload(row)
    return Standing(
        known=HERE,
        revoked=row.revoked_at is not None,
        superseded=row.superseded_at is not None,
        ready=row.pdf_hash is not None,
        uncovered=uncovered(made.credits, made.completed_on, _withdrawn(session, row, made) if made.credits else None),
    )


def _withdrawn(session: Session, row: Certificate, made: CertificatePayload) -> dict[str, date]:
    """Type of credit → first day on which its approval no longer covered anything, of those that were withdrawn."""
    wanted = select(Approval.number, Approval.term_start, Approval.withdrawn_on).where(
        Approval.organisation_id == row.organisation_id, Approval.withdrawn_on.is_not(None)
    )
    gone = {(number, start.isoformat()): day for number, start, day in session.execute(wanted)}
    return {line.type: day for line in made.credits if (day := gone.get((line.number, line.term_start))) is not None}
