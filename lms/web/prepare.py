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
        remember_after_commit(partial(_render, row.id))


def _render(certificate_id: str) -> None:
    render_and_store(services().database, services().files, certificate_id, designs=services().designs)
