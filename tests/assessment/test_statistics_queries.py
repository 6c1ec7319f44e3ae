"""Whose answers count, which attempt, in how many queries; nothing below thirty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from lms.assessment.statistics.queries import (
    figures_of_practice,
    figures_of_test,
    get_quiz_for,
    has_passed,
    item_history,
    people_by_quiz,
)
from lms.database import Database
from lms.errors import NotFound
from lms.people.models import Account, RoleHeld
from lms.people.permissions import AUTHOR, CE_ADMINISTRATOR, LEARNER, SUPERVISOR, SYSTEM, Actor
from tests.assessment.many_attempts import by_ability, hand_in_all, key_of, people, practise_all, wrong_of
from tests.cast import in_session
from tests.clocks import MovableClock
from tests.learner import our_course
from tests.people import makers
from tests.people.makers import START, Place, actor_of

COURSE = our_course()
MODULE = COURSE.published_modules[0]
assert MODULE.post_test is not None
assert MODULE.practice is not None
TEST, PRACTICE = MODULE.post_test, MODULE.practice
FIVE = TEST.items[:5]


@pytest.fixture
def now(clock: MovableClock) -> datetime:
    return clock.now()


@pytest.fixture
def place(database: Database, now: datetime) -> Place:
    return makers.make_place(database, now)


def actor(database: Database, now: datetime, organisation: str, *kinds: str, clinic: str | None = None) -> Actor:
    account = makers.make_account(database, now, organisation, "Arne Solberg", kinds=kinds, clinic_id=clinic)
    with database.session() as session:
        return actor_of(session, account, now)


def hand_in(database: Database, now: datetime, organisation: str, count: int, **more: Any) -> list[str]:
    """So many people of an organisation hand in; their ids."""

    def act(session: Session) -> list[str]:
        who = people(session, now, organisation, count)
        hand_in_all(session, COURSE, TEST, who, now, more.pop("choose", by_ability()), **{"items": FIVE, **more})
        return who

    return in_session(database, act)


def again(database: Database, who: list[str], when: datetime, number: int, choose: Callable) -> None:
    in_session(database, lambda s: hand_in_all(s, COURSE, TEST, who, when, choose, items=FIVE, number=number))


def people_counted(database: Database, who: Actor, **more: Any) -> int:
    with database.session() as session:
        return next(each.people for each in people_by_quiz(session, who, COURSE, **more) if each.quiz.id == TEST.id)


@pytest.mark.alike
def test_each_organisation_counts_its_own_people_only(database: Database, now: datetime, place: Place) -> None:
    hand_in(database, now, place.saltmarsh, 29)
    hand_in(database, now, place.elsewhere, 40)
    author = actor(database, now, place.saltmarsh, AUTHOR)
    assert (people_counted(database, author), people_counted(database, SYSTEM)) == (29, 69)
    with database.session() as session:
        hidden = figures_of_test(session, author, TEST)
        assert hidden.people == 29
        assert hidden.shown == ()
        assert hidden.versions[0].figures.difficulty.why == "29 answers so far; figures from 30 on"
        assert hidden.reliability.kr20.value is None
    hand_in(database, now, place.saltmarsh, 1)
    with database.session() as session:
        shown = figures_of_test(session, author, TEST)
        assert [each.item.id for each in shown.shown] == [each.id for each in FIVE]
        assert [each.figures.n for each in shown.shown] == [30] * 5
        assert shown.reliability.kr20.value is not None


def test_a_grant_for_one_clinic_counts_whoever_trains_there(database: Database, now: datetime, place: Place) -> None:
    who = hand_in(database, now, place.saltmarsh, 3)
    held = {"clinic_id": place.northgate, "role": "bhcm", "start_date": START, "joined_on": START, "created_at": now}
    in_session(database, lambda s: s.add(RoleHeld(account_id=who[0], **held)))
    assert people_counted(database, actor(database, now, place.saltmarsh, AUTHOR, clinic=place.northgate)) == 1


@pytest.mark.alike
def test_whoever_may_not_finds_nothing(database: Database, now: datetime, place: Place) -> None:
    learner = actor(database, now, place.saltmarsh, LEARNER, SUPERVISOR)
    with database.session() as session:
        for refused in (
            lambda: people_by_quiz(session, learner, COURSE),
            lambda: figures_of_test(session, learner, TEST),
            lambda: item_history(session, learner, TEST, FIVE[0]),
            lambda: figures_of_practice(session, learner, PRACTICE),
            lambda: get_quiz_for(learner, COURSE, TEST.id),
        ):
            with pytest.raises(NotFound):
                refused()


@pytest.mark.alike
def test_only_the_first_attempt_that_was_handed_in_counts(database: Database, now: datetime, place: Place) -> None:
    first = hand_in(database, now, place.saltmarsh, 30, choose=lambda _, item: wrong_of(item))
    again(database, first, now + timedelta(hours=2), 2, lambda _, item: key_of(item))
    author = actor(database, now, place.saltmarsh, AUTHOR)
    with database.session() as session:
        found = figures_of_test(session, author, TEST)
    assert found.people == 30
    assert [each.figures.difficulty.value for each in found.shown] == [0.0] * 5


def test_an_earlier_day_counts_what_was_handed_in_by_then(database: Database, now: datetime, place: Place) -> None:
    hand_in(database, now, place.saltmarsh, 2)
    author = actor(database, now, place.saltmarsh, AUTHOR)
    assert people_counted(database, author, until=now) == 0
    assert people_counted(database, author, until=now + timedelta(seconds=1)) == 2


def test_accounts_that_were_closed_or_joined_are_not_counted(database: Database, now: datetime, place: Place) -> None:
    who = hand_in(database, now, place.saltmarsh, 4)

    def leave(session: Session) -> None:
        session.execute(update(Account).where(Account.id == who[0]).values(erased_at=now))
        session.execute(update(Account).where(Account.id == who[1]).values(merged_into_id=who[2]))

    in_session(database, leave)
    assert people_counted(database, actor(database, now, place.saltmarsh, AUTHOR)) == 2


@pytest.mark.alike
def test_a_question_that_was_edited_starts_anew_and_keeps_its_past(
    database: Database, now: datetime, place: Place
) -> None:
    hand_in(database, now, place.saltmarsh, 31)
    old = FIVE[0]
    edited = replace(old, title="Said better", hash="f" * 64, revision=old.revision + 1)
    quiz = replace(TEST, items=(edited, *TEST.items[1:]))
    author = actor(database, now, place.saltmarsh, CE_ADMINISTRATOR)
    with database.session() as session:
        found = figures_of_test(session, author, quiz)
        history = item_history(session, author, quiz, edited)
    assert (found.versions[0].figures.n, found.versions[1].figures.n) == (0, 31)
    assert [(each.current, each.item.revision, each.figures.n) for each in history] == [
        (True, old.revision + 1, 0),
        (False, old.revision, 31),
    ]
    assert (history[0].since, history[1].since) == (None, now)
    assert history[1].figures.difficulty.value is not None


@pytest.mark.alike
def test_figures_of_a_real_draw_are_those_worked_out_by_hand(database: Database, now: datetime, place: Place) -> None:
    """Two of five are missed by the weaker half; one is missed by the stronger half alone."""

    def choose(person: int, item: Any) -> str:
        strong = person >= 20
        missed = {FIVE[0].id: strong, FIVE[1].id: not strong, FIVE[2].id: not strong}
        return wrong_of(item) if missed.get(item.id, False) else key_of(item)

    hand_in(database, now, place.saltmarsh, 40, choose=choose)
    with database.session() as session:
        versions = figures_of_test(session, SYSTEM, TEST).shown
    figures = [each.figures for each in versions]
    assert [each.difficulty.value for each in figures] == [0.5, 0.5, 0.5, 1.0, 1.0]
    # The others of the first: 3 of 4 for the strong, who miss it, more for nobody else: right and rest go opposite ways.
    assert figures[0].discrimination.value == pytest.approx(-1)
    assert versions[0].look
    # The others of the second: the strong have 3 of 4, the weak 3 of 4 as well: nothing to tell.
    assert figures[1].discrimination.why == "Everybody did equally well on the other questions."
    assert figures[3].discrimination.why.startswith("Everybody got it right")


@pytest.mark.alike
def test_practice_is_counted_apart_and_by_the_latest_answer(database: Database, now: datetime, place: Place) -> None:
    def practise(session: Session) -> None:
        who = people(session, now, place.saltmarsh, 30)
        practise_all(session, PRACTICE, who[:10], now, lambda _, item: wrong_of(item))
        practise_all(session, PRACTICE, who[10:29], now, lambda _, item: key_of(item), tries=2)

    in_session(database, practise)
    author = actor(database, now, place.saltmarsh, AUTHOR)
    with database.session() as session:
        first = figures_of_practice(session, author, PRACTICE)[0]
        assert (first.n, first.right.value, first.again.why) == (29, None, "29 answers so far; figures from 30 on")
        people_by = {each.quiz.id: each.people for each in people_by_quiz(session, author, COURSE)}
        assert {quiz for quiz, number in people_by.items() if number} == {PRACTICE.id}
        assert (people_by[PRACTICE.id], people_by[TEST.id]) == (29, 0)
    in_session(
        database,
        lambda s: practise_all(s, PRACTICE, people(s, now, place.saltmarsh, 1), now, lambda _, item: key_of(item)),
    )
    with database.session() as session:
        first = figures_of_practice(session, author, PRACTICE)[0]
    assert (first.n, first.right.value, first.again.value) == (30, pytest.approx(20 / 30), pytest.approx(19 / 30))


def test_whether_she_passed_herself(database: Database, now: datetime, place: Place) -> None:
    who = hand_in(database, now, place.saltmarsh, 1, choose=lambda _, item: key_of(item))
    with database.session() as session:
        passed = actor_of(session, who[0], now)
        assert has_passed(session, passed, TEST)
        assert not has_passed(session, passed, replace(TEST, id="another"))


def test_the_number_of_queries_grows_with_nothing(database: Database, now: datetime, place: Place) -> None:
    def cost() -> list[int]:
        sent: list[str] = []
        note = lambda _connection, _cursor, statement, *_rest: sent.append(statement)  # noqa: E731
        found = []
        with database.session() as session:
            for read in (
                lambda: people_by_quiz(session, SYSTEM, COURSE),
                lambda: figures_of_test(session, SYSTEM, TEST),
                lambda: item_history(session, SYSTEM, TEST, FIVE[0]),
                lambda: figures_of_practice(session, SYSTEM, PRACTICE),
            ):
                event.listen(database.engine, "before_cursor_execute", note)
                read()
                event.remove(database.engine, "before_cursor_execute", note)
                found.append(len([each for each in sent if each.startswith(("SELECT", "WITH"))]))
                sent.clear()
        return found

    hand_in(database, now, place.saltmarsh, 3)
    few = cost()
    hand_in(database, now, place.elsewhere, 60, items=None)
    assert cost() == few == [2, 1, 2, 1]
