"""`/api/v1/people`: who works and trains here; bringing somebody in, and barring an account."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lms.acts.invite import invite_person
from lms.api.answering import demand_match
from lms.api.door import blueprint, route
from lms.api.paging import Paged, after, next_address
from lms.people import actions, directory
from lms.people.access import get_person_for
from lms.people.permissions import Permission
from lms.visit import actor, course, db, now, services

bp = blueprint("api_people", "/people")
READ, WRITE = "people:read", "people:write"
WORDS = r"^[^\x00-\x1f\x7f]*$"


class PeopleAsked(Paged):
    """Which people."""

    clinic: Annotated[str | None, Field(description="Who trains or works at the clinic with this id.")] = None
    role: Annotated[str | None, Field(description="Who trains for a role, as `bhcm`.")] = None


class Person(BaseModel):
    """An account. `access`: the kinds of access in force."""

    model_config = ConfigDict(from_attributes=True)
    account_id: str
    name: str
    email: str
    state: str
    access: list[str]


class People(BaseModel):
    """A page of people, by id."""

    rows: list[Person]
    next: str | None


class Invite(BaseModel):
    """Somebody to bring in. Without a role: a leader, who trains for nothing."""

    model_config = ConfigDict(extra="forbid")
    email: Annotated[str, Field(max_length=320, pattern=WORDS)]
    name: Annotated[str, Field(max_length=200, pattern=WORDS)]
    clinic_id: Annotated[str, Field(max_length=16, pattern=WORDS)]
    role: Annotated[str | None, Field(max_length=32, pattern=WORDS)] = None
    start_date: Annotated[date | None, Field(description="First day with CoCM patients, not the hire date.")] = None
    access: Annotated[
        list[Annotated[str, Field(max_length=32, pattern=WORDS)]],
        Field(max_length=8, description="Kinds of access to give, as `clinic supervisor`."),
    ] = []
    send: Annotated[bool, Field(description="Write the invitation now.")] = True


class Invited(BaseModel):
    """Who was brought in. `role_held_id`: null for a leader."""

    account_id: str
    role_held_id: str | None
    invitation_written: bool


class Deactivate(BaseModel):
    """Why an account is barred."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=WORDS)]


@route(bp, "", allow=Permission.PEOPLE_READ, tag="people", scope=READ, query=PeopleAsked, answer=People)
def people(asked: PeopleAsked) -> People:
    """The people one may see, a page at a time."""
    last = after(asked)
    wanted = directory.Wanted(clinic_id=asked.clinic or "", role=asked.role or "")
    found = directory.people_after(
        db(), actor(), wanted, now=now(), after="" if last is None else str(last[0]), limit=asked.limit + 1
    )
    more = (found[asked.limit - 1].account_id,) if len(found) > asked.limit else None
    return People(rows=[_shown(each) for each in found[: asked.limit]], next=next_address(asked, more))


@route(bp, "/<account_id>", allow=Permission.PEOPLE_READ, tag="people", scope=READ, answer=Person)
def person(account_id: str) -> Person:
    """One person; the id of an account that was joined with another leads on to that one."""
    return _one(account_id)


def _one(account_id: str) -> Person:
    account = get_person_for(db(), actor(), account_id, Permission.PEOPLE_READ)
    return _shown(directory.person_row(db(), actor(), account, now=now()))


def _shown(row: directory.PersonRow) -> Person:
    return Person(
        account_id=row.account_id, name=row.name, email=row.email, state=str(row.state), access=list(row.grants)
    )


@route(
    bp, "", allow=Permission.PEOPLE_INVITE, tag="people", scope=WRITE, body=Invite, answer=Invited, method="POST",
    status=201,
)  # fmt: skip
def invite(sent: Invite) -> Invited:
    """Bring somebody in, with an invitation by mail unless `send` is false."""
    made = invite_person(
        db(),
        actor=actor(),
        now=now(),
        course=course(),
        base_url=services().settings.base_url,
        email=sent.email,
        name=sent.name,
        clinic_id=sent.clinic_id,
        role=sent.role,
        start_date=sent.start_date,
        grants=sent.access,
        send=sent.send,
    )
    return Invited(account_id=made.account_id, role_held_id=made.role_held_id, invitation_written=sent.send)


@route(
    bp, "/<account_id>/deactivate", allow=Permission.PEOPLE_DEACTIVATE, tag="people", scope=WRITE, body=Deactivate,
    answer=Person, method="POST", matched=True,
)  # fmt: skip
def deactivate(account_id: str, sent: Deactivate) -> Person:
    """Bar an account from signing in, with a reason; its record stays."""
    demand_match(_one(account_id))
    actions.deactivate(db(), actor=actor(), now=now(), account_id=account_id, reason=sent.reason)
    return _one(account_id)
