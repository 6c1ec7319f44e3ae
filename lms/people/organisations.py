"""Organisations, clinics, programmes: made by the operator."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.rules import INSTALLATION
from lms.errors import Invalid
from lms.people.access import operator_only
from lms.people.models import Clinic, Organisation, Programme
from lms.people.noting import checked_name, note
from lms.people.permissions import Actor


def create_organisation(session: Session, *, actor: Actor, now: datetime, name: str) -> Organisation:
    """A new organisation; for the operator. Raises NotFound, Invalid."""
    operator_only(actor)
    made = Organisation(name=checked_name(name), created_at=now)
    session.add(made)
    session.flush()
    note(session, (actor, now), made.id, "organisation.created", made, name=made.name)
    return made


def create_clinic(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    name: str,
    zone: str,
    opens_on: date | None = None,
) -> Clinic:
    """A new clinic with its time zone; for the operator. Raises NotFound, Invalid."""
    operator_only(actor)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(f"{zone} is not a time zone such as America/Chicago.", field="zone") from error
    made = Clinic(organisation_id=organisation_id, name=checked_name(name), zone=zone, opens_on=opens_on)
    session.add(made)
    session.flush()
    note(session, (actor, now), organisation_id, "clinic.created", made, name=made.name, zone=zone)
    return made


def create_programme(session: Session, *, actor: Actor, now: datetime, name: str) -> Programme:
    """A group of clinics, of several organisations if need be, none of them in it yet; for the operator."""
    operator_only(actor)
    called = checked_name(name)
    if session.scalar(select(Programme.id).where(Programme.name == called)) is not None:
        raise Invalid(f"There is a programme called {called} already.", field="name")
    made = Programme(name=called, created_at=now)
    session.add(made)
    session.flush()
    note(session, (actor, now), INSTALLATION, "programme.created", made, name=made.name)
    return made
