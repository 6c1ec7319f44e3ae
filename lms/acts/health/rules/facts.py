"""What `lms doctor` has seen, before anybody judges it. Sizes in bytes, instants in UTC; None: not there, or not to be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Finding:
    """What was looked at, under a name that stays; whether it is well; a sentence, with the remedy of what is wrong."""

    name: str
    good: bool
    sentence: str


@dataclass(frozen=True)
class Chosen:
    """Settings that can clash; `mail_host` is that of the mail server, empty where none is set."""

    base_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    demo: bool = False
    development: bool = False
    idle_minutes: int = 60
    shared_idle_minutes: int = 20
    session_hours: int = 12
    mail_host: str = ""
    mail_from: str = "Linchpin <no-reply@localhost>"


@dataclass(frozen=True)
class Places:
    """Folders by what they are for, each with whether files can be written there; `exposed`: secret files that too many can read.

    `foreign_owner`: who owns the data folder while root, whose new files that user could not write, runs this command.
    """

    folders: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    secret_key: str | None = None
    exposed: tuple[str, ...] = ()
    foreign_owner: str | None = None
    free: int = 2**40
    database_size: int | None = None
    wal: int | None = None
    backups: str | None = None
    backups_there: bool = True
    newest_backup: datetime | None = None


@dataclass(frozen=True)
class Schema:
    """How the database answers. `failure`: kind of the error when it does not; `damaged`: it is a file that SQLite cannot read.

    `at` and `head`: its revision and this program's; `served`: whether this program may answer requests on it;
    `sqlite`: version of the library, None on PostgreSQL.
    """

    failure: str | None = None
    damaged: bool = False
    at: str | None = "head"
    head: str = "head"
    served: bool = True
    sqlite: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Stored:
    """What stands in a database at a schema that this program knows. `integrity`: what SQLite says of its file."""

    integrity: str | None = None
    database_now: datetime | None = None
    newest: datetime | None = None
    broken_chains: tuple[str, ...] = ()
    waiting: int = 0
    given_up: Mapping[str, int] = field(default_factory=dict)
    oldest_due: datetime | None = None
    last_done: datetime | None = None
    preparing_since: datetime | None = None
    keys_wrong: str | None = None
    careless_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taught:
    """The course: its edition, or why it cannot be read. `fallback`: why what was published is not what is served."""

    edition: str | None = "edition"
    unreadable: str | None = None
    fallback: str | None = None


@dataclass(frozen=True)
class Facts:
    """All of it at an instant; `stored` is None where the database does not answer or is at a schema that does not fit."""

    now: datetime
    chosen: Chosen = Chosen()
    places: Places = Places()
    schema: Schema = Schema()
    stored: Stored | None = None
    taught: Taught = Taught()
