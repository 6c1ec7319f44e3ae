"""What the database holds, as one value to compare before and after."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from lms.database import Database
from lms.tables import metadata

# A page view may note that the session was used, count tries, count openings of a shared board, and write down who
# looked at somebody else's records of credit; nothing else.
COUNTERS = {"throttle", "credit_view"}
NOTED = {("signed_in", "seen_at"), ("board_share", "opened"), ("board_share", "last_opened_at")}


def fingerprint(database: Database) -> dict[str, tuple[int, str]]:
    """Table → (rows, hash over all values as the engine stores them), without what reading a page may change."""
    found = {}
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for table in metadata.sorted_tables:
            if table.name in COUNTERS:
                continue
            names = [f'"{column.name}"' for column in table.columns if (table.name, column.name) not in NOTED]
            rows = sorted(_rows(cursor, f'SELECT {", ".join(names)} FROM "{table.name}"'))
            found[table.name] = (len(rows), hashlib.sha256(b"\n".join(rows)).hexdigest())
    return found


def _rows(cursor: Any, query: str) -> list[bytes]:
    """Each row as bytes; nothing of it is read into Python's types, which would take most of the time."""
    if isinstance(cursor, sqlite3.Cursor):
        return [repr(row).encode() for row in cursor.execute(query)]
    with cursor.copy(f"COPY ({query}) TO STDOUT") as out:
        return b"".join(bytes(part) for part in out).splitlines()
