"""Learners who may begin the first post-test, each with a session to come in with, written straight into a database."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.curriculum.editions import ensure_edition
from lms.people.models import Account, Grant, RoleHeld
from lms.people.permissions import LEARNER
from lms.people.sign_in import open_session
from lms.readiness.actions import reschedule_many
from lms.services import Services
from scripts.many_people import Held, History, Rows, make_place, person, write

CLINICS, AT_ONCE = 20, 500


def enrol(services: Services, app: Flask, number: int) -> tuple[str, list[str]]:
    """Make so many care managers who have done all that comes before the test. Returns the test's id and their cookies."""
    now, course = services.clock.now(), services.library.current(services.clock.tick())
    module = next(each for each in course.published_modules if each.post_test)
    test_id = module.post_test.id if module.post_test else ""
    done = tuple((each, 5) for each in course.before(test_id))
    history = History((Held(role="bhcm", champion=False, start=40, joined=-30),), done)
    with services.database.session(write=True) as session:
        ensure_edition(session, course, now)
        world = make_place(session, course, now, clinics=CLINICS, checklists=False)
        for first in range(0, number, AT_ONCE):
            rows: Rows = defaultdict(list)
            ids = [
                role_id
                for each in range(first, min(first + AT_ONCE, number))
                for role_id in person(world, history, each, f"Learner {each:05}", rows)
            ]
            write(session, rows)
            wanted = select(RoleHeld).where(RoleHeld.id.in_(ids))
            roles = session.scalars(wanted.options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))).all()
            reschedule_many(session, roles=roles, course=course, now=now)
            session.add_all(
                Grant(
                    account_id=each.account_id, kind=LEARNER, organisation_id=world.organisation_id, clinic_id=each.clinic_id,
                    from_date=now.date() - timedelta(days=30), created_at=now,
                )
                for each in roles
            )  # fmt: skip
        session.commit()
    with services.database.session(write=True) as session:
        accounts = session.scalars(select(Account.id).order_by(Account.name)).all()
        tokens = [
            open_session(session, account_id=each, now=now, settings=services.settings, user_agent="load")
            for each in accounts
        ]
        session.commit()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return test_id, [str(signer.dumps({"token": each})) for each in tokens]
