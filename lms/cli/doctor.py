"""`lms doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import argparse
import os
import smtplib
import sqlite3
from collections.abc import Iterator
from typing import Any, TextIO

from sqlalchemy.exc import SQLAlchemyError

from lms import migrations
from lms.cli import OK, PROBLEMS, options
from lms.curriculum.library import CourseUnreadable
from lms.outbox.queries import given_up, waiting
from lms.outbox.rules import mail_server
from lms.services import Services

Finding = tuple[bool, str]


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("doctor", help="look for what is wrong and say how to mend it")
    options.add_data(command)
    options.add_course(command)
    command.add_argument("--mail", action="store_true", help="also connect to the mail server")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """One line for each thing looked at; exit 1 when one is wrong."""
    services = args.open(args.settings)
    findings = [*_data(services), *_database(services), *_course(services), *(_mail(services) if args.mail else ())]
    for good, sentence in findings:
        out.write(f"{'ok   ' if good else 'WRONG'} {sentence}\n")
    return OK if all(good for good, _ in findings) else PROBLEMS


def _data(services: Services) -> Iterator[Finding]:
    folder = services.settings.data_path
    yield (
        folder.is_dir() and os.access(folder, os.W_OK),
        f"The data folder {folder} can be written. If not: make it, and give it to the user that runs lms.",
    )
    key = folder / "secret-key"
    if not services.settings.secret_key and key.exists():
        yield (not key.stat().st_mode & 0o077, f"Only the owner can read {key}. If not: chmod 600 it.")


def _database(services: Services) -> Iterator[Finding]:
    try:
        current = migrations.current(services.database)
    except SQLAlchemyError as error:
        yield (
            False,
            f"The database does not answer ({type(error).__name__}). Check LMS_DATABASE_URL and that the server runs.",
        )
        return
    yield (
        current == migrations.head(),
        f"The schema is {current or 'empty'}; the program wants {migrations.head()}. If they differ: lms db upgrade.",
    )
    if services.database.is_sqlite:
        yield (
            sqlite3.sqlite_version_info >= (3, 35),
            f"SQLite {sqlite3.sqlite_version} is new enough (3.35 or later).",
        )
    if current != migrations.head():
        return
    with services.database.session() as session:
        lost = given_up(session)
        yield (
            not lost,
            f"{len(lost)} jobs were given up. If any: lms doctor names them here: {', '.join(job.kind for job in lost) or 'none'}.",
        )
        yield (True, f"{waiting(session)} jobs are waiting.")


def _course(services: Services) -> Iterator[Finding]:
    try:
        course = services.library.current(services.clock.tick())
    except CourseUnreadable as error:
        yield (False, str(error))
        return
    yield (True, f"The course reads, edition {course.edition}.")


def _mail(services: Services) -> Iterator[Finding]:
    if not services.settings.smtp_url:
        yield (False, "No mail server is set; letters wait in the outbox. Set LMS_SMTP_URL.")
        return
    try:
        server = mail_server(services.settings.smtp_url)
        with smtplib.SMTP(server.host, server.port, timeout=10) as client:
            client.noop()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        yield (False, f"The mail server does not answer: {error}. Check LMS_SMTP_URL and the firewall.")
        return
    yield (True, f"The mail server {server.host} answers.")
