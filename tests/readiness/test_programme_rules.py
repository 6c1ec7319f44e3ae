"""From which month a clinic counts for a programme, and which months may be shown: never one set of clinics after another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.counts import Cell, month_end
from lms.readiness.rules.programmes import (
    Share,
    clinics_of_month,
    counts_from,
    counts_words,
    names_words,
    over_from,
    rows_of,
)

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "first", "day"),
    [
        (at(5, 4), True, APRIL),
        (at(5, 1, 11), True, MARCH),  # April is not over in the last zone.
        (at(5, 1, 12), True, APRIL),
        (at(5, 4), False, MAY),
        (at(4, 30, 9), False, APRIL),
        (at(4, 30, 10), False, MAY),  # May has begun in the first zone.
        (datetime(2028, 2, 10, tzinfo=UTC), False, date(2028, 2, 29)),
        (datetime(2027, 1, 3, tzinfo=UTC), True, date(2026, 12, 31)),
    ],
)
def test_from_which_month_end_a_consent_counts(now: datetime, first: bool, day: date) -> None:
    assert counts_from(now, first=first) == day


@pytest.mark.parametrize(
    ("shares", "shown"),
    [
        ([Share("a", APRIL), Share("b", APRIL)], ("a", "b")),
        ([Share("a", APRIL), Share("b", MAY)], ("a",)),
        ([Share("a", APRIL), Share("b", APRIL, at(5, 20))], ()),  # It left after April may have been shown.
        ([Share("a", APRIL), Share("b", MARCH, at(4, 20))], ("a",)),  # It left before.
        ([Share("a", APRIL), Share("b", APRIL, at(5, 20)), Share("b", MAY)], ()),  # It came back: from May on.
        ([Share("a", APRIL), Share("b", APRIL, here=False)], ()),
        ([Share("a", APRIL, at(5, 20))], ()),
        ([], ()),
    ],
)
def test_the_clinics_of_april(shares: list[Share], shown: tuple[str, ...]) -> None:
    assert clinics_of_month(APRIL, shares) == shown


STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(1, 60 * 24)), max_size=12)


@given(STEPS, st.lists(st.integers(1, 200 * 24), min_size=1, max_size=6))
def test_a_month_is_never_shown_for_two_sets_of_clinics(steps: list[tuple[str, bool, int]], looks: list[int]) -> None:
    """Clinics come and go at any hours; whoever looks at any hours is shown each month for one set of clinics or not."""
    now, shares, moments = at(1, 15), list[Share](), list[tuple[datetime, list[Share]]]()
    for clinic, joins, hours in steps:
        now += timedelta(hours=hours)
        there = [each for each in shares if each.clinic_id == clinic and each.stands]
        if joins and not there:
            shares = [*shares, Share(clinic, counts_from(now, first=not shares))]
        elif not joins and there:
            shares = [Share(each.clinic_id, each.counts_from, now) if each in there else each for each in shares]
        moments.append((now, shares))
    seen: dict[date, set[tuple[str, ...]]] = {}
    for start, state in [*moments, (now + timedelta(days=200), shares)]:
        until = next((moment for moment, _ in moments if moment > start), start + timedelta(days=400))
        for look in (start, *(start + timedelta(hours=each) for each in looks), until - timedelta(seconds=1)):
            for month in (month_end(date(2026, each, 1)) for each in range(1, 13)):
                if start <= look < until and look >= over_from(month) and (shown := clinics_of_month(month, state)):
                    seen.setdefault(month, set()).add(shown)
    assert {month: sets for month, sets in seen.items() if len(sets) > 1} == {}


def test_rows_hold_everybody_and_those_without_anybody() -> None:
    cells = [
        Cell("a", "bhcm", MAY, "ready", 2),
        Cell("a", "bhcm", MAY, "overdue", 1),
        Cell("b", "pcp", MAY, "paused", 4),
    ]
    found = rows_of(("a", "b", "c"), cells, by="clinic", again={"a": 1})
    assert [(each.key, each.parts, each.again) for each in found] == [
        ("a", (2, 0, 1), 1),
        ("b", (0, 4, 0), 0),
        ("c", (0, 0, 0), 0),
    ]
    assert [each.parts for each in rows_of(("bhcm", "pcp"), cells, by="role", again={})] == [(2, 0, 1), (0, 4, 0)]


def test_the_words_of_a_consent_name_every_clinic_and_what_is_never_shared() -> None:
    said = counts_words("Coast", "Saltmarsh", ["Mill Road", "Northgate"], APRIL, names=False)
    assert said[0].startswith(
        "Saltmarsh shares with the programme “Coast” how many roles are held at Mill Road and Northgate:"
    )
    assert "April 2026" in said[1]
    assert any("No names" in each for each in said)
    assert any(
        "names of these clinics will be too" in each for each in counts_words("C", "S", ["M"], APRIL, names=True)
    )
    named = names_words("Coast", "Saltmarsh", ["Mill Road"])
    assert "now Mill Road, and at clinics it will share later" in named[0]
    assert "now no clinic yet" in names_words("Coast", "Saltmarsh", [])[0]
