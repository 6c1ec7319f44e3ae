"""Tables for spreadsheets: nothing that somebody typed is ever taken for a formula, and types survive."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.sheets import BOM, CELL_MOST, RISKY, Sheet, csv_text, safe, xlsx_bytes

NOON = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
)
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
cells = st.none() | texts | st.integers(-(2**40), 2**40) | st.dates(date(1900, 3, 1), date(2999, 12, 31))


def sheet(*rows: tuple, headers: tuple[str, ...] | None = None) -> Sheet:
    return Sheet("People", headers or tuple(f"column_{number}" for number in range(len(rows[0]))), rows)


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def read_xlsx(content: bytes, page: str = "People") -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content))[page].iter_rows()]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_a_formula_in_csv(text: str) -> None:
    (found,) = read_csv(csv_text(sheet((text,))))[1:]
    assert found == ["'" + text]
    assert not found[0].startswith(RISKY)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_a_formula_in_a_workbook(text: str) -> None:
    content = xlsx_bytes(sheet((text, "plain"), headers=(text, "b")), made_at=NOON)
    page = load_workbook(io.BytesIO(content))["People"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert page["A2"].quotePrefix
    assert not page["B2"].quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_excel_finds_every_letter_and_every_line() -> None:
    text = csv_text(sheet(("Wiśniewski, 李", 'says "yes"\nand no')))
    assert text.startswith(BOM + "column_0,column_1\r\n")
    assert read_csv(text)[1] == ["Wiśniewski, 李", 'says "yes"\nand no']


def test_numbers_and_dates_keep_their_kind() -> None:
    rows = ((date(2027, 5, 4), 145, 2.5, None, "004"), (NOON, -3, 0, "", "x"))
    assert read_csv(csv_text(sheet(*rows)))[1:] == [
        ["2027-05-04", "145", "2.5", "", "004"],
        ["2026-05-04T17:00:00+00:00", "-3", "0", "", "x"],
    ]
    page = load_workbook(io.BytesIO(xlsx_bytes(sheet(*rows), made_at=NOON)))["People"]
    assert [cell.value for cell in page[2]] == [datetime(2027, 5, 4), 145, 2.5, None, "004"]  # noqa: DTZ001
    assert page["A2"].is_date
    assert page["A2"].number_format == "yyyy-mm-dd"
    assert page["A3"].value == datetime(2026, 5, 4, 17, 0)  # noqa: DTZ001
    assert page["B3"].value == -3


@settings(deadline=None)
@given(st.lists(st.tuples(st.just("row"), cells, cells), max_size=5))
def test_both_files_say_what_was_given(rows: list[tuple]) -> None:
    given_sheet = sheet(*rows, headers=("a", "b", "c"))
    assert read_csv(csv_text(given_sheet)) == [["a", "b", "c"], *([safe(each) for each in row] for row in rows)]
    found = read_xlsx(xlsx_bytes(given_sheet, made_at=NOON))
    said = [[each.date() if isinstance(each, datetime) else each or None for each in row] for row in found]
    assert said == [["a", "b", "c"], *([each or None for each in row] for row in rows)]


def test_what_the_table_is_about_stands_on_a_second_page() -> None:
    content = xlsx_bytes(
        Sheet("People", ("a",), (("x",),), (("as of", date(2026, 5, 4)), ("zone", "=zone"))), made_at=NOON
    )
    assert read_xlsx(content, "About")[1:] == [["as of", datetime(2026, 5, 4)], ["zone", "=zone"]]  # noqa: DTZ001


def test_a_workbook_without_rows_and_a_cell_without_end_can_be_opened() -> None:
    assert read_xlsx(xlsx_bytes(Sheet("People", ("a", "b"), ()), made_at=NOON)) == [["a", "b"]]
    (_, (long,)) = read_xlsx(xlsx_bytes(sheet(("x" * 40_000,)), made_at=NOON))
    assert len(str(long)) == CELL_MOST


def test_the_same_table_is_the_same_file() -> None:
    assert xlsx_bytes(sheet(("a",)), made_at=NOON) == xlsx_bytes(sheet(("a",)), made_at=NOON)
