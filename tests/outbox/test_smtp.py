"""Letters over a real SMTP conversation with a small server of our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest

from lms.outbox.models import Letter
from lms.outbox.rules import mail_server
from lms.outbox.sending import message, send
from tests.mail_server import MailServer, mail_server_here


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server_here() as made:
        yield made


def mail(to: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "training@saltmarsh.example", to, "Your sign-in link"
    made.set_content("Hello Tomás,\n")
    return made


def test_a_letter_arrives(server: MailServer) -> None:
    send(mail_server(f"smtp://127.0.0.1:{server.port}"), mail("tomas@saltmarsh.example"))
    (got,) = server.got
    assert "Subject: Your sign-in link" in got


def test_a_refusal_is_told(server: MailServer) -> None:
    with pytest.raises(OSError, match="no such person"):
        send(mail_server(f"smtp://127.0.0.1:{server.port}"), mail("refused@saltmarsh.example"))


@pytest.mark.parametrize("address", [None, f"https://training.{'saltmarsh-' * 6}health.example/unsubscribe/{'k' * 43}"])
def test_a_letter_that_can_be_ended_says_so_in_its_head(server: MailServer, address: str | None) -> None:
    letter = Letter(
        id="0123456789abcdef", to="tomas@saltmarsh.example", subject="Your date", text="In 14 days.\n",
        created_at=datetime(2026, 6, 1, 15, tzinfo=UTC), unsubscribe=address,
    )  # fmt: skip
    send(mail_server(f"smtp://127.0.0.1:{server.port}"), message(letter, "Linchpin <no-reply@lms.example>"))
    (got,) = server.got
    assert (address is None) or f"List-Unsubscribe: <{address}>" in got.splitlines()
    read = message_from_string(got, policy=default)
    assert read["List-Unsubscribe"] == (f"<{address}>" if address else None)
    assert read["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if address else None)
