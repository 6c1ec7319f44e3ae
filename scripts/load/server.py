"""The real server in a process of its own, on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy.engine import URL

LONGEST = 300.0
"""Seconds until it must answer."""


class Server:
    """`lms serve` over a data folder and a database; `port` is where it listens."""

    def __init__(self, data: Path, url: URL) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._data, self._process = data, None
        self._environment = {
            **os.environ, "LMS_DATA": str(data), "LMS_DATABASE_URL": url.render_as_string(hide_password=False),
            "LMS_BASE_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip

    _process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start, and come back when it answers."""
        with (self._data / "server.log").open("ab") as log:
            command = [*_lms(), "serve", "--port", str(self.port)]
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + LONGEST
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise SystemExit((self._data / "server.log").read_text())
            time.sleep(0.2)

    def stop(self) -> None:
        """Let it finish what it does, and end."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=60)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another command of the product over the same data."""
        return subprocess.run([*_lms(), *words], env=self._environment, capture_output=True, text=True, check=False)

    def _answers(self) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False
        finally:
            asked.close()


def _lms() -> list[str]:
    return [sys.executable, "-c", "from lms.cli import main; raise SystemExit(main())"]
