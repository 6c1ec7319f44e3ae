"""When a failed job is tried again, where mail goes, and what a sent letter may keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote, urlsplit

MAX_TRIES = 8
LONGEST_WAIT = timedelta(hours=6)
LAST_LETTER = "erasure-done"
"""The letter that tells somebody that her account was erased: of it nothing but that it was written outlives its sending."""
_SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def back_off(tries: int) -> timedelta | None:
    """How long to wait after the failure of try number `tries` (from 1); None: give up."""
    if tries >= MAX_TRIES:
        return None
    return min(timedelta(seconds=30 * 4 ** (max(tries, 1) - 1)), LONGEST_WAIT)


def without_secrets(text: str) -> str:
    """A letter's text with the tokens of its links taken out, as it is kept once it was sent."""
    return _SECRET.sub("(taken out after sending)", text)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. `tls` is 'at once', 'starttls' or 'none'."""

    host: str
    port: int
    tls: str
    user: str | None
    password: str | None


def mail_server(url: str) -> MailServer:
    """Read `smtp://user:password@host:587` or `smtps://host`. Raises ValueError with a sentence."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("A mail server looks like smtp://user:password@mail.example.org:587.")
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    tls = "at once" if parts.scheme == "smtps" else "starttls" if port == 587 else "none"
    if parts.password and tls == "none" and parts.hostname not in _LOOPBACK:
        raise ValueError("A mail password is sent over TLS only: use port 587 or smtps://.")
    return MailServer(
        host=parts.hostname,
        port=port,
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
