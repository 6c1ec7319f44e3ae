"""The only reader of the clock. Everything else is handed the time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def stopwatch() -> float:
    """Seconds since some moment, for measuring how long a thing takes; no time of day."""
    return time.perf_counter()


@dataclass(frozen=True)
class Clock:
    """Gives UTC instants. `shift` moves the whole day, for `--as-of`; `fixed` stops it, for tests."""

    shift: timedelta = timedelta(0)
    fixed: datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        if self.fixed is not None:
            return self.fixed
        return datetime.now(UTC) + self.shift

    def tick(self) -> float:
        """Monotonic seconds, for ages of caches only."""
        return time.monotonic()

    def today(self, zone: str) -> date:
        """The calendar date now in a zone such as `America/Chicago`."""
        return self.now().astimezone(ZoneInfo(zone)).date()

    @classmethod
    def as_of(cls, day: date, zone: str, now: datetime | None = None) -> Clock:
        """A clock that runs on, but on which today in `zone` is `day`, at the hour it is there `now` (UTC; None: really).

        Whole days would not do: across a change to summer time, an hour before midnight would be the day after.
        """
        now = now or cls().now()
        place = ZoneInfo(zone)
        there = datetime.combine(day, now.astimezone(place).time(), place)
        return cls(shift=there.astimezone(UTC) - now)

    @classmethod
    def stopped(cls, instant: datetime) -> Clock:
        """A clock that always says `instant` (UTC)."""
        return cls(fixed=instant.astimezone(UTC))
