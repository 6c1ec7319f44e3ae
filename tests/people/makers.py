"""People for tests: a small organisation, made with the program's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.database import Database
from lms.people import actions, organisations, queries
from lms.people.models import Account
from lms.people.passwords import hash_password
from lms.people.permissions import ADMINISTRATOR, AUDITOR, LEARNER, PROGRAM_MANAGER, SYSTEM, Actor
from lms.settings import Settings

PASSWORD = "river otter candle"
CHEAP = Settings(argon2_memory_kib=8, argon2_rounds=1)
START = date(2026, 6, 15)


@dataclass(frozen=True)
class Place:
    """Two organisations; the first has two clinics."""

    saltmarsh: str
    mill_road: str
    northgate: str
    elsewhere: str
    harbour: str


def make_place(database: Database, now: datetime) -> Place:
    with database.session(write=True) as session:
        made = []
        for name, clinics in (("Saltmarsh Community Health", ("Mill Road", "Northgate")), ("Elsewhere", ("Harbour",))):
            organisation = organisations.create_organisation(session, actor=SYSTEM, now=now, name=name)
            made.append(organisation.id)
            for clinic in clinics:
                made.append(
                    organisations.create_clinic(
                        session,
                        actor=SYSTEM,
                        now=now,
                        organisation_id=organisation.id,
                        name=clinic,
                        zone="America/Chicago",
                    ).id
                )
        session.commit()
    return Place(made[0], made[1], made[2], made[3], made[4])


def make_account(
    database: Database,
    now: datetime,
    organisation_id: str,
    name: str,
    *,
    kinds: tuple[str, ...] = (LEARNER,),
    clinic_id: str | None = None,
    role: str | None = None,
    welcomed: bool = True,
) -> str:
    """An account `first@saltmarsh.example` with PASSWORD, grants and perhaps a role; returns its id."""
    with database.session(write=True) as session:
        account = actions.create_account(
            session,
            actor=SYSTEM,
            now=now,
            organisation_id=organisation_id,
            name=name,
            email=email_of(name),
            password_hash=hash_password(PASSWORD, CHEAP),
            welcomed=welcomed,
        )
        for kind in kinds:
            actions.grant(
                session,
                actor=SYSTEM,
                now=now,
                account_id=account.id,
                kind=kind,
                organisation_id=organisation_id,
                clinic_id=clinic_id,
                from_date=date(2026, 1, 1),
                to_date=date(2026, 12, 31) if kind == AUDITOR else None,
            )
        if role is not None and clinic_id is not None:
            actions.hold_role(
                session, actor=SYSTEM, now=now, account_id=account.id, clinic_id=clinic_id, role=role, start_date=START
            )
        session.commit()
        return account.id


def email_of(name: str) -> str:
    return f"{name.partition(' ')[0].lower()}@saltmarsh.example"


def actor_of(session: Session, account_id: str, now: datetime) -> Actor:
    return queries.actor_for(session, session.get_one(Account, account_id), now=now, zone="America/Chicago")


def administrator(database: Database, now: datetime, place: Place, name: str = "Odile Marchetti") -> str:
    return make_account(database, now, place.saltmarsh, name, kinds=(ADMINISTRATOR,))


def program_manager(database: Database, now: datetime, place: Place, name: str = "Priya Venkat") -> str:
    return make_account(database, now, place.saltmarsh, name, kinds=(PROGRAM_MANAGER,), clinic_id=place.mill_road)


def learner(
    database: Database, now: datetime, place: Place, name: str = "Marisol Tavares", *, welcomed: bool = True
) -> str:
    return make_account(database, now, place.saltmarsh, name, clinic_id=place.mill_road, role="bhcm", welcomed=welcomed)
