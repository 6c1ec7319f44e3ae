"""Copies one database into another, empty one, of either kind, and proves that both hold the same.

For the day on which an installation outgrows SQLite. Stored files, keys and settings stay where they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from lms.database import Database
from lms.errors import Refusal
from lms.tables import metadata

BATCH = 500
_RING = 1 << 256


class CopyRefused(Refusal):
    """The copy cannot be made, or is not the same; nothing was kept in the new database."""


@dataclass(frozen=True)
class Copied:
    """One table: its name, how many rows both hold, and the sum of the SHA-256 of each row, which no order changes."""

    table: str
    rows: int
    digest: str


def copy(
    source: Database, target: Database, *, demand_empty: Callable[[Database], None], upgrade: Callable[[Database], None]
) -> tuple[Copied, ...]:
    """Fill an empty database with every row of another at the same schema, in one transaction, and compare all of them.

    Both are read again before anything is kept, the source as it is then, so that a row written meanwhile is noticed.
    Raises CopyRefused, and what `demand_empty` raises.
    """
    demand_empty(target)
    upgrade(target)
    with target.independent() as writer:
        with _snapshot(source) as reader:
            for table in metadata.sorted_tables:
                for rows in _batches(reader, table):
                    writer.execute(insert(table), rows)
        with _snapshot(source) as reader:
            told = tuple(_compared(reader, writer, table) for table in metadata.sorted_tables)
    return told


def summed(session: Session, table: Table) -> Copied:
    """A table's rows, counted and summed up."""
    total, count = 0, 0
    for row in (each for rows in _batches(session, table) for each in rows):
        told = json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True)
        total = (total + int.from_bytes(hashlib.sha256(told.encode()).digest())) % _RING
        count += 1
    return Copied(table.name, count, f"{total:064x}")


def _compared(reader: Session, writer: Session, table: Table) -> Copied:
    there, here = summed(reader, table), summed(writer, table)
    if there != here:
        raise CopyRefused(
            f"The table {table.name} is not the same in both ({there.rows} rows and {here.rows}). If a server or a worker "
            "is running, stop it and copy again. Nothing was kept in the new database, and the old one is as it was."
        )
    return here


@contextmanager
def _snapshot(database: Database) -> Iterator[Session]:
    with database.session() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _batches(session: Session, table: Table) -> Iterator[list[dict[str, Any]]]:
    # A few at a time: a table of answers may be larger than memory.
    found = session.execute(select(table), execution_options={"yield_per": BATCH})
    return ([dict(row) for row in rows] for rows in found.mappings().partitions(BATCH))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
