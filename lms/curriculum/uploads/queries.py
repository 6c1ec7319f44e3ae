"""Read uploads and publications: those of one's organisation, what waits, what is served."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.errors import NotFound
from lms.people.models import Organisation
from lms.people.permissions import Actor, Permission


def organisations_of(actor: Actor) -> frozenset[str]:
    """The organisations in which the actor may send in and publish: wholly, not at one clinic."""
    return frozenset(
        organisation_id
        for organisation_id, clinic_id in actor.clinics_with(Permission.COURSE_PUBLISH)
        if clinic_id is None
    )


def get_upload_for(session: Session, actor: Actor, upload_id: str) -> CourseUpload:
    """An upload of the actor's organisation. Raises NotFound."""
    row = session.get(CourseUpload, upload_id)
    if row is None or row.organisation_id not in organisations_of(actor):
        raise NotFound()
    return row


def uploads_for(session: Session, actor: Actor) -> Sequence[CourseUpload]:
    """The uploads of the actor's organisation that nobody threw away, the newest first."""
    query = select(CourseUpload).options(joinedload(CourseUpload.sender))
    query = query.where(CourseUpload.organisation_id.in_(organisations_of(actor)), CourseUpload.discarded_at.is_(None))
    return list(session.scalars(query.order_by(CourseUpload.at.desc(), CourseUpload.id)))


def get_publication_for(
    session: Session, actor: Actor, publication_id: str, *, lock: bool = False
) -> CoursePublication:
    """What was asked for in the actor's organisation. Raises NotFound. `lock` holds it until the transaction ends."""
    row = session.get(CoursePublication, publication_id, with_for_update=lock)
    if row is None or row.organisation_id not in organisations_of(actor):
        raise NotFound()
    return row


def publications_for(session: Session, actor: Actor) -> Sequence[CoursePublication]:
    """Everything asked for in the actor's organisation, the newest first."""
    query = select(CoursePublication).options(joinedload(CoursePublication.upload), joinedload(CoursePublication.asker))
    query = query.where(CoursePublication.organisation_id.in_(organisations_of(actor)))
    return list(session.scalars(query.order_by(CoursePublication.asked_at.desc(), CoursePublication.id)))


def served(session: Session) -> CoursePublication | None:
    """What is served now; None while nothing was ever published."""
    query = select(CoursePublication).where(CoursePublication.number.is_not(None))
    return session.scalar(query.order_by(CoursePublication.number.desc()).limit(1))


def served_digest(session: Session) -> str | None:
    """The stored ZIP of the course that is served; None for the folder that the operator installed."""
    last = select(func.max(CoursePublication.number)).scalar_subquery()
    query = select(CourseUpload.digest).join(CoursePublication, CoursePublication.upload_id == CourseUpload.id)
    return session.scalar(query.where(CoursePublication.number == last))


def may_publish_here(session: Session, organisation_id: str, publisher: str) -> bool:
    """Whether an organisation's authors publish what everybody reads: the one named, else the only one there is."""
    names = list(session.execute(select(Organisation.id, Organisation.name)))
    if publisher:
        return any(each.id == organisation_id and each.name == publisher for each in names)
    return len(names) == 1
