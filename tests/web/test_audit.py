"""`/audit/`: who did what, in words; and an auditor, who opens that and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from sqlalchemy import select, update

from lms.audit.models import AuditLine
from lms.people.permissions import AUDITOR
from tests.cast import Cast, Person, confirm_name, in_session
from tests.clocks import MovableClock
from tests.credit.approved import approve
from tests.credit.packed import FIRST, LAST, LICENCE, audited, files_of
from tests.house.tables import fingerprint
from tests.people.makers import make_account

PAGES = ("/audit/", "/audit/lines.csv", "/audit/activities/", "/audit/certificates/")
OWN = ("/ce/transcript", "/account", "/certificates", "/help", "/kept", "/welcome", "/sign-out", "/home", "/skills",
       "/sign-in/second", "/api/v1/certificates", "/api/v1/completions")  # fmt: skip
"""What everybody who signs in has: an account, certificates, completions and skills of their own, help."""


@pytest.fixture
def auditor(cast: Cast) -> Person:
    now = cast.services.clock.now()
    make_account(cast.services.database, now, cast.place.saltmarsh, "Ugo Ferri", kinds=(AUDITOR,))
    return cast.enter("Ugo")


def lines_of(person: Person, query: str = "") -> list[dict[str, str]]:
    text = person.client.get(f"/audit/lines.csv{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_record_tells_who_did_what_in_words(cast: Cast, auditor: Person) -> None:
    confirm_name(cast.enter("Marisol"))
    page = auditor.open("/audit/")
    assert page.heading == "Record"
    assert "each recomputed just now and found as it was written" in page.text
    row = page.tree.xpath("//tr[th='Legal name confirmed']")[0]
    assert "Marisol Tavares" in row.text_content()
    assert "4 May 2026" in row.text_content()
    lines = lines_of(auditor)
    with cast.services.database.session() as session:
        held = session.scalars(
            select(AuditLine).where(AuditLine.chain == cast.place.saltmarsh).order_by(AuditLine.number)
        )
        assert [(each["number"], each["act"], each["hash"]) for each in lines] == [
            (str(row.number), row.act, row.hash) for row in held
        ]


def test_days_and_acts_narrow_the_record(cast: Cast, auditor: Person, clock: MovableClock) -> None:
    clock.move(days=3)
    confirm_name(cast.enter("Marisol"))
    auditor = cast.enter("Ugo")
    asked = "?from=2026-05-07&to=2026-05-07&act=legal-name.confirmed"
    assert [(each["act"], each["who"]) for each in lines_of(auditor, asked)] == [
        ("legal-name.confirmed", "Marisol Tavares")
    ]
    assert auditor.open("/audit/" + asked).text.count("Legal name confirmed") == 2
    assert lines_of(auditor, "?to=2026-05-06&act=legal-name.confirmed") == []
    assert "No line fits" in auditor.open("/audit/?from=2026-05-08").text
    page = auditor.open("/audit/?from=yesterday&to=9999-12-31&page=x")
    assert "What stands for “from” is no day and was left out" in page.text
    assert page.tree.xpath("//tbody/tr")


def test_a_broken_chain_is_a_banner_with_the_first_bad_line(cast: Cast, auditor: Person) -> None:
    broken = update(AuditLine).where(AuditLine.chain == cast.place.saltmarsh, AuditLine.number == 2)
    in_session(cast.services.database, lambda session: session.execute(broken.values(actor_id="x" * 16)))
    page = auditor.open("/audit/")
    assert page.heading == "The record is broken"
    banner = page.tree.xpath("//*[@role='alert']")[0].text_content()
    assert "Line 2 is the first that does not hold" in banner
    assert "who (actor_id)" in banner
    assert page.tree.xpath("//tbody/tr"), "the lines are still shown"


@pytest.mark.alike
def test_the_other_organisations_record_is_not_shown(cast: Cast, auditor: Person) -> None:
    cast.enter("Ansel").send("/certificates/name", legal_name="Ansel Frost", confirmed="yes")
    assert "Ansel" not in auditor.open("/audit/").text
    assert [each for each in lines_of(auditor) if "Ansel" in each["who"]] == []


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Cesar", "Odile"])
def test_those_who_administer_credit_read_it_too(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    for path in PAGES:
        assert person.client.get(path).status_code == 200
    assert "Record" in person.open("/audit/").tree.xpath("string(//nav)")


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Teddy", "Sunniva", "Ansel"])
def test_nobody_else_finds_it(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    assert [path for path in PAGES if person.client.get(path).status_code != 404] == []


def test_who_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    client = cast.app.test_client()
    assert {client.get(path).status_code for path in PAGES} == {303}


def plain_addresses(cast: Cast) -> Iterable[str]:
    """Every address without anything to fill in that answers GET to somebody who is signed in."""
    for rule in cast.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            yield rule.rule


@pytest.mark.alike
def test_an_auditor_opens_the_record_and_nothing_else(cast: Cast, auditor: Person) -> None:
    visitor = cast.app.test_client()
    public = {path for path in plain_addresses(cast) if visitor.get(path).status_code in (200, 422)}
    before = fingerprint(cast.services.database)
    opened = {
        path
        for path in plain_addresses(cast)
        if path not in public and auditor.client.get(path).status_code != 404 and not path.startswith(OWN)
    }
    assert opened >= set(PAGES)
    assert {path for path in opened if not path.startswith("/audit/")} == set()
    assert auditor.open("/home").path == "/audit/"
    words = [" ".join(each.text_content().split()) for each in auditor.tree.xpath("//header//nav//a")]
    assert words == ["Record"]
    assert fingerprint(cast.services.database) == before


@pytest.mark.alike
def test_a_pack_is_made_by_hand_and_noted(cast: Cast, auditor: Person) -> None:
    world = audited(cast)
    activity = world.credited.approved.activity_id
    listed = auditor.open("/audit/activities/")
    assert listed.tree.xpath(f"//a[@href='/audit/activities/{activity}']")
    page = auditor.open(f"/audit/activities/{activity}")
    assert LICENCE in page.text
    assert "Marisol Tavares" in page.text
    answer = auditor.send(f"/audit/activities/{activity}/pack.zip", **{"from": FIRST, "to": LAST, "licences": "with"})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert files_of(answer.data).keys() == files_of(world.pack()).keys()
    again = auditor.send(f"/audit/activities/{activity}/pack.zip", **{"from": FIRST, "to": LAST})
    assert [name for name, content in files_of(again.data).items() if LICENCE.encode() in content] == []
    noted = [each for each in lines_of(auditor) if each["act"] == "audit-pack.made"]
    assert [(each["who"], each["thing"]) for each in noted] == [("Ugo Ferri", "CE activity")] * 2


@pytest.mark.alike
def test_days_that_make_no_pack_keep_what_was_typed(cast: Cast, auditor: Person) -> None:
    activity = audited(cast).credited.approved.activity_id
    page = auditor.open(f"/audit/activities/{activity}").press(
        "Make the pack", **{"from": "2026-06-01", "to": "2026-05-01"}
    )
    assert page.status == 422
    assert page.tree.xpath("//input[@id='from']/@value") == ["2026-06-01"]
    assert "is after the last" in page.problems()[0]
    assert auditor.press("Make the pack", **{"from": "soon"}).status == 422
    assert [each for each in lines_of(auditor) if each["act"] == "audit-pack.made"] == []


@pytest.mark.alike
def test_an_activity_of_another_organisation_is_not_found(cast: Cast, auditor: Person) -> None:
    other = in_session(
        cast.services.database,
        lambda session: approve(
            session, cast.course, organisation_id=cast.place.elsewhere, now=cast.services.clock.now()
        ),
    )
    assert auditor.client.get(f"/audit/activities/{other.activity_id}").status_code == 404
    answer = auditor.send(f"/audit/activities/{other.activity_id}/pack.zip", **{"from": FIRST, "to": LAST})
    assert answer.status_code == 404
    assert "No activity yet" in auditor.open("/audit/activities/").text
