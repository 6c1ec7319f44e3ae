"""Somebody lost every second step: whoever administers the organisation, or the operator, takes them away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound
from lms.outbox.actions import write_letter
from lms.people import queries
from lms.people.access import demand_no_wider, get_person_for, hold, require
from lms.people.factors.actions import LETTER, drop_codes
from lms.people.factors.models import SecondFactor
from lms.people.models import Account
from lms.people.noting import checked_reason, note
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.sign_in import end_all_sessions

OWN = "Your own second step is not reset here. Take it away on your account's page, or ask whoever runs this installation."
NONE = "This person has no second step, so there is nothing to reset."


def account_to_reset(session: Session, actor: Actor, account_id: str) -> Account:
    """The account, if `actor` is the operator or corrects accounts of the whole organisation. Raises NotFound."""
    if actor == SYSTEM:
        found = session.get(Account, account_id)
        if found is None:
            raise NotFound()
        return found
    account = get_person_for(session, actor, account_id, Permission.PEOPLE_CORRECT)
    require(actor, Permission.PEOPLE_CORRECT, organisation_id=account.organisation_id)
    return account


def reset_factors(session: Session, *, actor: Actor, now: datetime, account_id: str, reason: str) -> Account:
    """Take every second step and recovery code of somebody away; every session ends and a letter tells them.

    What they may do stays; where it needs a second step they set up another at the next sign-in. Nobody resets their own,
    nor that of somebody who may do more than they could give. Raises NotFound, Invalid.
    """
    account = account_to_reset(session, actor, account_id)
    if account.id == actor.account_id:
        raise Invalid(OWN)
    demand_no_wider(session, actor, account)
    account = hold(session, account.id)
    why = checked_reason(reason)
    wanted = SecondFactor.account_id == account.id
    gone = session.scalar(select(func.count()).select_from(SecondFactor).where(wanted)) or 0
    if not gone:
        raise Invalid(NONE)
    session.execute(delete(SecondFactor).where(wanted))
    drop_codes(session, account.id)
    ended = end_all_sessions(session, account_id=account.id, now=now)
    said = {"factors": gone, "sessions_ended": ended, "reason": why}
    note(session, (actor, now), account.organisation_id, "factors.reset", account, **said)
    text = (
        f"Hello {account.name},\n\n"
        "your second step at sign-in and your recovery codes were taken away by whoever administers Linchpin for you, "
        f"for this reason:\n\n{why}\n\n"
        "You are signed out everywhere. Sign in with your password or a mailed link, and set up a second step anew on your "
        "account's page.\n\n"
        "If you did not ask for it, answer whoever administers Linchpin for you at once.\n"
    )
    write_letter(
        session, kind=LETTER, account_id=account.id, occasion=f"reset {now.isoformat()}",
        to=queries.primary_email(session, account.id), subject="Your second step was reset", text=text, now=now,
    )  # fmt: skip
    return account
