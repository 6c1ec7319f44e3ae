"""Signs of life of accounts: an invitation that is open, the last time somebody was here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import MailToken, SignedIn


def newest_invitations(session: Session, ids: Collection[str]) -> dict[str, datetime]:
    """Until when the open invitation of each account works or worked; without one an account is missing."""
    query = select(MailToken.account_id, func.max(MailToken.expires_at)).where(
        MailToken.kind == "invitation", MailToken.used_at.is_(None)
    )
    if len(ids) == 1:
        query = query.where(MailToken.account_id.in_(ids))
    found = session.execute(query.group_by(MailToken.account_id))
    return {account_id: until for account_id, until in found if account_id in ids}


def last_seen(session: Session, ids: Collection[str]) -> dict[str, datetime]:
    """When somebody was last here, for those who ever were."""
    query = select(SignedIn.account_id, func.max(SignedIn.seen_at)).where(SignedIn.account_id.in_(ids))
    rows = session.execute(query.group_by(SignedIn.account_id)).all()
    return {row[0]: row[1] for row in rows}
