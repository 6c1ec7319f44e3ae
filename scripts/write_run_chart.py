"""Writes the run chart of the improvement unit: `.venv/bin/python scripts/write_run_chart.py`.

The workbook is committed. One sheet takes points in order of time and says by a stated rule whether there is a shift;
one works out a rate with both denominators. Every formula carries the value that `read_points` and `read_whom` give in
Python. The points are those of fact QI.15, the counts of the second sheet those of QI.19.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Any

from log_books import Book

TARGET = Path(__file__).resolve().parents[1] / "content/units/qi-coordinator/tools/run-chart.xlsx"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb")
COUNTS = (48, 52, 45, 50, 53, 47, 51, 49, 56, 58, 57, 60, 59, 61)
OF, SIZE = 100, 36
FROM, BASE, SHIFT, ENOUGH = 1, 8, 6, 10
FEW, NONE, MOVED, OUTSIDE = "Too few points yet", "No signal", "Shift", "Outside the limits"
ABOVE, BELOW, LEVEL = "Above", "Below", "On the line"
HEAD = 9
FIRST = HEAD + 2
LAST = HEAD + 1 + SIZE
RATES = f"$D${FIRST}:$D${LAST}"
USED = "INDEX({column},first_point):INDEX({column},first_point+base_points-1)"


@dataclass(frozen=True)
class Point:
    """A filled row, as its formulas read it."""

    rate: float
    middle: float
    side: str
    carried: str
    row: int
    reads: str
    lower: float
    upper: float


def read_points() -> list[Point]:
    """Each point of the example: rate, median, side, points in a row on one side, and what that says."""
    rates = [count * 100 / OF for count in COUNTS]
    used = slice(FROM - 1, FROM - 1 + BASE)
    middle, share = median(rates[used]), sum(rates[used]) / BASE / 100
    width = 3 * sqrt(share * (1 - share) / OF)
    lower, upper = max(0.0, share - width) * 100, min(1.0, share + width) * 100
    found: list[Point] = []
    carried, row = "", 0
    for number, rate in enumerate(rates, 1):
        side = ABOVE if rate > middle else BELOW if rate < middle else LEVEL
        if side != LEVEL:
            row, carried = (row + 1 if side == carried else 1), side
        reads = FEW if number < ENOUGH else OUTSIDE if not lower <= rate <= upper else MOVED if row >= SHIFT else NONE
        found.append(Point(rate, middle, side, carried, row, reads, lower, upper))
    return found


def formulas(at: int) -> tuple[str, ...]:
    """The formulas of one row, in the order of the columns D to J."""
    empty = f'IF(D{at}="","",'
    width = f"3*SQRT(base_share*(1-base_share)/C{at})"
    return (
        f'=IF(OR(B{at}="",N(C{at})=0),"",B{at}*100/C{at})',
        f"={empty}MEDIAN({USED.format(column=RATES)}))",
        f'={empty}IF(D{at}>E{at},"{ABOVE}",IF(D{at}<E{at},"{BELOW}","{LEVEL}")))',
        f'={empty}IF(F{at}="{LEVEL}",N(G{at - 1}),IF(F{at}=L{at - 1},N(G{at - 1})+1,1)))',
        f'={empty}IF(COUNT($D${FIRST}:D{at})<enough_points,"{FEW}",IF(OR(D{at}<I{at},D{at}>J{at}),"{OUTSIDE}",IF(G{at}>=shift_points,"{MOVED}","{NONE}"))))',
        f"={empty}MAX(0,base_share-{width})*100)",
        f"={empty}MIN(1,base_share+{width})*100)",
    )


HEADS = (
    ("Week or month", 14, True), ("How many did", 10, True), ("Of how many", 10, True), ("Of 100", 9, False), ("Median", 9, False), ("Side", 12, False), ("In a row", 8, False),
    ("Reads as", 20, False), ("Lower limit", 8, False), ("Upper limit", 8, False), ("What was changed, what happened", 36, True), ("Side, carried over the line", 12, False),
)  # fmt: skip
SETTINGS = (
    ("first_point", "Median from point number", FROM, "Leave it at 1 until a shift is confirmed and holds (QI.15)"),
    ("base_points", "Median of so many points", BASE, "The points before the change. Eight in the worked example (QI.15)"),
    ("shift_points", "Shift: points in a row on one side", SHIFT, "Six; points on the line are skipped (QI.11). State it beforehand (QI.12)"),
    ("enough_points", "Say nothing before point number", ENOUGH, "About 10 to 15 points before rules (QI.10)"),
)  # fmt: skip


def _settings(book: Book, sheet: Any, name: str, rows: tuple[tuple[str, str, float, str], ...], top: int) -> None:
    look = book.look["text" if name == "Line" else "label"]
    for at, (cell, label, value, what) in enumerate(rows, top):
        sheet.write_string(at, 0, label, look)
        sheet.write_number(at, 3, value, book.look["yours"])
        sheet.write_string(at, 4, what, book.look["text"])
        book.book.define_name(cell, f"='{name}'!$D${at + 1}")
        told = {"error_title": "Not a number", "error_message": "Type a whole number, 0 or more."}
        sheet.data_validation(at, 3, at, 3, {"validate": "integer", "criteria": ">=", "value": 0, **told})


def line(book: Book) -> None:
    """The points with what they say, and the picture of the example."""
    sheet = book.sheet("Line", ("Run chart", "Type into the yellow cells; the rest follows. The rule stands here before the points do. The example is invented."), wide=True)  # fmt: skip
    for column, (_, width, _) in enumerate(HEADS):
        sheet.set_column(column, column, width)
    sheet.write_string(2, 0, "Measure, and who is counted:", book.look["text"])
    sheet.write_string(2, 4, "Two contacts or more in the month, of active patients (example)", book.look["yours"])
    _settings(book, sheet, "Line", SETTINGS, 4)
    sheet.write_string(8, 0, "Share over the points of the median", book.look["text"])
    counted = [USED.format(column=f"${letter}${FIRST}:${letter}${LAST}") for letter in "BC"]
    share = f"=IF(SUM({counted[1]})=0,0,SUM({counted[0]})/SUM({counted[1]}))"
    sheet.write_formula(8, 3, share, book.look["share"], sum(COUNTS[FROM - 1 : FROM - 1 + BASE]) / (OF * BASE))
    sheet.write_string(8, 4, "From it the limits of each row follow (QI.16)", book.look["text"])
    book.book.define_name("base_share", "=Line!$D$9")
    one = book.book.add_format({"font_name": "Arial", "font_size": 11, "bottom": 1, "bottom_color": "#B9BFB4", "align": "left", "num_format": "0.0"})  # fmt: skip
    for column, (words, _, yours) in enumerate(HEADS):
        sheet.write_string(HEAD, column, words, book.look["head_yours" if yours else "head"])
    points = read_points()
    for number in range(SIZE):
        at, filled = HEAD + 1 + number, number < len(points)
        if filled:
            sheet.write_string(at, 0, MONTHS[number], book.look["yours"])
            sheet.write_number(at, 1, COUNTS[number], book.look["yours"])
            sheet.write_number(at, 2, OF, book.look["yours"])
            point = points[number]
            values: tuple[Any, ...] = (point.rate, point.middle, point.side, point.row, point.reads, point.lower, point.upper)  # fmt: skip
        else:
            for column in (0, 1, 2):
                sheet.write_blank(at, column, None, book.look["yours"])
            values = ("",) * 7
        if MONTHS[number : number + 1] == ("Sep",):
            sheet.write_string(at, 10, "New opening words since 1 September", book.look["yours"])
        else:
            sheet.write_blank(at, 10, None, book.look["yours"])
        for column, (formula, value) in enumerate(zip(formulas(at + 1), values, strict=True), 3):
            sheet.write_formula(at, column, formula, one if column in (3, 4, 8, 9) else book.look["cell"], value)
        carried = f'=IF(D{at + 1}="","",IF(F{at + 1}="{LEVEL}",L{at},F{at + 1}))'
        sheet.write_formula(at, 11, carried, book.look["soft"], points[number].carried if filled else "")
    for group, look in book.colors:
        for said in group:
            sheet.conditional_format(HEAD + 1, 7, LAST - 1, 7, {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": look})  # fmt: skip
    told = {"error_title": "Not a number", "error_message": "Type a number, 0 or more.", "ignore_blank": True}
    sheet.data_validation(HEAD + 1, 1, LAST - 1, 2, {"validate": "decimal", "criteria": ">=", "value": 0, **told})
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)
    sheet.print_area(0, 0, LAST - 1, 11)
    picture(book, len(points))


def picture(book: Book, size: int) -> None:
    """The chart on a sheet of its own: rates, median and limits of the rows that the example fills."""
    sheet = book.sheet("Picture", ("The line", "Drawn from the first rows of the sheet Line. For more points, click a line and pull its colored frame down, or change 24 in its formula."), wide=True)  # fmt: skip
    chart = book.book.add_chart({"type": "line"})
    looks = (("D", "Of 100", "#20302A", 2.25, "solid"), ("E", "Median", "#14522D", 1.5, "dash"), ("I", "Lower limit", "#767E77", 1, "round_dot"), ("J", "Upper limit", "#767E77", 1, "round_dot"))  # fmt: skip
    end = HEAD + 1 + size
    for letter, name, color, width, dash in looks:
        chart.add_series({
            "name": name, "categories": f"=Line!$A${FIRST}:$A${end}", "values": f"=Line!${letter}${FIRST}:${letter}${end}",
            "line": {"color": color, "width": width, "dash_type": dash},
            "marker": {"type": "circle", "size": 6, "fill": {"color": color}, "border": {"color": color}} if letter == "D" else {"type": "none"},
        })  # fmt: skip
    chart.set_title({"name": "Two contacts in the month, of 100 active patients (example)", "name_font": {"size": 12}})
    chart.set_y_axis({"min": 0, "max": 100, "name": "Of 100", "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 420})
    words = "Fourteen points: 48, 52, 45, 50, 53, 47, 51, 49, then 56, 58, 57, 60, 59, 61. The median of the first eight is 49.5; the last six lie above it. Limits at about 34 and 64."
    sheet.insert_chart(3, 0, chart, {"description": words})
    sheet.write_string(25, 0, words, book.look["text"])
    sheet.print_area(0, 0, 26, 14)


@dataclass(frozen=True)
class Whom:
    """A line of the second sheet: label, formula, value, what it is."""

    label: str
    formula: str
    value: float
    what: str


GIVEN = (
    ("enrolled", "Enrolled", 100, "Everybody, including those who left"),
    ("not_yet", "Of these, not yet 12 weeks ago", 0, "They are not counted before their time"),
    ("scored_again", "Scored at about week 12", 60, "Of those who could have"),
    ("responded", "At least half of the first PHQ-9 gone", 36, "Response (F2.43). Example"),
    ("well", "PHQ-9 below 5", 30, "Remission (F2.43)"),
)


def read_whom() -> tuple[Whom, ...]:
    """Both rates with their denominators, and what is missing."""
    given = {name: value for name, _, value, _ in GIVEN}
    could = given["enrolled"] - given["not_yet"]
    missing = could - given["scored_again"]
    return (
        Whom("Those who could have", "=enrolled-not_yet", could, "enrolled − not yet"),
        Whom("Without a score", "=D11-scored_again", missing, "could have − scored; printed beside the rates (QI.19)"),
        Whom("Response, of 100 scored", "=IF(scored_again=0,0,responded/scored_again*100)", given["responded"] / given["scored_again"] * 100, "responded ÷ scored"),
        Whom("Response, of 100 who could have", "=IF(D11=0,0,responded/D11*100)", given["responded"] / could * 100, "responded ÷ could have"),
        Whom("Remission, of 100 scored", "=IF(scored_again=0,0,well/scored_again*100)", given["well"] / given["scored_again"] * 100, "in remission ÷ scored (QI.19)"),
        Whom("Remission, of 100 who could have", "=IF(D11=0,0,well/D11*100)", given["well"] / could * 100, "in remission ÷ could have (QI.19)"),
        Whom("One person is worth, in points", "=IF(D11=0,0,100/D11)", 100 / could, "100 ÷ could have; with 8 people it is 12.5 (QI.16)"),
    )  # fmt: skip


def whom(book: Book) -> None:
    """A rate with both of its denominators."""
    sheet = book.sheet("Of whom", ("A rate with both denominators", "Change the yellow cells. Print both rates, with the number that has no score. The counts are an example."), wide=True)  # fmt: skip
    for column, width in enumerate((38, 2, 2, 12, 62)):
        sheet.set_column(column, column, width)
    _settings(book, sheet, "Of whom", GIVEN, 3)
    one = book.book.add_format({"font_name": "Arial", "font_size": 11, "bottom": 1, "bottom_color": "#B9BFB4", "align": "left", "num_format": "0.#"})  # fmt: skip
    sheet.write_string(9, 0, "Worked out", book.look["head"])
    sheet.write_string(9, 3, "Result", book.look["head"])
    sheet.write_string(9, 4, "How, in words", book.look["head"])
    for at, each in enumerate(read_whom(), 10):
        sheet.write_string(at, 0, each.label, book.look["label"])
        sheet.write_formula(at, 3, each.formula, one, each.value)
        sheet.write_string(at, 4, f"= {each.what}", book.look["soft"])
    sheet.print_area(0, 0, 17, 4)


def write() -> bytes:
    """The workbook, the same bytes each time."""
    book = Book("Run chart", good=(NONE,), care=(FEW,), stop=(MOVED, OUTSIDE))
    line(book)
    whom(book)
    book.notes((
        "Line: write the rule before the points. A shift is six points or more in a row on one side of the median, where points on the line are skipped (QI.11). Rules differ between tables; trends are to be read warily, so the sheet does not look for them (QI.12).",
        "About 10 to 15 points come before rules (QI.10). The median stays until a shift is confirmed and holds; then put the number of the first point after it into the first yellow cell (QI.15).",
        "A signal is news and not a grade: a shift may be your improvement, and a line without a signal may be stable and bad (QI.14). A line before and after a change has no comparison (QI.08).",
        "Limits: three-sigma limits for a share, worked out for each row from the points of the median and the number of people counted in that row. With 40 people and a true rate of 50 % they run from 26 to 74 (QI.16).",
        "Of whom: 100 enrolled, 60 scored, 30 in remission is 50 % of those scored and 30 % of those enrolled. Report both, and what is missing (QI.19). People who left stay in.",
        "No names of patients or colleagues belong in it. A cell of fewer than about ten people is commonly not published (QI.27).",
    ))  # fmt: skip
    return book.close()


if __name__ == "__main__":
    TARGET.write_bytes(write())
    print(TARGET)
