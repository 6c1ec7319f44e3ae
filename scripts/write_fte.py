"""Writes the staff and caseload worksheet of the program manager's unit: `.venv/bin/python scripts/write_fte.py`.

The workbook is committed. Each sheet has inputs in named yellow cells and results below them; beside each result its
formula stands in words, and every formula carries the value that `work_out` gives in Python. The figures are examples
of facts PM.17 to PM.19, F2.22, F2.26 and R.05; no amount of money is in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from log_books import Book

TARGET = Path(__file__).resolve().parents[1] / "content/units/program-manager/tools/fte-worksheet.xlsx"
OVER, WITHIN, UNDER = "Above the range", "Within the range", "Below the range"
LIST, NO_LIST = "A waiting list grows", "Every referral finds a place"
SHORT, HOLDS = "Does not cover its cost", "Covers its cost"


@dataclass(frozen=True)
class Given:
    """An input: a named cell, its label, the example, and where it comes from."""

    name: str
    label: str
    value: float
    what: str
    share: bool = False


@dataclass(frozen=True)
class Result:
    """A formula with its label, how it is worked out in words, and a number format."""

    name: str
    label: str
    formula: str
    words: str
    look: str = "0"


DEMAND = (
    Given("adults", "Adults seen in a year", 6000, "Ask the record. Example of PM.17"),
    Given("screened", "Screened", 0.85, "Ask the record. Example of PM.17", True),
    Given("positive", "Positive, of those screened", 0.10, "Example of PM.17", True),
    Given("suitable", "Suitable and willing, of those positive", 0.60, "Example of PM.17; not every referral belongs here (F2.10)", True),
    Given("attend", "Attend, of those", 0.65, "In one program about two of three came to a first visit (F2.11)", True),
    Given("months_in_care", "Months in care, on average", 5, "Your registry knows yours. Example of PM.17"),
    Given("range_low", "People for one full post, from", 60, "AIMS, July 2020: 90-120, 80-100, 60-80 or 50-75 (F2.22)"),
    Given("range_high", "People for one full post, to", 80, "The other end of the same range (F2.22)"),
    Given("consultant_hours", "Consultant hours a week for a full post", 3, "Planning figure of AIMS; others say 1 to 4 (R.05, R.06)"),
)  # fmt: skip
DEMAND_RESULTS = (
    Result("a_year", "Enrolled in a year", "=adults*screened*positive*suitable*attend", "adults × screened × positive × suitable × attend (PM.17)"),
    Result("a_month", "Enrolled in a month", "=a_year/12", "the year ÷ 12", "0.0"),
    Result("steady", "In care at one time", "=a_month*months_in_care", "a month × months in care (PM.17)"),
    Result("posts_fewest", "Posts if each carries the most", "=steady/range_high", "people ÷ upper end of the range (F2.22, R.25)", "0.00"),
    Result("posts_most", "Posts if each carries the fewest", "=steady/range_low", "people ÷ lower end of the range (F2.22, R.25)", "0.00"),
    Result("whole_posts", "Fewest whole posts within the range", "=ROUNDUP(posts_fewest,0)", "rounded up to whole posts (R.25)"),
    Result("one_fewer", "People for each, with one post fewer", "=IF(whole_posts>1,steady/(whole_posts-1),0)", "people ÷ (whole posts − 1); 0 if there would be none"),
    Result("fit", "And how that would lie", f'=IF(whole_posts<=1,"{WITHIN}",IF(one_fewer>range_high,"{OVER}","{WITHIN}"))', "held against the upper end of the range, in words", "@"),
    Result("consultant_week", "Consultant hours a week", "=whole_posts*consultant_hours", "whole posts × hours for a full post (R.05)", "0.0"),
)  # fmt: skip
PLACES = (
    Given("caseload", "People one post carries", 80, "From the sheet Demand, or your registry"),
    Given("months_now", "Months in care, on average", 5, "Example of PM.18"),
    Given("referrals", "New patients who would come each month", 24, "Example of PM.18"),
    Given(
        "months_then",
        "Months in care if ready episodes end sooner",
        4,
        "Look at the oldest rows; people usually leave at the target (F2.27)",
    ),
    Given("active", "Of the caseload, in active treatment", 40, "Example of F2.26"),
    Given("minutes_each", "Minutes of one contact", 30, "Time a few of your own; the 30 is an example (F2.26)"),
)
PLACES_RESULTS = (
    Result("places", "New patients a month, now", "=caseload/months_now", "caseload ÷ months in care (PM.18)", "0.0"),
    Result("waiting", "Left waiting each month", "=MAX(0,referrals-places)", "referrals − places, never below 0 (PM.18)", "0.0"),
    Result("half_year", "Waiting after six months", "=waiting*6", "each month's × 6"),
    Result("said", "In words", f'=IF(waiting>0,"{LIST}","{NO_LIST}")', "one of three must give: length of episodes, staff, criteria (PM.18)", "@"),
    Result("places_then", "New patients a month, with shorter episodes", "=caseload/months_then", "caseload ÷ the shorter months", "0.0"),
    Result("posts_for_all", "Posts for all referrals, at the present length", "=referrals*months_now/caseload", "referrals × months in care ÷ people for one post", "0.00"),
    Result("contacts", "Contacts a month", "=active*2+(caseload-active)*1", "active × 2 + the others × 1 (F2.26)"),
    Result("contact_hours", "Hours of contact a month", "=contacts*minutes_each/60", "contacts × minutes ÷ 60, before charting, review, outreach and intake (F2.26)", "0.0"),
)  # fmt: skip
UNITS = (
    Given("cost", "Monthly cost of the program, in units", 100, "Your finance office; only the proportion to the payment matters"),
    Given("payment", "Average payment for a billed month, in units", 2, "Your finance office; check current rules (F5.51)"),
    Given("patients", "Patients in care", 75, "Your registry"),
    Given("billable", "Billable share now", 0.60, "Months billed and paid ÷ patients", True),
    Given("better", "A share that consents and first visits could bring", 0.75, "Example of PM.19; one network assumed 76 % of itself (PM.20)", True),
)  # fmt: skip
UNITS_RESULTS = (
    Result("needed", "Caseload at break-even, now", "=cost/(payment*billable)", "cost ÷ (payment × share) (PM.19)"),
    Result("needed_then", "Caseload at break-even, with the better share", "=cost/(payment*better)", "the same with the other share (PM.19)"),
    Result("income", "Income now, in units", "=patients*payment*billable", "patients × payment × share", "0.0"),
    Result("income_then", "Income with the better share", "=patients*payment*better", "no patient more, and no minute", "0.0"),
    Result("says", "In words, now", f'=IF(income<cost,"{SHORT}","{HOLDS}")', "income held against cost", "@"),
    Result("says_then", "In words, with the better share", f'=IF(income_then<cost,"{SHORT}","{HOLDS}")', "income held against cost", "@"),
)  # fmt: skip


def work_out() -> dict[str, float | str]:
    """What each formula gives with the examples, by the name of its cell."""
    g = {one.name: one.value for one in (*DEMAND, *PLACES, *UNITS)}
    a_year = g["adults"] * g["screened"] * g["positive"] * g["suitable"] * g["attend"]
    steady = a_year / 12 * g["months_in_care"]
    whole = math.ceil(steady / g["range_high"])
    fewer = steady / (whole - 1) if whole > 1 else 0
    places = g["caseload"] / g["months_now"]
    waiting = max(0, g["referrals"] - places)
    contacts = g["active"] * 2 + (g["caseload"] - g["active"])
    income, then = (g["patients"] * g["payment"] * g[share] for share in ("billable", "better"))
    return {
        "a_year": a_year,
        "a_month": a_year / 12,
        "steady": steady,
        "posts_fewest": steady / g["range_high"],
        "posts_most": steady / g["range_low"],
        "whole_posts": whole,
        "one_fewer": fewer,
        "fit": OVER if whole > 1 and fewer > g["range_high"] else WITHIN,
        "consultant_week": whole * g["consultant_hours"],
        "places": places,
        "waiting": waiting,
        "half_year": waiting * 6,
        "said": LIST if waiting > 0 else NO_LIST,
        "places_then": g["caseload"] / g["months_then"],
        "posts_for_all": g["referrals"] * g["months_now"] / g["caseload"],
        "contacts": contacts,
        "contact_hours": contacts * g["minutes_each"] / 60,
        "needed": g["cost"] / (g["payment"] * g["billable"]),
        "needed_then": g["cost"] / (g["payment"] * g["better"]),
        "income": income,
        "income_then": then,
        "says": SHORT if income < g["cost"] else HOLDS,
        "says_then": SHORT if then < g["cost"] else HOLDS,
    }


def _page(book: Book, name: str, lines: tuple[str, str], given: tuple[Given, ...], results: tuple[Result, ...]) -> None:
    sheet: Any = book.sheet(name, lines, wide=True)
    values, plain = work_out(), {"font_name": "Arial", "font_size": 11, "valign": "top", "align": "left"}
    for column, width in enumerate((48, 22, 84)):
        sheet.set_column(column, column, width)
    for column, words in enumerate(("Your figures", "Type here", "Where it comes from")):
        sheet.write_string(3, column, words, book.look["head_yours" if column == 1 else "head"])
    percent = book.book.add_format({**plain, "bg_color": "#F6EDC9", "border": 1, "border_color": "#767E77", "num_format": "0%"})  # fmt: skip
    for at, one in enumerate(given, 4):
        sheet.write_string(at, 0, one.label, book.look["label"])
        sheet.write_number(at, 1, one.value, percent if one.share else book.look["yours"])
        sheet.write_string(at, 2, one.what, book.look["soft"])
        book.book.define_name(one.name, f"={name}!$B${at + 1}")
        most = {"criteria": "between", "minimum": 0, "maximum": 1} if one.share else {"criteria": ">=", "value": 0}
        told = "Type a share from 0 to 100 %." if one.share else "Type a number, 0 or more."
        sheet.data_validation(at, 1, at, 1, {"validate": "decimal", **most, "error_message": told})
    head = 5 + len(given)
    for column, words in enumerate(("Worked out", "Result", "How, in words")):
        sheet.write_string(head, column, words, book.look["head"])
    for at, result in enumerate(results, head + 1):
        form = book.book.add_format({**plain, "bottom": 1, "bottom_color": "#B9BFB4", "num_format": result.look})
        sheet.write_string(at, 0, result.label, book.look["label"])
        sheet.write_formula(at, 1, result.formula, form, values[result.name])
        sheet.write_string(at, 2, f"= {result.words}", book.look["soft"])
        book.book.define_name(result.name, f"={name}!$B${at + 1}")
    where = (head + 1, 1, head + len(results), 1)
    for group, look in book.colors:
        for said in group:
            sheet.conditional_format(*where, {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": look})
    sheet.print_area(0, 0, head + len(results), 2)


def write() -> bytes:
    """The workbook, the same bytes each time."""
    book = Book("Staff and caseload worksheet", good=(WITHIN, NO_LIST, HOLDS), care=(UNDER, SHORT), stop=(OVER, LIST))
    _page(book, "Demand", ("From the door to the posts", "Six steps from the adults you see to the people in care at one time. Change the yellow cells; the rest follows. The clinic is an example."), DEMAND, DEMAND_RESULTS)  # fmt: skip
    _page(book, "Places", ("What one post can take", "A list grows when more come than there are places. Change the yellow cells."), PLACES, PLACES_RESULTS)  # fmt: skip
    _page(book, "Units", ("Break-even, without rates", "In units, because amounts change each year and place. Payers differ: check current rules."), UNITS, UNITS_RESULTS)  # fmt: skip
    book.notes((
        "Demand: the assumptions are examples (PM.17). The step you trust least is the one to look up first. Some 83 at one time is a little more than one post at 80; whether that means one post or two is a decision, and the sheet says how far one post would lie above the range.",
        "Ranges: what the AIMS Center advised for one full-time care manager in July 2020 (F2.22). Behavioral needs, commercial insurance, low complexity: 90 to 120. Behavioral and medical, commercial: 80 to 100. Behavioral, Medicaid, uninsured or vulnerable: 60 to 80. Behavioral and medical, vulnerable: 50 to 75. Scope, complexity and circumstances move them (F2.23).",
        "Posts are best full or nearly so, and one may serve two small clinics; people with many other duties fall behind (F2.24). Figures of 100 to 150 are history (F2.25).",
        "Places: new patients a month are the caseload divided by the months in care (PM.18). Contacts: two a month in active treatment, one in maintenance, in the worked load (F2.26).",
        "Units: break-even is cost divided by payment times billable share, so the share moves it as growth does (PM.19). Nobody is coached to add minutes toward a threshold (PM.25), and nothing here asks how many minutes a month has.",
    ), crisis=False)  # fmt: skip
    return book.close()


if __name__ == "__main__":
    TARGET.write_bytes(write())
    print(TARGET)
