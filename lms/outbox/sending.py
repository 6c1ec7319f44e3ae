"""Hand a letter to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from lms.database import Database
from lms.outbox import actions, queries
from lms.outbox.models import Letter
from lms.outbox.rules import MailServer, mail_server

TIMEOUT_SECONDS = 15
Send = Callable[[MailServer, EmailMessage], None]


def message(letter: Letter, mail_from: str) -> EmailMessage:
    """The letter as a message; its Message-ID is fixed, so that mail handed over twice is seen to be one."""
    made = EmailMessage()
    made["From"] = mail_from
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.created_at)
    made["Message-ID"] = f"<{letter.id}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


def send(server: MailServer, mail: EmailMessage) -> None:
    """Hand one message over by SMTP. Raises OSError (smtplib's errors among them) when the server does not take it."""
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
        connection.send_message(mail)


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
