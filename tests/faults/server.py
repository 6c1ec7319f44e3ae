"""The real server in a process of its own, which a test may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer

from scripts.bare_browser import Browser, Gone
from tests.kept import lend_reading


class Server:
    """`lms serve` on a free port; `start` after `kill` serves the same data again."""

    def __init__(self, data: Path, database_url: str, **settings: str) -> None:
        self.data = data
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
            **settings,
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

    def kill_answering(self) -> None:
        """End the process that answers requests at once; the one that began it begins another."""
        with suppress(ProcessLookupError):
            os.kill(self.answering(), signal.SIGKILL)

    def answering(self) -> int:
        """The id of the process that answers requests. ProcessLookupError while there is none."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            raise ProcessLookupError(pid)
        return int(children[0])

    def later(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Do something from another thread after a moment."""
        timer = Timer(seconds, act)
        timer.start()
        return timer

    def _answers(self) -> bool:
        try:
            return Browser(self.port).get("/healthz").status == 200
        except Gone:
            return False
