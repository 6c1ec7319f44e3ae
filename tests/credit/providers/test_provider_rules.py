"""What a provider, a confirmation and an approval must say, and how a term stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lms.credit.accreditors.rules import FORMAT
from lms.credit.providers.rules import (
    DOCUMENT_MOST,
    ApprovalEntry,
    ConfirmationEntry,
    Held,
    ProviderEntry,
    Term,
    approval_problems,
    confirmation_problems,
    document_problem,
    provider_problems,
    reason_problem,
    state_of,
    warnings,
)

TODAY = date(2026, 5, 4)
PROVIDER = ProviderEntry(
    "Harbor Bay Learning, Inc.", "1 Quay Street", "https://learning.example", "555 0100", "ce@learning.example",
    "Ilse Brandt, PhD", "Director", "America/New_York", "Write to the director.", "Write to us.",
)  # fmt: skip
APPROVAL = ApprovalEntry("harbor", "HC-0042", "provider", "", (FORMAT,), date(2026, 1, 1), date(2026, 12, 31))
DAYS = some.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize("field", ProviderEntry.__dataclass_fields__)
def test_all_of_a_provider_is_needed(field: str) -> None:
    assert provider_problems(PROVIDER) == {}
    assert list(provider_problems(replace(PROVIDER, **{field: "  "}))) == [field]
    assert list(provider_problems(replace(PROVIDER, **{field: "x" * 4001}))) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nobody"), ("email", "a b@c.d"), ("url", "learning"), ("url", "ftp://learning.example"),
     ("zone", "Chicago time"), ("zone", "../etc/passwd"), ("zone", "America")],
)  # fmt: skip
def test_what_cannot_be_an_address_or_a_zone_is_told(field: str, value: str) -> None:
    assert list(provider_problems(replace(PROVIDER, **{field: value}))) == [field]


def test_a_confirmation_names_who_when_and_which_handbook() -> None:
    good = ConfirmationEntry("Ilse Brandt", TODAY, "Handbook, 2025")
    assert confirmation_problems(good, today=TODAY) == {}
    for change, field in (
        ({"confirmed_by": " "}, "confirmed_by"),
        ({"handbook": ""}, "handbook"),
        ({"handbook": "x" * 301}, "handbook"),
        ({"confirmed_on": None}, "confirmed_on"),
        ({"confirmed_on": TODAY + timedelta(days=1)}, "confirmed_on"),
    ):
        assert list(confirmation_problems(replace(good, **change), today=TODAY)) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"accreditor": "nobody"}, "accreditor"), ({"number": ""}, "number"), ({"kind": "both"}, "kind"),
     ({"kind": "activity"}, "unit"), ({"kind": "activity", "unit": "m9"}, "unit"), ({"formats": ()}, "formats"),
     ({"formats": ("live",)}, "formats"), ({"term_start": None}, "term_start"), ({"term_end": None}, "term_end"),
     ({"term_end": date(2025, 12, 31)}, "term_end")],
)  # fmt: skip
def test_what_is_wrong_with_an_approval_is_told_at_its_field(change: dict[str, object], field: str) -> None:
    choices: dict[str, tuple[str, ...]] = {"accreditors": ("harbor",), "formats": (FORMAT,), "units": ("m1",)}
    assert approval_problems(APPROVAL, **choices) == {}
    assert approval_problems(replace(APPROVAL, kind="activity", unit="m1"), **choices) == {}
    assert list(approval_problems(replace(APPROVAL, **change), **choices)) == [field]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"%PDF-" + b"x" * DOCUMENT_MOST, "larger"), (b"PK\x03\x04 letter.pdf", "Choose a PDF"),
     (b"\x89PNG\r\n\x1a\n", "Choose a PDF")],
)  # fmt: skip
def test_a_document_is_a_pdf_by_its_bytes(content: bytes, words: str) -> None:
    assert words in (document_problem(content) or "")
    assert document_problem(b"%PDF-1.7\n") is None


def test_a_reason_is_asked_and_has_an_end() -> None:
    assert reason_problem(" \n") is not None
    assert reason_problem("x" * 501) is not None
    assert reason_problem("The accreditor took it back") is None


@pytest.mark.parametrize(
    ("term", "state"),
    [((-9, 9, None), "in term"), ((0, 0, None), "in term"), ((1, 9, None), "not yet in term"), ((-9, -1, None), "ended"),
     ((-9, 9, 0), "withdrawn"), ((-9, 9, 1), "in term"), ((-9, -5, -7), "withdrawn")],
)  # fmt: skip
def test_how_an_approval_stands(term: tuple[int, int, int | None], state: str) -> None:
    start, end, gone = (None if each is None else TODAY + timedelta(days=each) for each in term)
    assert state_of(Term(start, end, gone), TODAY) == state


@given(DAYS, DAYS, some.none() | DAYS, DAYS)
def test_a_term_covers_just_the_days_on_which_it_is_in_term(
    one: date, other: date, gone: date | None, day: date
) -> None:
    term = Term(min(one, other), max(one, other), gone)
    if term.covers(day):
        assert state_of(term, day) == "in term"
        assert gone is None or day < gone
    else:
        assert state_of(term, day) != "in term"


@pytest.mark.parametrize(("ends", "words"), [(0, "ends today"), (1, "ends tomorrow"), (-1, "is over"), (2, None)])
def test_a_term_that_ends_at_once_is_told(ends: int, words: str | None) -> None:
    entry = replace(APPROVAL, term_end=TODAY + timedelta(days=ends))
    told = " ".join(warnings(entry, [], today=TODAY))
    assert (words in told) if words else told == ""


@pytest.mark.parametrize(
    ("other", "tells"),
    [(Held("harbor", "HC-1", None, Term(date(2026, 12, 31), date(2027, 6, 1))), True),
     (Held("harbor", "HC-1", None, Term(date(2027, 1, 1), date(2027, 6, 1))), False),
     (Held("harbor", "HC-1", None, Term(date(2025, 1, 1), date(2026, 6, 1), date(2026, 1, 1))), False),
     (Held("harbor", "HC-1", "m1", Term(date(2026, 1, 1), date(2026, 6, 1))), False),
     (Held("nbcc", "HC-1", None, Term(date(2026, 1, 1), date(2026, 6, 1))), False)],
)  # fmt: skip
def test_a_term_that_overlaps_another_is_told(other: Held, tells: bool) -> None:
    assert bool(warnings(APPROVAL, [other], today=TODAY)) is tells


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_terms_overlap_when_a_day_is_in_both(one: date, two: date, three: date, four: date) -> None:
    entry = replace(APPROVAL, term_start=min(one, two), term_end=max(one, two))
    there = Term(min(three, four), max(three, four))
    told = any("overlaps" in each for each in warnings(entry, [Held("harbor", "HC-1", None, there)], today=TODAY))
    days = (entry.term_start + timedelta(days=each) for each in range((entry.term_end - entry.term_start).days + 1))
    assert told == any(there.covers(day) for day in days)
