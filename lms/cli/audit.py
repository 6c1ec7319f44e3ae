"""`lms audit verify | export`."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditLine
from lms.audit.queries import chains, verify
from lms.audit.rules import INSTALLATION
from lms.cli import OK, PROBLEMS, Usage, options
from lms.cli.output import write_json, write_rows
from lms.people.models import Organisation

COLUMNS = ("chain", "number", "at", "actor_id", "act", "subject_kind", "subject_id", "hash")
VERIFIED = ("chain", "organisation", "lines", "holds", "first_bad_line", "fields", "reason")


def add(commands: Any) -> None:
    """Register the commands."""
    group = commands.add_parser("audit", help="verify or export the record of who did what")
    kinds = group.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = kinds.add_parser("verify", help="recompute every chain; exit 1 at the first altered line")
    options.add_data(check)
    options.add_format(check)
    check.add_argument("--chain", metavar="NAME", help="one chain: an organisation by name or id, or 'installation'")
    check.set_defaults(run=run_verify)
    export = kinds.add_parser("export", help="print all lines")
    options.add_data(export)
    options.add_format(export, "csv")
    export.set_defaults(run=run_export)


def run_verify(args: argparse.Namespace, out: TextIO) -> int:
    """Each chain with its length, or the first line that was altered, which field of it, and why."""
    with args.open(args.settings).database.session() as session:
        found = [_verified(session, chain) for chain in _asked(session, args.chain)]
    if args.format == "json":
        write_json({"holds": all(each["holds"] for each in found), "chains": found}, out)
    elif args.format == "csv":
        write_rows([{**each, "fields": " ".join(each["fields"])} for each in found], VERIFIED, "csv", out, empty="")
    else:
        for each in found:
            name = f"{each['chain']} ({each['organisation']})" if each["organisation"] else each["chain"]
            out.write(f"{name}: {each['reason'] or str(each['lines']) + ' lines, unbroken'}\n")
        if not found:
            out.write("Nothing was recorded yet.\n")
    return OK if all(each["holds"] for each in found) else PROBLEMS


def _asked(session: Session, wanted: str | None) -> list[str]:
    known = chains(session)
    if wanted is None:
        return known
    named = list(session.scalars(select(Organisation.id).where(Organisation.name == wanted)))
    if wanted != INSTALLATION and len(named) > 1:
        raise Usage(f"several organisations are called {wanted}; name the chain by its id: {', '.join(sorted(named))}.")
    chain = wanted if wanted in known or not named else named[0]
    if chain not in known and session.get(Organisation, chain) is None and chain != INSTALLATION:
        raise Usage(f"there is no chain called {wanted!r}; `lms audit verify` lists them all.")
    return [chain]


def _verified(session: Session, chain: str) -> dict[str, Any]:
    bad = verify(session, chain)
    organisation = session.get(Organisation, chain)
    return {
        "chain": chain,
        "organisation": organisation.name if organisation else None,
        "lines": session.scalar(select(func.count()).where(AuditLine.chain == chain)) or 0,
        "holds": bad is None,
        "first_bad_line": bad.number if bad else None,
        "fields": list(bad.fields) if bad else [],
        "reason": bad.sentence if bad else None,
    }


def run_export(args: argparse.Namespace, out: TextIO) -> int:
    """Lines in order of their chain."""
    with args.open(args.settings).database.session() as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.chain, AuditLine.number))
        rows = [{name: getattr(line, name) for name in COLUMNS} for line in lines]
    write_rows(rows, COLUMNS, args.format, out, empty="Nothing was recorded yet.")
    return OK
