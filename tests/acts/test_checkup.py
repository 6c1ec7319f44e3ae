"""`lms db check` is silent about what the program wrote, and names whatever was changed behind its back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from lms import migrations
from lms.acts import checkup
from lms.acts.lab import step_lab
from lms.assessment.models import Attempt, AttemptItem
from lms.audit.models import AuditLine
from lms.credit.keys import Keyring
from lms.credit.models import Certificate
from lms.credit.storing import render_and_store
from lms.curriculum.course import Exercise
from lms.curriculum.library import course_folder
from lms.database import Database
from lms.files import FileStore
from lms.learning.models import Completion
from lms.people.models import AccountWord, RoleHeld
from lms.people.permissions import Actor
from lms.practice.lab_actions import start_lab
from lms.practice.labs import LABS
from lms.practice.models import CaseRun, CaseStep, LabEvidence, LabRun, LabStep
from lms.readiness.models import ScheduleRow
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.house.players import moves
from tests.learner import Learner, our_course
from tests.people import makers

REQUIRED = our_course().published_modules[0].required
TEST = next(each for each in REQUIRED if our_course().kind_of[each] == "test")
SORTING = next(each for each in our_course().exercises if each.kind == "sorting")
CASE = next(each for each in REQUIRED if our_course().kind_of[each] == "case")


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def marisol(database: Database, clock: MovableClock) -> Learner:
    place = makers.make_place(database, clock.now())
    return Learner(database, clock, makers.learner(database, clock.now(), place))


def look(learner: Learner, files: FileStore) -> list[str]:
    """Of the rows alone; what `check` says of the tables is told once."""
    return checkup.differences(learner.database, files, learner.course, learner.clock.now())


def practice(learner: Learner, exercise: Exercise) -> None:
    """A lab from its start to its end, the best way."""

    def begin(session: Session, actor: Actor, now: datetime) -> None:
        start_lab(session, actor=actor, now=now, course=learner.course, exercise_id=exercise.id, seed=1)

    learner.do(begin)
    for number, move in enumerate(moves(LABS[exercise.kind], exercise, 1)):
        learner.do(
            lambda s, a, n, at=number, move=move: step_lab(
                s, actor=a, now=n, world=learner.world, exercise_id=exercise.id, number=at, move=move
            )
        )


def busy_life(learner: Learner, files: FileStore) -> None:
    """A failed test, a lesson undone, a case left half way, a lab, a certificate with its file."""
    learner.test(TEST, right=2)
    learner.read(REQUIRED[0])
    learner.undo(REQUIRED[0])
    for gate in REQUIRED:
        learner.clock.move(days=3)
        learner.close(gate)
    (made,) = learner.confirm()
    ring = Keyring(files.root.parent / "keys", "https://training.example.org")
    designs = course_folder(None) / "certificates"
    render_and_store(learner.database, files, made.id, designs=designs, keys=ring, now=learner.clock.now())
    practice(learner, SORTING)
    learner.begin(TEST)
    case = learner.course.case(CASE)
    assert case is not None
    learner.play(CASE, case.expert_path[:2])


@pytest.mark.alike
def test_an_empty_database_has_no_differences(marisol: Learner, files: FileStore) -> None:
    assert look(marisol, files) == []


@pytest.mark.alike
def test_what_the_program_wrote_has_no_differences(marisol: Learner, files: FileStore) -> None:
    busy_life(marisol, files)
    assert checkup.check(marisol.database, files, marisol.course, marisol.clock.now()) == []


def test_tables_and_rows_that_were_changed_are_named_together(marisol: Learner, files: FileStore) -> None:
    busy_life(marisol, files)
    with marisol.database.independent() as session:
        session.execute(text("CREATE TABLE found_in_the_street (number INTEGER)"))
        no_gates(session)
    try:
        said = checkup.check(marisol.database, files, marisol.course, marisol.clock.now())
    finally:
        with marisol.database.independent() as session:
            session.execute(text("DROP TABLE found_in_the_street"))
    assert "found_in_the_street" in said[0]
    assert "stands without its gates" in said[1]


def _of_rules(done: int) -> object:
    """With nothing and with all of it done the days go into both engines and come back; what comes between is up to the rules."""
    return pytest.param(done, marks=() if done in (0, len(REQUIRED)) else pytest.mark.alike)


@pytest.mark.alike
@pytest.mark.parametrize("done", [_of_rules(done) for done in range(len(REQUIRED) + 1)])
def test_the_schedule_holds_on_every_day_to_come(marisol: Learner, files: FileStore, done: int) -> None:
    for gate in REQUIRED[:done]:
        marisol.close(gate)
        marisol.clock.move(days=5)
    for _ in range(13):
        assert look(marisol, files) == []
        marisol.clock.move(days=25)


def one_mark(session: Session) -> None:
    row = session.scalars(select(AttemptItem).where(AttemptItem.right.is_(True))).first()
    row.right = False


def one_answer(session: Session) -> None:
    row = session.scalars(select(AttemptItem).where(AttemptItem.right.is_(True))).first()
    row.chosen = next(each for each in row.option_order if each != row.chosen)


def the_count(session: Session) -> None:
    session.execute(update(Attempt).where(Attempt.passed.is_(False)).values(right_count=3))


def the_verdict(session: Session) -> None:
    session.execute(update(Attempt).where(Attempt.passed.is_(False)).values(passed=True))


def a_question_less(session: Session) -> None:
    row = session.scalars(select(AttemptItem).order_by(AttemptItem.position.desc())).first()
    session.delete(row)


def the_ending(session: Session) -> None:
    session.execute(update(CaseRun).where(CaseRun.ending.is_not(None)).values(ending="elsewhere"))


def a_step_less(session: Session) -> None:
    run = session.scalars(select(CaseRun).where(CaseRun.ending.is_not(None))).first()
    session.execute(delete(CaseStep).where(CaseStep.run_id == run.id, CaseStep.number == 1))


def an_unknown_step(session: Session) -> None:
    session.execute(update(CaseStep).where(CaseStep.number == 1).values(choice_id="fly"))


def no_evidence(session: Session) -> None:
    session.execute(update(Completion).where(Completion.kind == "test").values(evidence_id=None))


def a_lab_step_less(session: Session) -> None:
    session.execute(delete(LabStep).where(LabStep.number == 2))


def a_lab_open_again(session: Session) -> None:
    session.execute(update(LabRun).values(finished_at=None))


def a_better_mark(session: Session) -> None:
    session.execute(update(LabEvidence).values(right=0))


def no_run_behind_a_lab(session: Session) -> None:
    session.execute(update(Completion).where(Completion.kind == "lab").values(evidence_id=None))


def a_standing(session: Session) -> None:
    session.execute(update(ScheduleRow).values(standing="ready"))


def a_due_date(session: Session) -> None:
    session.execute(update(ScheduleRow).values(due_on=date(2031, 1, 1)))


def a_place_in_lists(session: Session) -> None:
    session.execute(update(RoleHeld).values(listed_rank=8))


def an_only_role_in_lists(session: Session) -> None:
    session.execute(update(RoleHeld).values(listed_alone=~RoleHeld.listed_alone))


def an_edition_in_lists(session: Session) -> None:
    session.execute(update(RoleHeld).values(listed_edition="000000000000"))


def a_name_in_lists(session: Session) -> None:
    session.execute(update(RoleHeld).values(name_key="somebody else"))


def a_word_of_a_name(session: Session) -> None:
    session.execute(update(AccountWord).values(word=AccountWord.word + "x"))


def no_gates(session: Session) -> None:
    session.execute(update(Certificate).values(gates=[]))


def an_open_gate(session: Session) -> None:
    row = session.scalars(select(Certificate)).one()
    row.gates = [{**gate, "done": False} for gate in row.gates]


def another_serial(session: Session) -> None:
    session.execute(update(Certificate).values(serial="LP-0000-0000"))


def an_unreadable_payload(session: Session) -> None:
    session.execute(update(Certificate).values(payload={}))


def a_file_that_is_gone(session: Session) -> None:
    session.execute(update(Certificate).values(pdf_hash="0" * 64))


def a_line_of_the_record(session: Session) -> None:
    row = session.scalars(select(AuditLine).where(AuditLine.act == "attempt.handed-in")).first()
    session.execute(update(AuditLine).where(AuditLine.id == row.id).values(act="attempt.praised"))


SPOILS = {
    one_mark: "the mark differs",
    one_answer: "the mark differs",
    the_count: "recomputed as 2",
    the_verdict: "recomputed as 2",
    a_question_less: "does not hold its",
    the_ending: "stored as ended at elsewhere",
    a_step_less: "cannot be walked again",
    an_unknown_step: "cannot be walked again",
    no_evidence: "has no evidence of its own",
    a_lab_step_less: "cannot be played again",
    a_lab_open_again: "recomputed as the other",
    a_better_mark: "of each duty differs from its steps",
    no_run_behind_a_lab: "has no evidence of its own",
    a_standing: "differs from its facts",
    a_due_date: "differs from its facts",
    a_place_in_lists: "otherwise than its schedule says",
    an_only_role_in_lists: "for the only one of its holder where it is not",
    an_edition_in_lists: "with another edition than its schedule",
    a_name_in_lists: "under another name or organisation",
    a_word_of_a_name: "are not those of its name",
    no_gates: "stands without its gates",
    an_open_gate: "stands without its gates",
    another_serial: "names another certificate",
    an_unreadable_payload: "cannot be read",
    a_file_that_is_gone: "missing or was altered",
    a_line_of_the_record: "is broken",
}


@pytest.fixture(scope="module")
def busy(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Learner, FileStore]]:
    """A busy life, lived once; tests spoil a copy of it."""
    database, clock = Database(databases.empty()), MovableClock(NOON)
    migrations.upgrade(database)
    place = makers.make_place(database, clock.now())
    learner = Learner(database, clock, makers.learner(database, clock.now(), place))
    files = FileStore(tmp_path_factory.mktemp("busy") / "files")
    busy_life(learner, files)
    database.dispose()
    yield learner, files
    databases.discard(database.url)


@pytest.mark.parametrize(("spoil", "said"), list(SPOILS.items()), ids=[each.__name__ for each in SPOILS])
def test_whatever_was_changed_is_named(
    databases: Databases,
    busy: tuple[Learner, FileStore],
    empty_database_url: URL,
    spoil: Callable[[Session], None],
    said: str,
) -> None:
    lived, files = busy
    databases.fill(empty_database_url, like=lived.database.url)
    database = Database(empty_database_url)
    with database.independent() as session:
        spoil(session)
    found = look(Learner(database, lived.clock, lived.account_id), files)
    database.dispose()
    assert [each for each in found if said in each], found
