"""Engine, sessions, column types and naming convention. One code path for SQLite and PostgreSQL."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from lms.files import private_folder
from lms.watching import statements

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A UTC instant. A naive datetime is refused; SQLite's naive values come back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = String(16)


class Written(dict[str, Any]):
    """An object for a column of JSON whose text is made once, however often it is stored; it must not change."""

    @cached_property
    def text(self) -> str:
        """What is stored of it."""
        return json.dumps(self)


def _text_of(value: Any) -> str:
    return value.text if isinstance(value, Written) else json.dumps(value)


Read = TypeVar("Read")
_KEPT = "lms.kept"


def keep_reads(session: Session) -> Session:
    """Let a session that only reads, for one page, keep what `once` reads in it."""
    session.info[_KEPT] = {}
    return session


def once(session: Session, key: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives; in a session of `keep_reads` it is read the first time only, elsewhere each time."""
    kept: dict[Hashable, Any] | None = session.info.get(_KEPT)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Read = kept[key]
    return found


def keep_rows(session: Session) -> None:
    """Have a session keep every row it meets: many acts in one transaction are about the same few people and pieces.

    Each would load them anew, since a session forgets a row that nobody holds.
    """
    met: list[object] = []

    def meet(_session: Session, row: object) -> None:
        met.append(row)

    event.listen(session, "loaded_as_persistent", meet)
    event.listen(session, "pending_to_persistent", meet)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMING)
    # Nothing is NULL in a column of JSON, too, never the word null: a copy and a restored backup are then the same.
    type_annotation_map = {  # noqa: RUF012
        datetime: Instant,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class Database:
    """Owns the engine. `session(write=True)` opens the transaction as a writer from its first statement.

    `wait_seconds`: the longest that anything waits, be it for a lock, for a connection or, on PostgreSQL, for the answer
    to one statement. None, for commands: 20 seconds for a lock on SQLite, as long as it takes on PostgreSQL.
    """

    def __init__(self, url: str | URL, *, wait_seconds: int | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                private_folder(Path(self.url.database).parent)
            self.engine: Engine = create_engine(
                self.url,
                connect_args={"timeout": 20 if wait_seconds is None else wait_seconds, "check_same_thread": False},
                hide_parameters=True,
                json_serializer=_text_of,
            )
            event.listen(self.engine, "do_connect", _make_private)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = create_engine(
                self.url,
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=20,
                **_bounds(wait_seconds),
                hide_parameters=True,
                json_serializer=_text_of,
            )
            event.listen(self.engine, "handle_error", _hide_values)
        statements.listen(self.engine)
        self._writer = self.engine.execution_options(lms_write=True)

    def open(self, *, write: bool) -> Session:
        """A session; the caller closes it. A writer on SQLite begins with BEGIN IMMEDIATE."""
        return Session(self._writer if write else self.engine, expire_on_commit=False, autoflush=True)

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """A session for a block; commits nothing by itself."""
        session = self.open(write=write)
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def independent(self) -> Iterator[Session]:
        """A short transaction of its own for what must outlive a refusal; commits at the end of the block."""
        session = self.open(write=True)
        try:
            yield session
            session.commit()
        finally:
            session.close()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _bounds(seconds: int | None) -> dict[str, Any]:
    if seconds is None:
        return {}
    told = f"-c statement_timeout={seconds}s -c lock_timeout={seconds}s"
    return {"pool_timeout": seconds, "connect_args": {"connect_timeout": max(2, seconds), "options": told}}


def upserting(session: Session, table: type[Base]) -> postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the session's database; both say it alike."""
    if session.get_bind().dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)


def _hide_values(context: ExceptionContext) -> None:
    # PostgreSQL tells the whole row that failed, addresses and links of letters among it; logs must not.
    error = context.original_exception
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    if primary and context.sqlalchemy_exception is not None:
        error.args = (primary,)
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {primary}",)


def _make_private(_dialect: Dialect, _record: object, arguments: list[Any], _options: dict[str, Any]) -> None:
    # SQLite would make a file that everyone on the machine can read; the files beside it take after it.
    path = Path(arguments[0])
    if str(path) != ":memory:" and path.parent.is_dir() and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("lms_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
