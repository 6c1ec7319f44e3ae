"""`lms golive`: can a clinic begin on a day? Every requirement with its standing, and what stands in the way."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any, TextIO

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.cli import OK, PROBLEMS, Usage, calendar_day, options
from lms.cli.output import write_json, write_rows
from lms.people.models import Clinic
from lms.people.noting import YEARS
from lms.readiness.opening.board import golive
from lms.readiness.opening.past import opens_on_then
from lms.readiness.rules.golive import Board, forecast_words

COLUMNS = (
    "group",
    "id",
    "title",
    "needed",
    "standing",
    "state",
    "in_the_way",
    "who",
    "by",
    "expected_from",
    "expected_to",
    "next",
)
SHOWN = ("title", "standing", "in_the_way", "who", "by", "next")


def add(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser("golive", help="say whether a clinic can begin on a day, and what stands in the way")
    command.add_argument("--clinic", required=True, metavar="C", help="the clinic's name or id")
    command.add_argument(
        "--on", type=calendar_day, metavar="YYYY-MM-DD", help="the first day with patients (default: the clinic's own)"
    )
    options.add_data(command)
    options.add_course(command)
    options.add_as_of(command)
    options.add_format(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print the board; exit code 1 where the answer is no."""
    services = args.open(args.settings)
    course = services.library.current(services.clock.tick())
    with services.database.session() as session:
        clinic = _clinic(session, args.clinic)
        own = opens_on_then(session, clinic, args.as_of) if args.as_of else clinic.opens_on
        opening = args.on or own
        if opening is None:
            raise Usage(f"{clinic.name} has no first day yet; say one with --on YYYY-MM-DD.")
        if opening.year not in YEARS:
            raise Usage(f"{opening} cannot be a first day; give one between {YEARS[0]} and {YEARS[-1]}.")
        found = golive(session, clinic, course, now=services.clock.now(), opening=opening, as_of=args.as_of)
        _write(found, clinic, args.format, out)
    return PROBLEMS if found.in_the_way else OK


def _clinic(session: Session, wanted: str) -> Clinic:
    named = or_(Clinic.id == wanted, func.lower(Clinic.name) == wanted.lower())
    found = session.scalars(select(Clinic).where(named)).all()
    if len(found) != 1:
        raise Usage(
            f"There is no clinic {wanted!r}; give its name or its id."
            if not found
            else f"Several clinics are called {wanted}; give the id."
        )
    return found[0]


def _write(found: Board, clinic: Clinic, form: str, out: TextIO) -> None:
    rows = [
        {
            "group": each.group,
            "id": each.id,
            "title": each.title,
            "needed": each.needed,
            "standing": each.standing,
            "state": each.state,
            "in_the_way": each in found.in_the_way,
            "who": each.who,
            "by": _day(each.by),
            "expected_from": _day(each.expected.first),
            "expected_to": _day(each.expected.last),
            "next": each.next,
        }
        for each in found.requirements
    ]
    if form == "json":
        write_json(
            {
                "clinic": clinic.name,
                "on": found.opening.isoformat(),
                "as_of": found.today.isoformat(),
                "answer": found.answer,
                "can_start": not found.in_the_way,
                "days_left": found.days_left,
                "forecast": {
                    "from": _day(found.forecast.first),
                    "to": _day(found.forecast.last),
                    "words": forecast_words(found),
                },
                "requirements": rows,
            },
            out,
        )
        return
    if form == "table":
        out.write(
            f"Can {clinic.name} start on {found.opening.isoformat()}? {found.answer}\n{forecast_words(found)}\n\n"
        )
    write_rows(
        rows, SHOWN if form == "table" else COLUMNS, form, out, empty="The course names nothing that a clinic needs."
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
