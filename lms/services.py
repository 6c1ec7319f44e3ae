"""What the doors of one process share: settings, clock, database, course, its search, stored files."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from lms.clock import Clock
from lms.credit.accreditors.reading import Shelf, read_shelf
from lms.credit.keys import Keyring
from lms.curriculum.library import Library, course_folder
from lms.curriculum.search import SearchIndex
from lms.curriculum.stored import READINGS, Readings
from lms.curriculum.uploads.workshop import Workshop
from lms.database import Database
from lms.files import FileStore, private_folder
from lms.people.identity.directory import Directory
from lms.readiness.course_checks import CHECKS
from lms.settings import SECRET_LEAST, BadSetting, Settings

if TYPE_CHECKING:
    from lms.watching.meters import Meters
    from lms.watching.traces import Traces


@dataclass(frozen=True)
class Services:
    """Made once when a process starts, by `make_services`."""

    settings: Settings
    clock: Clock
    database: Database
    library: Library
    files: FileStore
    search: SearchIndex
    workshop: Workshop
    identity: Directory
    stopping: Event = field(default_factory=Event)
    """Set once this process was told to end; it still answers what comes."""
    meters: Meters | None = None
    """What this process counts about itself; None: nobody asks for metrics."""
    traces: Traces | None = None
    """Where spans go; None: nobody asks for them."""

    @property
    def designs(self) -> Path:
        """The certificate designs: those the operator installed, as no upload brings any."""
        return self.library.home / "certificates"

    @property
    def rule_sets(self) -> Shelf:
        """What accreditors ask: our files, those of the operator's course, and those in the data folder, the last by name."""
        return read_shelf(self.designs / "accreditors", self.settings.data_path / "accreditors")

    @property
    def keys(self) -> Keyring:
        """Where the keys lie that certificates are signed with."""
        return Keyring(self.settings.keys_path, self.settings.base_url)


def make_services(
    settings: Settings, *, clock: Clock | None = None, database: Database | None = None, library: Library | None = None
) -> Services:
    """The services for these settings; a clock, a database or a library may be given instead of the usual ones.

    Raises BadSetting for a file of an identity provider that cannot be used.
    """
    database = database or Database(settings.resolved_database_url)
    files = FileStore(settings.files_path)
    workshop = Workshop(files, settings.data_path / "courses", CHECKS)
    return Services(
        settings=settings,
        clock=clock or Clock(),
        database=database,
        library=library
        or Library(
            course_folder(settings.course),
            extra=CHECKS,
            published=partial(workshop.served, database),
            readings=kept_readings(settings),
        ),
        files=files,
        search=SearchIndex(settings.data_path / "search"),
        workshop=workshop,
        identity=Directory.read(settings.data_path),
        meters=_meters(settings),
        traces=_traces(settings, database),
    )


def _meters(settings: Settings) -> Meters | None:
    if not settings.metrics:
        return None
    from lms.watching.meters import Meters  # Two tenths of a second that only those pay who ask for metrics.

    return Meters()


def _traces(settings: Settings, database: Database) -> Traces | None:
    if not settings.traces:
        return None
    from lms.watching.traces import Traces  # Of an extra that only those need who ask for spans.

    return Traces(settings.traces, database="sqlite" if database.is_sqlite else "postgresql")


def kept_readings(settings: Settings) -> Readings:
    """Where the course as it was read is kept, signed with the secret that signs cookies."""
    return Readings(settings.data_path / READINGS, lambda: secret_of(settings))


def secret_of(settings: Settings) -> str:
    """The installation's key: the one that was set, else the one kept in the data folder. Raises BadSetting."""
    return settings.secret_key or kept_secret(settings.data_path)


def kept_secret(data: Path) -> str:
    """The signing key kept in the data folder; made on the first call, readable by the owner only.

    It is written beside its place and linked into it whole, so that nobody ever reads half a key. Raises BadSetting.
    """
    target = data / "secret-key"
    if not target.exists():
        handle, temporary = tempfile.mkstemp(dir=private_folder(data), prefix=".new-")
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(temporary, target)
        Path(temporary).unlink()
    kept = target.read_text().strip()
    if len(kept) < SECRET_LEAST:
        raise BadSetting(f"{target} holds no whole key. Restore it, or remove it and everybody signs in again.")
    return kept


@contextmanager
def opened(settings: Settings, *, clock: Clock | None = None) -> Iterator[Services]:
    """Services for a block, such as one command; the database's connections are closed at its end."""
    made = make_services(settings, clock=clock)
    try:
        yield made
    finally:
        made.database.dispose()
