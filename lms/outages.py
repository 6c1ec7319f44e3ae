"""What it means for whoever asked when the database or the disk fails: in words, and when to try again."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from sqlalchemy import exc


@dataclass(frozen=True)
class Outage:
    """Nobody's mistake, and it passes: `sentence` for the screen, seconds until a retry makes sense."""

    title: str
    sentence: str
    retry_after: int


BUSY = Outage(
    "Too much at once",
    "The database was busy for too long. Nothing of this was stored, and everything saved before stays. "
    "Go back, where what you typed still stands, and send it again in a moment.",
    5,
)
FULL = Outage(
    "There is no room to store this",
    "Nothing of this was stored, and everything saved before stays. Keep the page open, tell whoever runs this server "
    "that its disk is full, and send it again then.",
    60,
)
AWAY = Outage(
    "The database does not answer",
    "Everything saved before stays. This may or may not have been stored: go back, where what you typed still stands, "
    "and send it again in a moment. It counts once.",
    10,
)
_FULL_ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
# The classes and codes of SQLSTATE, and the names that SQLite gives its results; what is not here is a fault of ours.
_BY_CODE = {
    "57014": BUSY,  # A statement took longer than it may.
    "55P03": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "53300": BUSY,
    "53100": FULL,
    "53": AWAY,
    "57": AWAY,
    "08": AWAY,
    "25006": AWAY,  # It was made a replica that only reads.
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR_WRITE": FULL,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_READONLY": AWAY,
}


def outage_of(error: BaseException) -> Outage | None:
    """The outage behind an error; None: it is none, and something is wrong with the program."""
    if isinstance(error, exc.TimeoutError):  # No connection of the pool came free.
        return BUSY
    if isinstance(error, exc.DBAPIError):
        return _of_database(error)
    if isinstance(error, OSError) and error.errno in _FULL_ERRORS:
        return FULL
    return None


def _of_database(error: exc.DBAPIError) -> Outage | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return _BY_CODE.get(name) or _BY_CODE.get("_".join(name.split("_")[:2]))
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return _BY_CODE.get(code) or _BY_CODE.get(code[:2])
    # Without a code nothing came from the server: it could not be reached, or the connection broke.
    return AWAY if error.connection_invalidated or type(error.orig).__name__ == "OperationalError" else None
