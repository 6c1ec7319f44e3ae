"""Accounts that were joined with another: the old one stays as a sign that leads on to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Account


def surviving(session: Session, account_id: str) -> str:
    """The id that `account_id` leads on to: its own, unless the account was joined with another."""
    return session.scalar(select(Account.merged_into_id).where(Account.id == account_id)) or account_id


def accounts_of(session: Session, account_id: str) -> tuple[str, ...]:
    """Every id under which a person's rows may stand: the account itself first, then those joined with it."""
    joined = select(Account.id).where(Account.merged_into_id == account_id).order_by(Account.created_at, Account.id)
    return (account_id, *session.scalars(joined))
