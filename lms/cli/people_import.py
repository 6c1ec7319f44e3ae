"""`lms people import FILE`: the same rules as the pages, at the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.import_people import Consent, Invitations, import_at_once
from lms.cli import OK, PROBLEMS, Usage, options
from lms.cli.output import write_json, write_rows
from lms.people.importing import keeping
from lms.people.importing.keeping import Choices
from lms.people.importing.rules.columns import START
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import Outcome, Plan, W
from lms.people.importing.rules.reading import BYTES_MOST
from lms.people.models import Clinic, Organisation
from lms.people.permissions import SYSTEM

COLUMNS = ("line", "column", "value", "reason")
CONFIRM = "--start-dates-are-first-patient-days"


def add(kinds: Any) -> None:
    """Register the command."""
    words = "import people from a CSV file: all of it or, by choice, all but the refused rows"
    command = kinds.add_parser("import", help=words, description=words.capitalize() + ".")
    add_file(command)
    command.add_argument(
        CONFIRM,
        action="store_true",
        dest="first_days",
        help="confirm that start dates are first days with CoCM patients, not hire dates",
    )
    command.add_argument("--send-invitations", action="store_true", help="write an invitation to everyone who is new")
    command.set_defaults(run=run)


def add_file(command: Any) -> None:
    """The options of every import: the file, whose it is, how it is read, what to do with what is refused."""
    options.add_data(command)
    command.add_argument("file", metavar="FILE", type=Path, help="the CSV file")
    command.add_argument("--organisation", metavar="NAME", help="needed where several have clinics")
    command.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    command.add_argument("--leave-out-refused", action="store_true", help="import the rest when rows are refused")
    orders = [str(Order.DAY_FIRST), str(Order.MONTH_FIRST)]
    command.add_argument("--date-order", choices=orders, help="which comes first in dates such as 04/05/2026")
    options.add_format(command)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Check the file, say what is wrong, and import it unless that was not asked for or may not be."""
    content = content_of(args.file)
    services = args.open(args.settings)
    sheet = keeping.read_file(content)
    choices = Choices(Order(args.date_order or ""))
    now = services.clock.now()
    with services.database.session(write=not args.dry_run) as session:
        organisation = organisation_named(session, args.organisation)
        parts: dict[str, Any] = {"organisation_id": organisation.id, "sheet": sheet, "choices": choices}
        plan = keeping.plan_of(session, actor=SYSTEM, now=now, **parts)
        refused = bool(plan.of(Outcome.REFUSED)) or bool(plan.columns.missing)
        unchanged = len(plan.of(Outcome.UNCHANGED)) == len(plan.lines)
        may = plan.good > 0 and not plan.columns.missing and (args.leave_out_refused or not refused)
        if args.dry_run or not may or unchanged:
            say(args, plan, out, written=False)
            return PROBLEMS if refused or plan.columns.missing else OK
        if plan.columns.has(START) and not args.first_days:
            raise Usage(f"the file has start dates; {CONFIRM} confirms that they are first days with CoCM patients.")
        import_at_once(
            session,
            actor=SYSTEM,
            now=now,
            course=services.library.current(services.clock.tick()),
            base_url=services.settings.base_url,
            file_name=args.file.name,
            consent=Consent(
                fingerprint=plan.fingerprint,
                first_days=args.first_days,
                leave_out=args.leave_out_refused,
                invitations=Invitations.NOW if args.send_invitations else Invitations.FILE,
            ),
            **parts,
        )
        session.commit()
    say(args, plan, out, written=True)
    return OK


def content_of(path: Path) -> bytes:
    """The bytes of a file, as many as can be read. Raises Usage."""
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MOST + 1)
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}.") from error


def organisation_named(session: Session, name: str | None) -> Organisation:
    """The organisation of this name, or else the only one with a clinic. Raises Usage."""
    query = select(Organisation).order_by(Organisation.name, Organisation.id)
    if name is None:
        query = query.where(Organisation.id.in_(select(Clinic.organisation_id)))
    found = list(session.scalars(query if name is None else query.where(Organisation.name == name)))
    if not found:
        raise Usage(
            f"there is no organisation called {name}." if name else "no organisation has a clinic yet; see lms init."
        )
    if len(found) > 1:
        raise Usage("several organisations have clinics; --organisation NAME says which.")
    return found[0]


def say(args: argparse.Namespace, plan: Plan[W], out: TextIO, *, written: bool) -> None:
    """What the file would do or did, in the form that was asked for."""
    rows = [
        {"line": line.row.line, "column": each.column, "value": each.value, "reason": each.reason}
        for line in plan.of(Outcome.REFUSED)
        for each in line.problems
    ]
    missing = [plan.columns.kind.fields[field] for field in plan.columns.missing]
    if args.format == "json":
        said = {"read_as": plan.sheet.said, "imported": written, "counts": plan.counts, "missing_columns": missing}
        write_json({**said, "ignored_columns": plan.columns.ignored, "problems": rows}, out)
        return
    if args.format == "csv":
        write_rows(rows, COLUMNS, "csv", out, empty="")
        return
    out.write(f"{args.file.name}: {plan.sheet.said}.\n")
    if plan.columns.ignored:
        out.write(f"Not read: {', '.join(plan.columns.ignored)}.\n")
    if missing:
        out.write(f"No column for: {', '.join(missing)}.\n")
    out.write(", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items()).capitalize() + ".\n")
    if rows and not missing:
        write_rows(rows, COLUMNS, "table", out, empty="")
    out.write("Imported.\n" if written else "Nothing was written.\n")
