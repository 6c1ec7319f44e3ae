"""`lms meetings`: the panel, caseload and program reviews of every clinic, and a calendar file of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.people.permissions import SYSTEM
from lms.people.queries import clinic_named
from lms.readiness.meetings.feeds import calendar_of
from lms.readiness.meetings.queries import all_seen
from lms.readiness.meetings.rows import COLUMNS, SHOWN, row_of


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser(
        "meetings", help="show when each clinic's reviews are next due, and which are overdue"
    )
    options.add_data(command)
    command.add_argument("--clinic", metavar="C", help="only this clinic, by name or id")
    options.add_as_of(command)
    options.add_format(command)
    command.add_argument("--ics", metavar="FILE", help="write a calendar file of them too")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print a row for each meeting that is set up; `--as-of` answers from what was recorded by that day."""
    services = args.open(args.settings)
    now = services.clock.now()
    with services.database.session() as session:
        found = all_seen(session, SYSTEM, args.as_of or now)
        if args.clinic is not None:
            wanted = args.clinic.casefold()
            found = [each for each in found if wanted in (each.row.clinic.name.casefold(), each.row.clinic_id)]
            if not found and not clinic_named(session, wanted):
                raise Usage(f"There is no clinic {args.clinic!r}; give its name or its id.")
        if args.ics is not None and not args.ics.strip():
            raise Usage("Name the file to write behind --ics, such as meetings.ics.")
        if args.ics is not None:
            name = f"Meetings, {found[0].row.clinic.name}" if args.clinic and found else "Meetings"
            text = calendar_of(found, name=name, now=now, base_url=services.settings.base_url)
            try:
                Path(args.ics).write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise Usage(f"The file {args.ics} could not be written: {error.strerror}.") from error
        rows = [row_of(each) for each in found]
    columns = SHOWN if args.format == "table" else COLUMNS
    write_rows(rows, columns, args.format, out, empty="No meeting is set up here yet.")
    return OK
