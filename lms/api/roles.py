"""`/api/v1/roles`: roles held, which are the enrolments; their dates, and a change of the start date with its reason."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lms.acts.plan import StartDate, change_plan
from lms.api.answering import demand_match
from lms.api.door import blueprint, route
from lms.api.paging import Paged, after, next_address
from lms.api.people import WORDS
from lms.people.access import get_role_for
from lms.people.models import RoleHeld
from lms.people.permissions import Permission
from lms.people.queries import roles_within
from lms.visit import actor, course, db, now

bp = blueprint("api_roles", "/roles")
READ = Permission.CLINIC_READINESS


class RolesAsked(Paged):
    """Which roles."""

    person: Annotated[str | None, Field(description="Those of the account with this id.")] = None
    clinic: Annotated[str | None, Field(description="Those at the clinic with this id.")] = None
    role: Annotated[str | None, Field(description="A role, as `bhcm`.")] = None
    ended: Annotated[bool, Field(description="Also those that have ended.")] = False


class Role(BaseModel):
    """A role held. `start_date`: the first day with CoCM patients. `ended_on`: null while it is held."""

    model_config = ConfigDict(from_attributes=True)
    role_held_id: Annotated[str, Field(validation_alias="id")]
    account_id: str
    clinic_id: str
    role: str
    champion: bool
    start_date: date
    joined_on: date
    ended_on: date | None
    clinic_due_on: date | None
    agreed_minutes_per_week: int | None
    window_weeks: int | None


class Roles(BaseModel):
    """A page of roles held, by id."""

    rows: list[Role]
    next: str | None


class NewStart(BaseModel):
    """Another first day with CoCM patients, and why."""

    model_config = ConfigDict(extra="forbid")
    start_date: date
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=WORDS)]


@route(bp, "", allow=READ, tag="roles", scope="roles:read", query=RolesAsked, answer=Roles)
def roles(asked: RolesAsked) -> Roles:
    """Roles held at the clinics one looks after, a page at a time."""
    last = after(asked)
    found = roles_within(
        db(),
        actor(),
        READ,
        account_id=asked.person,
        clinic_id=asked.clinic,
        role=asked.role,
        ended=asked.ended,
        after="" if last is None else str(last[0]),
        limit=asked.limit + 1,
    )
    more = (found[asked.limit - 1].id,) if len(found) > asked.limit else None
    return Roles(rows=[_shown(each) for each in found[: asked.limit]], next=next_address(asked, more))


@route(bp, "/<role_held_id>", allow=READ, tag="roles", scope="roles:read", answer=Role)
def role(role_held_id: str) -> Role:
    """One role held."""
    return _shown(get_role_for(db(), actor(), role_held_id, READ))


@route(
    bp, "/<role_held_id>", allow=Permission.PLAN_CHANGE, tag="roles", scope="roles:write", body=NewStart, answer=Role,
    method="PATCH", matched=True,
)  # fmt: skip
def move(role_held_id: str, sent: NewStart) -> Role:
    """Move the first day with CoCM patients; the timeline is planned anew, the history stays."""
    held = get_role_for(db(), actor(), role_held_id, Permission.PLAN_CHANGE)
    demand_match(_shown(held))
    change_plan(
        db(), actor=actor(), now=now(), course=course(), held=held, wish=StartDate(sent.start_date), reason=sent.reason
    )
    return _shown(held)


def _shown(held: RoleHeld) -> Role:
    return Role.model_validate(held)
