"""`/api/meetings`: the meetings one changes or comes to, with the rows of the command."""

from __future__ import annotations

from typing import Any

from flask import request

from lms.api.door import blueprint, route
from lms.people.permissions import Permission
from lms.readiness.meetings.queries import seen_by
from lms.readiness.meetings.rows import row_of
from lms.visit import actor, db, now

bp = blueprint("api_meetings", "/api/meetings")


@route(bp, "", allow=Permission.MEETING_READ)
def meetings() -> dict[str, Any]:
    """A row for each; with `clinic`, those of one clinic by id."""
    clinic = request.args.get("clinic", "")
    found = [each for each in seen_by(db(), actor(), now()) if clinic in ("", each.row.clinic_id)]
    return {"count": len(found), "rows": [row_of(each) for each in found]}
