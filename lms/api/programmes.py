"""`/api/programmes`: the programmes one leads, with the rows of the page's files; names where an organisation granted them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lms.api.door import blueprint, route
from lms.people.permissions import Permission
from lms.readiness.programmes.queries import get_programme_for, names_of, programmes_led, seen_by_lead, seen_of
from lms.readiness.programmes.rows import rows_of
from lms.visit import actor, course, db, now

bp = blueprint("api_programmes", "/api/programmes")


@route(bp, "", allow=Permission.PROGRAMME_READ)
def programmes() -> dict[str, Any]:
    """Id and name of each."""
    found = programmes_led(db(), actor())
    return {"count": len(found), "rows": [{"programme_id": each.id, "name": each.name} for each in found]}


@route(bp, "/<programme_id>", allow=Permission.PROGRAMME_READ)
def programme(programme_id: str) -> dict[str, Any]:
    """What every organisation shares now, and every number that is shown; null is hidden."""
    one = get_programme_for(db(), actor(), programme_id)
    seen = seen_by_lead(db(), actor(), one.id)
    rows = rows_of(seen)
    return {
        "programme_id": one.id,
        "name": one.name,
        "organisations": [
            {
                "organisation_id": each.organisation.id,
                "name": each.organisation.name,
                "state": each.state,
                "clinics": [name for _, name in each.clinics],
                "names": each.names,
            }
            for each in seen
        ],
        "count": len(rows),
        "rows": rows,
    }


@route(bp, "/<programme_id>/<organisation_id>/people", allow=Permission.PROGRAMME_READ)
def people(programme_id: str, organisation_id: str) -> dict[str, Any]:
    """Name, clinic, role and standing of everybody, where names are granted; 404 where they are not."""
    one = get_programme_for(db(), actor(), programme_id)
    found = names_of(db(), seen_of(db(), actor(), one.id, organisation_id), course(), now=now())
    return {"count": len(found), "rows": [asdict(each) for each in found]}
