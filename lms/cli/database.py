"""`lms init` and `lms db upgrade | check | backup | restore | copy`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lms import migrations
from lms.acts import backup, checkup, copying, nightly
from lms.cli import OK, PROBLEMS, Usage, options, output
from lms.database import Database
from lms.people.models import Clinic, Organisation
from lms.people.organisations import create_clinic, create_organisation
from lms.people.permissions import SYSTEM
from lms.people.rules import clean_name
from lms.services import Services, kept_secret


def add(commands: Any) -> None:
    """Register the commands."""
    init = commands.add_parser("init", help="make the data folder, the database, an organisation and a clinic")
    init.add_argument("--organisation", metavar="NAME", help="name of the organisation; made unless it is there")
    init.add_argument("--clinic", metavar="NAME", help="name of a clinic of it; made unless it is there")
    options.add_data(init)
    init.set_defaults(run=run_init)
    group = commands.add_parser("db", help="look after the database").add_subparsers(
        dest="what", metavar="WHAT", required=True
    )
    for name, run, words in (
        ("upgrade", run_upgrade, "bring the database to this program's schema"),
        ("check", run_check, "recompute everything and report differences"),
        ("backup", run_backup, "write everything to one file, verified"),
        ("restore", run_restore, "fill an empty database from a backup"),
        ("copy", run_copy, "fill an empty database from an SQLite file, and prove that both are the same"),
    ):
        command = group.add_parser(name, help=words)
        options.add_data(command)
        if name in ("backup", "restore", "copy"):
            command.add_argument("file", metavar="FILE", type=Path)
        if name == "copy":
            options.add_format(command)
        if name == "backup":
            command.add_argument(
                "--rehearse", action="store_true", help="restore it into a throwaway database and check"
            )
            command.add_argument("--keep", metavar="N", type=int, help="FILE is a folder: keep its N newest backups")
        command.set_defaults(run=run)


def run_init(args: argparse.Namespace, out: TextIO) -> int:
    """Make what is missing; a second run changes nothing that is there."""
    if args.clinic and not args.organisation:
        raise Usage("--clinic needs --organisation, which says whose clinic it is.")
    services = args.open(args.settings)
    kept_secret(args.settings.data_path)
    migrations.upgrade(services.database)
    out.write(f"The database stands at {migrations.head()}.\n")
    if args.organisation:
        with services.database.session(write=True) as session:
            made = _missing_places(session, args, services.clock.now())
            session.commit()
        out.write(f"Made {' and '.join(made)}. Next: lms people invite.\n" if made else "Nothing was missing.\n")
    return OK


def _missing_places(session: Session, args: argparse.Namespace, now: datetime) -> list[str]:
    """Make the organisation and its clinic unless they are there, by name; returns what was made."""
    made = []
    named = select(Organisation).where(Organisation.name == clean_name(args.organisation))
    organisation = session.scalars(named.order_by(Organisation.created_at)).first()
    if organisation is None:
        organisation = create_organisation(session, actor=SYSTEM, now=now, name=args.organisation)
        made.append(organisation.name)
    name = clean_name(args.clinic or "")
    there = select(Clinic).where(Clinic.organisation_id == organisation.id, Clinic.name == name)
    if name and session.scalars(there).first() is None:
        create_clinic(
            session, actor=SYSTEM, now=now, organisation_id=organisation.id, name=name, zone=args.settings.zone
        )
        made.append(name)
    return made


def run_upgrade(args: argparse.Namespace, out: TextIO) -> int:
    """Upgrade; says from where to where."""
    database = args.open(args.settings).database
    before = migrations.current(database)
    migrations.upgrade(database)
    out.write(f"{before or 'empty'} -> {migrations.head()}\n")
    return OK


def run_check(args: argparse.Namespace, out: TextIO) -> int:
    """Exit 1 when anything is off."""
    services = _ready(args)
    found = checkup.check(
        services.database, services.files, services.library.current(services.clock.tick()), services.clock.now()
    )
    for finding in found:
        out.write(finding + "\n")
    out.write("No differences.\n" if not found else f"{len(found)} differences.\n")
    return PROBLEMS if found else OK


def run_backup(args: argparse.Namespace, out: TextIO) -> int:
    """Write and verify a backup; with --rehearse restore it, too; with --keep let older ones go, never before a good new one."""
    if args.keep is not None and args.keep < 1:
        raise Usage("--keep is the number of backups to keep, 1 or more.")
    if args.keep is not None and not args.file.is_dir():
        raise Usage(f"--keep wants a folder that is there; {args.file} is none.")
    services = _ready(args)
    now = services.clock.now()
    target = args.file / nightly.name_for(now) if args.file.is_dir() else args.file
    done = backup.write(services.database, services.files, target, revision=migrations.head(), now=now)
    out.write(f"Wrote {target}: {done.rows} rows, {done.files} files, verified.\n")
    if args.rehearse:
        course = services.library.current(services.clock.tick())
        found = nightly.rehearse(target, course=course, now=now, upgrade=migrations.upgrade, head=migrations.head())
        if found:
            out.write("".join(f"{each}\n" for each in found) + f"Restored as a rehearsal: {len(found)} differences.\n")
            return PROBLEMS
        out.write("Restored as a rehearsal: no differences.\n")
    if args.keep is not None:
        gone = nightly.let_go(args.file, keep=args.keep)
        out.write(f"Let {len(gone)} older backups go, kept the newest {args.keep}.\n" if gone else "")
    return OK


def run_restore(args: argparse.Namespace, out: TextIO) -> int:
    """Restore into an empty database; never over what is there."""
    services = args.open(args.settings)
    done = backup.restore(
        services.database, services.files, args.file, upgrade=migrations.upgrade, head=migrations.head()
    )
    out.write(f"Restored {done.rows} rows and {done.files} files.\n")
    return OK


def run_copy(args: argparse.Namespace, out: TextIO) -> int:
    """Copy an SQLite database into the empty one of the settings; tells each table with its rows and digest."""
    if not args.file.is_file():
        raise Usage(f"{args.file} is no file. Name the database file of the data folder, such as data/linchpin.sqlite.")
    services = args.open(args.settings)
    source = Database(f"sqlite:///{args.file.resolve()}")
    try:
        if migrations.current(source) != migrations.head():
            raise Usage(
                f"{args.file} is no database of this version; run `lms db upgrade` on it first. Nothing was changed."
            )
        told = copying.copy(source, services.database, demand_empty=backup.demand_empty, upgrade=migrations.upgrade)
    except DatabaseError as error:
        raise Usage(
            f"{args.file} cannot be read as a database, or the new one refused a row. Nothing was kept."
        ) from error
    finally:
        source.dispose()
    if args.format != "table":
        output.write_rows([vars(each) for each in told], ("table", "rows", "digest"), args.format, out, empty="")
        return OK
    out.write(f"Copied {sum(each.rows for each in told)} rows of {len(told)} tables; both databases hold the same.\n")
    out.write("Stored files, keys and settings stay where they are. Next: lms db check.\n")
    return OK


def _ready(args: argparse.Namespace) -> Services:
    services: Services = args.open(args.settings)
    if migrations.current(services.database) != migrations.head():
        raise Usage("the database is missing or at another schema; run `lms db upgrade` first.")
    return services
