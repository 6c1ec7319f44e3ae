"""Days of a pack, names of its files, and evaluations summed up."""

from __future__ import annotations

import io
import statistics
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.packing.rules import HIDDEN_BELOW, Summary, months_together, period, safe_name, summed_up
from lms.credit.packing.zipping import PackWriter, csv_bytes, json_bytes

days = st.dates(date(2000, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("UTC", datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC)),
    ],
)
def test_a_day_begins_and_ends_at_midnight_of_the_provider(zone: str, start: datetime, end: datetime) -> None:
    day = start.astimezone(UTC).date()
    found = period(day, day, zone)
    assert (found.start, found.end) == (start, end)


@given(days, days, st.sampled_from(["America/New_York", "UTC", "Pacific/Auckland"]))
def test_every_instant_of_the_days_and_no_other_is_inside(one: date, other: date, zone: str) -> None:
    first, last = min(one, other), max(one, other)
    found = period(first, last, zone)
    assert found.start < found.end
    assert (found.day(found.start), found.day(found.end - timedelta(seconds=1))) == (first, last)
    assert found.day(found.end) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "name"),
    [("m1-test", "m1-test"), ("../../etc/passwd", "etc-passwd"), ("Ana Souza, PhD", "Ana-Souza-PhD"), ("…", "file"), ("a" * 99, "a" * 60)],
)  # fmt: skip
def test_names_of_files_lead_nowhere(text: str, name: str) -> None:
    assert safe_name(text) == name


ANSWERS = [
    {"useful": 5, "met": {"o1": 4}, "biased": False, "more": "Longer cases, please, with more of the PCP."},
    {"useful": 3, "met": {"o1": 5}, "biased": False, "more": ""},
    {"useful": 4, "met": {"o1": 5}, "biased": True, "more": "A second look at the registry was what I needed."},
    {"useful": 4, "met": {}, "biased": False},
    {"useful": 5, "met": {"o1": 2}, "biased": False, "more": None},
]


def test_a_worked_example() -> None:
    assert summed_up(ANSWERS) == (
        Summary("biased", 5, None, (("no", 4), ("yes", 1)), ()),
        Summary("met.o1", 4, 4.0, (("2", 1), ("4", 1), ("5", 2)), ()),
        Summary("more", 2, None, (), (
            "A second look at the registry was what I needed.", "Longer cases, please, with more of the PCP.",
        )),
        Summary("useful", 5, 4.2, (("3", 1), ("4", 2), ("5", 2)), ()),
    )  # fmt: skip
    assert summed_up(ANSWERS[:4]) == ()


@given(st.lists(st.integers(1, 5), min_size=HIDDEN_BELOW, max_size=40), st.randoms())
def test_the_order_in_which_answers_came_tells_nothing(values: list[int], random: object) -> None:
    answers = [{"useful": each, "why": f"Because of {each}, and of what I saw at work."} for each in values]
    (useful, why) = summed_up(answers)
    assert useful.mean == round(statistics.fmean(values), 4)
    assert sum(count for _, count in useful.distribution) == useful.n == len(values)
    random.shuffle(answers)  # type: ignore[attr-defined]
    assert summed_up(answers) == (useful, why)


MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("days", "first", "last", "months"),
    [
        ([MAY] * 5, MAY, date(2026, 5, 31), {MAY}),
        ([MAY] * 5, MAY, date(2026, 5, 30), set()),
        ([MAY] * 5, date(2026, 5, 2), date(2026, 5, 31), set()),
        ([MAY] * 4, MAY, date(2026, 12, 31), set()),
        ([MAY] * 4 + [JUNE], MAY, date(2026, 6, 30), {MAY, JUNE}),
        ([MAY] * 4 + [JUNE], JUNE, date(2026, 6, 30), set()),
        ([MAY] * 5 + [JUNE] * 4, MAY, date(2026, 6, 30), {MAY}),
        ([MAY] * 5 + [JUNE] * 4 + [JULY] * 9, JUNE, date(2026, 7, 31), {JUNE, JULY}),
    ],
)
def test_months_are_told_together_or_not_at_all(days: list[date], first: date, last: date, months: set[date]) -> None:
    assert months_together(days, first, last) == months


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60),
    st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 31)), st.dates(date(2026, 1, 1), date(2027, 1, 31))),
    st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 31)), st.dates(date(2026, 1, 1), date(2027, 1, 31))),
)
def test_no_two_periods_differ_by_few_answers(
    days: list[date], one: tuple[date, date], other: tuple[date, date]
) -> None:
    told = [months_together([day for day in days if day <= last], first, last) for first, last in (one, other)]
    for more, less in (told, told[::-1]):
        apart = sum(day.replace(day=1) in more - less for day in days)
        assert apart == 0 or apart >= HIDDEN_BELOW


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=6), st.binary(max_size=60), max_size=6))
def test_the_same_files_make_the_same_zip(files: dict[str, bytes]) -> None:
    def made() -> bytes:
        out = io.BytesIO()
        with PackWriter(out) as pack:
            for name, content in files.items():
                pack.add(name, content)
            pack.close({"about": "a test"})
        return out.getvalue()

    first = made()
    assert made() == first
    with zipfile.ZipFile(io.BytesIO(first)) as opened:
        assert {name: opened.read(name) for name in files} == files


def test_a_name_comes_once() -> None:
    with PackWriter(io.BytesIO()) as pack:
        pack.add("a.txt", b"")
        with pytest.raises(ValueError, match="already"):
            pack.add("a.txt", b"")


def test_tables_hold_no_formula_and_dates_are_plain() -> None:
    day = datetime(2026, 5, 4, 17, tzinfo=UTC)
    assert csv_bytes(("a", "b"), [("=1+1", day)]) == b"a,b\r\n'=1+1,2026-05-04T17:00:00+00:00\r\n"
    assert json_bytes({"b": day.date(), "a": "é"}) == '{\n  "a": "é",\n  "b": "2026-05-04"\n}\n'.encode()
