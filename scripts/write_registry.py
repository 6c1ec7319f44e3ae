"""Writes the registry workbook of Module 2: `.venv/bin/python scripts/write_registry.py`.

The workbook is committed. Every limit is a cell of the sheet Rules with the fact it comes from; `read` says in Python
what the formulas of one row say, and gives each formula the value that it is saved with. The patients are invented.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from registry_sample import AS_OF, SAMPLE, Patient

TARGET = Path(__file__).resolve().parents[1] / "content/modules/02-workflow-and-registry/tools/registry.xlsx"
ROWS, FIRST_ROW = 40, 5
PHASES = ("active", "maintenance", "relapse prevention", "discharged")
LIMITS: tuple[tuple[str, str, float, str, str], ...] = (
    ("active_days", "Active treatment: most days without a contact", 14, "Weekly to every two weeks is taught", "F2.17"),
    ("steady_days", "Maintenance and relapse prevention: most days without a contact", 31, "At least monthly is taught", "F2.17"),
    ("score_days", "A score is due from so many days on", 30, "One of our four sample sorts", "F2.40"),
    ("early_days", "Early look: days on a plan", 28, "Four weeks; a flag that is commonly used", "F2.57"),
    ("enough_points", "Early look: fewer points down than", 5, "The smallest change found to matter", "F2.47, F2.57"),
    ("look_days", "Look now: days on a plan with less than half gone", 56, "Eight weeks", "F2.57"),
    ("change_days", "Change due: days on a plan with less than half gone", 70, "Ten weeks, the beginning of the published 10 to 12", "F2.54"),
    ("half", "Response: share of the first PHQ-9 that is gone", 0.5, "Half or more", "F2.43"),
    ("target", "Remission: PHQ-9 below", 5, "Whatever the first score was", "F2.43"),
    ("first_least", "Read by hand if the first PHQ-9 was below", 10, "Half of a low score says little; measures begin above 9", "F2.45"),
)  # fmt: skip
"""Name of the cell, label, value, what it is, fact."""

SINGLE, BY_HAND = "One score only", "Read by hand"
ASK_TODAY, ACT_TODAY, FOLLOWED, ZERO = "Blank: ask today", "Act today", "Followed up", "Zero, no all-clear"
CLOSED, OVERDUE, IN_TIME, NEVER = "Closed", "Overdue", "In time", "No contact yet"
NOT_SET, PASSED, SET = "Not set", "Passed", "Set"
DUE, MEASURED = "Score due", "Measured"
UNDATED, HALF_GONE, CHANGE, LOOK, EARLY, RUNNING = (
    "Plan not dated", "Half or more gone", "Change due", "Look now: 8 weeks", "Look early: 4 weeks", "Running",
)  # fmt: skip
REMISSION, RESPONSE, MATTERS, WORSE, LITTLE = "Remission", "Response", "Meaningful change", "Worse", "Little change"
TODAY_NOW, SAFETY, NEW, STUCK, ENDING, CALL, STEADY = (
    "1 Today, not Thursday", "2 Safety, tell the review", "3 New", "4 Not improving", "5 Plan the ending",
    "6 Call or set a date", "7 Go on",
)  # fmt: skip
GOOD = (REMISSION, RESPONSE, HALF_GONE, IN_TIME, SET, MEASURED, FOLLOWED, ENDING, MATTERS)
CARE = (OVERDUE, NOT_SET, PASSED, DUE, UNDATED, LOOK, EARLY, LITTLE, NEVER, NEW, STUCK, CALL, BY_HAND)
STOP = (ASK_TODAY, ACT_TODAY, CHANGE, WORSE, TODAY_NOW, SAFETY)


Read = dict[str, float | str]


def read(one: Patient, as_of: date = AS_OF) -> Read:
    """What the formulas of one row give, by their column. An empty row gives empty words."""
    if not one.name:
        return {name: "" for name, _, _, _ in WORKED_OUT}
    limit = {name: value for name, _, value, _, _ in LIMITS}
    first, latest = one.first, one.latest
    form = one.latest_on or one.enrolled
    item = (
        ASK_TODAY if one.item9 is None
        else ZERO if one.item9 == 0
        else FOLLOWED if one.item9_asked and form and one.item9_asked >= form
        else ACT_TODAY
    )  # fmt: skip
    if one.phase == "discharged":
        item = CLOSED
    result = (
        "" if first is None
        else SINGLE if latest is None
        else REMISSION if latest < limit["target"]
        else BY_HAND if first < limit["first_least"]
        else RESPONSE if latest <= first * (1 - limit["half"])
        else MATTERS if first - latest >= limit["enough_points"]
        else WORSE if latest - first >= limit["enough_points"]
        else LITTLE
    )  # fmt: skip
    silent = (as_of - one.contact).days if one.contact else ""
    most = limit["active_days"] if one.phase == "active" else limit["steady_days"]
    closed = one.phase == "discharged"
    contact = CLOSED if closed else NEVER if silent == "" else OVERDUE if silent > most else IN_TIME  # type: ignore[operator]
    coming = CLOSED if closed else NOT_SET if not one.next_contact else PASSED if one.next_contact < as_of else SET
    score = CLOSED if closed else DUE if form and (as_of - form).days >= limit["score_days"] else MEASURED
    on_plan = (as_of - one.plan_since).days if one.plan_since else None
    state = (
        CLOSED if closed
        else UNDATED if on_plan is None
        else SINGLE if first is None or latest is None
        else BY_HAND if first < limit["first_least"]
        else HALF_GONE if latest <= first * (1 - limit["half"])
        else RUNNING if one.phase != "active"
        else CHANGE if on_plan >= limit["change_days"]
        else LOOK if on_plan >= limit["look_days"]
        else EARLY if on_plan >= limit["early_days"] and first - latest < limit["enough_points"]
        else RUNNING
    )  # fmt: skip
    asks = (
        CLOSED if closed
        else TODAY_NOW if item in (ACT_TODAY, ASK_TODAY)
        else SAFETY if item == FOLLOWED and (not one.reviewed or (form and one.reviewed < form))
        else NEW if not one.reviewed
        else STUCK if (state in (CHANGE, LOOK, EARLY) or result == WORSE) and contact != OVERDUE
        else ENDING if result == REMISSION and not one.relapse_plan
        else CALL if contact in (OVERDUE, NEVER) or coming in (NOT_SET, PASSED) or score == DUE
        else STEADY
    )  # fmt: skip
    return {
        "asks": asks,
        "item": item,
        "weeks": (as_of - one.enrolled).days // 7 if one.enrolled else "",
        "change": (latest - first) / first if first and latest is not None else "",
        "result": result,
        "gad": one.gad_latest - one.gad_first if one.gad_first is not None and one.gad_latest is not None else "",
        "silent": silent,
        "contact": contact,
        "coming": coming,
        "score": score,
        "on_plan": on_plan // 7 if on_plan is not None else "",
        "state": state,
    }


TYPED: tuple[tuple[str, str, int, str], ...] = (
    ("name", "Patient", 18, "text"), ("pcp", "PCP", 10, "text"), ("language", "Language", 11, "text"), ("payer", "Payer", 12, "text"),
    ("consent", "Consent on", 12, "day"), ("enrolled", "Enrolled, first PHQ-9 on", 13, "day"),
    ("first", "First PHQ-9", 8, "27"), ("latest", "Latest PHQ-9", 8, "27"), ("latest_on", "Latest PHQ-9 on", 12, "day"),
    ("item9", "Item 9, newest form", 9, "3"), ("item9_asked", "Item 9 asked about on", 12, "day"),
    ("gad_first", "First GAD-7", 8, "21"), ("gad_latest", "Latest GAD-7", 8, "21"),
    ("plan", "Plan now", 17, "text"), ("plan_since", "Plan since", 12, "day"), ("phase", "Phase", 16, "phase"),
    ("contact", "Last contact (talked)", 12, "day"), ("attempts", "Attempts since", 10, "99"),
    ("next_contact", "Next contact", 12, "day"), ("reviewed", "Last panel review", 12, "day"),
    ("advice", "Advice given", 20, "text"), ("answer", "PCP's answer", 16, "text"),
    ("relapse_plan", "Relapse plan written", 12, "day"),
)  # fmt: skip
"""Field, heading, width, what may be typed: text, a day, a phase, or a number up to the one that stands here."""


def _letter(index: int) -> str:
    return str(xlsxwriter.utility.xl_col_to_name(index))


AT = {name: _letter(index) for index, (name, _, _, _) in enumerate(TYPED)}
WORKED_OUT: tuple[tuple[str, str, int, str], ...] = (
    ("asks", "What the row asks for", 23, '=IF({name}="","",IF({phase}="discharged","Closed",IF(OR({item}="Act today",{item}="Blank: ask today"),"1 Today, not Thursday",IF(AND({item}="Followed up",OR({reviewed}="",{reviewed}<IF({latest_on}="",{enrolled},{latest_on}))),"2 Safety, tell the review",IF({reviewed}="","3 New",IF(AND({contact_state}<>"Overdue",OR({state}="Change due",{state}="Look now: 8 weeks",{state}="Look early: 4 weeks",{result}="Worse")),"4 Not improving",IF(AND({result}="Remission",{relapse_plan}=""),"5 Plan the ending",IF(OR({contact_state}="Overdue",{contact_state}="No contact yet",{coming}="Not set",{coming}="Passed",{score}="Score due"),"6 Call or set a date","7 Go on"))))))))'),
    ("item", "Item 9, in words", 17, '=IF({name}="","",IF({phase}="discharged","Closed",IF({item9}="","Blank: ask today",IF({item9}=0,"Zero, no all-clear",IF({item9_asked}="","Act today",IF({item9_asked}>=IF({latest_on}="",{enrolled},{latest_on}),"Followed up","Act today"))))))'),
    ("weeks", "Weeks since enrolled", 9, '=IF(OR({name}="",{enrolled}=""),"",INT((as_of-{enrolled})/7))'),
    ("change", "PHQ-9, change", 9, '=IF(OR({name}="",{first}="",{latest}="",{first}=0),"",({latest}-{first})/{first})'),
    ("result", "Result, in words", 18, '=IF(OR({name}="",{first}=""),"",IF({latest}="","One score only",IF({latest}<target,"Remission",IF({first}<first_least,"Read by hand",IF({latest}<={first}*(1-half),"Response",IF({first}-{latest}>=enough_points,"Meaningful change",IF({latest}-{first}>=enough_points,"Worse","Little change")))))))'),
    ("gad", "GAD-7, points", 8, '=IF(OR({name}="",{gad_first}="",{gad_latest}=""),"",{gad_latest}-{gad_first})'),
    ("silent", "Days since contact", 9, '=IF(OR({name}="",{contact}=""),"",as_of-{contact})'),
    ("contact", "Contact, in words", 15, '=IF({name}="","",IF({phase}="discharged","Closed",IF({contact}="","No contact yet",IF({silent}>IF({phase}="active",active_days,steady_days),"Overdue","In time"))))'),
    ("coming", "Next contact, in words", 12, '=IF({name}="","",IF({phase}="discharged","Closed",IF({next_contact}="","Not set",IF({next_contact}<as_of,"Passed","Set"))))'),
    ("score", "Score, in words", 12, '=IF({name}="","",IF({phase}="discharged","Closed",IF(as_of-IF({latest_on}="",{enrolled},{latest_on})>=score_days,"Score due","Measured")))'),
    ("on_plan", "Weeks on this plan", 9, '=IF(OR({name}="",{plan_since}=""),"",INT((as_of-{plan_since})/7))'),
    ("state", "Plan, in words", 18, '=IF({name}="","",IF({phase}="discharged","Closed",IF({plan_since}="","Plan not dated",IF(OR({first}="",{latest}=""),"One score only",IF({first}<first_least,"Read by hand",IF({latest}<={first}*(1-half),"Half or more gone",IF({phase}<>"active","Running",IF(as_of-{plan_since}>=change_days,"Change due",IF(as_of-{plan_since}>=look_days,"Look now: 8 weeks",IF(AND(as_of-{plan_since}>=early_days,{first}-{latest}<enough_points),"Look early: 4 weeks","Running"))))))))))'),
)  # fmt: skip
"""Name, heading, width, formula; names in braces are columns of the same row."""
OUT = {name: _letter(len(TYPED) + index) for index, (name, _, _, _) in enumerate(WORKED_OUT)}


def formula(text: str, row: int) -> str:
    """A formula with its columns for one row."""
    columns = {**{f"{name}": column for name, column in AT.items()}}
    columns.update({"item": OUT["item"], "state": OUT["state"], "result": OUT["result"], "coming": OUT["coming"],
                    "score": OUT["score"], "silent": OUT["silent"], "contact_state": OUT["contact"]})  # fmt: skip
    return text.format(**{name: f"${column}{row}" for name, column in columns.items()})


COUNTS: tuple[tuple[str, str, str, str], ...] = (
    ("Needs somebody today (item 9 above zero or blank)", "asks", TODAY_NOW, "F2.73, F2.77"),
    ("Safety to tell at the next review", "asks", SAFETY, "F5.11"),
    ("New, not yet at panel review", "asks", NEW, "F2.60"),
    ("Sort 1: overdue contact", "contact", OVERDUE, "F2.40, F2.17"),
    ("No next contact set", "coming", NOT_SET, "F2.33"),
    ("Sort 2: no score in 30 days or more", "score", DUE, "F2.40"),
    ("Early look: four weeks, fewer than five points", "state", EARLY, "F2.57"),
    ("Sort 3: eight to ten weeks on one plan, less than half gone", "state", LOOK, "F2.40, F2.57"),
    ("Sort 3, change due: ten weeks or more, less than half gone", "state", CHANGE, "F2.54"),
    ("Sort 4: at target, ending not yet planned", "asks", ENDING, "F2.40, F5.18"),
    ("Response, remission not counted", "result", RESPONSE, "F2.43"),
    ("Remission", "result", REMISSION, "F2.43"),
)
LANGUAGES = ("English", "Spanish", "Turkish")


def write() -> bytes:
    """The workbook, the same bytes each time. Every formula carries its value."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({
        "title": "Registry workbook",
        "subject": "Sample to adapt. Fictional patients.",
        "author": "Linchpin",
        "keywords": "Collaborative Care, registry, caseload, panel review",
        "comments": "Real patients only where your clinic allows it. Not yet reviewed by a licensed clinician.",
        "created": datetime(2026, 11, 27),  # noqa: DTZ001 - a file's date, the same everywhere
    })  # fmt: skip
    book.set_calc_mode("auto")
    looks = _looks(book)
    rows = [*SAMPLE, *(Patient() for _ in range(ROWS - len(SAMPLE)))]
    _write_registry(book, looks, rows)
    _write_counts(book, looks, rows)
    _write_rules(book, looks)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    edge = {"bottom": 1, "bottom_color": "#B9BFB4"}
    yours = {**plain, "bg_color": "#F6EDC9", "border": 1, "border_color": "#767E77", "align": "left"}
    return {
        "title": book.add_format({"font_name": "Georgia", "font_size": 18, "bold": True}),
        "text": book.add_format({**plain, "text_wrap": False, "font_color": "#4C5751"}),
        "head": book.add_format({**plain, "bold": True, "bottom": 2}),
        "head_yours": book.add_format({**plain, "bold": True, "bottom": 2, "bg_color": "#F6EDC9"}),
        "part": book.add_format({**plain, "bold": True, "font_color": "#14564A", "text_wrap": False}),
        "cell": book.add_format({**plain, **edge, "align": "left"}),
        "share": book.add_format({**plain, **edge, "align": "left", "num_format": "+0%;-0%;0%"}),
        "part_of": book.add_format({**plain, **edge, "align": "left", "num_format": "0%"}),
        "label": book.add_format({**plain, **edge, "bold": True}),
        "soft": book.add_format({**plain, **edge, "font_color": "#4C5751"}),
        "day_cell": book.add_format({**plain, **edge, "align": "left", "num_format": "mm/dd/yyyy"}),
        "yours": book.add_format(yours),
        "yours_day": book.add_format({**yours, "num_format": "mm/dd/yyyy"}),
        "good": book.add_format({"bg_color": "#DCEBDD", "font_color": "#14522D"}),
        "care": book.add_format({"bg_color": "#F6E3C0", "font_color": "#5C3A00", "bold": True}),
        "stop": book.add_format({"bg_color": "#F7E0DA", "font_color": "#7A2415", "bold": True}),
    }


def _sheet(book: Any, looks: dict[str, Any], name: str, lines: tuple[str, str]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, lines[0], looks["title"])
    sheet.write_string(1, 0, lines[1], looks["text"])
    sheet.freeze_panes(FIRST_ROW - 1, 1)
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.repeat_rows(3)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(
        "&LSample to adapt. Fictional patients. Real ones only where your clinic allows it, never in Linchpin.&RPage &P of &N"
    )
    sheet.hide_gridlines(2)
    return sheet


def _write_registry(book: Any, looks: dict[str, Any], rows: list[Patient]) -> None:
    sheet = _sheet(
        book, looks, "Registry",
        ("Registry workbook", "Sample to adapt; the patients are invented. Type under the yellow headings; the rest follows from the date in B3 and the sheet Rules."),
    )  # fmt: skip
    sheet.write_string(2, 0, "Today's date", looks["label"])
    sheet.write_datetime(2, 1, _moment(AS_OF), looks["yours_day"])
    book.define_name("as_of", "=Registry!$B$3")
    for column, (_, words, width, _kind) in enumerate(TYPED):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, words, looks["head_yours"])
    for column, (_, words, width, _) in enumerate(WORKED_OUT, len(TYPED)):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, words, looks["head"])
    last = FIRST_ROW + ROWS - 1
    for row, one in enumerate(rows, FIRST_ROW - 1):
        for column, (field, _, _, kind) in enumerate(TYPED):
            value, look = getattr(one, field), looks["day_cell" if kind == "day" else "cell"]
            if value is None or value == "":
                sheet.write_blank(row, column, None, look)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, _moment(value), look)
            else:
                sheet.write(row, column, value, look)
        found = read(one)
        for column, (name, _, _, text) in enumerate(WORKED_OUT, len(TYPED)):
            look = looks["share" if name == "change" else "cell"]
            sheet.write_formula(row, column, formula(text, row + 1), look, found[name])
    for column, (_, words, _, kind) in enumerate(TYPED):
        _allow(sheet, column, last, words, kind)
    for column in range(len(TYPED), len(TYPED) + len(WORKED_OUT)):
        _color(sheet, looks, FIRST_ROW - 1, column, last - 1, column)
    sheet.autofilter(3, 0, last - 1, len(TYPED) + len(WORKED_OUT) - 1)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0)
    sheet.print_area(0, 0, last - 1, len(TYPED) + len(WORKED_OUT) - 1)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no zone


def _allow(sheet: Any, column: int, last: int, words: str, kind: str) -> None:
    where = (FIRST_ROW - 1, column, last - 1, column)
    told = {"error_title": words[:32], "ignore_blank": True}
    if kind == "phase":
        sheet.data_validation(*where, {"validate": "list", "source": list(PHASES), **told})
    elif kind == "day":
        rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_message": "Type a date."}
        sheet.data_validation(*where, {**rule, **told})
    elif kind != "text":
        rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": int(kind)}
        sheet.data_validation(
            *where, {**rule, **told, "error_message": f"Type a whole number from 0 to {kind}, or leave it empty."}
        )


def _color(sheet: Any, looks: dict[str, Any], *where: int) -> None:
    for words, look in ((GOOD, "good"), (CARE, "care"), (STOP, "stop")):
        for said in words:
            rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": looks[look]}
            sheet.conditional_format(*where, rule)


def _write_counts(book: Any, looks: dict[str, Any], rows: list[Patient]) -> None:
    sheet = _sheet(
        book,
        looks,
        "Counts",
        ("Counts for the week", "Counted from the sheet Registry. Discharged patients count in the results only."),
    )
    for column, (words, width) in enumerate(
        (("What", 52), ("Count", 12), ("Where to look: column, word", 46), ("Fact", 16))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, words, looks["head"])
    last = FIRST_ROW + ROWS - 1
    found = [read(one) for one in rows]
    heads = {name: head for name, head, _, _ in WORKED_OUT}
    for row, (label, name, words, fact) in enumerate(COUNTS, FIRST_ROW - 1):
        letter = OUT[name]
        sheet.write_string(row, 0, label, looks["label"])
        text = f'=COUNTIF(Registry!${letter}${FIRST_ROW}:${letter}${last},"{words}")'
        sheet.write_formula(row, 1, text, looks["cell"], sum(each[name] == words for each in found))
        sheet.write_string(row, 2, f"{heads[name]}: {words}", looks["soft"])
        sheet.write_string(row, 3, fact, looks["soft"])
    top = FIRST_ROW + len(COUNTS) + 1
    for column, words in enumerate(
        ("Language (change the yellow cells)", "Patients", "With response or remission", "Share")
    ):
        sheet.write_string(top - 1, column, words, looks["head"])
    language, result = AT["language"], OUT["result"]
    for row, spoken in enumerate(LANGUAGES, top):
        here = row + 1
        theirs = [each for one, each in zip(rows, found, strict=True) if one.language == spoken]
        better = sum(each["result"] in (RESPONSE, REMISSION) for each in theirs)
        area = f"Registry!${language}${FIRST_ROW}:${language}${last},$A{here}"
        results = f"Registry!${result}${FIRST_ROW}:${result}${last}"
        sheet.write_string(row, 0, spoken, looks["yours"])
        sheet.write_formula(row, 1, f"=COUNTIF({area})", looks["cell"], len(theirs))
        text = f'=COUNTIFS({area},{results},"Response")+COUNTIFS({area},{results},"Remission")'
        sheet.write_formula(row, 2, text, looks["cell"], better)
        share = better / len(theirs) if theirs else ""
        sheet.write_formula(row, 3, f'=IF(B{here}=0,"",C{here}/B{here})', looks["part_of"], share)
    end = top + len(LANGUAGES) + 1
    sheet.write_string(
        end,
        0,
        "Change can differ by group, and one average hides it (F1.52). Few patients make a shaky share: look at contacts first.",
        looks["text"],
    )
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, end, 3)


def _write_rules(book: Any, looks: dict[str, Any]) -> None:
    sheet = _sheet(
        book,
        looks,
        "Rules",
        ("Rules and sources", "Change the yellow cells if your program has other limits; every flag follows."),
    )
    for column, (words, width) in enumerate((("Limit", 62), ("Value", 10), ("What it is", 52), ("Fact", 14))):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, words, looks["head"])
    for row, (name, label, value, what, fact) in enumerate(LIMITS, FIRST_ROW - 1):
        sheet.write_string(row, 0, label, looks["label"])
        sheet.write_number(row, 1, value, looks["yours"])
        sheet.write_string(row, 2, what, looks["soft"])
        sheet.write_string(row, 3, fact, looks["soft"])
        book.define_name(name, f"=Rules!$B${row + 1}")
        refusal = {"error_title": "Not a number", "error_message": "Type a number, 0 or more."}
        sheet.data_validation(row, 1, row, 1, {"validate": "decimal", "criteria": ">=", "value": 0, **refusal})
    top = FIRST_ROW + len(LIMITS)
    sheet.write_string(top, 0, "How the flags are read", looks["part"])
    notes = (
        "What the row asks for: the numbers 1 to 7 are the order. Sort by this column on Wednesday; 1 is for today and is not kept for the review.",
        "Days since contact counts from the last talk. A call without an answer is an attempt and changes nothing but the number of attempts.",
        "Item 9: type 0 to 3 from the newest form, and the day on which somebody who can assess risk asked about it. An empty cell says: ask today.",
        "Change of PHQ-9: minus is better. Half or more is a response, below 5 remission, five points a change that matters.",
        "A zero on item 9 is no all-clear (F2.75). A flag is a reason to look; the PCP and the patient decide about plans (F1.59).",
        "Worse compares with the first score. A rise since the last form has to be seen by you: write scores into the chart as well.",
        "Somebody who is not improving and silent shows as 6: the call comes first, and the review once somebody has heard the patient.",
        "More than 40 patients: copy the last row down, formulas and all, and make the ranges on the sheet Counts longer.",
        "The facts, with their sources, stand on the page of this tool in Linchpin. Not yet reviewed by a licensed clinician.",
    )  # fmt: skip
    for row, words in enumerate(notes, top + 1):
        sheet.write_string(row, 0, words, looks["text"])
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, top + len(notes), 3)


if __name__ == "__main__":
    TARGET.write_bytes(write())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
