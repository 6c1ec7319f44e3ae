"""Databases for tests: a private PostgreSQL server, and a clean database for every test on either engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from scripts.own_postgres import scratch_folder

USED_TABLES = """
SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
EMPTY_ALL_TABLES = """
DO $$
DECLARE thing record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR thing IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
  LOOP EXECUTE 'DELETE FROM ' || thing.name; END LOOP;
  FOR thing IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP EXECUTE 'ALTER SEQUENCE ' || thing.name || ' RESTART'; END LOOP;
END $$
"""
DISCONNECT_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
# What an earlier test left in the middle of something would hold its locks; an idle connection is there to be used again.
DISCONNECT_THE_BUSY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


class Databases(Protocol):
    """Hands out databases on one engine, to one test at a time."""

    def fresh(self) -> URL:
        """A database with the whole schema and no rows."""

    def empty(self) -> URL:
        """A database without a table, for tests of migrations."""

    def shared(self, folder: Path) -> URL:
        """A database without a table for all workers, which stays; its name, or its file, is that of a folder."""

    def fill(self, url: URL, *, like: URL) -> None:
        """Make an empty database a copy of another one that nobody is connected to."""

    def discard(self, url: URL) -> None:
        """Take a database back after its test."""

    def close(self) -> None:
        """Remove what this worker used."""


class SqliteDatabases:
    """Files copied from one prepared file; the place of one that is done with is used again."""

    def __init__(self, prepare: Callable[[URL], None]) -> None:
        self._folder = scratch_folder("lms-sqlite-")
        self._prepare = prepare
        self._numbers = count(1)
        self._free: list[Path] = []

    def fresh(self) -> URL:
        prepared = self._folder / "prepared.sqlite"
        if not prepared.exists():
            self._prepare(make_url(f"sqlite:///{prepared}"))
        target = self._next_file()
        shutil.copyfile(prepared, target)
        return make_url(f"sqlite:///{target}")

    def empty(self) -> URL:
        return make_url(f"sqlite:///{self._next_file()}")

    def shared(self, folder: Path) -> URL:
        file = folder.with_suffix(".sqlite")
        file.unlink(missing_ok=True)
        return make_url(f"sqlite:///{file}")

    def fill(self, url: URL, *, like: URL) -> None:
        shutil.copyfile(like.database or "", url.database or "")

    def discard(self, url: URL) -> None:
        folder = Path(url.database or "").parent
        shutil.rmtree(folder)
        self._free.append(folder)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _next_file(self) -> Path:
        folder = self._free.pop() if self._free else self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder / "linchpin.sqlite"


class PostgresDatabases:
    """One prepared database for each worker, emptied before each test: a few milliseconds, where a copy takes fifty."""

    def __init__(self, server: URL, worker: str, prepare: Callable[[URL], None]) -> None:
        self._engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._prepare = prepare
        self._prepared = f"prepared_{worker}"
        self._worker = worker
        self._numbers = count(1)
        self._is_ready = False
        self._emptying: psycopg.Connection | None = None  # Kept: to connect takes as long as to empty.

    def fresh(self) -> URL:
        url = self._engine.url.set(database=self._prepared)
        if not self._is_ready:
            self._create(self._prepared)
            self._prepare(url)
            self._is_ready = True
            return url
        if self._emptying is None:
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._emptying = psycopg.connect(address, autocommit=True)
        self._emptying.execute(DISCONNECT_THE_BUSY)
        used = [name for (name,) in self._emptying.execute(USED_TABLES)]
        self._emptying.execute(EMPTY_ALL_TABLES)
        if (
            used
        ):  # Else rows of the next test would come to lie where there is room between those of this one, in any order.
            self._emptying.execute(f"VACUUM (SKIP_DATABASE_STATS) {', '.join(used)}")
        return url

    def empty(self) -> URL:
        name = f"empty_{self._worker}_{next(self._numbers)}"
        self._create(name)
        return self._engine.url.set(database=name)

    def shared(self, folder: Path) -> URL:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{folder.name}" WITH (FORCE)')
        self._create(folder.name)
        return self._engine.url.set(database=folder.name)

    def fill(self, url: URL, *, like: URL) -> None:
        if self._prepared in (url.database, like.database):
            self._let_go()
        with self._engine.connect() as connection:
            connection.execute(text(DISCONNECT_OTHERS), {"name": like.database})
            connection.exec_driver_sql(f'DROP DATABASE "{url.database}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{url.database}" TEMPLATE "{like.database}"')

    def discard(self, url: URL) -> None:
        if url.database != self._prepared:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{url.database}" WITH (FORCE)')

    def close(self) -> None:
        """The server, and with it everything here, ends with the run."""
        self._let_go()

    def _let_go(self) -> None:
        if self._emptying is not None:
            self._emptying.close()
            self._emptying = None

    def _create(self, name: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
