"""From which month an organisation's clinics count for a programme, which months may be shown, and the words of a consent. Pure.

A month end is shown for one fixed set of clinics or not at all: shown once with a clinic and once without, the
difference would be the clinic's own numbers. So a clinic that leaves takes the months it counted in along, and one that
comes counts from the first month that nobody can have seen yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from lms.readiness.rules.counts import Band, Cell, band_of, last_month_over, month_end
from lms.readiness.rules.hiding import LEAST, Row
from lms.readiness.rules.words import list_words, month_words

Kind = Literal["counts", "names"]
_EARLIEST = timedelta(hours=14)  # The zone in which a day ends first.
_LATEST = timedelta(hours=12)  # The zone in which it ends last.
PARTS: tuple[tuple[Band, ...], ...] = (("ready",), ("on the way",), ("overdue", "at risk"))
"""The three parts of a table, in its order."""


@dataclass(frozen=True)
class Share:
    """A clinic's part in a consent to counts. over_at: when it was left out, or the consent withdrawn; None: it stands.

    here: the clinic still belongs to the organisation that consented.
    """

    clinic_id: str
    counts_from: date
    over_at: datetime | None = None
    here: bool = True

    @property
    def stands(self) -> bool:
        """Whether it is shared now."""
        return self.over_at is None and self.here


def counts_from(now: datetime, *, first: bool) -> date:
    """The month end from which a consent given now counts.

    With the `first` of an organisation the last month that is over everywhere is shown at once. Any later one counts
    from a month that is over nowhere: no table of it can have been shown without these clinics.
    """
    instant = now.astimezone(UTC)
    if first:
        return last_month_over((instant - _LATEST).date())
    return month_end((instant + _EARLIEST).date())


def over_from(month: date) -> datetime:
    """The first instant at which a month may be over somewhere, and so be shown."""
    return datetime.combine(month + timedelta(days=1), time(0), UTC) - _EARLIEST


def clinics_of_month(month: date, shares: Iterable[Share]) -> tuple[str, ...]:
    """The clinics whose counts of a month end are shown together; none when one that may have been shown is gone."""
    counted = [each for each in shares if each.counts_from <= month]
    now = {each.clinic_id for each in counted if each.stands}
    ever = {each.clinic_id for each in counted if each.over_at is None or each.over_at >= over_from(month)}
    return tuple(sorted(now)) if now == ever else ()


def rows_of(
    keys: Sequence[str], cells: Iterable[Cell], *, by: Literal["clinic", "role"], again: dict[str, int]
) -> list[Row]:
    """A row for each key, those without anybody too. `again`: how many roles of each are somebody's further one."""
    found = {key: [0] * len(PARTS) for key in keys}
    place = {band: at for at, bands in enumerate(PARTS) for band in bands}
    for cell in cells:
        found[cell.clinic_id if by == "clinic" else cell.role][place[band_of(cell.standing)]] += cell.number
    return [Row(key, tuple(parts), again.get(key, 0)) for key, parts in found.items()]


def counts_words(
    programme: str, organisation: str, clinics: Sequence[str], since: date, *, names: bool
) -> tuple[str, ...]:
    """What a consent to counts says, sentence by sentence: shown before it is given and kept with it."""
    named = list_words(tuple(clinics))
    return (
        (
            f"{organisation} shares with the programme “{programme}” how many roles are held at {named}: by clinic, by role, "
            "and how many of them are ready, on the way, and overdue or at risk."
        ),
        f"Shared are the counts at the end of {month_words(since)} and at the end of every month after it.",
        f"No number below {LEAST} is shown, nor one from which it could be worked out.",
        *(
            [
                (
                    "Names are shared with this programme already, so the names of these clinics will be too: each person’s "
                    "name, clinic, role and standing of the day."
                )
            ]
            if names
            else ["No names are shared. Whoever wants names has to ask for them separately."]
        ),
        "Answers, scores, notes, addresses and certificates are never shared.",
        (
            "The consent can be withdrawn at any time, or single clinics left out. From that moment the programme is shown "
            "nothing of them, of past months neither; what it has read or downloaded before cannot be called back."
        ),
    )


def names_words(programme: str, organisation: str, clinics: Sequence[str]) -> tuple[str, ...]:
    """What a consent to names says."""
    named = list_words(tuple(clinics)) or "no clinic yet"
    return (
        (
            f"{organisation} shares with the programme “{programme}” a list of everybody who holds a role at a clinic it shares "
            f"with it, now {named}, and at clinics it will share later."
        ),
        "The list says of each person the name, the clinic, the role and the standing of the day, such as “on track”.",
        "Answers, scores, notes, addresses, dates and certificates are never shared.",
        "The consent to names can be withdrawn at any time; the list is gone from that moment, and the counts stay shared.",
    )
