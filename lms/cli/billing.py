"""`lms billing`: the codes that the documented minutes of one month support, by the rules of a year, without a database."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, TextIO

from lms.cli import OK, Usage, options
from lms.cli.output import write_json, write_rows
from lms.curriculum.billing import load_billing
from lms.curriculum.code_tables import MONTHS, SERVICES, CodeYear, year_for
from lms.curriculum.library import course_folder
from lms.errors import Refusal
from lms.practice.minutes.rules import MOST_MINUTES, Found, NoSuchPayer, find_codes

CSV_COLUMNS = ("code", "units", "month", "minutes", "payer", "service", "rules")


def add(commands: Any) -> None:
    """Register the command."""
    words = "show the codes that the documented minutes of a month support"
    command = commands.add_parser("billing", help=words, description=words.capitalize() + ".")
    command.add_argument(
        "--month", required=True, choices=MONTHS, help="the first month of an episode of care, or a later one"
    )
    command.add_argument(
        "--minutes", required=True, type=minutes_of, metavar="N", help="the care manager's documented minutes"
    )
    command.add_argument("--payer", default="medicare", metavar="PAYER", help="default: medicare")
    command.add_argument(
        "--service",
        choices=SERVICES,
        default="cocm",
        help="Collaborative Care, or general behavioral health integration (default: cocm)",
    )
    command.add_argument("--rules", metavar="YEAR", help="the year whose rules are used (default: that of the day)")
    options.add_as_of(command)
    options.add_course(command)
    options.add_format(command)
    command.set_defaults(run=run)


def minutes_of(text: str) -> int:
    """Whole minutes, no more than a month has."""
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    if int(text) > MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"a month has no more than {MOST_MINUTES} minutes, so {text} cannot be meant")
    return int(text)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print codes, units and the reason; no code at all is an answer, not a problem."""
    years = load_billing(course_folder(args.settings.course))
    if years is None:
        raise Refusal("The course has errors; `lms content check` lists them.")
    rules, late = rules_for(args, years)
    try:
        found = find_codes(
            rules, month=args.month, minutes=args.minutes, payer_id=args.payer.strip().lower(), service=args.service
        )
    except NoSuchPayer:
        known = ", ".join(payer.id for payer in rules.payers)
        raise Usage(f"The rules of {rules.year} know no payer {args.payer!r}; they know {known}.") from None
    show(args, found, rules, late, out)
    return OK


def rules_for(args: argparse.Namespace, found: Mapping[int, CodeYear]) -> tuple[CodeYear, str]:
    """The rules of the year asked for, else of the day's, and a sentence where no file of that year is there.

    Raises Usage for a year without rules, Refusal for a course that has none.
    """
    years = sorted(found)
    if not years:
        raise Refusal("This course has no billing rules; they are kept in content/billing/.")
    if args.rules is None:
        year = year_for(years, args.today.year)
        late = (
            ""
            if year == args.today.year
            else f"There are no rules of {args.today.year} yet; these are those of {year}."
        )
        return found[year], late
    if not (args.rules.isascii() and args.rules.isdigit()) or int(args.rules[:9]) not in years:
        raise Usage(f"There are no rules of the year {args.rules!r}; there are those of {', '.join(map(str, years))}.")
    return found[int(args.rules)], ""


def show(args: argparse.Namespace, found: Found, rules: CodeYear, late: str, out: TextIO) -> None:
    """Write the answer in the form asked for."""
    lines = [{"code": line.code, "units": line.units} for line in found.codes]
    why = " ".join(
        part for part in (found.why, late, f"Rules of {rules.year}: check the payer's current ones.") if part
    )
    if args.format == "json":
        write_json({"codes": lines, "why": why, "rules": str(rules.year)}, out)
        return
    if args.format == "csv":
        head = {"month": args.month, "minutes": args.minutes, "payer": args.payer, "service": args.service}
        rows = [{**line, **head, "rules": rules.year} for line in lines]
        write_rows(rows, CSV_COLUMNS, "csv", out, empty="")
        return
    write_rows(lines, ("code", "units"), "table", out, empty="No code for this month.")
    out.write(f"\n{why}\n")
