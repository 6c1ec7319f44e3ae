"""`lms people export | merge | erase | requests | reset-factors | unlink | reactivate`: what is held on somebody, two accounts of one person, closing one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import Session

from lms.acts.follow_up import World
from lms.acts.person.erase import erase, fates, find
from lms.acts.person.export import export_person
from lms.acts.person.merge import ONCE, merge, preview
from lms.cli import OK, Usage, options
from lms.cli.output import write_rows
from lms.credit.actions import Issuer
from lms.errors import Invalid
from lms.people import upkeep
from lms.people.erasure.queries import waiting_requests
from lms.people.factors.resetting import reset_factors
from lms.people.identity.linking import identities_of, labels_of
from lms.people.identity.unlinking import unlink_for
from lms.people.models import Account
from lms.people.permissions import SYSTEM

REQUESTS = ("account", "name", "organisation", "asked", "answer by")


def add(kinds: Any) -> None:
    """Register the commands."""
    out = kinds.add_parser("export", help="all that is held on somebody, as one ZIP")
    options.add_data(out)
    out.add_argument("person", metavar="PERSON", help="an e-mail address or an account's id")
    out.add_argument("--out", metavar="FILE.zip", help="where to write it (default: linchpin-ID.zip here)")
    out.set_defaults(run=run_export)
    two = kinds.add_parser("merge", help="join two accounts of one person; shows what happens unless --yes is given")
    options.add_data(two)
    two.add_argument("person", metavar="PERSON", help="the account that is joined to the other and leads on to it")
    two.add_argument("--into", metavar="SURVIVOR", required=True, help="the account that stays")
    two.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    two.set_defaults(run=run_merge)
    end = kinds.add_parser("erase", help="close an account and erase what is personal; shows what goes unless --yes")
    options.add_data(end)
    end.add_argument("person", metavar="PERSON", help="an e-mail address or an account's id")
    end.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    end.set_defaults(run=run_erase)
    asked = kinds.add_parser("requests", help="requests for erasure that wait for an answer, the one due soonest first")
    options.add_data(asked)
    options.add_format(asked)
    asked.set_defaults(run=run_requests)
    reset = kinds.add_parser("reset-factors", help="take away every second step of somebody who has lost them")
    options.add_data(reset)
    reset.add_argument("person", metavar="PERSON", help="an e-mail address or an account's id")
    reset.add_argument("--reason", required=True, help="why; it stays with the record and stands in the letter")
    reset.set_defaults(run=run_reset_factors)
    link = kinds.add_parser(
        "unlink", help="take somebody's link with an identity provider away; lists the links without --issuer"
    )
    options.add_data(link)
    link.add_argument("person", metavar="PERSON", help="an e-mail address or an account's id")
    link.add_argument("--issuer", metavar="ISSUER", help="which link, as the list shows it")
    link.add_argument("--reason", help="why; it stays with the record and stands in the letter")
    link.set_defaults(run=run_unlink)
    back = kinds.add_parser("reactivate", help="let somebody sign in again")
    options.add_data(back)
    back.add_argument("person", metavar="PERSON", help="an e-mail address or an account's id")
    back.set_defaults(run=run_reactivate)


def run_export(args: argparse.Namespace, out: TextIO) -> int:
    """Write the ZIP, readable by the owner only; never over a file that is there."""
    services = args.open(args.settings)
    with services.database.session() as session:
        account = _find(session, args.person)
        name, content = export_person(
            session, actor=SYSTEM, now=services.clock.now(), files=services.files, account_id=account.id
        )
    target = Path(args.out or name)
    if target.exists():
        raise Usage(f"{target} exists already; choose another name with --out.")
    target.touch(mode=0o600)
    target.write_bytes(content)
    out.write(f"All that is held on {account.name} is in {target}.\n")
    return OK


def run_requests(args: argparse.Namespace, out: TextIO) -> int:
    """Open requests for erasure of every organisation."""
    services = args.open(args.settings)
    with services.database.session() as session:
        rows = [
            {
                "account": row.account_id, "name": row.account.name, "organisation": row.account.organisation.name,
                "asked": f"{row.asked_at:%Y-%m-%d}", "answer by": row.due_on.isoformat(),
            }
            for row in waiting_requests(session, SYSTEM)
        ]  # fmt: skip
    write_rows(rows, REQUESTS, args.format, out, empty="No request for erasure waits.")
    return OK


def run_reset_factors(args: argparse.Namespace, out: TextIO) -> int:
    """Take second steps and recovery codes away, end every session, write the letter."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        account = _find(session, args.person)
        reset_factors(session, actor=SYSTEM, now=services.clock.now(), account_id=account.id, reason=args.reason)
        session.commit()
    out.write(f"{account.name} has no second step now, is signed out everywhere and is told by a letter.\n")
    return OK


def run_unlink(args: argparse.Namespace, out: TextIO) -> int:
    """List who may sign in to an account from elsewhere; with an issuer and a reason take that link away."""
    services = args.open(args.settings)
    labels = services.identity.labels()
    with services.database.session(write=bool(args.issuer)) as session:
        account = _find(session, args.person)
        rows = identities_of(session, account.id)
        if not args.issuer:
            for row in rows:
                out.write(f"{row.issuer} ({labels_of(labels, row)}), linked {row.linked_at:%Y-%m-%d}\n")
            out.write("Nothing was changed. Run it again with --issuer and --reason to take one away.\n" if rows else
                      f"{account.name} is linked with no identity provider.\n")  # fmt: skip
            return OK
        found = [row for row in rows if row.issuer == args.issuer]
        if not found:
            raise Usage(f"{account.name} is not linked with {args.issuer}; without --issuer the links are listed.")
        if not args.reason:
            raise Usage("Say why with --reason; it stays with the record and stands in the letter.")
        for row in found:
            unlink_for(
                session, actor=SYSTEM, now=services.clock.now(), account_id=account.id, identity_id=row.id,
                label=labels_of(labels, row), reason=args.reason,
            )  # fmt: skip
        session.commit()
    out.write(f"The link is taken away. {account.name} is signed out everywhere and is told by a letter.\n")
    return OK


def run_merge(args: argparse.Namespace, out: TextIO) -> int:
    """Show what joining does; with --yes do it."""
    services = args.open(args.settings)
    course, now = services.library.current(services.clock.tick()), services.clock.now()
    with services.database.session(write=args.yes) as session:
        pair = {
            "survivor_id": _find(session, args.into).id,
            "absorbed_id": _find(session, args.person).id,
        }
        seen = preview(session, actor=SYSTEM, now=now, course=course, **pair)
        for line in seen.lines:
            gone = f", {line.goes} taken away" if line.goes else ""
            out.write(f"{line.words}: {line.survivor} and {line.absorbed}, {line.together} together{gone}\n")
        for said in seen.says:
            out.write(f"{said}\n")
        if not args.yes:
            out.write(f"Nothing was changed. {ONCE} Run it again with --yes to join them.\n")
            return OK
        settings = services.settings
        issuer = Issuer(base_url=settings.base_url, zone=settings.zone, demo=settings.demo)
        joined = merge(session, actor=SYSTEM, now=now, world=World(course, issuer), **pair)
        session.commit()
    out.write(f"Joined. {seen.absorbed.name} leads on to {joined.name}, account {joined.id}.\n")
    return OK


def run_erase(args: argparse.Namespace, out: TextIO) -> int:
    """Show what closing erases and keeps; with --yes do it."""
    services = args.open(args.settings)
    now = services.clock.now()
    with services.database.session(write=args.yes) as session:
        account = _find(session, args.person)
        name = account.name
        for fate in fates(session, account_id=account.id, now=now):
            out.write(f"{fate.words} ({fate.count}): {'erased' if fate.gone else fate.why}\n")
        if not args.yes:
            out.write(f"Nothing was changed. {ONCE} Run it again with --yes to close the account of {name}.\n")
            return OK
        erase(session, actor=SYSTEM, now=now, account_id=account.id)
        session.commit()
    out.write("The account is closed and what was personal is erased. Backups made before still hold it.\n")
    return OK


def run_reactivate(args: argparse.Namespace, out: TextIO) -> int:
    """Let somebody sign in again."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        account = upkeep.reactivate(
            session, actor=SYSTEM, now=services.clock.now(), account_id=_find(session, args.person).id
        )
        session.commit()
    out.write(f"{account.name} can sign in again.\n")
    return OK


def _find(session: Session, reference: str) -> Account:
    try:
        return find(session, reference)
    except Invalid as unknown:
        raise Usage(str(unknown)) from unknown
