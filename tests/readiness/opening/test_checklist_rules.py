"""Where an item of a list stands on a day, what is open, and what an entry may say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.checklists import NOTE_MOST, STATES, Asked, Entry, closed_of, lines, open_required, problems

DAY = date(2027, 3, 1)
AGREEMENT = Asked("agreement", "Agreement signed", "Program manager", required=True)
ROOM = Asked("room", "A room", "Program manager", required=False)
OWN = Asked("own", "Parking", "Facilities", required=True, own=True, since=DAY, withdrawn_on=DAY + timedelta(days=5))


def entry(state="done", item="agreement", number=1, on=DAY, **more) -> Entry:
    return Entry(item, number, state, on, **more)


@pytest.mark.parametrize(
    ("entries", "state", "is_open"),
    [
        ([], "not started", 1),
        ([entry("in progress")], "in progress", 1),
        ([entry("done")], "done", 0),
        ([entry("not needed", note="We own the consultant")], "not needed", 0),
        ([entry("done"), entry("in progress", number=2)], "in progress", 1),
        ([entry("in progress", number=2), entry("done")], "in progress", 1),
        ([entry("done", on=DAY + timedelta(days=1))], "not started", 1),
        ([entry("done", item="room")], "not started", 1),
    ],
)
def test_the_last_entry_by_then_counts(entries, state, is_open):
    found = lines([AGREEMENT, ROOM], entries, DAY)
    assert (found[0].state, open_required(found)) == (state, is_open)


def test_an_item_of_ones_own_stands_from_its_day_to_the_day_before_it_is_taken_off():
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=4), DAY + timedelta(days=5)]
    assert [bool(lines([OWN], [], day)) for day in days] == [False, True, True, False]


def test_what_is_not_required_stands_in_nobodys_way():
    found = lines([ROOM], [], DAY)
    assert (open_required(found), closed_of(found)) == (0, (0, 1))


def test_the_clinics_word_on_who_and_when_comes_before_the_lists():
    (plain,) = lines([AGREEMENT], [], DAY)
    (named,) = lines([AGREEMENT], [entry("in progress", owner="Legal", due_on=DAY)], DAY)
    assert (plain.owner, plain.due_on) == ("Program manager", None)
    assert (named.owner, named.due_on) == ("Legal", DAY)


@pytest.mark.parametrize(
    ("state", "days", "late"), [("in progress", -1, True), ("in progress", 0, False), ("done", -1, False)]
)
def test_late_is_open_after_its_own_date(state, days, late):
    (line,) = lines([AGREEMENT], [entry(state, due_on=DAY + timedelta(days=days))], DAY)
    assert line.late_on(DAY) is late


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (entry("done", due_on=DAY - timedelta(days=40)), set()),
        (entry("in progress", owner="Legal", due_on=DAY, note="Sent\non Monday"), set()),
        (entry("not needed"), {"note"}),
        (entry("not needed", note="   "), {"note"}),
        (entry("not needed", note="Employed here"), set()),
        (entry("finished"), {"state"}),
        (entry("in progress", due_on=DAY - timedelta(days=1)), {"due_on"}),
        (entry("in progress", due_on=date(2038, 1, 1)), {"due_on"}),
        (entry(note="x" * (NOTE_MOST + 1)), {"note"}),
        (entry(owner="x" * 201), {"owner"}),
        (entry(owner="Le\u0007gal"), {"owner"}),
        (entry(note="bell \u0007"), {"note"}),
    ],
)
def test_what_an_entry_may_say(wanted, fields):
    assert set(problems(wanted, DAY)) == fields


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(-9, 9)), max_size=8))
def test_open_and_closed_are_one_of_the_two(steps):
    entries = [entry(state, number=at + 1, on=DAY + timedelta(days=days)) for at, (state, days) in enumerate(steps)]
    found = lines([AGREEMENT], entries, DAY)
    assert open_required(found) + closed_of(found)[0] == 1
    known = [each for each in entries if each.on <= DAY]
    assert found[0].entries == len(known)
    assert found[0].state == (known[-1].state if known else "not started")
