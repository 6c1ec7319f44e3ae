"""`/api/v1/overview`: how many, by clinic, role, cohort and standing, with the filters and the permission of the page."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lms.api.door import blueprint, route
from lms.api.readiness import Day
from lms.errors import Invalid
from lms.people.permissions import Permission
from lms.readiness.overview.report import find_overview
from lms.readiness.rules.counts import total
from lms.visit import actor, course, db, now

bp = blueprint("api_overview", "/overview")


class Filters(BaseModel):
    """The filters of the page."""

    model_config = ConfigDict(extra="forbid")
    clinic: Annotated[str | None, Field(description="The clinic with this id.")] = None
    role: Annotated[str | None, Field(description="A role, as `bhcm`.")] = None
    cohort: Annotated[str | None, Field(description="A start date in this month, as `2027-05`.")] = None
    standing: Annotated[str | None, Field(description="One of the nine words, with hyphens.")] = None


class Cell(BaseModel):
    """How many of one clinic, role, month of start and standing. `counted_on`: null for today."""

    as_of: date
    counted_on: date | None
    clinic_id: str
    clinic: str
    role: str
    cohort: str
    standing: str
    number: int


class Month(BaseModel):
    """A month end as it was counted; `not_counted` names clinics without a count then."""

    as_of: date
    counted_from: date
    counted_to: date
    not_counted: list[str]
    count: int
    rows: list[Cell]


class Counts(BaseModel):
    """Today's cells, and those of the month ends, the earliest month first."""

    as_of: list[Day]
    filter: dict[str, str]
    count: int
    rows: list[Cell]
    months: list[Month]


@route(bp, "", allow=Permission.CLINIC_READINESS, tag="readiness", scope="readiness:read", query=Filters, answer=Counts)
def counts(asked: Filters) -> Counts:
    """How many, never who: today's counts and those of the last twelve month ends."""
    found = find_overview(db(), actor(), course(), now=now(), given=asked.model_dump(exclude_none=True))
    if found.left_out:
        raise Invalid(" ".join(found.left_out))
    cells = [Cell.model_validate(each.values()) for each in found.rows()]
    return Counts(
        as_of=[Day(zone=zone, day=day) for zone, day in found.days],
        filter={name: str(value) for name, value in found.parameters().items()},
        count=total(found.cells),
        rows=[each for each in cells if each.counted_on is None],
        months=[
            Month(
                as_of=month.as_of,
                counted_from=month.counted_on[0],
                counted_to=month.counted_on[1],
                not_counted=list(month.lacking),
                count=total(month.cells),
                rows=[each for each in cells if each.counted_on and each.as_of == month.as_of],
            )
            for month in found.months
        ],
    )
