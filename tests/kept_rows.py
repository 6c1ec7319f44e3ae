"""All rows of a database, taken once and put back for every test that begins with the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from lms.database import Database
from lms.tables import metadata

Made = TypeVar("Made")
NO_ROWS = 21
"""Bytes that PostgreSQL copies out of an empty table: a head and an end."""
_HOLD_ROWS = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT FROM \"{table.name}\")" for table in metadata.sorted_tables
)
_kept: dict[Hashable, tuple[Any, Any]] = {}


def once(database: Database, what: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` returns and the rows there are after it, made once by each worker and for each engine, then put back.

    `what` names all that it depends on: the moment, the course, what was in the database before.
    """
    alike = (database.engine.name, what)
    if alike in _kept:
        made, rows = _kept[alike]
        put_rows(database, rows)
    else:
        made = make()
        _kept[alike] = made, take_rows(database)
    return made  # type: ignore[no-any-return]


def take_rows(database: Database) -> Any:
    """Everything in a database, in the form its engine gives it in fastest."""
    connection = database.engine.raw_connection()
    try:
        if database.is_sqlite:
            memory = sqlite3.connect(":memory:")
            connection.driver_connection.backup(memory)
            rows = bytearray(memory.serialize())
            memory.close()
            rows[18:20] = b"\1\1"  # The file has a write-ahead log, which one in memory cannot have.
            return bytes(rows)
        cursor = connection.cursor()
        found: dict[str, bytes] = {}
        for table in metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT (FORMAT BINARY)') as out:
                content = b"".join(bytes(part) for part in out)
            if len(content) > NO_ROWS:
                found[table.name] = content
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        return found, cursor.fetchall()
    finally:
        connection.close()


def put_rows(database: Database, rows: Any) -> None:
    """Put all of it back into a database of the same engine, in place of what is there."""
    connection = database.engine.raw_connection()
    try:
        if database.is_sqlite:
            memory = sqlite3.connect(":memory:")
            memory.deserialize(rows)
            memory.backup(connection.driver_connection)
            memory.close()
            return
        tables, sequences = rows
        cursor = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_HOLD_ROWS)
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')
        for table, content in tables.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as into:
                into.write(content)
        for name, last in sequences:
            cursor.execute("SELECT setval(%s, %s)", (name, last))
        connection.commit()
    finally:
        connection.close()
