"""`lms programme new | list | lead | counts`: programmes of clinics of several organisations, and what they are shown."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.people import actions as people
from lms.people import invitations, queries
from lms.people.models import Organisation, Programme
from lms.people.organisations import create_programme
from lms.people.permissions import SYSTEM
from lms.readiness.programmes import actions
from lms.readiness.programmes.queries import programmes_led, seen_by_lead
from lms.readiness.programmes.rows import COLUMNS, rows_of

LISTED = ("programme", "organisation", "state", "clinics", "names")


def add(commands: Any) -> None:
    """Register the commands."""
    kinds = commands.add_parser(
        "programme", help="programmes of several organisations, by their consent"
    ).add_subparsers(dest="what", metavar="WHAT", required=True)
    new = kinds.add_parser("new", help="make a programme, with no organisation in it yet")
    options.add_data(new)
    new.add_argument("name", metavar="NAME")
    new.set_defaults(run=run_new)
    listed = kinds.add_parser("list", help="every programme, and what each organisation shares with it now")
    options.add_data(listed)
    options.add_format(listed)
    listed.set_defaults(run=run_list)
    lead = kinds.add_parser("lead", help="make somebody lead a programme, inviting them where they have no account")
    options.add_data(lead)
    lead.add_argument("programme", metavar="PROGRAMME", help="its name or id")
    lead.add_argument("--email", required=True, metavar="EMAIL", help="where they are reached; they sign in with it")
    lead.add_argument("--name", help="of somebody who has no account yet")
    lead.add_argument("--organisation", help="the organisation they work for, by name, where they have no account yet")
    lead.add_argument("--end", action="store_true", help="end it instead")
    lead.set_defaults(run=run_lead)
    counts = kinds.add_parser("counts", help="every number the programme is shown; hidden ones are empty")
    options.add_data(counts)
    counts.add_argument("programme", metavar="PROGRAMME", help="its name or id")
    options.add_format(counts)
    counts.set_defaults(run=run_counts)


def run_new(args: argparse.Namespace, out: TextIO) -> int:
    """Make it."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        made = create_programme(session, actor=SYSTEM, now=services.clock.now(), name=args.name)
        session.commit()
        out.write(f"{made.name} is made. `lms programme lead {made.id} --email EMAIL` says who leads it.\n")
    return OK


def run_list(args: argparse.Namespace, out: TextIO) -> int:
    """One row for each organisation that was asked."""
    services = args.open(args.settings)
    with services.database.session() as session:
        rows = []
        for one in programmes_led(session, SYSTEM):
            seen = seen_by_lead(session, SYSTEM, one.id)
            rows += [
                {
                    "programme": one.name,
                    "organisation": each.organisation.name,
                    "state": each.state,
                    "clinics": "; ".join(name for _, name in each.clinics),
                    "names": "yes" if each.names else "no",
                }
                for each in seen
            ]
            if not seen:
                rows.append(
                    {"programme": one.name, "organisation": "", "state": "nobody asked", "clinics": "", "names": "no"}
                )
    write_rows(rows, LISTED, args.format, out, empty="There is no programme here; lms programme new makes one.")
    return OK


def run_lead(args: argparse.Namespace, out: TextIO) -> int:
    """Give or end the access; whoever is new gets an account and an invitation."""
    services = args.open(args.settings)
    now, said = services.clock.now(), ""
    with services.database.session(write=True) as session:
        programme = _find(session, args.programme)
        account = queries.account_by_email(session, args.email)
        if args.end:
            if account is None:
                raise Usage(f"nobody has the address {args.email}.")
            ended = actions.end_lead(session, actor=SYSTEM, now=now, programme_id=programme.id, account_id=account.id)
            session.commit()
            out.write(f"{account.name} {'no longer leads' if ended else 'did not lead'} {programme.name}.\n")
            return OK
        new = account is None
        if account is None:
            if not args.name or not args.organisation:
                raise Usage(f"nobody has the address {args.email}; give --name and --organisation to invite them.")
            account = people.create_account(
                session, actor=SYSTEM, now=now, organisation_id=_organisation(session, args.organisation).id,
                name=args.name, email=args.email,
            )  # fmt: skip
        actions.give_lead(session, actor=SYSTEM, now=now, programme_id=programme.id, account_id=account.id)
        if new:
            made = invitations.invite_again(
                session, actor=SYSTEM, now=now, base_url=services.settings.base_url, account_id=account.id
            )
            said = f" The link: {made.link}"
        session.commit()
        out.write(f"{account.name} leads {programme.name}.{said}\n")
    return OK


def run_counts(args: argparse.Namespace, out: TextIO) -> int:
    """The rows of the page's files."""
    services = args.open(args.settings)
    with services.database.session() as session:
        rows = rows_of(seen_by_lead(session, SYSTEM, _find(session, args.programme).id))
    write_rows(rows, COLUMNS, args.format, out, empty="Nothing is shown: no organisation shares a month that is over.")
    return OK


def _find(session: Session, wanted: str) -> Programme:
    found = session.scalar(select(Programme).where((Programme.id == wanted) | (Programme.name == wanted)))
    if found is None:
        raise Usage(f"there is no programme {wanted!r}; give its name or its id.")
    return found


def _organisation(session: Session, wanted: str) -> Organisation:
    found = session.scalars(select(Organisation).where(Organisation.name == wanted)).all()
    if len(found) != 1:
        raise Usage(f"there is no organisation called {wanted!r}, or more than one.")
    return found[0]
