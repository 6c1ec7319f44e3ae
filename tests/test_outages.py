"""What is an outage and what is a fault of the program, by the errors that the drivers really raise."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError, OperationalError

from lms.outages import AWAY, BUSY, FULL, Outage, outage_of


def of_sqlite(name: str) -> OperationalError:
    error = sqlite3.OperationalError("as it said")
    error.sqlite_errorname = name
    return OperationalError("SELECT 1", {}, error)


def of_postgres(kind: type[psycopg.Error]) -> DBAPIError:
    return DBAPIError("SELECT 1", {}, kind("as it said"))


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (of_sqlite("SQLITE_BUSY"), BUSY),
        (of_sqlite("SQLITE_BUSY_SNAPSHOT"), BUSY),
        (of_sqlite("SQLITE_FULL"), FULL),
        (of_sqlite("SQLITE_IOERR_WRITE"), FULL),
        (of_sqlite("SQLITE_IOERR_FSYNC"), AWAY),
        (of_sqlite("SQLITE_CANTOPEN"), AWAY),
        (of_sqlite("SQLITE_ERROR"), None),
        (of_sqlite("SQLITE_CONSTRAINT_UNIQUE"), None),
        (of_postgres(psycopg.errors.QueryCanceled), BUSY),
        (of_postgres(psycopg.errors.LockNotAvailable), BUSY),
        (of_postgres(psycopg.errors.DeadlockDetected), BUSY),
        (of_postgres(psycopg.errors.TooManyConnections), BUSY),
        (of_postgres(psycopg.errors.DiskFull), FULL),
        (of_postgres(psycopg.errors.AdminShutdown), AWAY),
        (of_postgres(psycopg.errors.CannotConnectNow), AWAY),
        (of_postgres(psycopg.errors.ReadOnlySqlTransaction), AWAY),
        (of_postgres(psycopg.OperationalError), AWAY),
        (of_postgres(psycopg.errors.UniqueViolation), None),
        (of_postgres(psycopg.errors.UndefinedColumn), None),
        (of_postgres(psycopg.ProgrammingError), None),
        (exc.TimeoutError("no connection came free"), BUSY),
        (OSError(errno.ENOSPC, "no room"), FULL),
        (OSError(errno.EFBIG, "too large"), FULL),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (KeyError("a fault of ours"), None),
    ],
)
def test_an_outage_is_told_from_a_fault(error: Exception, outage: Outage | None) -> None:
    assert outage_of(error) == outage
