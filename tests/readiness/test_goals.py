"""Goals of continuing education: months, due dates, what closes a goal, when all of it is met; nothing takes readiness away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.readiness.rules import RoleTimeline, stand
from lms.readiness.rules.facts import Facts
from lms.readiness.rules.goals import (
    DAYS_MOST,
    Continuing,
    Doings,
    Goal,
    Mark,
    Said,
    Wanted,
    continuing,
    due_words,
    month_of,
    months_of,
    problem_of,
    suggested,
)
from tests.readiness.roles import DAY, ROLES
from tests.readiness.test_engine_properties import ANCHORS, histories

START = date(2027, 5, 4)
READY = {"ready", "in continuing education", "complete"}


@pytest.mark.parametrize(
    ("start", "number", "first", "last"),
    [
        (date(2027, 5, 4), 1, date(2027, 5, 4), date(2027, 6, 3)),
        (date(2027, 5, 4), 6, date(2027, 10, 4), date(2027, 11, 4)),
        (date(2027, 8, 31), 1, date(2027, 8, 31), date(2027, 9, 29)),
        (date(2027, 8, 31), 2, date(2027, 9, 30), date(2027, 10, 30)),
        (date(2027, 8, 31), 6, date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 2, 29), date(2028, 3, 28)),
        (date(2028, 2, 29), 6, date(2028, 7, 29), date(2028, 8, 29)),
        (date(2027, 12, 31), 2, date(2028, 1, 31), date(2028, 2, 28)),
    ],
)
def test_months_are_calendar_months_from_the_start(start: date, number: int, first: date, last: date) -> None:
    month = month_of(start, number)
    assert (month.first, month.last) == (first, last)
    assert f"the end of month {number}" in due_words(start, month)


@given(ANCHORS)
def test_months_follow_one_another_and_end_with_the_phase(start: date) -> None:
    months = [month_of(start, number) for number in range(1, 7)]
    assert months[0].first == start
    assert all(later.first == earlier.last + DAY for earlier, later in pairwise(months))
    phase = stand(ROLES["bhcm"], Facts(start_date=start, minutes_required=0), start).phases[-1]
    assert months[-1].last == phase.due


def test_only_a_role_with_continuing_education_has_months() -> None:
    assert {role: months_of(timeline) for role, timeline in ROLES.items() if months_of(timeline)} == {"bhcm": 6}
    with pytest.raises(ValueError, match="6 months"):
        month_of(START, 7)


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (Wanted(1, "case"), set()),
        (Wanted(0, "case"), {"month"}),
        (Wanted(7, "observed"), {"month"}),
        (Wanted(1, "else"), {"kind"}),  # type: ignore[arg-type]
        (Wanted(1, "refresher"), {"part"}),
        (Wanted(1, "spaced"), {"days"}),
        (Wanted(1, "spaced", days=DAYS_MOST + 1), {"days"}),
        (Wanted(1, "clinic"), {"words"}),
        (Wanted(1, "case", words="x" * 201), {"words"}),
    ],
)
def test_what_a_goal_must_say(wanted: Wanted, fields: set[str]) -> None:
    assert set(problem_of(wanted, 6)) == fields


def test_the_suggestion_is_sound() -> None:
    assert not any(problem_of(each, 6) for each in suggested(6))
    assert {each.month for each in suggested(6)} == {1, 2, 3, 4, 5, 6}


CASE = Goal("case", Wanted(1, "case"), own=True, set_on=START)
WALK = Goal("walk", Wanted(2, "refresher", part="c1"), own=False, set_on=START)
KEPT = Goal("kept", Wanted(2, "spaced", days=2), own=False, set_on=START)


def at(day: date, *goals: Goal, marks: tuple[Mark, ...] = (), said: tuple[Said, ...] = (), **doings) -> Continuing:
    return continuing(START, 6, day, goals, marks, said, Doings(**doings))


def mark(what: str, number: int = 1, goal: str = "case", on: date = START, **more) -> Mark:
    return Mark(goal, number, what, on, more.pop("recorded_on", on), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ((), "open"),
        ((mark("proposed"),), "proposed"),
        ((mark("done"),), "done"),
        ((mark("not needed"),), "not needed"),
        ((mark("proposed"), mark("done", 2)), "done"),
        ((mark("proposed"), mark("done", 2, taken_back_on=START)), "proposed"),
        ((mark("done", recorded_on=START + 9 * DAY),), "open"),
        ((mark("done", taken_back_on=START + 9 * DAY),), "done"),
    ],
)
def test_the_last_mark_that_stands_on_the_day_counts(marks: tuple[Mark, ...], state: str) -> None:
    found = at(START + DAY, CASE, marks=marks).goals[0]
    assert found.state == state
    assert found.closed is (state in ("done", "not needed"))
    assert not found.by_course


@pytest.mark.parametrize(
    ("days", "on", "words"),
    [
        ((), None, "Not walked since its month began."),
        ((date(2027, 6, 3),), None, "Not walked since its month began."),
        ((date(2027, 6, 4),), date(2027, 6, 4), "Walked on 4 June 2027."),
        ((date(2027, 6, 1), date(2027, 7, 3)), date(2027, 7, 3), "Walked on 3 July 2027."),
        ((date(2027, 7, 4),), date(2027, 7, 4), "Walked on 4 July 2027 after its month, which counts too."),
        ((date(2027, 9, 4),), None, "Not walked since its month began."),
    ],
)
def test_a_refresher_is_known_from_the_course(days: tuple[date, ...], on: date | None, words: str) -> None:
    found = at(date(2027, 8, 1), WALK, done={"c1": days, "c2": (date(2027, 6, 5),)}).goals[0]
    assert (found.on, found.so_far, found.by_course) == (on, words, on is not None)


@pytest.mark.parametrize(
    ("days", "on"),
    [
        ((), None),
        ((date(2027, 6, 3), date(2027, 6, 4)), None),
        ((date(2027, 6, 4), date(2027, 6, 5), date(2027, 6, 9)), date(2027, 6, 5)),
        ((date(2027, 7, 3), date(2027, 7, 4)), None),
    ],
)
def test_spaced_review_is_kept_up_on_days_of_its_month(days: tuple[date, ...], on: date | None) -> None:
    found = at(date(2027, 8, 1), KEPT, answered=frozenset(days)).goals[0]
    assert found.on == on
    inside = sum(date(2027, 6, 4) <= day <= date(2027, 7, 3) for day in days)
    more = "Answered on 3 days, more than the 2 asked for."
    assert found.so_far == (more if inside == 3 else f"Answered on {inside} of 2 days.")


def test_a_change_of_the_template_opens_nothing_again() -> None:
    late = replace(CASE, own=False, set_on=date(2027, 6, 4))
    assert at(date(2027, 6, 5), late).goals == ()
    assert at(date(2027, 6, 5), replace(late, own=True)).open == 1
    assert at(date(2027, 6, 5), replace(late, set_on=date(2027, 6, 3))).open == 1
    gone = replace(CASE, own=False, withdrawn_on=date(2027, 5, 9))
    assert at(date(2027, 5, 8), gone).open == 1
    assert at(date(2027, 5, 9), gone).goals == ()
    closed = at(date(2027, 5, 30), gone, marks=(mark("done", on=date(2027, 5, 6)),))
    assert (len(closed.goals), closed.open) == (1, 0)
    assert at(date(2027, 5, 30), replace(gone, own=True), marks=(mark("done"),)).goals == ()


def test_it_is_met_when_all_is_closed_and_both_have_spoken() -> None:
    said = tuple(Said(side, "Well.", "On.", date(2027, 10, 5)) for side in ("learner", "supervisor"))
    day = date(2027, 10, 6)
    assert at(day, said=said).state is None
    assert at(day, CASE, said=said).state == "open"
    done = (mark("done"),)
    assert at(day, CASE, marks=done, said=said[:1]).state == "open"
    assert at(day, CASE, marks=done, said=said).state == "met"
    assert at(date(2027, 10, 4), CASE, marks=done, said=said).state == "open"
    taken = (replace(said[0], taken_back_on=day), said[1])
    assert at(day, CASE, marks=done, said=taken).state == "open"
    seen = at(day, CASE, WALK, said=said)
    assert seen.check_from == date(2027, 10, 4)
    assert [each.words for each in seen.months[:3]] == ["1 of 1 goal open", "1 of 1 goal open", "No goal set"]
    assert [each.when for each in seen.months] == ["past"] * 5 + ["now"]
    assert seen.next is not None
    assert seen.next.goal is CASE
    assert seen.find("walk") is seen.goals[1]
    assert seen.find("nothing") is None


@st.composite
def pasts(draw: st.DrawFn, start: date) -> dict:
    """Goals, marks, checks and doings of any kind around a start date."""
    days = st.integers(-20, 220).map(lambda step: start + timedelta(days=step))
    maybe = st.one_of(st.none(), days)
    kinds = st.sampled_from(["case", "refresher", "spaced", "observed", "clinic"])
    goals = [
        Goal(str(number), Wanted(draw(st.integers(1, 6)), draw(kinds), "c1", 1, "words"), draw(st.booleans()), draw(days), None, draw(maybe))
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    what = st.sampled_from(["proposed", "done", "not needed"])
    marks = [
        Mark(draw(st.sampled_from([each.id for each in goals])), number, draw(what), draw(days), draw(days), taken_back_on=draw(maybe))
        for number in range(draw(st.integers(0, 5)) if goals else 0)
    ]  # fmt: skip
    said = [Said(draw(st.sampled_from(["learner", "supervisor"])), "a", "b", draw(days), None, draw(maybe)) for _ in range(draw(st.integers(0, 3)))]  # fmt: skip
    doings = Doings({"c1": tuple(draw(st.lists(days, max_size=3)))}, frozenset(draw(st.lists(days, max_size=3))))
    return {"goals": goals, "marks": marks, "said": said, "doings": doings}


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_s105_goals_never_take_readiness_away(history: tuple[RoleTimeline, Facts, date], data: st.DataObject) -> None:
    timeline, facts, today = history
    past = data.draw(pasts(facts.start_date))
    seen = continuing(facts.start_date, 6, today, **past)
    bare = stand(timeline, replace(facts, continuing_goals=None, goals_open=None), today)
    full = stand(timeline, replace(facts, continuing_goals=seen.state, goals_open=seen.open), today)
    assert (bare.standing in READY) == (full.standing in READY)
    assert bare.standing == full.standing or {bare.standing, full.standing} == {"in continuing education", "complete"}
    assert full.rank >= bare.rank
    assert seen.state != "met" or (seen.checked and not seen.open)


@settings(max_examples=100, deadline=None)
@given(ANCHORS, st.data())
def test_days_that_pass_change_nothing_by_themselves(start: date, data: st.DataObject) -> None:
    """The schedule is right as long as nothing is recorded: once all was recorded, no later day has another state."""
    past = data.draw(pasts(start))
    later = start + timedelta(days=221)
    first, second = (continuing(start, 6, day, **past) for day in (later, later + timedelta(days=90)))
    assert (first.state, first.open) == (second.state, second.open)
    assert [each.goal.id for each in first.goals] == [each.goal.id for each in second.goals]
