"""A working day is a state machine: it always ends, minutes never run below zero, and danger that is put off fails it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.exercises.workday import DAY, DayBody, Outcome
from lms.practice.day import expert
from lms.practice.day.machine import NotPossible, begin, block_of, choices, minutes_left, move, obstacle
from lms.practice.day.state import State
from lms.practice.day.telling import fates, numbers, passed, stretches
from tests.practice.days import (
    ACT,
    AIDE,
    ALONE,
    EIGHT,
    LATER,
    TEN,
    TWELVE,
    contact,
    day,
    hand,
    interruption,
    option,
    shipped,
    task,
)

DO_A = {"act": "do", "task": "a"}
CLOSE = {"act": "close"}


def play(body: DayBody, *moves: Mapping[str, Any], seed: int = 0) -> State:
    state = begin(body, seed)
    for made in moves:
        state = move(body, state, made)
    return state


def made_of(body: DayBody, state: State, number: int) -> dict[str, str]:
    """The move that a number chooses among all that can be made."""
    if state.pending is not None:
        options = state.variant.call(state.pending).interruption.options
        return {"act": "answer", "option": options[number % len(options)].id}
    found = choices(body, state)
    chosen = found[number % len(found)]
    return {"act": chosen.act, "task": chosen.task, "to": chosen.to}


def test_doing_moves_the_clock_by_its_minutes() -> None:
    body = day(task("a", 20), task("b", 30))
    state = play(body, DO_A)
    assert (state.clock, [each.id for each in state.open], minutes_left(body, state)) == (EIGHT + 20, ["b"], 100)


def test_handing_over_takes_the_minutes_of_handing() -> None:
    body = day(task("a", 60, needs="forms", hands=(hand("aide", 5),)))
    state = play(body, {"act": "hand", "task": "a", "to": "aide"})
    assert (state.clock, state.open, state.log[0].right) == (EIGHT + 5, (), True)


@pytest.mark.parametrize(("to", "right"), [("aide", False), ("senior", True)])
def test_danger_goes_only_to_somebody_who_assesses_risk(to: str, right: bool) -> None:
    body = day(task("a", 30, item9=(2,), needs="forms", hands=(hand("aide"), hand("senior"))))
    state = play(body, {"act": "hand", "task": "a", "to": to})
    assert passed(state) is right


def test_what_does_not_fit_is_refused_with_the_minutes() -> None:
    body = day(task("a", 115), task("b", 20))
    state = play(body, DO_A)
    with pytest.raises(NotPossible, match="Takes 20 minutes; 5 are left in this block"):
        move(body, state, {"act": "do", "task": "b"})


def test_nothing_begins_before_its_window() -> None:
    body = day(task("a", 20, opens=TEN + 40, by=TEN + 70))
    state = begin(body, 0)
    assert obstacle(body, state, state.open[0], 20) == "Not before 10:40."
    late = play(body, CLOSE, {"act": "wait"}, DO_A)
    assert late.log[-1].begins == TEN + 40


def test_a_window_closes_at_its_hour_and_what_follows_comes_later_the_same_day() -> None:
    body = day(
        task("a", 20, by=EIGHT + 60, missed=Outcome("Nobody rang.", ("b",), 30)),
        task("b", 40, caused=True, arrives=(), now=True),
        task("c", 70),
        task("d", 40),
    )
    state = play(body, {"act": "do", "task": "c"})
    assert [each.what for each in state.log] == ["do", "missed"]
    assert [each.id for each in state.open] == ["d"]
    later = move(body, state, {"act": "do", "task": "d"})
    assert [each.id for each in later.open] == ["b"]
    assert later.danger == ("b",)


def test_what_would_come_too_late_is_refused_and_stays_until_its_hour() -> None:
    body = day(task("a", 20, by=EIGHT + 60), task("b", 45), task("c", 15))
    state = play(body, {"act": "do", "task": "b"})
    assert obstacle(body, state, state.open[0], 20) == "Takes 20 minutes; it would come too late."
    missed = move(body, state, {"act": "do", "task": "c"}).log[-1]
    assert (missed.what, missed.begins) == ("missed", EIGHT + 60)


def test_an_interruption_is_a_step_of_its_own() -> None:
    body = day(task("a", 30), task("b"), calls=(interruption("door", EIGHT + 10),))
    state = play(body, DO_A)
    assert state.pending == "door"
    assert choices(body, state) == ()
    with pytest.raises(NotPossible, match="Choose what you do"):
        move(body, state, {"act": "do", "task": "b"})
    assert move(body, state, {"act": "answer", "option": "act"}).clock == EIGHT + 45


@pytest.mark.parametrize(("chosen", "held"), [(ACT, True), (LATER, False), (ALONE, False), (AIDE, False)])
def test_danger_wants_somebody_able_now_and_the_pcp_told(chosen: Any, held: bool) -> None:
    body = day(task("a", 30), calls=(interruption("door", EIGHT + 10, ACT, chosen),))
    state = play(body, DO_A, {"act": "answer", "option": chosen.id}, CLOSE, CLOSE)
    assert state.over
    assert passed(state) is held


@pytest.mark.parametrize("made", [{"act": "do", "task": "b"}, CLOSE, {"act": "hand", "task": "b", "to": "aide"}])
def test_danger_put_off_fails_the_day_whatever_is_done_afterwards(made: Mapping[str, Any]) -> None:
    body = day(task("a", 30, now=True), task("b", needs="forms", hands=(hand("aide"),)))
    state = play(body, made, DO_A)
    assert state.put_off == ("a",)
    while not state.over:
        state = move(body, state, expert.next_move(body, state))
    assert not passed(state)
    assert [fate.came for fate in fates(body, state) if fate.id == "a"] == ["put off"]


def test_danger_met_late_is_told_without_what_would_have_followed() -> None:
    body = day(task("a", 30, now=True, missed=Outcome("Nobody came.")), task("b"))
    late = play(body, {"act": "do", "task": "b"}, DO_A, CLOSE, CLOSE)
    never = play(body, {"act": "do", "task": "b"}, CLOSE, CLOSE)
    told = [next(fate for fate in fates(body, state) if fate.id == "a") for state in (late, never)]
    assert [(fate.came, fate.outcome.html) for fate in told] == [("put off", ""), ("put off", "Nobody came.")]


def test_danger_in_the_wrong_hands_is_told_as_it_went() -> None:
    body = day(task("a", 30, now=True, hands=(hand("aide", html="Not hers."),), missed=Outcome("Nobody came.")))
    state = play(body, {"act": "hand", "task": "a", "to": "aide"}, CLOSE, CLOSE)
    assert [(fate.came, fate.outcome.html) for fate in fates(body, state)] == [("put off", "Not hers.")]


def test_danger_may_run_over_the_end_of_a_block_and_takes_from_the_next() -> None:
    body = day(task("a", 110), task("b", 50, now=True, arrives=(EIGHT + 90,)))
    state = play(body, DO_A, {"act": "do", "task": "b"})
    assert (block_of(body, state).title, state.clock, minutes_left(body, state)) == ("late", TEN + 40, 80)


def test_danger_that_comes_with_the_last_minute_is_still_met() -> None:
    body = day(task("a", 90), task("b", 15, now=True, arrives=(TWELVE,)))
    state = play(body, CLOSE, DO_A)
    assert (state.over, state.danger, minutes_left(body, state)) == (False, ("b",), 0)
    assert passed(move(body, state, {"act": "do", "task": "b"}))


@pytest.mark.parametrize(
    ("phase", "days", "due"),
    [("active", 13, 1), ("active", 14, 0), ("active", 20, 0), ("maintenance", 30, 1), ("maintenance", 31, 0)],
)
def test_a_contact_is_due_by_its_phase_and_what_slips_returns(phase: str, days: int, due: int) -> None:
    body = day(task("a", contact=contact(phase, days)), days=2)
    slipped = play(body, CLOSE, CLOSE)
    assert [each.what for each in slipped.log] == ([] if due else ["slipped"])
    assert [each.id for each in slipped.open] == ["a"]
    done = play(body, CLOSE, CLOSE, DO_A, CLOSE, CLOSE)
    assert [fate.came for fate in fates(body, done)] == ["kept" if due else "late"]


def test_what_slips_on_one_day_leads_to_something_the_next_morning() -> None:
    body = day(
        task("a", by=TWELVE, missed=Outcome("No list.", ("b",), 600)),
        task("b", 40, caused=True, arrives=()),
        days=2,
    )
    state = play(body, CLOSE, CLOSE)
    assert (state.clock, [each.id for each in state.open]) == (DAY + EIGHT, ["b"])


def test_nothing_comes_twice_and_nothing_comes_after_the_last_day() -> None:
    twice = Outcome("", ("c",))
    body = day(
        task("a", by=EIGHT + 30, missed=twice),
        task("b", by=EIGHT + 30, missed=twice),
        task("c", caused=True, arrives=()),
    )
    state = play(body, CLOSE)
    assert [each.id for each in state.open] == ["c"]
    last = day(task("a", by=TWELVE, missed=Outcome("", ("c",), 60)), task("c", caused=True, arrives=()))
    assert play(last, CLOSE, CLOSE).open == ()


def test_a_move_after_the_end_or_of_nobodys_making_is_refused() -> None:
    body = day(task("a"))
    for made in (
        {},
        {"act": "fly"},
        {"act": "do", "task": "z"},
        {"act": "hand", "task": "a", "to": "aide"},
        {"act": "wait"},
    ):
        with pytest.raises(NotPossible):
            play(body, made)
    with pytest.raises(NotPossible, match="over"):
        play(body, CLOSE, CLOSE, CLOSE)


def test_an_option_graded_less_than_best_is_not_right_and_no_danger() -> None:
    fair = option("fair", grade="fair")
    body = day(task("a"), calls=(interruption("door", EIGHT, option("best"), fair),))
    state = play(body, {"act": "answer", "option": "fair"}, CLOSE, CLOSE)
    assert passed(state)
    assert [fate.came for fate in fates(body, state)] == ["wrong hands"]


@settings(max_examples=60, deadline=None)
@given(
    slug=st.sampled_from(["day", "week"]),
    seed=st.integers(0, 10**9),
    numbers=st.lists(st.integers(0, 30), min_size=1, max_size=40),
)
def test_any_way_through_ends_and_is_the_same_when_replayed(slug: str, seed: int, numbers: list[int]) -> None:
    body = shipped(slug)
    state, moves = begin(body, seed), []
    while not state.over:
        assert len(moves) < 200
        assert minutes_left(body, state) >= 0
        made = made_of(body, state, numbers[len(moves) % len(numbers)])
        after = move(body, state, made)
        assert after.clock >= state.clock
        open_danger = set(state.danger) - {made.get("task", "")}
        if open_danger and made["act"] != "answer" and made.get("task") not in state.danger:
            assert open_danger <= set(after.put_off)
        state = after
        moves.append(made)
    assert play(body, *moves, seed=seed) == state
    settled = [each.id for each in state.log if each.what in ("do", "hand", "answer")]
    assert len(settled) == len(set(settled))
    wrong = [each for each in fates(body, state) if each.safety and not each.right]
    assert passed(state) is (not wrong)


def test_both_days_number_the_same_thing_the_same() -> None:
    body = shipped("week")
    mine = begin(body, 5)
    while not mine.over:
        mine = move(body, mine, made_of(body, mine, 0))
    theirs = expert.play(body, 5)
    given = numbers(mine, theirs)
    assert sorted(given.values()) == list(range(1, len(given) + 1))
    for state in (mine, theirs):
        assert all(each.number == given[each.id] for each in stretches(state, given))
    assert len({each.id for each in (*mine.met, *theirs.met)}) == len(given)


def test_s215_one_cast_plays_every_day() -> None:
    people: dict[str, object] = {}
    for body in (shipped("day"), shipped("week")):
        roles = {each.role for each in body.people}
        assert {"PCP", "psychiatric consultant", "clinical supervisor", "medical assistant", "front desk"} <= roles
        for each in (*body.people, *body.patients):
            assert people.setdefault(each.id, each) == each
        ages = [int(each.name.split(", ")[1]) for each in body.patients]
        assert min(ages) < 30
        assert max(ages) > 65


@pytest.mark.parametrize("slug", ["day", "week"])
def test_an_experienced_care_manager_keeps_every_variant(slug: str) -> None:
    assert expert.troubles(shipped(slug), range(300)) == ()
