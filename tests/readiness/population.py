"""Many people at once, in every situation: rows written straight, so that hundreds take a moment; the same for a seed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.ids import new_id
from lms.learning.models import Completion
from lms.people.models import Account, Address, Pause, RoleHeld
from lms.readiness.actions import reschedule
from tests.house.tables import fingerprint
from tests.kept_rows import once

FIRST = (
    "Łucja",
    "Øystein",
    "Zoë",
    "Priya",
    "Renée",
    "Dmitri",
    "Ana María",
    "Đorđe",
    "Siân",
    "=SUM(1+1)*cmd",
    "@Theo",
    "-Uma",
)
LAST = ("Żak", "O’Neill", "Müller", "van der Berg", "Peña", "Straße", "Nguyễn", "Smith", "Çelik", "Brannigan")
ROLES = (
    "bhcm", "psychiatric-consultant", "pcp", "clinical-supervisor", "program-manager", "qi-coordinator", "auxiliary", "clerical",
)  # fmt: skip


def populate(
    database: Database,
    course: Course,
    now: datetime,
    organisation_id: str,
    clinics: tuple[str, ...],
    count: int,
    seed: int = 7,
) -> None:
    """`count` people with one to three roles each, at one of the clinics or several, and schedules of today.

    They are worked out once for all tests that begin with the same rows and ask for the same people.
    """
    what = ("population", repr(fingerprint(database)), course.edition, now, organisation_id, clinics, count, seed)
    once(database, what, lambda: _populate(database, course, now, organisation_id, clinics, count, seed))


def _populate(
    database: Database,
    course: Course,
    now: datetime,
    organisation_id: str,
    clinics: tuple[str, ...],
    count: int,
    seed: int,
) -> None:
    chance = Random(seed)
    with database.session(write=True) as session:
        ensure_edition(session, course, now - timedelta(days=200))
        held = []
        for number in range(count):
            account = _account(session, chance, organisation_id, now, f"{seed}{number:03}")
            roles = chance.sample(ROLES, chance.choice((1, 1, 1, 2, 3)))
            held += [_hold(session, chance, account.id, chance.choice(clinics), role, now) for role in roles]
            _complete(session, chance, account.id, roles, course, now)
        session.flush()
        for each in held:
            reschedule(session, held=each, course=course, now=now)
        session.commit()


def _account(session: Session, chance: Random, organisation_id: str, now: datetime, number: str) -> Account:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number}"
    made = Account(
        id=new_id(), organisation_id=organisation_id, name=name, created_at=now - timedelta(days=90), welcomed_at=now
    )
    session.add(made)
    session.flush()
    email = f"person{number}@saltmarsh.example"
    session.add(Address(account_id=made.id, email=email, email_key=email, primary=True, created_at=now))
    return made


def _hold(session: Session, chance: Random, account_id: str, clinic_id: str, role: str, now: datetime) -> RoleHeld:
    today = now.date()
    made = RoleHeld(
        account_id=account_id,
        clinic_id=clinic_id,
        role=role,
        champion=role == "pcp" and chance.random() < 0.3,
        start_date=today + timedelta(days=chance.randint(-260, 170)),
        joined_on=today - timedelta(days=chance.randint(0, 120)),
        agreed_minutes_per_week=chance.choice((None, None, 5, 15, 240)),
        clinic_due_on=today + timedelta(days=chance.randint(-30, 60)) if chance.random() < 0.3 else None,
        created_at=now,
    )
    session.add(made)
    session.flush()
    if chance.random() < 0.2:
        first = today + timedelta(days=chance.randint(-40, 20))
        last: date | None = first + timedelta(days=chance.randint(0, 50)) if chance.random() < 0.7 else None
        session.add(Pause(role_held_id=made.id, from_date=first, to_date=last, reason="Family leave", created_at=now))
    return made


def _complete(
    session: Session, chance: Random, account_id: str, roles: list[str], course: Course, now: datetime
) -> None:
    required = list(dict.fromkeys(each for role in roles for each in course.requirements(role, False)))
    how_many = chance.choice((0, 0, len(required), chance.randint(0, len(required))))
    for requirement_id in required[:how_many]:
        at = now - timedelta(days=chance.randint(0, 100), minutes=1)
        session.add(
            Completion(
                account_id=account_id,
                requirement_id=requirement_id,
                kind=course.kind_of[requirement_id],
                edition=course.edition,
                content_hash="0" * 64,
                revision=1,
                minutes=course.minutes_of[requirement_id],
                completed_at=at,
                completed_on=at.date(),
            )
        )
