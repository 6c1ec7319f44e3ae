"""What counted at the end of a local day: completed here, or waived. What was taken back later counted until then.

One query for many people; which of it counts on a day is said without the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.learning.models import Completion
from lms.learning.rules import Done
from lms.learning.waived import Ground, Waived, waived_rows


@dataclass(frozen=True)
class Settled:
    """A part that counted from the local day `on`. ground: why without being done here, empty: it was. until: the instant
    it was taken back; None: it stands."""

    requirement_id: str
    on: date
    minutes: int
    ground: str
    until: datetime | None


def settled_of(session: Session, account_ids: Collection[str], course: Course) -> dict[str, tuple[Settled, ...]]:
    """Account id → all that ever counted, newest first, by today's ids of the parts."""
    found: dict[str, list[Settled]] = {}
    asked = {"account_ids": tuple(account_ids)}
    for account_id, part, on, minutes, _, ground, until in session.execute(_SETTLED, asked):
        if on is not None:
            found.setdefault(account_id, []).append(Settled(course.current_id(part), on, minutes, ground, until))
    return {each: tuple(rows) for each, rows in found.items()}


def _settled() -> Select[Any]:
    account_ids: BindParameter[str] = bindparam("account_ids", expanding=True)
    rows = (
        Completion.account_id, Completion.requirement_id, Completion.completed_on, Completion.minutes,
        Completion.completed_at, literal(""), Completion.undone_at,
    )  # fmt: skip
    mine = Completion.account_id.in_(account_ids)
    all_of_it = union_all(
        # In two halves, so that each finds its index.
        select(*rows).where(mine, Completion.undone_at.is_(None)),
        select(*rows).where(mine, Completion.undone_at.is_not(None)),
        *waived_rows(account_ids),
    ).subquery()
    return select(all_of_it).order_by(all_of_it.c[4].desc(), all_of_it.c[5].desc())


_SETTLED = _settled()
"""Put together once: that takes longer than to ask it."""


def counted(settled: Iterable[Settled], day: date, zone: str) -> tuple[tuple[Done, ...], tuple[Waived, ...]]:
    """What was completed and what was waived at the end of a local day, each part once, by the earliest."""
    done: dict[str, Done] = {}
    elsewhere: dict[str, Waived] = {}
    there = ZoneInfo(zone)
    for each in settled:
        if each.on > day or (each.until is not None and each.until.astimezone(there).date() <= day):
            continue
        if each.ground:
            ground = cast("Ground", each.ground)
            elsewhere[each.requirement_id] = Waived(each.requirement_id, each.on, each.minutes, ground)
        else:
            done[each.requirement_id] = Done(each.requirement_id, each.on, each.minutes)
    return tuple(done.values()), tuple(elsewhere.values())
