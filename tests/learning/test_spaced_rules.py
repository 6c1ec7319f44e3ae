"""When key points come back: the grades, the days, ten a day at most, leave, and the order of risk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.learning.spaced.memory import Memory, first, replay
from lms.learning.spaced.rules import (
    A_DAY,
    FARTHEST,
    NEW_A_DAY,
    Card,
    Grade,
    Stretch,
    days_between,
    finished_on,
    first_due,
    grade_of,
    next_due,
    resting_of,
    today_of,
)
from lms.people.leave import Pause, rests

MONDAY = date(2026, 5, 4)
GRADES: tuple[Grade, ...] = ("again", "hard", "good", "easy")
grades = st.sampled_from(GRADES)
days = st.integers(0, 400)
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(MONDAY + timedelta(start), MONDAY + timedelta(start + length)),
        st.integers(0, 200),
        st.integers(0, 60),
    ),
    max_size=4,
).map(rests)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("right", "sureness", "grade"),
    [
        (True, "sure", "easy"),
        (True, "fairly", "good"),
        (True, None, "good"),
        (True, "guessing", "hard"),
        (False, "sure", "again"),
        (False, "guessing", "again"),
        (False, None, "again"),
    ],
)
def test_an_answer_says_how_well_it_is_held(right: bool, sureness: str | None, grade: Grade) -> None:
    assert grade_of(right=right, sureness=sureness) == grade


@pytest.mark.parametrize(
    ("done", "finished"),
    [
        ({}, None),
        ({"a": day(0)}, None),
        ({"a": day(3), "b": day(1)}, day(3)),
        ({"a": day(0), "b": day(0), "elsewhere": day(9)}, day(0)),
    ],
)
def test_a_module_is_finished_with_its_last_part(done: dict[str, date], finished: date | None) -> None:
    assert finished_on(("a", "b"), done) == finished


def test_c61_a_module_that_asks_for_nothing_is_never_finished() -> None:
    assert finished_on((), {"a": day(0)}) is None


def test_new_key_points_come_from_the_next_day_on_a_few_a_day() -> None:
    due = [first_due(day(0), position, ()) for position in range(2 * NEW_A_DAY + 1)]
    assert due == [day(1)] * NEW_A_DAY + [day(2)] * NEW_A_DAY + [day(3)]


def test_the_published_weights_give_these_days() -> None:
    """Right and right again: FSRS 6 with its published weights, no chance, no steps within a day."""
    assert {grade: first(grade).interval for grade in GRADES} == {"again": 1, "hard": 1, "good": 2, "easy": 8}
    held = first("good")
    grown = [held.interval]
    for _ in range(5):
        held = held.after(held.interval, "good")
        grown.append(held.interval)
    assert grown == sorted(grown)
    assert grown[1] > 5
    assert grown[-1] == FARTHEST
    assert held.after(held.interval, "again").interval < 20


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 400), grades), min_size=1, max_size=30))
def test_a_memory_is_a_function_of_its_answers(answers: list[tuple[int, Grade]]) -> None:
    held: Memory | None = None
    for gap, grade in answers:
        held = first(grade) if held is None else held.after(gap, grade)
        assert 1 <= held.interval <= FARTHEST
        assert held.stability > 0
        assert 0 < held.recall(held.interval) <= held.recall(0) == 1
    assert held == replay(tuple(answers))


@settings(deadline=None)
@given(grades, st.integers(0, 500), st.integers(0, 500))
def test_what_is_left_alone_is_remembered_less_and_less(grade: Grade, one: int, more: int) -> None:
    held = first(grade)
    assert held.recall(one) >= held.recall(one + more) >= 0


@settings(deadline=None)
@given(days, days, pauses)
def test_days_of_leave_do_not_count(earlier: int, later: int, resting: tuple[Pause, ...]) -> None:
    off = {day(each) for each in range(700) if any(p.first <= day(each) <= (p.last or date.max) for p in resting)}
    counted = [day(each) for each in range(earlier + 1, later + 1) if day(each) not in off]
    assert days_between(day(earlier), day(later), resting) == len(counted)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, FARTHEST), st.integers(1, 60), st.integers(1, 90))
def test_leave_moves_a_date_by_its_own_length(answered: int, interval: int, starts: int, length: int) -> None:
    begins = answered + starts
    leave = rests([Pause(day(begins), day(begins + length - 1))])
    without, with_leave = next_due(day(answered), interval, ()), next_due(day(answered), interval, leave)
    assert without is not None
    moved = length if without >= day(begins) else 0
    assert with_leave == without + timedelta(days=moved)
    assert days_between(day(answered), with_leave, leave) == interval


def test_leave_without_an_end_leaves_no_day() -> None:
    forever = rests([Pause(day(3))])
    assert next_due(day(0), 2, forever) == day(2)
    assert next_due(day(0), 3, forever) is None
    cards = [Card("a", None, 0.5), Card("b", day(2), 0.5)]
    today = today_of(cards, 0, day(4), forever)
    assert (today.ask, today.next_on, today.pause is not None) == ((), None, True)


cards = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(-300, 60)), st.floats(0, 1)),
    max_size=60,
).map(lambda rows: [Card(f"c{at}", None if due is None else day(due), recall) for at, (due, recall) in enumerate(rows)])


@settings(deadline=None)
@given(cards, st.integers(0, 15), pauses)
def test_c51_ten_a_day_at_most_and_the_greatest_risk_first(
    every: list[Card], answered: int, resting: tuple[Pause, ...]
) -> None:
    today = today_of(every, answered, day(0), resting)
    due = [each for each in every if each.due_on is not None and each.due_on <= day(0)]
    asked = [next(each for each in every if each.item_id == item) for item in today.ask]
    assert len(asked) == len(set(today.ask))
    assert set(today.ask) <= {each.item_id for each in due}
    if any(each.first <= day(0) <= (each.last or date.max) for each in resting):
        assert today.pause is not None
        assert not asked
        return
    assert len(asked) == min(len(due), max(0, A_DAY - answered))
    assert today.of <= max(A_DAY, answered)
    left = [each for each in due if each not in asked]
    assert all(one.recall <= other.recall for one in asked for other in left)
    assert [each.recall for each in asked] == sorted(each.recall for each in asked)
    assert today.next_on is None or today.next_on > day(0)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 25), min_size=1, max_size=4),
    st.lists(st.tuples(st.booleans(), grades), min_size=60, max_size=60),
    pauses,
)
def test_a_life_with_spaced_review(
    modules: list[int], life: list[tuple[bool, Grade]], resting: tuple[Pause, ...]
) -> None:
    """Day by day: never over ten, never in leave, never twice a day, and each answer moves its question to a later day."""
    memories: dict[str, tuple[Memory, date]] = {}
    names = [f"m{module}-{position}" for module, size in enumerate(modules) for position in range(size)]
    for number, (comes, grade) in enumerate(life):
        here = day(number)
        every = []
        for name in names:
            if name in memories:
                held, last = memories[name]
                due, recall = next_due(last, held.interval, resting), held.recall(days_between(last, here, resting))
                assert due is None or due > last
            else:
                due = first_due(day(-1), int(name.split("-")[1]), resting)
                recall = first("good").recall(days_between(day(-1), here, resting))
            every.append(Card(name, due, recall))
        today = today_of(every, 0, here, resting)
        assert 0 <= len(today.ask) <= A_DAY
        assert not (today.ask and any(each.first <= here <= (each.last or date.max) for each in resting))
        for name in today.ask if comes else ():
            held_before = memories.get(name)
            held = (
                held_before[0].after(days_between(held_before[1], here, resting), grade)
                if held_before
                else first(grade)
            )
            memories[name] = (held, here)


@pytest.mark.parametrize(
    ("stretches", "resting"),
    [
        ([], ()),
        ([Stretch(day(0), None, ())], ()),
        ([Stretch(day(0), None, (Pause(day(3), day(5)),))], (Pause(day(3), day(5)),)),
        ([Stretch(day(0), None, (Pause(day(3)),))], (Pause(day(3), date.max),)),
        # Leave in one of two roles is no leave; leave in both is, while both last.
        ([Stretch(day(0), None, (Pause(day(3), day(5)),)), Stretch(day(0), None, ())], ()),
        (
            [Stretch(day(0), None, (Pause(day(3), day(9)),)), Stretch(day(0), None, (Pause(day(7), day(12)),))],
            (Pause(day(7), day(9)),),
        ),
        ([Stretch(day(0), day(4), (Pause(day(3), day(9)),))], (Pause(day(3), day(4)),)),
        (
            [Stretch(day(0), day(6), ()), Stretch(day(5), None, (Pause(day(5), day(8)),))],
            (Pause(day(7), day(8)),),
        ),
    ],
)
def test_a_person_rests_when_every_role_does(stretches: list[Stretch], resting: tuple[Pause, ...]) -> None:
    assert resting_of(stretches) == resting
