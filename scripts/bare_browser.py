"""A bare HTTP client for a server in a process of its own: it sends forms and keeps the cookie, and remembers nothing else."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

COOKIE = "lms="


class Gone(Exception):
    """The server did not answer: it was killed."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads; empty for other answers."""
        return self.headers.get("Location") or ""


class Browser:
    """Talks to one port of this machine."""

    def __init__(self, port: int, *, cookie: str = "", token: str = "") -> None:
        self.port = port
        self._cookie = cookie
        self._token = token

    def at(self, port: int) -> Browser:
        """The same visitor at another port, with the same cookie."""
        return Browser(port, cookie=self._cookie, token=self._token)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the page; AssertionError when it does not lead on."""
        self.read_token("/sign-in")
        answer = self.post("/sign-in", email=email, password=password)
        if answer.status != 303:
            raise AssertionError(f"signing in answered {answer.status}")
        self.read_token("/account/")

    def get(self, path: str) -> Answer:
        """Look at a page. Raises Gone."""
        return self._send("GET", path)

    def post(self, path: str, *, fetch: bool = False, **fields: str) -> Answer:
        """Send a form, as a script does with `fetch`. Raises Gone."""
        more = {"X-Requested-With": "fetch"} if fetch else {}
        more["Content-Type"] = "application/x-www-form-urlencoded"
        return self._send("POST", path, urlencode({"csrf_token": self._token, **fields}), more)

    def read_token(self, path: str) -> None:
        """Take the token of forms from a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        if found is None:
            raise AssertionError(f"{path} has no form")
        self._token = found[1]

    def _send(self, method: str, path: str, body: str = "", more: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Cookie": self._cookie, **(more or {})})
            got = connection.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        finally:
            connection.close()
        for header in got.headers.get_all("Set-Cookie") or []:
            if header.startswith(COOKIE):
                self._cookie = header.partition(";")[0]
        return Answer(got.status, content.decode(errors="replace"), got.headers, content)
