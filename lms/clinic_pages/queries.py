"""Read the pages of one's clinics: the list, one of them, its versions, and the one that a lesson means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.clinic_pages.rules import Standing, matches, meant
from lms.errors import NotFound
from lms.people.models import Account, Clinic, Grant, Organisation, RoleHeld
from lms.people.permissions import GIVES, SYSTEM, Actor, Permission

Found = tuple[ClinicPage, ClinicPageVersion]
"""A page and the version that readers see."""


def readable(actor: Actor) -> ColumnElement[bool]:
    """The one rule for the list and for one page: pages of a clinic in which the actor may read, and of its organisation."""
    return _readable(actor.clinics_with(Permission.CLINIC_PAGE_READ))


def _readable(places: tuple[tuple[str, str | None], ...]) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(
                ClinicPage.organisation_id == organisation_id,
                *(
                    []
                    if clinic_id is None
                    else [or_(ClinicPage.clinic_id.is_(None), ClinicPage.clinic_id == clinic_id)]
                ),
            )
            for organisation_id, clinic_id in places
        ),
    )


def may_write(actor: Actor, organisation_id: str, clinic_id: str | None) -> bool:
    """Whether the actor may write pages of that clinic or (None) of the whole organisation."""
    if actor == SYSTEM:
        return True
    if clinic_id is None:
        return (organisation_id, None) in actor.clinics_with(Permission.CLINIC_PAGE_WRITE)
    return actor.may(Permission.CLINIC_PAGE_WRITE, organisation_id=organisation_id, clinic_id=clinic_id)


def pages_for(session: Session, actor: Actor, *, kind: str = "", withdrawn: bool = False) -> list[Found]:
    """Every page the actor may read, by place, kind and title; with `withdrawn`, those taken away that she may put back."""
    query = select(ClinicPage, ClinicPageVersion).join(
        ClinicPageVersion,
        and_(ClinicPageVersion.page_id == ClinicPage.id, ClinicPageVersion.number == ClinicPage.version),
    )
    query = query.where(
        readable(actor), ClinicPage.withdrawn_at.is_not(None) if withdrawn else ClinicPage.withdrawn_at.is_(None)
    )
    if kind:
        query = query.where(ClinicPage.kind == kind)
    query = query.outerjoin(Clinic, Clinic.id == ClinicPage.clinic_id).options(
        contains_eager(ClinicPage.clinic), joinedload(ClinicPage.organisation), joinedload(ClinicPage.owner)
    )
    found: list[Found] = [(page, version) for page, version in session.execute(query)]
    if withdrawn:
        found = [each for each in found if may_write(actor, each[0].organisation_id, each[0].clinic_id)]
    return sorted(found, key=_order)


def _order(found: Found) -> tuple[str, bool, str, str]:
    page, version = found
    return (page.organisation.name, page.clinic_id is None, page.clinic.name if page.clinic else "", version.title)


def get_page_for(session: Session, actor: Actor, page_id: str, *, write: bool = False, lock: bool = False) -> Found:
    """A page with the version that counts, if the actor may read it. Raises NotFound.

    One that was taken away is found only by those who may write there, and with `write` by nobody else at all.
    `lock` holds the page until the transaction ends.
    """
    page = session.scalar(select(ClinicPage).where(ClinicPage.id == page_id, readable(actor)))
    if page is None:
        raise NotFound()
    if (write or page.withdrawn_at is not None) and not may_write(actor, page.organisation_id, page.clinic_id):
        raise NotFound()
    if lock:
        session.refresh(page, with_for_update={"of": ClinicPage})
    return page, version_of(session, page, page.version)


def version_of(session: Session, page: ClinicPage, number: int) -> ClinicPageVersion:
    """One version of a page. Raises NotFound."""
    found = session.get(ClinicPageVersion, (page.id, number))
    if found is None:
        raise NotFound()
    return found


def versions_of(session: Session, page: ClinicPage) -> Sequence[ClinicPageVersion]:
    """Every version of a page, the newest first."""
    query = select(ClinicPageVersion).where(ClinicPageVersion.page_id == page.id)
    return list(session.scalars(query.order_by(ClinicPageVersion.number.desc())))


def page_meant(session: Session, actor: Actor, kind: str) -> tuple[str | None, int]:
    """(the page of a kind that a lesson means for this reader or None, how many there are to choose from)."""
    query = _of_kind(actor.clinics_with(Permission.CLINIC_PAGE_READ))
    found = session.execute(query, {"kind": kind, "account_id": actor.account_id}).all()
    own = frozenset(clinic_id for _, clinic_id, trains in found if trains and clinic_id)
    return meant([Standing(page_id, clinic_id) for page_id, clinic_id, _ in found], own), len(found)


@lru_cache(maxsize=512)
def _of_kind(places: tuple[tuple[str, str | None], ...]) -> Select[str, str | None, bool]:
    """Asked by most lessons: to put it together takes longer than to ask it. The last column: whether one trains there."""
    trains = (
        select(RoleHeld.id)
        .where(
            RoleHeld.account_id == bindparam("account_id"),
            RoleHeld.clinic_id == ClinicPage.clinic_id,
            RoleHeld.ended_on.is_(None),
        )
        .exists()
    )
    query = select(ClinicPage.id, ClinicPage.clinic_id, trains).where(_readable(places))
    return query.where(ClinicPage.kind == bindparam("kind"), ClinicPage.withdrawn_at.is_(None)).order_by(ClinicPage.id)


def places_to_write(session: Session, actor: Actor) -> list[tuple[str, str | None, str]]:
    """(organisation, clinic or None, name) of every place whose pages the actor may write, clinics first."""
    places = set(actor.clinics_with(Permission.CLINIC_PAGE_WRITE))
    wanted = {organisation_id for organisation_id, _ in places}
    clinics = session.scalars(select(Clinic).where(Clinic.organisation_id.in_(wanted)).order_by(Clinic.name, Clinic.id))
    found: list[tuple[str, str | None, str]] = [
        (each.organisation_id, each.id, each.name)
        for each in clinics
        if {(each.organisation_id, None), (each.organisation_id, each.id)} & places
    ]
    whole = session.scalars(select(Organisation).where(Organisation.id.in_(wanted)).order_by(Organisation.name))
    return found + [(each.id, None, f"All clinics of {each.name}") for each in whole if (each.id, None) in places]


def owners_for(session: Session, organisation_id: str, clinic_id: str | None, today: date) -> list[tuple[str, str]]:
    """(account, name) of everybody who may write there today and so can keep a page true, by name."""
    kinds = [kind for kind, gives in GIVES.items() if Permission.CLINIC_PAGE_WRITE in gives]
    where = Grant.clinic_id.is_(None)
    query = (
        select(Account.id, Account.name)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Grant.kind.in_(kinds),
            Grant.organisation_id == organisation_id,
            where if clinic_id is None else or_(where, Grant.clinic_id == clinic_id),
            Grant.from_date <= today,
            or_(Grant.to_date.is_(None), Grant.to_date >= today),
            Account.deactivated_at.is_(None),
            Account.merged_into_id.is_(None),
            Account.erased_at.is_(None),
        )
        .distinct()
    )
    return sorted(((account_id, name) for account_id, name in session.execute(query)), key=lambda each: each[1])


def overdue_of(session: Session, actor: Actor) -> list[Found]:
    """The pages that the actor owns and that were to be looked at again before today, the oldest first."""
    found = [each for each in pages_for(session, actor) if each[0].owner_account_id == actor.account_id]
    return sorted(
        (each for each in found if each[1].review_on < actor.today), key=lambda each: (each[1].review_on, each[0].id)
    )


def matching(session: Session, actor: Actor, words: str) -> list[Found]:
    """The pages that hold every one of some words, in title or text."""
    return [each for each in pages_for(session, actor) if matches(words, each[1].title, each[1].text)]
