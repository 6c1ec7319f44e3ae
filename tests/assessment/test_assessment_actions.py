"""Attempts as actions: who may, what is kept, what stands in the record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.assessment.actions import AttemptClosed, AttemptResting, answer_practice, save_answer
from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.assessment.queries import get_attempt_for, result_of
from lms.audit.models import AuditLine
from lms.audit.queries import verify_all
from lms.curriculum.course import Check, Course
from lms.curriculum.models import ContentPiece
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.people.permissions import SUPERVISOR, Actor
from tests.clocks import MovableClock
from tests.learner import Learner, our_course
from tests.people import makers
from tests.people.makers import Place, actor_of

MODULE = our_course().published_modules[0]
assert MODULE.post_test is not None
TEST = MODULE.post_test.id


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return makers.make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> Learner:
    return Learner(database, clock, makers.learner(database, clock.now(), place))


@pytest.fixture
def sunniva(database: Database, clock: MovableClock, place: Place) -> Learner:
    """A supervisor, who learns nothing herself."""
    account = makers.make_account(
        database, clock.now(), place.saltmarsh, "Sunniva Berg", kinds=(SUPERVISOR,), clinic_id=place.mill_road
    )
    return Learner(database, clock, account)


def rows(database: Database, table: type) -> list:
    with database.session() as session:
        return list(session.scalars(select(table)))


@pytest.mark.alike
def test_without_the_grant_there_is_no_test(sunniva: Learner, database: Database) -> None:
    with pytest.raises(NotFound):
        sunniva.begin(TEST)
    assert rows(database, Attempt) == []


@pytest.mark.alike
@pytest.mark.parametrize("test_id", ["nothing", "", MODULE.practice.id if MODULE.practice else "none"])
def test_only_a_post_test_is_drawn(marisol: Learner, test_id: str) -> None:
    with pytest.raises(NotFound):
        marisol.begin(test_id)


@pytest.mark.alike
def test_the_grant_that_ran_out_ends_an_attempt_too(marisol: Learner, database: Database) -> None:
    attempt = marisol.begin(TEST)
    with database.session(write=True) as session:
        actor = actor_of(session, marisol.account_id, marisol.clock.now())
        former = replace(
            actor, grants=tuple(replace(each, to_date=actor.today - timedelta(days=1)) for each in actor.grants)
        )
        with pytest.raises(NotFound):
            save_answer(
                session,
                actor=former,
                now=marisol.clock.now(),
                attempt_id=attempt.id,
                position=1,
                chosen="a",
                flagged=False,
            )


@pytest.mark.alike
def test_an_attempt_says_what_it_drew(marisol: Learner, database: Database) -> None:
    attempt = marisol.begin(TEST)
    quiz = marisol.course.quiz(TEST)
    assert quiz is not None
    assert (attempt.number, attempt.edition, attempt.drawn) == (1, marisol.course.edition, quiz.draw)
    assert [row.position for row in attempt.items] == list(range(1, attempt.drawn + 1))
    known = {row.hash for row in rows(database, ContentPiece)}
    for row in attempt.items:
        assert row.item_hash in known
        assert sorted(row.option_order) == ["a", "b", "c", "d"]
    assert len({tuple(row.option_order) for row in attempt.items}) > 1


@pytest.mark.alike
def test_the_pause_says_until_when(marisol: Learner, clock: MovableClock) -> None:
    for _ in range(3):
        marisol.test(TEST, right=0)
    with pytest.raises(AttemptResting) as resting:
        marisol.begin(TEST)
    assert resting.value.until == clock.now() + timedelta(minutes=15)
    clock.set(resting.value.until)
    assert marisol.begin(TEST).number == 4


@pytest.mark.alike
def test_after_the_hand_in_answers_stand(marisol: Learner) -> None:
    attempt_id = marisol.test(TEST, right=3).attempt.id
    with pytest.raises(AttemptClosed):
        marisol.do(
            lambda s, a, n: save_answer(s, actor=a, now=n, attempt_id=attempt_id, position=1, chosen="a", flagged=True)
        )


@pytest.mark.alike
def test_an_empty_answer_is_not_right(marisol: Learner) -> None:
    done = marisol.hand_in(marisol.begin(TEST).id)
    assert (done.attempt.right_count, done.attempt.passed) == (0, False)


@pytest.mark.alike
def test_a_second_hand_in_says_that_it_is_not_new(marisol: Learner) -> None:
    first = marisol.test(TEST)
    again = marisol.hand_in(first.attempt.id)
    assert (first.new, again.new) == (True, False)
    assert again.attempt.right_count == first.attempt.right_count


@pytest.mark.alike
def test_the_result_by_objective_is_that_of_the_items(marisol: Learner, database: Database) -> None:
    attempt_id = marisol.test(TEST, right=7).attempt.id
    with database.session() as session:
        actor = actor_of(session, marisol.account_id, marisol.clock.now())
        found = result_of(session, get_attempt_for(session, actor, attempt_id), marisol.course)
        assert sum(each.right for each in found.by_objective) == found.attempt.right_count == 7
        assert sum(each.of for each in found.by_objective) == found.attempt.drawn
        assert [[option.id for option in item.options] for _, item in found.items] == [
            row.option_order for row, _ in found.items
        ]


@pytest.mark.alike
def test_the_record_tells_starts_and_hand_ins_but_no_answers(marisol: Learner, database: Database) -> None:
    marisol.test(TEST, right=1)
    lines = sorted(rows(database, AuditLine), key=lambda row: row.number)
    acts = [row.act for row in lines if row.actor_id == marisol.account_id]
    assert acts == ["attempt.started", "attempt.handed-in"]
    with database.session() as session:
        assert verify_all(session) == []


@pytest.mark.parametrize("values", [{"right_count": 99}, {"right_count": -1}, {"handed_in_at": None}])
def test_c09_the_table_holds_no_score_that_cannot_be(marisol: Learner, database: Database, values: dict) -> None:
    attempt_id = marisol.test(TEST, right=1).attempt.id
    with database.session(write=True) as session:
        attempt = session.get_one(Attempt, attempt_id)
        for name, value in values.items():
            setattr(attempt, name, value)
        with pytest.raises(IntegrityError):
            session.flush()


def test_two_open_attempts_cannot_stand(marisol: Learner, database: Database) -> None:
    attempt = marisol.begin(TEST)
    with database.session(write=True) as session:
        columns = {column.name: getattr(attempt, column.name) for column in Attempt.__table__.columns}
        session.add(Attempt(**{**columns, "id": "0" * 16, "number": 2}))
        with pytest.raises(IntegrityError):
            session.flush()


def first_check(course: Course) -> Check:
    return next(check for lesson in MODULE.lessons for check in lesson.checks)


def practise(learner: Learner, question: Check, chosen: str, source_id: str) -> PracticeAnswer:
    return learner.do(
        lambda s, a, n: answer_practice(
            s, actor=a, now=n, source_kind="lesson", source_id=source_id, question=question, chosen=chosen
        )
    )


def test_a_check_that_moved_to_another_lesson_keeps_its_answer(marisol: Learner, database: Database) -> None:
    check = first_check(marisol.course)
    practise(marisol, check, "a", "the-old-lesson")
    kept = practise(marisol, check, "b", "the-new-lesson")
    assert (kept.source_id, kept.chosen, kept.tries) == ("the-new-lesson", "b", 2)
    assert len(rows(database, PracticeAnswer)) == 1


@pytest.mark.alike
def test_a_check_is_answered_by_learners_only(sunniva: Learner, marisol: Learner, database: Database) -> None:
    with pytest.raises(NotFound):
        practise(sunniva, first_check(sunniva.course), "a", "lesson")
    with pytest.raises(Invalid):
        practise(marisol, first_check(marisol.course), "z", "lesson")
    assert rows(database, PracticeAnswer) == []


@pytest.mark.alike
def test_nothing_of_a_refused_start_is_kept(marisol: Learner, database: Database) -> None:
    for _ in range(3):
        marisol.test(TEST, right=0)
    before = len(rows(database, AttemptItem))
    with pytest.raises(AttemptResting):
        marisol.begin(TEST)
    assert len(rows(database, AttemptItem)) == before


def until_somebody_waits(database: Database) -> None:
    """Until a statement waits for a lock, which PostgreSQL tells; on SQLite the whole of a second writer waits, and begins later."""
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(100_000):
        with database.engine.connect() as connection:
            if database.is_sqlite or connection.scalar(asked):
                return
    pytest.fail("nobody waits")


@pytest.mark.parametrize("second", ["hand-in", "answer"])
def test_what_was_kept_while_somebody_waits_for_the_attempt_counts(
    marisol: Learner, database: Database, second: str
) -> None:
    attempt = marisol.begin(TEST)
    item = marisol.course.item(attempt.items[0].item_id)
    assert item is not None
    right = next(option.id for option in item.options if option.correct)
    wrong = next(option.id for option in item.options if not option.correct)

    def save(session: Session, actor: Actor, now: datetime, chosen: str) -> None:
        save_answer(
            session, actor=actor, now=now, attempt_id=attempt.id, position=attempt.items[0].position, chosen=chosen,
            flagged=False,
        )  # fmt: skip

    marisol.do(lambda s, a, n: save(s, a, n, wrong))
    with ThreadPoolExecutor(1) as pool, database.session(write=True) as first:
        save(first, actor_of(first, marisol.account_id, marisol.clock.now()), marisol.clock.now(), right)
        later = (
            pool.submit(marisol.hand_in, attempt.id)
            if second == "hand-in"
            else pool.submit(marisol.do, lambda s, a, n: save(s, a, n, wrong))
        )
        until_somebody_waits(database)
        first.commit()
        later.result()
    kept = next(each for each in rows(database, AttemptItem) if each.id == attempt.items[0].id)
    assert (kept.chosen, kept.right) == ((right, True) if second == "hand-in" else (wrong, None))
