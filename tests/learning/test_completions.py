"""Completions as facts: once, on the local day, with the minutes planned then, never taken back by a new edition."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditLine
from lms.database import Database
from lms.errors import NotFound
from lms.learning.actions import keep_place, record_completion, undo_completion
from lms.learning.models import Completion
from lms.learning.queries import completions, done_of, progress_in
from lms.people.permissions import SYSTEM
from tests.clocks import MovableClock
from tests.learner import Learner, our_course
from tests.people import makers

REQUIRED = our_course().published_modules[0].required
LESSON = REQUIRED[0]


@pytest.fixture
def marisol(database: Database, clock: MovableClock) -> Learner:
    place = makers.make_place(database, clock.now())
    return Learner(database, clock, makers.learner(database, clock.now(), place))


def rows(database: Database) -> list[Completion]:
    with database.session() as session:
        return list(session.scalars(select(Completion).order_by(Completion.completed_at)))


@pytest.mark.alike
def test_a_completion_says_what_was_done_and_when(marisol: Learner, database: Database) -> None:
    made = marisol.read(LESSON)
    lesson = marisol.course.lesson(LESSON)
    assert lesson is not None
    row = made.completion
    assert made.new
    assert (row.content_hash, row.revision, row.edition) == (lesson.hash, lesson.revision, marisol.course.edition)
    assert (row.minutes, row.evidence_id) == (lesson.minutes, None)


@pytest.mark.alike
def test_done_again_on_a_later_day_it_keeps_the_first(
    marisol: Learner, database: Database, clock: MovableClock
) -> None:
    first = marisol.read(LESSON)
    clock.move(days=9)
    again = marisol.read(LESSON)
    assert (again.new, again.completion.id) == (False, first.completion.id)
    assert len(rows(database)) == 1


def test_undone_and_done_again_it_counts_from_the_new_day(
    marisol: Learner, database: Database, clock: MovableClock
) -> None:
    marisol.read(LESSON)
    clock.move(days=2)
    assert marisol.undo(LESSON)
    assert not marisol.undo(LESSON)
    marisol.read(LESSON)
    old, new = rows(database)
    assert old.undone_at is not None
    assert (new.undone_at, new.completed_on.isoformat()) == (None, "2026-05-06")


@pytest.mark.alike
def test_c47_other_minutes_of_a_new_edition_change_no_completion(marisol: Learner, database: Database) -> None:
    marisol.read(LESSON)
    course = marisol.course
    longer = MappingProxyType({**course.minutes_of, **dict.fromkeys(REQUIRED, 100)})
    later = replace(course, minutes_of=longer, edition="feedfeedfeed")
    with database.session() as session:
        made = progress_in(session, marisol.account_id, later, REQUIRED)
    assert made.minutes_done == course.minutes_of[LESSON]
    assert made.minutes_required == course.minutes_of[LESSON] + 100 * (len(REQUIRED) - 1)


@pytest.mark.alike
def test_c46_a_completion_under_an_older_name_counts_once(marisol: Learner, database: Database) -> None:
    marisol.read(LESSON)
    course = marisol.course
    renamed = replace(course, aliases=MappingProxyType({**course.aliases, LESSON: "m1-renamed"}))
    with database.session() as session:
        found = completions(session, marisol.account_id, renamed)
        assert set(found) == {"m1-renamed"}
        assert [each.requirement_id for each in done_of(found)] == ["m1-renamed"]


@pytest.mark.alike
def test_two_lessons_that_became_one_count_once(marisol: Learner, database: Database, clock: MovableClock) -> None:
    first, second, *_ = (each for each in REQUIRED if marisol.course.kind_of[each] == "lesson")
    marisol.read(first)
    clock.move(days=1)
    marisol.read(second)
    merged = replace(marisol.course, aliases=MappingProxyType({second: first}))
    with database.session() as session:
        made = progress_in(session, marisol.account_id, merged, (first,))
    assert made.complete
    assert len(made.done) == 1
    assert made.finished_on is not None
    assert made.finished_on.isoformat() == "2026-05-04"


def test_two_standing_completions_of_one_thing_cannot_be(marisol: Learner, database: Database) -> None:
    row = marisol.read(LESSON).completion
    with database.session(write=True) as session:
        columns = {column.name: getattr(row, column.name) for column in Completion.__table__.columns}
        session.add(Completion(**{**columns, "id": "0" * 16}))
        with pytest.raises(IntegrityError):
            session.flush()


@pytest.mark.alike
@pytest.mark.parametrize("requirement", ["nothing", ""])
def test_only_what_the_course_requires_can_be_completed(marisol: Learner, requirement: str) -> None:
    with pytest.raises(NotFound):
        marisol.read(requirement)


@pytest.mark.alike
def test_the_command_line_learns_nothing(database: Database, clock: MovableClock, marisol: Learner) -> None:
    lesson = our_course().lesson(LESSON)
    assert lesson is not None
    with database.session(write=True) as session:
        for act in (
            lambda: record_completion(
                session, actor=SYSTEM, now=clock.now(), today=SYSTEM.today, course=marisol.course, requirement_id=LESSON
            ),
            lambda: undo_completion(
                session, actor=SYSTEM, now=clock.now(), course=marisol.course, requirement_id=LESSON
            ),
            lambda: keep_place(session, actor=SYSTEM, now=clock.now(), lesson=lesson, anchor=lesson.sections[0].id),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_case_or_test_is_not_undone(marisol: Learner, database: Database) -> None:
    case = next(each for each in REQUIRED if marisol.course.kind_of[each] == "case")
    marisol.play(case)
    assert not marisol.undo(case)
    assert rows(database)[0].undone_at is None


def test_the_record_tells_completions_and_undoing(marisol: Learner, database: Database) -> None:
    marisol.read(LESSON)
    marisol.read(LESSON)
    marisol.undo(LESSON)
    with database.session() as session:
        acts = session.scalars(select(AuditLine.act).where(AuditLine.actor_id == marisol.account_id)).all()
    assert sorted(acts) == ["completion.undone", "requirement.completed"]
