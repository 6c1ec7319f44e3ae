"""`/api/v1/readiness`: who will be ready, with the rows, the filters and the permission of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from itertools import islice
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, Field, create_model

from lms.api.door import blueprint, route
from lms.api.paging import Paged, Plain, after, next_address
from lms.errors import Invalid, NotFound
from lms.learning.outside.reported.queries import report_state, reports
from lms.people.permissions import Permission
from lms.readiness.queries import roles_seen, standings_of
from lms.readiness.rows import Row, rows_of
from lms.readiness.teams import find_rows
from lms.visit import actor, course, db, now

bp = blueprint("api_readiness", "/readiness")
_HINTS = get_type_hints(Row)
_FIELDS: dict[str, Any] = {each.name: (_HINTS[each.name], ...) for each in fields(Row)}
RowShown: type[BaseModel] = create_model("ReadinessRow", __doc__="One role held on a day.", **_FIELDS)
"""A row of readiness, field by field that of the pages' files."""


class Day(BaseModel):
    """The day an answer is for, in one time zone."""

    zone: str
    day: date


class ReadinessAsked(Paged):
    """The filters of the page, and which page of the list."""

    name: Annotated[str | None, Field(description="Beginnings of words of the name.")] = None
    clinic: Annotated[str | None, Field(description="The clinic with this id.")] = None
    role: Annotated[str | None, Field(description="A role, as `bhcm`.")] = None
    standing: Annotated[str | None, Field(description="A standing with hyphens, `needs-help` or `fine`.")] = None
    starts: Annotated[str | None, Field(description="A start date from today to so many days on, 0 to 366.")] = None
    cohort: Annotated[str | None, Field(description="A start date in this month, as `2027-05`.")] = None
    as_of: Annotated[str | None, Field(description="A day to answer for, as `2027-05-04`.")] = None


class Everybody(BaseModel):
    """A page of rows, most urgent first. `count`: the rows of all pages."""

    as_of: list[Day]
    filter: dict[str, str]
    count: int
    rows: list[RowShown]  # type: ignore[valid-type]
    next: str | None


class Reported(BaseModel):
    """What an import reported of a course completed elsewhere."""

    title: str
    provider: str
    completed_on: date
    minutes_as_reported: int | None
    state: str


class One(BaseModel):
    """All rows of one role held or one person."""

    count: int
    rows: list[RowShown]  # type: ignore[valid-type]
    reported_elsewhere: list[Reported]


@route(
    bp,
    "",
    allow=Permission.CLINIC_READINESS,
    tag="readiness",
    scope="readiness:read",
    query=ReadinessAsked,
    answer=Everybody,
)
def everybody(asked: ReadinessAsked) -> Everybody:
    """Who will be ready: a row for each role held, most urgent first."""
    given = asked.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    found, rows = find_rows(db(), actor(), course(), now=now(), given=given)
    if found.left_out:
        raise Invalid(" ".join(found.left_out))
    shown = list(islice(_from(rows, after(asked)), asked.limit + 1))
    more = _position(shown[asked.limit - 1]) if len(shown) > asked.limit else None
    return Everybody(
        as_of=[Day(zone=zone, day=day) for zone, day in found.days],
        filter={name: str(value) for name, value in found.filter.parameters(page=None).items()},
        count=len(rows),
        rows=[RowShown(**row.values()) for row in shown[: asked.limit]],
        next=next_address(asked, more),
    )


def _position(row: Row) -> tuple[Plain, ...]:
    rank, due, name, held = row.urgency
    return (rank, due.isoformat(), name, held)


def _from(rows: Sequence[Row], position: tuple[Plain, ...] | None) -> Iterable[Row]:
    """The rows behind a position, in their order; whoever was added or moved before it meanwhile is not shown."""
    return rows if position is None else (row for row in rows if _position(row) > position)


@route(bp, "/<role_or_person>", allow=Permission.CLINIC_READINESS, tag="readiness", scope="readiness:read", answer=One)
def one(role_or_person: str) -> One:
    """One role held, or every role of one person, by id."""
    held = roles_seen(db(), actor(), role_or_person)
    if not held:
        raise NotFound()
    rows = sorted(rows_of(db(), course(), standings_of(db(), held, course(), now=now())), key=lambda row: row.urgency)
    return One(
        count=len(rows),
        rows=[RowShown(**row.values()) for row in rows],
        reported_elsewhere=reported_of(held[0].account_id),
    )


def reported_of(account_id: str) -> list[Reported]:
    """What imports reported of somebody, the latest first; whoever calls has asked who may read it."""
    return [
        Reported(
            title=each.title,
            provider=each.provider,
            completed_on=each.completed_on,
            minutes_as_reported=each.minutes,
            state=report_state(each),
        )
        for each in reports(db(), account_id)
    ]
