"""The clinic's own pages over HTTP: who writes, who reads, what a lesson leads to, two who edit at once, every version kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lms.acts import checkup
from lms.acts.person.erase import erase
from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.people.permissions import PROGRAM_MANAGER, SYSTEM
from tests.cast import Cast, Person, address_of, in_session
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, email_of, make_account

AGAIN = date(2027, 5, 4)
GOOD = {
    "kind": "crisis-protocol",
    "title": "Crisis protocol",
    "text": "## Now\n\nStay with the person.",
    "review_on": AGAIN.isoformat(),
}


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    """The supervisor of Mill Road."""
    return cast.enter("Sunniva")


def write(cast: Cast, person: Person, **fields: Any):
    """Publish a page of Mill Road; the answer as it came."""
    place = f"{cast.place.saltmarsh}/{cast.place.mill_road}"
    owner = fields.pop("owner", cast.supervisor)
    return person.send("/clinic-pages/new", go="publish", place=place, owner=owner, **{**GOOD, **fields})


def publish(cast: Cast, person: Person, **fields: Any) -> str:
    """Publish a page; its address."""
    answer = write(cast, person, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def edit(cast: Cast, person: Person, address: str, seen: int, **fields: Any):
    """Publish another version."""
    return person.send(f"{address}/edit", go="publish", seen=str(seen), owner=cast.supervisor, **{**GOOD, **fields})


def lesson_with_words(cast: Cast) -> str:
    """The address of a lesson that says "your clinic's protocol"."""
    for module in cast.course.published_modules:
        for lesson in module.lessons:
            if any("clinics-crisis-protocol" in getattr(part, "html", "") for part in lesson.parts):
                return address_of(cast, lesson)
    raise AssertionError("no lesson says “your clinic's protocol”")


@pytest.mark.alike
def test_a_page_is_seen_before_it_is_published(cast: Cast, sunniva: Person) -> None:
    page = sunniva.open("/clinic-pages/new?kind=crisis-protocol")
    page.press("See it before it is published", text="## Now\r\n\r\nStay with **the person**.", go="preview")
    assert page.status == 200
    assert "Nothing is published yet" in page.text
    assert page.tree.xpath("//section//strong[.='the person']")
    assert cast.read(ClinicPage) == []
    page.press("Publish", go="publish")
    assert page.heading == "Crisis protocol"
    assert "Mill Road’s own page; not part of the course" in page.text
    assert "Owner: Sunniva Berg" in page.text
    assert "To be looked at again by 4 May 2027" in page.text
    assert [each.act for each in cast.lines() if each.act.startswith("clinic-page")] == ["clinic-page.published"]


@pytest.mark.alike
def test_everybody_of_the_clinic_reads_it_and_a_stranger_finds_nothing(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    for who in ("Marisol", "Teddy", "Odile"):
        assert cast.enter(who).open(address).heading == "Crisis protocol"
    for who in ("Ansel", "Cesar"):
        assert cast.enter(who).client.get(address).status_code == 404
    assert cast.enter("Ansel").open("/clinic-pages/").heading == "Your clinic’s own pages"
    assert "Crisis protocol" not in cast.enter("Ansel").open("/clinic-pages/").tree.xpath("string(//main//table)")


def test_only_those_who_look_after_the_clinic_write(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    north = make_account(
        cast.services.database,
        cast.services.clock.now(),
        cast.place.saltmarsh,
        "Nora Pine",
        kinds=(PROGRAM_MANAGER,),
        clinic_id=cast.place.northgate,
    )
    for who, owner in (
        ("Marisol", cast.learner),
        ("Ansel", cast.stranger),
        ("Cesar", cast.credit_administrator),
        ("Nora", north),
    ):
        person = cast.enter(who)
        assert write(cast, person, owner=owner, kind="other").status_code == 404
        assert edit(cast, person, address, 1, text="Mine").status_code == 404
        for what in ("/withdraw", "/versions/1/restore"):
            assert person.send(address + what).status_code == 404
    whole = {"place": f"{cast.place.saltmarsh}/", "owner": cast.supervisor, "go": "publish", **GOOD}
    assert sunniva.send("/clinic-pages/new", **whole).status_code == 404
    assert len(cast.read(ClinicPageVersion)) == 1
    odile = cast.enter("Odile")
    assert odile.send("/clinic-pages/new", **{**whole, "owner": cast.administrator}).status_code == 303
    assert {page.clinic_id for page in cast.read(ClinicPage)} == {cast.place.mill_road, None}


@pytest.mark.alike
def test_a_lesson_leads_to_the_readers_own_clinics_page(cast: Cast, sunniva: Person) -> None:
    lesson, marisol = lesson_with_words(cast), cast.enter("Marisol")
    assert marisol.open(lesson).tree.xpath("//article//a[contains(@href, '/clinic-pages')]") == []
    assert "clinics-" not in marisol.response.text
    assert "your clinic’s" in marisol.text
    new = sunniva.open(lesson).tree.xpath("//article//a[.='write that page']/@href")
    assert new == ["/clinic-pages/new?kind=crisis-protocol"]
    address = publish(cast, sunniva)
    found = marisol.open(lesson).tree.xpath("//article//a[@class='clinics']/@href")
    assert found
    assert set(found) == {address}
    assert cast.enter("Ansel").open(lesson).tree.xpath("//article//a[@class='clinics']") == []
    assert sunniva.open(lesson).tree.xpath("//article//a[.='write that page']") == []
    sunniva.send(f"{address}/withdraw")
    assert marisol.open(lesson).tree.xpath("//article//a[@class='clinics']") == []
    assert marisol.client.get(address).status_code == 404


def test_two_who_edit_at_once_both_see_both(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    odile = cast.enter("Odile")
    first, second = sunniva.open(f"{address}/edit"), odile.open(f"{address}/edit")
    first.press("See it", text="Sunniva’s words.", go="publish")
    assert first.path == address
    second.press("See it", text="Odile’s words.", go="publish")
    assert second.status == 422
    assert second.problems() == ["Somebody published another version of this page while you wrote. Both are below."]
    assert second.tree.xpath("//textarea")[0].text.strip() == "Odile’s words."
    assert "Sunniva’s words." in second.tree.xpath("string(//section[@aria-labelledby='other'])")
    assert [row.text for row in cast.read(ClinicPageVersion)][-1] == "Sunniva’s words."
    second.press("See it", go="publish")
    assert second.path == address
    assert "Odile’s words." in second.text
    assert len(cast.read(ClinicPageVersion)) == 3


@pytest.mark.alike
def test_every_version_is_kept_and_an_old_one_comes_back(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    assert edit(cast, sunniva, address, 1, title="What to do", text="Second.").status_code == 303
    assert edit(cast, sunniva, address, 2, title="What to do", text="Third.").status_code == 303
    assert sunniva.open(f"{address}/versions").heading == "3 versions of What to do"
    sunniva.open(f"{address}/versions/1").press("Bring this version back")
    assert sunniva.heading == "Crisis protocol"
    rows = sorted(cast.read(ClinicPageVersion), key=lambda row: row.number)
    assert [(row.number, row.text, row.restores) for row in rows] == [
        (1, GOOD["text"], None),
        (2, "Second.", None),
        (3, "Third.", None),
        (4, GOOD["text"], 1),
    ]
    assert sunniva.send(f"{address}/versions/9/restore").status_code == 404
    services = cast.services
    assert checkup.differences(services.database, services.files, cast.course, services.clock.now()) == []
    again = sunniva.send(f"{address}/versions/1/restore")
    assert again.status_code == 303
    assert len(cast.read(ClinicPageVersion)) == 4


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Give the page a title"),
        ({"text": " \n "}, "Write the text"),
        ({"text": "Fine.\n\n<script>alert(1)</script>"}, "Line 3: HTML tags cannot stand in a page"),
        ({"text": "![x](https://elsewhere.example/x.png)"}, "Line 1: Pictures cannot stand"),
        ({"text": "[x](http://plain.example)"}, "leads nowhere"),
        ({"review_on": "2026-05-03"}, "That day is past"),
        ({"review_on": "soon"}, "Not a valid date value"),
        ({"review_on": ""}, "Enter the day by which"),
        ({"owner": ""}, "Choose somebody who may write here"),
        ({"kind": "gossip"}, "Choose what kind of page"),
        ({"text": "Call Mrs. K, MRN 0048213."}, "Something looks like a real patient"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept_in_the_form(
    cast: Cast, sunniva: Person, fields: dict[str, str], said: str
) -> None:
    answer = write(cast, sunniva, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert cast.read(ClinicPage) == []


@pytest.mark.alike
def test_what_only_looks_like_a_patient_is_published_once_somebody_has_looked(cast: Cast, sunniva: Person) -> None:
    text = "The door code is 0048213. Page Dr. Amari: 555-0140."
    assert write(cast, sunniva, text=text).status_code == 422
    assert write(cast, sunniva, text=text, checked="y").status_code == 303
    assert write(cast, sunniva, kind="telephone-numbers", text="Amari: [555-0140](tel:555-0140)").status_code == 303


@pytest.mark.alike
def test_a_place_has_one_crisis_protocol(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    assert "here already" in write(cast, sunniva).text
    assert write(cast, sunniva, kind="resources").status_code == 303
    assert write(cast, sunniva, kind="resources").status_code == 303
    sunniva.send(f"{address}/withdraw")
    publish(cast, sunniva, title="The new one")
    refused = sunniva.send(f"{address}/put-back")
    assert refused.status_code == 409
    assert "took its place meanwhile" in refused.text


@pytest.mark.alike
def test_a_day_to_look_again_that_is_past_is_said_to_the_owner_and_to_readers(
    cast: Cast, sunniva: Person, clock: MovableClock
) -> None:
    address = publish(cast, sunniva, review_on="2026-05-20")
    assert "was to be looked at again" not in sunniva.open("/team/").text
    clock.move(days=17)
    sunniva = cast.enter("Sunniva")
    assert "Your page “Crisis protocol” was to be looked at again by 20 May 2026" in sunniva.open("/team/").text
    assert "was to be looked at again" not in cast.enter("Odile").open("/team/").text
    assert "Ask Sunniva Berg whether it still holds" in cast.enter("Teddy").open(address).text
    assert "Overdue since 20 May 2026" in cast.enter("Teddy").open("/clinic-pages/").text
    sunniva.open(f"{address}/edit").press("See it", go="publish", review_on="2026-11-20")
    assert "was to be looked at again" not in sunniva.open("/team/").text
    assert "since 20 May" not in cast.enter("Teddy").open(address).text


def test_the_search_finds_them_beside_the_course(cast: Cast, sunniva: Person) -> None:
    publish(cast, sunniva, text="Page Dr. Quillfeather at any hour.")
    found = cast.enter("Marisol").open("/search?q=quillfeather")
    assert found.heading == "1 page of your clinic for “quillfeather”"
    assert found.tree.xpath("//section[@aria-labelledby='found-own']//a[.='Crisis protocol']")
    assert cast.enter("Ansel").open("/search?q=quillfeather").heading == "No result for “quillfeather”"
    assert "Crisis protocol" in cast.enter("Marisol").open("/tools/").text


def test_what_is_sent_twice_is_published_once(cast: Cast, sunniva: Person) -> None:
    assert (
        write(cast, sunniva, request_key="once", kind="other").location
        == write(cast, sunniva, request_key="once", kind="other").location
    )
    assert len(cast.read(ClinicPage)) == 1


@pytest.mark.alike
def test_c11_a_page_outlives_the_session(cast: Cast, sunniva: Person, clock: MovableClock) -> None:
    sunniva.open("/clinic-pages/new?kind=other")
    clock.move(minutes=90)
    sunniva.press("See it", title="Long thoughts", text="A long text.", kind="other", go="publish")
    assert sunniva.path == "/sign-in"
    assert cast.read(ClinicPage) == []
    sunniva.press("Sign in", email=email_of("Sunniva"), password=PASSWORD)
    sunniva.press("Send it now")
    assert sunniva.heading == "Long thoughts"
    assert [row.text for row in cast.read(ClinicPageVersion)] == ["A long text."]


def test_a_page_outlives_its_owner(cast: Cast, sunniva: Person) -> None:
    address = publish(cast, sunniva)
    now, services = cast.services.clock.now(), cast.services

    def close(session) -> None:
        erase(session, actor=SYSTEM, now=now, account_id=cast.supervisor)

    in_session(services.database, close)
    page = cast.enter("Marisol").open(address)
    assert "Owner: nobody at present" in page.text
    odile = cast.enter("Odile")
    odile.open(f"{address}/edit").press(
        "See it", go="publish", owner=cast.administrator, review_on=AGAIN + timedelta(days=1)
    )
    assert "Owner: Odile Marchetti" in odile.text
    assert cast.read(ClinicPage)[0].owner_account_id == cast.administrator


@pytest.mark.alike
def test_s134_a_site_profile_begins_with_the_headings_of_the_sheet_in_free_words(cast: Cast, sunniva: Person) -> None:
    page = sunniva.open("/clinic-pages/new?kind=site-profile")
    assert page.tree.xpath("string(//input[@name='title']/@value)") == "Site profile"
    headings = [
        each[3:] for each in page.tree.xpath("string(//textarea[@name='text'])").split("\n") if each.startswith("## ")
    ]
    assert headings == [
        "Health record", "Registry", "Privacy", "Billing", "Reports", "When two systems differ",
        "What only one of us knows", "Hand-over",
    ]  # fmt: skip
    address = publish(
        cast, sunniva, kind="site-profile", title="Site profile", text="## Registry\n\nA spreadsheet of our own."
    )
    read = cast.enter("Marisol").open(address)
    assert "A spreadsheet of our own." in read.text
    assert write(cast, sunniva, kind="site-profile").status_code == 422
