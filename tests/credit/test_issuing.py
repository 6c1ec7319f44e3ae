"""A certificate exists exactly when all its gates are passed, from that very moment, and once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms.acts.claims import claims
from lms.assessment.models import Attempt
from lms.audit.models import AuditLine
from lms.credit import actions, queries
from lms.credit.actions import RENDER, gates_of
from lms.credit.models import Certificate
from lms.curriculum.course import Course
from lms.database import Database
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.models import Completion
from lms.outbox.models import Job
from lms.people.models import Account
from lms.people.permissions import CE_ADMINISTRATOR, SYSTEM, Actor
from tests.clocks import MovableClock
from tests.kept_rows import once, put_rows, take_rows
from tests.learner import ISSUER, Learner, our_course
from tests.people import makers
from tests.people.makers import Place, actor_of

REQUIRED = our_course().published_modules[0].required
GATES = (*REQUIRED, "name")


@dataclass(frozen=True)
class Scene:
    """Two organisations, a learner of the first, and who looks after its certificates."""

    place: Place
    marisol: str
    cesar: str


@pytest.fixture
def scene(database: Database, clock: MovableClock) -> Scene:
    """Made once; every test begins with the same rows."""
    return once(database, "issuing: nothing done", lambda: make_scene(database, clock))


def make_scene(database: Database, clock: MovableClock) -> Scene:
    place = makers.make_place(database, clock.now())
    marisol = makers.learner(database, clock.now(), place)
    cesar = makers.make_account(database, clock.now(), place.saltmarsh, "Cesar Lindqvist", kinds=(CE_ADMINISTRATOR,))
    return Scene(place, marisol, cesar)


@pytest.fixture
def place(scene: Scene) -> Place:
    return scene.place


@pytest.fixture
def marisol(database: Database, clock: MovableClock, scene: Scene) -> Learner:
    return Learner(database, clock, scene.marisol)


@pytest.fixture
def cesar(database: Database, clock: MovableClock, scene: Scene) -> Learner:
    return Learner(database, clock, scene.cesar)


def rows(database: Database, table: Any = Certificate) -> list[Any]:
    with database.session() as session:
        return list(session.scalars(select(table)))


def finish(learner: Learner) -> Certificate:
    """Pass every gate; the certificate that came of it."""
    issued = [made for gate in GATES for made in learner.close(gate)]
    assert len(issued) == 1
    return issued[0]


def nearly(marisol: Learner) -> None:
    """Marisol has done all but confirm her name, and nobody else has done anything: lived once, then put back."""
    once(marisol.database, "issuing: nearly", lambda: [marisol.close(gate) for gate in REQUIRED])


def just_as(marisol: Learner, account_id: str) -> Learner:
    """Somebody else who has done what Marisol has done, made of rows."""
    with marisol.database.session(write=True) as session:
        for table in (Completion, Attempt):
            names = [column.key for column in table.__table__.columns if column.key not in {"id", "account_id"}]
            done = session.scalars(select(table).where(table.account_id == marisol.account_id))
            session.add_all(
                [table(account_id=account_id, **{name: getattr(row, name) for name in names}) for row in done]
            )
        session.commit()
    return Learner(marisol.database, marisol.clock, account_id)


def finished(marisol: Learner) -> Certificate:
    """Marisol's certificate, and nobody else has done anything: lived once, then put back."""
    return once(marisol.database, "issuing: finished", lambda: finish(marisol))


WALK: list[tuple[tuple[str, ...], Any]] = []
"""The rows after each gate on the way to the choice that was passed last."""


def walk(marisol: Learner, gates: tuple[str, ...]) -> None:
    """Pass these gates, from where the way to the last choice turned off: the choices come in order, as leaves of a tree."""
    while WALK and WALK[-1][0] != gates[: len(WALK[-1][0])]:
        WALK.pop()
    if WALK:
        put_rows(marisol.database, WALK[-1][1])
    for number in range(len(WALK[-1][0]) if WALK else 0, len(gates)):
        assert marisol.close(gates[number]) == ()
        WALK.append((gates[: number + 1], take_rows(marisol.database)))


def kind(gate: str) -> str:
    return our_course().kind_of.get(gate, gate)


ONE_OF_EACH = tuple({kind(gate): gate for gate in GATES}.values())
"""A gate of each kind: what is written and read for another of that kind is the same but for its id."""
# Nothing passed, one gate, and all but two, of each pair of kinds one: that whatever else is open no certificate comes
# is `test_a_certificate_needs_everything`, for any gates. All but one is where the test of the last gate begins.
SOME_OPEN: list[tuple[str, ...]] = [(), *((gate,) for gate in GATES)]
SOME_OPEN += [
    tuple(gate for gate in GATES if gate not in left)
    for left in {tuple(sorted(map(kind, left))): left for left in combinations(GATES, 2)}.values()
]


def nothing_issued(database: Database, marisol: Learner, passed: tuple[str, ...]) -> None:
    assert rows(database) == []
    with database.session() as session:
        account = session.get_one(Account, marisol.account_id)
        claim = claims(session, account, marisol.course)[0]
        states = {gate.id.rpartition(":")[2]: gate.done for gate in gates_of(account, claim, ISSUER.zone)}
    assert states.pop("something-required")
    assert {gate for gate, done in states.items() if done} == {
        "legal-name" if each == "name" else each for each in passed
    }


# On the second engine nothing passed: what others choose is read by the same queries, all but one by the next test.
@pytest.mark.parametrize(
    "passed",
    [pytest.param(some, marks=[pytest.mark.alike] if some else []) for some in SOME_OPEN],
    ids=lambda passed: "+".join(passed) or "none",
)
def test_c01_c02_c03_c29_no_certificate_while_a_gate_is_open(
    database: Database, marisol: Learner, passed: tuple[str, ...]
) -> None:
    walk(marisol, passed)
    nothing_issued(database, marisol, passed)


@pytest.mark.alike
@pytest.mark.parametrize(
    "last",
    [pytest.param(gate, marks=[] if gate in ONE_OF_EACH else [pytest.mark.alike]) for gate in GATES[::-1]],
)
def test_c05_the_certificate_is_there_with_the_last_gate_whichever_it_is(
    database: Database, marisol: Learner, last: str
) -> None:
    passed = tuple(gate for gate in GATES if gate != last)
    walk(marisol, passed)
    nothing_issued(database, marisol, passed)
    (made,) = marisol.close(last)
    assert [row.id for row in rows(database)] == [made.id]
    assert all(gate["done"] for gate in made.gates)


@pytest.mark.alike
def test_a_failed_test_passes_no_gate(database: Database, marisol: Learner) -> None:
    (test_id,) = (each for each in REQUIRED if marisol.course.kind_of[each] == "test")
    walk(marisol, tuple(gate for gate in GATES if gate != test_id))
    assert marisol.test(test_id, right=1).issued == ()
    assert rows(database) == []


@pytest.mark.alike
def test_what_was_done_again_issues_nothing_again(database: Database, marisol: Learner) -> None:
    made = finished(marisol)
    assert [issued for gate in GATES for issued in marisol.close(gate)] == []
    assert [row.id for row in rows(database)] == [made.id]
    assert len([job for job in rows(database, Job) if job.kind == RENDER]) == 1


@pytest.mark.alike
def test_c28_a_certificate_is_issued_to_the_one_who_earned_it(
    database: Database, clock: MovableClock, place: Place, marisol: Learner
) -> None:
    teddy = Learner(database, clock, makers.learner(database, clock.now(), place, "Teddy Okafor"))
    for gate in REQUIRED:
        teddy.close(gate)
        marisol.close(gate)
    (made,) = marisol.confirm()
    assert [row.account_id for row in rows(database)] == [made.account_id] == [marisol.account_id]
    (second,) = teddy.confirm("Teddy Okafor")
    assert (second.account_id, second.payload["name"]) == (teddy.account_id, "Teddy Okafor")
    assert made.serial != second.serial


@pytest.mark.alike
def test_the_payload_says_what_was_done(marisol: Learner, clock: MovableClock) -> None:
    course, begun = marisol.course, clock.now().date()
    for gate in REQUIRED:
        marisol.close(gate)
        clock.move(days=1)
    (row,) = marisol.confirm()
    made = queries.payload(row)
    module = course.published_modules[0]
    assert made.name == "Marisol Tavares, RN"
    assert made.title == (module.part_title if module.status == "part" else f"Module {module.number}: {module.title}")
    assert made.parts == tuple(course.title_of[each] for each in REQUIRED if course.kind_of[each] != "test")
    assert made.training_minutes == sum(course.minutes_of[each] for each in REQUIRED)
    assert made.completed_on == begun + timedelta(days=len(REQUIRED) - 1)
    assert made.issued_on == begun + timedelta(days=len(REQUIRED))
    assert (made.edition_hash, made.issuer, made.watermark) == (course.edition, "Saltmarsh Community Health", False)
    assert made.verify_url == f"{ISSUER.base_url}/verify/{made.code}"
    assert row.completed_on == made.completed_on


def at_once(each_with: list[Any], act: Callable[[Any], Any]) -> list[Any]:
    start = Barrier(len(each_with))

    def one(given: Any) -> Any:
        start.wait()
        return act(given)

    with ThreadPoolExecutor(len(each_with)) as pool:
        return list(pool.map(one, each_with))


def test_twenty_threads_close_the_last_gate_once(database: Database, marisol: Learner) -> None:
    nearly(marisol)
    issued = at_once([marisol] * 20, lambda learner: learner.confirm())
    assert sum(len(each) for each in issued) == 1
    assert len(rows(database)) == 1


def test_the_last_two_gates_closed_at_once_issue_one(database: Database, marisol: Learner) -> None:
    for gate in REQUIRED[1:]:
        marisol.close(gate)
    issued = at_once(["name", REQUIRED[0]], marisol.close)
    assert sum(len(each) for each in issued) == 1
    assert len(rows(database)) == 1


def test_ten_people_finish_at_once_with_ten_serials(
    database: Database, clock: MovableClock, place: Place, marisol: Learner
) -> None:
    nearly(marisol)
    names = "Ada Bela Cleo Dita Edda Fina Gisa Hila Ines Jola".split()
    learners = [just_as(marisol, makers.learner(database, clock.now(), place, f"{name} Berg")) for name in names]
    issued = at_once(learners, lambda learner: learner.confirm())
    assert len({made.serial for (made,) in issued}) == len({made.code for (made,) in issued}) == 10


def statements(database: Database, act: Callable[[], Any]) -> int:
    """How many statements an act sends to the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    act()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.alike
def test_c26_issuing_asks_no_more_of_a_full_house_than_of_an_empty_one(
    database: Database, clock: MovableClock, place: Place, marisol: Learner
) -> None:
    nearly(marisol)
    first = just_as(marisol, makers.learner(database, clock.now(), place, "Zita Berg"))
    alone = statements(database, first.confirm)
    for name in "Ada Bela Cleo Dita Edda Fina".split():
        assert just_as(marisol, makers.learner(database, clock.now(), place, f"{name} Berg")).confirm()
    assert statements(database, marisol.confirm) <= alone


def revoke(who: Learner, row: Certificate, reason: str = "Issued in error.") -> Certificate:
    return who.do(
        lambda s, a, n: actions.revoke(s, actor=a, now=n, row=queries.get_certificate_for(s, a, row.id), reason=reason)
    )


def reissue(who: Learner, row: Certificate, reason: str = "The name was misspelt.") -> Certificate:
    return who.do(
        lambda s, a, n: actions.reissue(
            s, actor=a, now=n, row=queries.get_certificate_for(s, a, row.id), reason=reason, issuer=ISSUER
        )
    )


@pytest.mark.alike
def test_c27_none_is_issued_after_one_was_withdrawn(
    database: Database, clock: MovableClock, place: Place, marisol: Learner, cesar: Learner
) -> None:
    made = finished(marisol)
    gone = revoke(cesar, made)
    assert (queries.status(gone), gone.reason) == ("revoked", "Issued in error.")
    marisol.close("name")
    for gate in REQUIRED:
        marisol.close(gate)
    assert len(rows(database)) == 1
    assert "certificate.revoked" in {line.act for line in rows(database, AuditLine)}


@pytest.mark.alike
def test_5b_20_a_reissued_certificate_replaces_the_old_one(
    database: Database, clock: MovableClock, place: Place, marisol: Learner, cesar: Learner
) -> None:
    made = finished(marisol)
    clock.move(days=3)
    assert marisol.confirm("Marisol Tavares-Quinn") == ()
    fresh = reissue(cesar, made)
    old = next(row for row in rows(database) if row.id == made.id)
    assert (queries.status(old), old.superseded_by_id, queries.status(fresh)) == ("superseded", fresh.id, "valid")
    before, after = queries.payload(old), queries.payload(fresh)
    assert (before.name, after.name) == ("Marisol Tavares, RN", "Marisol Tavares-Quinn")
    assert (after.supersedes, after.revision, after.completed_on) == (
        before.serial,
        before.revision + 1,
        before.completed_on,
    )
    assert after.code != before.code
    assert marisol.close("name") == ()


@pytest.mark.alike
@pytest.mark.parametrize("first", [revoke, reissue])
@pytest.mark.parametrize("then", [revoke, reissue])
def test_what_does_not_count_any_more_is_not_changed_again(
    database: Database, clock: MovableClock, place: Place, marisol: Learner, cesar: Learner, first: Any, then: Any
) -> None:
    made = finished(marisol)
    first(cesar, made)
    before = [vars(row)["reason"] for row in rows(database)]
    with pytest.raises(Refusal, match="does not count any more"):
        then(cesar, made, "A second reason.")
    assert [vars(row)["reason"] for row in rows(database)] == before


@pytest.mark.alike
@pytest.mark.parametrize("act", [revoke, reissue])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_change_needs_a_reason(
    database: Database, clock: MovableClock, place: Place, marisol: Learner, cesar: Learner, act: Any, reason: str
) -> None:
    made = finished(marisol)
    with pytest.raises(Invalid):
        act(cesar, made, reason)
    assert queries.status(rows(database)[0]) == "valid"


@pytest.mark.alike
@pytest.mark.parametrize("act", [revoke, reissue])
def test_the_owner_may_neither_withdraw_nor_replace(marisol: Learner, act: Any) -> None:
    made = finished(marisol)
    with pytest.raises(NotFound):
        act(marisol, made)


@pytest.mark.alike
def test_who_may_see_a_certificate(
    database: Database, clock: MovableClock, place: Place, marisol: Learner, cesar: Learner
) -> None:
    made = finished(marisol)
    teddy = makers.learner(database, clock.now(), place, "Teddy Okafor")
    ansel = makers.make_account(database, clock.now(), place.elsewhere, "Ansel Frost", kinds=(CE_ADMINISTRATOR,))

    def sees(session: Session, actor: Actor) -> bool:
        try:
            return queries.get_certificate_for(session, actor, made.id).id == made.id
        except NotFound:
            return False

    with database.session() as session:
        who = {
            each: actor_of(session, each, clock.now()) for each in (marisol.account_id, cesar.account_id, teddy, ansel)
        }
        assert [sees(session, actor) for actor in who.values()] == [True, True, False, False]
        assert sees(session, SYSTEM)


@pytest.mark.alike
def test_c27_a_new_edition_issues_nothing_anew(database: Database, marisol: Learner) -> None:
    finished(marisol)
    later = Learner(database, marisol.clock, marisol.account_id, _edition(marisol.course, "feedfeedfeed"))
    assert [made for gate in GATES for made in later.close(gate)] == []
    assert len(rows(database)) == 1


def _edition(course: Course, edition: str) -> Course:
    return replace(course, edition=edition)


@pytest.mark.alike
def test_a_lesson_stays_under_a_certificate_after_the_module_grew(database: Database, marisol: Learner) -> None:
    """A certificate for part of a module keeps its lessons complete, also when the module has been finished since."""
    finished(marisol)
    course = marisol.course
    grown = replace(course, modules=(replace(course.modules[0], status="complete"), *course.modules[1:]))
    later = Learner(database, marisol.clock, marisol.account_id, grown)
    with pytest.raises(Refusal, match="names this lesson"):
        later.undo(REQUIRED[0])
