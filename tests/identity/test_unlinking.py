"""Links with identity providers taken away by an administrator and by the operator, whatever kind of provider they are of."""

from __future__ import annotations

import pytest

from lms.audit.models import AuditDetail
from lms.cli import main
from lms.errors import Invalid, NotFound
from lms.outbox.models import Letter
from lms.people.identity.models import LinkedIdentity
from lms.people.identity.unlinking import OWN, unlink_for
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.people.makers import actor_of

OPENID, SAML = "https://id.saltmarsh.example", "urn:saltmarsh:saml"


def link(cast: Cast, account_id: str, issuer: str = OPENID) -> str:
    now = cast.services.clock.now()

    def add(session) -> str:
        row = LinkedIdentity(account_id=account_id, issuer=issuer, subject="s-1", linked_at=now, used_at=now)
        session.add(row)
        session.flush()
        return row.id

    return str(in_session(cast.services.database, add))


def test_an_administrator_takes_it_away_with_a_reason(cast: Cast) -> None:
    link(cast, cast.learner, SAML)
    gone = link(cast, cast.learner)
    marisol, chief = cast.enter("Marisol"), cast.enter("Odile")
    page = f"/admin/people/{cast.learner}"
    assert chief.open(page).text.count("Take away the sign-in with") == 2
    chief.open(f"{page}/identities/{gone}/unlink").press("Take the link away", reason=" ")
    assert chief.status == 422
    chief.press("Take the link away", reason="Made anew at the hospital.")
    assert chief.path == page
    assert "told by a letter" in chief.text
    assert [row.issuer for row in cast.read(LinkedIdentity)] == [SAML]
    assert marisol.open("/home").path == "/sign-in"
    (letter,) = [each for each in cast.read(Letter) if each.kind == "identity-unlinked"]
    assert "Made anew at the hospital." in letter.text
    (line,) = [each for each in cast.lines() if each.act == "identity.unlinked"]
    assert (line.actor_id, line.subject_id) == (cast.administrator, cast.learner)
    (detail,) = [each for each in cast.read(AuditDetail) if each.line_id == line.id]
    assert detail.details["issuer"] == OPENID
    assert chief.open(f"{page}/identities/{gone}/unlink").status == 404


@pytest.mark.alike
@pytest.mark.parametrize(
    ("who", "whose", "refusal"),
    [
        ("administrator", "administrator", OWN),
        ("supervisor", "learner", NotFound().sentence),
        ("learner", "teammate", NotFound().sentence),
        ("administrator", "stranger", NotFound().sentence),
    ],
)
def test_who_may_not(cast: Cast, clock: MovableClock, who: str, whose: str, refusal: str) -> None:
    identity = link(cast, getattr(cast, whose))
    with cast.services.database.session(write=True) as session, pytest.raises((Invalid, NotFound)) as raised:
        unlink_for(
            session, actor=actor_of(session, getattr(cast, who), clock.now()), now=clock.now(), label="x",
            account_id=getattr(cast, whose), identity_id=identity, reason="Gone.",
        )  # fmt: skip
    assert raised.value.sentence == refusal


@pytest.mark.alike
def test_the_link_of_somebody_else_is_not_found_below_a_person(cast: Cast) -> None:
    identity = link(cast, cast.teammate)
    assert cast.enter("Odile").open(f"/admin/people/{cast.learner}/identities/{identity}/unlink").status == 404


@pytest.mark.alike
def test_ones_own_link_ends_every_other_session(cast: Cast) -> None:
    identity = link(cast, cast.learner)
    other, here = cast.enter("Marisol"), cast.enter("Marisol")
    assert here.send(f"/account/identities/{identity}/unlink").status_code == 303
    assert (here.open("/account/").path, other.open("/account/").path) == ("/account/", "/sign-in")


@pytest.mark.alike
def test_the_operator_lists_links_and_takes_one_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    link(cast, cast.administrator, SAML)
    link(cast, cast.administrator)
    monkeypatch.setenv("LMS_DATABASE_URL", cast.services.settings.database_url)
    monkeypatch.setenv("LMS_DATA", cast.services.settings.data)
    command = ["people", "unlink", "odile@saltmarsh.example"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert OPENID in said
    assert SAML in said
    assert main([*command, "--issuer", SAML]) == 2
    assert main([*command, "--issuer", "https://nobody.example", "--reason", "Gone."]) == 2
    assert len(cast.read(LinkedIdentity)) == 2
    assert main([*command, "--issuer", SAML, "--reason", "Gone."]) == 0
    assert [row.issuer for row in cast.read(LinkedIdentity)] == [OPENID]
