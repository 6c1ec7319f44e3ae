"""`lms readiness`: everybody's standing, most urgent first."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from lms.cli import OK, options, overview
from lms.cli.output import write_rows
from lms.people.permissions import SYSTEM
from lms.readiness.rows import COLUMNS
from lms.readiness.teams import find_rows

SHOWN = COLUMNS[: COLUMNS.index("next_action") + 1]
"""What a table has room for."""


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("readiness", help="show who will be ready on the day they start, and who will not")
    options.add_data(command)
    options.add_course(command)
    options.add_as_of(command)
    options.add_format(command)
    command.set_defaults(run=run)
    overview.add_kinds(command.add_subparsers(dest="what", metavar="WHAT"))


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print the rows; `--as-of` recomputes from the facts of that day."""
    services = args.open(args.settings)
    course = services.library.current(services.clock.tick())
    with services.database.session() as session:
        _, rows = find_rows(session, SYSTEM, course, now=services.clock.now(), as_of=args.as_of)
    columns = SHOWN if args.format == "table" else COLUMNS
    write_rows([row.values() for row in rows], columns, args.format, out, empty="Nobody trains for a role here yet.")
    return OK
