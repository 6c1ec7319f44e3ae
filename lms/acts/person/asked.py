"""Accept a request for erasure: the same erasing as anywhere, in the transaction that answers the request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.person.erase import carry_out
from lms.credit.keeping.holds import standing_on
from lms.errors import Refusal
from lms.people.administrators import demand_another
from lms.people.erasure import letters
from lms.people.erasure.actions import accepted, outcome_of, to_answer
from lms.people.erasure.models import ErasureRequest
from lms.people.erasure.rules import in_the_way
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.queries import primary_email

LAST = (
    "This is the last organisation administrator, whose account cannot be erased. Give somebody else that access first."
)


def accept(session: Session, *, actor: Actor, now: datetime, request_id: str) -> str:
    """Erase what `erase` erases of whoever asked, and answer the request; returns the account's id. Cannot be undone.

    A last letter says so, and its address goes once it was sent. Raises NotFound, Refusal where it was answered, is the
    actor's own, or a legal hold stands (with its reason and what to do), Invalid for the last administrator; then
    nothing is erased.
    """
    row = to_answer(session, actor, request_id)
    why = in_the_way(
        outcome=outcome_of(row), own=row.account_id == actor.account_id, holds=holds_on(session, row.account)
    )
    if why is not None:
        raise Refusal(why)
    demand_another(session, account_id=row.account_id, now=now, sentence=LAST)
    to = primary_email(session, row.account_id)
    accepted(session, actor=actor, now=now, row=row)
    account_id = carry_out(session, actor=actor, now=now, account=row.account)
    letters.erased(session, session.get_one(ErasureRequest, row.id), to, now)
    return account_id


def holds_on(session: Session, account: Account) -> tuple[str, ...]:
    """The reasons of the legal holds that stand on somebody."""
    return tuple(row.reason.rstrip(".") for row in standing_on(session, account.organisation_id, account.id))
