"""Reads of activities for credit, of what belongs to them, and of designations."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.credit.activities.models import (
    ActivityPerson,
    ActivityVersion,
    Designation,
    Disclosure,
    HoursCalculation,
)
from lms.credit.providers.queries import demand_administers
from lms.errors import NotFound
from lms.people.permissions import Actor


def versions_of(session: Session, organisation_id: str) -> list[ActivityVersion]:
    """Every version of every activity, by title, the newest of each first."""
    wanted = select(ActivityVersion).where(ActivityVersion.organisation_id == organisation_id)
    return list(
        session.scalars(wanted.order_by(ActivityVersion.title, ActivityVersion.unit, ActivityVersion.number.desc()))
    )


def get_activity_for(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    """A version with its people, their disclosures, support, ratings and pilot times. Raises NotFound."""
    wanted = (
        select(ActivityVersion)
        .where(ActivityVersion.id == activity_id)
        .options(
            selectinload(ActivityVersion.people).selectinload(ActivityPerson.disclosures),
            selectinload(ActivityVersion.support),
            selectinload(ActivityVersion.ratings),
            selectinload(ActivityVersion.pilots),
        )
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound()
    demand_administers(actor, found.organisation_id)
    return found


def earlier_version(session: Session, row: ActivityVersion) -> ActivityVersion | None:
    """The version of the same unit before this one."""
    wanted = select(ActivityVersion).where(
        ActivityVersion.organisation_id == row.organisation_id,
        ActivityVersion.unit == row.unit,
        ActivityVersion.number < row.number,
    )
    return session.scalars(wanted.order_by(ActivityVersion.number.desc()).limit(1)).first()


def person_of(activity: ActivityVersion, person_id: str) -> ActivityPerson:
    """Somebody who is on the list of an activity that was read with its people. Raises NotFound."""
    found = next((each for each in activity.people if each.id == person_id and each.left_at is None), None)
    if found is None:
        raise NotFound()
    return found


def newest_disclosure(person: ActivityPerson) -> Disclosure | None:
    """What somebody said last."""
    return max(person.disclosures, key=lambda each: (each.collected_on, each.id), default=None)


def is_mitigated(said: Disclosure | None) -> bool:
    """Whether nothing that bears on the content is left without mitigation."""
    return said is None or not said.relevant or bool(said.mitigation.strip())


def calculations_of(session: Session, activity_id: str) -> list[HoursCalculation]:
    """Every calculation of a version, newest first."""
    wanted = select(HoursCalculation).where(HoursCalculation.activity_id == activity_id)
    return list(session.scalars(wanted.order_by(HoursCalculation.made_at.desc(), HoursCalculation.id.desc())))


def designations_of(session: Session, organisation_id: str, activity_id: str | None = None) -> list[Designation]:
    """Every designation of an organisation, newest first; of one version if named."""
    wanted = select(Designation).join(ActivityVersion).where(ActivityVersion.organisation_id == organisation_id)
    if activity_id is not None:
        wanted = wanted.where(Designation.activity_id == activity_id)
    return list(session.scalars(wanted.order_by(Designation.designated_at.desc(), Designation.id.desc())))


def get_designation_for(session: Session, actor: Actor, designation_id: str) -> Designation:
    """A designation of an organisation whose credit the actor administers. Raises NotFound."""
    found = session.get(Designation, designation_id)
    if found is None:
        raise NotFound()
    demand_administers(actor, session.get_one(ActivityVersion, found.activity_id).organisation_id)
    return found
