"""`lms practice`: variants of the labs as data, without a database. A day is one of the shipped course."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from lms.cli import OK, Usage
from lms.cli.output import write_json, write_rows
from lms.curriculum.exercises.workday import DayBody
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course
from lms.practice.day import sample as day
from lms.practice.registry import sample as registry


def _day(seed: int) -> dict[str, Any]:
    loaded = load_course(course_folder(None)).course
    exercise = loaded.exercise("day") if loaded else None
    if exercise is None or not isinstance(exercise.body, DayBody):
        raise Usage("the shipped course has no day in the life")
    return day.sample(exercise.id, exercise.body, seed)


SAMPLES: Mapping[str, Callable[[int], dict[str, Any]]] = {"day": _day, "registry": registry.sample}


def add(commands: Any) -> None:
    """Register the group."""
    words = "variants of the labs"
    group = commands.add_parser("practice", help=words, description=words.capitalize() + ".")
    inner = group.add_subparsers(dest="practice_command", metavar="COMMAND", required=True, parser_class=type(group))
    words = "print the variant that a seed gives, with its tasks, rules and keys"
    command = inner.add_parser("sample", help=words, description=words.capitalize() + ".")
    command.add_argument("kind", metavar="KIND", help=", ".join(SAMPLES))
    command.add_argument("--seed", required=True, type=seed, metavar="N", help="a whole number from 0")
    command.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
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
    if args.kind not in SAMPLES:
        raise Usage(f"there is no lab called {args.kind!r}; there are {', '.join(SAMPLES)}")
    made = SAMPLES[args.kind](args.seed)
    if args.format == "json":
        write_json(made, out)
        return OK
    rows = [
        {"task": each["id"], "question": each["question"], "key": _words(each["key"])}
        for each in made.get("questions", made["tasks"])
    ]
    write_rows(rows, ("task", "question", "key"), "table", out, empty="No tasks.")
    return OK


def _words(key: Any) -> str:
    if isinstance(key, dict):
        return ", ".join(f"{name} {value}" for name, value in key.items())
    return ", ".join(map(str, key))
