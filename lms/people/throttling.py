"""Count tries from one place or for one address. Keys are keyed hashes: no address is kept."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil

from sqlalchemy import case, delete, or_
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.people.models import Throttle
from lms.people.rules import wait_seconds


@dataclass(frozen=True)
class Limit:
    """At most `most` tries for one value in `minutes`."""

    purpose: str
    most: int
    minutes: int


SKEW = timedelta(minutes=1)
"""By so much the clocks of two servers may differ."""
# One place is stopped early; an address as a whole late, so that nobody is easily locked out by somebody else.
SIGN_IN_BOTH = Limit("sign-in-both", 10, 15)
SIGN_IN_ADDRESS = Limit("sign-in-address", 50, 15)
SIGN_IN_CLIENT = Limit("sign-in-client", 50, 15)
MAIL_BOTH = Limit("mail-both", 5, 60)
MAIL_ADDRESS = Limit("mail-address", 15, 60)
MAIL_CLIENT = Limit("mail-client", 30, 60)
PASSWORD_ACCOUNT = Limit("password-account", 10, 15)
# Six figures, of which three codes fit at a time: of an account's 25 tries, one in thirteen thousand quarters of an hour is lucky.
FACTOR_BOTH = Limit("factor-both", 10, 15)
FACTOR_ACCOUNT = Limit("factor-account", 25, 15)


def place(address: str | None) -> str:
    """What counts as one place: an IPv4 address, or the /64 network that one subscriber of IPv6 has to choose from."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found.packed[:8] + bytes(8), 64)))


def key_for(limit: Limit, value: str, secret: str) -> str:
    """The row's key: purpose and a hash only this installation can make."""
    return f"{limit.purpose}:{hmac.new(secret.encode(), value.encode(), hashlib.sha256).hexdigest()}"


@dataclass(frozen=True)
class Tally:
    """How far a limit is used up: tries that are left, seconds until it begins anew, seconds to wait or None."""

    left: int
    anew: int
    wait: int | None


def count(session: Session, limit: Limit, value: str, *, secret: str, now: datetime) -> int | None:
    """Count one try; seconds to wait when it is one too many, else None. Belongs in a transaction of its own."""
    return tally(session, limit, value, secret=secret, now=now).wait


def tally(session: Session, limit: Limit, value: str, *, secret: str, now: datetime) -> Tally:
    """Count one try, and say how many are left. Belongs in a transaction of its own."""
    # A window that begins in the future was counted before the clock was set back: it would lock somebody out for as long.
    over = Throttle.window_start <= now - timedelta(minutes=limit.minutes)
    old = or_(over, Throttle.window_start > now + SKEW)
    made = upserting(session, Throttle).values(key=key_for(limit, value, secret), window_start=now, count=1)
    counted = made.on_conflict_do_update(
        index_elements=[Throttle.key],
        set_={
            "count": case((old, 1), else_=Throttle.count + 1),
            "window_start": case((old, now), else_=Throttle.window_start),
        },
    ).returning(Throttle.count, Throttle.window_start)
    tries, window_start = session.execute(counted).one()
    wait = wait_seconds(count=tries, most=limit.most, window_start=window_start, window_minutes=limit.minutes, now=now)
    ends = window_start + timedelta(minutes=limit.minutes)
    return Tally(max(limit.most - tries, 0), max(ceil((ends - now).total_seconds()), 0), wait)


def forget(session: Session, limit: Limit, value: str, *, secret: str) -> None:
    """Start again from nothing, after a success."""
    session.execute(delete(Throttle).where(Throttle.key == key_for(limit, value, secret)))


def sweep(session: Session, now: datetime) -> None:
    """Remove counts nobody needs any more: older than a day."""
    session.execute(delete(Throttle).where(Throttle.window_start < now - timedelta(days=1)))
