"""Letters over a real SMTP conversation with a small server of our own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from lms.outbox.rules import mail_server
from lms.outbox.sending import send


class Conversation(socketserver.StreamRequestHandler):
    """Answers as a mail server does, and keeps what it was handed."""

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                self._keep()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "RCPT" and "refused" in line:
                self._say("550 no such person")
                continue
            self._say("250 ok")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.got.append(b"".join(lines).decode())  # type: ignore[attr-defined]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as made:
        made.daemon_threads = True
        made.got = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def mail(to: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "training@saltmarsh.example", to, "Your sign-in link"
    made.set_content("Hello Tomás,\n")
    return made


def test_a_letter_arrives(server: socketserver.TCPServer) -> None:
    port = server.server_address[1]
    send(mail_server(f"smtp://127.0.0.1:{port}"), mail("tomas@saltmarsh.example"))
    (got,) = server.got  # type: ignore[attr-defined]
    assert "Subject: Your sign-in link" in got


def test_a_refusal_is_told(server: socketserver.TCPServer) -> None:
    port = server.server_address[1]
    with pytest.raises(OSError, match="no such person"):
        send(mail_server(f"smtp://127.0.0.1:{port}"), mail("refused@saltmarsh.example"))
