"""Write down who looked; read it back, for the person and for whoever administers credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from lms.credit.claiming.models import CreditEnrolment
from lms.credit.viewing.models import CreditView
from lms.credit.viewing.watch import Read
from lms.database import upserting
from lms.ids import new_id
from lms.people.merged import accounts_of
from lms.people.models import Account
from lms.people.permissions import Actor, Permission

AT_A_TIME = 200


@dataclass(frozen=True)
class Look:
    """One look, with the names of today. `page` is the endpoint of what was looked at."""

    whose: str
    viewer: str
    capacity: str
    page: str
    hour: datetime


def looks_to_note(session: Session, *, actor: Actor, now: datetime, page: str, read: Read) -> list[CreditView]:
    """A row for everybody but the actor whose records were read, of whom this hour has none yet. Writes nothing."""
    whose = set(read.accounts)
    if read.enrolments:
        named = select(CreditEnrolment.account_id).where(CreditEnrolment.id.in_(sorted(read.enrolments)))
        whose |= set(session.scalars(named))
    if whose <= {actor.account_id}:
        return []
    hour = now.replace(minute=0, second=0, microsecond=0)
    page = page[:80]
    same = (CreditView.viewer_account_id == actor.account_id, CreditView.page == page, CreditView.hour == hour)
    whose -= {*accounts_of(session, actor.account_id), *session.scalars(select(CreditView.account_id).where(*same))}
    places = session.execute(select(Account.id, Account.organisation_id).where(Account.id.in_(sorted(whose))))
    capacity = capacity_of(actor)
    return [
        CreditView(
            id=new_id(), organisation_id=organisation_id, account_id=account_id, viewer_account_id=actor.account_id,
            capacity=capacity, page=page, hour=hour,
        )
        for account_id, organisation_id in places
    ]  # fmt: skip


def note_looks(session: Session, rows: Sequence[CreditView]) -> None:
    """Write the rows; one that another request has written meanwhile stays as it is."""
    names = [column.key for column in CreditView.__mapper__.column_attrs]
    told = [{name: getattr(each, name) for name in names} for each in rows]
    for first in range(0, len(told), AT_A_TIME):
        session.execute(upserting(session, CreditView).values(told[first : first + AT_A_TIME]).on_conflict_do_nothing())


def capacity_of(actor: Actor) -> str:
    """The kinds of access that are in force, such as `CE administrator`; what one has as a learner is none."""
    kinds = sorted({each.kind for each in actor.grants if each.holds_on(actor.today)} - {"learner"})
    return ", ".join(kinds)[:200] or "without further access"


def looks_at(session: Session, account_id: str, *, most: int = 500) -> list[Look]:
    """Who looked at one person's records, newest first."""
    return _looks(session, CreditView.account_id.in_(accounts_of(session, account_id)), most)


def looks_for(session: Session, actor: Actor, *, most: int = 500) -> list[Look]:
    """Who looked at records of people of the organisations whose credit the actor administers, newest first."""
    places = actor.organisations_with(Permission.CERTIFICATE_ADMIN)
    return _looks(session, CreditView.organisation_id.in_(places), most)


def _looks(session: Session, wanted: ColumnElement[bool], most: int) -> list[Look]:
    person, viewer = aliased(Account), aliased(Account)
    rows = session.execute(
        select(person.name, viewer.name, CreditView.capacity, CreditView.page, CreditView.hour)
        .join(person, person.id == CreditView.account_id)
        .join(viewer, viewer.id == CreditView.viewer_account_id)
        .where(wanted)
        .order_by(CreditView.hour.desc(), CreditView.id.desc())
        .limit(most)
    )
    return [Look(*row) for row in rows]
