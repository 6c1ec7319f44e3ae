"""A reminder: looked at, sent once, neutral in tone, and not too often."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.acts.follow_up import World
from lms.audit.actions import seal
from lms.outbox.models import Job, Letter
from lms.people import actions, changes
from lms.people.models import Account, RoleHeld
from lms.people.permissions import SYSTEM
from lms.people.queries import actor_for
from lms.web.stand_ins import ZONE, Doings
from tests.cast import Cast, Person, in_session
from tests.clocks import MovableClock
from tests.learner import ISSUER


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def letters(cast: Cast) -> list[Letter]:
    return [each for each in cast.read(Letter) if each.kind == "reminder"]


def send(cast: Cast, person: Person, words: str = "") -> Person:
    person.open(f"/team/{cast.learner}/remind").press("Show it with my sentence", own_words=words, go="look")
    return person.press("Send this letter", go="send")


@pytest.mark.alike
def test_c31_c53_the_letter_is_shown_before_it_is_sent(cast: Cast, sunniva: Person) -> None:
    page = sunniva.open(f"/team/{cast.learner}").open(f"/team/{cast.learner}/remind")
    assert "marisol@saltmarsh.example" in page.text
    page.press("Send this letter", own_words="Bring a question on Thursday.", go="send")
    assert letters(cast) == []
    shown = page.tree.xpath("//section[@aria-labelledby='letter']")[0].text_content()
    assert "Bring a question on Thursday." in shown
    page.press("Send this letter", go="send")
    assert page.path == f"/team/{cast.learner}"
    sent = letters(cast)
    assert [each.to for each in sent] == ["marisol@saltmarsh.example"]
    assert "Bring a question on Thursday." in sent[0].text
    assert "Reminder sent" in page.text
    assert "Sunniva Berg: Bring a question on Thursday." in page.text


@pytest.mark.alike
def test_c68_the_letter_blames_nobody(cast: Cast, sunniva: Person, clock: MovableClock) -> None:
    clock.set(datetime(2026, 6, 24, 17, tzinfo=UTC))
    sunniva = cast.enter("Sunniva")
    assert "Overdue" in sunniva.open(f"/team/{cast.learner}").text
    send(cast, sunniva)
    text = letters(cast)[0].text.lower()
    assert "next for you" in text
    for word in ("overdue", "late", "delinquent", "behind", "failed", "at risk", "must", "!"):
        assert word not in text.split()
        assert word != "!" or word not in text


def test_pressed_twice_it_is_one_letter(cast: Cast, sunniva: Person) -> None:
    fields = {"own_words": "", "seen": "", "go": "send", "request_key": "once"}
    answers = [sunniva.send(f"/team/{cast.learner}/remind", **fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    third = sunniva.send(f"/team/{cast.learner}/remind", **{**fields, "request_key": "another"})
    assert third.status_code == 409
    assert "was written today" in third.text
    assert len(letters(cast)) == 1
    assert len([job for job in cast.read(Job) if job.kind == "mail" and job.key == letters(cast)[0].id]) == 1


@pytest.mark.alike
def test_f35_at_most_one_in_seven_days_unless_a_date_is_near(cast: Cast, clock: MovableClock) -> None:
    def may(day: int, month: int = 5) -> bool:
        clock.set(datetime(2026, month, day, 17, tzinfo=UTC))
        return cast.enter("Sunniva").send(
            f"/team/{cast.learner}/remind", own_words="", seen="", go="send"
        ).status_code == 303  # fmt: skip

    assert [day for day in range(4, 20) if may(day)] == [4, 11, 18]
    assert [day for day in range(6, 18) if may(day, 6)] == [6, 8, 9, 10, 11, 12, 13, 14, 15]


@pytest.mark.alike
def test_c68_a_letter_leaves_in_working_hours(cast: Cast, clock: MovableClock) -> None:
    clock.set(datetime(2026, 5, 9, 3, tzinfo=UTC))  # Friday evening at the clinic.
    sunniva = cast.enter("Sunniva")
    assert "on 11 May 2026 at 08:00 CDT" in sunniva.open(f"/team/{cast.learner}/remind").text
    send(cast, sunniva)
    job = next(job for job in cast.read(Job) if job.key == letters(cast)[0].id)
    assert job.due_at == datetime(2026, 5, 11, 13, tzinfo=UTC)


def refusal(cast: Cast, sunniva: Person) -> str:
    """What the page says, after the same is refused to whoever sends all the same."""
    answer = sunniva.send(f"/team/{cast.learner}/remind", own_words="", seen="", go="send")
    assert answer.status_code == 409
    assert letters(cast) == []
    page = sunniva.open(f"/team/{cast.learner}/remind")
    assert not page.tree.xpath("//main//button")
    return page.text


@pytest.mark.alike
def test_nobody_is_reminded_of_nothing(cast: Cast, sunniva: Person) -> None:
    def finish(session) -> None:
        now = cast.services.clock.now()
        account = session.get_one(Account, cast.learner)
        world = World(cast.course, ISSUER)
        actor = actor_for(session, account, now=now, zone=ZONE)
        Doings(session, actor, world, now).reach("complete", cast.course.requirements("bhcm"))
        seal(session)

    in_session(cast.services.database, finish)
    assert "nothing to remind of" in refusal(cast, sunniva)


@pytest.mark.alike
def test_nobody_is_reminded_after_leaving(cast: Cast, sunniva: Person) -> None:
    now = cast.services.clock.now()
    in_session(cast.services.database, lambda s: actions.deactivate(s, actor=SYSTEM, now=now, account_id=cast.learner))
    assert "deactivated" in refusal(cast, sunniva)


@pytest.mark.alike
def test_nobody_is_reminded_on_leave(cast: Cast, sunniva: Person) -> None:
    now = cast.services.clock.now()
    held = next(each for each in cast.read(RoleHeld) if each.account_id == cast.learner)

    def rest(session) -> None:
        changes.pause_role(
            session,
            actor=SYSTEM,
            now=now,
            role_held_id=held.id,
            from_date=date(2026, 5, 1),
            to_date=None,
            reason="Leave",
        )

    in_session(cast.services.database, rest)
    assert "on leave" in refusal(cast, sunniva)


@pytest.mark.alike
def test_a_sentence_that_looks_like_a_patient_is_warned_about(cast: Cast, sunniva: Person) -> None:
    page = sunniva.open(f"/team/{cast.learner}/remind")
    page.press("Show it with my sentence", own_words="About MRN 4471930, call 555-301-2233.", go="look")
    assert "looks like" in page.text
    assert "MRN 4471930" in page.tree.xpath("//textarea")[0].text
    page.press("Show it with my sentence", own_words="x" * 301, go="look")
    assert page.status == 422


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Ansel", "Teddy", "Cesar"])
def test_others_send_none(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    assert person.send(f"/team/{cast.learner}/remind", own_words="", seen="", go="send").status_code == 404
    assert letters(cast) == []
