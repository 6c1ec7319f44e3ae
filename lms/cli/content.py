"""`lms content check | stats | hours | release`; the preview is in `preview.py`."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from lms.cli import OK, PROBLEMS, content_hours, options, preview
from lms.cli.output import write_json, write_rows
from lms.curriculum.course import Course, Loaded
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course, write_release
from lms.curriculum.reviews import Count, counts
from lms.curriculum.tally import stats
from lms.readiness.course_checks import CHECKS

PROBLEM_COLUMNS = ("where", "rule", "severity", "message", "remedy")
MODULE_COLUMNS = (
    "id",
    "title",
    "lessons",
    "required_words",
    "cases",
    "exercises",
    "tools",
    "check_items",
    "bank_items",
    "diagnostic_items",
    "objectives",
    "reading_grade",
)


PATHWAY_COLUMNS = ("role", "requirements", "minutes")
REVIEW_COLUMNS = ("module_id", "kind", "reviewed", "not_reviewed", "overdue", "without_day")


def add(commands: Any) -> None:
    """Register the commands."""
    group = commands.add_parser("content", help="check and measure the course").add_subparsers(
        dest="what", metavar="WHAT", required=True
    )
    for name, run, words in (
        ("check", check, "report every problem of the course"),
        ("stats", show_stats, "count what the course holds"),
        ("release", release, "write content/ids.lock"),
    ):
        command = group.add_parser(name, help=words, description=words.capitalize() + ".")
        options.add_course(command)
        if name != "release":
            options.add_format(command)
        if name in ("check", "stats"):
            options.add_as_of(command)
        command.set_defaults(run=run)
    content_hours.add(group).set_defaults(run=show_hours)
    preview.add(group)


def check(args: argparse.Namespace, out: TextIO) -> int:
    """Every problem at once; exit 1 when one of them is an error."""
    loaded = _load(args)
    errors = sum(problem.severity == "error" for problem in loaded.problems)
    rows = [
        {
            "where": f"{p.path}:{p.line}" if p.line else p.path,
            "rule": p.rule,
            "severity": p.severity,
            "message": p.message,
            "remedy": p.remedy,
        }
        for p in loaded.problems
    ]
    if args.format == "table":
        for row in rows:
            out.write(f"{row['where']}: {row['severity']} {row['rule']}: {row['message']}\n    {row['remedy']}\n")
        if loaded.course is not None:
            out.write(f"{_reviewed(counts(loaded.course, args.today))}\n")
        out.write(f"{errors} errors, {len(rows) - errors} warnings.\n")
    else:
        write_rows(rows, PROBLEM_COLUMNS, args.format, out, empty="")
    return PROBLEMS if errors else OK


def show_stats(args: argparse.Namespace, out: TextIO) -> int:
    """Counts by module, unit and pathway."""
    course = _course(args, out)
    if course is None:
        return PROBLEMS
    counted = stats(course, args.today)
    if args.format == "json":
        write_json(counted, out)
    else:
        write_rows(counted["modules"], MODULE_COLUMNS, args.format, out, empty="No modules.")
    if args.format == "table":
        out.write("\n")
        write_rows(counted["units"], MODULE_COLUMNS, "table", out, empty="No units.")
        out.write("\n")
        write_rows(counted["pathways"], PATHWAY_COLUMNS, "table", out, empty="No pathways.")
        out.write("\n")
        write_rows(counted["reviews"], REVIEW_COLUMNS, "table", out, empty="Nothing to review yet.")
        out.write(f"\n{_reviewed(counts(course, args.today))}\n")
        for each in counted["overdue"]:
            out.write(f"{each['path']}: {each['title']} was to be looked at again by {each['review_by']}.\n")
    return OK


def show_hours(args: argparse.Namespace, out: TextIO) -> int:
    """Minutes of each required part with the working, and what they would give as credit."""
    if content_hours.given(args) is not None:
        return content_hours.show(args, None, out)
    course = _course(args, out)
    return PROBLEMS if course is None else content_hours.show(args, course, out)


def release(args: argparse.Namespace, out: TextIO) -> int:
    """Write content/ids.lock for the course as it stands."""
    done = write_release(course_folder(args.settings.course), extra=CHECKS)
    if done.path is None:
        out.write("The course has errors, so nothing was released; `lms content check` lists them.\n")
        return PROBLEMS
    out.write(f"Wrote {done.path} with {done.ids} IDs.\n")
    return OK


def _load(args: argparse.Namespace) -> Loaded:
    return load_course(course_folder(args.settings.course), extra=CHECKS)


def _course(args: argparse.Namespace, out: TextIO) -> Course | None:
    loaded = _load(args)
    if loaded.course is None:
        out.write("The course has errors; `lms content check` lists them.\n")
    return loaded.course


def _reviewed(found: tuple[Count, ...]) -> str:
    done, open_, due = (sum(getattr(each, name) for each in found) for name in ("reviewed", "not_reviewed", "overdue"))
    return f"{done} pieces reviewed by a licensed person, {open_} not reviewed, {due} overdue to be looked at again."
