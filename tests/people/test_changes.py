"""Changes of a plan, one on the other: what stands, what can be taken back, what held on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.database import Database
from lms.errors import Invalid, NotFound, Refusal
from lms.people import changes
from lms.people.models import Pause, RoleChange, RoleHeld
from lms.people.permissions import SYSTEM, Actor
from lms.people.rules import Change, fields_of, standing_changes, undo_problem, value_on
from lms.readiness.plans import plan_on
from tests.clocks import MovableClock
from tests.people.makers import START, Place, actor_of, learner, make_account, make_place, program_manager

DAY = timedelta(days=1)
FIRST = date(2027, 1, 1)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Change], list[str | None], list[str | None]]:
    """Changes of one field on days that go on, some of them undone; the values after each; and those that stand."""
    made: list[Change] = []
    stack: list[Change] = []
    values: list[str | None] = [None]
    day = FIRST
    for number in range(draw(st.integers(0, 8))):
        day += DAY * draw(st.integers(0, 2))
        if stack and draw(st.booleans()):
            last = stack.pop()
            made.append(Change(str(number), "f", last.after, last.before, day, last.id))
        else:
            after = draw(st.sampled_from([None, "1", "2", "3"]))
            stack.append(Change(str(number), "f", values[-1], after, day))
            made.append(stack[-1])
        values.append(made[-1].after)
    return made, values, [each.id for each in stack]


@given(chains())
def test_only_the_last_standing_change_can_be_taken_back(
    chain: tuple[list[Change], list[str | None], list[str]],
) -> None:
    made, values, stack = chain
    assert [each.id for each in standing_changes(made)] == stack
    open_to_undo = [each.id for each in made if undo_problem(made, each.id) is None]
    assert open_to_undo == stack[-1:]
    if stack:
        assert values[-1] == next(each.after for each in made if each.id == stack[-1])


@given(chains(), st.integers(-1, 20))
def test_what_held_on_a_day_is_what_was_recorded_by_then(
    chain: tuple[list[Change], list[str | None], list[str]], after: int
) -> None:
    made, values, _ = chain
    day = FIRST + DAY * after
    known = [value for each, value in zip(made, values[1:], strict=True) if each.on <= day]
    assert value_on(made, "f", values[-1], day) == (known[-1] if known else values[0])


def test_other_fields_do_not_stand_in_the_way() -> None:
    made = [
        Change("a", "f", None, "1", FIRST),
        Change("b", "g", None, "1", FIRST),
        Change("c", "leave:1", None, "x", FIRST),
    ]
    assert [undo_problem(made, each.id) for each in made] == [None, None, None]
    assert fields_of(made, "leave:") == ("leave:1",)
    assert undo_problem(made, "never") is not None


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


@pytest.fixture
def manager(database: Database, clock: MovableClock, place: Place) -> str:
    return program_manager(database, clock.now(), place)


def role_of(session: Session, account_id: str) -> RoleHeld:
    return session.scalars(select(RoleHeld).where(RoleHeld.account_id == account_id)).one()


class Plan:
    """One role held, changed by somebody."""

    def __init__(self, session: Session, clock: MovableClock, account_id: str, actor: Actor = SYSTEM) -> None:
        self.session, self.clock, self.actor = session, clock, actor
        self.held = role_of(session, account_id)

    def do(self, act: Any, **more: Any) -> Any:
        more.setdefault("reason", "Because")
        return act(self.session, actor=self.actor, now=self.clock.now(), role_held_id=self.held.id, **more)

    def undo(self, change: RoleChange) -> RoleChange:
        return changes.undo_change(self.session, actor=self.actor, now=self.clock.now(), change_id=change.id)


def test_a_chain_of_changes_is_taken_back_to_its_beginning(
    database: Database, clock: MovableClock, marisol: str
) -> None:
    with database.session(write=True) as session:
        plan = Plan(session, clock, marisol)
        made = [plan.do(changes.change_start_date, start_date=START + DAY * step) for step in (7, 14, 21)]
        with pytest.raises(Refusal, match="later change"):
            plan.undo(made[0])
        for change in reversed(made):
            plan.undo(change)
        assert plan.held.start_date == START
        with pytest.raises(Refusal, match="already"):
            plan.undo(made[0])
        with pytest.raises(Refusal, match="enter it anew"):
            plan.undo(plan.held.changes[-1])
        assert [row.number for row in plan.held.changes] == [1, 2, 3, 4, 5, 6]
        assert [row.reason for row in plan.held.changes][-1] == "Taken back: Because"


@pytest.mark.parametrize(
    ("act", "more", "field", "value"),
    [
        (changes.agree_time, {"minutes": 150}, "agreed_minutes_per_week", 150),
        (changes.adjust_window, {"weeks": -4}, "window_weeks", -4),
        (changes.set_clinic_date, {"day": date(2026, 7, 1)}, "clinic_due_on", date(2026, 7, 1)),
    ],
)
def test_a_change_and_its_undoing(
    database: Database, clock: MovableClock, marisol: str, act: Any, more: dict[str, Any], field: str, value: Any
) -> None:
    with database.session(write=True) as session:
        plan = Plan(session, clock, marisol)
        made = plan.do(act, **more)
        assert getattr(plan.held, field) == value
        assert plan.do(act, **more) is None
        plan.undo(made)
        assert getattr(plan.held, field) is None
        session.commit()
        assert plan_on(plan.held, clock.now().date()).window_weeks == 0


@pytest.mark.alike
@pytest.mark.parametrize(
    ("act", "more", "field"),
    [
        (changes.agree_time, {"minutes": 14}, "hours"),
        (changes.agree_time, {"minutes": 2401}, "hours"),
        (changes.adjust_window, {"weeks": 53}, "weeks"),
        (changes.set_clinic_date, {"day": date(1999, 1, 1)}, "due_date"),
        (changes.agree_time, {"minutes": 60, "reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_meant(
    database: Database, clock: MovableClock, marisol: str, act: Any, more: dict[str, Any], field: str
) -> None:
    with database.session(write=True) as session, pytest.raises(Invalid) as refused:
        Plan(session, clock, marisol).do(act, **more)
    assert refused.value.field == field


def test_leave_is_moved_taken_away_and_not_laid_over_other_leave(
    database: Database, clock: MovableClock, marisol: str
) -> None:
    with database.session(write=True) as session:
        plan = Plan(session, clock, marisol)
        first = plan.do(changes.pause_role, from_date=date(2026, 5, 4), to_date=None)
        ended = plan.do(changes.change_pause, pause_id=first.id, from_date=date(2026, 5, 4), to_date=date(2026, 5, 10))
        second = plan.do(changes.pause_role, from_date=date(2026, 5, 20), to_date=date(2026, 5, 22))
        with pytest.raises(Invalid, match="already"):
            plan.undo(ended)  # Without its end the first would lie over the second.
        plan.undo(plan.held.changes[-1])
        assert session.get(Pause, second.id) is None
        plan.undo(ended)
        assert plan.held.pauses[0].to_date is None
        plan.undo(plan.held.changes[0])
        assert plan.held.pauses == []
        with pytest.raises(NotFound):
            plan.do(changes.change_pause, pause_id=first.id, from_date=date(2026, 5, 4), to_date=None)


@pytest.mark.alike
def test_an_earlier_day_has_the_plan_of_that_day(database: Database, clock: MovableClock, marisol: str) -> None:
    with database.session(write=True) as session:
        plan = Plan(session, clock, marisol)
        days = []
        for act, more in (
            (changes.change_start_date, {"start_date": START + DAY * 7}),
            (changes.agree_time, {"minutes": 300}),
            (changes.pause_role, {"from_date": date(2026, 5, 1), "to_date": None, "reason": "Was ill"}),
            (changes.adjust_window, {"weeks": 2}),
        ):
            days.append((clock.now().date(), plan_on(plan.held, clock.now().date() - DAY)))
            clock.move(days=1)
            plan.do(act, **more)
        leave = plan.held.changes[2]
        clock.move(days=1)
        plan.undo(leave)
        assert plan.held.pauses == []
        then = plan_on(plan.held, date(2026, 5, 7))
        assert [(each.first, each.last, each.reason) for each in then.pauses] == [(date(2026, 5, 1), None, "Was ill")]
        assert then.agreed_minutes_per_week == 300
        assert then.window_weeks == 0
        assert plan_on(plan.held, date(2026, 5, 4)).start_date == START
        assert plan_on(plan.held, date(2026, 5, 5)).start_date == START + DAY * 7
        assert plan_on(plan.held, date(2026, 5, 20)).pauses == ()
        assert plan_on(plan.held, date(2026, 5, 20)).window_weeks == 2


@pytest.mark.alike
def test_who_may_change_what(database: Database, clock: MovableClock, place: Place, marisol: str, manager: str) -> None:
    supervisor = make_account(
        database, clock.now(), place.saltmarsh, "Sunniva Berg", kinds=("clinic supervisor",), clinic_id=place.mill_road
    )
    other = make_account(
        database, clock.now(), place.saltmarsh, "Nora North", kinds=("clinic supervisor",), clinic_id=place.northgate
    )
    with database.session(write=True) as session:

        def by(account_id: str) -> Plan:
            return Plan(session, clock, marisol, actor_of(session, account_id, clock.now()))

        for who in (supervisor, manager):
            assert by(who).do(changes.change_start_date, start_date=START + DAY * (1 + (who == manager))) is not None
        own = by(marisol).do(changes.agree_time, minutes=300)
        for who, act, more in (
            (other, changes.agree_time, {"minutes": 200}),
            (marisol, changes.change_start_date, {"start_date": START}),
            (marisol, changes.adjust_window, {"weeks": 2}),
            (marisol, changes.pause_role, {"from_date": START, "to_date": None}),
        ):
            with pytest.raises(NotFound):
                by(who).do(act, **more)
        with pytest.raises(NotFound):
            by(other).undo(own)
        by(marisol).undo(own)
        theirs = by(supervisor).do(changes.agree_time, minutes=200)
        with pytest.raises(NotFound):
            by(marisol).undo(theirs)


@pytest.mark.alike
def test_the_plan_of_a_role_that_ended_stays(database: Database, clock: MovableClock, marisol: str) -> None:
    with database.session(write=True) as session:
        plan = Plan(session, clock, marisol)
        plan.held.ended_on = date(2026, 5, 1)
        with pytest.raises(Refusal, match="ended"):
            plan.do(changes.agree_time, minutes=300)
