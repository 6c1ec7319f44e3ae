"""Text made to keep the program busy: the time it takes grows with its length, never with the square of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from lms.identifying import warning
from lms.people import addresses
from lms.people.importing.rules.cells import ACCESS_MOST, LIKE_MOST
from lms.people.importing.rules.columns import PEOPLE, mapping_of
from lms.people.importing.rules.dates import BadDate, Order, read_date
from lms.people.importing.rules.facts import ClinicFact, Judged
from lms.people.importing.rules.judging import read_lines
from lms.people.importing.rules.reading import read

SHORT, LONG = 2_000, 16_000
MOST = 24.0
"""Eight times as much may take eight times as long, with room; a square would take sixty-four times."""


def best_of(work: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the processor, whatever else the machine does."""
    taken = []
    for _ in range(tries):
        before = time.thread_time()
        work()
        taken.append(time.thread_time() - before)
    return min(taken)


def grows_evenly(work: Callable[[str], object], made: Callable[[int], str]) -> None:
    short, long = made(SHORT), made(LONG)
    ratio = best_of(lambda: work(long)) / max(best_of(lambda: work(short)), 0.0003)
    assert ratio < MOST, f"{ratio:.0f} times as long for eight times as much"


@pytest.mark.parametrize(
    ("first", "again", "last"),
    [
        ("patient", " ", "x"),
        ("mrn no", " ", ":"),
        ("born 1 jan", " ", "x"),
        ("1", " ", "may"),
        ("jan", "a", ""),
        ("", "123456 ", ""),
        ("", "case ", ""),
        ("", "555-", ""),
        ("", "1", ""),
        ("", "a1", ""),
    ],
)
def test_a_text_is_looked_at_for_patients_in_time_that_grows_with_it(first: str, again: str, last: str) -> None:
    grows_evenly(warning, lambda length: first + again * (length // len(again)) + last)


@pytest.mark.parametrize(("first", "again", "last"), [("1", " ", "/"), ("may", "-", "x"), ("", "1", ".")])
def test_a_date_in_a_file_is_read_in_time_that_grows_with_it(first: str, again: str, last: str) -> None:
    def refused(text: str) -> None:
        with pytest.raises(BadDate):
            read_date(text)

    grows_evenly(refused, lambda length: first + again * length + last)


def lines_of(*rows: str) -> tuple[Judged, ...]:
    header = "name,email,clinic,role,first day with cocm patients,access\r\n"
    sheet = read((header + "".join(f"{row}\r\n" for row in rows)).encode(), PEOPLE.knows)
    clinics = (ClinicFact("mill-road", "Mill Road", True, date(2026, 5, 4), frozenset()),)
    columns = mapping_of(sheet.header, {})
    return read_lines(sheet, columns, clinics, order=Order.UNSAID, check_email=addresses.checked)


def test_a_cell_of_many_wrong_words_is_refused_after_the_first_few() -> None:
    access = ";".join(f"adman{number}" for number in range(100))
    emails = ";".join(f"a{number}@x.example" for number in range(60))
    (line,) = lines_of(f"Ada Lind,{emails},Mill Road,bhcm,2026-05-04,{access}")
    said = [each.reason for each in line.problems]
    assert f"There are only {ACCESS_MOST} kinds of access." in said
    assert "Give at most 5 addresses for one person." in said
    assert len(said) <= ACCESS_MOST + 2


def test_like_words_are_looked_for_a_few_hundred_times_in_a_file() -> None:
    rows = [f"Ada {at},a{at}@x.example,Mill Road,care manger {at},2026-05-04," for at in range(LIKE_MOST + 50)]
    lines = lines_of(*rows)
    asked = ["Do you mean" in line.problems[0].reason for line in lines]
    assert asked == [True] * LIKE_MOST + [False] * 50
    assert all("There is no role of this name." in line.problems[0].reason for line in lines)
