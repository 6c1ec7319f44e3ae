"""A clock for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lms.clock import Clock

NOON = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)  # Monday noon at the clinics, which keep Chicago time.


class MovableClock(Clock):
    """A stopped clock that a test can set and move."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(fixed=instant.astimezone(UTC))

    def set(self, instant: datetime) -> None:
        object.__setattr__(self, "fixed", instant.astimezone(UTC))

    def move(self, **by: float) -> None:
        """Such as `move(days=3)` or `move(minutes=-5)`."""
        self.set(self.now() + timedelta(**by))
