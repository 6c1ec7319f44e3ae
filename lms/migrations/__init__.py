"""The schema's history: `YYYYMMDD_slug`, each step both ways, on both databases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from lms.database import Database
from lms.errors import Refusal
from lms.migrations.serving import Step, Verdict, fits_from, judge
from lms.tables import metadata

FOLDER = Path(__file__).resolve().parent
LOCK = 7_203_145_001


class FromLaterVersion(Refusal):
    """The database was made by another, probably later version of the program."""


class LooseRow(Refusal):
    """A row of the database points to another that is not there."""


def config(database: Database | None = None) -> Config:
    """Alembic's configuration without an ini file; the database is handed over, never an address."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["database"] = database
    return made


@cache
def head() -> str:
    """The newest revision this program knows."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise RuntimeError("the program carries no migrations")
    return found


def current(database: Database) -> str | None:
    """The revision a database stands at, or None if it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database to a revision; two processes at once wait for each other.

    Raises FromLaterVersion for a database this program does not know, LooseRow for one whose rows do not hang together; nothing is changed.
    """
    known = {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}
    at = current(database)
    if at is not None and at not in known:
        raise FromLaterVersion(
            f"This database stands at {at}, which this version does not know. Use the version that made it."
        )
    if revision not in {*known, "head"}:
        raise FromLaterVersion(f"The schema {revision} is not known to this version. Use the version that made it.")
    command.upgrade(config(database), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take a database back to a revision."""
    command.downgrade(config(database), revision)


def drift(database: Database) -> list[Any]:
    """Differences between the tables the program expects and those in the database; empty is right."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


@cache
def steps() -> tuple[Step, ...]:
    """Every step this program knows, the oldest first; a module says `expands = True` where older programs can go on after it."""
    walked = ScriptDirectory.from_config(config()).walk_revisions()
    return tuple(Step(each.revision, getattr(each.module, "expands", False)) for each in reversed(list(walked)))


def verdict(database: Database) -> Verdict:
    """Whether this program may answer requests on a database as it stands."""
    at = current(database)
    known = [each.revision for each in steps()]
    return judge(known, at, None if at is None or at in known else _mark(database))


def _mark(database: Database) -> str | None:
    """The oldest revision whose program fits, as whoever upgraded the database noted it."""
    with database.engine.connect() as connection:
        if not _has_mark(connection):
            return None
        found: str | None = connection.scalar(text("SELECT fits_from FROM alembic_version"))
        return found


def note_mark(connection: Connection) -> None:
    """Note beside the revision from which program on it fits; in the transaction that made it, by Alembic's environment."""
    at = MigrationContext.configure(connection).get_current_revision()
    if at is None:
        return
    if not _has_mark(connection):
        connection.execute(text("ALTER TABLE alembic_version ADD COLUMN fits_from VARCHAR(32)"))
    made = [each.revision for each in steps()].index(at)
    connection.execute(text("UPDATE alembic_version SET fits_from = :fits"), {"fits": fits_from(steps()[: made + 1])})


def _has_mark(connection: Connection) -> bool:
    return "fits_from" in {each["name"] for each in inspect(connection).get_columns("alembic_version")}


def lock_sql(database: Database) -> Any:
    """What a migrating process runs first so that a second one waits (PostgreSQL; SQLite has one writer)."""
    return None if database.is_sqlite else text(f"SELECT pg_advisory_xact_lock({LOCK})")
