"""Which roles are the only one that their holder still holds: noted beside each, so that long lists count people by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from lms.people.models import Account, RoleHeld

AT_ONCE = 500
"""Accounts of one statement, as a database takes only so many values in one."""


def holds_alone(role: Any) -> ColumnElement[bool]:
    """That a role, of any alias of the table, is held and the only one its holder holds: the rule behind `listed_alone`."""
    other = aliased(RoleHeld)
    another = exists().where(other.account_id == role.account_id, other.id != role.id, other.ended_on.is_(None))
    return and_(role.ended_on.is_(None), ~another)


def note_alone(session: Session, account_ids: Iterable[str]) -> None:
    """Note it anew for all roles of some accounts, after roles were taken up, ended or moved from one to another.

    The accounts are locked first: of two who give somebody a role at the same moment, the second sees both roles.
    """
    session.flush()
    ids = sorted(set(account_ids))
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        accounts = select(Account.id).where(Account.id.in_(some)).order_by(Account.id)
        session.execute(accounts.with_for_update(key_share=True)).all()
        theirs = update(RoleHeld).where(RoleHeld.account_id.in_(some)).values(listed_alone=holds_alone(RoleHeld))
        session.execute(theirs.execution_options(synchronize_session=False))
