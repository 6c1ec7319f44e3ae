"""A meeting of a clinic as one row, the same for commands, answers and files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lms.people.rules import ROLES
from lms.readiness.meetings.queries import Kept
from lms.readiness.rules.calendar_times import instant_of
from lms.readiness.rules.meetings import WEEKDAYS, rhythm_words, time_words

COLUMNS = (
    "clinic", "meeting", "standing", "below_published", "next_on", "next_at", "due_on", "last_held_on", "rhythm", "reason",
    "reason_below", "not_recorded", "minutes", "place", "must_come", "as_able", "nobody_holds", "on_leave", "next_instant",
    "as_of", "zone", "clinic_id", "id",
)  # fmt: skip
SHOWN = COLUMNS[: COLUMNS.index("rhythm") + 1]
"""What a table has room for."""


def row_of(kept: Kept) -> dict[str, Any]:
    """Column → value. `next_at` is local in `zone`, `next_instant` the same in UTC; `not_recorded` counts past dates."""
    seen, rhythm, clinic = kept.outlook, kept.series.rhythm, kept.row.clinic
    asked = kept.asked(seen.next.on)
    instant: datetime = instant_of(seen.next.on, seen.next.at, clinic.zone)
    today: date = kept.today
    return {
        "clinic": clinic.name,
        "meeting": kept.kind.title,
        "standing": seen.standing,
        "below_published": "yes" if seen.below else "no",
        "next_on": seen.next.on,
        "next_at": time_words(seen.next.at),
        "due_on": seen.due,
        "last_held_on": seen.last_held,
        "rhythm": f"{rhythm_words(rhythm)} on {WEEKDAYS[rhythm.weekday]}",
        "reason": seen.reason,
        "reason_below": rhythm.reason if seen.below else "",
        "not_recorded": len(seen.waiting),
        "minutes": rhythm.minutes,
        "place": rhythm.place,
        "must_come": "; ".join(each.name for each in asked.must),
        "as_able": "; ".join(each.name for each in asked.able),
        "nobody_holds": "; ".join(ROLES[each] for each in asked.nobody),
        "on_leave": "; ".join(asked.away),
        "next_instant": instant,
        "as_of": today,
        "zone": clinic.zone,
        "clinic_id": clinic.id,
        "id": kept.row.id,
    }
