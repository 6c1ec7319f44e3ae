"""Options that many commands share."""

from __future__ import annotations

import argparse
from datetime import date

from lms.cli import calendar_day
from lms.people.noting import YEARS


def add_data(command: argparse.ArgumentParser) -> None:
    """`--data DIR`: the data folder."""
    command.add_argument("--data", metavar="DIR", help="data folder (default: LMS_DATA, else .data here)")


def add_course(command: argparse.ArgumentParser) -> None:
    """`--course DIR`: the course folder."""
    command.add_argument("--course", metavar="DIR", help="course folder (default: LMS_COURSE, else ours)")


def add_as_of(command: argparse.ArgumentParser) -> None:
    """`--as-of DATE`: the day the answer is for."""
    command.add_argument(
        "--as-of", type=_answerable_day, metavar="YYYY-MM-DD", help="the day to answer for (default: today)"
    )


def _answerable_day(text: str) -> date:
    """A day for which weeks and months before and after it can be counted."""
    day = calendar_day(text)
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{day} is outside the years {YEARS[0]} to {YEARS[-1]}")
    return day


def add_format(command: argparse.ArgumentParser, default: str = "table") -> None:
    """`--format table|json|csv`."""
    command.add_argument("--format", choices=("table", "json", "csv"), default=default, help=f"default: {default}")
