"""`lms items`: how the questions of tests and practice behave, over many people's answers."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.assessment.statistics.queries import (
    PracticeFigures,
    Version,
    change_since,
    figures_of_practice,
    figures_of_test,
    people_by_quiz,
    quizzes_of,
)
from lms.assessment.statistics.rules.figures import LEAST, Figure, so_far
from lms.assessment.statistics.rules.flags import telling_words
from lms.cli import OK, Usage, options
from lms.cli.output import write_json, write_rows
from lms.curriculum.course import Course, Quiz
from lms.people.permissions import SYSTEM

COLUMNS = ("quiz", "item", "n", "difficulty", "discrimination", "flags")


def add(commands: Any) -> None:
    """Register the command."""
    words = "show how hard questions are, whether they tell people apart, and what stands out"
    command = commands.add_parser("items", help=words)
    options.add_data(command)
    options.add_course(command)
    options.add_as_of(command)
    options.add_format(command)
    command.add_argument("--quiz", metavar="ID", help="one post-test or practice quiz (default: all)")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print the figures; `--as-of` counts what was handed in by the end of that day."""
    services = args.open(args.settings)
    course = services.library.current(services.clock.tick())
    quizzes = [each for each in quizzes_of(course) if args.quiz in (None, each.id)]
    if args.quiz is not None and not quizzes:
        raise Usage(f"there is no quiz {args.quiz!r}; `lms items` lists them all.")
    until = _end_of(args.as_of, args.settings.zone)
    with services.database.session() as session:
        people = {each.quiz.id: each.people for each in people_by_quiz(session, SYSTEM, course, until=until)}
        told = [_told(session, course, quiz, people[quiz.id], until) for quiz in quizzes]
    if args.format == "json":
        write_json({"as_of": args.today, "least": LEAST, "quizzes": told}, out)
        return OK
    rows = [_flat(quiz["id"], item) for quiz in told for item in quiz["items"]]
    write_rows(rows, COLUMNS, args.format, out, empty="The course has no question yet.")
    return OK


def _end_of(day: date | None, zone: str) -> datetime | None:
    """The instant at which a day of the installation's zone is over; None: no end."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def _told(session: Session, course: Course, quiz: Quiz, people: int, until: datetime | None) -> dict[str, Any]:
    head: dict[str, Any] = {"id": quiz.id, "title": quiz.title, "kind": quiz.kind, "people": people}
    if quiz.kind == "practice":
        practised = figures_of_practice(session, SYSTEM, quiz, until=until)
        return {**head, "reliability": None, "change": None, "items": [_practised(each) for each in practised]}
    found = figures_of_test(session, SYSTEM, quiz, until=until)
    reliability = {
        "n": found.reliability.n,
        "length": found.reliability.length,
        "kr20": _number(found.reliability.kr20),
        "says": found.reliability.says,
    }
    moved = change_since(session, SYSTEM, course, quiz, until=until)
    change = {
        "n": moved.n,
        "difference": _number(moved.difference),
        "difference_interval": [round(moved.interval.low, 4), round(moved.interval.high, 4)]
        if moved.interval
        else None,
        "d": _number(moved.d),
        "normalised": _number(moved.normalised),
        "why": moved.difference.why or None,
    }
    return {**head, "reliability": reliability, "change": change, "items": [_item(each) for each in found.versions]}


def _item(version: Version) -> dict[str, Any]:
    figures = version.figures
    return {
        "id": version.item.id,
        "title": version.item.title,
        "hash": version.item.hash,
        "revision": version.item.revision,
        "n": figures.n,
        "difficulty": _number(figures.difficulty),
        "difficulty_interval": [round(figures.interval.low, 4), round(figures.interval.high, 4)]
        if figures.interval
        else None,
        "band": figures.band,
        "discrimination": _number(figures.discrimination),
        "tells_apart": telling_words(figures.discrimination.value) or None,
        "why": figures.difficulty.why or figures.discrimination.why or None,
        "unanswered": figures.unanswered,
        "upper": figures.upper or None,
        "lower": figures.lower or None,
        "options": [
            {
                "id": each.option,
                "correct": each.correct,
                "chosen": each.chosen,
                "share": round(each.share, 4),
                "upper": each.upper,
                "lower": each.lower,
            }
            for each in figures.options
        ],
        "flags": [{"name": flag.name, "look": flag.look, "says": flag.says} for flag in version.flags],
    }


def _practised(figures: PracticeFigures) -> dict[str, Any]:
    return {
        "id": figures.item.id,
        "title": figures.item.title,
        "hash": figures.item.hash,
        "revision": figures.item.revision,
        "n": figures.n,
        "latest_right": _number(figures.right),
        "more_than_once": _number(figures.again),
        "why": figures.right.why or None,
    }


def _number(figure: Figure) -> float | None:
    return None if figure.value is None else round(figure.value, 4)


def _flat(quiz_id: str, item: dict[str, Any]) -> dict[str, Any]:
    """One row; what a practice question has no figure for stays empty."""
    says = "; ".join(flag["says"].rstrip(".") for flag in item.get("flags", ()) if flag["look"])
    return {
        "quiz": quiz_id,
        "item": item["id"],
        "n": item["n"],
        "difficulty": item.get("difficulty"),
        "discrimination": item.get("discrimination"),
        "flags": says or so_far(item["n"]),
    }
