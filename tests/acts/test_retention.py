"""The night lets go of what is over, of nothing else, of nothing under a hold, and says what it did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from lms import worker
from lms.acts.retention.night import ACT, last_run, look, put_night, run
from lms.acts.retention.periods import PERIODS, Chosen
from lms.audit.models import HandledRequest
from lms.cli import main
from lms.credit.keeping.holds import give_hold
from lms.credit.keeping.models import LegalHold
from lms.ids import new_id
from lms.outbox.actions import claim as claim_job
from lms.outbox.actions import done, put, write_letter
from lms.outbox.models import Job, Letter
from lms.people import links
from lms.people.actions import deactivate
from lms.people.factors.models import HalfSignIn
from lms.people.models import Account, KeptForm, MailToken, SignedIn, Throttle
from lms.people.permissions import SYSTEM
from lms.settings import BadSetting, Settings
from lms.webhooks.models import Webhook, WebhookDelivery
from tests.cast import Cast, in_session
from tests.clocks import MovableClock

CAREFUL = Chosen(letters=365, erase_after=0)


def night(cast: Cast, chosen: Chosen = CAREFUL) -> dict[str, tuple[int, int]]:
    """What one night does, by period: went and held; what is zero is left out."""
    services = cast.services
    found = run(services.database, services.files, now=services.clock.now(), chosen=chosen)
    return {each.key: (each.gone, each.held) for each in found if each.gone or each.held}


def old(cast: Cast) -> None:
    """One row of every table that empties itself, as of now, all of Marisol's."""
    now, account = cast.services.clock.now(), cast.learner

    def rows(session: Any) -> None:
        who: dict[str, Any] = {"account_id": account, "created_at": now}
        session.add(SignedIn(token_hash="a" * 64, seen_at=now, idle_minutes=60, revoked_at=None, device="x", **who))
        session.add(HalfSignIn(token_hash="b" * 64, by="password", shared=False, **who))
        session.add(Throttle(key="k", window_start=now, count=1))
        session.add(KeptForm(path="/", sealed=b"", expires_at=now + timedelta(hours=1), **who))
        session.add(HandledRequest(account_id=account, key="k", at=now, endpoint="x", location="/"))
        links.issue(session, kind=links.RESET, account_id=account, now=now)
        links.issue(session, kind=links.INVITATION, account_id=account, now=now)
        letter: dict[str, Any] = {"subject": "s", "text": "words", "now": now}
        write_letter(session, kind="reset", account_id=account, occasion=new_id(), to="m@s.example", **letter)
        put(session, kind="mail-test", key="1", payload={}, now=now)
        place = session.get_one(Account, account).organisation_id
        hook = Webhook(
            organisation_id=place, url="https://x.example", events=[], sealed=b"", position=0, created_at=now
        )
        session.add(hook)
        session.flush()
        session.add(WebhookDelivery(webhook_id=hook.id, number=1, kind="part.completed", about={}, at=now, **who))
        for _ in range(2):
            job = claim_job(session, now, 60)
            assert job is not None
            done(session, job, now)

    in_session(cast.services.database, rows)


@pytest.mark.alike
def test_rows_stay_to_their_last_day_and_go_after_it(cast: Cast, clock: MovableClock) -> None:
    old(cast)
    assert night(cast) == {}
    clock.move(minutes=61)
    assert night(cast) == {"kept-forms": (1, 0)}
    clock.move(days=1)
    assert night(cast) == {"half-sign-ins": (1, 0), "throttle": (1, 0)}
    clock.move(days=1)
    assert night(cast) == {"handled": (1, 0)}
    clock.move(days=28)
    assert night(cast) == {"sessions": (1, 0), "webhook-messages": (1, 0)}
    clock.move(days=61)
    assert night(cast) == {"links": (1, 0), "jobs": (2, 0)}
    clock.move(days=275)
    assert night(cast) == {"letters": (1, 0)}
    assert night(cast) == {}
    assert [row.kind for row in cast.read(MailToken)] == [links.INVITATION]
    (letter,) = cast.read(Letter)
    assert (letter.to, letter.text, letter.subject, letter.unsubscribe) == ("", "", "s", None)


@pytest.mark.parametrize("whole", [True, False])
def test_a_hold_keeps_what_is_of_the_person_and_lifting_it_lets_go(
    cast: Cast, clock: MovableClock, whole: bool
) -> None:
    old(cast)

    def hold(session: Any) -> None:
        place = session.get_one(Account, cast.learner).organisation_id
        now, whom = clock.now(), None if whole else cast.learner
        give_hold(session, actor=SYSTEM, now=now, organisation_id=place, account_id=whom, reason="A complaint")

    in_session(cast.services.database, hold)
    clock.move(days=400)
    found = night(cast)
    kept = {"sessions", "links", "letters", "webhook-messages"}
    assert {key: gone for key, (gone, held) in found.items() if held} == dict.fromkeys(kept, 0)
    assert cast.read(Letter)[0].text == "words"
    in_session(
        cast.services.database, lambda session: setattr(session.scalar(select(LegalHold)), "lifted_at", clock.now())
    )
    assert {key: each for key, each in night(cast).items() if key == "letters"} == {"letters": (1, 0)}


def test_a_hold_on_somebody_else_keeps_nothing(cast: Cast, clock: MovableClock) -> None:
    old(cast)

    def hold(session: Any) -> None:
        other = session.get_one(Account, cast.stranger)
        given = {"organisation_id": other.organisation_id, "account_id": None, "reason": "A complaint"}
        give_hold(session, actor=SYSTEM, now=clock.now(), **given)

    in_session(cast.services.database, hold)
    clock.move(days=400)
    assert all(held == 0 for _, held in night(cast).values())


def test_accounts_that_were_deactivated_go_only_where_that_was_chosen(cast: Cast, clock: MovableClock) -> None:
    now = clock.now()
    in_session(
        cast.services.database,
        lambda session: deactivate(session, actor=SYSTEM, now=now, account_id=cast.teammate, reason="Left"),
    )
    clock.move(days=366)
    assert "deactivated" not in night(cast)
    yearly = replace(CAREFUL, erase_after=366)
    assert "deactivated" not in night(cast, yearly)
    clock.move(days=1)
    assert night(cast, yearly)["deactivated"] == (1, 0)
    assert night(cast, yearly) == {}
    erased = [row.id for row in cast.read(Account) if row.erased_at is not None]
    assert erased == [cast.teammate]


def test_looking_first_says_the_same_and_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    old(cast)
    clock.move(days=400)
    with cast.services.database.session() as session:
        seen = {each.key: (each.gone, each.held) for each in look(session, now=clock.now(), chosen=CAREFUL)}
        assert last_run(session) is None
        assert session.scalar(select(func.count()).select_from(Throttle)) == 1
    assert night(cast) == {key: each for key, each in seen.items() if any(each)}


@pytest.mark.alike
def test_a_night_writes_one_line_with_the_numbers(cast: Cast, clock: MovableClock) -> None:
    old(cast)
    clock.move(days=2)
    night(cast)
    assert [row.act for row in cast.lines() if row.act == ACT] == [ACT]
    with cast.services.database.session() as session:
        told = last_run(session)
    assert told is not None
    assert told.at == clock.now()
    assert (told.gone["throttle"], told.gone["letters"]) == (1, 0)
    assert set(told.gone) == {each.key for each in PERIODS}


@pytest.mark.alike
def test_the_job_loop_does_it_once_a_day_from_two_in_the_morning(cast: Cast, clock: MovableClock) -> None:
    zone = cast.services.settings.zone
    clock.move(hours=-11)  # One in the morning in Chicago.

    def wanted() -> bool:
        return bool(in_session(cast.services.database, lambda session: put_night(session, now=clock.now(), zone=zone)))

    assert not wanted()
    clock.move(hours=1)
    assert wanted()
    assert not wanted()
    worker.run_once(cast.services)
    assert len([row for row in cast.lines() if row.act == ACT]) == 1
    clock.move(days=1)
    worker.NightWatch(cast.services)()
    worker.run_once(cast.services)
    assert len([row for row in cast.lines() if row.act == ACT]) == 2
    assert {row.kind for row in cast.read(Job) if row.dead_at} == set()


@pytest.mark.alike
def test_the_command_shows_first_and_then_does(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old(cast)  # The command reads the real clock, months after that of the tests.
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)
    assert main(["retention", "--dry-run", "--data", settings.data]) == 0
    said = capsys.readouterr().out
    assert "Nothing was changed. The last run before this was: never." in said
    assert len(cast.read(Throttle)) == 1
    assert main(["retention", "--data", settings.data]) == 0
    assert "Done." in capsys.readouterr().out
    assert cast.read(Throttle) == []


@pytest.mark.alike
def test_the_page_says_when_it_ran_and_when_it_stopped(cast: Cast, clock: MovableClock) -> None:
    chief = cast.enter("Odile")
    assert "has not let go of anything yet" in chief.open("/audit/retention").text
    night(cast)
    assert "It last did on" in chief.open("/audit/retention").text
    assert "more than two days ago" not in chief.text
    clock.move(days=3)
    chief = cast.enter("Odile")
    assert "more than two days ago" in chief.open("/audit/retention").text


@pytest.mark.parametrize("days", ["29", "-1", "soon"])
def test_letters_are_kept_for_a_month_at_least(days: str) -> None:
    with pytest.raises(BadSetting, match="LMS_LETTER_DAYS"):
        Settings.from_environment({"LMS_LETTER_DAYS": days})


@pytest.mark.parametrize(("days", "fits"), [("0", True), ("365", True), ("364", False), ("-5", False)])
def test_nobody_is_erased_within_a_year(days: str, fits: bool) -> None:
    if fits:
        assert Settings.from_environment({"LMS_ERASE_AFTER_DAYS": days}).erase_after_days == int(days)
    else:
        with pytest.raises(BadSetting, match="LMS_ERASE_AFTER_DAYS"):
            Settings.from_environment({"LMS_ERASE_AFTER_DAYS": days})
