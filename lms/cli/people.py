"""`lms people list | invite | deactivate`; import, export, merge and erase have modules of their own."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.invite import invite_person
from lms.cli import OK, Usage, calendar_day, options, people_data, people_import, people_training
from lms.cli.output import write_rows
from lms.people import actions, directory, queries
from lms.people.models import Account, Clinic
from lms.people.permissions import AUDITOR, GRANT_KINDS, SYSTEM
from lms.people.rules import ROLES

COLUMNS = ("name", "email", "state", "roles", "grants")
INVITED = tuple(kind for kind in GRANT_KINDS if kind != AUDITOR)
"""What may come with an invitation; an auditor's access has a last day, which is given on the person's page."""


def add(commands: Any) -> None:
    """Register the commands."""
    kinds = commands.add_parser("people", help="invite and look after people").add_subparsers(
        dest="what", metavar="WHAT", required=True
    )
    listed = kinds.add_parser("list", help="everyone, with state, roles and grants")
    options.add_data(listed)
    options.add_format(listed)
    listed.set_defaults(run=run_list)
    one = kinds.add_parser("invite", help="invite somebody by mailed link")
    options.add_data(one)
    one.add_argument("--name", required=True)
    one.add_argument("--email", required=True)
    one.add_argument("--clinic", required=True, help="name of the clinic")
    one.add_argument("--role", required=True, choices=sorted(ROLES), help="the role to train for")
    one.add_argument(
        "--start-date",
        required=True,
        type=calendar_day,
        metavar="YYYY-MM-DD",
        help="first day with CoCM patients, not the hire date",
    )
    one.add_argument("--grant", action="append", choices=INVITED, default=[], help="access to give; may be repeated")
    one.set_defaults(run=run_invite)
    people_import.add(kinds)
    people_training.add(kinds)
    off = kinds.add_parser("deactivate", help="end somebody's access; the record stays")
    options.add_data(off)
    off.add_argument("email")
    off.add_argument("--reason", help="why; it stays with the record")
    off.set_defaults(run=run_deactivate)
    people_data.add(kinds)


def run_list(args: argparse.Namespace, out: TextIO) -> int:
    """Everyone."""
    services = args.open(args.settings)
    with services.database.session() as session:
        people = directory.people_for(session, SYSTEM, now=services.clock.now())
        rows = [
            {
                "name": each.name, "email": each.email, "state": each.state,
                "roles": "; ".join(f"{role} at {clinic} from {start}" for role, clinic, start in each.roles), "grants": ", ".join(each.grants),
            }
            for each in people
        ]  # fmt: skip
    write_rows(rows, COLUMNS, args.format, out, empty="Nobody is here yet; lms people invite brings the first.")
    return OK


def run_invite(args: argparse.Namespace, out: TextIO) -> int:
    """Invite; the letter goes to the outbox."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.name == args.clinic)).one_or_none()
        if clinic is None:
            raise Usage(f"there is no clinic called {args.clinic}.")
        made = invite_person(
            session, actor=SYSTEM, now=services.clock.now(), course=services.library.current(services.clock.tick()), base_url=services.settings.base_url, email=args.email, name=args.name,
            clinic_id=clinic.id, role=args.role, start_date=args.start_date, grants=tuple(args.grant),
        )  # fmt: skip
        session.commit()
    out.write(f"Invited {args.name}. The link: {made.link}\n")
    return OK


def run_deactivate(args: argparse.Namespace, out: TextIO) -> int:
    """End all sessions and access."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        account = _find(session, args.email)
        actions.deactivate(session, actor=SYSTEM, now=services.clock.now(), account_id=account.id, reason=args.reason)
        session.commit()
    out.write(f"{account.name} can no longer sign in; the record stays.\n")
    return OK


def _find(session: Session, email: str) -> Account:
    account = queries.account_by_email(session, email)
    if account is None:
        raise Usage(f"nobody has the address {email}.")
    return account
