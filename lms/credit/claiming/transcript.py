"""A person's credit as one table: what was claimed, by type, and what of it still counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.codes import in_fours
from lms.credit.models import Certificate
from lms.credit.queries import payload, status
from lms.credit.rules import CreditLine, Status
from lms.people.merged import accounts_of


@dataclass(frozen=True)
class Entry:
    """One line of credit of one certificate. `completed_on` is a day of the provider's zone."""

    certificate_id: str
    completed_on: date
    title: str
    provider: str
    line: CreditLine
    serial: str
    code: str
    status: Status


def entries(session: Session, account_id: str, *, since: date | None, until: date | None) -> tuple[Entry, ...]:
    """Credit completed from `since` to `until`, both days included, oldest first; replaced certificates are left out."""
    wanted = select(Certificate).where(
        Certificate.account_id.in_(accounts_of(session, account_id)), Certificate.scope.startswith("credit:"),
        Certificate.superseded_at.is_(None),
    )  # fmt: skip
    if since is not None:
        wanted = wanted.where(Certificate.completed_on >= since)
    if until is not None:
        wanted = wanted.where(Certificate.completed_on <= until)
    found = []
    for row in session.scalars(wanted.order_by(Certificate.completed_on, Certificate.serial)):
        made = payload(row)
        provider = made.provider.legal_name if made.provider else made.issuer
        found += [
            Entry(row.id, row.completed_on, made.title, provider, line, row.serial, in_fours(row.code), status(row))
            for line in made.credits
        ]
    return tuple(found)


def totals(found: Iterable[Entry]) -> tuple[tuple[str, str, int], ...]:
    """Label, unit and hundredths of each type of credit that counts, by label. Types are never added to each other."""
    sums: dict[tuple[str, str], int] = {}
    for each in found:
        if each.status == "valid":
            named = (each.line.label, each.line.unit)
            sums[named] = sums.get(named, 0) + each.line.credit
    return tuple((label, unit, credit) for (label, unit), credit in sorted(sums.items()))
