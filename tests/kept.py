"""What every test would make anew and alike, kept for the life of a worker.

Compiled templates, compressed static files, applications with their routes, engines with their compiled statements:
none of it holds anything of a test. What a test does hold (settings, clock, database, files) is made for it alone.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import URL

from lms.app import create_app
from lms.clock import Clock
from lms.curriculum import stored
from lms.curriculum.library import Library
from lms.database import Database
from lms.files import private_folder
from lms.services import Services, make_services
from lms.settings import Settings
from lms.web import static_files
from tests.house.source import ROOT
from tests.left_open import keep_connections

READINGS = ROOT / ".cache" / "readings"
"""Where the course as it was read is kept from one run of the tests to the next."""
COMPILED = ROOT / ".cache" / "templates"
"""Where templates that one worker compiled lie for the others; a file of another Python or Jinja is not taken."""


SECRET = "a key that only tests use, all of them the same one"
"""With which that reading is signed."""


def lend_reading(data: Path) -> None:
    """Let a data folder use the reading of the course that all tests share, and the key it is signed with."""
    key = private_folder(data) / "secret-key"
    if not key.exists():
        key.write_text(SECRET)
        key.chmod(0o600)
    place = private_folder(data) / stored.READINGS
    if not place.exists():
        place.symlink_to(private_folder(READINGS), target_is_directory=True)


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates, in files for all workers and in memory, found again by name and by the hash of their source."""

    def __init__(self) -> None:
        COMPILED.mkdir(parents=True, exist_ok=True)
        super().__init__(str(COMPILED))
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is None:
            super().load_bytecode(bucket)
        else:
            bucket.code = kept

        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


class KeptApps:
    """One application for all settings that differ only in where data, database and course are."""

    def __init__(self, folder: Path) -> None:
        self._release = static_files.fingerprint()
        self._static = static_files.prepared(folder, self._release)
        self._apps: dict[Settings, tuple[Flask, dict[str, Any]]] = {}

    def give(self, services: Services) -> Flask:
        """An application with these services; whatever a test changed in its configuration is undone."""
        alike = replace(services.settings, data="", database_url="", course="")
        if alike not in self._apps:
            made = self.make(services)
            self._apps[alike] = made, dict(made.config)
        app, config = self._apps[alike]
        app.config.clear()
        app.config.update(config)
        self._lend(services.settings)
        app.extensions["lms"] = services
        return app

    def on_course(self, folder: Path, settings: Settings, clock: Clock, database: Database) -> Flask:
        """An application on a course of its own; a folder in the same state as in an earlier test is not read again."""
        lend_reading(settings.data_path)
        services = make_services(replace(settings, course=str(folder)), clock=clock, database=database)
        services.library.current(services.clock.tick())
        return self.give(services)

    def make(self, services: Services) -> Flask:
        """An application that nobody else has."""
        self._lend(services.settings)
        made = create_app(services.settings, clock=services.clock, database=services.database, library=services.library)
        made.testing = True
        return made

    def _lend(self, settings: Settings) -> None:
        lent = private_folder(settings.data_path / "static") / self._release
        if not lent.exists():
            lent.symlink_to(self._static)
        lend_reading(settings.data_path)


class KeptDatabases:
    """Opened databases by address, each with an engine that keeps what it has compiled, and its connections to a server."""

    def __init__(self) -> None:
        self._opened: dict[URL, Database] = {}

    def open(self, url: URL) -> Database:
        if url not in self._opened:
            opened = self._opened[url] = Database(url)
            if not opened.is_sqlite:
                keep_connections(opened.engine)
        return self._opened[url]


def kept_library(folder: Path) -> Library:
    """The repository's course, read; the garbage collector no longer walks through it."""
    lend_reading(folder)
    library = make_services(Settings(data=str(folder))).library
    library.current(0)
    gc.collect()
    gc.freeze()
    return library
