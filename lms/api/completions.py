"""`/api/v1/completions`: parts that were completed, the modules and pathways they add up to, and what was reported of elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lms.acts.claims import claims
from lms.api.door import blueprint, route
from lms.api.paging import Paged, after, next_address
from lms.api.readiness import Reported, reported_of
from lms.errors import NotFound
from lms.learning.completed import completed
from lms.learning.models import Completion
from lms.people.access import get_person_for
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.visit import Access, actor, course, db

bp = blueprint("api_completions", "/completions")
SCOPE = "completions:read"


class CompletionsAsked(Paged):
    """Which completions."""

    person: Annotated[str | None, Field(description="Those of the account with this id.")] = None
    since: Annotated[AwareDatetime | None, Field(description="Recorded from this instant on.")] = None


class Part(BaseModel):
    """A lesson, case, lab or test that was completed. `minutes`: planned; nothing is clocked. `title`: null: left the course."""

    model_config = ConfigDict(from_attributes=True)
    completion_id: Annotated[str, Field(validation_alias="id")]
    account_id: str
    requirement_id: str
    kind: str
    title: str | None = None
    minutes: int
    completed_on: date
    completed_at: datetime
    edition: str


class Parts(BaseModel):
    """A page of completions, in the order they were recorded."""

    rows: list[Part]
    next: str | None


class Whole(BaseModel):
    """A module or pathway of somebody's roles. `scope`: as certificates name it. `completed_on`: null while a part is open."""

    scope: str
    title: str
    parts_required: int
    parts_completed: int
    minutes: int
    completed_on: date | None


class Wholes(BaseModel):
    """Modules and pathways of one person, and what imports reported of other courses."""

    account_id: str
    rows: list[Whole]
    reported_elsewhere: list[Reported]


@route(bp, "", allow=Access.SIGNED_IN, tag="completions", scope=SCOPE, query=CompletionsAsked, answer=Parts)
def parts(asked: CompletionsAsked) -> Parts:
    """What was completed, by oneself and by whom one looks after, in the order it was recorded."""
    last = after(asked)
    found = completed(
        db(),
        actor(),
        account_id=asked.person,
        since=asked.since,
        after=None if last is None else (datetime.fromisoformat(str(last[0])), str(last[1])),
        limit=asked.limit + 1,
    )
    edge = found[asked.limit - 1] if len(found) > asked.limit else None
    more = None if edge is None else (edge.completed_at.isoformat(), edge.id)
    return Parts(rows=[_shown(each) for each in found[: asked.limit]], next=next_address(asked, more))


def _shown(row: Completion) -> Part:
    return Part.model_validate(row).model_copy(update={"title": course().title_of.get(row.requirement_id)})


@route(bp, "/<person_id>", allow=Access.SIGNED_IN, tag="completions", scope=SCOPE, answer=Wholes)
def wholes(person_id: str) -> Wholes:
    """How one person's modules and pathways stand, by account id, and what was reported of other courses."""
    account = _seen(person_id)
    found = []
    for each in claims(db(), account, course()):
        days = [part.done_on for part in (*each.parts, *each.tests)]
        done = [day for day in days if day is not None]
        found.append(
            Whole(
                scope=each.scope,
                title=each.title,
                parts_required=len(days),
                parts_completed=len(done),
                minutes=each.minutes,
                completed_on=max(done) if done and len(done) == len(days) else None,
            )
        )
    return Wholes(account_id=account.id, rows=found, reported_elsewhere=reported_of(account.id))


def _seen(account_id: str) -> Account:
    if account_id == actor().account_id:
        return db().get_one(Account, account_id)
    if not actor().may(Permission.CLINIC_READINESS):
        raise NotFound()
    return get_person_for(db(), actor(), account_id, Permission.CLINIC_READINESS)
