"""`lms audit verify | export`."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from sqlalchemy import select

from lms.audit.models import AuditHead, AuditLine
from lms.audit.queries import verify
from lms.cli import OK, PROBLEMS, options
from lms.cli.output import write_rows

COLUMNS = ("chain", "number", "at", "actor_id", "act", "subject_kind", "subject_id", "hash")


def add(commands: Any) -> None:
    """Register the commands."""
    group = commands.add_parser("audit", help="verify or export the record of who did what")
    kinds = group.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = kinds.add_parser("verify", help="recompute every chain; exit 1 at the first altered line")
    options.add_data(check)
    check.set_defaults(run=run_verify)
    export = kinds.add_parser("export", help="print all lines")
    options.add_data(export)
    options.add_format(export, "csv")
    export.set_defaults(run=run_export)


def run_verify(args: argparse.Namespace, out: TextIO) -> int:
    """Each chain with its length, or where it breaks."""
    broken = False
    with args.open(args.settings).database.session() as session:
        for head in session.scalars(select(AuditHead).order_by(AuditHead.chain)):
            bad = verify(session, head.chain)
            broken = broken or bad is not None
            out.write(f"{head.chain}: {bad}\n" if bad else f"{head.chain}: {head.number} lines, unbroken\n")
    return PROBLEMS if broken else OK


def run_export(args: argparse.Namespace, out: TextIO) -> int:
    """Lines in order of their chain."""
    with args.open(args.settings).database.session() as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.chain, AuditLine.number))
        rows = [{name: getattr(line, name) for name in COLUMNS} for line in lines]
    write_rows(rows, COLUMNS, args.format, out, empty="Nothing was recorded yet.")
    return OK
