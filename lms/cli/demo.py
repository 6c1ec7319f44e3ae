"""`lms demo`: an invented organisation, made once, and served on this machine only."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import migrations
from lms.acts.case import step_case
from lms.acts.follow_up import World, follow_up
from lms.acts.hand_in import hand_in
from lms.acts.lesson import complete_lesson
from lms.app import do_jobs_once
from lms.assessment.actions import save_answer, start_attempt
from lms.assessment.queries import item_of
from lms.cli import OK, options
from lms.cli.demo_cast import CAST, MILL_ROAD, NORTHGATE, ORGANISATION, PASSWORD, ZONE, Person, Role
from lms.cli.serve import listen
from lms.clock import Clock
from lms.credit.actions import Issuer
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.learning.queries import completions
from lms.people import actions, changes, organisations
from lms.people.models import Account, Clinic, Organisation
from lms.people.passwords import hash_password
from lms.people.permissions import LEARNER, SYSTEM, Actor
from lms.people.queries import actor_for, roles_of
from lms.practice.actions import start_case
from lms.practice.rules import expert_decisions
from lms.services import Services

WEEKS_BEFORE_OPENING = 6
FACTS_REACH_BACK = 120


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("demo", help="make a demonstration and serve it on this machine")
    options.add_data(command)
    options.add_course(command)
    options.add_as_of(command)
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--no-serve", action="store_true", help="make it and print the accounts only")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Make what is missing, say who can sign in and what to try, then serve."""
    data = args.settings.data or ".data/demo"
    settings = replace(args.settings, data=data, demo=True, zone=ZONE, base_url=f"http://127.0.0.1:{args.port}")
    clock = Clock.as_of(args.as_of, ZONE) if args.as_of else Clock()
    services = args.open(settings, clock=clock)
    if migrations.current(services.database) != migrations.head():
        migrations.upgrade(services.database)
    with services.database.session() as reader:
        there = reader.scalars(select(Organisation)).first() is not None
    if not there:
        make(services)

    _tell(args.port, out)
    if args.no_serve:
        do_jobs_once(services)
    else:
        # Nothing may be rendered in this process before the server forks: the engine's threads would not come along.
        services.database.dispose()
        listen(settings, host="127.0.0.1", port=args.port, threads=8, clock=clock, out=out)
    return OK


def make(services: Services) -> None:
    """The whole demonstration in one transaction; its certificates are rendered by the job loop."""
    now = services.clock.now()
    today = services.clock.today(ZONE)
    opens = _monday_on_or_after(today + timedelta(weeks=WEEKS_BEFORE_OPENING))
    password_hash = hash_password(PASSWORD, services.settings)
    with services.database.session(write=True) as session:
        ensure_edition(session, services.library.current(services.clock.tick()), now - timedelta(days=FACTS_REACH_BACK))
        clinics = _places(session, now, opens)
        for person in CAST:
            _Maker(services, session, clinics, opens, today, now).add(person, password_hash)
        session.commit()


def _places(session: Session, now: datetime, opens: date) -> dict[str, Clinic]:
    made = organisations.create_organisation(session, actor=SYSTEM, now=now, name=ORGANISATION)

    def clinic(name: str, opens_on: date | None) -> Clinic:
        return organisations.create_clinic(
            session, actor=SYSTEM, now=now, organisation_id=made.id, name=name, zone=ZONE, opens_on=opens_on
        )

    return {MILL_ROAD: clinic(MILL_ROAD, opens), NORTHGATE: clinic(NORTHGATE, opens - timedelta(days=730))}


class _Maker:
    """Adds one person at a time, with what they did on days that lie behind."""

    def __init__(
        self, services: Services, session: Session, clinics: dict[str, Clinic], opens: date, today: date, now: datetime
    ) -> None:
        settings = services.settings
        self.course = services.library.current(services.clock.tick())
        self.world = World(self.course, Issuer(base_url=settings.base_url, zone=settings.zone, demo=True))
        self.session, self.clinics, self.opens, self.today, self.now = session, clinics, opens, today, now

    def add(self, person: Person, password_hash: str) -> None:
        """The account, its grants and roles, and its past."""
        clinic = self.clinics[person.clinic]
        account = actions.create_account(
            self.session, actor=SYSTEM, now=self.now, organisation_id=clinic.organisation_id, name=person.name, email=person.email,
            password_hash=password_hash, legal_name=person.legal_name, welcomed=True,
        )  # fmt: skip
        for kind in person.grants:
            # A grant other than learner reaches every clinic of the organisation.
            place = clinic.id if kind == LEARNER else None
            actions.grant(
                self.session, actor=SYSTEM, now=self.now, account_id=account.id, kind=kind, organisation_id=clinic.organisation_id,
                clinic_id=place, from_date=self.today - timedelta(days=200),
            )  # fmt: skip
        for role in person.roles:
            self._hold(account, clinic, role)
        for days_ago in person.done:
            self._do_next(account, days_ago)
        follow_up(self.session, actor=SYSTEM, now=self.now, account_id=account.id, world=self.world)

    def _hold(self, account: Account, clinic: Clinic, role: Role) -> None:
        anchor = self.opens if role.from_opening else self.today
        held = actions.hold_role(
            self.session, actor=SYSTEM, now=self.now, account_id=account.id, clinic_id=clinic.id, role=role.role,
            start_date=anchor + timedelta(days=role.starts), champion=role.champion,
            joined_on=self.today + timedelta(days=role.joined), agreed_minutes_per_week=role.agreed,
        )  # fmt: skip
        if role.leave:
            first, last = (self.today + timedelta(days=each) for each in role.leave)
            changes.pause_role(
                self.session,
                actor=SYSTEM,
                now=self.now,
                role_held_id=held.id,
                from_date=first,
                to_date=last,
                reason="Family leave",
            )

    def _do_next(self, account: Account, days_ago: int) -> None:
        at = datetime.combine(self.today - timedelta(days=days_ago), time(16, 20), ZoneInfo(ZONE))
        actor = actor_for(self.session, account, now=at, zone=ZONE)
        required = [each for role in account_roles(self.session, account) for each in self.course.requirements(*role)]
        from_here = _undone(self.session, account, self.course, required)
        if from_here is None:
            return
        kind = self.course.kind_of[from_here]
        if kind == "lesson":
            complete_lesson(self.session, actor=actor, now=at, world=self.world, lesson_id=from_here)
        elif kind == "case":
            self._play(actor, at, from_here)
        else:
            self._pass(actor, at, from_here)

    def _play(self, actor: Actor, at: datetime, case_id: str) -> None:
        walk = start_case(self.session, actor=actor, now=at, course=self.course, case_id=case_id)
        for each in expert_decisions(walk.case):
            step_case(
                self.session,
                actor=actor,
                now=at,
                world=self.world,
                case_id=case_id,
                stage_id=each.stage_id,
                choice_id=each.choice_id,
            )

    def _pass(self, actor: Actor, at: datetime, test_id: str) -> None:
        attempt = start_attempt(self.session, actor=actor, now=at, course=self.course, test_id=test_id)
        for row in attempt.items:
            key = next(option.id for option in item_of(self.session, row).options if option.correct)
            wrong = next(each for each in row.option_order if each != key)
            chosen = wrong if row.position == 4 else key
            save_answer(
                self.session,
                actor=actor,
                now=at,
                attempt_id=attempt.id,
                position=row.position,
                chosen=chosen,
                flagged=False,
            )
        hand_in(self.session, actor=actor, now=at, world=self.world, attempt_id=attempt.id)


def account_roles(session: Session, account: Account) -> list[tuple[str, bool]]:
    """(role, champion) of every role an account holds."""
    return [(held.role, held.champion) for held in roles_of(session, account.id)]


def _undone(session: Session, account: Account, course: Course, required: list[str]) -> str | None:
    done = completions(session, account.id, course)
    return next((each for each in required if each not in done), None)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _tell(port: int, out: TextIO) -> None:
    out.write(f"\nLinchpin, demonstration. Everyone's password: {PASSWORD}\n\n")
    for person in CAST:
        if person.shown:
            out.write(f"  {person.email:<28} {person.name}, {person.shown}\n")
    out.write(
        f"""
Three things to try:
  1. Sign in as Marisol, read the first lesson and mark it complete; then play the case and take the test.
  2. Sign in as Grace and see who will not be ready, and why.
  3. Sign in as Ruth, invite somebody under People, and open the letter at http://127.0.0.1:{port}/demo/mail

"""
    )
    out.flush()
