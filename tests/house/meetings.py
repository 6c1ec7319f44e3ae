"""A meeting of the clinic for tests of the whole house, and addresses from which calendars read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.people.permissions import Actor, Permission
from lms.readiness.meetings import actions, feeds
from lms.readiness.rules.meetings import Rhythm


def set_up_meetings(session: Session, now: datetime, supervisor: Actor, owner: Actor, secret: str) -> dict[str, str]:
    """A panel review, below the published rhythm, that falls on today; an address for the owner's calendar and for the clinic's.

    Returns what stands for them in addresses.
    """
    ((_, clinic_id),) = supervisor.clinics_with(Permission.MEETING_CHANGE)
    assert clinic_id is not None
    today = owner.today
    by: dict[str, Any] = {"actor": supervisor, "now": now, "clinic_id": clinic_id}
    rhythm = Rhythm(2, "week", today.weekday(), 750, 60, "Room 2", today, "One consultant for two clinics")
    row = actions.set_up(session, kind="panel", rhythm=rhythm, last_before=today - timedelta(days=14), **by)
    own = feeds.make_feed(session, actor=owner, now=now, secret=secret)
    return {
        "clinic_id": clinic_id,
        "meeting_id": row.id,
        "slot": today.isoformat(),
        "own_feed_id": own.id,
        "clinic_feed_id": feeds.make_feed(session, secret=secret, **by).id,
        "feed_token": feeds.token_of(secret, own.id),
    }
