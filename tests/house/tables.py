"""What the database holds, as one value to compare before and after."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from lms.database import Database
from lms.tables import metadata

# A page view may note that the session was used, count tries, count openings of a shared board, and write down who
# looked at somebody else's records of credit; nothing else.
COUNTERS = {"throttle", "credit_view"}
NOTED = {("signed_in", "seen_at"), ("board_share", "opened"), ("board_share", "last_opened_at")}


def fingerprint(database: Database) -> dict[str, tuple[int, str]]:
    """Table → (rows, hash over all values), without what reading a page may change."""
    found = {}
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in COUNTERS:
                continue
            columns = [column for column in table.columns if (table.name, column.name) not in NOTED]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            found[table.name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found
