"""Read second factors."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.permissions import Actor


def factors_of(session: Session, account_id: str) -> list[SecondFactor]:
    """The confirmed factors of an account, oldest first."""
    query = select(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
    return list(session.scalars(query.order_by(SecondFactor.created_at, SecondFactor.id)))


def has_factor(session: Session, account_id: str) -> bool:
    """Whether an account has a confirmed factor."""
    query = select(SecondFactor.id).where(SecondFactor.account_id == account_id)
    return session.scalar(query.where(SecondFactor.confirmed_at.is_not(None)).limit(1)) is not None


def passkeys_of(session: Session, account_id: str) -> list[str]:
    """The ids of an account's passkeys, as browsers know them."""
    return [each.credential_id for each in factors_of(session, account_id) if each.credential_id is not None]


def codes_left(session: Session, account_id: str) -> int:
    """How many recovery codes were not used yet."""
    query = select(func.count()).select_from(RecoveryCode)
    return session.scalar(query.where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))) or 0


def own_factor(session: Session, actor: Actor, factor_id: str) -> SecondFactor:
    """One of the actor's own factors, confirmed or not. Raises NotFound."""
    row = session.get(SecondFactor, factor_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    return row
