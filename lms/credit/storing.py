"""Render a certificate once, with its credential inside, and keep its bytes; ever after the stored bytes are served."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit import badges, proofs, signing
from lms.credit.actions import place_in_list
from lms.credit.keys import Keyring, Signing, in_force, make_first, published
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.credit.rendering import ATTACHMENT, CREDENTIAL, render_certificate
from lms.credit.rules import CertificatePayload
from lms.database import Database
from lms.files import FileStore
from lms.people.merged import surviving
from lms.people.queries import primary_email

SALT_BYTES = 16


class Unsound(Exception):
    """A file that was made and fails its own checks."""


def render_and_store(
    database: Database,
    files: FileStore,
    certificate_id: str,
    *,
    keys: Keyring,
    now: datetime,
    designs: Path | None = None,
) -> str | None:
    """Render outside any transaction, store, then note the hash; harmless to repeat. Returns the hash, or None if unknown.

    Raises KeysUnusable where a private key is not there as it should be: nothing is stored then, and a later call goes on.
    """
    with database.session() as reader:
        row = reader.get(Certificate, certificate_id)
        if row is None or row.pdf_hash is not None:
            return row.pdf_hash if row else None
        ready = row.status_index is not None and bool(published(reader))
    if not ready:
        with database.independent() as writer:
            make_first(writer, keys, now=now)
            row = writer.get_one(Certificate, certificate_id, with_for_update=True)
            if row.status_index is None:
                place_in_list(writer, row)
    with database.session() as reader:
        held = in_force(reader, keys)
        row = reader.get_one(Certificate, certificate_id)
        made = payload(row)
        plain = badges.build(
            made,
            did=keys.did,
            base_url=keys.base_url,
            scope=row.scope,
            issued_at=row.issued_at,
            holder=_holder(reader, row),
            entry=(row.status_list or 0, row.status_index or 0),
        )
    credential = proofs.sign(plain, key=held.credential, method=f"{keys.did}#{held.credential_id}", now=now)
    text = badges.as_text(credential)
    content = signing.certify(render_certificate(made, designs=designs, credential=text), held, now=now)
    _demand_sound(content, text, made, held)
    with database.independent() as writer:
        row = writer.get_one(Certificate, certificate_id, with_for_update=True)
        if row.pdf_hash is None:  # No two signatures are the same bytes: only the first file of all is kept.
            row.pdf_hash, row.credential = files.put(content), credential
        return row.pdf_hash


def _demand_sound(content: bytes, credential: str, made: CertificatePayload, held: Signing) -> None:
    """Read back what was made, before it counts (CE rules 5b.18): a file that fails is never stored and never valid."""
    signing.examine(content, {held.pdf_id: held.certificate})
    inside = signing.attachments(content)
    if inside.get(CREDENTIAL) != credential.encode() or inside.get(ATTACHMENT) != made.as_json().encode():
        raise Unsound("The design of the certificate does not attach what it is given; nothing was stored.")
    proofs.check(badges.read(inside[CREDENTIAL]), held.credential.public_key())


def waiting(session: Session) -> list[str]:
    """Ids of the certificates whose file is still to be made, oldest first."""
    wanted = select(Certificate.id).where(Certificate.pdf_hash.is_(None))
    return list(session.scalars(wanted.order_by(Certificate.issued_at, Certificate.id)))


def _holder(session: Session, row: Certificate) -> badges.Holder:
    email = primary_email(session, surviving(session, row.account_id)).strip().lower()
    known = (("name", str(row.payload["name"])), ("emailAddress", email))
    return badges.Holder(tuple((kind, value, secrets.token_hex(SALT_BYTES)) for kind, value in known if value))
