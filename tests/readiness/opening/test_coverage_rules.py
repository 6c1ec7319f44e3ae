"""Who covers a role on which days."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.leave import Pause
from lms.readiness.rules.coverage import Stretch, gaps, stretches
from lms.readiness.rules.holding import Holding

FIRST, LAST = date(2027, 5, 3), date(2027, 10, 31)


def day(month: int, of: int) -> date:
    return date(2027, month, of)


MARISOL = Holding("a", "Marisol", "bhcm", day(5, 3))
TEDDY = Holding("b", "Teddy", "bhcm", day(7, 1))


@pytest.mark.parametrize(
    ("holdings", "found"),
    [
        ([], [(FIRST, LAST, ())]),
        ([MARISOL], [(FIRST, LAST, ("Marisol",))]),
        ([TEDDY], [(FIRST, day(6, 30), ()), (day(7, 1), LAST, ("Teddy",))]),
        (
            [Holding("a", "Marisol", "bhcm", day(1, 4), day(6, 30)), TEDDY],
            [(FIRST, day(6, 30), ("Marisol",)), (day(7, 1), LAST, ("Teddy",))],
        ),
        (
            [Holding("a", "Marisol", "bhcm", day(1, 4), day(6, 25)), TEDDY],
            [(FIRST, day(6, 25), ("Marisol",)), (day(6, 26), day(6, 30), ()), (day(7, 1), LAST, ("Teddy",))],
        ),
        (
            [Holding("a", "Marisol", "bhcm", day(1, 4), day(7, 14)), TEDDY],
            [
                (FIRST, day(6, 30), ("Marisol",)),
                (day(7, 1), day(7, 14), ("Marisol", "Teddy")),
                (day(7, 15), LAST, ("Teddy",)),
            ],
        ),
        (
            [Holding("a", "Marisol", "bhcm", FIRST, None, (Pause(day(8, 1), day(8, 14)),))],
            [(FIRST, day(7, 31), ("Marisol",)), (day(8, 1), day(8, 14), ()), (day(8, 15), LAST, ("Marisol",))],
        ),
        (
            [Holding("a", "Marisol", "bhcm", FIRST, None, (Pause(day(8, 1), None),))],
            [(FIRST, day(7, 31), ("Marisol",)), (day(8, 1), LAST, ())],
        ),
        ([Holding("a", "Marisol", "bhcm", day(1, 4), day(2, 1))], [(FIRST, LAST, ())]),
    ],
)
def test_who_is_there_when(holdings, found):
    assert stretches(holdings, FIRST, LAST) == tuple(Stretch(*each) for each in found)


def test_nothing_can_be_said_of_no_days():
    assert stretches([MARISOL], LAST, FIRST) == ()


days = st.dates(date(2027, 1, 1), date(2027, 12, 31))
people = st.builds(
    lambda name, a, b, c, d: Holding(name, name, "bhcm", min(a, b), max(a, b), (Pause(min(c, d), max(c, d)),)),
    st.sampled_from("ABC"), days, days, days, days,
)  # fmt: skip


@given(st.lists(people, max_size=3, unique_by=lambda each: each.name))
def test_stretches_leave_no_day_out_and_tell_each_truly(holdings):
    found = stretches(holdings, FIRST, LAST)
    assert (found[0].first, found[-1].last) == (FIRST, LAST)
    assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in itertools.pairwise(found))
    assert all(earlier.people != later.people for earlier, later in itertools.pairwise(found))
    assert sum(each.days for each in found) == (LAST - FIRST).days + 1
    for each in found:
        for when in (each.first, each.last):
            assert each.people == tuple(one.name for one in holdings if one.there_on(when))
    assert {each.first for each in gaps(found)} == {each.first for each in found if not each.people}
