"""`lms readiness overview | snapshot`: how many, by clinic, role, cohort and standing, and the count at a month's end."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import select

from lms.acts.snapshots import snapshot_all
from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.errors import Invalid
from lms.people.models import Clinic
from lms.people.permissions import SYSTEM
from lms.readiness.overview.report import COLUMNS, find_overview
from lms.readiness.rules import day_words, local_date
from lms.readiness.rules.counts import last_month_over, month_end, month_ends

SHOWN = ("as_of", "counted_on", "clinic", "role", "cohort", "standing", "number")
MOST = 60
"""Months that one command counts at most."""


def add_kinds(kinds: Any) -> None:
    """Register the two under `lms readiness`."""
    counts = kinds.add_parser("overview", help="count roles held by clinic, role, month of start and standing")
    options.add_data(counts)
    options.add_course(counts)
    options.add_as_of(counts)
    for name, words in (
        ("clinic", "only this clinic, by id"),
        ("role", "only this role, such as bhcm"),
        ("cohort", "only who starts in this month, such as 2027-05"),
        ("standing", "only this standing, such as at-risk"),
    ):
        counts.add_argument(f"--{name}", metavar=name[0].upper(), help=words)
    options.add_format(counts)
    counts.set_defaults(run=run_overview)

    snapshot = kinds.add_parser("snapshot", help="count every clinic at the end of a month, once")
    options.add_data(snapshot)
    options.add_course(snapshot)
    options.add_as_of(snapshot)
    snapshot.add_argument(
        "--months", type=int, default=1, metavar="N", help="count the N months up to then, each once (default: 1)"
    )
    snapshot.add_argument("--dry-run", action="store_true", help="say what would be counted and store nothing")
    options.add_format(snapshot)
    snapshot.set_defaults(run=run_snapshot)


def run_overview(args: argparse.Namespace, out: TextIO) -> int:
    """Print a row for each cell: those of the month ends as counted then, and of the day."""
    services = args.open(args.settings)
    course = services.library.current(services.clock.tick())
    given = {key: getattr(args, key) for key in ("clinic", "role", "cohort", "standing") if getattr(args, key)}
    with services.database.session() as session:
        found = find_overview(session, SYSTEM, course, now=services.clock.now(), given=given, as_of=args.as_of)
        if found.left_out:
            raise Usage(" ".join(found.left_out))
        rows = [each.values() for each in found.rows()]
    columns = SHOWN if args.format == "table" else COLUMNS
    write_rows(rows, columns, args.format, out, empty="Nobody trains for a role here yet.")
    return OK


def run_snapshot(args: argparse.Namespace, out: TextIO) -> int:
    """Count the last month that is over on the day, and those before it; what is counted already stays."""
    services = args.open(args.settings)
    course, now = services.library.current(services.clock.tick()), services.clock.now()
    if not 1 <= args.months <= MOST:
        raise Usage(f"--months takes a number from 1 to {MOST}.")
    rows: list[dict[str, Any]] = []
    with services.database.session() as session:
        clinics = list(session.scalars(select(Clinic).order_by(Clinic.name, Clinic.id)))
    for clinic in clinics:
        today = local_date(now, clinic.zone)
        if args.as_of is not None and args.as_of > today:
            raise Usage(f"{day_words(args.as_of)} is to come at {clinic.name}; what is not over cannot be counted.")
        day = args.as_of or today
        last = day if day == month_end(day) and day < today else last_month_over(day)
        for as_of in month_ends(last, args.months):
            try:
                (taken,) = snapshot_all(
                    services.database, course=course, now=now, as_of=as_of, clinics=[clinic], write=not args.dry_run
                )
            except Invalid as wrong:
                raise Usage(str(wrong)) from wrong
            state = "counted before" if not taken.new else "would be counted" if args.dry_run else "counted"
            rows.append(
                {
                    "clinic_id": clinic.id,
                    "clinic": clinic.name,
                    "as_of": as_of,
                    "held": taken.snapshot.held,
                    "state": state,
                    "counted_on": local_date(taken.snapshot.made_at, taken.snapshot.zone),
                }
            )
    names = ("clinic_id", "clinic", "as_of", "held", "state", "counted_on")
    write_rows(rows, names[1:] if args.format == "table" else names, args.format, out, empty="There is no clinic yet.")
    return OK
