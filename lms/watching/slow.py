"""Names statements that take long, for whoever develops: their text without values, and the number of the work they belong to.

The time is until the database gave its first row; on SQLite further rows are made as they are fetched and are not in it.
"""

from __future__ import annotations

import logging

from lms.watching.work import Told, current_number

SLOW_SECONDS = 0.1
LONGEST = 600
log = logging.getLogger(__name__)


def listeners(*, development: bool) -> tuple[Told, ...]:
    """Who hears of each statement of a request or a job: in development the log of slow ones, else nobody."""
    return (name_slow,) if development else ()


def name_slow(statement: str, _asked: float, seconds: float) -> None:
    """A warning for a statement of a tenth of a second or longer."""
    if seconds < SLOW_SECONDS:
        return
    words = " ".join(statement.split())
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    log.warning("slow statement in %s, %.0f ms: %s", current_number(), seconds * 1000, shown)
