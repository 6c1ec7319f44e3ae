"""`lms retention`: let go of what is over, as every night does; or say what would go."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from lms.acts.retention.night import last_run, look, run
from lms.acts.retention.periods import PERIODS, Chosen, kept_words
from lms.cli import OK, options
from lms.cli.output import write_rows

COLUMNS = ("what", "kept", "gone", "held")


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("retention", help="let go of what is over, as the job loop does every night")
    options.add_data(command)
    options.add_format(command)
    command.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
    command.set_defaults(run=run_retention)


def run_retention(args: argparse.Namespace, out: TextIO) -> int:
    """One row for each kind of thing: for how long it is kept, how many went or would go, how many a legal hold keeps."""
    services = args.open(args.settings)
    now, chosen = services.clock.now(), Chosen.of(services.settings)
    with services.database.session() as session:
        before = last_run(session)
        found = look(session, now=now, chosen=chosen) if args.dry_run else []
    if not args.dry_run:
        found = run(services.database, services.files, now=now, chosen=chosen)
    words = {each.key: each for each in PERIODS}
    rows = [
        {"what": words[x.key].words, "kept": kept_words(words[x.key], chosen), "gone": x.gone, "held": x.held}
        for x in found
    ]
    write_rows(rows, COLUMNS, args.format, out, empty="Nothing is kept.")
    if args.format == "table":
        last = f"{before.at:%Y-%m-%d %H:%M} UTC" if before else "never"
        done = "Nothing was changed." if args.dry_run else "Done."
        out.write(f"{done} The last run before this was: {last}.\n")
    return OK
