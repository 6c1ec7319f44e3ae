"""`lms credit retention | holds | hold | lift`: delete what is over, and keep what must not be deleted."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts import credit_retention
from lms.acts.person.erase import find
from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.credit.keeping import holds
from lms.people.models import Organisation
from lms.people.permissions import SYSTEM

OVER = ("person", "completed_on", "kept_until", "certificates", "held")
HOLDS = ("id", "organisation", "person", "from", "reason", "lifted")


def add(kinds: Any) -> None:
    """Register the commands."""
    retention = kinds.add_parser(
        "retention", help="delete records of credit whose time is over, leaving a hash of each"
    )
    options.add_data(retention)
    options.add_as_of(retention)
    options.add_format(retention)
    retention.add_argument("--dry-run", action="store_true", help="say what would go, and delete nothing")
    retention.set_defaults(run=run_retention)
    listed = kinds.add_parser("holds", help="every legal hold, those that stand first")
    options.add_data(listed)
    options.add_format(listed)
    listed.set_defaults(run=run_holds)
    hold = kinds.add_parser("hold", help="give a legal hold: nothing under it is deleted")
    options.add_data(hold)
    hold.add_argument("--organisation", metavar="NAME", help="by name; needed where there are several")
    hold.add_argument("--person", metavar="PERSON", help="e-mail address or account id (default: everybody)")
    hold.add_argument("--reason", required=True)
    hold.set_defaults(run=run_hold)
    lift = kinds.add_parser("lift", help="lift a legal hold")
    options.add_data(lift)
    lift.add_argument("hold", metavar="HOLD", help="its id, as `lms credit holds` tells it")
    lift.add_argument("--reason", required=True)
    lift.set_defaults(run=run_lift)


def run_retention(args: argparse.Namespace, out: TextIO) -> int:
    """What is over as one row for each enrolment; deleted unless it is a dry run or held."""
    services = args.open(args.settings)
    now = services.clock.now()
    today = args.as_of or now.date()
    if not args.dry_run and today > now.date():
        raise Usage("A day to come is for --dry-run alone: nothing is deleted before its time.")
    rows, after = [], ""
    with services.database.session() as session:
        while True:
            found, last = credit_retention.look(session, today=today, after=after)
            rows += [
                {
                    "person": each.certificates[0].payload["name"] if each.certificates else "no certificate",
                    "completed_on": each.completed_on,
                    "kept_until": each.kept_until,
                    "certificates": len(each.certificates),
                    "held": "yes" if each.held else "no",
                }
                for each in found
            ]
            if last is None:
                break
            after = last
    if not args.dry_run and rows:
        _purge(services, today)
    write_rows(rows, OVER, args.format, out, empty="Nothing is over.")
    if args.format == "table" and rows:
        held = sum(row["held"] == "yes" for row in rows)
        done = "would be deleted" if args.dry_run else "deleted"
        out.write(f"{len(rows) - held} {done}; {held} kept by a legal hold.\n")
    return OK


def _purge(services: Any, today: Any) -> None:
    last: str | None = ""
    while last is not None:
        with services.database.session(write=True) as session:
            purged = credit_retention.purge(session, actor=SYSTEM, now=services.clock.now(), today=today, after=last)
            session.commit()
        for (
            digest
        ) in purged.files:  # Once their rows are gone: a file without a row is litter, a row without its file a loss.
            services.files.remove(digest)
        last = purged.last


def run_holds(args: argparse.Namespace, out: TextIO) -> int:
    """One row for each hold."""
    with args.open(args.settings).database.session() as session:
        names = {row.id: row.name for row in session.scalars(select(Organisation))}
        rows = [
            {
                "id": row.id,
                "organisation": names[row.organisation_id],
                "person": row.account_id or "everybody",
                "from": row.from_at,
                "reason": row.reason,
                "lifted": row.lifted_at,
            }
            for row in holds.holds_for(session, SYSTEM)
        ]
    write_rows(rows, HOLDS, args.format, out, empty="There is no hold.")
    return OK


def run_hold(args: argparse.Namespace, out: TextIO) -> int:
    """Give it."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        account = find(session, args.person) if args.person else None
        organisation_id = account.organisation_id if account else _organisation(session, args.organisation)
        row = holds.give_hold(
            session, actor=SYSTEM, now=services.clock.now(), organisation_id=organisation_id,
            account_id=account.id if account else None, reason=args.reason,
        )  # fmt: skip
        session.commit()
        out.write(f"The hold {row.id} stands. Nothing under it is deleted until `lms credit lift {row.id}`.\n")
    return OK


def run_lift(args: argparse.Namespace, out: TextIO) -> int:
    """Lift it."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        holds.lift_hold(session, actor=SYSTEM, now=services.clock.now(), hold_id=args.hold, reason=args.reason)
        session.commit()
    out.write("The hold is lifted.\n")
    return OK


def _organisation(session: Session, name: str | None) -> str:
    known = {row.name.casefold(): row.id for row in session.scalars(select(Organisation))}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name is None or name.casefold() not in known:
        raise Usage("Say with --organisation whose records are held, by the name of the organisation.")
    return known[name.casefold()]
