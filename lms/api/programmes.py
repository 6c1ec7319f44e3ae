"""`/api/v1/programmes`: the programmes one leads, with the rows of the page's files; names where an organisation granted them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from lms.api.door import blueprint, route
from lms.people.permissions import Permission
from lms.readiness.programmes.queries import get_programme_for, names_of, programmes_led, seen_by_lead, seen_of
from lms.readiness.programmes.rows import rows_of
from lms.visit import actor, course, db, now

bp = blueprint("api_programmes", "/programmes")
READ, SCOPE = Permission.PROGRAMME_READ, "programmes:read"


class Led(BaseModel):
    """A programme by name."""

    programme_id: str
    name: str


class Programmes(BaseModel):
    """All that one leads."""

    count: int
    rows: list[Led]


class Shares(BaseModel):
    """What an organisation shares now."""

    organisation_id: str
    name: str
    state: str
    clinics: list[str]
    names: bool


class Number(BaseModel):
    """A number that is shown; null is hidden."""

    month: str
    organisation: str
    by: str
    name: str | None
    number: int | None
    ready: int | None
    on_the_way: int | None
    overdue_or_at_risk: int | None
    not_ready_yet: int | None


class Programme(BaseModel):
    """What every organisation shares now, and every number that is shown."""

    programme_id: str
    name: str
    organisations: list[Shares]
    count: int
    rows: list[Number]


class Named(BaseModel):
    """Somebody who is named."""

    model_config = ConfigDict(from_attributes=True)
    person: str
    clinic: str
    role: str
    role_title: str
    standing: str


class Names(BaseModel):
    """Everybody who is named."""

    count: int
    rows: list[Named]


@route(bp, "", allow=READ, tag="programmes", scope=SCOPE, answer=Programmes)
def programmes() -> Programmes:
    """The programmes one leads."""
    found = [Led(programme_id=each.id, name=each.name) for each in programmes_led(db(), actor())]
    return Programmes(count=len(found), rows=found)


@route(bp, "/<programme_id>", allow=READ, tag="programmes", scope=SCOPE, answer=Programme)
def programme(programme_id: str) -> Programme:
    """What is shared with a programme, and every number that is shown."""
    one = get_programme_for(db(), actor(), programme_id)
    seen = seen_by_lead(db(), actor(), one.id)
    rows = [Number.model_validate(each) for each in rows_of(seen)]
    return Programme(
        programme_id=one.id,
        name=one.name,
        organisations=[
            Shares(
                organisation_id=each.organisation.id,
                name=each.organisation.name,
                state=each.state,
                clinics=[name for _, name in each.clinics],
                names=each.names,
            )
            for each in seen
        ],
        count=len(rows),
        rows=rows,
    )


@route(bp, "/<programme_id>/<organisation_id>/people", allow=READ, tag="programmes", scope=SCOPE, answer=Names)
def people(programme_id: str, organisation_id: str) -> Names:
    """Who is on the way, where names are granted; 404 where they are not."""
    one = get_programme_for(db(), actor(), programme_id)
    found = names_of(db(), seen_of(db(), actor(), one.id, organisation_id), course(), now=now())
    return Names(count=len(found), rows=[Named.model_validate(each) for each in found])
