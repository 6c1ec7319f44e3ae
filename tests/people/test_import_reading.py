"""Reading a file as spreadsheets write it: tables of encodings and dialects, and a round trip of anything."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.importing.rules.columns import PEOPLE
from lms.people.importing.rules.reading import BYTES_MOST, ROWS_MOST, Unreadable, bare, read
from lms.sheets import safe

LINES = ["Name;E-Mail;Clinic", "Zoë Müller;zoe@a.example;Mill Road", "Øystein Ñuñez;o@a.example;Mill Road"]
NAMES = ["Zoë Müller", "Øystein Ñuñez"]


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_c38_encodings_and_line_ends(codec: str, said: str, end: str) -> None:
    content = (end.join(LINES) + end).encode(codec)
    sheet = read(content, PEOPLE.knows)
    assert (sheet.encoding, sheet.separator, sheet.said) == (said, ";", f"{said}, semicolons, 2 rows")
    assert [row.cells[0] for row in sheet.rows] == NAMES
    assert [(row.line, row.number) for row in sheet.rows] == [(2, 2), (3, 3)]


# Bytes as Excel writes them: "CSV (Macintosh)" ends lines with CR, "Unicode Text" is UTF-16 with tabs, "CSV UTF-8" has a mark.
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfName,Email\r\nZo\xc3\xab,z@a.example\r\n", "UTF-8 with a mark, commas, 1 row"),
        (b"Name;Email\r\nZo\xeb;z@a.example\r\n", "Windows-1252, semicolons, 1 row"),
        (b"Name,Email\rZo\xeb,z@a.example\r", "Windows-1252, commas, 1 row"),
        ("\ufeffName\tEmail\r\nZoë\tz@a.example\r\n".encode("utf-16-le"), "UTF-16, tabs, 1 row"),
        (b"sep=;\r\nName;Email\r\nZo\xeb;z@a.example\r\n", "Windows-1252, semicolons, 1 row"),
        (b"Name;Email;;\r\nZo\xeb;z@a.example;;\r\n;;;\r\n;;;\r\n", "Windows-1252, semicolons, 1 row"),
        (b"\r\n\r\nName,Email\r\n\r\nZo\xeb,z@a.example", "Windows-1252, commas, 1 row"),
    ],
)
def test_c38_as_excel_saves_it(content: bytes, said: str) -> None:
    sheet = read(content, PEOPLE.knows)
    assert sheet.said == said
    assert sheet.header == ("Name", "Email")
    assert sheet.rows[0].cells[:2] == ("Zoë", "z@a.example")


def test_lines_are_those_of_the_file() -> None:
    """A line break within a cell is a line of the file, and no row of the sheet."""
    content = b'sep=,\nName,Email,Note\nA,a@a.example,"one\ntwo\r\nthree"\n\nB,b@a.example,\n'
    assert [(row.line, row.number, row.cells[0]) for row in read(content).rows] == [(3, 3, "A"), (7, 5, "B")]


def test_the_separator_that_names_known_columns_wins() -> None:
    content = b"Email;Name;Note, as written, by hand, long ago\na@a.example;A;x\n"
    assert read(content, PEOPLE.knows).separator == ";"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"\r\n \r\n", "The file is empty"),
        (b"Name,Email\r\n", "nothing below it"),
        (b"PK\x03\x04rest", "Save As, and the type “CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"Name,Email\nA,\x81\x8d\x90", "stored in a way we cannot read"),
        (b"Name,Email\nA,a\nB,b\0b", "Line 3 holds a character that cannot be stored"),
        (b'Name,Email\n"A,a@a.example\nB,b', "From line 2 on a quotation mark"),
        (b"Name,Email\nA," + b"x" * 1_001, "In line 2 one cell holds 1,001 characters"),
        (b"Name,Email\n" + b"A,a\n" * (ROWS_MOST + 1), "5,001 rows; 5,000"),
        (b"x" * (BYTES_MOST + 1), "larger than 2 MB"),
        (b"," * 70 + b"Name\n" + b"," * 70 + b"A", "71 columns"),
    ],
)
def test_c38_what_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(words)):
        read(content, PEOPLE.knows)


# What survives being written: no NUL and no lone surrogate. A row of nothing but space is no row.
CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)
DIALECT = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "lineterminator": st.sampled_from(["\r\n", "\n", "\r"]),
        "quoting": st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    }
    # With any other line end the writer leaves a lone CR or LF within a cell unquoted: that is no CSV.
) | st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "lineterminator": st.just("\r\n"),
        "quoting": st.just(csv.QUOTE_MINIMAL),
    }
)
ROWS = st.lists(
    st.tuples(CELL, CELL, CELL).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=8
)


@given(ROWS, DIALECT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_is_written_is_read_the_same(rows: list[tuple[str, ...]], dialect: dict, codec: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows([("Name", "E-Mail", "Clinic"), *rows])
    sheet = read(out.getvalue().encode(codec), PEOPLE.knows)
    assert sheet.separator == dialect["delimiter"]
    assert [row.cells for row in sheet.rows] == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Unreadable):
        assert read(content, PEOPLE.knows).rows


@given(CELL)
def test_a_guarded_cell_is_no_formula_and_is_read_as_it_was(cell: str) -> None:
    plain = bare(cell)
    assert not safe(plain).startswith(("=", "+", "-", "@"))
    assert bare(safe(plain)) == bare(plain)
