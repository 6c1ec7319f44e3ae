"""What the doors of one process share: settings, clock, database, course, stored files."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lms.clock import Clock
from lms.curriculum.library import Library, course_folder
from lms.database import Database
from lms.files import FileStore
from lms.readiness.roles import check_roles
from lms.settings import Settings


@dataclass(frozen=True)
class Services:
    """Made once when a process starts, by `make_services`."""

    settings: Settings
    clock: Clock
    database: Database
    library: Library
    files: FileStore

    @property
    def designs(self) -> Path:
        """The course's certificate designs."""
        return self.library.folder / "certificates"


def make_services(
    settings: Settings, *, clock: Clock | None = None, database: Database | None = None, library: Library | None = None
) -> Services:
    """The services for these settings; a clock, a database or a library may be given instead of the usual ones."""
    return Services(
        settings=settings,
        clock=clock or Clock(),
        database=database or Database(settings.resolved_database_url),
        library=library or Library(course_folder(settings.course), extra=(check_roles,)),
        files=FileStore(settings.files_path),
    )


def kept_secret(data: Path) -> str:
    """The signing key kept in the data folder; made on the first call, readable by the owner only."""
    target = data / "secret-key"
    if not target.exists():
        data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
    return target.read_text().strip()


@contextmanager
def opened(settings: Settings, *, clock: Clock | None = None) -> Iterator[Services]:
    """Services for a block, such as one command; the database's connections are closed at its end."""
    made = make_services(settings, clock=clock)
    try:
        yield made
    finally:
        made.database.dispose()
