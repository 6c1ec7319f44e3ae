"""`lms content hours`: training time with its rates, creditable time by every method, for our course or for given figures."""

from __future__ import annotations

import argparse
import re
from fractions import Fraction
from typing import Any, TextIO

from lms.cli import OK, Usage, options
from lms.cli.output import write_json, write_rows
from lms.credit.hours.course import Activity, activities
from lms.credit.hours.rules import QUESTIONS_PER_CREDIT, BadInputs, Calculation, Inputs, calculate, hundredths
from lms.curriculum.course import Course
from lms.curriculum.tally import hours

FIGURE = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
GIVEN = ("words", "items", "interactive", "pilot")
METHOD_COLUMNS = ("method", "minutes", "credit", "working")
ACTIVITY_COLUMNS = (
    "id", "words", "items", "labs", "training_minutes", "mergener_minutes", "words_per_hour_minutes", "minutes", "credit",
)  # fmt: skip


def add(group: Any) -> argparse.ArgumentParser:
    """Register the command below `lms content`."""
    words = "show how training minutes and creditable minutes are computed"
    command: argparse.ArgumentParser = group.add_parser("hours", help=words, description=words.capitalize() + ".")
    options.add_course(command)
    options.add_format(command)
    command.add_argument("--credit", action="store_true", help="creditable time of the course, method by method")
    command.add_argument("--words", type=figure, metavar="W", help="words of required text, instead of the course's")
    command.add_argument("--items", type=figure, metavar="Q", help="scored questions of the post-test, with --words")
    command.add_argument(
        "--difficulty", type=figure, metavar="D", help="1 to 5, the median of at least two independent reviewers"
    )
    command.add_argument("--interactive", type=figure, metavar="A", help="minutes of required labs, which need a pilot")
    command.add_argument("--pilot", type=figures, metavar="M,M,M", help="minutes of each tester, at least three")
    command.add_argument(
        "--questions-per-credit",
        type=whole,
        default=QUESTIONS_PER_CREDIT,
        metavar="N",
        help=f"questions for each hour of credit, 0 for none (default: {QUESTIONS_PER_CREDIT})",
    )
    return command


def figure(text: str) -> Fraction:
    """A number of 0 or more, with decimals if need be."""
    if not FIGURE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 0 or more, such as 3774 or 2.5")
    return Fraction(text)


def figures(text: str) -> tuple[Fraction, ...]:
    """Numbers with commas between."""
    return tuple(figure(each.strip()) for each in text.split(","))


def whole(text: str) -> int:
    """A whole number of 0 or more, at most 99."""
    if not re.fullmatch(r"\d{1,2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 99")
    return int(text)


def given(args: argparse.Namespace) -> Inputs | None:
    """The figures of the call; None where there are none. Raises Usage for half of them, and for what cannot be."""
    if all(getattr(args, name) is None for name in GIVEN):
        return None
    if args.words is None or args.items is None or args.difficulty is None:
        raise Usage("Given figures need --words, --items and --difficulty together.")
    try:
        return Inputs(args.words, args.items, args.difficulty, args.interactive or Fraction(0), args.pilot or ())
    except BadInputs as bad:
        raise Usage(str(bad)) from None


def show(args: argparse.Namespace, course: Course | None, out: TextIO) -> int:
    """The figures of the call worked out; else the course's training time, and with `--credit` or as a table its creditable time."""
    inputs = given(args)
    if inputs is not None:
        show_given(calculate(inputs, per_credit=args.questions_per_credit), args.format, out)
        return OK
    assert course is not None
    if not args.credit:
        rows = [vars(each) for each in hours(course)]
        if args.format == "table":
            out.write("Training time, to plan with\n")
        write_rows(rows, tuple(rows[0]) if rows else (), args.format, out, empty="Nothing is published yet.")
        if args.format != "table":
            return OK
        out.write(
            "\nCreditable time, for credit: worked out, not designated; `lms credit designations` lists what is\n"
        )
    try:
        found = activities(course, difficulty=args.difficulty, per_credit=args.questions_per_credit)
    except BadInputs as bad:
        raise Usage(str(bad)) from None
    columns = (*ACTIVITY_COLUMNS, "reason") if args.format != "table" else ACTIVITY_COLUMNS
    write_rows([_row(each) for each in found], columns, args.format, out, empty="Nothing is published yet.")
    if args.format == "table" and args.difficulty is None:
        out.write("Without --difficulty, which reviewers rate, only words and questions can be counted.\n")
    return OK


def show_given(worked: Calculation, form: str, out: TextIO) -> None:
    """All methods and what they allow together; minutes as numbers with two decimals, before any rounding to credit."""
    rows = [
        {
            "method": each.method,
            "minutes": number(each.minutes),
            "credit": number(each.credit),
            "working": each.working,
        }
        for each in worked.methods
    ]
    if form == "json":
        inputs = worked.inputs
        write_json(
            {
                "words": number(inputs.words),
                "items": number(inputs.items),
                "difficulty": number(inputs.difficulty),
                "interactive_minutes": number(inputs.interactive),
                "pilot_minutes": [number(each) for each in inputs.pilot],
                **{
                    f"{each.method.replace(' ', '_').replace('-', '_')}_minutes": number(each.minutes)
                    for each in worked.methods
                },
                "minutes": number(worked.minutes),
                "credit_before_cap": number(worked.credit),
                "credit": number(worked.capped),
                "credit_by_words": number(worked.by_words),
                "reason": worked.reason,
                "methods": rows,
            },
            out,
        )
        return
    write_rows(rows, METHOD_COLUMNS, form, out, empty="")
    if form == "table":
        out.write(
            f"\nTogether: {number(worked.minutes)} minutes, {number(worked.capped)} hours of credit. {worked.reason}\n"
        )
        out.write("Computing designates nothing; without an approval on file there is no credit.\n")


def number(value: Fraction | None) -> float | None:
    """A number for JSON and tables: two decimals at most, rounded half up."""
    return None if value is None else float(hundredths(value))


def _row(each: Activity) -> dict[str, Any]:
    worked = each.worked
    return {
        "id": each.id,
        "words": int(worked.inputs.words),
        "items": int(worked.inputs.items),
        "labs": each.labs,
        "training_minutes": each.training_minutes,
        "mergener_minutes": number(worked.of("mergener").minutes),
        "words_per_hour_minutes": number(worked.of("words per hour").minutes),
        "minutes": number(worked.minutes),
        "credit": number(worked.capped),
        "reason": worked.reason,
    }
