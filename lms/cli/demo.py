"""`lms demo`: an invented organisation, made once, and served on this machine only."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TextIO

from sqlalchemy import select

from lms import migrations
from lms.acts.follow_up import World
from lms.app import do_jobs_once
from lms.cli import (
    OK,
    demo_clinic,
    demo_events,
    demo_goals,
    demo_labs,
    demo_meetings,
    demo_months,
    demo_opening,
    demo_outside,
    demo_people,
    demo_programme,
    demo_review,
    demo_skills,
    options,
)
from lms.cli.demo_cast import CAST, PASSWORD, ZONE
from lms.cli.demo_people import FIRST_DAY, found
from lms.cli.demo_stage import OPENS, Diary, Stage
from lms.cli.serve import listen
from lms.clock import Clock
from lms.credit.actions import Issuer
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.curriculum.editions import ensure_edition
from lms.database import keep_rows
from lms.people.models import Organisation
from lms.people.passwords import hash_password
from lms.services import Services

WEEKS_BEFORE_OPENING = 6


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

    _tell(services, args.port, out)
    if args.no_serve:
        do_jobs_once(services)
    else:
        # Nothing may be rendered in this process before the server forks: the engine's threads would not come along.
        services.database.dispose()
        listen(settings, host="127.0.0.1", port=args.port, threads=8, clock=clock, out=out)
    return OK


def make(services: Services) -> None:
    """The whole demonstration in one transaction; its certificates are rendered by the job loop."""
    settings, today = services.settings, services.clock.today(ZONE)
    opens = _monday_on_or_after(today + timedelta(weeks=WEEKS_BEFORE_OPENING))
    course = services.library.current(services.clock.tick())
    world = World(course, Issuer(base_url=settings.base_url, zone=settings.zone, demo=True), schedules=False)
    with services.database.session(write=True) as session:
        keep_rows(session)
        stage = Stage(session, world, today, opens, hash_password(PASSWORD, settings), settings)
        diary = Diary(today)
        diary.at(FIRST_DAY + 1, OPENS, lambda at, now: ensure_edition(at.session, at.course, now))
        diary.at(FIRST_DAY, OPENS, found)
        demo_people.write_down(diary)
        demo_events.write_down(diary, stage)
        demo_outside.write_down(diary)
        demo_clinic.write_down(diary)
        demo_meetings.write_down(diary)
        demo_opening.write_down(diary)
        demo_review.write_down(diary)
        demo_labs.write_down(diary)
        demo_goals.write_down(diary)
        demo_skills.write_down(diary)
        demo_months.write_down(diary)
        demo_programme.write_down(diary)
        diary.live(stage)
        stage.catch_up(services.clock.now())
        session.commit()


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _tell(services: Services, port: int, out: TextIO) -> None:
    here = f"http://127.0.0.1:{port}"
    out.write(f"\nLinchpin, demonstration. Everyone's password: {PASSWORD}\n\n")
    for person in CAST:
        if person.shown:
            out.write(f"  {person.email:<28} {person.name}, {person.shown}\n")
    out.write(f"  {demo_programme.LEADS_EMAIL:<28} {demo_programme.LEAD}, {demo_programme.SHOWN}\n")
    out.write(
        f"""
Things to try:
  1. As Marisol, go on where she left off. Her test at the end of Module 4 brings her a certificate at once.
  2. As Grace, say who is late and why: her people stand in order of risk at {here}/team/
  3. As Ruth, import fifty people, three of them wrong. The file: {here}/demo/fifty-people.csv
     It goes in at {here}/admin/import/ and the letters are at {here}/demo/mail
  4. As Marisol, practice: the registry, the minutes of a month, a visit to write down, a day to live through at {here}/practice/
     As Grace, answer the learner who shows her what he wrote: his page stands in {here}/team/
  5. As Beatrix, see what the programme is shown of Saltmarsh, and what is hidden, at {here}/programmes/
     As Ruth, read what was consented to, and take it back, at {here}/admin/programmes/
  6. As nobody, check a certificate: {here}/verify/{_a_code(services)}

"""
    )
    out.flush()


def _a_code(services: Services) -> str:
    """The code of a certificate that counts; empty when there is none any more."""
    with services.database.session() as session:
        valid = select(Certificate).where(Certificate.superseded_at.is_(None), Certificate.revoked_at.is_(None))
        found = session.scalars(valid.order_by(Certificate.issued_at)).first()
        return payload(found).code if found else ""
