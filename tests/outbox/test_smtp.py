"""Letters over a real SMTP conversation with a small server of our own."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from lms.outbox.rules import mail_server
from lms.outbox.sending import send
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
