"""Somebody in a role at a clinic: on which days it is held, and on which she is there. Pure; dates are the clinic's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.readiness.rules.dates import Pause, pause_on, rests


@dataclass(frozen=True)
class Holding:
    """A role held, from a first to a last local day, both included (None: no end is known)."""

    account_id: str
    name: str
    role: str
    first: date
    last: date | None = None
    pauses: tuple[Pause, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def away_on(self, day: date) -> bool:
        """Whether a day lies in her leave."""
        return pause_on(day, rests(self.pauses)) is not None

    def there_on(self, day: date) -> bool:
        """Whether she works in the role on a day: held, and not on leave."""
        return self.holds_on(day) and not self.away_on(day)
