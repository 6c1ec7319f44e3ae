"""`lms practice`: variants of the labs as data, without a database."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from lms.cli import OK, Usage, options
from lms.cli.output import write_json, write_rows
from lms.curriculum.course import Exercise
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course
from lms.errors import Refusal
from lms.practice.day import sample as day
from lms.practice.minutes import sample as minutes
from lms.practice.registry import sample as registry

SAMPLES: Mapping[str, Callable[[int], dict[str, Any]]] = {"registry": registry.sample}
FROM_COURSE: Mapping[str, Callable[[Exercise, int], dict[str, Any]]] = {
    "day": lambda exercise, seed: day.sample(exercise.id, exercise.body, seed),
    "minutes": minutes.sample,
}
"""Labs whose material is in the course: the one whose address is the kind's name, else the first of the kind."""
KINDS = (*SAMPLES, *FROM_COURSE)


def add(commands: Any) -> None:
    """Register the group."""
    words = "variants of the labs"
    group = commands.add_parser("practice", help=words, description=words.capitalize() + ".")
    inner = group.add_subparsers(dest="practice_command", metavar="COMMAND", required=True, parser_class=type(group))
    words = "print the variant that a seed gives, with its tasks, rules and keys"
    command = inner.add_parser("sample", help=words, description=words.capitalize() + ".")
    command.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    command.add_argument("--seed", required=True, type=seed, metavar="N", help="a whole number from 0")
    command.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    options.add_course(command)
    command.set_defaults(run=_sample)


def seed(text: str) -> int:
    """A seed: a whole number from 0."""
    try:
        number = int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from error
    if number < 0:
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0, not {text}")
    return number


def _sample(args: argparse.Namespace, out: TextIO) -> int:
    if args.kind not in KINDS:
        raise Usage(f"there is no lab called {args.kind!r}; there are {', '.join(KINDS)}")
    made = _from_course(args) if args.kind in FROM_COURSE else SAMPLES[args.kind](args.seed)
    if args.format == "json":
        write_json(made, out)
        return OK
    rows = [{"task": each["id"], "question": each["question"], "key": _words(each["key"])} for each in made["tasks"]]
    write_rows(rows, ("task", "question", "key"), "table", out, empty="No tasks.")
    return OK


def _from_course(args: argparse.Namespace) -> dict[str, Any]:
    course = load_course(course_folder(args.settings.course)).course
    if course is None:
        raise Refusal("The course has errors; `lms content check` lists them.")
    of_kind = sorted(
        (each for each in course.exercises if each.kind == args.kind), key=lambda each: each.slug != args.kind
    )
    found = next(iter(of_kind), None)
    if found is None:
        raise Refusal(f"This course has no lab of the kind {args.kind}.")
    return FROM_COURSE[args.kind](found, args.seed)


def _words(key: Any) -> str:
    """A key as a table shows it."""
    return ", ".join(f"{each['code']} × {each['units']}" if isinstance(each, dict) else str(each) for each in key)
