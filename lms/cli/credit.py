"""`lms credit providers | approvals | activities | designations`: what credit of continuing education rests on; the audit pack has a module of its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.cli import OK, credit_keeping, credit_pack, options
from lms.cli.output import write_rows
from lms.credit.activities.models import ActivityVersion, Designation
from lms.credit.providers.models import Approval, CreditProvider
from lms.credit.providers.queries import term_of
from lms.credit.providers.rules import state_of
from lms.people.models import Organisation

PROVIDERS = ("organisation", "legal_name", "director", "zone", "changed_at")
APPROVALS = (
    "id", "organisation", "accreditor", "number", "kind", "unit", "term_start", "term_end", "state", "document",
)  # fmt: skip
ACTIVITIES = (
    "id", "organisation", "unit", "version", "title", "state", "released_on", "reviewed_on", "ends_on", "content_hash",
)  # fmt: skip
DESIGNATIONS = (
    "id", "organisation", "activity", "version", "accreditor", "credit_type", "credit", "topics", "approval", "designated_on", "state",
)  # fmt: skip

Rows = Callable[[Session, argparse.Namespace], list[dict[str, Any]]]


def add(commands: Any) -> None:
    """Register the commands."""
    group = commands.add_parser(
        "credit", help="what credit of continuing education rests on, its records and audit pack"
    )
    kinds = group.add_subparsers(dest="what", metavar="WHAT", required=True)
    credit_keeping.add(kinds)
    for name, run, words in (
        ("providers", run_providers, "list who is a provider of continuing education"),
        ("approvals", run_approvals, "list approvals of accreditors, with how each stands on a day"),
        ("activities", run_activities, "list versions of activities for credit"),
        ("designations", run_designations, "list what credit is designated for which activity"),
    ):
        command = kinds.add_parser(name, help=words)
        options.add_data(command)
        options.add_format(command)
        if name == "approvals":
            options.add_as_of(command)
        command.set_defaults(run=run)
    credit_pack.add(kinds)


def run_providers(args: argparse.Namespace, out: TextIO) -> int:
    """One row for each organisation that said who it is."""
    return _list(args, out, _providers, PROVIDERS, "No organisation has said who it is as a provider.")


def run_approvals(args: argparse.Namespace, out: TextIO) -> int:
    """All approvals, those that end last first."""
    return _list(args, out, _approvals, APPROVALS, "No approvals: certificates carry no credit.")


def run_activities(args: argparse.Namespace, out: TextIO) -> int:
    """All versions, by title and number."""
    return _list(args, out, _activities, ACTIVITIES, "No activity is prepared for credit.")


def run_designations(args: argparse.Namespace, out: TextIO) -> int:
    """All designations, newest first."""
    return _list(args, out, _designations, DESIGNATIONS, "Nothing is designated.")


def _list(args: argparse.Namespace, out: TextIO, rows: Rows, columns: tuple[str, ...], empty: str) -> int:
    with args.open(args.settings).database.session() as session:
        found = rows(session, args)
    write_rows(found, columns, args.format, out, empty=empty)
    return OK


def _providers(session: Session, _args: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = select(CreditProvider, Organisation.name).join(Organisation).order_by(Organisation.name, Organisation.id)
    return [
        {"organisation": name, "legal_name": row.legal_name, "director": row.director_name, "zone": row.zone,
         "changed_at": row.changed_at}
        for row, name in session.execute(wanted)
    ]  # fmt: skip


def _approvals(session: Session, args: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = select(Approval, Organisation.name).join(Organisation).order_by(Approval.term_end.desc(), Approval.id)
    return [
        {"id": row.id, "organisation": name, "accreditor": row.accreditor, "number": row.number, "kind": row.kind,
         "unit": row.unit, "term_start": row.term_start, "term_end": row.term_end,
         "state": state_of(term_of(row), args.today), "document": row.document_hash}
        for row, name in session.execute(wanted)
    ]  # fmt: skip


def _activities(session: Session, _args: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = (
        select(ActivityVersion, Organisation.name)
        .join(Organisation)
        .order_by(ActivityVersion.title, ActivityVersion.number, ActivityVersion.id)
    )
    return [
        {"id": row.id, "organisation": name, "unit": row.unit, "version": row.number, "title": row.title,
         "state": "closed" if row.closed_at else "frozen" if row.frozen_at else "being prepared",
         "released_on": row.released_on, "reviewed_on": row.reviewed_on, "ends_on": row.ends_on,
         "content_hash": row.content_hash}
        for row, name in session.execute(wanted)
    ]  # fmt: skip


def _designations(session: Session, _args: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = (
        select(Designation, ActivityVersion, Organisation.name, Approval.number)
        .join(ActivityVersion, Designation.activity_id == ActivityVersion.id)
        .join(Organisation, ActivityVersion.organisation_id == Organisation.id)
        .join(Approval, Designation.approval_id == Approval.id)
        .order_by(Designation.designated_at.desc(), Designation.id)
    )
    return [
        {"id": row.id, "organisation": name, "activity": activity.title, "version": activity.number,
         "accreditor": row.accreditor, "credit_type": row.credit_type, "credit": float(Decimal(row.credit) / 100),
         "topics": "; ".join(row.topics),
         "approval": number, "designated_on": row.designated_on, "state": "closed" if row.closed_at else "in force"}
        for row, activity, name, number in session.execute(wanted)
    ]  # fmt: skip
