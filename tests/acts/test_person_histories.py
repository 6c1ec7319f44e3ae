"""Whatever two accounts of one person did, in whatever order: joined, all of it is there and nothing counts twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.acts.person.tables import PERSON_TABLES
from lms.assessment.actions import start_attempt
from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.credit.models import Certificate
from lms.credit.queries import own_certificates
from lms.database import Database
from lms.files import FileStore
from lms.learning.actions import keep_place
from lms.learning.models import Completion, Note, ReadingPosition
from lms.learning.notes import Written, save_note
from lms.learning.queries import completions
from lms.outbox.models import Letter
from lms.people.merged import accounts_of
from lms.practice.models import CaseRun
from tests.acts.two_accounts import CASE, LESSONS, TEST, WORLD, Two
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.learner import Learner

DEEDS = st.one_of(
    st.tuples(st.just("read"), st.sampled_from(LESSONS)),
    st.tuples(st.just("undo"), st.sampled_from(LESSONS)),
    st.tuples(st.just("place"), st.sampled_from(LESSONS)),
    st.tuples(st.just("note"), st.sampled_from(LESSONS[:2])),
    st.tuples(st.just("play"), st.sampled_from([2, 99])),
    st.tuples(st.just("test"), st.sampled_from([0, 2, 99])),
    st.tuples(st.just("begin"), st.sampled_from([0, 3])),
    st.tuples(st.just("confirm"), st.just("")),
)
LIVES = st.lists(st.tuples(st.sampled_from(["work", "home"]), DEEDS), max_size=9)


def live(two: Two, who: str, deed: tuple[str, Any]) -> None:
    """One thing somebody does; what cannot be done just now is left."""
    person: Learner = getattr(two, who)
    what, how = deed
    two.clock.move(hours=7)
    if what == "read":
        person.read(how)
    elif what == "undo":
        person.undo(how)
    elif what == "place":
        lesson = WORLD.course.lesson(how)
        assert lesson is not None
        person.do(lambda s, a, n: keep_place(s, actor=a, now=n, lesson=lesson, anchor=lesson.sections[0].id))
    elif what == "note":
        write_note(two, who, person, how)
    elif what == "play":
        case = WORLD.course.case(CASE)
        assert case is not None
        person.play(CASE, case.expert_path[:how]) if not _open(two, person, CaseRun) else None
    elif what == "test":
        opened = begun(person)
        person.answer(opened, right=how)
        person.hand_in(opened.id)
    elif what == "begin":
        opened = begun(person)
        opened.items = opened.items[:how]
        person.answer(opened)
    else:
        person.confirm(f"{who.capitalize()} Tavares, RN")


def write_note(two: Two, who: str, person: Learner, lesson_id: str) -> None:
    """A note on a lesson, or one that is there with something added."""
    lesson = WORLD.course.lesson(lesson_id)
    assert lesson is not None
    before = [row for row in two.rows(Note, Note.account_id == person.account_id) if row.lesson_id == lesson_id]
    text = "".join(row.text for row in before) + f"{who} at {two.clock.now():%d %H}. "
    written = Written(text, seen=before[0].version if before else 0, page="the test")
    person.do(lambda s, a, n: save_note(s, actor=a, now=n, lesson=lesson, anchor="", written=written))


def begun(person: Learner) -> Attempt:
    """The test that is under way, or a new one, with its questions."""

    def begin(session: Any, actor: Any, now: Any) -> Attempt:
        attempt = start_attempt(session, actor=actor, now=now, course=WORLD.course, test_id=TEST)
        assert len(attempt.items) == attempt.drawn
        return attempt

    return person.do(begin)


def _open(two: Two, person: Learner, model: Any) -> list[Any]:
    return [row for row in two.rows(model, model.account_id == person.account_id) if row.finished_at is None]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(life=LIVES)
def test_c70_whatever_both_did_all_of_it_is_there_and_counts_once(
    databases: Databases, tmp_path: Path, life: Any
) -> None:
    url = databases.fresh()
    database = Database(url)
    try:
        two, files = Two(database, MovableClock(NOON)), FileStore(tmp_path / "files")
        for who, deed in life:
            live(two, who, deed)
        ids = {two.work.account_id, two.home.account_id}
        evidence = {model: facts(two, model) for model in (Completion, Attempt, AttemptItem, CaseRun, Certificate)}
        before = {name: len(two.rows(table.model)) for name, table in PERSON_TABLES.items() if name not in GROWING}
        done = done_by(two, *ids)
        noted = [row.text.strip() for row in two.rows(Note)]
        two.clock.move(minutes=5)
        seen = two.look()
        two.join()
        assert {model: facts(two, model) for model in evidence} == evidence | {Certificate: facts(two, Certificate)}
        assert set(evidence[Certificate]) <= set(facts(two, Certificate))
        assert {name: len(two.rows(PERSON_TABLES[name].model)) for name in before} == before
        with database.session() as session:
            standing = completions(session, two.work.account_id, WORLD.course)
            assert {each: row.completed_on for each, row in standing.items()} == done
            assert {row.id for row in own_certificates(session, two.work.account_id)} == set(facts(two, Certificate))
            assert set(accounts_of(session, two.work.account_id)) == ids
        left = [row.text for row in two.of_work(Note) if row.deleted_at is None]
        assert all(any(text in each for each in left) for text in noted)
        for model in (Attempt, CaseRun):
            numbers = Counter(
                (row.test_id if model is Attempt else row.case_id, row.number) for row in two.of_work(model)
            )
            assert max(numbers.values(), default=1) == 1
            assert sorted(number for _, number in numbers) == list(range(1, len(numbers) + 1))
        assert sum(line.stays for line in seen.lines) == left_behind(two)
        assert two.found_wrong(files) == []
    finally:
        database.dispose()
        databases.discard(url)


# Joining writes letters and lines of its own and issues what becomes due; these are looked at by name.
GROWING = {"letter", "audit_line", "audit_detail", "certificate", "schedule_row", "schedule_state"}


def facts(two: Two, model: Any) -> dict[str, tuple[Any, ...]]:
    """What a row says of what happened, apart from whose it is, its place in a count and whether another counts instead."""
    aside = {"account_id", "number", "undone_at"}
    names = [column.name for column in model.__table__.columns if column.name not in aside]
    return {row.id: tuple(repr(getattr(row, name)) for name in names) for row in two.rows(model)}


def done_by(two: Two, *ids: str) -> dict[str, date]:
    """For each requirement the first day on which one of the accounts had it done, of those that stand."""
    rows = [row for row in two.rows(Completion, Completion.account_id.in_(ids)) if row.undone_at is None]
    rows.sort(key=lambda row: row.completed_at, reverse=True)
    return {row.requirement_id: row.completed_on for row in rows}


def left_behind(two: Two) -> int:
    models = (Attempt, CaseRun, Certificate, PracticeAnswer, ReadingPosition, Letter)
    return sum(len(two.rows(model, model.account_id == two.home.account_id)) for model in models)
