"""Two accounts of one person become one: whatever each did, all of it is there afterwards, and nothing counts twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lms.acts.person.merge import merge
from lms.assessment.models import Attempt
from lms.audit.models import AuditDetail, AuditLine
from lms.credit.models import Certificate
from lms.credit.queries import by_code, own_certificates, status
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.files import FileStore
from lms.learning.models import Note
from lms.learning.notes import Written, save_note
from lms.learning.queries import completions
from lms.outbox.models import Letter
from lms.people import actions, changes, queries
from lms.people.erasure.actions import ask
from lms.people.erasure.models import ErasureRequest
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.merged import accounts_of
from lms.people.models import Account, Address, Grant, RoleHeld, SignedIn
from lms.people.permissions import SUPERVISOR, SYSTEM, Permission
from lms.people.sign_in import open_session
from lms.practice.models import CaseRun
from tests.acts.two_accounts import CASE, LESSONS, REQUIRED, TEST, WORLD, Two
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people import makers


@pytest.fixture
def two(database: Database, clock: MovableClock) -> Two:
    return Two(database, clock)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.mark.alike
def test_c70_half_a_module_in_each_account_makes_a_certificate(two: Two, files: FileStore) -> None:
    half = len(REQUIRED) // 2
    for each in REQUIRED[:half]:
        two.work.close(each)
    for each in REQUIRED[half:]:
        two.home.close(each)
    two.home.confirm("Marisol Tavares")
    assert two.rows(Certificate) == []
    two.join()
    (made,) = two.rows(Certificate)
    assert made.account_id == two.work.account_id
    assert made.payload["name"] == "Marisol Tavares"
    assert two.found_wrong(files) == []


@pytest.mark.alike
def test_c55_certificates_of_both_go_on_being_checkable(two: Two, files: FileStore) -> None:
    for person in (two.work, two.home):
        for each in (*REQUIRED, "name"):
            person.close(each)
    codes = [row.code for row in two.rows(Certificate)]
    assert len(codes) == 2
    assert any("certificate" in said for said in two.look().says)
    two.join()
    with two.database.session() as session:
        for code in codes:
            row = by_code(session, code)
            assert row is not None
            assert status(row) == "valid"
        assert {row.code for row in own_certificates(session, two.work.account_id)} == set(codes)
    assert two.found_wrong(files) == []


@pytest.mark.parametrize(("mine", "theirs"), [(1, 3), (3, 1)])
def test_of_two_tests_under_way_the_one_with_more_answers_goes_on(
    two: Two, files: FileStore, mine: int, theirs: int
) -> None:
    for person, count in ((two.work, mine), (two.home, theirs)):
        opened = person.begin(TEST)
        opened.items = opened.items[:count]
        person.answer(opened)
    kept = (two.work if mine > theirs else two.home).begin(TEST)
    assert any("under way in both" in said for said in two.look().says)
    two.join()
    assert two.work.begin(TEST).id == kept.id
    (other,) = two.rows(Attempt, Attempt.account_id == two.home.account_id)
    assert (other.handed_in_at, other.right_count) == (None, None)
    assert two.work.hand_in(kept.id).attempt.handed_in_at is not None
    assert two.found_wrong(files) == []


def test_of_two_walks_through_a_case_the_one_with_more_decisions_goes_on(two: Two, files: FileStore) -> None:
    case = WORLD.course.case(CASE)
    assert case is not None
    two.work.play(CASE, case.expert_path[:1])
    two.home.play(CASE)
    two.home.play(CASE, case.expert_path[:2])
    two.join()
    open_ones = [row for row in two.of_work(CaseRun) if row.finished_at is None]
    assert [(row.number, row.account_id) for row in open_ones] == [(2, two.work.account_id)]
    assert two.found_wrong(files) == []


@pytest.mark.alike
@pytest.mark.parametrize("later", [False, True])
def test_the_role_both_hold_goes_on_once(two: Two, files: FileStore, later: bool) -> None:
    (mine,) = two.of_work(RoleHeld)
    (theirs,) = two.rows(RoleHeld, RoleHeld.account_id == two.home.account_id)
    two.chief.do(
        lambda s, a, n: changes.change_start_date(
            s,
            actor=SYSTEM,
            now=n,
            role_held_id=theirs.id,
            start_date=date(2026, 6, 1),
            reason="The clinic opens earlier",
        )
    )
    assert [(one.id, other.id) for one, other in two.look().choices] == [(mine.id, theirs.id)]
    two.join(keep=[mine.id] if later else [])
    standing = {row.id: row.ended_on is None for row in two.of_work(RoleHeld)}
    assert standing == {mine.id: later, theirs.id: not later}
    assert two.found_wrong(files) == []


@pytest.mark.alike
def test_access_is_what_both_had_and_no_more(two: Two) -> None:
    makers_day = date(2026, 1, 1)
    two.chief.do(
        lambda s, a, n: actions.grant(
            s, actor=SYSTEM, now=n, account_id=two.home.account_id, kind=SUPERVISOR, organisation_id=two.place.saltmarsh,
            clinic_id=two.place.northgate, from_date=makers_day, to_date=date(2026, 12, 31),
        )
    )  # fmt: skip
    kind = lambda row: (row.kind, row.clinic_id, row.from_date, row.to_date)  # noqa: E731
    before = sorted(map(str, (kind(row) for row in two.rows(Grant))))
    two.join()
    assert sorted(map(str, (kind(row) for row in two.rows(Grant)))) == before
    with two.database.session() as session:
        actor = makers.actor_of(session, two.work.account_id, two.clock.now())
        assert actor.may(Permission.CLINIC_READINESS, clinic_id=two.place.northgate)
        assert not actor.may(Permission.CLINIC_READINESS, clinic_id=two.place.mill_road)
        assert not actor.may(Permission.PEOPLE_READ)
        gone = makers.actor_of(session, two.home.account_id, two.clock.now())
        assert gone.grants == ()


def test_c70_both_addresses_lead_to_the_survivor_and_old_sessions_end(two: Two) -> None:
    def enter(session: Any, _actor: Any, now: Any) -> str:
        return open_session(
            session, account_id=two.home.account_id, now=now, settings=makers.CHEAP, user_agent="Firefox"
        )

    two.chief.do(enter)
    two.join()
    with two.database.session() as session:
        for name in ("Work", "Home"):
            found = queries.account_by_email(session, makers.email_of(name))
            assert found is not None
            assert found.id == two.work.account_id
        assert queries.primary_email(session, two.work.account_id) == makers.email_of("Work")
    assert [row.primary for row in two.of_work(Address)].count(True) == 1
    assert all(row.revoked_at for row in two.rows(SignedIn, SignedIn.account_id == two.home.account_id))
    assert {row.to for row in two.rows(Letter, Letter.kind == "accounts-joined")} == {
        makers.email_of("Work"),
        makers.email_of("Home"),
    }


def test_a_second_joining_leads_on_to_the_last_survivor(two: Two, files: FileStore) -> None:
    third = Learner(two.database, two.clock, makers.learner(two.database, two.clock.now(), two.place, "Third Tavares"))
    two.home.read(LESSONS[0])
    two.join()
    two.chief.do(
        lambda s, a, n: merge(
            s, actor=a, now=n, world=WORLD, survivor_id=third.account_id, absorbed_id=two.work.account_id
        )
    )
    with two.database.session() as session:
        assert set(accounts_of(session, third.account_id)) == {
            third.account_id,
            two.work.account_id,
            two.home.account_id,
        }
        assert LESSONS[0] in completions(session, third.account_id, WORLD.course)
    assert two.found_wrong(files) == []


def test_what_cannot_be_joined(two: Two) -> None:
    def refused(survivor: str, absorbed: str, by: Learner | None = None) -> str:
        try:
            (by or two.chief).do(
                lambda s, a, n: merge(s, actor=a, now=n, world=WORLD, survivor_id=survivor, absorbed_id=absorbed)
            )
        except (Invalid, NotFound) as refusal:
            return refusal.sentence
        return ""

    now, work, home = two.clock.now(), two.work.account_id, two.home.account_id
    stranger = makers.make_account(two.database, now, two.place.elsewhere, "Stranger Danish")
    assert "same one twice" in refused(work, work)
    assert "nothing at this address" in refused(work, stranger)
    assert "nothing at this address" in refused(stranger, work)
    assert "nothing at this address" in refused(work, "0123456789abcdef")
    assert "nothing at this address" in refused(work, home, by=two.work)
    assert "Your own account" in refused(work, two.chief.account_id)
    manager = makers.program_manager(two.database, now, two.place)
    assert "nothing at this address" in refused(work, home, by=Learner(two.database, two.clock, manager))
    with pytest.raises(Invalid, match="different organisations"):
        two.chief.do(
            lambda s, _a, n: merge(s, actor=SYSTEM, now=n, world=WORLD, survivor_id=work, absorbed_id=stranger)
        )
    two.chief.do(lambda s, a, n: actions.deactivate(s, actor=a, now=n, account_id=work, reason="Left"))
    assert "is deactivated" in refused(work, home)
    assert refused(home, work) == ""
    assert "joined with another already" in refused(home, work)
    assert two.rows(Account, Account.merged_into_id == home)[0].id == work


@pytest.mark.alike
def test_joining_is_recorded_without_names(two: Two) -> None:
    two.join()
    with two.database.session() as session:
        from lms.audit.queries import lines, verify_all

        assert verify_all(session) == []
        joined = [line for line in lines(session, two.place.saltmarsh) if line.act.startswith("account.merged")]
    assert [(line.act, line.subject_id) for line in joined] == [
        ("account.merged", two.work.account_id),
        ("account.merged-into", two.home.account_id),
    ]
    assert "Tavares" not in str([line.details for line in joined])


def test_notes_of_both_are_kept_and_one_place_has_one(two: Two, files: FileStore) -> None:
    lesson = two.work.course.published_modules[0].lessons[0]

    def write(person: Learner, anchor: str, text: str) -> None:
        written = Written(text, seen=0, page="a test")
        person.do(lambda s, a, n: save_note(s, actor=a, now=n, lesson=lesson, anchor=anchor, written=written))

    first, second, third = (section.id for section in lesson.sections[:3])
    write(two.work, "", "Mine")
    write(two.home, "", "Theirs")
    write(two.home, first, "Only theirs")
    write(two.work, second, "a" * 15_000)
    write(two.home, second, "b" * 15_000)
    write(two.work, third, "Only mine")
    assert sum("note on" in said for said in two.look().says) == 2
    two.join()
    rows = two.rows(Note)
    assert {row.account_id for row in rows} == {two.work.account_id}
    standing = {row.anchor: row.text for row in rows if row.deleted_at is None}
    assert standing == {"": "Mine\n\nTheirs", first: "Only theirs", second: "a" * 15_000, third: "Only mine"}
    assert {row.text[:6] for row in rows if row.deleted_at is not None} == {"Theirs", "bbbbbb"}
    assert two.found_wrong(files) == []


def test_second_steps_of_the_account_that_goes_are_taken_away(two: Two) -> None:
    def set_up(person: Learner) -> None:
        def add(session: Any, actor: Any, now: Any) -> None:
            session.add(
                SecondFactor(
                    account_id=actor.account_id, kind="app", name="Phone", created_at=now, confirmed_at=now, sealed=b"-"
                )
            )
            session.add(RecoveryCode(account_id=actor.account_id, code_hash=actor.account_id, created_at=now))

        person.do(add)

    set_up(two.work)
    set_up(two.home)
    line = {each.words: each for each in two.look().lines}["second steps at sign-in"]
    assert (line.survivor, line.absorbed, line.together, line.goes) == (1, 1, 1, 1)
    assert any("Second steps of the account that goes" in said for said in two.look().says)
    two.join()
    assert [row.account_id for row in two.rows(SecondFactor)] == [two.work.account_id]
    assert [row.account_id for row in two.rows(RecoveryCode)] == [two.work.account_id]
    (merged,) = two.rows(AuditLine, AuditLine.act == "account.merged")
    (detail,) = two.rows(AuditDetail, AuditDetail.line_id == merged.id)
    assert detail.details["gone"] == {"second_factor": 1, "recovery_code": 1}
    assert all("is gone with it" in letter.text for letter in two.rows(Letter, Letter.kind == "accounts-joined"))


@pytest.mark.parametrize(("first", "second"), [("home", None), ("work", "home"), ("home", "work")])
def test_a_request_for_erasure_comes_along(two: Two, files: FileStore, first: str, second: str | None) -> None:
    for name in filter(None, (first, second)):
        getattr(two, name).do(lambda s, a, n: ask(s, actor=a, now=n, base_url="https://x.example"))
        two.clock.move(days=1)
    asked = {each.asked_at: each.id for each in two.rows(ErasureRequest)}
    assert any("goes on, for everything in both" in said for said in two.look().says)
    two.join()
    rows = two.of_work(ErasureRequest)
    assert [each.id for each in rows if each.outcome is None] == [asked[min(asked)]]
    assert [each.outcome for each in rows if each.outcome is not None] == ["joined"] * (len(asked) - 1)
    assert two.found_wrong(files) == []
