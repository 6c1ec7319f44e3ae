"""The downloads of the course as they are: enough of them, honest, on one page, and a workbook whose formulas are right."""

from __future__ import annotations

import importlib
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import formulas
import openpyxl
import pytest

from lms.credit.rendering import FONTS
from lms.curriculum.course import Tool
from lms.curriculum.downloads import look_into
from lms.curriculum.paper.outline import Grid, outline_of
from lms.curriculum.paper.pdf import sheet_pdf
from lms.curriculum.paper.sheet import sheet_of
from lms.curriculum.paper.word import sheet_docx
from lms.curriculum.pieces import pieces, read_tool_piece
from tests.credit.pdf_reader import open_pdf, read_tags
from tests.learner import our_course

ROOT = Path(__file__).resolve().parents[2]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEETS = [tool for tool in our_course().tools if not tool.files]


def script(name: str) -> ModuleType:
    """A script that writes a workbook."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def planner() -> ModuleType:
    return script("write_planner")


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return next(file.content for tool in our_course().tools for file in tool.files if file.format == "xlsx")


def test_each_published_module_has_its_downloads() -> None:
    for module in our_course().published_modules:
        assert len(module.tools) >= 5
    assert any(file.format == "xlsx" for tool in our_course().tools for file in tool.files)


@pytest.mark.parametrize("tool", our_course().tools, ids=lambda tool: tool.id)
def test_a_tool_says_what_it_is_and_rests_on_facts(tool: Tool) -> None:
    assert tool.sample
    assert tool.facts
    assert tool.lessons
    assert tool.revised
    assert tool.review_by
    assert tool.review is None
    assert 40 <= len(tool.purpose) <= 160
    assert "<" not in tool.text


@pytest.mark.parametrize("tool", SHEETS, ids=lambda tool: tool.id)
def test_a_table_keeps_its_columns_on_paper(tool: Tool) -> None:
    """The corner of a table may be empty; it is a column all the same, and what stands under the others stays there."""
    for grid in (block for block in outline_of(tool.html) if isinstance(block, Grid)):
        assert {len(row) for row in grid.rows} == {len(grid.head)}


@pytest.mark.parametrize("tool", SHEETS, ids=lambda tool: tool.id)
def test_a_sheet_fits_one_page_and_is_tagged(tool: Tool) -> None:
    sheet = sheet_of(tool, our_course())
    made = sheet_pdf(sheet, fonts=FONTS)
    assert list(look_into(made, "pdf")) == []
    with open_pdf(made) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang).startswith("en")
        assert "pdfuaid:part" in document.Root.Metadata.read_bytes().decode()
    tags = read_tags(made)
    assert ("H1", tool.title) in tags
    assert ("H2", "Sources") in tags
    words = " ".join(text for _, text in tags)
    assert all(fact in words for fact in tool.facts)
    for said in ("Sample to adapt.", "Not yet reviewed by a licensed clinician.", "never in Linchpin"):
        assert said in sheet.foot


@pytest.mark.parametrize("tool", SHEETS, ids=lambda tool: tool.id)
def test_a_word_document_is_whole_and_can_be_read_aloud(tool: Tool) -> None:
    sheet = sheet_of(tool, our_course())
    made = sheet_docx(sheet)
    assert made == sheet_docx(sheet)
    assert list(look_into(made, "docx")) == []
    with ZipFile(BytesIO(made)) as archive:
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    body = parts["word/document.xml"]
    styles = {style.get(f"{WORD}styleId") for style in parts["word/styles.xml"].iter(f"{WORD}style")}
    used = {
        each.get(f"{WORD}val")
        for each in body.iter()
        if each.tag in (f"{WORD}pStyle", f"{WORD}rStyle", f"{WORD}tblStyle")
    }
    assert used <= styles
    tables = list(body.iter(f"{WORD}tbl"))
    assert len(tables) == tool.html.count("<table")
    assert all(table.find(f"{WORD}tr/{WORD}trPr/{WORD}tblHeader") is not None for table in tables)
    related = {each.get("Id") for each in parts["word/_rels/document.xml.rels"]}
    linked = {
        each.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        for each in body.iter(f"{WORD}hyperlink")
    }
    assert linked <= related
    words = "".join(each.text or "" for each in body.iter(f"{WORD}t"))
    assert tool.title in words
    assert all(fact in words for fact in tool.facts)
    foot = "".join(each.text or "" for each in parts["word/footer1.xml"].iter(f"{WORD}t"))
    assert foot == sheet.foot


def test_a_tool_is_kept_as_a_piece_with_its_files() -> None:
    bodies = {body["id"]: (key, body) for key, kind, _, body in pieces(our_course()) if kind == "tool"}
    for tool in our_course().tools:
        key, body = bodies[tool.id]
        assert key == tool.hash
        assert read_tool_piece(body) == tool


DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC).toordinal()
WORKBOOKS = [(tool.id, file.content) for tool in our_course().tools for file in tool.files if file.format == "xlsx"]


@pytest.mark.parametrize(("tool_id", "content"), WORKBOOKS, ids=[tool_id for tool_id, _ in WORKBOOKS])
def test_each_workbook_shows_what_calculating_gives(tool_id: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    kept, written = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))
    cells = [
        (sheet.title.upper(), cell.coordinate)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(cells) > 5
    found = formulas.ExcelModel().loads(str(path)).finish().calculate()
    for sheet, place in cells:
        value = found[f"'[book.xlsx]{sheet}'!{place}"].value[0, 0]
        shown = next(each for each in kept if each.title.upper() == sheet)[place].value
        assert str(value) in ("", "empty") if shown in (None, "") else same(value, shown), (sheet, place, value, shown)


def same(value: Any, shown: Any) -> bool:
    """Equal as text, or as numbers; a day is a number in a spreadsheet."""
    if isinstance(shown, datetime):
        shown = shown.toordinal() - DAY_ZERO
    if isinstance(shown, (bool, str)):
        return str(value) == str(shown)
    return float(value) == pytest.approx(float(shown))


def test_the_registry_workbook_is_what_its_script_writes() -> None:
    contents = dict(WORKBOOKS)
    assert script("write_registry").write() == contents["m2-t-registry-workbook"]


def test_the_workbook_is_what_its_script_writes(planner: ModuleType, workbook: bytes) -> None:
    assert planner.write() == workbook


def test_the_workbook_can_be_read_without_calculating(planner: ModuleType, workbook: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook), data_only=True)
    shown = {
        name: book["Planner"][area.attr_text.split("!")[1].replace("$", "")].value
        for name, area in book.defined_names.items()
        if "Print" not in name
    }
    expected = planner.plan(planner.Inputs())
    assert {name: shown[name] for name in expected} == pytest.approx(expected)
    assert (shown["posts_suggested"], shown["consultant_week"], shown["fit"]) == (2, 6, "Within the range")
    formulas_shown = openpyxl.load_workbook(BytesIO(workbook))
    for sheet in formulas_shown.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes == "B5"
        assert sheet.print_area
        assert not sheet.protection.sheet
        assert not sheet.merged_cells.ranges
        assert "Sample to adapt" in str(sheet.oddFooter.left.text)
    # Beside each formula the same formula as text, and every state that has a colour has words.
    for row in formulas_shown["Planner"].iter_rows(min_row=15, max_row=14 + len(planner.FORMULAS)):
        assert row[1].value.replace(" ", "") == row[3].value.replace(" ", "")
    told = {cell.value for cell in book["Roles"]["E"][4:]} - {None}
    assert told == {planner.NO_NAME, planner.NO_COVER, planner.NAMED}
    assert [book["Roles"].cell(row, 2).value for row in (17, 18)] == [2, 4]
    assert formulas_shown.properties.title == "Caseload and role planner"


def test_the_formulas_give_what_they_say(planner: ModuleType, workbook: bytes, tmp_path: Path) -> None:
    path = tmp_path / "planner.xlsx"
    path.write_bytes(workbook)
    model = formulas.ExcelModel().loads(str(path)).finish()
    first = 15
    for given in (
        planner.Inputs(),
        planner.Inputs(active=200, kind=planner.RANGES[0][0], posts=2.5, minutes=20),
        planner.Inputs(active=10, maintenance=0, posts=0, consultant_hours=2),
        planner.Inputs(active=30, maintenance=5, kind=planner.RANGES[3][0], posts=1, active_contacts=4),
    ):
        cells: dict[str, Any] = dict(
            zip(
                (f"'[planner.xlsx]PLANNER'!B{row}" for row in range(6, 14)),
                (given.active, given.maintenance, given.kind, given.posts, given.consultant_hours,
                 given.active_contacts, given.maintenance_contacts, given.minutes),
                strict=True,
            )
        )  # fmt: skip
        found = model.calculate(inputs=cells)
        got = {
            each[0]: found[f"'[planner.xlsx]PLANNER'!B{row}"].value[0, 0]
            for row, each in enumerate(planner.FORMULAS, first)
        }
        assert got == pytest.approx(planner.plan(given)), given
