"""Requests for erasure as they are read: one's own, and those that an administrator answers."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session, joinedload

from lms.errors import NotFound
from lms.people.access import require
from lms.people.erasure.models import ErasureRequest
from lms.people.permissions import SYSTEM, Actor, Permission

ANSWERED_SHOWN = 50


def open_request(session: Session, account_id: str) -> ErasureRequest | None:
    """The request of a person that waits, or None."""
    wanted = select(ErasureRequest).where(ErasureRequest.account_id == account_id, ErasureRequest.answered_at.is_(None))
    return session.scalar(wanted)


def requests_of(session: Session, account_ids: Collection[str]) -> list[ErasureRequest]:
    """Every request of a person, newest first."""
    wanted = select(ErasureRequest).where(ErasureRequest.account_id.in_(account_ids))
    return list(session.scalars(wanted.order_by(ErasureRequest.asked_at.desc(), ErasureRequest.id)))


def waiting_requests(session: Session, actor: Actor) -> list[ErasureRequest]:
    """Requests that wait for an answer which the actor may give, the one due soonest first; for the operator all."""
    mine = true() if actor == SYSTEM else ErasureRequest.organisation_id.in_(answering(actor))
    wanted = select(ErasureRequest).where(mine, ErasureRequest.answered_at.is_(None))
    ordered = wanted.options(joinedload(ErasureRequest.account)).order_by(ErasureRequest.due_on, ErasureRequest.id)
    return list(session.scalars(ordered))


def answered_requests(session: Session, actor: Actor) -> list[ErasureRequest]:
    """The newest fifty that were answered or withdrawn, where the actor answers them."""
    wanted = select(ErasureRequest).where(
        ErasureRequest.organisation_id.in_(answering(actor)),
        ErasureRequest.answered_at.is_not(None),
        or_(ErasureRequest.outcome.is_(None), ErasureRequest.outcome != "joined"),
    )
    ordered = wanted.options(joinedload(ErasureRequest.account)).order_by(
        ErasureRequest.answered_at.desc(), ErasureRequest.id
    )
    return list(session.scalars(ordered.limit(ANSWERED_SHOWN)))


def get_request_for(session: Session, actor: Actor, request_id: str) -> ErasureRequest:
    """A request that the actor may answer. Raises NotFound."""
    row = session.get(ErasureRequest, request_id)
    if row is None:
        raise NotFound()
    require(actor, Permission.PEOPLE_ERASE, organisation_id=row.organisation_id)
    return row


def answering(actor: Actor) -> frozenset[str]:
    """The organisations whose requests the actor answers."""
    return actor.organisations_with(Permission.PEOPLE_ERASE)
