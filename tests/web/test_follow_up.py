"""The survey sixty days after a claim: one letter, few questions, answers that lead to nobody."""

from __future__ import annotations

import pytest

from lms import worker
from lms.acts.credit_follow_up import KIND, ask_surveys
from lms.credit.keeping.models import FollowUp, FollowUpReceipt
from lms.outbox.models import Letter
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.credit.credited import Credited, credit
from tests.web.visitor import Visitor

ANSWERS = {"useful": "4", "changed": "yes", "what": "I look at the registry weekly.", "confidence": "5"}


@pytest.fixture
def made(cast: Cast) -> Credited:
    now = cast.services.clock.now()
    return in_session(
        cast.services.database, lambda session: credit(session, cast.course, account_id=cast.learner, now=now)
    )


def ask(cast: Cast) -> int:
    now = cast.services.clock.now()
    return int(
        in_session(
            cast.services.database,
            lambda session: ask_surveys(session, now=now, base_url="http://localhost", zone="America/Chicago"),
        )
    )


def letters(cast: Cast) -> list[Letter]:
    return [each for each in cast.read(Letter) if each.kind == KIND]


@pytest.mark.alike
@pytest.mark.parametrize(("days", "asked"), [(59, 0), (60, 1), (90, 1), (91, 0)])
def test_one_letter_from_the_sixtieth_day(
    cast: Cast, made: Credited, clock: MovableClock, days: int, asked: int
) -> None:
    clock.move(days=days)
    assert ask(cast) == asked
    assert ask(cast) == 0
    assert len(letters(cast)) == asked
    if asked:
        (letter,) = letters(cast)
        assert f"/ce/{made.approved.activity_id}/follow-up" in letter.text
        assert "/unsubscribe/" in letter.text


@pytest.mark.alike
def test_the_job_loop_asks_by_itself(cast: Cast, made: Credited, clock: MovableClock) -> None:
    clock.move(days=60)
    worker.NudgeWatch(cast.services)()
    worker.run_once(cast.services)
    assert len(letters(cast)) == 1
    worker.NudgeWatch(cast.services)()
    worker.run_once(cast.services)
    assert len(letters(cast)) == 1


@pytest.mark.alike
def test_who_wants_no_such_letter_gets_none_and_can_answer_all_the_same(
    cast: Cast, made: Credited, clock: MovableClock
) -> None:
    cast.enter("Marisol").open("/account/mail").press("Save", kinds=["due date"])
    clock.move(days=60)
    assert ask(cast) == 1
    assert letters(cast) == []
    assert cast.enter("Marisol").open(f"/ce/{made.approved.activity_id}/follow-up").status == 200


@pytest.mark.alike
def test_one_click_in_the_letter_ends_them(cast: Cast, made: Credited, clock: MovableClock) -> None:
    clock.move(days=60)
    ask(cast)
    (letter,) = letters(cast)
    path = letter.text[letter.text.index("/unsubscribe/") :].split()[0]
    answer = cast.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    choices = cast.enter("Marisol").open("/account/mail").tree.xpath("//input[@name='kinds'][@checked]")
    assert choices == []


def test_the_answers_lead_to_nobody(cast: Cast, made: Credited, clock: MovableClock) -> None:
    path = f"/ce/{made.approved.activity_id}/follow-up"
    assert cast.enter("Marisol").open(path).status == 404
    clock.move(days=61)
    marisol = cast.enter("Marisol")
    marisol.open(path).press("Send the answers", what="MRN 123456")
    assert marisol.status == 422
    assert len(marisol.problems()) == 4
    assert cast.read(FollowUp) == []
    before = {row.id for row in cast.lines()}
    marisol.press("Send the answers", **ANSWERS)
    assert "You have answered" in marisol.text
    (answer,), (receipt,) = cast.read(FollowUp), cast.read(FollowUpReceipt)
    assert answer.answers == {"changed": "yes", "what": ANSWERS["what"], "useful": 4, "confidence": 5}
    assert len(answer.id) == 32
    assert receipt.handed_in_on == answer.submitted_on
    assert {row.id for row in cast.lines()} == before
    assert marisol.send(path, **ANSWERS).status_code == 303
    assert len(cast.read(FollowUp)) == 1


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Teddy", "Cesar", "Ansel"])
def test_only_who_claimed_is_asked(cast: Cast, made: Credited, clock: MovableClock, name: str) -> None:
    clock.move(days=61)
    path = f"/ce/{made.approved.activity_id}/follow-up"
    other = cast.enter(name)
    assert other.open(path).status == 404
    assert other.send(path, **ANSWERS).status_code == 404
    assert Visitor(cast.app).open(path).path == "/sign-in"
    assert cast.read(FollowUp) == []
