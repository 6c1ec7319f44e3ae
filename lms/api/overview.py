"""`/api/overview`: how many, by clinic, role, cohort and standing, with the filters and the permission of the page."""

from __future__ import annotations

from typing import Any

from flask import request

from lms.api.door import blueprint, route
from lms.errors import Invalid
from lms.people.permissions import Permission
from lms.readiness.overview.report import find_overview
from lms.readiness.rules.counts import total
from lms.visit import actor, course, db, now

bp = blueprint("api_overview", "/api/overview")


@route(bp, "", allow=Permission.CLINIC_READINESS)
def counts() -> dict[str, Any]:
    """Today's cells and those of the month ends, the earliest month first."""
    found = find_overview(db(), actor(), course(), now=now(), given=request.args)
    if found.left_out:
        raise Invalid(" ".join(found.left_out))
    rows = [each.values() for each in found.rows()]
    return {
        "as_of": [{"zone": zone, "day": day} for zone, day in found.days],
        "filter": found.parameters(),
        "count": total(found.cells),
        "rows": [each for each in rows if each["counted_on"] is None],
        "months": [
            {
                "as_of": month.as_of,
                "counted_from": month.counted_on[0],
                "counted_to": month.counted_on[1],
                "not_counted": month.lacking,
                "count": total(month.cells),
                "rows": [each for each in rows if each["counted_on"] and each["as_of"] == month.as_of],
            }
            for month in found.months
        ],
    }
