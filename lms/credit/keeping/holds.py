"""Legal holds: nothing of an organisation, or of one person of it, is deleted while one stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.keeping.models import LegalHold
from lms.credit.queries import may_administer
from lms.errors import Invalid, NotFound, Refusal
from lms.people.merged import accounts_of, surviving
from lms.people.models import Account
from lms.people.noting import checked_reason
from lms.people.permissions import SYSTEM, Actor, Permission


def held(session: Session, organisation_id: str, account_id: str) -> bool:
    """Whether a hold stands on what is kept of a person there."""
    whose = accounts_of(session, surviving(session, account_id))
    wanted = select(LegalHold.id).where(
        LegalHold.organisation_id == organisation_id,
        LegalHold.lifted_at.is_(None),
        or_(LegalHold.account_id.is_(None), LegalHold.account_id.in_(whose)),
    )
    return session.scalars(wanted.limit(1)).first() is not None


def standing_on(session: Session, organisation_id: str, account_id: str) -> list[LegalHold]:
    """The holds for which nothing of a person of this organisation is erased, the oldest first; see `held_accounts`."""
    whose = accounts_of(session, surviving(session, account_id))
    wanted = select(LegalHold).where(
        LegalHold.lifted_at.is_(None),
        or_(
            LegalHold.account_id.in_(whose),
            and_(LegalHold.account_id.is_(None), LegalHold.organisation_id == organisation_id),
        ),
    )
    return list(session.scalars(wanted.order_by(LegalHold.from_at, LegalHold.id)))


def held_accounts(session: Session, account: Any) -> ColumnElement[bool]:
    """The condition that a column names an account under a hold that stands, or joined with one."""
    holds = session.scalars(select(LegalHold).where(LegalHold.lifted_at.is_(None))).all()
    people = {
        each for row in holds if row.account_id for each in accounts_of(session, surviving(session, row.account_id))
    }
    whole = {row.organisation_id for row in holds if row.account_id is None}
    everybody = select(Account.id).where(Account.organisation_id.in_(whole))
    return or_(account.in_(people), account.in_(everybody))


def holds_for(session: Session, actor: Actor) -> list[LegalHold]:
    """The holds of organisations whose credit the actor administers, those that stand first, then the newest; for the operator all."""
    wanted = select(LegalHold)
    if actor != SYSTEM:
        wanted = wanted.where(LegalHold.organisation_id.in_(places(actor)))
    rows = session.scalars(wanted.order_by(LegalHold.from_at.desc(), LegalHold.id)).all()
    return sorted(rows, key=lambda row: row.lifted_at is not None)


def places(actor: Actor) -> frozenset[str]:
    """The organisations whose credit the actor administers."""
    return actor.organisations_with(Permission.CERTIFICATE_ADMIN)


def give_hold(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, account_id: str | None, reason: str
) -> LegalHold:
    """From now on nothing is deleted; `account_id` None: of the whole organisation. Raises Invalid, NotFound."""
    if not may_administer(actor, organisation_id):
        raise NotFound()
    why = checked_reason(reason)
    if account_id is not None:
        account = session.get(Account, account_id)
        if account is None or account.organisation_id != organisation_id:
            raise Invalid("Nobody of this organisation has that name or address.", field="person")
    row = LegalHold(
        organisation_id=organisation_id, account_id=account_id, reason=why, from_at=now,
        by_account_id=actor.account_id or None, lifted_at=None, lifted_by_account_id=None, lifted_reason=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, row, "hold.given")
    return row


def lift_hold(session: Session, *, actor: Actor, now: datetime, hold_id: str, reason: str) -> LegalHold:
    """The hold stands no more; what is over may be deleted from now on. Raises Invalid, Refusal, NotFound."""
    row = session.get(LegalHold, hold_id, with_for_update=True)
    if row is None or not may_administer(actor, row.organisation_id):
        raise NotFound()
    why = checked_reason(reason)
    if row.lifted_at is not None:
        raise Refusal("This hold was lifted already; nothing was changed.")
    row.lifted_at, row.lifted_by_account_id, row.lifted_reason = now, actor.account_id or None, why
    session.flush()
    _note(session, actor, now, row, "hold.lifted")
    return row


def _note(session: Session, actor: Actor, now: datetime, row: LegalHold, act: str) -> None:
    record(
        session,
        chain=row.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="hold",
        subject_id=row.id,
        details={"reason": row.lifted_reason or row.reason},
    )
