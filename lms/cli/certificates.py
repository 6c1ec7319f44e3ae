"""`lms certificates list | show | verify | revoke | reissue`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import Session

from lms.cli import OK, PROBLEMS, Usage, options
from lms.cli.output import write_json, write_rows
from lms.clock import Clock
from lms.credit import actions, queries
from lms.credit.badges import as_text
from lms.credit.codes import in_fours
from lms.credit.models import Certificate
from lms.credit.storing import render_and_store
from lms.credit.verdicts import LARGEST, Verdict
from lms.credit.verifying import verdict_of, verify_file
from lms.errors import NotFound
from lms.people.permissions import SYSTEM
from lms.services import Services

COLUMNS = ("id", "person", "title", "completed_on", "status")


def add(commands: Any) -> None:
    """Register the commands."""
    group = commands.add_parser("certificates", help="list, check and administer certificates")
    kinds = group.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, run, words in (
        ("list", run_list, "list all certificates"),
        ("show", run_show, "show one; --pdf and --credential write its stored files"),
        ("verify", run_verify, "check a file, code, serial or id; exit 0 only if it is valid"),
        ("revoke", run_revoke, "withdraw one for good"),
        ("reissue", run_reissue, "replace one, with the name as it is confirmed today"),
    ):
        command = kinds.add_parser(name, help=words)
        options.add_data(command)
        if name == "list":
            options.add_format(command)
        else:
            command.add_argument("reference", metavar="FILE_OR_ID" if name == "verify" else "ID")
        if name == "verify":
            command.add_argument("--keys", metavar="DIR", type=Path, help="check offline with these public keys alone")
            command.add_argument(
                "--status", metavar="FILE", type=Path, action="append", help="with --keys: a status list"
            )
            command.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
        if name == "show":
            command.add_argument("--pdf", metavar="FILE", type=Path)
            command.add_argument("--credential", metavar="FILE", type=Path)
        if name in ("revoke", "reissue"):
            command.add_argument("--reason", required=True, help="kept with the certificate")
        command.set_defaults(run=run)


def run_list(args: argparse.Namespace, out: TextIO) -> int:
    """All certificates, oldest first."""
    with args.open(args.settings).database.session() as session:
        rows = [
            {
                "id": row.id,
                "person": row.payload["name"],
                "title": row.title,
                "completed_on": row.completed_on,
                "status": queries.status(row),
            }
            for row in queries.all_certificates(session)
        ]
    write_rows(rows, COLUMNS, args.format, out, empty="No certificate has been issued yet.")
    return OK


def run_show(args: argparse.Namespace, out: TextIO) -> int:
    """The payload as JSON, and the stored file on request."""
    services = args.open(args.settings)
    with services.database.session() as session:
        row = _find(session, args.reference)
        shown = {**row.payload, "status": queries.status(row), "pdf_sha256": row.pdf_hash}
    if args.pdf or args.credential:
        digest = _prepare(services, row.id)
    if args.credential:
        with services.database.session() as session:
            credential = session.get_one(Certificate, row.id).credential
        if credential is None:
            out.write("This certificate was issued before there were credentials; reissue it to have one.\n")
            return PROBLEMS
        args.credential.write_text(as_text(credential), encoding="utf-8")
    if args.pdf:
        content = services.files.get(digest) if digest else None
        if content is None:
            out.write("The stored file is missing or was altered on disk; restore it from a backup.\n")
            return PROBLEMS
        args.pdf.write_bytes(content)
    write_json(shown, out)
    return OK


def run_verify(args: argparse.Namespace, out: TextIO) -> int:
    """Exit 0 only for a valid certificate; unknown, altered and unreadable are 1. A file of that name comes first."""
    if args.keys or args.status:
        return _offline(args, out)
    services = args.open(args.settings)
    path = Path(args.reference)
    with services.database.session() as session:
        if _is_file(path):
            try:
                with path.open("rb") as file:
                    verdict, _ = verify_file(session, file.read(LARGEST + 1), ring=services.keys)
            except OSError as error:
                out.write(f"{path} cannot be read: {error.strerror}.\n")
                return PROBLEMS
        else:
            row = queries.by_reference(session, args.reference)
            unknown = Verdict("unknown", "No certificate has this id or code, and no file has this name.")
            verdict = verdict_of(session, row) if row else unknown
    return _tell(verdict, args.format, out)


def _tell(verdict: Verdict, form: str, out: TextIO) -> int:
    if form == "json":
        write_json(verdict.as_dict(), out)
    else:
        out.write(f"{verdict.as_line()}\n")
    return OK if verdict.word == "valid" else PROBLEMS


def _offline(args: argparse.Namespace, out: TextIO) -> int:
    """With public keys and status lists alone: no database is opened."""
    from lms.credit import checking  # Slow to load, and needed here only.

    if not args.keys:
        raise Usage("--status goes with --keys.")
    place = args.reference
    try:
        place = args.keys / "did.json"
        known = checking.read_keys(checking.read_json(place.read_bytes()))
        lists = []
        for place in args.status or ():
            lists.append(checking.read_json(place.read_bytes()))
        place = args.reference
        with Path(place).open("rb") as file:
            content = file.read(checking.MOST + 1)
    except (OSError, ValueError) as error:
        out.write(f"{place} cannot be read: {getattr(error, 'strerror', None) or error}.\n")
        return PROBLEMS
    return _tell(checking.check(content, known, lists=lists, now=Clock().now()), args.format, out)


def _is_file(path: Path) -> bool:
    # A name that no file can have is an error to the system, not an answer.
    try:
        return path.is_file()
    except OSError:
        return False


def run_revoke(args: argparse.Namespace, out: TextIO) -> int:
    """Withdraw."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        row = _find(session, args.reference)
        actions.revoke(session, actor=SYSTEM, now=services.clock.now(), row=row, reason=args.reason)
        session.commit()
    out.write(f"Revoked {row.serial}.\n")
    return OK


def run_reissue(args: argparse.Namespace, out: TextIO) -> int:
    """Replace."""
    services = args.open(args.settings)
    settings = services.settings
    issuer = actions.Issuer(base_url=settings.base_url, zone=settings.zone, demo=settings.demo)
    with services.database.session(write=True) as session:
        row = _find(session, args.reference)
        fresh = actions.reissue(
            session, actor=SYSTEM, now=services.clock.now(), row=row, reason=args.reason, issuer=issuer
        )
        session.commit()
    _prepare(services, fresh.id)
    out.write(f"{row.serial} is replaced by {fresh.serial}, code {in_fours(fresh.code)}.\n")
    return OK


def _prepare(services: Services, certificate_id: str) -> str | None:
    return render_and_store(
        services.database, services.files, certificate_id,
        designs=services.designs, keys=services.keys, now=services.clock.now(),
    )  # fmt: skip


def _find(session: Session, reference: str) -> Certificate:
    row = queries.by_reference(session, reference)
    if row is None:
        raise NotFound("There is no certificate with this id, serial or code.")
    return row
