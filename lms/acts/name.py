"""Confirm the legal name, the last gate of many certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.credit.actions import confirm_legal_name
from lms.credit.models import Certificate
from lms.people.permissions import Actor


def confirm_name(session: Session, *, actor: Actor, now: datetime, world: World, legal_name: str) -> tuple[Certificate, ...]:
    """Keep the confirmed name and issue what waited for it. Raises Invalid with the reason."""
    confirm_legal_name(session, actor=actor, now=now, legal_name=legal_name)
    return follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world)
