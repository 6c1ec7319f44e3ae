"""Notice whose records of credit are read while a request is answered, whatever page or file it is, so that none can forget."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, Override
from lms.credit.models import Certificate

WATCHED = (Certificate, CreditEnrolment, CreditClaim, Attestation, EvaluationReceipt, Override)
"""What a record of credit is made of. Rows without an account hang on an enrolment, which names it."""


@dataclass
class Read:
    """Whose records were read: accounts, and enrolments where a row names no account."""

    accounts: set[str] = field(default_factory=set)
    enrolments: set[str] = field(default_factory=set)


_reading: ContextVar[Read | None] = ContextVar("credit_read", default=None)


def start() -> Read:
    """Gather from here on whose records are read, in any database session of this context, until `end`."""
    found = Read()
    _reading.set(found)
    return found


def end() -> None:
    """Gather no more."""
    _reading.set(None)


def _note(target: Any, _context: Any) -> None:
    found = _reading.get()
    if found is None:
        return
    row = target.__dict__
    if "account_id" in row:
        found.accounts.add(row["account_id"])
    elif "enrolment_id" in row:
        found.enrolments.add(row["enrolment_id"])


for _model in WATCHED:
    event.listen(_model, "load", _note)
