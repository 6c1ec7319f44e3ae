"""Second step at sign-in: an app set up, two-step sign-in, recovery codes, throttle, fresh proofs; through HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyotp
import pytest
from sqlalchemy import select

from lms.audit.models import AuditDetail, AuditLine
from lms.outbox.models import Letter
from lms.people.factors.models import HalfSignIn, RecoveryCode, SecondFactor
from lms.people.factors.rules import step_at
from lms.people.models import Account, Address, KeptForm, SignedIn
from lms.web.consequences import ASKED_AGAIN
from tests.cast import Cast, Person
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, email_of
from tests.web.visitor import Visitor

SECOND = "/sign-in/second"
OWN = "/account/second-step/"


class Phone:
    """An authenticator app with one key, by the test's clock."""

    def __init__(self, key: str, clock: MovableClock) -> None:
        self.key, self.clock = key, clock

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.key).generate_otp(step_at(self.clock.now()) + steps)


def set_up(person: Person | Visitor, clock: MovableClock, name: str = "Phone") -> tuple[Phone, list[str]]:
    """Set an app up on the pages; returns it and the recovery codes that were shown."""
    begun = person.open(OWN).press("Go on", name=name, password=PASSWORD)
    assert begun.heading == "Connect your app", begun.problems()
    phone = Phone(begun.tree.xpath("string(//code)").replace(" ", ""), clock)
    begun.press("Confirm", code=phone.code())
    clock.move(seconds=30)
    return phone, begun.tree.xpath("//ol[contains(@class, 'codes')]//code/text()")


def half(cast: Cast, name: str = "Marisol", **fields: str) -> Visitor:
    """Somebody whose password was right."""
    visitor = Visitor(cast.app).sign_in(name, **fields)
    assert visitor.path == SECOND
    return visitor


def acts(cast: Cast, act: str) -> list[AuditLine]:
    return [line for line in cast.lines() if line.act == act]


@pytest.mark.alike
def test_an_app_counts_from_its_first_code(cast: Cast, clock: MovableClock) -> None:
    marisol, elsewhere = cast.enter("Marisol"), cast.enter("Marisol")
    assert "No second step yet" in marisol.open(OWN).text
    marisol.press("Go on", name="", password=PASSWORD)
    assert (marisol.status, marisol.problems()) == (422, ["Say what to call it, such as Phone."])
    marisol.press("Go on", name="Phone", password="not this")
    assert marisol.problems() == ["This is not your password."]
    begun = marisol.press("Go on", name="Phone", password=PASSWORD)
    assert "<svg" in begun.response.text
    marisol.press("Confirm", code="000000")
    assert marisol.status == 422
    assert Visitor(cast.app).sign_in("Marisol").path == "/home"
    phone = Phone(marisol.tree.xpath("string(//code)").replace(" ", ""), clock)
    marisol.press("Confirm", code=phone.code())
    codes = marisol.tree.xpath("//ol[contains(@class, 'codes')]//code/text()")
    assert len(set(codes)) == 10
    assert "10 of 10 are left" in marisol.open(f"{OWN}codes").text
    assert codes[0] not in marisol.response.text
    assert elsewhere.open("/home").path == "/sign-in"
    assert marisol.open(OWN).tree.xpath("count(//tbody/tr)") == 1
    (row,) = cast.read(SecondFactor)
    stored = [row.sealed or b"", *(each.code_hash.encode() for each in cast.read(RecoveryCode))]
    assert not any(phone.key.encode() in each or codes[0].encode() in each for each in stored)
    assert marisol.open(f"{OWN}{row.id}").status == 404


@pytest.mark.alike
def test_a_key_that_waits_too_long_is_of_no_use(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    begun = marisol.open(OWN).press("Go on", name="Phone", password=PASSWORD)
    phone = Phone(begun.tree.xpath("string(//code)").replace(" ", ""), clock)
    clock.move(minutes=10)
    begun.press("Confirm", code=phone.code())
    assert "begun more than ten minutes ago" in begun.problems()[0]
    assert [row.confirmed_at for row in cast.read(SecondFactor)] == [None]


@pytest.mark.alike
@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_sign_in_takes_two_steps(cast: Cast, clock: MovableClock, steps: int) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    clock.move(minutes=5)
    visitor = Visitor(cast.app).open("/sign-in?next=/notes/")
    visitor.press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    visitor.press("Sign in", code=phone.code(steps))
    assert visitor.path == "/notes/"
    newest = max(cast.read(SignedIn), key=lambda row: row.created_at)
    assert newest.factor_at == clock.now()
    assert cast.read(HalfSignIn) == []
    (line,) = [each for each in acts(cast, "sign-in.done") if each.subject_id == newest.id]
    (detail,) = [each for each in cast.read(AuditDetail) if each.line_id == line.id]
    assert "'factor': 'app'" in str(vars(detail))


def test_a_code_works_once(cast: Cast, clock: MovableClock) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    code = phone.code()
    assert half(cast).press("Sign in", code=code).path == "/home"
    second = half(cast).press("Sign in", code=code)
    assert (second.status, second.problems()) == (
        422, ["This code was used already. Wait until your app shows the next one."],
    )  # fmt: skip
    clock.move(seconds=30)
    assert second.press("Sign in", code=phone.code()).path == "/home"


def test_a_recovery_code_works_once_and_says_how_many_are_left(cast: Cast, clock: MovableClock) -> None:
    _, codes = set_up(cast.enter("Marisol"), clock)
    assert "You have 9 codes left" in half(cast).press("Sign in", code=codes[3].lower().replace("-", " ")).text
    assert half(cast).press("Sign in", code=codes[3]).status == 422
    marisol = half(cast).press("Sign in", code=codes[4])
    new = marisol.open(OWN).press("Make new codes").tree.xpath("//ol[contains(@class, 'codes')]//code/text()")
    assert half(cast).press("Sign in", code=codes[5]).status == 422
    assert half(cast).press("Sign in", code=new[0]).path == "/home"


@pytest.mark.alike
def test_a_code_of_somebody_else_does_not_fit(cast: Cast, clock: MovableClock) -> None:
    set_up(cast.enter("Marisol"), clock)
    others, codes = set_up(cast.enter("Teddy"), clock)
    for code in (others.code(), codes[0]):
        assert half(cast).press("Sign in", code=code).status == 422


@pytest.mark.alike
def test_half_a_sign_in_ends_after_ten_minutes_or_when_sessions_end(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    phone, _ = set_up(marisol, clock)
    waiting = half(cast)
    clock.move(minutes=10)
    waiting.press("Sign in", code=phone.code())
    assert waiting.path == "/sign-in"
    assert "more than ten minutes" in waiting.text
    ended = half(cast)
    marisol.open("/account/").press("Sign out everywhere")
    assert ended.press("Sign in", code=phone.code()).path == "/sign-in"


@pytest.mark.alike
def test_half_a_sign_in_opens_nothing_else(cast: Cast, clock: MovableClock) -> None:
    set_up(cast.enter("Marisol"), clock)
    visitor = half(cast)
    for path in ("/home", "/account/", OWN, "/account/prove", "/notes/", "/certificates/"):
        assert visitor.client.get(path).location.startswith("/sign-in?next="), path


@pytest.mark.alike
def test_the_second_step_is_throttled_and_written_down(cast: Cast, clock: MovableClock) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    visitor = half(cast)
    for _ in range(10):
        assert visitor.press("Sign in", code="123 456").status == 422
    form = {"csrf_token": visitor.tree.xpath("//input[@name='csrf_token']/@value")[0], "code": phone.code()}
    assert visitor.client.post(SECOND, data=form).status_code == 429
    lines = acts(cast, "factor.failed")
    assert len(lines) == 10
    assert {line.actor_id for line in lines} == {cast.learner}
    with cast.services.database.session() as session:
        told = str([each.__dict__ for each in session.scalars(select(AuditDetail))])
    assert "123456" not in told
    assert "123 456" not in told
    clock.move(minutes=15)
    assert half(cast).press("Sign in", code=phone.code()).path == "/home"


@pytest.mark.alike
@pytest.mark.parametrize("kind", ["link", "reset"])
def test_mailed_links_ask_for_the_second_step_too(cast: Cast, clock: MovableClock, kind: str) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    path, button = {"link": ("/sign-in/link", "Send the link"), "reset": ("/password/", "Send the link")}[kind]
    visitor = Visitor(cast.app).open(path).press(button, email=email_of("Marisol"))
    address = newest_link(cast)
    visitor.open(address)
    if kind == "link":
        visitor.press("Sign in")
    else:
        visitor.press("Set the password", password="seven grey herons")
    assert visitor.path == SECOND
    assert visitor.press("Sign in", code=phone.code()).path == "/home"


def newest_link(cast: Cast) -> str:
    letter = [each for each in cast.read(Letter) if each.kind in ("sign-in", "reset")][-1]
    return next(word for word in letter.text.split() if "://" in word).partition("8000")[2]


@pytest.mark.alike
def test_an_act_of_consequence_asks_again_and_gives_the_form_back(cast: Cast, clock: MovableClock) -> None:
    odile = cast.enter("Odile")
    phone, _ = set_up(odile, clock)
    give = f"/admin/people/{cast.teammate}/access/give"
    fields = {"kind": "author", "place": "whole", "to_date": ""}
    clock.move(minutes=15)
    odile.open(give).press("Give", **fields)
    assert odile.heading == "Show again that it is you"
    assert odile.press("Go on", code="000000").status == 422
    odile.press("Go on", code=phone.code())
    assert odile.heading == "What you sent is still here"
    odile.press("Send it now")
    assert "Access given." in odile.text
    clock.move(minutes=14)
    odile.open(f"/admin/people/{cast.learner}/access/give").press("Give", **fields)
    assert "Access given." in odile.text


def test_every_act_of_consequence_is_a_form_that_is_there(cast: Cast) -> None:
    posted = {rule.endpoint for rule in cast.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert set(ASKED_AGAIN) <= posted


def test_who_has_no_factor_shows_the_password_again(cast: Cast, clock: MovableClock) -> None:
    odile, give = cast.enter("Odile"), f"/admin/people/{cast.teammate}/access/give"
    fields = {"kind": "author", "place": "whole", "to_date": ""}
    clock.move(minutes=15)
    odile.open(give).press("Give", **fields)
    assert "Access given." in odile.text
    clock.move(seconds=1)
    odile.open(f"/admin/people/{cast.learner}/access/give").press("Give", **fields)
    assert (odile.path, odile.heading) == ("/account/prove", "Show again that it is you")
    assert odile.press("Go on", password="not this").problems() == ["This is not your password."]
    copied = odile.window()
    odile.press("Go on", password=PASSWORD).press("Send it now")
    assert "Access given." in odile.text
    assert copied.open("/home").path == "/sign-in"
    assert len(acts(cast, "factor.failed")) == len(acts(cast, "factor.proved")) == 1


@pytest.mark.alike
@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("addresses", {"email": "marisol@elsewhere.example"}),
        ("addresses/{address}/first", {}),
        ("addresses/{address}/remove", {}),
        ("sessions/{session}/end", {}),
        ("sessions/end-all", {}),
    ],
)
def test_what_identifies_an_account_is_changed_by_whoever_proves_it(
    cast: Cast, clock: MovableClock, act: str, fields: dict[str, str]
) -> None:
    """Addresses and sessions (ASVS 5.0.0, V7.5.1 and V7.5.2): an open session alone changes neither."""
    marisol = cast.enter("Marisol")
    (address,) = [row.id for row in cast.read(Address) if row.account_id == cast.learner]
    (signed_in,) = [row.id for row in cast.read(SignedIn) if row.account_id == cast.learner]
    clock.move(minutes=16)
    before = len(cast.lines())
    answer = marisol.send(f"/account/{act.format(address=address, session=signed_in)}", **fields)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/account/prove")
    assert len(cast.lines()) == before


@pytest.mark.alike
def test_who_has_no_password_signs_in_again_and_finds_what_was_sent(cast: Cast, clock: MovableClock) -> None:
    with cast.services.database.session(write=True) as session:
        session.get_one(Account, cast.learner).password_hash = None
        session.commit()
    marisol = cast.enter("Marisol")
    clock.move(minutes=16)
    marisol.open("/account/").press("Sign out everywhere")
    assert "You have no password here." in marisol.text
    marisol.press("Sign in again")
    assert marisol.path == "/sign-in"
    assert marisol.open("/account/").path == "/sign-in"
    back = cast.enter("Marisol").open("/sign-in")
    kept = cast.read(KeptForm)
    assert [(each.account_id, each.path) for each in kept] == [(cast.learner, "/account/sessions/end-all")]
    back.open(f"/kept/{kept[0].id}").press("Send it now")
    assert "signed out everywhere" in back.text


@pytest.mark.alike
def test_a_guess_at_the_password_is_counted(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    marisol.open("/account/prove?next=/notes/")
    for _ in range(10):
        marisol.press("Go on", password="not this")
    assert marisol.press("Go on", password=PASSWORD).status == 429


@pytest.mark.alike
def test_taking_the_last_one_away_takes_the_codes_too(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    phone, _ = set_up(marisol, clock)
    marisol.open(OWN).press("Go on", name="Tablet")
    marisol.press("Confirm", code=Phone(marisol.tree.xpath("string(//code)").replace(" ", ""), clock).code())
    assert marisol.path == OWN
    clock.move(minutes=16)
    marisol.open(OWN).press("Take away Tablet")
    assert marisol.path == "/account/prove"
    marisol.press("Go on", code=phone.code()).press("Send it now")
    assert "Tablet is not asked for any more" in marisol.text
    assert len(cast.read(RecoveryCode)) == 10
    marisol.press("Take away Phone")
    assert (cast.read(SecondFactor), cast.read(RecoveryCode)) == ([], [])
    assert Visitor(cast.app).sign_in("Marisol").path == "/home"


@pytest.mark.alike
def test_what_is_somebody_elses_is_not_found(cast: Cast, clock: MovableClock) -> None:
    set_up(cast.enter("Marisol"), clock)
    (row,) = cast.read(SecondFactor)
    teddy = cast.enter("Teddy")
    assert teddy.send(f"{OWN}{row.id}/remove").status_code == 404
    assert teddy.send(f"{OWN}codes").status_code == 409
    assert len(cast.read(SecondFactor)) == 1


@pytest.mark.alike
def test_a_key_sealed_with_a_lost_secret_leaves_the_recovery_codes(
    cast: Cast, clock: MovableClock, another_key: Callable[[], None]
) -> None:
    phone, codes = set_up(cast.enter("Marisol"), clock)
    another_key()
    assert half(cast).press("Sign in", code=phone.code()).status == 422
    assert half(cast).press("Sign in", code=codes[0]).path == "/home"


@pytest.fixture
def another_key(cast: Cast) -> Iterator[Callable[[], None]]:
    """Gives the installation another secret key, as after it was lost; puts the first back at the end."""
    before = cast.app.secret_key

    def change() -> None:
        cast.app.secret_key = "another key that only tests use"

    yield change
    cast.app.secret_key = before
