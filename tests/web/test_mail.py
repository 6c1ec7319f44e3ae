"""Letters to oneself: choosing, the next one, what became of those before; and ending them with one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.acts.nudge import plan_nudges, write_nudges
from lms.outbox import actions as outbox
from lms.outbox.models import Job, Letter
from lms.people.models import RoleHeld
from lms.readiness.actions import reschedule
from lms.readiness.nudges.models import MailPreference
from tests.cast import Cast, Person, in_session
from tests.clocks import MovableClock
from tests.web.visitor import Visitor

FORTNIGHT = datetime(2026, 6, 1, 15, tzinfo=UTC)


@pytest.fixture
def cast(cast: Cast, clock: MovableClock) -> Cast:
    """A fortnight before the start, with the letters of that day written."""
    clock.set(FORTNIGHT)

    def write(session) -> None:
        for held in session.query(RoleHeld):
            reschedule(session, held=held, course=cast.course, now=clock.now())
        batch = plan_nudges(
            session, now=clock.now(), course=cast.course, base_url="http://127.0.0.1:8000", zone="America/Chicago"
        )
        write_nudges(session, now=clock.now(), base_url="http://127.0.0.1:8000", letters=batch.letters)

    in_session(cast.services.database, write)
    return cast


def letter_to(cast: Cast, name: str) -> Letter:
    return next(each for each in cast.read(Letter) if each.to.startswith(name) and each.kind == "due date")


def way_out(cast: Cast, name: str = "marisol") -> str:
    return str(letter_to(cast, name).unsubscribe).removeprefix("http://127.0.0.1:8000")


def chosen(cast: Cast) -> list[tuple[str, str, int, int, bool]]:
    rows = cast.read(MailPreference)
    return [(row.account_id, row.off, row.quiet_from, row.quiet_to, row.quiet_weekends) for row in rows]


@pytest.mark.alike
def test_a_learner_chooses_kinds_and_hours(cast: Cast) -> None:
    page = cast.enter("Marisol").open("/account/").open("/account/mail")
    assert "marisol@saltmarsh.example" in page.text
    assert "The next letter, if nothing changes: 8 June 2026" in page.text
    assert not page.tree.xpath("//input[@value='digest']")
    page.press("Save", kinds=["due date", "follow-up"], quiet_from="20", quiet_to="7", quiet_weekends="")
    assert chosen(cast) == [(cast.learner, "at risk", 20, 7, False)]
    assert "Saved." in page.text
    page.press("Save", quiet_from="9", quiet_to="8")
    assert page.status == 422
    assert "at least three hours" in page.text
    assert page.tree.xpath("//select[@name='quiet_from']/option[@selected]/@value") == ["9"]
    assert chosen(cast) == [(cast.learner, "at risk", 20, 7, False)]


@pytest.mark.alike
def test_a_supervisor_is_asked_about_the_digest(cast: Cast) -> None:
    page = cast.enter("Sunniva").open("/account/mail")
    assert page.tree.xpath("//input[@value='digest']")
    page.press("Save", kinds=["due date", "at risk", "follow-up"], quiet_from="18", quiet_to="8", quiet_weekends="y")
    assert chosen(cast) == [(cast.supervisor, "digest", 18, 8, True)]


def test_what_was_sent_is_seen_by_the_learner_and_who_looks_after_her(cast: Cast, clock: MovableClock) -> None:
    learner, supervisor = cast.enter("Marisol"), cast.enter("Sunniva")
    subject = letter_to(cast, "marisol").subject
    for page in (learner.open("/account/mail"), supervisor.open(f"/team/{cast.learner}")):
        assert subject in page.text
        assert "Leaves at once" in page.text
        assert "unsubscribe/" not in page.text

    def send(session) -> None:
        outbox.letter_sent(session, letter_to(cast, "marisol").id, clock.now())

    in_session(cast.services.database, send)
    assert "1 June 2026 at 10:00 CDT" in supervisor.open(f"/team/{cast.learner}").text
    assert letter_to(cast, "marisol").unsubscribe == "http://127.0.0.1:8000/unsubscribe/(taken out after sending)"
    assert "unsubscribe/(taken out after sending)" in letter_to(cast, "marisol").text
    assert cast.enter("Ansel").open(f"/team/{cast.learner}").status == 404


def test_a_letter_nobody_takes_is_tried_again_and_then_said_to_be_lost(cast: Cast, clock: MovableClock) -> None:
    supervisor = cast.enter("Sunniva")
    letter_id = letter_to(cast, "teddy").id

    def fail(tries: int) -> None:
        def write(session) -> None:
            job = session.query(Job).filter_by(kind="mail", key=letter_id).one()
            job.tries = tries
            claimed = outbox.Claimed(job.id, job.kind, job.key, dict(job.payload), tries)
            outbox.failed(session, claimed, clock.now(), "OSError: the server is away")

        in_session(cast.services.database, write)

    fail(3)
    assert "Not yet" in supervisor.open(f"/team/{cast.teammate}").text
    assert "tried again on 1 June 2026 at 10:08 CDT" in supervisor.text
    fail(8)
    assert "in 8 tries" in supervisor.open(f"/team/{cast.teammate}").text


@pytest.mark.alike
def test_looking_at_the_link_changes_nothing_and_the_button_ends_them(cast: Cast) -> None:
    page = Visitor(cast.app).open(way_out(cast))
    assert (page.status, chosen(cast)) == (200, [])
    page.press("Stop these letters")
    assert page.status == 200
    assert "These letters have stopped" in page.text
    assert chosen(cast) == [(cast.learner, "due date,at risk,digest,follow-up", 18, 8, True)]
    page.press("Let them come again", go="again")
    assert chosen(cast) == [(cast.learner, "", 18, 8, True)]


@pytest.mark.alike
def test_a_mail_program_ends_them_with_one_click(cast: Cast) -> None:
    browser = cast.app.test_client()
    for _ in range(2):
        answer = browser.post(way_out(cast), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert chosen(cast) == [(cast.learner, "due date,at risk,digest,follow-up", 18, 8, True)]
    assert browser.post(way_out(cast, "teddy"), data={"anything": "else"}).status_code == 400
    assert browser.post("/unsubscribe/" + "x" * 43, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert len(chosen(cast)) == 1


@pytest.mark.alike
def test_letters_that_are_needed_still_come(cast: Cast, clock: MovableClock) -> None:
    cast.app.test_client().post(way_out(cast), data={"List-Unsubscribe": "One-Click"})
    Visitor(cast.app).open("/password/").press("Send the link", email="marisol@saltmarsh.example")
    sent = [each for each in cast.read(Letter) if each.kind == "reset"]
    assert [each.to for each in sent] == ["marisol@saltmarsh.example"]
    assert sent[0].unsubscribe is None
    clock.move(days=7)
    page: Person = cast.enter("Sunniva").open(f"/team/{cast.learner}/remind")
    assert "The letter" in page.text


@pytest.mark.alike
def test_a_supervisor_does_not_remind_right_after_a_letter(cast: Cast, clock: MovableClock) -> None:
    clock.move(days=1)
    page = cast.enter("Sunniva").open(f"/team/{cast.learner}/remind")
    assert "The last reminder was written on 1 June 2026" in page.text
    clock.set(FORTNIGHT + timedelta(days=7))
    assert "The letter" in cast.enter("Sunniva").open(f"/team/{cast.learner}/remind").text
