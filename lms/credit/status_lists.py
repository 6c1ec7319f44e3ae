"""Status lists: one bit for each certificate, set from the moment it does not count any more (Bitstring Status List 1.0).

Nothing is stored: the bits are computed from the rows that say so, so revoking and replacing show at once. A list tells
nobody which certificate is whose. Beside the list that counts, of what was revoked or replaced, stands one that says
which of these were replaced.
"""

from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.credit import proofs
from lms.credit.badges import BITS
from lms.credit.keeping.models import Tombstone
from lms.credit.keys import Keyring, in_force
from lms.credit.models import Certificate
from lms.errors import NotFound

Purpose = Literal["revocation", "refresh"]
"""`revocation`: it does not count any more. `refresh`: a newer one replaces it."""
HOLDS_FOR = timedelta(days=1)


def encode(places: Iterable[int]) -> str:
    """A list with these bits set, first bit leftmost, as multibase of its gzip; the same for the same places."""
    bits = bytearray(BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bits of a list. Raises ValueError for what is none of that length."""
    if not text.startswith("u"):
        raise ValueError("a list starts with u")
    try:
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        bits = _unpack(packed)
    except (ValueError, EOFError, OSError) as error:
        raise ValueError("a list is gzip in base64url") from error
    if len(bits) != BITS // 8:
        raise ValueError(f"a list has {BITS} bits")
    return bits


def _unpack(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
        return opened.read(BITS // 8 + 1)


def is_set(bits: bytes, place: int) -> bool:
    """Whether the bit at this place is set."""
    return bool(bits[place // 8] & 0x80 >> place % 8)


def signed_list(session: Session, ring: Keyring, *, number: int, purpose: Purpose, now: datetime) -> dict[str, Any]:
    """One status list as a signed credential, good for a day. Raises NotFound for a number that no certificate has, KeysUnusable."""
    known = select(Certificate.status_index).where(Certificate.status_list == number)
    purged = select(Tombstone.status_index).where(Tombstone.status_list == number)
    if all(session.scalars(each.limit(1)).first() is None for each in (known, purged)):
        raise NotFound()
    replaced = Certificate.superseded_at.is_not(None)
    gone = replaced if purpose == "refresh" else or_(replaced, Certificate.revoked_at.is_not(None))
    ended = ("replaced",) if purpose == "refresh" else ("revoked", "replaced")
    places = [
        *session.scalars(known.where(gone, Certificate.status_index.is_not(None))),
        *session.scalars(purged.where(Tombstone.ended.in_(ended))),
    ]
    signing = in_force(session, ring)
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    address = address_of(ring, number, purpose)
    plain = {
        "@context": [proofs.CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ring.did,
        "validFrom": proofs.instant(hour),
        "validUntil": proofs.instant(hour + HOLDS_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(place for place in places if place is not None),
        },
    }
    return proofs.sign(plain, key=signing.credential, method=f"{ring.did}#{signing.credential_id}", now=now)


def address_of(ring: Keyring, number: int, purpose: Purpose = "revocation") -> str:
    """Where a list is served."""
    return f"{ring.base_url}/credentials/status/{number}{'/replaced' if purpose == 'refresh' else ''}"
