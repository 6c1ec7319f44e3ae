"""`lms team`: the people of one supervisor, or of one clinic, with standing, reason, next action, and what waits for whom."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.people.models import Clinic
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR, Actor, Granted, Permission
from lms.people.queries import account_by_email, actor_for, zone_of
from lms.readiness.queue.queries import waiting_for
from lms.readiness.rows import COLUMNS
from lms.readiness.rules import local_date
from lms.readiness.teams import find_rows

WAITS = ("waits", "waits_minutes")
SHOWN = ("person", "clinic", "role", "standing", "due_date", "reason", "next_action", *WAITS)
"""What a table has room for."""


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser(
        "team", help="list the people of a supervisor or a clinic, and what waits for whoever looks after them"
    )
    options.add_data(command)
    options.add_course(command)
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--supervisor", metavar="EMAIL", help="the people whom this account looks after")
    whose.add_argument("--clinic", metavar="C", help="the people of this clinic, by name or id")
    options.add_as_of(command)
    options.add_format(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print a row for each role held; `waits` and `waits_minutes` are the person's, and stand in each of her rows.

    `--as-of` recomputes standings from the facts of that day. Of what waits it leaves out what was asked for later, and
    cannot bring back what was settled since.
    """
    services = args.open(args.settings)
    now = services.clock.now()
    course = services.library.current(services.clock.tick())
    with services.database.session() as session:
        actor, zone = _whose(session, args, now, services.settings.zone)
        _, rows = find_rows(session, actor, course, now=now, as_of=args.as_of)
        waits = waiting_for(session, actor, course, now=now, zone=zone, as_of=args.as_of).people()
    found = []
    for row in rows:
        number, minutes = waits.get(row.account_id, (0, 0))
        found.append({**row.values(), "waits": number, "waits_minutes": minutes})
    columns = SHOWN if args.format == "table" else (*COLUMNS, *WAITS)
    write_rows(found, columns, args.format, out, empty="Nobody trains for a role there yet.")
    return OK


def _whose(session: Session, args: argparse.Namespace, now: datetime, default: str) -> tuple[Actor, str]:
    """Through whose eyes: a supervisor's own, or those of somebody who supervises and manages one clinic."""
    if args.supervisor is not None:
        account = account_by_email(session, args.supervisor)
        if account is None:
            raise Usage(f"There is no account with the address {args.supervisor!r}.")
        zone = zone_of(session, account, default)
        actor = actor_for(session, account, now=now, zone=zone)
        if not actor.may(Permission.CLINIC_READINESS):
            raise Usage(f"{account.name} looks after nobody.")
        return actor, zone
    wanted = args.clinic.casefold()
    clinics = list(session.scalars(select(Clinic).order_by(Clinic.name, Clinic.id)))
    found = [each for each in clinics if wanted in (each.name.casefold(), each.id.casefold())]
    if len(found) != 1:
        raise Usage(
            f"There is no clinic {args.clinic!r}; give its name or its id."
            if not found
            else f"There are {len(found)} clinics {args.clinic!r}; give the id: {', '.join(each.id for each in found)}."
        )
    clinic = found[0]
    today = local_date(now, clinic.zone)
    grants = tuple(
        Granted(kind, clinic.organisation_id, clinic.id, date.min, None) for kind in (SUPERVISOR, PROGRAM_MANAGER)
    )
    return Actor("", clinic.organisation_id, "", grants, today), clinic.zone
