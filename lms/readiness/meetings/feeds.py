"""Calendar feeds: secret addresses, made, renewed and revoked; what one of them shows; and the same meetings as a file.

Only the hash of an address's token is stored. The token itself follows from the installation's secret and the row's id,
so that whoever may see a feed can read its address again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import NotFound, Refusal
from lms.ids import new_id
from lms.people.models import Account, Clinic
from lms.people.permissions import Actor
from lms.people.queries import actor_for
from lms.people.rules import ROLES
from lms.readiness.meetings.models import CalendarFeed
from lms.readiness.meetings.queries import Kept, get_clinic, keep, may_change, own
from lms.readiness.rules.calendar_times import CalendarMeeting, Moved, meetings_text
from lms.readiness.rules.meetings import fold, rhythm_words

FEEDS_MOST = 10
"""As many addresses may one person, or one clinic, have at a time."""


def token_of(secret: str, feed_id: str) -> str:
    """The token in a feed's address: 43 letters and figures that only this installation can make."""
    made = hmac.new(secret.encode(), f"calendar feed {feed_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def shown_token(secret: str, feed: CalendarFeed) -> str | None:
    """The token again, to show its address; None when the installation's secret is another one than it was made with."""
    token = token_of(secret, feed.id)
    return token if _hashed(token) == feed.token_hash else None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def feeds_of(session: Session, actor: Actor) -> list[CalendarFeed]:
    """The actor's own feeds that are not revoked, the oldest first."""
    return list(
        session.scalars(
            _standing().where(CalendarFeed.account_id == actor.account_id, CalendarFeed.clinic_id.is_(None))
        )
    )


def feeds_of_clinic(session: Session, actor: Actor, clinic: Clinic) -> list[CalendarFeed]:
    """The feeds of a clinic that are not revoked, whoever made them. Raises NotFound for who does not change meetings there."""
    if not may_change(actor, clinic):
        raise NotFound()
    return list(session.scalars(_standing().where(CalendarFeed.clinic_id == clinic.id)))


def _standing() -> Select[CalendarFeed]:
    return (
        select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None)).order_by(CalendarFeed.created_at, CalendarFeed.id)
    )


def make_feed(
    session: Session, *, actor: Actor, now: datetime, secret: str, clinic_id: str | None = None
) -> CalendarFeed:
    """A new address for one's own meetings or (with a clinic) for a clinic's. Raises NotFound, and Refusal at ten."""
    there = (
        feeds_of(session, actor)
        if clinic_id is None
        else feeds_of_clinic(session, actor, get_clinic(session, actor, clinic_id))
    )
    if len(there) >= FEEDS_MOST:
        raise Refusal(f"There are {FEEDS_MOST} addresses already. Revoke one that nobody uses first.")
    feed_id = new_id()
    row = CalendarFeed(
        id=feed_id,
        account_id=actor.account_id,
        clinic_id=clinic_id,
        token_hash=_hashed(token_of(secret, feed_id)),
        created_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, row, "calendar-feed.made", actor, now)
    return row


def get_feed_for(session: Session, actor: Actor, feed_id: str, *, clinic_id: str | None = None) -> CalendarFeed:
    """A feed of one's own or (with a clinic) of a clinic whose meetings one changes. Raises NotFound."""
    row = session.get(CalendarFeed, feed_id)
    if row is None or row.clinic_id != clinic_id:
        raise NotFound()
    if clinic_id is None:
        if row.account_id != actor.account_id:
            raise NotFound()
    elif not may_change(actor, get_clinic(session, actor, clinic_id)):
        raise NotFound()
    return row


def revoke_feed(
    session: Session, *, actor: Actor, now: datetime, feed_id: str, clinic_id: str | None = None
) -> CalendarFeed:
    """End an address: whoever reads it finds nothing from now on. Done once. Raises NotFound."""
    row = get_feed_for(session, actor, feed_id, clinic_id=clinic_id)
    if row.revoked_at is None:
        row.revoked_at = now
        session.flush()
        _note(session, row, "calendar-feed.revoked", actor, now)
    return row


def renew_feed(
    session: Session, *, actor: Actor, now: datetime, secret: str, feed_id: str, clinic_id: str | None = None
) -> CalendarFeed:
    """Put a new address in the place of one that may be known to others. Raises NotFound, Refusal."""
    revoke_feed(session, actor=actor, now=now, feed_id=feed_id, clinic_id=clinic_id)
    return make_feed(session, actor=actor, now=now, secret=secret, clinic_id=clinic_id)


def feed_text(session: Session, token: str, *, now: datetime, base_url: str, zone: str) -> str:
    """The calendar behind a token: what its person may see now, and no more. Raises NotFound for any other token."""
    row = session.scalar(_standing().where(CalendarFeed.token_hash == _hashed(token)))
    account = session.get(Account, row.account_id) if row is not None else None
    if row is None or account is None or account.deactivated_at is not None or account.erased_at is not None:
        raise NotFound()
    if row.clinic_id is None:
        return calendar_of(
            own(session, account.id, now), name="My meetings", now=now, base_url=base_url, who=account.id
        )
    clinic = session.get_one(Clinic, row.clinic_id)
    if not may_change(actor_for(session, account, now=now, zone=zone), clinic):
        raise NotFound()
    return calendar_of(keep(session, [clinic.id], now), name=f"Meetings, {clinic.name}", now=now, base_url=base_url)


def calendar_of(found: Iterable[Kept], *, name: str, now: datetime, base_url: str, who: str = "") -> str:
    """Some series as a calendar file; no person is named in it. `who`: whose calendar it is, told whether she must come."""
    events = [event for kept in found for event in _events(kept, base_url, who)]
    return meetings_text(events, name=name, stamped=now)


def _events(kept: Kept, base_url: str, who: str) -> Iterable[CalendarMeeting]:
    rhythm, clinic, kind = kept.series.rhythm, kept.row.clinic, kept.kind
    recorded = fold(kept.series.marks, rhythm.at)
    url = f"{base_url}/clinics/{clinic.id}/meetings/{kept.row.id}"

    def event(uid: str, first: date, at: int, **more: object) -> CalendarMeeting:
        return CalendarMeeting(
            uid=f"meeting-{uid}@linchpin", sequence=kept.changes, zone=clinic.zone, first=first, at=at,
            minutes=rhythm.minutes, title=f"{kind.title}, {clinic.name}", place=rhythm.place, note=_words(kept, who),
            url=url, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    apart = [each for each in recorded.values() if each.state in ("moved", "held")]
    if rhythm.unit == "week":
        first = rhythm.from_date
        while first.weekday() != rhythm.weekday:
            first = date.fromordinal(first.toordinal() + 1)
        step = 7 * rhythm.every

        def regular(slot: date) -> bool:
            return slot >= first and (slot - first).days % step == 0

        yield event(
            kept.row.id,
            first,
            rhythm.at,
            weeks=rhythm.every,
            left_out=tuple(each.slot for each in recorded.values() if each.state == "cancelled" and regular(each.slot)),
            moved=tuple(
                Moved(each.slot, each.on, each.at)
                for each in apart
                if regular(each.slot) and (each.on, each.at) != (each.slot, rhythm.at)
            ),
        )
        apart = [each for each in apart if not regular(each.slot)]
    else:
        apart += [each for each in kept.outlook.ahead if each.slot not in recorded]
    for each in sorted(apart, key=lambda one: one.slot):
        yield event(f"{kept.row.id}-{each.slot:%Y%m%d}", each.on, each.at)


def _words(kept: Kept, who: str) -> str:
    kind = kept.kind
    said = [f"{rhythm_words(kept.series.rhythm).capitalize()}. {kind.purpose}"]
    said.append("Must come: " + ", ".join(ROLES[each].lower() for each in kind.must) + ".")
    able = [ROLES[each].lower() for each in kind.able] + (["leaders of the clinic"] if kind.leaders else [])
    if able:
        said.append("As able: " + ", ".join(able) + ".")
    if who:
        said.append("You must come." if kept.needs(who) else "You come as you are able.")
    said.append("Never write a patient’s name into a calendar.")
    return "\n".join(said)


def _note(session: Session, row: CalendarFeed, act: str, actor: Actor, now: datetime) -> None:
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="calendar feed",
        subject_id=row.id,
        details={"clinic": row.clinic_id},
    )
