"""Counts the statements of an engine towards the work of the thread that asks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.clock import stopwatch
from lms.watching.work import current


def listen(engine: Engine) -> None:
    """Count from now on. The time is until the database has answered; rows that are fetched later are not in it."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)


def _before(*_asked: Any) -> None:
    work = current()
    if work is not None:
        work.asked = stopwatch()


def _after(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    work = current()
    if work is not None:
        seconds = stopwatch() - work.asked
        work.statements += 1
        work.database_seconds += seconds
        for tell in work.told:
            tell(statement, work.asked, seconds)
