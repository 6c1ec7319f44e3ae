"""Filters from an address's parameters: what is nonsense is left out in words, what is asked for is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.names import folded
from lms.readiness.rules import GROUPS, RANKS, STANDINGS, Filter, answer_words, group_of, read_filter, why_words

CLINICS, ROLES = ("mill", "north"), ("bhcm", "pcp")
TODAY = date(2026, 5, 4)


def read(**given: str) -> tuple[Filter, tuple[str, ...]]:
    return read_filter(given, clinics=CLINICS, roles=ROLES)


def fits(wanted: Filter, **more: object) -> bool:
    person = {
        "clinic": "mill",
        "role": "bhcm",
        "standing": "at risk",
        "start_date": TODAY,
        "name": "Łucja Żak-O’Neill",
        "today": TODAY,
    }
    return wanted.fits(**(person | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, Filter()),
        ({"clinic": "", "role": "", "standing": "", "starts": "", "name": "  ", "as_of": "", "page": ""}, Filter()),
        ({"clinic": "mill", "role": "pcp"}, Filter(clinic="mill", role="pcp")),
        ({"standing": "At risk"}, Filter(standing="at-risk")),
        ({"standing": "needs-help"}, Filter(standing="needs-help")),
        ({"starts": "0"}, Filter(starts_within=0)),
        ({"name": " Ana   María "}, Filter(name="Ana María")),
        ({"as_of": "2026-02-28", "page": "3"}, Filter(as_of=date(2026, 2, 28), page=3)),
        ({"utm_source": "mail", "sort": "name"}, Filter()),
    ],
)
def test_what_is_asked_for_is_read(given: dict[str, str], wanted: Filter) -> None:
    assert read(**given) == (wanted, ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("clinic", "elsewhere"),
        ("role", "director"),
        ("standing", "late"),
        ("starts", "-3"),
        ("starts", "ten"),
        ("starts", "9999999999999999"),
        ("starts", "٣"),
        ("as_of", "2026-02-30"),
        ("as_of", "0001-01-01"),
        ("as_of", "yesterday"),
    ],
)
def test_nonsense_is_left_out_in_a_sentence(key: str, value: str) -> None:
    found, left_out = read(**{key: value})
    assert found == Filter()
    assert [each.endswith(".") for each in left_out] == [True]


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e9", "99999999"])
def test_a_page_that_is_none_is_the_first(value: str) -> None:
    assert read(page=value) == (Filter(), ())


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("lucja", True),
        ("ŁUCJA", True),
        ("zak", True),
        ("o'neill", True),
        ("O’NEILL lu", True),
        ("neill żak", True),
        ("lucia", False),
        ("%", False),
        ("", True),
    ],
)
def test_a_name_is_found_without_case_and_marks(name: str, found: bool) -> None:
    assert fits(Filter(name=name)) is found


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Straße", "strasse"),
        ("Øystein", "oystein"),
        ("Đorđe", "dorde"),
        ("Nguyễn", "nguyen"),
        ("ﬁne Ægir", "fine aegir"),
    ],
)
def test_letters_with_and_without_marks_are_the_same(name: str, plain: str) -> None:
    assert folded(name) == plain
    assert folded(plain) == plain


@pytest.mark.parametrize(("after", "within"), [(-1, False), (0, True), (14, True), (15, False)])
def test_starts_within_counts_from_today(after: int, within: bool) -> None:
    assert fits(Filter(starts_within=14), start_date=TODAY + timedelta(days=after)) is within


def test_groups_and_words_cover_every_standing_once() -> None:
    for word in RANKS:
        assert fits(Filter(standing=word.replace(" ", "-")), standing=word)
        assert fits(Filter(standing="needs-help"), standing=word) is (group_of(word) != "fine")
        assert fits(Filter(standing="fine"), standing=word) is (group_of(word) == "fine")
    assert {group_of(word) for word in RANKS} == set(GROUPS)


filters = st.builds(
    Filter,
    clinic=st.none() | st.sampled_from(CLINICS),
    role=st.none() | st.sampled_from(ROLES),
    standing=st.none() | st.sampled_from(sorted(STANDINGS)),
    starts_within=st.none() | st.integers(0, 366),
    name=st.text(st.characters(categories=("L", "N")), max_size=20),
    as_of=st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    page=st.integers(1, 1000),
)


@given(filters)
@settings(deadline=None)
def test_a_filter_survives_its_address(wanted: Filter) -> None:
    assert read(**wanted.parameters()) == (wanted, ())


@given(st.dictionaries(st.sampled_from(["clinic", "role", "standing", "starts", "name", "as_of", "page"]), st.text()))
@settings(deadline=None)
def test_nothing_that_is_typed_breaks_it(given: dict[str, str]) -> None:
    found, left_out = read(**given)
    assert read(**found.parameters())[0] == found
    assert all(each.endswith(".") for each in left_out)


@pytest.mark.parametrize(
    ("needing", "people", "words"),
    [
        (3, 10, "Three of ten need you this week"),
        (1, 1, "One of one needs you this week"),
        (14, 312, "14 of 312 need you this week"),
        (0, 5, "No one needs you this week"),
    ],
)
def test_the_answer_is_a_sentence(needing: int, people: int, words: str) -> None:
    assert answer_words(needing, people) == words


@pytest.mark.parametrize(
    ("names", "overdue", "at_risk", "words"),
    [
        ((), 0, 0, ""),
        (("Priya",), 1, 2, "Priya is past the date, and two people will miss the date unless something changes."),
        (("Priya", "Colm"), 2, 0, "Priya and Colm are past the date."),
        ((), 4, 1, "Four people are past their date, and one person will miss the date unless something changes."),
        ((), 1, 0, "One person is past the date."),
        ((), 0, 1, "One person will miss the date unless something changes."),
    ],
)  # fmt: skip
def test_who_is_late_and_who_will_be(names: tuple[str, ...], overdue: int, at_risk: int, words: str) -> None:
    assert why_words(names, overdue, at_risk) == words
