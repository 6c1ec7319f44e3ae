"""A small mail server of our own, so that letters go over a real SMTP conversation."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """Answers as a mail server does, and keeps what it was handed."""

    def setup(self) -> None:
        if self.server.tls is not None:  # type: ignore[attr-defined]
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)  # type: ignore[attr-defined]
        super().setup()

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN")
                continue
            if verb == "AUTH":
                self._say("235 welcome" if line.endswith(self.server.secret) else "535 no")  # type: ignore[attr-defined]
                continue
            if verb == "DATA":
                self._say("354 go on")
                self._keep()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif (verb == "RCPT" and "refused" in line) or (verb == "MAIL" and "stranger" in line):
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


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `got` holds the letters. `secret` ends the sign-in that is right."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.got: list[str] = []
        self.tls, self.secret = tls, secret

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up in the middle of TLS is what some tests are about."""


@contextmanager
def mail_server_here(tls: ssl.SSLContext | None = None, secret: str = "") -> Iterator[MailServer]:
    with MailServer(tls, secret) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()
