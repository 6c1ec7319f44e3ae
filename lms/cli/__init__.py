"""The command line: `lms`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from importlib import import_module
from typing import NoReturn

from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from lms.clock import Clock
from lms.curriculum.library import CourseUnreadable
from lms.errors import Refusal
from lms.services import opened
from lms.settings import BadSetting, Settings

OK, PROBLEMS, USAGE = 0, 1, 2
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
GROUPS = (
    "demo",
    "serve",
    "database",
    "content",
    "people",
    "timeline",
    "readiness",
    "team",
    "meetings",
    "remind",
    "golive",
    "programme",
    "practice",
    "billing",
    "certificates",
    "keys",
    "credit",
    "items",
    "audit",
    "permissions",
    "retention",
    "doctor",
)


class Usage(Exception):
    """The words of a call are off; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """End with 2 after one sentence."""
        print(f"{self.prog}: {message.rstrip('.')}. See `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(USAGE)


def calendar_day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        if not FULL_DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date that exists; write it as YYYY-MM-DD") from error


def parser() -> Parser:
    """All commands; each module of this package adds its own."""
    top = Parser(prog="lms", description="Linchpin: training that gets Collaborative Care teams ready.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for name in GROUPS:
        import_module(f"lms.cli.{name}").add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 ok, 1 found problems, 2 usage."""
    try:
        args = parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        args.settings = _settings(args)
        args.today = getattr(args, "as_of", None) or Clock().today(args.settings.zone)
        with ExitStack() as stack:
            # Commands open services through this, so that connections close whatever happens.
            args.open = lambda settings, **given: stack.enter_context(opened(settings, **given))
            return int(args.run(args, sys.stdout))
    except (Usage, BadSetting) as error:
        print(f"lms: {error}", file=sys.stderr)
        return USAGE
    except (Refusal, CourseUnreadable) as error:
        print(f"lms: {error}", file=sys.stderr)
        return PROBLEMS
    except (OperationalError, ProgrammingError) as error:
        print(f"lms: {_why_no_rows(error)}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return OK


def _why_no_rows(error: DBAPIError) -> str:
    """A sentence for a database that is away, missing or of another version, without its address or values."""
    said = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
    if any(words in said for words in ("no such table", "no such column", "does not exist")):
        return "the database is missing or at another schema; run `lms init` for a new one, `lms db upgrade` for one that is there."
    return f"the database does not answer as it should ({type(error.orig).__name__}); `lms doctor` looks closer."


def _settings(args: argparse.Namespace) -> Settings:
    given = {name: getattr(args, name) for name in ("data", "course") if getattr(args, name, None)}
    return Settings.from_environment(**given)
