"""Several processes of the program on one machine and one database, each with a data folder of its own."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.curriculum.stored import READINGS
from lms.services import kept_secret
from scripts.balancer import HOST, Balancer, Replica

PROGRAM = [sys.executable, "-c", "from lms.cli import main; raise SystemExit(main())"]
STARTS_WITHIN = 120
ENDS_WITHIN = 40


class NotStarted(Exception):
    """A process ended, or never got ready; the message is what it said."""


@dataclass
class Process:
    """One process of the program; `start` after `kill` begins it again."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; it dies with whoever began it."""
        with self.log.open("ab") as out:
            self.running = subprocess.Popen(
                [*PROGRAM, *self.arguments], env=dict(self.environment), stdout=out, stderr=out,
                start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509
            )  # fmt: skip

    def kill(self) -> None:
        """End it and all it began at once, as a power cut would."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def tell_to_end(self) -> None:
        """TERM, which it may take a while to follow."""
        if self.running is not None:
            self.running.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Until it has ended; one that does not end in time is killed."""
        if self.running is None:
            return
        try:
            self.running.wait(ENDS_WITHIN)
            self.running = None
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Cluster:
    """Web replicas behind a balancer, and workers, below `folder`; files, keys and secret are those of `main`.

    `environment`: settings that all share, with the address of the database. Readings of the course are copied from
    `main`, since the same secret signed them.
    """

    folder: Path
    main: Path
    environment: Mapping[str, str]
    port: int = 0
    webs: int = 2
    processes: dict[str, Process] = field(default_factory=dict)

    def start(self) -> None:
        """Begin everything, and come back when every replica is ready. Raises NotStarted with what was said."""
        replicas = [Replica(f"web-{number}", _free_port()) for number in range(1, self.webs + 1)]
        self.balancer = Balancer(self.port, replicas)
        for replica in replicas:
            self._begin(replica.name, ["serve", "--port", str(replica.port)])
        self._begin("worker", ["worker"])
        for replica in replicas:
            self.wait_until_ready(replica)

    @property
    def address(self) -> str:
        """Where the balancer listens."""
        return f"http://{HOST}:{self.balancer.port}"

    def replica(self, name: str) -> Replica:
        """A replica by its name."""
        return next(each for each in self.balancer.replicas if each.name == name)

    def wait_until_ready(self, replica: Replica) -> None:
        """Come back when the balancer sends requests there. Raises NotStarted."""
        process = self.processes[replica.name]
        deadline = time.monotonic() + STARTS_WITHIN
        while not replica.ready:
            ended = process.running is None or _ended(process.running)
            if ended or time.monotonic() > deadline:
                raise NotStarted(process.log.read_text())

    def stop(self) -> None:
        """End everything, the processes side by side."""
        for process in self.processes.values():
            process.tell_to_end()
        for process in self.processes.values():
            process.wait()
        self.balancer.close()

    def _begin(self, name: str, arguments: list[str]) -> None:
        data = self.folder / name
        data.mkdir()
        if (self.main / READINGS).is_dir():
            shutil.copytree(self.main / READINGS, data / READINGS)
        shared = {
            "LMS_DATA": str(data),
            "LMS_FILES": str(self.main / "files"),
            "LMS_KEYS": str(self.main / "keys"),
            "LMS_SECRET_KEY": kept_secret(self.main),
            "LMS_BASE_URL": self.address,
            "LMS_TRUSTED_PROXIES": "1",
            "LMS_WORKER": "no",
        }
        process = Process(name, arguments, {**os.environ, **self.environment, **shared}, self.folder / f"{name}.log")
        self.processes[name] = process
        process.start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=0.05)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, however it dies."""
    parent_death_signal = 1
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)
