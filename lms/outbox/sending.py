"""Hand a letter to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from lms.database import Database
from lms.outbox import actions, queries
from lms.outbox.models import Letter
from lms.outbox.rules import MailServer, mail_server

TIMEOUT_SECONDS = 15
WHOLE_LINES = policy.default.clone(max_line_length=998)
"""A long address in a head stays one readable word, as far as RFC 5322 allows a line to go; else it would be encoded."""
Send = Callable[[MailServer, EmailMessage], None]


def message(letter: Letter, mail_from: str) -> EmailMessage:
    """The letter as a message; its Message-ID is fixed, so that mail handed over twice is seen to be one."""
    made = EmailMessage(policy=WHOLE_LINES)
    made["From"] = mail_from
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.created_at)
    made["Message-ID"] = f"<{letter.id}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"
    made["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe is not None:
        # One click ends such letters (RFC 8058); the address is its own key.
        made["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.text)
    return made


@contextmanager
def conversation(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection as the settings want it: TLS and the certificate checked, signed in. Raises OSError (smtplib's errors among them)."""
    context = ssl.create_default_context()
    if server.tls == "at once":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    with connection:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user is not None:
            connection.login(server.user, server.password or "")
        yield connection


def send(server: MailServer, mail: EmailMessage) -> None:
    """Hand one message over by SMTP. Raises OSError (smtplib's errors among them) when the server does not take it."""
    with conversation(server) as connection:
        connection.send_message(mail)


def try_out(server: MailServer, *, mail_from: str, to: str | None, now: datetime) -> None:
    """Go as far as a letter would: connect, TLS, sign in, and with `to` hand over a letter that says it is a test. Raises OSError."""
    with conversation(server) as connection:
        connection.noop()
        if to is not None:
            connection.send_message(_test_letter(mail_from, to, now))


def _test_letter(mail_from: str, to: str, now: datetime) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Date"] = mail_from, to, format_datetime(now)
    made["Subject"] = "Test from Linchpin"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(
        "This letter was sent by `lms doctor --mail` to see whether mail arrives. There is nothing to do.\n"
    )
    return made


def deliver(
    database: Database, payload: Mapping[str, Any], now: datetime, *, smtp_url: str, mail_from: str, by: Send = send
) -> None:
    """Send the letter of a 'mail' job once. Without a mail server it stays in the outbox, to be read there."""
    with database.session() as session:
        letter = queries.letter(session, str(payload["letter_id"]))
    if letter is None or letter.sent_at is not None or not smtp_url:
        return
    by(mail_server(smtp_url), message(letter, mail_from))
    with database.independent() as session:
        actions.letter_sent(session, letter.id, now)
