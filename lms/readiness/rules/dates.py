"""Calendar arithmetic of timelines: whole local dates, clamped months, and (from `people`) days that are not paused."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.people.leave import Pause, edges_of, free_day_after, free_days, pause_on, rests

__all__ = [
    "Pause",
    "add_months",
    "edges_of",
    "free_day_after",
    "free_days",
    "local_date",
    "pause_on",
    "rests",
]


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day: 31 May minus 3 months is 28 or 29 February.

    Raises ValueError when the result lies outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of an aware instant in a zone such as `America/Chicago`. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    return instant.astimezone(ZoneInfo(zone)).date()
