"""A diagnostic passed once lets its module's open practice be skipped: no lesson, no test, no module certificate; and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.acts import checkup
from lms.acts.begin import begin_test, left_before
from lms.acts.outside import open_parts
from lms.acts.person.merge import merge
from lms.acts.placement import (
    Skipped,
    begin_diagnostic,
    get_placement_for,
    let_stand,
    skip_practice,
    take_back_skip,
    undo_skip,
)
from lms.assessment.models import Attempt
from lms.assessment.statistics.queries import people_by_quiz
from lms.audit.models import AuditDetail, AuditLine
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.database import Database
from lms.errors import Invalid, NotFound, Refusal
from lms.files import FileStore
from lms.learning.models import Completion
from lms.learning.placement.models import Placement, SkippedPart
from lms.learning.placement.queries import Place, place_of, placements, places_of
from lms.learning.waived import waived
from lms.people.permissions import SUPERVISOR, SYSTEM
from lms.people.queries import roles_of
from lms.readiness.evidence import evidence_of
from lms.readiness.queries import PersonStanding, standing_of, standings_of
from lms.readiness.rules.working import working
from tests.clocks import MovableClock
from tests.curriculum.builder import REQUIRED, with_diagnostic
from tests.curriculum.whole import LAST_CASE, whole_course
from tests.learner import Learner
from tests.people import makers

CASES = tuple(each for each in REQUIRED if "-c" in each)
LESSONS = tuple(each for each in REQUIRED if "-l" in each)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    loaded = load_course(with_diagnostic(whole_course()).write(tmp_path_factory.mktemp("placed")))
    assert loaded.course is not None, loaded.problems
    return loaded.course


@pytest.fixture
def place(database: Database, clock: MovableClock) -> makers.Place:
    return makers.make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: makers.Place, course: Course) -> Learner:
    return Learner(database, clock, makers.learner(database, clock.now(), place), course)


@pytest.fixture
def sunniva(database: Database, clock: MovableClock, place: makers.Place, course: Course) -> Learner:
    made = makers.make_account(
        database, clock.now(), place.saltmarsh, "Sunniva Berg", clinic_id=place.mill_road, kinds=(SUPERVISOR,)
    )
    return Learner(database, clock, made, course)


def take(learner: Learner, *, right: int = 10) -> Attempt:
    attempt = learner.do(lambda s, a, n: begin_diagnostic(s, actor=a, now=n, course=learner.course, module_id="m1"))
    learner.answer(attempt, right=right)
    return learner.hand_in(attempt.id).attempt


def skip(learner: Learner) -> Skipped:
    return learner.do(lambda s, a, n: skip_practice(s, actor=a, now=n, world=learner.world, module_id="m1"))


def take_back(learner: Learner) -> bool:
    return learner.do(lambda s, a, n: take_back_skip(s, actor=a, now=n, world=learner.world, module_id="m1"))


def undo(sunniva: Learner, marisol: Learner, reason: str = "We agreed that you play the cases") -> bool:
    (row,) = rows(marisol, Placement)
    return sunniva.do(
        lambda s, a, n: undo_skip(
            s, actor=a, now=n, world=sunniva.world, account_id=marisol.account_id, placement_id=row.id, reason=reason
        )
    )


def rows(learner: Learner, model: type) -> list:
    with learner.database.session() as session:
        return list(session.scalars(select(model)))


def placed(learner: Learner) -> Place:
    with learner.database.session() as session:
        return place_of(session, learner.account_id, learner.course, learner.course.modules[0])


def standing(learner: Learner) -> PersonStanding:
    """The standing by facts; the list's own query must say the same."""
    with learner.database.session() as session:
        (held,) = roles_of(session, learner.account_id)
        found = standing_of(session, held, learner.course, learner.clock.now().date())
        (listed,) = standings_of(session, [held], learner.course, now=learner.clock.now())
        assert (listed.standing, listed.waived, listed.skipped, listed.facts) == (
            found.standing,
            found.waived,
            found.skipped,
            found.facts,
        )
        return found


def sound(learner: Learner, folder: Path) -> bool:
    return checkup.differences(learner.database, FileStore(folder), learner.course, learner.clock.now()) == []


@pytest.mark.alike
def test_a_pass_lets_exactly_the_open_practice_be_skipped(marisol: Learner, tmp_path: Path) -> None:
    marisol.play(CASES[0])
    attempt = take(marisol)
    assert (attempt.drawn, attempt.needed, attempt.passed) == (12, 10, True)
    assert placed(marisol).state == "passed"
    assert standing(marisol).waived == frozenset()  # Passing skips nothing by itself.
    before = standing(marisol)
    done = skip(marisol)
    assert done.new
    assert {each.requirement_id for each in rows(marisol, SkippedPart)} == {*CASES[1:]}
    after = standing(marisol)
    minutes = sum(marisol.course.minutes_of[each] for each in CASES[1:])
    assert after.skipped == after.waived == {*CASES[1:]}
    assert after.progress.minutes_done - before.progress.minutes_done == minutes
    assert (after.facts.minutes_skipped, after.facts.minutes_elsewhere) == (minutes, 0)
    assert after.facts.done == before.facts.done  # A pace is one's own.
    said = dict(working(after.timeline, after.facts, after.today).steps_as_pairs)["Hours left"]
    assert "of practice skipped after a diagnostic" in said
    assert placed(marisol).remains == (*LESSONS, "m1-test")
    with marisol.database.session() as session:
        assert not {*CASES} & {
            part for each in open_parts(session, marisol.account_id, marisol.course) for part in each.parts
        }
        (group, *_) = evidence_of(
            session, marisol.account_id, marisol.course, REQUIRED, now=marisol.clock.now(), zone="America/Chicago",
            as_of=marisol.clock.now().date(),
        )  # fmt: skip
    told = {row.requirement_id: (row.state, row.note) for row in group.rows}
    assert told[CASES[1]] == ("Waived", "Skipped after a diagnostic on 4 May 2026.")
    assert told[CASES[0]][0] == "Done"
    assert told["m1-test"][0] == "Not started"
    assert not skip(marisol).new
    assert sound(marisol, tmp_path)


@pytest.mark.alike
def test_it_is_taken_once_and_completes_nothing(marisol: Learner, tmp_path: Path) -> None:
    attempt = take(marisol, right=9)
    assert not attempt.passed
    assert placed(marisol).state == "not passed"
    assert rows(marisol, Completion) == []
    assert rows(marisol, Certificate) == []
    with pytest.raises(Refusal, match="taken once"):
        take(marisol)
    with pytest.raises(Refusal, match="taken once"):
        marisol.begin("m1-diag")
    with pytest.raises(Refusal, match="no practice that you can skip"):
        skip(marisol)
    with pytest.raises(NotFound):
        marisol.do(lambda s, a, n: begin_test(s, actor=a, now=n, course=marisol.course, test_id="m1-diag"))
    assert len(rows(marisol, Attempt)) == 1
    with marisol.database.session() as session:
        assert {each.quiz.id: each.people for each in people_by_quiz(session, SYSTEM, marisol.course)} == {
            "m1-test": 0,
            "final-test": 0,
            "m1-practice": 0,
        }
    assert sound(marisol, tmp_path)


@pytest.mark.alike
def test_an_open_one_is_gone_on_with(marisol: Learner) -> None:
    def begin() -> str:
        return marisol.do(lambda s, a, n: begin_diagnostic(s, actor=a, now=n, course=marisol.course, module_id="m1")).id

    first = begin()
    assert placed(marisol).state == "under way"
    assert begin() == first


@pytest.mark.alike
def test_it_is_offered_while_practice_is_open_to_whoever_holds_the_whole_module(
    marisol: Learner, database: Database
) -> None:
    assert placed(marisol).state == "offered"
    for each in CASES:
        marisol.play(each)
    assert placed(marisol).state == "nothing open"
    with pytest.raises(Refusal, match="nothing to skip"):
        take(marisol)
    with database.session(write=True) as session:
        roles_of(session, marisol.account_id)[0].role = "pcp"
        session.commit()
    assert placed(marisol).state == "none"
    with database.session() as session:
        assert places_of(session, marisol.account_id, marisol.course) == ()
    with pytest.raises(Refusal, match="no diagnostic for you"):
        take(marisol)


@pytest.mark.alike
def test_a_module_without_one_offers_nothing(marisol: Learner, tmp_path: Path) -> None:
    plain = load_course(whole_course().write(tmp_path)).course
    assert plain is not None
    with marisol.database.session() as session:
        assert places_of(session, marisol.account_id, plain) == ()
    with pytest.raises(NotFound):
        marisol.do(lambda s, a, n: begin_diagnostic(s, actor=a, now=n, course=plain, module_id="final"))


@pytest.mark.alike
def test_the_course_goes_on_and_its_certificate_says_so_while_the_module_has_none(marisol: Learner) -> None:
    marisol.confirm()
    take(marisol)
    skip(marisol)
    for each in (*LESSONS, "m1-test"):
        marisol.close(each)
    assert rows(marisol, Certificate) == []  # Module 1 was not done here.
    with marisol.database.session() as session:
        assert left_before(session, marisol.account_id, marisol.course, LAST_CASE) == ()
    marisol.close(LAST_CASE)
    (issued,) = marisol.test("final-test").issued
    made = payload(issued)
    skipped = sum(marisol.course.minutes_of[each] for each in CASES)
    assert issued.scope == "pathway:bhcm"
    assert (made.skipped_minutes, made.outside_minutes) == (skipped, 0)
    assert made.time_words.endswith(f"of it about {skipped} minutes of practice skipped after a diagnostic")
    scopes = {certificate.scope for case in CASES for certificate in marisol.play(case)}
    assert scopes == {"module:m1:complete"}
    assert standing(marisol).skipped == frozenset()


@pytest.mark.alike
def test_taking_it_back_opens_the_practice_and_leaves_a_certificate_as_it_was_issued(marisol: Learner) -> None:
    marisol.confirm()
    for each in (*LESSONS, "m1-test"):
        marisol.close(each)
    take(marisol)
    skip(marisol)
    marisol.close(LAST_CASE)
    marisol.close("final-test")
    take_back(marisol)
    assert [each.scope for each in rows(marisol, Certificate)] == ["pathway:bhcm"]
    assert not standing(marisol).facts.pathway_complete


@pytest.mark.alike
def test_she_takes_it_back_and_may_choose_anew_and_what_she_does_counts_as_done(
    marisol: Learner, tmp_path: Path
) -> None:
    take(marisol)
    skip(marisol)
    marisol.play(CASES[0])
    assert standing(marisol).skipped == {*CASES[1:]}
    assert take_back(marisol)
    assert not take_back(marisol)
    assert standing(marisol).waived == frozenset()
    assert placed(marisol).state == "passed"
    assert skip(marisol).new
    assert sorted(len(each.parts) for each in _chosen(marisol)) == [2, 3]
    assert sound(marisol, tmp_path)


def _chosen(learner: Learner) -> list[Placement]:
    with learner.database.session() as session:
        return placements(session, learner.account_id)


def test_a_supervisor_undoes_it_with_a_reason_and_lets_it_stand_again(
    marisol: Learner, sunniva: Learner, tmp_path: Path
) -> None:
    take(marisol)
    skip(marisol)
    with pytest.raises(Invalid):
        undo(sunniva, marisol, reason=" ")
    assert undo(sunniva, marisol)
    assert not undo(sunniva, marisol)
    assert standing(marisol).waived == frozenset()
    assert placed(marisol).state == "undone"
    with pytest.raises(Refusal):
        skip(marisol)
    assert not take_back(marisol)
    (row,) = rows(marisol, Placement)
    again = sunniva.do(
        lambda s, a, n: let_stand(
            s, actor=a, now=n, world=sunniva.world, account_id=marisol.account_id, placement_id=row.id
        )
    )
    assert again.new
    assert standing(marisol).skipped == {*CASES}
    with marisol.database.session() as session:
        acts = session.scalars(
            select(AuditLine.act).where(AuditLine.act.like("placement.%")).order_by(AuditLine.number)
        ).all()
        about = select(AuditDetail.details).join(AuditLine, AuditLine.id == AuditDetail.line_id)
        details = session.scalars(about.where(AuditLine.act.like("placement.%"))).all()
    assert acts == ["placement.practice-skipped", "placement.undone", "placement.stands-again"]
    assert {key for each in details for key in each} == {"module", "parts", "reason"}
    assert sound(marisol, tmp_path)


def test_nobody_else_and_not_herself_undoes_it(
    marisol: Learner, database: Database, clock: MovableClock, place: makers.Place
) -> None:
    take(marisol)
    row = skip(marisol).placement
    stranger = makers.make_account(
        database, clock.now(), place.elsewhere, "Ansel Frost", clinic_id=place.harbour, kinds=(SUPERVISOR,)
    )
    for who in (marisol.account_id, stranger):
        other = Learner(database, clock, who, marisol.course)
        with pytest.raises(NotFound):
            other.do(lambda s, a, n: get_placement_for(s, a, marisol.account_id, row.id))


def test_two_accounts_that_skipped_the_same_module_become_one(
    marisol: Learner, database: Database, clock: MovableClock, place: makers.Place, tmp_path: Path
) -> None:
    home = Learner(database, clock, makers.learner(database, clock.now(), place, "Home Tavares"), marisol.course)
    chief = Learner(database, clock, makers.administrator(database, clock.now(), place), marisol.course)
    marisol.play(CASES[0])
    for each in (marisol, home):
        take(each)
        skip(each)
        clock.move(minutes=5)
    chief.do(
        lambda s, a, n: merge(
            s, actor=a, now=n, world=chief.world, survivor_id=marisol.account_id, absorbed_id=home.account_id
        )
    )
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Placement).where(Placement.taken_back_at.is_(None))) == 1
        found = waived(session, [marisol.account_id], marisol.course)[marisol.account_id]
    assert {each.requirement_id for each in found} == {*CASES}
    assert standing(marisol).skipped == {*CASES[1:]}
    assert sound(marisol, tmp_path)
