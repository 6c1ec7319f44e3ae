"""`lms doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import argparse
import os
import shutil
import smtplib
import sqlite3
import ssl
from collections.abc import Iterator
from typing import Any, TextIO

from sqlalchemy.exc import SQLAlchemyError

from lms import migrations
from lms.cli import OK, PROBLEMS, Usage, options
from lms.credit.keys import careless, problem
from lms.curriculum.library import CourseUnreadable
from lms.outbox.queries import given_up, waiting
from lms.outbox.rules import mail_server
from lms.outbox.sending import try_out
from lms.services import Services

Finding = tuple[bool, str]
LEAST_FREE = 200 * 2**20


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("doctor", help="look for what is wrong and say how to mend it")
    options.add_data(command)
    options.add_course(command)
    command.add_argument("--mail", action="store_true", help="also connect to the mail server and sign in there")
    command.add_argument("--mail-to", metavar="ADDRESS", help="with --mail: hand over a test letter to this address")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """One line for each thing looked at; exit 1 when one is wrong."""
    if args.mail_to and not args.mail:
        raise Usage("--mail-to goes with --mail.")
    services = args.open(args.settings)
    findings = [*_data(services), *_address(services), *_database(services), *_course(services)]
    if args.mail:
        findings += _mail(services, args.mail_to)
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


def _address(services: Services) -> Iterator[Finding]:
    settings = services.settings
    secure = settings.base_url.startswith("https://")
    if secure or settings.secure_cookies:
        yield (
            secure == settings.secure_cookies,
            (
                f"LMS_BASE_URL is {settings.base_url} and LMS_SECURE_COOKIES is {'yes' if settings.secure_cookies else 'no'}. "
                "Over HTTPS set both; without HTTPS neither, or nobody can sign in."
            ),
        )
    if secure:
        yield (
            settings.trusted_proxies > 0,
            (
                f"LMS_TRUSTED_PROXIES is {settings.trusted_proxies}. Behind a proxy that ends HTTPS it is 1 or more, "
                "or all visitors count as one."
            ),
        )
    free = shutil.disk_usage(settings.data_path if settings.data_path.is_dir() else settings.data_path.parent).free
    yield room(free)


def room(free: int) -> Finding:
    """Whether so many free bytes are enough where the data lies."""
    words = f"{free // 2**20:,} MiB are free where the data lies. Below {LEAST_FREE // 2**20} MiB: make room, or writing will fail."
    return free >= LEAST_FREE, words


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
        wrong = problem(session, services.keys)
        yield (wrong is None, wrong or "The keys that sign certificates are there, or are made with the first one.")
        for place in careless(session, services.keys):
            yield (False, f"Others than its owner can read {place}: chmod 600 it, then lms keys rotate.")
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


def _mail(services: Services, to: str | None) -> Iterator[Finding]:
    settings = services.settings
    if not settings.smtp_url:
        yield (False, "No mail server is set; letters wait in the outbox. Set LMS_SMTP_URL.")
        return
    try:
        server = mail_server(settings.smtp_url)
        try_out(server, mail_from=settings.mail_from, to=to, now=services.clock.now())
    except (OSError, ValueError) as error:
        yield (False, why(error))
        return
    how = {"at once": "with TLS", "starttls": "with TLS", "none": "without TLS"}[server.tls]
    signed_in = f", signed in as {server.user}" if server.user else ""
    sent = (
        f" It took a test letter for {to}; see whether it arrives."
        if to
        else " Nothing was sent; --mail-to ADDRESS sends a test letter."
    )
    yield (True, f"The mail server {server.host} answers on port {server.port} {how}{signed_in}.{sent}")


def why(error: Exception) -> str:
    """What went wrong with the mail server, and what to look at; `ssl` before `smtplib` before the network."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The mail server's certificate is not valid: {error.verify_message}. Use the name the certificate is for."
        )
    if isinstance(error, ssl.SSLError):
        return f"TLS with the mail server failed: {error.reason}. smtps:// is TLS from the start (465), smtp:// on 587 is STARTTLS."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server does not accept the user or password of LMS_SMTP_URL. Write @ and / in them as %40 and %2F."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server does not offer what is asked of it: {error}"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return f"The mail server refuses the sender {error.sender}. Set LMS_MAIL_FROM to an address it may send from."
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"The mail server refuses the recipient {', '.join(error.recipients)}."
    return f"The mail server does not answer: {error}. Check LMS_SMTP_URL and the firewall."
