"""`lms keys new | rotate | list | export`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO

from lms.cli import OK, PROBLEMS, options
from lms.cli.output import write_rows
from lms.credit import keys
from lms.credit.rules import date_words
from lms.credit.storing import render_and_store, waiting
from lms.services import Services

COLUMNS = ("id", "use", "kind", "valid_from", "retired", "file")


def add(commands: Any) -> None:
    """Register the commands."""
    kinds = commands.add_parser("keys", help="look after the keys that sign certificates").add_subparsers(
        dest="what", metavar="WHAT", required=True
    )
    for name, run, words in (
        ("new", run_new, "make the first keys; `lms serve` does so by itself"),
        ("rotate", run_rotate, "sign with new keys from now on; old public ones stay published"),
        ("list", run_list, "list all keys, old ones too"),
        ("export", run_export, "write all public keys into a folder"),
    ):
        command = kinds.add_parser(name, help=words)
        options.add_data(command)
        if name == "list":
            options.add_format(command)
        if name == "export":
            command.add_argument("folder", metavar="DIR", type=Path)
        command.set_defaults(run=run)


def run_new(args: argparse.Namespace, out: TextIO) -> int:
    """Make what was never there."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        made = keys.make_first(session, services.keys, now=services.clock.now())
        session.commit()
        wrong = keys.problem(session, services.keys)
    if wrong:
        out.write(f"{wrong}\n")
        return PROBLEMS
    if not made:
        out.write("There are keys already; nothing was changed. lms keys rotate makes new ones.\n")
        return OK
    out.write(
        f"Made keys in {services.keys.folder}. They are in no backup of lms db backup: keep a copy where only you can read it.\n"
    )
    return _prepare(services, out)


def run_rotate(args: argparse.Namespace, out: TextIO) -> int:
    """New keys; the private files of the old ones go once the change is durable."""
    services = args.open(args.settings)
    with services.database.session(write=True) as session:
        old = keys.rotate(session, services.keys, now=services.clock.now())
        session.commit()
    for place in old:
        place.unlink(missing_ok=True)
    out.write(f"New keys sign from now on, kept in {services.keys.folder}. The old public keys stay published.\n")
    return _prepare(services, out)


def _prepare(services: Services, out: TextIO) -> int:
    """Make the files that waited for keys."""
    with services.database.session() as session:
        wanted = waiting(session)
    for each in wanted:
        render_and_store(
            services.database, services.files, each,
            designs=services.designs, keys=services.keys, now=services.clock.now(),
        )  # fmt: skip
    if wanted:
        out.write(f"Made the files of {len(wanted)} certificates that waited.\n")
    return OK


def run_list(args: argparse.Namespace, out: TextIO) -> int:
    """Public facts about each key, oldest first."""
    services = args.open(args.settings)
    with services.database.session() as session:
        rows = [
            {
                "id": row.id,
                "use": row.use,
                "kind": keys.KIND[row.use],
                "valid_from": row.made_at,
                "retired": row.retired_at,
                "file": "" if row.retired_at else f"{row.use}-{row.id}.pem",
            }
            for row in keys.published(session)
        ]
    write_rows(rows, COLUMNS, args.format, out, empty="There are no keys yet; lms keys new makes them.")
    return OK


def run_export(args: argparse.Namespace, out: TextIO) -> int:
    """The DID document as it is published, and each PDF key's certificate as PEM."""
    services = args.open(args.settings)
    with services.database.session() as session:
        rows = keys.published(session)
    if not rows:
        out.write("There are no keys yet; lms keys new makes them.\n")
        return PROBLEMS
    args.folder.mkdir(parents=True, exist_ok=True)
    document = keys.did_document(services.keys, rows)
    (args.folder / "did.json").write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for row in rows:
        if row.use == "pdf":
            (args.folder / f"pdf-{row.id}.crt").write_text(row.public, encoding="utf-8")
    day = date_words(services.clock.today(services.settings.zone))
    out.write(f"Wrote the public halves of {len(rows)} keys to {args.folder}, as of {day}, {services.settings.zone}.\n")
    return OK
