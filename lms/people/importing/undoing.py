"""What an undo of an import would take back and what it would leave, person by person. The same for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms.people.importing.models import ImportEffect
from lms.people.importing.queries import PersonEffects

GONE = "It is gone already."
OUT_OF_REACH = "You do not look after them any more."


@dataclass(frozen=True)
class Undoing:
    """One person of an import, and for each effect why it stays (None: it is taken back)."""

    person: PersonEffects
    why: tuple[str | None, ...]

    @property
    def name(self) -> str:
        """Their name at the time."""
        return self.person.name

    @property
    def effects(self) -> tuple[ImportEffect, ...]:
        """What was done."""
        return self.person.effects

    @property
    def is_new(self) -> bool:
        """Whether the import made the account."""
        return self.person.is_new

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why something stays, each reason once."""
        return tuple(dict.fromkeys(each for each in self.why if each))

    @property
    def kept(self) -> bool:
        """Whether anything stays."""
        return bool(self.reasons)

    @property
    def kept_whole(self) -> bool:
        """Whether everything stays."""
        return all(self.why)

    def mark(self, now: datetime) -> None:
        """Note on each effect that it was undone, or why it stays."""
        for effect, why in zip(self.effects, self.why, strict=True):
            effect.undone_at, effect.kept_because = (None, why) if why else (now, None)
