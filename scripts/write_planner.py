"""Writes the caseload and role planner of Module 1: `.venv/bin/python scripts/write_planner.py`.

The workbook is committed; a test writes it anew and compares the bytes, and another calculates its formulas with
several inputs and compares them with `plan`. Ranges are those of fact F2.22, the consultant's hours those of R.05,
contacts those of F2.13; what no fact gives is a figure of the clinic's own and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

TARGET = Path(__file__).resolve().parents[1] / "content/modules/01-model-and-role/tools/caseload-planner.xlsx"
RANGES = (
    ("Behavioral only; commercial insurance, low complexity", 90, 120),
    ("Behavioral and medical; commercial insurance", 80, 100),
    ("Behavioral only; Medicaid, uninsured or vulnerable", 60, 80),
    ("Behavioral and medical; vulnerable", 50, 75),
)
"""Patients of one full-time care manager, from and to (F2.22)."""
BELOW, WITHIN, ABOVE = "Below the range", "Within the range", "Above the range"
NO_NAME, NO_COVER, NAMED = "No name yet", "No cover yet", "Named and covered"


@dataclass(frozen=True)
class Inputs:
    """What a clinic types in."""

    active: float = 90
    maintenance: float = 50
    kind: str = RANGES[2][0]
    posts: float = 2
    consultant_hours: float = 3
    active_contacts: float = 2
    maintenance_contacts: float = 1
    minutes: float = 30


def plan(given: Inputs) -> dict[str, float | str]:
    """What each formula gives, by the name of its cell."""
    low, high = next((low, high) for kind, low, high in RANGES if kind == given.kind)
    patients = given.active + given.maintenance
    fewest, most = patients / high, patients / low
    suggested = int((fewest + most) / 2 * 2 + 0.5) / 2
    each = patients / given.posts if given.posts > 0 else 0
    fits = BELOW if each < low else ABOVE if each > high else WITHIN
    contacts = (given.active * given.active_contacts + given.maintenance * given.maintenance_contacts) * 12 / 52
    hours = contacts * given.minutes / 60
    return {
        "patients": patients,
        "range_low": low,
        "range_high": high,
        "posts_fewest": fewest,
        "posts_most": most,
        "posts_suggested": suggested,
        "consultant_week": suggested * given.consultant_hours,
        "patients_each": each,
        "fit": fits if given.posts > 0 else "No post yet",
        "contacts_week": contacts,
        "contact_hours_week": hours,
        "contact_hours_each": hours / given.posts if given.posts > 0 else 0,
    }


Row = tuple[str, str, str, str, str]
YOURS: tuple[Row, ...] = (
    ("active_patients", "Patients in active treatment", "people", "Your forecast or your registry", "Example"),
    ("maintenance_patients", "Patients in maintenance", "people", "Your forecast or your registry", "Example"),
    ("program_kind", "Kind of program and patients", "choose from the list", "The nearest of the four rows on the sheet Ranges", "F2.22"),
    ("posts_now", "Care manager posts you have or plan", "full-time posts", "Two half posts are 1", "Example"),
    ("consultant_hours", "Consultant hours for each full post", "hours a week", "About 3, the planning figure of the AIMS Center", "R.05"),
    ("active_contacts", "Contacts with each active patient", "a month", "About every 2 weeks in IMPACT while treatment was active", "F2.13"),
    ("maintenance_contacts", "Contacts with each patient in maintenance", "a month", "About monthly in IMPACT after that", "F2.13"),
    ("minutes_each", "Minutes of one contact, notes included", "minutes", "Time a few of your own; no published figure is used", "Example"),
)  # fmt: skip
FORMULAS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("patients", "Patients altogether", "people", "= active_patients + maintenance_patients", "", "0"),
    ("range_low", "Patients for one full post, from", "people", "= INDEX(Ranges!B5:B8, MATCH(program_kind, Ranges!A5:A8, 0))", "F2.22", "0"),
    ("range_high", "Patients for one full post, to", "people", "= INDEX(Ranges!C5:C8, MATCH(program_kind, Ranges!A5:A8, 0))", "F2.22", "0"),
    ("posts_fewest", "Posts if each carries the most", "full-time posts", "= patients / range_high", "R.25", "0.00"),
    ("posts_most", "Posts if each carries the fewest", "full-time posts", "= patients / range_low", "R.25", "0.00"),
    ("posts_suggested", "Posts to plan, to the nearest half", "full-time posts", "= ROUND((posts_fewest + posts_most) / 2 * 2, 0) / 2", "R.25", "0.0"),
    ("consultant_week", "Consultant hours to plan", "hours a week", "= posts_suggested * consultant_hours", "R.05, R.25", "0.0"),
    ("patients_each", "Patients for each post you have", "people", "= IF(posts_now > 0, patients / posts_now, 0)", "", "0"),
    ("fit", "Does it fit?", "in words", f'= IF(posts_now <= 0, "No post yet", IF(patients_each < range_low, "{BELOW}", IF(patients_each > range_high, "{ABOVE}", "{WITHIN}")))', "F2.22", "@"),
    ("contacts_week", "Contacts in a week", "contacts", "= (active_patients * active_contacts + maintenance_patients * maintenance_contacts) * 12 / 52", "F2.13", "0"),
    ("contact_hours_week", "Hours of contact in a week", "hours", "= contacts_week * minutes_each / 60", "", "0.0"),
    ("contact_hours_each", "Of that, for each post you have", "hours a week", "= IF(posts_now > 0, contact_hours_week / posts_now, 0)", "", "0.0"),
)  # fmt: skip
"""Name, label, unit, formula, fact, number format. Where no fact stands the formula is plain arithmetic."""
TASKS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Screens, and shows the score to the PCP the same visit", "Assistant", "Tasha Quill", "", "R.01"),
    ("Introduces the patient to the care manager", "PCP", "Dr. Amari", "Dr. Kowal", "PCP.01"),
    ("Explains the bill and looks up the plan", "Front desk", "Emmanuel Boateng", "", "R.02"),
    ("First contact, measures, brief treatment, follow-up", "Care manager", "You", "Yolanda Reyes", "F1.60"),
    ("Keeps the registry and finds who is drifting", "Care manager", "You", "Yolanda Reyes", "F2.28"),
    ("Weekly panel review: advises on plans", "Psychiatric consultant", "Dr. Hartmann", "Dr. Lindqvist", "R.14"),
    ("Decides on medicines, takes up or declines advice", "PCP", "Each patient's own", "Dr. Amari", "F1.59"),
    ("Caseload review, at least quarterly", "Clinical supervisor", "Grace Bellweather", "", "R.15"),
    ("Program review, at least quarterly", "Program manager", "Ruth Halloran", "", "R.16"),
    ("Watches the results", "QI coordinator", "", "", "R.13"),
    ("Answers a crisis call when the care manager is out", "Set by your protocol", "", "", ""),
)  # fmt: skip
FIRST_TASK = 5


def told(name: str, cover: str) -> str:
    """What the sheet Roles says of a task."""
    return NO_NAME if not name else NO_COVER if not cover else NAMED


def write(given: Inputs | None = None) -> bytes:
    """The workbook, the same bytes each time. Every formula carries its value."""
    given = given or Inputs()
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({
        "title": "Caseload and role planner",
        "subject": "Sample to adapt. Fictional example.",
        "author": "Linchpin",
        "keywords": "Collaborative Care, caseload, roles",
        "comments": "Never enter a real patient's data. Not yet reviewed by a licensed clinician.",
        "created": datetime(2026, 11, 26),  # noqa: DTZ001 - a file's date, the same everywhere
    })  # fmt: skip
    book.set_calc_mode("auto")
    looks = _looks(book)
    _write_planner(book, looks, given)
    _write_roles(book, looks)
    _write_ranges(book, looks)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
    edge = {"bottom": 1, "bottom_color": "#B9BFB4"}
    return {
        "title": book.add_format({"font_name": "Georgia", "font_size": 18, "bold": True}),
        "text": book.add_format({**plain, "text_wrap": False, "font_color": "#4C5751"}),
        "head": book.add_format({**plain, "bold": True, "bottom": 2}),
        "part": book.add_format({**plain, "bold": True, "font_color": "#14564A", "text_wrap": False}),
        "cell": book.add_format({**plain, **edge}),
        "label": book.add_format({**plain, **edge, "bold": True}),
        "soft": book.add_format({**plain, **edge, "font_color": "#4C5751"}),
        "yours": book.add_format(
            {**plain, "bg_color": "#F6EDC9", "border": 1, "border_color": "#767E77", "align": "left"}
        ),
        "good": book.add_format({"bg_color": "#DCEBDD", "font_color": "#14522D"}),
        "care": book.add_format({"bg_color": "#F6E3C0", "font_color": "#5C3A00", "bold": True}),
        "stop": book.add_format({"bg_color": "#F7E0DA", "font_color": "#7A2415", "bold": True}),
        "plain": {**plain, **edge, "bold": True, "align": "left"},
    }


def _sheet(
    book: Any, looks: dict[str, Any], name: str, lines: tuple[str, str], head: tuple[str, ...], widths: tuple[int, ...]
) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, lines[0], looks["title"])
    sheet.write_string(1, 0, lines[1], looks["text"])
    for column, words in enumerate(head):
        sheet.set_column(column, column, widths[column])
        sheet.write_string(3, column, words, looks["head"])
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&LSample to adapt. Fictional example. Never enter a real patient's data.&RPage &P of &N")
    sheet.hide_gridlines(2)
    return sheet


def _write_planner(book: Any, looks: dict[str, Any], given: Inputs) -> None:
    sheet = _sheet(
        book, looks, "Planner",
        ("Caseload and role planner", "Sample to adapt. The figures are a fictional example. Change the eight yellow cells; the rest follows."),
        ("What", "Figure", "Unit", "How it is worked out", "Fact"), (44, 30, 20, 60, 14),
    )  # fmt: skip
    sheet.write_string(4, 0, "Your figures: change these", looks["part"])
    values = (given.active, given.maintenance, given.kind, given.posts, given.consultant_hours,
              given.active_contacts, given.maintenance_contacts, given.minutes)  # fmt: skip
    for row, ((name, label, unit, how, fact), value) in enumerate(zip(YOURS, values, strict=True), 5):
        sheet.write_string(row, 0, label, looks["label"])
        sheet.write(row, 1, value, looks["yours"])
        for column, words in enumerate((unit, how, fact), 2):
            sheet.write_string(row, column, words, looks["soft"])
        book.define_name(name, f"=Planner!$B${row + 1}")
        if name == "program_kind":
            allowed = {"validate": "list", "source": "=Ranges!$A$5:$A$8", "input_title": "Kind of program"}
            sheet.data_validation(row, 1, row, 1, {**allowed, "input_message": "Choose the nearest of the four rows."})
        else:
            refusal = {"error_title": "Not a number", "error_message": "Type a number, 0 or more."}
            sheet.data_validation(row, 1, row, 1, {"validate": "decimal", "criteria": ">=", "value": 0, **refusal})
    first = 5 + len(YOURS) + 1
    sheet.write_string(first - 1, 0, "What follows: worked out for you", looks["part"])
    found = plan(given)
    for row, (name, label, unit, formula, fact, shape) in enumerate(FORMULAS, first):
        sheet.write_string(row, 0, label, looks["label"])
        shown = book.add_format({**looks["plain"], "num_format": shape})
        sheet.write_formula(row, 1, formula.replace("= ", "=", 1), shown, found[name])
        for column, words in enumerate((unit, formula, fact or "arithmetic"), 2):
            sheet.write_string(row, column, words, looks["soft"])
        book.define_name(name, f"=Planner!$B${row + 1}")
        if name == "fit":
            for words, look in ((WITHIN, "good"), (BELOW, "care"), (ABOVE, "stop")):
                rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": looks[look]}
                sheet.conditional_format(row, 1, row, 1, rule)
    last = first + len(FORMULAS)
    sheet.write_string(
        last + 1,
        0,
        "The ranges are guidance of July 2020 and no rule. Social need, complexity and scope move them; watch your own.",
        looks["text"],
    )
    sheet.print_area(0, 0, last + 1, 4)


def _write_roles(book: Any, looks: dict[str, Any]) -> None:
    sheet = _sheet(
        book, looks, "Roles",
        ("Who does what, and who covers", "Sample to adapt; names are fictional. Type names over the yellow cells. A task without a name and a cover is a gap."),
        ("Task", "Whose it is in the model", "Name here", "Cover when out", "State, in words", "Fact"), (56, 26, 24, 24, 22, 12),
    )  # fmt: skip
    for row, (task, role, name, cover, fact) in enumerate(TASKS, FIRST_TASK - 1):
        sheet.write_string(row, 0, task, looks["label"])
        sheet.write_string(row, 1, role, looks["cell"])
        for column, words in ((2, name), (3, cover)):
            if words:
                sheet.write_string(row, column, words, looks["yours"])
            else:
                sheet.write_blank(row, column, None, looks["yours"])
        here = row + 1
        formula = f'=IF(C{here}="","{NO_NAME}",IF(D{here}="","{NO_COVER}","{NAMED}"))'
        sheet.write_formula(row, 4, formula, looks["cell"], told(name, cover))
        sheet.write_string(row, 5, fact or "sample", looks["soft"])
    last = FIRST_TASK + len(TASKS) - 1
    for words, look in ((NAMED, "good"), (NO_COVER, "care"), (NO_NAME, "stop")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": looks[look]}
        sheet.conditional_format(FIRST_TASK - 1, 4, last - 1, 4, rule)
    for row, (words, wanted) in enumerate(
        ((NO_NAME, "Tasks without a name"), (NO_COVER, "Tasks without a cover")), last + 1
    ):
        sheet.write_string(row, 0, wanted, looks["label"])
        count = sum(told(name, cover) == words for _, _, name, cover, _ in TASKS)
        sheet.write_formula(row, 1, f'=COUNTIF(E{FIRST_TASK}:E{last},"{words}")', looks["label"], count)
    sheet.print_area(0, 0, last + 2, 5)


def _write_ranges(book: Any, looks: dict[str, Any]) -> None:
    sheet = _sheet(
        book, looks, "Ranges",
        ("Ranges and sources", "Patients of one full-time care manager, as the AIMS Center advised in July 2020 (F2.22)."),
        ("Kind of program and patients", "From", "To"), (60, 12, 12),
    )  # fmt: skip
    for row, (kind, low, high) in enumerate(RANGES, 4):
        sheet.write_string(row, 0, kind, looks["label"])
        sheet.write_number(row, 1, low, looks["cell"])
        sheet.write_number(row, 2, high, looks["cell"])
    sheet.write_string(9, 0, "Sources", looks["part"])
    sources = (
        "F2.22  Caseload Size Guidance for Behavioral Health Care Managers. AIMS Center, University of Washington, 27 July 2020.",
        "R.05  Psychiatric Consultant. AIMS Center, University of Washington: about 3 hours a week for each full post.",
        "R.25  Worked out for this course: 140 patients at 60 to 80 give 1.75 to 2.33 posts; plan 2, with 6 consultant hours.",
        "F2.13  IMPACT program page, Texas A&M Health Science Center: contact about every 2 weeks, then about monthly.",
        "The other facts, with their sources, stand on the page of this tool in Linchpin.",
        "Not yet reviewed by a licensed clinician. Revision 1 of 26 November 2026.",
    )
    for row, words in enumerate(sources, 10):
        sheet.write_string(row, 0, words, looks["text"])
    sheet.print_area(0, 0, 16, 9)


if __name__ == "__main__":
    TARGET.write_bytes(write())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
