"""What a clinic had said by the end of an earlier day, of things that are otherwise kept only as they are now.

Each change writes down what held before it (`changed`). What held at the end of a day is what the first later change
found, else what holds now. Days are the clinic's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import Clinic, RoleHeld
from lms.readiness.opening.models import OpeningChange
from lms.readiness.rules.dates import local_date

OPENS, CHECKLISTS, NEED, ITEM, EXTRA, LEAVING = "opens_on", "checklists", "need:", "item:", "extra", "leaving"
"""The fields: of a clinic its first day, since when lists count, each role (`used` or the reason why not), and when an
item of its own left the list; of a role held since when extra support, and the planned last day."""
OUT = "out:"


@dataclass(frozen=True)
class Past:
    """What was changed after the earliest of some days at some clinics; nothing for today.

    found: (clinic or role held, field) → (day of the change, what held before it), in order.
    """

    found: Mapping[tuple[str, str], Sequence[tuple[date, str | None]]]

    @classmethod
    def of(cls, changes: Iterable[OpeningChange]) -> Past:
        """From the rows, in order of writing for each clinic."""
        found: dict[tuple[str, str], list[tuple[date, str | None]]] = {}
        for row in changes:
            found.setdefault((row.role_held_id or row.clinic_id, row.field), []).append((row.on, row.before))
        return cls(found)

    def value(self, subject_id: str, field: str, present: str | None, day: date) -> str | None:
        """What a clinic, or a role held, had for a field at the end of a day, where it has `present` now."""
        changes = self.found.get((subject_id, field), ())
        return next((before for on, before in changes if on > day), present)

    def day(self, subject_id: str, field: str, present: date | None, day: date) -> date | None:
        """The same for a field that holds a day."""
        text = self.value(subject_id, field, str(present) if present else None, day)
        return date.fromisoformat(text) if text else None


NOTHING = Past({})


def past_of(session: Session, clinic_ids: Collection[str], earliest: date) -> Past:
    """What was changed after a local day; one query."""
    wanted = select(OpeningChange).where(OpeningChange.clinic_id.in_(clinic_ids), OpeningChange.on > earliest)
    return Past.of(session.scalars(wanted.order_by(OpeningChange.clinic_id, OpeningChange.number)))


def opens_on_then(session: Session, clinic: Clinic, day: date) -> date | None:
    """The clinic's first day as it was set by the end of a local day."""
    return past_of(session, [clinic.id], day).day(clinic.id, OPENS, clinic.opens_on, day)


def changed(
    session: Session,
    clinic: Clinic,
    field: str,
    before: str | date | None,
    now: datetime,
    *,
    held: RoleHeld | None = None,
) -> None:
    """Write down what held before a change; whoever changes something calls it, with the clinic's row locked."""
    last = select(func.max(OpeningChange.number)).where(OpeningChange.clinic_id == clinic.id)
    session.add(
        OpeningChange(
            clinic_id=clinic.id,
            role_held_id=held.id if held else None,
            field=field,
            before=str(before) if before else None,
            number=(session.scalar(last) or 0) + 1,
            on=local_date(now, clinic.zone),
            at=now,
        )
    )
    session.flush()
