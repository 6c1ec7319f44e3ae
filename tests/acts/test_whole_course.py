"""The last case and the test over the course open when all before them is done; then the course is certified, by its parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from lms.acts.begin import NotYet, begin_case, begin_test, left_before
from lms.acts.claims import claims
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.database import Database
from lms.people.models import Account
from lms.people.queries import roles_of
from tests.clocks import MovableClock
from tests.curriculum.builder import REQUIRED
from tests.curriculum.whole import LAST_CASE, whole_course
from tests.learner import Learner
from tests.people import makers


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return course_of(tmp_path_factory.mktemp("whole"))


def course_of(folder: Path) -> Course:
    found = load_course(whole_course().write(folder)).course
    assert found is not None
    return found


@pytest.fixture
def marisol(database: Database, clock: MovableClock, course: Course) -> Learner:
    place = makers.make_place(database, clock.now())
    return Learner(database, clock, makers.learner(database, clock.now(), place), course)


def certificates(database: Database) -> list[Certificate]:
    with database.session() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.scope)))


def begin(learner: Learner, part: str) -> object:
    act = begin_test if part == "final-test" else begin_case
    named = {"test_id": part} if part == "final-test" else {"case_id": part}
    return learner.do(lambda s, a, n: act(s, actor=a, now=n, course=learner.course, **named))


@pytest.mark.alike
@pytest.mark.parametrize("part", [LAST_CASE, "final-test"])
def test_it_does_not_begin_while_anything_before_it_is_open(marisol: Learner, part: str) -> None:
    for each in REQUIRED[:-1]:
        marisol.close(each)
    with pytest.raises(NotYet) as refused:
        begin(marisol, part)
    assert refused.value.parts[0] == REQUIRED[-1]


@pytest.mark.alike
def test_the_case_comes_before_the_test(marisol: Learner) -> None:
    for each in REQUIRED:
        marisol.close(each)
    with pytest.raises(NotYet) as refused:
        begin(marisol, "final-test")
    assert refused.value.parts == (LAST_CASE,)
    begin(marisol, LAST_CASE)


def test_a_module_is_never_locked(marisol: Learner) -> None:
    with marisol.database.session() as session:
        assert all(left_before(session, marisol.account_id, marisol.course, each) == () for each in REQUIRED)


def test_passing_the_last_test_certifies_the_whole_course_with_its_modules_listed(
    marisol: Learner, database: Database
) -> None:
    marisol.confirm()
    for each in (*REQUIRED, LAST_CASE):
        marisol.close(each)
    assert [each.scope for each in certificates(database)] == ["module:m1:complete"]
    (issued,) = marisol.test("final-test").issued
    made = payload(issued)
    assert made.title == "The whole course"
    assert made.parts == ("Module 1: First steps", "Final assessment")
    assert made.post_tests == 2
    assert made.training_minutes == sum(
        marisol.course.minutes_of[each] for each in (*REQUIRED, LAST_CASE, "final-test")
    )
    assert made.outside_minutes == 0


def test_a_pathway_that_is_being_written_has_no_certificate(marisol: Learner, database: Database) -> None:
    with database.session(write=True) as session:
        account = session.get_one(Account, marisol.account_id)
        (held,) = roles_of(session, account.id)
        held.role = "clerical"
        session.flush()
        assert claims(session, account, marisol.course) == ()


@pytest.mark.alike
def test_each_attempt_at_the_last_test_asks_each_objective_its_number(marisol: Learner) -> None:
    for each in (*REQUIRED, LAST_CASE):
        marisol.close(each)
    attempt = begin(marisol, "final-test")
    bank = {item.id: item for item in marisol.course.quiz("m1-test").items}
    asked = [marisol.course.serves[bank[row.item_id].objective] for row in attempt.items]
    assert (asked.count("O1.1"), asked.count("O2.1")) == (9, 3)
