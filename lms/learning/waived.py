"""What counts as done without being done here: accepted outside training, and practice skipped after a diagnostic.

The one place that says so. It counts toward readiness and opens what waits for it; it is no completion, and a module's
certificate is for what was done here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BindParameter, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.learning.outside.models import OutsideTraining, Waiver
from lms.learning.placement.models import Placement, SkippedPart
from lms.learning.rules import Done

Ground = Literal["outside", "diagnostic"]
Rows = Select[str, str, date | None, int, datetime | None, str, datetime | None]


@dataclass(frozen=True)
class Waived(Done):
    """A part that counts as done, the local day from which on, its planned minutes that day, and why."""

    ground: Ground


def waived_rows(account_ids: BindParameter[str]) -> tuple[Rows, Rows]:
    """The queries for what stands or stood for parts, each of: account, part, local day, minutes, instant, ground, taken back.

    `account_ids` is a parameter that takes several.
    """
    outside = (
        select(
            OutsideTraining.account_id, Waiver.requirement_id, OutsideTraining.decided_on, Waiver.minutes,
            OutsideTraining.decided_at, literal("outside"), OutsideTraining.withdrawn_at,
        )
        .join(Waiver, Waiver.training_id == OutsideTraining.id)
        .where(OutsideTraining.account_id.in_(account_ids), OutsideTraining.accepted.is_(True))
    )  # fmt: skip
    skipped = (
        select(
            Placement.account_id, SkippedPart.requirement_id, Placement.chosen_on, SkippedPart.minutes,
            Placement.chosen_at, literal("diagnostic"), Placement.taken_back_at,
        )
        .join(SkippedPart, SkippedPart.placement_id == Placement.id)
        .where(Placement.account_id.in_(account_ids))
    )  # fmt: skip
    return outside, skipped


def waived(session: Session, account_ids: Iterable[str], course: Course) -> dict[str, tuple[Waived, ...]]:
    """Account id → the parts that something stands for, each with its ground and the day of the decision.

    A part for which two things stand counts once, by the earlier; an id a lesson had before leads on.
    """
    found: dict[str, dict[str, Waived]] = {}
    for account_id, requirement_id, on, minutes, _, ground, _until in session.execute(
        _STANDING, {"account_ids": tuple(account_ids)}
    ):
        if on is not None:
            part = course.current_id(requirement_id)
            found.setdefault(account_id, {})[part] = Waived(part, on, minutes, ground)
    return {account_id: tuple(parts.values()) for account_id, parts in found.items()}


def _standing() -> Select[Any]:
    both = union_all(*waived_rows(bindparam("account_ids", expanding=True))).subquery()
    return select(both).where(both.c[6].is_(None)).order_by(both.c[4].desc(), both.c[5].desc())


_STANDING = _standing()
"""Put together once: that takes longer than to ask it."""
