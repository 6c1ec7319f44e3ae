"""The real server in a process of its own, which a test may kill, and a bare HTTP client for it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Timer
from urllib.parse import urlencode

from tests.kept import lend_reading
from tests.people.makers import PASSWORD, email_of


class Gone(Exception):
    """The server did not answer: it was killed."""


class Server:
    """`lms serve` on a free port; `start` after `kill` serves the same data again."""

    def __init__(self, data: Path, database_url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        lend_reading(data)
        self._log = data.parent / "server.log"
        self._command = [
            sys.executable, "-c", "from lms.cli import main; raise SystemExit(main())",
            "serve", "--data", str(data), "--port", str(self.port),
        ]  # fmt: skip
        self._environment = {
            **os.environ,
            "LMS_DATABASE_URL": database_url,
            "LMS_BASE_URL": f"http://127.0.0.1:{self.port}",
            "LMS_ARGON2_MEMORY_KIB": "8",
            "LMS_ARGON2_ROUNDS": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and come back when it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(1200):
            if self._answers():
                return
            try:
                self._process.wait(timeout=0.05)
                break
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError(self._log.read_text())

    def kill(self) -> None:
        """End it and everything it started at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def kill_in(self, seconds: float) -> Timer:
        """Kill it from another thread after a moment."""
        timer = Timer(seconds, self.kill)
        timer.start()
        return timer

    def _answers(self) -> bool:
        try:
            return Browser(self.port).get("/healthz").status == 200
        except Gone:
            return False


class Browser:
    """Sends forms, keeps the cookie; remembers nothing else."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""
        self._token = ""

    def sign_in(self, name: str) -> None:
        self._read_token("/sign-in")
        answer = self.post("/sign-in", email=email_of(name), password=PASSWORD)
        assert answer.status == 303
        self._read_token("/account/")

    def get(self, path: str) -> http.client.HTTPResponse:
        return self._send("GET", path)

    def post(self, path: str, *, fetch: bool = False, **fields: str) -> http.client.HTTPResponse:
        more = {"X-Requested-With": "fetch"} if fetch else {}
        more["Content-Type"] = "application/x-www-form-urlencoded"
        return self._send("POST", path, urlencode({"csrf_token": self._token, **fields}), more)

    def _read_token(self, path: str) -> None:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)  # type: ignore[attr-defined]
        assert found
        self._token = found[1]

    def _send(
        self, method: str, path: str, body: str = "", more: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, {"Cookie": self._cookie, **(more or {})})
            answer = connection.getresponse()
            answer.text = answer.read().decode()  # type: ignore[attr-defined]
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            if header.startswith("lms="):
                self._cookie = header.partition(";")[0]
        return answer
