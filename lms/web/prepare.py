"""Render a certificate's file in the request that issued it, once its row is durable."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from lms.credit.models import Certificate
from lms.credit.storing import render_and_store
from lms.web.door import remember_after_commit, services


def render_soon(issued: Iterable[Certificate]) -> None:
    """After commit, render and store each file; the job put with the row retries what fails here."""
    for row in issued:
        remember_after_commit(partial(prepare_now, row.id))


def prepare_now(certificate_id: str) -> None:
    """Make and store the file of a certificate; what is there already stays."""
    here = services()
    render_and_store(
        here.database, here.files, certificate_id, designs=here.designs, keys=here.keys, now=here.clock.now()
    )
