"""`lms permissions`: every address against every kind of access, from what the doors themselves ask."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from flask import Flask

from lms.app import create_app
from lms.cli import OK, options
from lms.cli.output import write_rows
from lms.people.permissions import EVERY_ACCOUNT, GIVES, Permission
from lms.visit import Access, Allow, permissions_of

NOBODY, ACCOUNT = "signed out", "every account"
COLUMNS = ("address", "methods", "allow", "endpoint", NOBODY, ACCOUNT, *GIVES)


def add(commands: Any) -> None:
    """Register the command."""
    words = "print who may enter where: every address against every kind of access"
    command = commands.add_parser("permissions", help=words, description=words.capitalize() + ".")
    options.add_data(command)
    options.add_course(command)
    options.add_format(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """The matrix, of the addresses that the installation has with its settings."""
    write_rows(matrix(create_app(args.settings)), COLUMNS, args.format, out, empty="There is no address.")
    return OK


def matrix(app: Flask) -> list[dict[str, str]]:
    """A row for each route, in the order of addresses: what it asks, and `yes` or `no` under each kind of access."""
    allowed = permissions_of(app)
    return [
        {
            "address": rule.rule,
            "methods": " ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})),
            "allow": str(allowed[rule.endpoint]),
            "endpoint": rule.endpoint,
            **_enters(allowed[rule.endpoint]),
        }
        for rule in sorted(
            app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint, sorted(rule.methods or ()))
        )
    ]


def _enters(allow: Allow) -> dict[str, str]:
    """Kind of access → whether it passes the door; what is found behind it depends on whose it is."""
    everybody = allow is Access.ANYONE
    account = not isinstance(allow, Permission) or allow in EVERY_ACCOUNT
    kinds = {kind: account or allow in given for kind, given in GIVES.items()}
    return {name: "yes" if may else "no" for name, may in {NOBODY: everybody, ACCOUNT: account, **kinds}.items()}
