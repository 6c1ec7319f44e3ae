"""`/api/v1/meetings`: the meetings one changes or comes to, with the rows of the command."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lms.api.door import blueprint, route
from lms.people.permissions import Permission
from lms.readiness.meetings.queries import seen_by
from lms.readiness.meetings.rows import row_of
from lms.visit import actor, db, now

bp = blueprint("api_meetings", "/meetings")


class MeetingsAsked(BaseModel):
    """Which meetings."""

    model_config = ConfigDict(extra="forbid")
    clinic: Annotated[str | None, Field(description="Those of the clinic with this id.")] = None


class Meeting(BaseModel):
    """One meeting; names are parted by semicolons. `next_at` is on the clinic's clock, `next_instant` in UTC."""

    clinic: str
    meeting: str
    standing: str
    below_published: str
    next_on: date
    next_at: str
    due_on: date | None
    last_held_on: date | None
    rhythm: str
    reason: str
    reason_below: str | None
    not_recorded: int
    minutes: int
    place: str | None
    must_come: str
    as_able: str
    nobody_holds: str
    on_leave: str
    next_instant: datetime | str
    as_of: date
    zone: str
    clinic_id: str
    id: str


class Meetings(BaseModel):
    """All of them."""

    count: int
    rows: list[Meeting]


@route(
    bp, "", allow=Permission.MEETING_READ, tag="meetings", scope="meetings:read", query=MeetingsAsked, answer=Meetings
)
def meetings(asked: MeetingsAsked) -> Meetings:
    """The panel, caseload and program reviews one looks after or is asked to come to."""
    found = [each for each in seen_by(db(), actor(), now()) if asked.clinic in (None, each.row.clinic_id)]
    return Meetings(count=len(found), rows=[Meeting.model_validate(row_of(each)) for each in found])
