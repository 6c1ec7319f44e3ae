"""Render a certificate once and keep its bytes; ever after the stored bytes are served."""

from __future__ import annotations

from pathlib import Path

from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.credit.rendering import render_certificate
from lms.database import Database
from lms.files import FileStore


def render_and_store(
    database: Database, files: FileStore, certificate_id: str, *, designs: Path | None = None
) -> str | None:
    """Render outside any transaction, store, then note the hash; harmless to repeat. Returns the hash, or None if unknown."""
    with database.session() as reader:
        row = reader.get(Certificate, certificate_id)
        if row is None or row.pdf_hash is not None:
            return row.pdf_hash if row else None
        made = payload(row)
    digest = files.put(render_certificate(made, designs=designs))
    with database.independent() as writer:
        row = writer.get_one(Certificate, certificate_id, with_for_update=True)
        if row.pdf_hash is None:
            row.pdf_hash = digest
        return row.pdf_hash
