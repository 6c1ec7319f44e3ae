"""Connections to a server that a test leaves open, closed after it; its database is taken away from under them."""

from __future__ import annotations

import gc
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

_opened: dict[int, Any] = {}
_lent: dict[int, Any] = {}
_kept: dict[int, Any] = {}


@event.listens_for(Pool, "connect")
def _is_new(connection: Any, _record: Any) -> None:
    if isinstance(connection, psycopg.Connection):
        _opened[id(connection)] = connection


@event.listens_for(Pool, "checkout")
def _is_lent(connection: Any, record: Any, _lent_to: Any) -> None:
    _lent[id(record)] = connection


@event.listens_for(Pool, "checkin")
def _is_back(_connection: Any, record: Any) -> None:
    _lent.pop(id(record), None)


def keep_connections(engine: Engine) -> None:
    """Let an engine that many tests use keep the connections of its pool from one to the next."""

    @event.listens_for(engine, "connect")
    def _is_kept(connection: Any, _record: Any) -> None:
        _kept[id(connection)] = connection


def close_what_is_left() -> None:
    """Close every connection to a server that was opened since the last call, but those that make databases.

    Of an engine that keeps its connections only those are closed that no one gave back.
    """
    if _lent:
        # A session in a cycle (the traceback of an error makes one) gives its connection back when it is collected.
        # Collected later it would find it closed, and SQLAlchemy would report that from wherever the program then is.
        gc.collect()
    away = {id(connection) for connection in _lent.values()}
    _lent.clear()
    for number, connection in [*_opened.items(), *_kept.items()]:
        stays = number in _kept and number not in away
        if not stays and not connection.closed and connection.info.dbname != "postgres":
            connection.close()
        if connection.closed:
            _kept.pop(number, None)
    _opened.clear()
