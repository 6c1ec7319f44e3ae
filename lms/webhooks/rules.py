"""Which act is which event, where messages may go, how they are signed, when a webhook is paused. Pure.

The signature is that of the Standard Webhooks specification 1.0 (standardwebhooks.com).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

EVENTS = {
    "person.invited": "Somebody was invited, or invited again",
    "person.deactivated": "An account was deactivated",
    "part.completed": "A lesson, case, lab or test was completed",
    "certificate.issued": "A certificate was issued, or issued again",
    "certificate.revoked": "A certificate was revoked",
}
"""Kind → what it tells of."""
KIND_OF_ACT = {
    "invitation.sent": "person.invited",
    "account.deactivated": "person.deactivated",
    "requirement.completed": "part.completed",
    "certificate.issued": "certificate.issued",
    "certificate.reissued": "certificate.issued",
    "certificate.revoked": "certificate.revoked",
}
"""Act of the audit record → kind of event."""
URL_MOST = 500
PREFIX = "whsec_"
SECRET_BYTES = 32
BOTH_VALID = timedelta(hours=24)
"""After a rotation messages are signed with the secret before as well."""
PAUSED_AFTER = timedelta(days=3)
REST = timedelta(minutes=1)
"""After a try that nobody answered nothing else is tried at that address for so long."""
HTTPS = 443
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_GLOBAL_6 = IPv6Network("2000::/3")
_TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
_RELAY = IPv4Network("192.88.99.0/24")


def address_problem(url: str, *, loopback: bool = False) -> str | None:
    """Why messages cannot be sent to this address, in a sentence, or None. `loopback`: this machine is allowed, on any port."""
    if len(url) > URL_MOST:
        return f"Use an address of at most {URL_MOST} characters."
    if not url.isascii() or not url.isprintable() or " " in url:
        return "Write the address in plain letters, without blanks."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "This is no address. It looks like https://hooks.example.org/linchpin."
    if not host or parts.scheme not in ("http", "https"):
        return "This is no address. It looks like https://hooks.example.org/linchpin."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "Leave names, passwords and # out of the address."
    if loopback and host in LOOPBACK:
        return None
    if parts.scheme != "https":
        return "The address must begin with https://."
    if port not in (None, HTTPS):
        return "Only port 443 is used; leave the port out."
    if host in LOOPBACK or (_is_number(host) and not may_connect(host)):
        return "This address is not on the public internet."
    return None


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def may_connect(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, multicast, reserved or one that holds another."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        # What holds an IPv4 address (mapped, NAT64, 6to4, Teredo) may lead into a network of one's own.
        inside = found in _GLOBAL_6 and not any(found in each for each in _TUNNELS)
        return inside and found.is_global and not found.is_multicast
    return _public_4(found)


def _public_4(found: IPv4Address) -> bool:
    return found.is_global and not found.is_multicast and not found.is_reserved and found not in _RELAY


def may_connect_all(host: str, addresses: Sequence[str], *, loopback: bool = False) -> bool:
    """Whether every address that a host resolved to may be connected to; of none: no."""
    if loopback and host in LOOPBACK:
        return bool(addresses) and all(ip_address(each).is_loopback for each in addresses)
    return bool(addresses) and all(may_connect(each) for each in addresses)


def secret_of(key: bytes) -> str:
    """A key as it is shown: `whsec_` and base64."""
    return PREFIX + base64.b64encode(key).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over id.timestamp.body; `timestamp` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers_of(secrets: Sequence[str], *, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers; one signature for each secret that is valid, the newest first."""
    timestamp = int(now.timestamp())
    signed = [signature(each, message_id=message_id, timestamp=timestamp, body=body) for each in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }


def body_of(kind: str, at: datetime, *, organisation_id: str, person_id: str, about: Mapping[str, Any]) -> bytes:
    """The message: `type`, `timestamp` and `data` with ids; no names."""
    data = {"organisation_id": organisation_id, "person_id": person_id, **about}
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": data}, separators=(",", ":")).encode()


def result_of_status(status: int) -> str:
    """What an answer means, in a sentence."""
    if 200 <= status < 300:
        return f"Taken ({status})."
    if 300 <= status < 400:
        return f"Answered with a redirect ({status}), which is not followed."
    return f"Answered with {status}."


def is_taken(status: int) -> bool:
    """Whether an answer means that the message arrived."""
    return 200 <= status < 300


def is_to_be_paused(failing_since: datetime, now: datetime) -> bool:
    """Whether nothing has been taken for so long that the webhook is paused."""
    return now - failing_since >= PAUSED_AFTER
