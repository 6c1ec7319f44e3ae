"""The letters the program writes by itself: few, once, whatever happens to the worker; and the digest of a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from lms import worker
from lms.acts.digest import digests_due, plan_digest
from lms.acts.nudge import plan_nudges, write_nudges
from lms.acts.person.joining import mail_choices
from lms.acts.person.registry import Joining
from lms.acts.person.tables import PERSON_TABLES
from lms.outbox.actions import claim
from lms.outbox.models import Job, Letter
from lms.people import changes
from lms.people.models import RoleHeld
from lms.people.permissions import SYSTEM
from lms.readiness.actions import reschedule
from lms.readiness.nudges.actions import choose
from lms.readiness.nudges.models import MailPreference
from lms.readiness.rules.nudging import Choice
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.people.makers import START, actor_of

FORTNIGHT = datetime(2026, 6, 1, 15, tzinfo=UTC)  # Monday, ten at the clinics, fourteen days before the start.


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """With the schedules that the doors keep."""

    def write(session) -> None:
        for held in session.query(RoleHeld):
            reschedule(session, held=held, course=cast.course, now=cast.services.clock.now())

    in_session(cast.services.database, write)
    return cast


def nudges(cast: Cast) -> list[Letter]:
    return sorted(
        (each for each in cast.read(Letter) if each.kind in ("due date", "at risk")), key=lambda each: each.to
    )


def digests(cast: Cast) -> list[Letter]:
    return [each for each in cast.read(Letter) if each.kind == "digest"]


def hour(cast: Cast, watch: worker.NudgeWatch | None = None) -> None:
    (watch or worker.NudgeWatch(cast.services))()
    worker.run_once(cast.services)


@pytest.mark.alike
def test_c31_c68_everybody_with_a_date_in_a_fortnight_gets_one_letter(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    hour(cast)
    found = nudges(cast)
    assert [each.to for each in found] == [
        "ansel@saltmarsh.example",
        "marisol@saltmarsh.example",
        "teddy@saltmarsh.example",
    ]
    assert {each.kind for each in found} == {"due date"}
    assert all("15 June 2026, in 14 days" in each.subject for each in found)
    assert all(each.unsubscribe and each.unsubscribe in each.text for each in found)
    assert len({each.unsubscribe_hash for each in found}) == 3
    assert "Next for you: " in found[1].text
    for word in ("overdue", "late", "delinquent", "behind", "failed", "must", "!"):
        assert word not in found[1].text.lower().split()


@pytest.mark.alike
def test_done_again_or_by_two_it_is_one_letter(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    hour(cast)
    hour(cast)  # Another process that has not seen this hour.
    for _ in range(3):
        clock.move(hours=1)
        hour(cast)
    assert len(nudges(cast)) == 3
    assert len({each.key for each in cast.read(Job) if each.kind == "mail"}) == 3 + len(digests(cast))


def test_a_worker_killed_in_the_middle_writes_the_rest_and_nothing_twice(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    database = cast.services.database
    worker.NudgeWatch(cast.services)()
    with database.independent() as session:
        job = claim(session, clock.now(), worker.LEASE_SECONDS)
    assert job
    look = {"now": clock.now(), "course": cast.course, "base_url": "https://lms.example", "zone": "America/Chicago"}
    with database.independent() as session:  # It wrote one of the three, and was gone before it could say so.
        batch = plan_nudges(session, **look, hold=True, most=1)
        assert len(write_nudges(session, now=clock.now(), base_url="https://lms.example", letters=batch.letters)) == 1
    worker.run_once(cast.services)
    clock.move(seconds=worker.LEASE_SECONDS)
    worker.run_once(cast.services)
    assert len(nudges(cast)) == 3
    with database.independent() as session:  # What was planned before the other wrote it is not written again.
        assert write_nudges(session, now=clock.now(), base_url="https://lms.example", letters=batch.letters) == []


def test_some_people_at_a_time_are_all_of_them(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    after: str | None = ""
    seen = []
    with cast.services.database.session() as session:
        while after is not None:
            batch = plan_nudges(
                session, now=clock.now(), course=cast.course, base_url="", zone="America/Chicago", after=after, most=1
            )
            seen += [each.to for each in batch.letters]
            after = batch.last
    assert sorted(seen) == ["ansel@saltmarsh.example", "marisol@saltmarsh.example", "teddy@saltmarsh.example"]


@pytest.mark.alike
def test_c68_what_falls_due_at_night_or_on_sunday_waits(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT - timedelta(hours=3))  # Seven in the morning.
    hour(cast)
    assert nudges(cast) == []
    clock.set(FORTNIGHT - timedelta(days=1))
    hour(cast)
    assert nudges(cast) == []
    clock.set(FORTNIGHT)
    hour(cast)
    assert len(nudges(cast)) == 3


@pytest.mark.alike
def test_the_season_of_a_learner(cast: Cast, clock: MovableClock) -> None:
    """Nobody does anything: every working hour of seven weeks, and what Teddy finds in her box."""
    watch = worker.NudgeWatch(cast.services)
    for day in range(-45, 5):
        clock.set(datetime(2026, 6, 15, 15, tzinfo=UTC) + timedelta(days=day))
        hour(cast, watch)
    found = [(each.created_at.date(), each.kind, each.occasion[17:]) for each in nudges(cast) if "teddy" in each.to]
    days = [(START - on).days for on, _, _ in sorted(found)]
    assert days[-3:] == [14, 7, 0]  # The day before is a Sunday: what waits for Monday says "today".
    assert len(days) <= 6
    assert all(earlier - later >= 7 or later <= 7 for earlier, later in pairwise(days))


@pytest.mark.alike
def test_nobody_is_written_to_on_leave_or_after_switching_it_off(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    held = {each.account_id: each for each in cast.read(RoleHeld)}

    def rest(session) -> None:
        now = clock.now()
        changes.pause_role(
            session, actor=SYSTEM, now=now, role_held_id=held[cast.learner].id, from_date=date(2026, 5, 20),
            to_date=None, reason="Leave",
        )  # fmt: skip
        choose(
            session, actor=actor_of(session, cast.teammate, now), now=now,
            choice=Choice(off=frozenset({"due date", "at risk"})),
        )  # fmt: skip

    in_session(cast.services.database, rest)
    hour(cast)
    assert [each.to for each in nudges(cast)] == ["ansel@saltmarsh.example"]


@pytest.mark.alike
def test_c52_a_supervisor_gets_one_digest_on_monday_morning(cast: Cast, clock: MovableClock) -> None:
    watch = worker.NudgeWatch(cast.services)
    for hours in range(-40, 30):
        clock.set(FORTNIGHT + timedelta(hours=hours))
        hour(cast, watch)
    found = digests(cast)
    assert [(each.to, each.occasion) for each in found] == [("sunniva@saltmarsh.example", "2026-06-01")]
    assert found[0].created_at == FORTNIGHT - timedelta(hours=2)
    text = found[0].text
    for part in ("Act now", "Watch", "Done", "Marisol Tavares", "Teddy Okafor", f"/team/{cast.learner}"):
        assert part in text
    assert "Ansel" not in text
    assert found[0].unsubscribe
    assert "things wait for you, about " in text or "thing waits for you, about " in text
    assert "/queue/" in text
    assert "waiting for you" in found[0].subject


@pytest.mark.alike
def test_a_week_with_nothing_to_say_sends_no_digest(cast: Cast, clock: MovableClock) -> None:
    clock.set(datetime(2026, 2, 2, 15, tzinfo=UTC))  # Long before anybody's window opens.
    look = {"now": clock.now(), "course": cast.course, "base_url": "", "account_id": cast.supervisor}
    with cast.services.database.session() as session:
        assert digests_due(session, now=clock.now()) == [(cast.supervisor, date(2026, 2, 2))]
        assert plan_digest(session, **look, monday=date(2026, 2, 2)) is None
    hour(cast)
    assert digests(cast) == []
    assert [each.done_at is not None for each in cast.read(Job) if each.kind == "digest"] == [True]


@pytest.mark.alike
def test_an_installation_may_switch_all_of_it_off(cast: Cast, clock: MovableClock) -> None:
    clock.set(FORTNIGHT)
    quiet = replace(cast.services, settings=replace(cast.services.settings, nudges=False))
    worker.NudgeWatch(quiet)()
    assert [each for each in cast.read(Job) if each.kind in ("nudges", "digest")] == []


@pytest.mark.parametrize(("mine", "wanted"), [(None, "digest"), ("at risk", "at risk,digest")])
def test_what_was_switched_off_in_either_account_stays_off_when_they_are_joined(
    cast: Cast, mine: str | None, wanted: str
) -> None:
    def join(session) -> None:
        now = cast.services.clock.now()
        for account_id, off in ((cast.teammate, "digest"), (cast.learner, mine)):
            if off is not None:
                choice = Choice(off=frozenset({off}))  # type: ignore[arg-type]
                choose(session, actor=actor_of(session, account_id, now), now=now, choice=choice)
        joining = Joining(session, cast.learner, cast.teammate, cast.course, now)
        mail_choices(joining, PERSON_TABLES["mail_preference"]).do()

    in_session(cast.services.database, join)
    assert [row.off for row in cast.read(MailPreference) if row.account_id == cast.learner] == [wanted]
