"""`lms people training FILE`: completions of other courses, reported and not verified here, by the rules of the pages."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from lms.acts.import_training import import_at_once
from lms.cli import OK, PROBLEMS
from lms.cli.people_import import add_file, content_of, organisation_named, say
from lms.learning.outside.reported.importing import plan_of
from lms.learning.outside.reported.rules.columns import TRAINING
from lms.people.importing import keeping
from lms.people.importing.keeping import Choices
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import Outcome
from lms.people.permissions import SYSTEM


def add(kinds: Any) -> None:
    """Register the command."""
    words = "import completions of other courses from a CSV file, shown as reported, not verified here"
    command = kinds.add_parser("training", help=words, description=words.capitalize() + ".")
    add_file(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Check the file, say what is wrong, and import it unless that was not asked for or may not be."""
    content = content_of(args.file)
    services = args.open(args.settings)
    sheet = keeping.read_file(content, TRAINING)
    now = services.clock.now()
    with services.database.session(write=not args.dry_run) as session:
        parts: dict[str, Any] = {
            "organisation_id": organisation_named(session, args.organisation).id,
            "sheet": sheet,
            "choices": Choices(Order(args.date_order or "")),
        }
        plan = plan_of(session, actor=SYSTEM, now=now, **parts)
        refused = bool(plan.of(Outcome.REFUSED)) or bool(plan.columns.missing)
        nothing_new = not plan.of(Outcome.NEW) and not plan.of(Outcome.CHANGED)
        may = plan.good > 0 and not plan.columns.missing and (args.leave_out_refused or not refused)
        if args.dry_run or not may or nothing_new:
            say(args, plan, out, written=False)
            return PROBLEMS if refused else OK
        import_at_once(
            session, actor=SYSTEM, now=now, file_name=args.file.name, leave_out=args.leave_out_refused, **parts
        )
        session.commit()
    say(args, plan, out, written=True)
    return OK
