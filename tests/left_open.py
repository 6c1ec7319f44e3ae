"""Connections to a server that a test leaves open, closed after it; its database is taken away from under them."""

from __future__ import annotations

import gc
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.pool import Pool

_opened: list[Any] = []
_lent: set[int] = set()


@event.listens_for(Pool, "connect")
def _is_new(connection: Any, _record: Any) -> None:
    _opened.append(connection)


@event.listens_for(Pool, "checkout")
def _is_lent(_connection: Any, record: Any, _lent_to: Any) -> None:
    _lent.add(id(record))


@event.listens_for(Pool, "checkin")
def _is_back(_connection: Any, record: Any) -> None:
    _lent.discard(id(record))


def close_what_is_left() -> None:
    """Close every connection to a server that was opened since the last call, but those that make databases."""
    if _lent:
        # A session in a cycle (the traceback of an error makes one) gives its connection back when it is collected.
        # Collected later it would find it closed, and SQLAlchemy would report that from wherever the program then is.
        gc.collect()
        _lent.clear()
    for connection in _opened:
        if (
            isinstance(connection, psycopg.Connection)
            and not connection.closed
            and connection.info.dbname != "postgres"
        ):
            connection.close()
    _opened.clear()
