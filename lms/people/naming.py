"""What becomes of a new name wherever a copy of it is kept for lists."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.people.models import Account, RoleHeld
from lms.people.names import name_key


def carry_name(session: Session, account: Account) -> None:
    """Sort the roles that somebody holds, and has held, by her name as it is now."""
    session.flush()
    held = update(RoleHeld).where(RoleHeld.account_id == account.id)
    session.execute(held.values(name_key=name_key(account.name)))
