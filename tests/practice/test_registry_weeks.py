"""The long form: what a choice does, what leaving it does, and that the same choices give the same weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.practice.registry.rules import call_today
from lms.practice.registry.weeks import Choice, Walk, begin, live, may_change
from lms.practice.registry.weeks_judged import by_expert, expert, figures, judge

CALLS, PLACES = 10, 6
NOTHING = Choice()


@cache
def start(seed: int = 3) -> Walk:
    return begin(seed, 60, 5)


def idle(seed: int) -> Walk:
    walk = start(seed)
    while not walk.ended:
        walk = live(walk, NOTHING)
    return walk


def test_the_same_choices_give_the_same_weeks() -> None:
    choice = expert(start().caseload, CALLS, PLACES)
    assert live(start(), choice) == live(start(), choice)
    assert live(start(), choice) != live(start(), NOTHING)


def test_a_call_about_somebodys_safety_is_answered_and_closes_the_question() -> None:
    walk = start()
    waiting = [each.id for each in walk.caseload.patients if call_today(each).safety]
    after = live(walk, Choice(call=tuple(waiting)))
    for ident in waiting:
        patient = after.caseload.patient(ident)
        assert patient is not None
        assert any(each.completed and each.on == walk.as_of for each in patient.contacts)
    assert not judge(after.over[0], CALLS, PLACES).safety_missed


def test_an_open_safety_question_that_is_left_is_found_on_friday_and_counts_as_missed() -> None:
    walk = start()
    after = live(walk, NOTHING)
    waiting = {each.id for each in walk.caseload.patients if call_today(each).safety}
    assert waiting
    told = {event.patient_id for event in after.over[0].events if event.kind == "safety"}
    assert told == waiting
    notes = judge(after.over[0], CALLS, PLACES)
    assert {note.patient.id for note in notes.notes if note.unsafe} == waiting
    for ident in waiting:
        patient = after.caseload.patient(ident)
        assert patient is not None
        assert patient.last_contact_on >= walk.as_of + timedelta(2)


def test_a_plan_changes_with_advice_and_stays_without() -> None:
    walk = start()
    stuck = next(
        each
        for each in walk.caseload.patients
        if each.phase == "active" and each.consults and not may_change(each, NOTHING, walk.as_of)
    )
    alone, advised = Choice(change=(stuck.id,)), Choice(review=(stuck.id,), change=(stuck.id,))
    kept, changed = (live(walk, each).caseload.patient(stuck.id) for each in (alone, advised))
    assert kept is not None
    assert changed is not None
    assert kept.plan_changes == stuck.plan_changes
    assert changed.plan_changes == (*stuck.plan_changes, walk.as_of + timedelta(2))
    assert changed.consulted_on == walk.as_of + timedelta(1)
    assert {event.kind for event in live(walk, alone).over[0].events if event.patient_id == stuck.id} >= {"unchanged"}


def test_who_misses_a_booked_contact_has_no_next_date() -> None:
    after = live(start(), NOTHING)
    missed = [event.patient_id for event in after.over[0].events if event.kind == "missed"]
    assert missed
    for ident in missed:
        patient = after.caseload.patient(ident)
        assert patient is not None
        assert patient.next_contact_on is None
        assert not patient.contacts[-1].completed or "safety" in {
            event.kind for event in after.over[0].events if event.patient_id == ident
        }


@pytest.mark.parametrize("seed", range(6))
def test_choices_matter_an_experienced_walk_ends_better_than_idling(seed: int) -> None:
    worked = by_expert(seed, 60, 5, CALLS, PLACES)
    ours, theirs = figures(worked.caseload), figures(idle(seed).caseload)
    assert ours.overdue < theirs.overdue
    assert ours.unreviewed < theirs.unreviewed
    assert ours.stuck <= theirs.stuck
    assert ours.responded >= theirs.responded
    assert all(not judge(week, CALLS, PLACES).safety_missed for week in worked.over)
    for week in worked.over:
        for part in ("call", "review", "change"):
            right, of = judge(week, CALLS, PLACES).marks(part)
            assert right == of


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 4),
    picks=st.lists(
        st.tuples(*[st.lists(st.integers(1, 70).map("p{:02}".format), max_size=12) for _ in range(3)]), max_size=4
    ),
)
def test_whatever_is_chosen_the_history_stays_in_order(
    seed: int, picks: list[tuple[list[str], list[str], list[str]]]
) -> None:
    walk = replace(start(seed), weeks=len(picks) or 1)
    for call, review, change in picks:
        before = walk.caseload
        walk = live(walk, Choice(tuple(call), tuple(review), tuple(change)))
        for patient in walk.caseload.patients:
            for days in (
                [each.on for each in patient.contacts],
                [each.on for each in patient.phq],
                list(patient.consults),
                list(patient.plan_changes),
            ):
                assert days == sorted(days)
                assert all(day <= walk.as_of for day in days)
            assert len({each.on for each in patient.phq}) == len(patient.phq)
            old = before.patient(patient.id)
            assert old is None or old.phase != "discharged" or patient == old
        judged = judge(walk.over[-1], CALLS, PLACES)
        assert all(note.words for note in judged.notes)
    assert len({each.id for each in walk.caseload.patients}) == len(walk.caseload.patients)
