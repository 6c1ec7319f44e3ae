"""Second steps reset for somebody who has lost them, by page and by command; and the list of sessions."""

from __future__ import annotations

import pytest

from lms.audit.models import AuditDetail
from lms.cli import main
from lms.errors import Invalid, NotFound
from lms.outbox.models import Letter
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.factors.resetting import OWN, reset_factors
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.people.makers import actor_of
from tests.web.test_second_step import half, set_up
from tests.web.visitor import Visitor


@pytest.mark.alike
def test_an_administrator_resets_it_with_a_reason(cast: Cast, clock: MovableClock) -> None:
    marisol, chief = cast.enter("Marisol"), cast.enter("Odile")
    page = f"/admin/people/{cast.learner}"
    assert "Reset the second step" not in chief.open(page).text
    assert "nothing to reset" in chief.open(f"{page}/reset-second-step").text
    set_up(marisol, clock)
    waiting = half(cast)
    assert "1 second step at sign-in" in chief.open(page).text
    chief.open(f"{page}/reset-second-step").press("Reset the second step", reason=" ")
    assert chief.status == 422
    chief.press("Reset the second step", reason="Phone fell into the sea; spoke to her.")
    assert "told by a letter" in chief.text
    assert (cast.read(SecondFactor), cast.read(RecoveryCode)) == ([], [])
    assert marisol.open("/home").path == "/sign-in"
    assert waiting.open("/sign-in/second").path == "/sign-in"
    assert Visitor(cast.app).sign_in("Marisol").path == "/home"
    (letter,) = [each for each in cast.read(Letter) if each.subject == "Your second step was reset"]
    assert "Phone fell into the sea" in letter.text
    (line,) = [each for each in cast.lines() if each.act == "factors.reset"]
    assert line.actor_id == cast.administrator
    (detail,) = [each for each in cast.read(AuditDetail) if each.line_id == line.id]
    assert "Phone fell into the sea" in str(vars(detail))


@pytest.mark.alike
@pytest.mark.parametrize(
    ("who", "whose", "refusal"),
    [
        ("administrator", "administrator", OWN),
        ("supervisor", "learner", NotFound().sentence),
        ("credit_administrator", "learner", NotFound().sentence),
        ("learner", "teammate", NotFound().sentence),
        ("administrator", "stranger", NotFound().sentence),
    ],
)
def test_who_may_not_reset(cast: Cast, clock: MovableClock, who: str, whose: str, refusal: str) -> None:
    with cast.services.database.session(write=True) as session, pytest.raises((Invalid, NotFound)) as raised:
        reset_factors(
            session, actor=actor_of(session, getattr(cast, who), clock.now()), now=clock.now(),
            account_id=getattr(cast, whose), reason="Lost.",
        )  # fmt: skip
    assert raised.value.sentence == refusal


def test_the_operator_resets_the_last_administrator(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(cast.enter("Odile"), clock)
    monkeypatch.setenv("LMS_DATABASE_URL", cast.services.settings.database_url)
    monkeypatch.setenv("LMS_DATA", cast.services.settings.data)
    command = ["people", "reset-factors", "odile@saltmarsh.example", "--reason", "Lost both."]
    assert main(command) == 0
    assert cast.read(SecondFactor) == []
    assert Visitor(cast.app).sign_in("Odile").path != "/sign-in/second"
    assert main(command) == 1


@pytest.mark.alike
def test_sessions_say_from_where_and_since_when(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    clock.move(minutes=7)
    set_up(marisol, clock)
    rows = [" ".join(row.text_content().split()) for row in marisol.open("/account/").tree.xpath(
        "//section[@aria-labelledby='sessions']//tbody/tr")]  # fmt: skip
    assert len(rows) == 1
    assert "this one With a second step" in rows[0]
    assert "127.0.0.1" in rows[0]
    assert "12:00" in rows[0]
