"""Mailed links, sessions, counts and kept forms, beneath the pages."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.people import actions, kept_forms, links, throttling
from lms.people import sign_in as sessions
from lms.people.links import RESET, SIGN_IN, LinkGone
from lms.people.models import Account, KeptForm, MailToken
from lms.people.passwords import check_password, hash_password
from lms.people.permissions import SYSTEM
from lms.settings import Settings
from tests.clocks import MovableClock
from tests.people.makers import CHEAP, PASSWORD, Place, email_of, learner, make_place

SECRET = "a key that only tests use"


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


def issue(database: Database, clock: MovableClock, account_id: str, kind: str = SIGN_IN) -> str:
    with database.independent() as session:
        return links.issue(session, kind=kind, account_id=account_id, now=clock.now())[1]


@pytest.mark.alike
def test_no_token_is_stored(database: Database, clock: MovableClock, marisol: str) -> None:
    token = issue(database, clock, marisol)
    with database.session() as session:
        row = session.scalars(select(MailToken)).one()
        assert token not in (row.id, row.token_hash)
        assert row.token_hash == sessions.hash_of_token(token)


def test_of_many_presses_at_once_one_succeeds(database: Database, clock: MovableClock, marisol: str) -> None:
    token = issue(database, clock, marisol)
    outcome: list[str] = []
    together = threading.Barrier(4)

    def press() -> None:
        together.wait()
        with database.session(write=True) as session:
            try:
                links.consume(session, kind=SIGN_IN, token=token, now=clock.now())
                session.commit()
                outcome.append("in")
            except LinkGone as gone:
                outcome.append(gone.reason)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["in", "used", "used", "used"]


@pytest.mark.alike
def test_a_press_whose_transaction_fails_leaves_the_link_good(
    database: Database, clock: MovableClock, marisol: str
) -> None:
    token = issue(database, clock, marisol)
    with database.session(write=True) as session:
        links.consume(session, kind=SIGN_IN, token=token, now=clock.now())
        session.rollback()
    with database.session() as session:
        assert links.look(session, kind=SIGN_IN, token=token, now=clock.now()).account_id == marisol


@pytest.mark.alike
def test_a_new_password_spends_every_open_link(database: Database, clock: MovableClock, marisol: str) -> None:
    reset, other = issue(database, clock, marisol, RESET), issue(database, clock, marisol)
    with database.session(write=True) as session:
        links.reset_password(session, token=reset, now=clock.now(), new_hash="a hash")
        with pytest.raises(LinkGone):
            links.look(session, kind=SIGN_IN, token=other, now=clock.now())


@pytest.mark.alike
def test_a_deactivated_account_gets_no_letter_and_its_links_are_gone(
    database: Database, clock: MovableClock, marisol: str
) -> None:
    token = issue(database, clock, marisol)
    with database.session(write=True) as session:
        actions.deactivate(session, actor=SYSTEM, now=clock.now(), account_id=marisol)
        links.request_link(session, kind=RESET, email=email_of("Marisol"), now=clock.now(), base_url="http://x")
        assert len(session.scalars(select(MailToken)).all()) == 1
        with pytest.raises(LinkGone) as gone:
            links.look(session, kind=SIGN_IN, token=token, now=clock.now())
        assert gone.value.reason == "unknown"
        assert sessions.credential_for(session, email_of("Marisol")) == sessions.Credential()


@pytest.mark.alike
def test_a_password_changed_during_the_check_is_not_let_in(
    database: Database, clock: MovableClock, marisol: str
) -> None:
    with database.session() as session:
        credential = sessions.credential_for(session, email_of("Marisol"))
    with database.independent() as session:
        session.execute(update(Account).where(Account.id == marisol).values(password_hash="another"))
    with database.session(write=True) as session, pytest.raises(Invalid):
        sessions.open_session(
            session,
            account_id=marisol,
            now=clock.now(),
            settings=CHEAP,
            user_agent="",
            checked_hash=credential.password_hash,
        )


@pytest.mark.alike
@pytest.mark.parametrize(("ended", "owner"), [("idle", True), ("over", True), ("live", False), ("revoked", False)])
def test_whose_session_ended_by_itself(
    database: Database, clock: MovableClock, marisol: str, ended: str, owner: bool
) -> None:
    with database.session(write=True) as session:
        token = sessions.open_session(session, account_id=marisol, now=clock.now(), settings=CHEAP, user_agent="")
        if ended == "revoked":
            sessions.end_all_sessions(session, account_id=marisol, now=clock.now())
        session.commit()
        clock.move(minutes={"idle": 60, "over": 720, "live": 59, "revoked": 60}[ended])
        found = sessions.expired_owner(session, token=token, now=clock.now(), settings=CHEAP)
        assert found == (marisol if owner else None)
        clock.move(days=1, minutes=1)
        assert sessions.expired_owner(session, token=token, now=clock.now(), settings=CHEAP) is None


def test_a_hash_made_with_other_parameters_is_made_anew() -> None:
    stored = hash_password(PASSWORD, CHEAP)
    same, stronger = check_password(stored, PASSWORD, CHEAP), check_password(stored, PASSWORD, STRONGER)
    assert (same.fits, same.new_hash) == (True, None)
    assert stronger.new_hash is not None
    assert check_password(stronger.new_hash, PASSWORD, STRONGER) == same
    assert "m=16,t=2,p=1" in stronger.new_hash


STRONGER = Settings(argon2_memory_kib=16, argon2_rounds=2)


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_nothing_fits_a_missing_or_broken_hash(stored: str | None) -> None:
    assert not check_password(stored, PASSWORD, CHEAP).fits
    assert not check_password(stored, "nobody has this password", CHEAP).fits


def test_a_password_fits_however_its_letters_were_composed() -> None:
    assert check_password(
        hash_password("né à Zürich, 3 mai", CHEAP), "ne\u0301 a\u0300 Zu\u0308rich, 3 mai", CHEAP
    ).fits


LIMIT = throttling.Limit("test", 3, 15)


def tries(database: Database, clock: MovableClock, value: str = "one") -> int | None:
    with database.independent() as session:
        return throttling.count(session, LIMIT, value, secret=SECRET, now=clock.now())


@pytest.mark.alike
def test_counting_tries(database: Database, clock: MovableClock) -> None:
    assert [tries(database, clock) for _ in range(3)] == [None, None, None]
    clock.move(minutes=5)
    assert tries(database, clock) == 600
    assert tries(database, clock, "another") is None
    clock.move(minutes=10)
    assert tries(database, clock) is None
    with database.independent() as session:
        throttling.forget(session, LIMIT, "one", secret=SECRET)
        throttling.sweep(session, clock.now() + timedelta(days=2))
        assert session.execute(select(throttling.Throttle)).all() == []


def test_tries_at_once_are_all_counted(database: Database, clock: MovableClock) -> None:
    counted: list[int | None] = []
    threads = [threading.Thread(target=lambda: counted.append(tries(database, clock))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted.count(None) == 3


FIELDS = [("name", "Marisol"), ("grants", "a"), ("grants", "b"), ("password", "hidden"), ("csrf_token", "t")]


def keep(database: Database, clock: MovableClock, account_id: str, path: str = "/account/name") -> str:
    with database.independent() as session:
        return kept_forms.keep_form(
            session, account_id=account_id, path=path, fields=FIELDS, now=clock.now(), secret=SECRET
        )


def test_a_form_is_kept_sealed_and_given_back_in_order(database: Database, clock: MovableClock, marisol: str) -> None:
    kept_id = keep(database, clock, marisol)
    with database.session() as session:
        row = session.get_one(KeptForm, kept_id)
        assert b"Marisol" not in row.sealed
        assert kept_forms.newest_kept(session, account_id=marisol, now=clock.now()) == kept_id
        kept = kept_forms.open_kept(session, account_id=marisol, kept_id=kept_id, now=clock.now(), secret=SECRET)
        assert kept.fields == (("name", "Marisol"), ("grants", "a"), ("grants", "b"))
        with pytest.raises(NotFound):
            kept_forms.open_kept(session, account_id=marisol, kept_id=kept_id, now=clock.now(), secret="another")


def test_a_kept_form_moved_or_altered_cannot_be_opened(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    thief = learner(database, clock.now(), place, "Jonas Okoro")
    kept_id = keep(database, clock, marisol)
    for change in (
        {"account_id": thief},
        {"account_id": marisol, "path": "/sign-out"},
        {"sealed": Fernet.generate_key()},
    ):
        with database.session(write=True) as session:
            session.execute(update(KeptForm).values(**change))
            owner = change.get("account_id", marisol)
            with pytest.raises(NotFound):
                kept_forms.open_kept(session, account_id=owner, kept_id=kept_id, now=clock.now(), secret=SECRET)


def test_kept_forms_do_not_pile_up(database: Database, clock: MovableClock, marisol: str) -> None:
    for number in range(kept_forms.MOST_FOR_ONE + 3):
        clock.move(seconds=1)
        newest = keep(database, clock, marisol, f"/pages/{number}")
    with database.session() as session:
        assert len(session.scalars(select(KeptForm.id)).all()) == kept_forms.MOST_FOR_ONE
        assert kept_forms.newest_kept(session, account_id=marisol, now=clock.now()) == newest
    clock.move(hours=1)
    newest = keep(database, clock, marisol)
    with database.session() as session:
        assert session.scalars(select(KeptForm.id)).all() == [newest]


@pytest.mark.alike
def test_the_newest_version_of_a_form_replaces_the_older(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    jonas = learner(database, clock.now(), place, "Jonas Okoro")
    kept = {keep(database, clock, each, path) for each in (jonas, marisol) for path in ("/one", "/two", "/one")}
    with database.session() as session:
        found = session.scalars(select(KeptForm.id)).all()
    assert (len(found), len(kept)) == (4, 6)


@pytest.mark.alike
def test_a_form_for_another_site_is_not_kept(database: Database, clock: MovableClock, marisol: str) -> None:
    with pytest.raises(NotFound):
        keep(database, clock, marisol, "//evil.example/")
