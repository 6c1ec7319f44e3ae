"""`/api/readiness`: who will be ready, with the rows, the filters and the permission of the page."""

from __future__ import annotations

from typing import Any

from flask import request

from lms.api.door import blueprint, route
from lms.errors import Invalid, NotFound
from lms.learning.outside.reported.queries import report_state, reports
from lms.people.permissions import Permission
from lms.readiness.queries import roles_seen, standings_of
from lms.readiness.rows import rows_of
from lms.readiness.teams import find_rows
from lms.visit import actor, course, db, now

bp = blueprint("api_readiness", "/api/readiness")


@route(bp, "", allow=Permission.CLINIC_READINESS)
def everybody() -> dict[str, Any]:
    """All rows of a filter, most urgent first."""
    found, rows = find_rows(db(), actor(), course(), now=now(), given=request.args)
    if found.left_out:
        raise Invalid(" ".join(found.left_out))
    return {
        "as_of": [{"zone": zone, "day": day} for zone, day in found.days],
        "filter": found.filter.parameters(page=None),
        "count": len(rows),
        "rows": [row.values() for row in rows],
    }


@route(bp, "/<role_or_person>", allow=Permission.CLINIC_READINESS)
def one(role_or_person: str) -> dict[str, Any]:
    """One role held, or every role of one person, by id; with what was reported of that person and not verified here."""
    held = roles_seen(db(), actor(), role_or_person)
    if not held:
        raise NotFound()
    rows = rows_of(db(), course(), standings_of(db(), held, course(), now=now()))
    return {
        "count": len(rows),
        "rows": [row.values() for row in sorted(rows, key=lambda row: row.urgency)],
        "reported_elsewhere": [
            {
                "title": each.title,
                "provider": each.provider,
                "completed_on": each.completed_on,
                "minutes_as_reported": each.minutes,
                "state": report_state(each),
            }
            for each in reports(db(), held[0].account_id)
        ],
    }
