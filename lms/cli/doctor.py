"""`lms doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import argparse
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from lms.acts.health.gather import gather
from lms.acts.health.rules import examine
from lms.acts.health.rules.facts import Facts, Finding
from lms.cli import OK, PROBLEMS, Usage, options
from lms.cli.output import write_json
from lms.outbox.rules import mail_server
from lms.outbox.sending import try_out
from lms.services import Services


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("doctor", help="look for what is wrong and say how to mend it")
    options.add_data(command)
    options.add_course(command)
    command.add_argument(
        "--backups", metavar="DIR", type=Path, help="also look how old the newest backup in this folder is"
    )
    command.add_argument("--mail", action="store_true", help="also connect to the mail server and sign in there")
    command.add_argument("--mail-to", metavar="ADDRESS", help="with --mail: hand over a test letter to this address")
    command.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """One line for each thing looked at; exit 1 when one is wrong."""
    if args.mail_to and not args.mail:
        raise Usage("--mail-to goes with --mail.")
    services = args.open(args.settings)
    findings = examine(_facts(services, args.backups))
    if args.mail:
        findings += _mail(services, args.mail_to)
    if args.format == "json":
        write_json([asdict(each) for each in findings], out)
    else:
        for each in findings:
            out.write(f"{'ok   ' if each.good else 'WRONG'} {each.sentence}\n")
    return OK if all(each.good for each in findings) else PROBLEMS


def _facts(services: Services, backups: Path | None) -> Facts:
    return gather(
        services.settings,
        services.database,
        services.library,
        services.workshop,
        services.keys,
        now=services.clock.now(),
        tick=services.clock.tick(),
        backups=backups,
    )


def _mail(services: Services, to: str | None) -> Iterator[Finding]:
    settings = services.settings
    if not settings.smtp_url:
        yield Finding("mail", False, "No mail server is set; letters wait in the outbox. Set LMS_SMTP_URL.")
        return
    try:
        server = mail_server(settings.smtp_url)
        try_out(server, mail_from=settings.mail_from, to=to, now=services.clock.now())
    except (OSError, ValueError) as error:
        yield Finding("mail", False, why(error))
        return
    how = {"at once": "with TLS", "starttls": "with TLS", "none": "without TLS"}[server.tls]
    signed_in = f", signed in as {server.user}" if server.user else ""
    sent = (
        f" It took a test letter for {to}; see whether it arrives."
        if to
        else " Nothing was sent; --mail-to ADDRESS sends a test letter."
    )
    yield Finding("mail", True, f"The mail server {server.host} answers on port {server.port} {how}{signed_in}.{sent}")


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
