"""`lms remind`: the letters that are due by date, by risk and once a week; looked at, or written."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.acts import digest, nudge
from lms.cli import OK, PROBLEMS, Usage, options
from lms.cli.output import write_rows
from lms.curriculum.course import Course
from lms.outbox.queries import given_up_letters
from lms.readiness.nudges.queries import zones
from lms.readiness.rules.nudging import DIGEST_WEEKDAY, KINDS
from lms.services import Services

COLUMNS = (
    "person", "email", "kind", "clinic", "role", "due_date", "days_left", "subject", "leaves_at", "state", "text",
)  # fmt: skip
SHOWN = COLUMNS[: COLUMNS.index("text")]
DUE, WRITTEN = "due", "written"
LATELY = timedelta(days=7)


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("remind", help="write the letters that are due, each once, or only show them")
    options.add_data(command)
    options.add_course(command)
    options.add_as_of(command)
    options.add_format(command)
    command.add_argument("--dry-run", action="store_true", help="show the letters and write none")
    command.set_defaults(run=run)


@dataclass(frozen=True)
class Asked:
    """What every step needs."""

    services: Services
    course: Course
    as_of: date | None
    dry: bool

    @property
    def base_url(self) -> str:
        """The address for links."""
        return self.services.settings.base_url


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print a row for each letter; exit code 1 when a letter of the last seven days was given up."""
    services: Services = args.open(args.settings)
    if not args.dry_run and args.as_of is not None and args.as_of > services.clock.today(args.settings.zone):
        raise Usage("letters for a day to come are written on that day; add --dry-run to look at them.")
    asked = Asked(services, services.library.current(services.clock.tick()), args.as_of, args.dry_run)
    with services.database.session() as session:
        places = zones(session)
    rows = [row for zone in places for row in _nudges(asked, zone)] + _digests(asked)
    columns = SHOWN if args.format == "table" else COLUMNS
    write_rows(rows, columns, args.format, out, empty="No letter is due.")
    since = services.clock.now() - LATELY
    with services.database.session() as session:
        lost = given_up_letters(session, tuple(KINDS), since=since)
    if lost and args.format == "table":
        out.write(f"{lost} of the last seven days could not be handed to the mail server; `lms doctor` says why.\n")
    return PROBLEMS if lost else OK


def _nudges(asked: Asked, zone: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    after: str | None = ""
    while after is not None:
        look: dict[str, Any] = {
            "now": asked.services.clock.now(), "course": asked.course, "base_url": asked.base_url, "zone": zone,
            "after": after, "as_of": asked.as_of,
        }  # fmt: skip
        if asked.dry:
            with asked.services.database.session() as session:
                batch = nudge.plan_nudges(session, **look)
            rows += [_row(each, zone, DUE) for each in batch.letters]
        else:
            with asked.services.database.independent() as session:
                batch = nudge.plan_nudges(session, **look, hold=True)
                new = nudge.write_nudges(session, now=look["now"], base_url=asked.base_url, letters=batch.letters)
            rows += [_row(each, zone, WRITTEN) for each in new]
        after = batch.last
    return rows


def _row(each: nudge.Planned, zone: str, state: str) -> Mapping[str, Any]:
    due = each.nudge.due
    return {
        "person": each.held.account.name,
        "email": each.to,
        "kind": each.nudge.kind,
        "clinic": each.held.clinic.name,
        "role": each.held.role,
        "due_date": due,
        "days_left": (due - each.day).days if due else None,
        "subject": each.subject,
        "leaves_at": each.leaves_at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"),
        "state": state,
        "text": each.text,
    }


def _digests(asked: Asked) -> list[Mapping[str, Any]]:
    now = asked.services.clock.now()
    with asked.services.database.session() as session:
        monday = asked.as_of if asked.as_of and asked.as_of.weekday() == DIGEST_WEEKDAY else None
        if asked.as_of is not None and monday is None:
            return []
        due = digest.digests_due(session, now=now, monday=monday)
        found = [_planned(session, asked, account_id, day) for account_id, day in due]
        planned = [each for each in found if each is not None and not digest.written_before(session, each)]
    if not asked.dry:
        for each in planned:
            with asked.services.database.independent() as session:
                digest.write_digest(session, now=now, base_url=asked.base_url, digest=each)
    return [_digest_row(each, DUE if asked.dry else WRITTEN) for each in planned]


def _planned(session: Session, asked: Asked, account_id: str, monday: date) -> digest.Digest | None:
    return digest.plan_digest(
        session, now=asked.services.clock.now(), course=asked.course, base_url=asked.base_url, account_id=account_id,
        monday=monday,
    )  # fmt: skip


def _digest_row(each: digest.Digest, state: str) -> Mapping[str, Any]:
    return {
        **dict.fromkeys(COLUMNS),
        "person": each.account.name,
        "email": each.to,
        "kind": digest.DIGEST,
        "subject": each.subject,
        "leaves_at": None,
        "state": state,
        "text": each.text,
    }
