"""The facts that `lms doctor` judges, as this machine, the database and the course tell them. No row is written."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms import migrations
from lms.acts.condition import look
from lms.acts.health.rules.facts import Chosen, Facts, Places, Schema, Stored, Taught
from lms.acts.nightly import newest
from lms.audit.models import AuditHead, AuditLine
from lms.credit.keys import Keyring, careless, problem
from lms.curriculum.library import CourseUnreadable, Library
from lms.curriculum.uploads.workshop import Workshop
from lms.database import Database
from lms.errors import Refusal
from lms.outbox.rules import mail_server
from lms.settings import Settings

OWNER_ALONE, NOT_THE_WORLD = 0o077, 0o007


def choices(settings: Settings) -> Chosen:
    """The settings that can clash."""
    try:
        host = mail_server(settings.smtp_url).host if settings.smtp_url else ""
    except ValueError:  # `--mail` says what is wrong with it.
        host = ""
    same = {name: getattr(settings, name) for name in Chosen.__dataclass_fields__ if name != "mail_host"}
    return Chosen(**same, mail_host=host)


def places(settings: Settings, database: Database, backups: Path | None) -> Places:
    """Folders, secret files and sizes; `backups`: the folder where they lie."""
    data = settings.data_path
    file = _file_of(database)
    key = data / "secret-key"
    secret = key if not settings.secret_key and key.exists() else None
    there = backups is not None and backups.is_dir() and os.access(backups, os.R_OK | os.X_OK)
    folders = {"data": (str(data), data.is_dir() and _writable(data))}
    folders["stored files"] = (str(settings.files_path), _writable(settings.files_path))
    return Places(
        folders=folders,
        secret_key=None if secret is None else str(secret),
        exposed=tuple(map(str, _exposed(settings, secret))),
        foreign_owner=_foreign_owner(data),
        free=shutil.disk_usage(_nearest(data)).free,
        database_size=_size(file),
        wal=None if file is None else _size(Path(f"{file}-wal")) or 0,
        backups=None if backups is None else str(backups),
        backups_there=there,
        newest_backup=newest(backups) if there and backups is not None else None,
    )


def schema(database: Database) -> Schema:
    """How the database answers; to look must not make an empty one."""
    version = sqlite3.sqlite_version_info if database.is_sqlite else None
    file = _file_of(database)
    if file is not None and not file.exists():
        return Schema(at=None, head=migrations.head(), served=False, sqlite=version)
    try:
        at, verdict = migrations.current(database), migrations.verdict(database)
    except SQLAlchemyError as error:
        return _failed(error)
    return Schema(at=at, head=migrations.head(), served=verdict.served, sqlite=version)


def _failed(error: SQLAlchemyError) -> Schema:
    """A file that is damaged or none of SQLite's raises the plain DatabaseError, all else a kind of its own."""
    cause = getattr(error, "orig", None) or error
    return Schema(failure=type(cause).__name__, damaged=type(cause) is sqlite3.DatabaseError)


def stored(database: Database, ring: Keyring, now: datetime) -> Stored:
    """What stands in the database. Raises SQLAlchemyError when it fails on the way."""
    with database.session() as session:
        whole = str(session.scalar(text("PRAGMA quick_check(1)"))) if database.is_sqlite else None
        clock = None if database.is_sqlite else session.scalar(text("SELECT clock_timestamp()"))
        seen = look(session, now)
        last, broken = _ends(session)
        return Stored(
            integrity=whole,
            database_now=clock,
            newest=last,
            broken_chains=broken,
            waiting=sum(seen.outbox.waiting.values()),
            given_up=seen.outbox.given_up,
            oldest_due=seen.outbox.oldest_due,
            last_done=seen.outbox.last_done,
            preparing_since=seen.preparing_since,
            keys_wrong=problem(session, ring),
            careless_keys=tuple(map(str, careless(session, ring))),
        )


def taught(library: Library, workshop: Workshop, database: Database, tick: float) -> Taught:
    """The course as a server that starts now would serve it."""
    try:
        course = library.current(tick)
    except CourseUnreadable as error:
        return Taught(edition=None, unreadable=str(error))
    fallback = None
    try:
        published = workshop.served(database)
    except Refusal as refusal:
        fallback = refusal.sentence
    except SQLAlchemyError:  # Said with the database.
        published = None
    else:
        errors = sum(each.severity == "error" for each in library.problems)
        if published is not None and errors:
            fallback = f"this program finds {errors} errors in it."
    return Taught(edition=course.edition, fallback=fallback)


def gather(
    settings: Settings,
    database: Database,
    library: Library,
    workshop: Workshop,
    ring: Keyring,
    *,
    now: datetime,
    tick: float,
    backups: Path | None,
) -> Facts:
    """All facts; `tick` is a monotonic time in seconds."""
    found, inside = schema(database), None
    if found.failure is None and found.served:
        try:
            inside = stored(database, ring, now)
        except SQLAlchemyError as error:
            found = _failed(error)
    return Facts(
        now=now,
        chosen=choices(settings),
        places=places(settings, database, backups),
        schema=found,
        stored=inside,
        taught=taught(library, workshop, database, tick),
    )


def _ends(session: Session) -> tuple[datetime | None, tuple[str, ...]]:
    """When the newest line of the record was written, and the chains whose head is not the hash of their last line."""
    at_head = (AuditLine.chain == AuditHead.chain) & (AuditLine.number == AuditHead.number)
    heads = select(AuditHead.chain, AuditHead.hash, AuditLine.hash, AuditLine.at).outerjoin(AuditLine, at_head)
    rows = list(session.execute(heads.where(AuditHead.number > 0)))
    further = select(AuditHead.chain).where(
        select(AuditLine.id).where(AuditLine.chain == AuditHead.chain, AuditLine.number > AuditHead.number).exists()
    )
    broken = {chain for chain, head, last, _ in rows if head != last} | set(session.scalars(further))
    return max((at for *_, at in rows if at is not None), default=None), tuple(sorted(broken))


def _exposed(settings: Settings, secret: Path | None) -> list[Path]:
    """Files with secrets that more can read than should; the keys of certificates are judged with their rows."""
    watched = [(secret, OWNER_ALONE), (_token(settings), NOT_THE_WORLD)]
    providers = settings.data_path / "sign-in"
    if providers.is_dir():
        watched += [(each, NOT_THE_WORLD) for each in sorted(providers.glob("*.secret"))]
    return [place for place, mask in watched if place is not None and place.exists() and place.stat().st_mode & mask]


def _token(settings: Settings) -> Path | None:
    return Path(settings.metrics) if settings.metrics and not settings.metrics.isdigit() else None


def _foreign_owner(folder: Path) -> str | None:
    if os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == 0:
        return None
    number = folder.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _writable(folder: Path) -> bool:
    """Whether files can be written there, or the folder can be made when it is needed."""
    there = _nearest(folder.absolute())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _file_of(database: Database) -> Path | None:
    return Path(database.url.database) if database.is_sqlite and database.url.database else None


def _size(file: Path | None) -> int | None:
    return file.stat().st_size if file is not None and file.exists() else None
