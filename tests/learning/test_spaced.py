"""Spaced review over the facts of one person: what is asked on which day, and what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from lms.acts import checkup
from lms.acts.outside import decide
from lms.curriculum.course import Course, Item
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.files import FileStore
from lms.learning.outside.actions import record_training
from lms.learning.outside.rules import Given
from lms.learning.spaced.actions import NotAsked
from lms.learning.spaced.models import SpacedAnswer
from lms.learning.spaced.queries import shown
from lms.learning.spaced.rules import A_DAY, NEW_A_DAY
from lms.people.changes import pause_role
from lms.people.permissions import SYSTEM
from lms.people.queries import roles_of
from tests.acts.two_accounts import Two
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people import makers
from tests.reviewing import answer, answer_all, finish, first_module, look

ZONE = "America/Chicago"


@pytest.fixture
def marisol(database: Database, clock: MovableClock) -> Learner:
    place = makers.make_place(database, clock.now())
    return Learner(database, clock, makers.learner(database, clock.now(), place))


def pause(learner: Learner, first: date, last: date | None) -> None:
    def leave(session, actor, now) -> None:
        held = roles_of(session, learner.account_id)[0]
        by = {"actor": SYSTEM, "now": now, "role_held_id": held.id}
        pause_role(session, from_date=first, to_date=last, reason="Family leave", **by)

    learner.do(leave)


def with_points(course: Course, items: tuple[Item, ...]) -> Course:
    """The course with other key points in its first module."""
    module = course.published_modules[0]
    assert module.key_points is not None
    changed = replace(module, key_points=replace(module.key_points, items=items))
    return replace(course, modules=tuple(changed if each.id == module.id else each for each in course.modules))


@pytest.mark.alike
def test_our_first_module_has_its_key_points(marisol: Learner) -> None:
    points = first_module(marisol).key_points
    assert points is not None
    assert len(points.items) >= 20
    assert {item.objective for item in points.items} == {each.id for each in first_module(marisol).objectives}
    lessons = {fact for lesson in first_module(marisol).lessons for fact in lesson.facts}
    assert {fact for item in points.items for fact in item.facts} <= lessons


@pytest.mark.alike
def test_key_points_come_the_day_after_a_module_and_never_before(marisol: Learner, clock: MovableClock) -> None:
    assert look(marisol).today.cards == 0
    finish(marisol)
    here = look(marisol).today
    assert (here.ask, here.next_on) == ((), date(2026, 5, 5))
    clock.move(days=1)
    points = first_module(marisol).key_points
    assert points is not None
    assert look(marisol).today.ask == tuple(item.id for item in points.items[:NEW_A_DAY])


@pytest.mark.alike
def test_c51_after_days_away_there_are_ten_and_no_heap(marisol: Learner, clock: MovableClock) -> None:
    finish(marisol)
    clock.move(days=90)
    assert answer_all(marisol) == A_DAY
    here = look(marisol).today
    assert (here.ask, here.answered, here.of) == ((), A_DAY, A_DAY)
    assert here.next_on == date(2026, 5, 4) + timedelta(days=91)
    clock.move(days=1)
    assert look(marisol).today.of == A_DAY


@pytest.mark.alike
def test_what_was_missed_comes_tomorrow_and_first(marisol: Learner, clock: MovableClock) -> None:
    finish(marisol)
    clock.move(days=1)
    one, two, *_ = look(marisol).today.ask
    answer(marisol, one, right=False, sureness="sure")
    answer(marisol, two, sureness="sure")
    clock.move(days=1)
    asked = look(marisol).today.ask
    assert asked[0] == one
    assert two not in asked


@pytest.mark.alike
def test_leave_moves_the_dates_and_nothing_piles_up(marisol: Learner, clock: MovableClock) -> None:
    finish(marisol)
    clock.move(days=1)
    answer_all(marisol)
    due = look(marisol).today.next_on
    assert due == date(2026, 5, 6)
    pause(marisol, date(2026, 5, 6), date(2026, 5, 26))
    assert look(marisol).today.next_on == due + timedelta(days=21)
    clock.move(days=10)
    resting = look(marisol).today
    assert (resting.ask, resting.pause is not None, resting.next_on) == ((), True, date(2026, 5, 27))
    clock.move(days=12)
    assert len(look(marisol).today.ask) == NEW_A_DAY


@pytest.mark.alike
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"turn": 1}, NotAsked),
        ({"seen": "another text"}, NotAsked),
        ({"chosen": ""}, Invalid),
        ({"chosen": "z"}, Invalid),
        ({"sureness": "very"}, Invalid),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    marisol: Learner, clock: MovableClock, database: Database, more: dict[str, object], refusal: type[Exception]
) -> None:
    finish(marisol)
    clock.move(days=1)
    with pytest.raises(refusal):
        answer(marisol, look(marisol).today.ask[0], **more)
    assert look(marisol).today.answered == 0


def test_an_answer_twice_late_or_early_changes_nothing(marisol: Learner, clock: MovableClock) -> None:
    finish(marisol)
    points = first_module(marisol).key_points
    assert points is not None
    with pytest.raises(NotAsked):
        answer(marisol, points.items[0].id)
    clock.move(days=1)
    answer(marisol, points.items[0].id, right=False)
    with pytest.raises(NotAsked):
        answer(marisol, points.items[0].id)
    with pytest.raises(NotAsked):
        answer(marisol, points.items[0].id, turn=0)
    clock.move(days=1)
    with pytest.raises(NotAsked):  # The page of yesterday, although the question is asked again today.
        answer(marisol, points.items[0].id, turn=0)
    answer(marisol, points.items[0].id)
    assert look(marisol).turn(points.items[0].id) == 2


@pytest.mark.alike
def test_a_waived_part_is_behind_her_from_the_day_of_the_decision(database: Database, clock: MovableClock) -> None:
    two = Two(database, clock)
    marisol, part = two.work, first_module(two.work).required[0]
    finish(marisol, but=part)
    given = Given("A course on the model", "County health school", clock.today(ZONE), 90, "Grace was there.", False)
    training = marisol.do(lambda s, a, n: record_training(s, actor=a, now=n, given=given, today=a.today, file=None)).id
    clock.move(days=9)
    assert look(marisol).today.cards == 0
    by = {"account_id": marisol.account_id, "training_id": training, "accept": True, "waives": [part]}
    two.chief.do(lambda s, a, n: decide(s, actor=a, now=n, course=marisol.course, **by))
    here = look(marisol).today
    assert (here.ask, here.next_on) == ((), date(2026, 5, 14))


@pytest.mark.alike
def test_who_may_not_learn_finds_nothing(marisol: Learner, database: Database, clock: MovableClock) -> None:
    finish(marisol)
    clock.move(days=1)
    place = makers.make_place(database, clock.now())
    chief = Learner(database, clock, makers.administrator(database, clock.now(), place))
    with pytest.raises(NotFound):
        answer(chief, look(marisol).today.ask[0])


@pytest.mark.alike
def test_a_question_that_changed_keeps_its_place_and_one_taken_out_leaves(
    marisol: Learner, clock: MovableClock
) -> None:
    finish(marisol)
    clock.move(days=1)
    points = first_module(marisol).key_points
    assert points is not None
    first, second, *rest = points.items
    answer(marisol, first.id, right=False)
    edited = replace(first, stem_html="<p><strong>Asked otherwise?</strong></p>", hash="0" * 64)
    marisol.course = with_points(marisol.course, (edited, *rest))
    clock.move(days=1)
    found = look(marisol)
    assert found.today.ask[0] == first.id
    assert found.items[first.id].stem_html == edited.stem_html
    assert second.id not in found.items
    answer(marisol, first.id)
    assert [row.item_hash for row in look(marisol).answers[first.id]] == [first.hash, edited.hash]


@pytest.mark.alike
def test_what_was_begun_goes_on_when_the_module_grows(marisol: Learner, clock: MovableClock) -> None:
    finish(marisol)
    clock.move(days=1)
    asked = look(marisol).today.ask
    answer(marisol, asked[0], right=False)
    module = first_module(marisol)
    grown = replace(module, required=(*module.required, "m1-l99-new"))
    marisol.course = replace(
        marisol.course, modules=tuple(grown if each.id == module.id else each for each in marisol.course.modules)
    )
    clock.move(days=1)
    assert look(marisol).today.ask == (asked[0],)


def test_the_check_knows_a_mark_that_was_altered(
    marisol: Learner, clock: MovableClock, database: Database, tmp_path: Path
) -> None:
    for each in first_module(marisol).required:
        marisol.close(each)
    clock.move(days=1)
    files, row = FileStore(tmp_path), answer(marisol, look(marisol).today.ask[0])
    assert checkup.differences(database, files, marisol.course, clock.now()) == []
    with database.session(write=True) as session:
        session.get_one(SpacedAnswer, row.id).right = False
        session.commit()
    (found,) = checkup.differences(database, files, marisol.course, clock.now())
    assert row.id in found


def test_two_accounts_joined_have_one_review(database: Database, clock: MovableClock) -> None:
    two = Two(database, clock)
    finish(two.work)
    finish(two.home)
    clock.move(days=1)
    shared, only = look(two.work).today.ask[:2]
    answer(two.work, shared)
    clock.move(minutes=5)
    later = answer(two.home, shared, right=False)
    answer(two.home, only)
    two.join()
    rows = two.of_work(SpacedAnswer)
    assert sorted(row.item_id for row in rows) == sorted([shared, only])
    assert {row.answered_at for row in rows if row.item_id == shared} == {later.answered_at}
    assert look(two.work).today.answered == 2


def test_the_order_of_options_changes_with_the_day(marisol: Learner) -> None:
    points = first_module(marisol).key_points
    assert points is not None
    item = points.items[0]
    orders = {tuple(o.id for o in shown(item, "someone", date(2026, 5, each)).options) for each in range(1, 15)}
    assert len(orders) > 3
    assert all(sorted(order) == ["a", "b", "c", "d"] for order in orders)
