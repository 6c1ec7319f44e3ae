"""The leaders' tour over HTTP: read by whoever may, kept by nobody, and open to nothing beside it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from lms.outbox.models import Letter
from lms.people.models import Grant
from lms.people.permissions import CE_ADMINISTRATOR, LEADER
from tests.cast import Cast, Person, address_of
from tests.house.tables import fingerprint
from tests.people.makers import PASSWORD, make_account
from tests.web.visitor import Visitor

# Pages of the course.
pytestmark = pytest.mark.alike


@pytest.fixture
def leader(cast: Cast) -> Person:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Constance Albrecht", kinds=(LEADER,)
    )
    return cast.enter("Constance")


def test_a_leader_reads_all_of_it_every_link_opens_and_nothing_is_stored(cast: Cast, leader: Person) -> None:
    tour = cast.course.tour
    before = fingerprint(cast.services.database)
    assert leader.open("/home").path == "/tour/"
    assert "Why there is no certificate" in leader.text
    assert len(leader.tree.xpath("//ol[@class='path']/li")) == 13
    waiting, seen = ["/tour/"], set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = leader.open(path)
        assert page.status == 200, path
        assert page.tree.xpath("//main//form") == [], path
        for href in page.tree.xpath("//main//a/@href"):
            local = urlsplit(href)
            if local.netloc or not local.path:
                continue
            assert local.path.startswith("/tour/"), (path, href)
            if local.path not in seen and local.path not in waiting:
                waiting.append(local.path)
    named = {f"/tour/{stop.slug}/{each.lesson_id}" for stop in tour.stops for each in stop.reads}
    assert named | {f"/tour/{stop.slug}" for stop in tour.stops} | {"/tour/print", "/tour/questions"} <= seen
    assert fingerprint(cast.services.database) == before


def test_what_a_stop_names_stands_in_the_lesson_it_opens(cast: Cast, leader: Person) -> None:
    for stop in cast.course.tour.stops:
        for each in stop.reads:
            page = leader.open(f"/tour/{stop.slug}/{each.lesson_id}")
            assert page.heading == each.lesson
            assert not each.anchor or page.tree.xpath(f"//h2[@id='{each.anchor}']")


def test_a_leader_finds_nothing_beside_the_tour(cast: Cast, leader: Person) -> None:
    tour = cast.course.tour
    first = tour.stops[0]
    elsewhere = next(each for each in cast.module.required if each not in tour.lessons and cast.course.lesson(each))
    for path in (
        "/courses/",
        address_of(cast, cast.course.lesson(first.reads[0].lesson_id)),
        f"/tour/{first.slug}/{elsewhere}",
        f"/tour/{first.slug}/{tour.stops[1].reads[0].lesson_id}",
        "/tour/no-such-stop",
        "/glossary/",
        "/tools/",
        "/practice/",
        "/clinic-pages/",
        "/team/",
        f"/team/{cast.learner}",
        "/admin/people/",
        "/hours/",
        f"/tests/{cast.module.post_test.id}/",
    ):
        assert leader.client.get(path).status_code == 404, path
    assert leader.tree.xpath("//nav[@aria-label='Main']//a/@href") == ["/tour/"]
    assert leader.tree.xpath("//form[@role='search']") == []


def test_whoever_trains_or_looks_after_others_may_take_it_and_nobody_else(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Clea Abara", kinds=(CE_ADMINISTRATOR,)
    )
    for name, status in (("Marisol", 200), ("Sunniva", 200), ("Odile", 200), ("Clea", 404)):
        assert cast.enter(name).client.get("/tour/").status_code == status, name
    assert Visitor(cast.app).open("/tour/").path == "/sign-in"
    marisol = cast.enter("Marisol")
    assert "/tour/" in marisol.open(f"/courses/{cast.course.id}/").tree.xpath("//main//a/@href")
    assert marisol.open("/home").path == "/home"


def test_access_is_given_for_the_whole_organisation_and_ends_at_once(cast: Cast) -> None:
    someone = make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Bo Director", kinds=()
    )
    odile, bo = cast.enter("Odile"), cast.enter("Bo")
    assert bo.client.get("/tour/").status_code == 404
    path = f"/admin/people/{someone}/access/give"
    assert odile.send(path, kind=LEADER, place=cast.place.mill_road).status_code == 422
    assert odile.send(path, kind=LEADER, place="whole").status_code == 303
    assert bo.open("/home").path == "/tour/"
    (given,) = [each for each in cast.read(Grant) if each.kind == LEADER]
    assert given.clinic_id is None
    assert odile.send(f"/admin/people/{someone}/access/{given.id}/end").status_code == 303
    assert bo.client.get("/tour/").status_code == 404


def test_a_leader_is_invited_without_a_role_and_begins_with_the_tour(cast: Cast) -> None:
    odile = cast.enter("Odile")
    said = {"name": "Greta Voss", "email": "greta@board.example", "clinic": cast.place.mill_road, "start_date": ""}
    odile.post("/admin/people/invite", data={"csrf_token": odile.token(), **said, "role": "bhcm"})
    assert odile.problems() == ["Enter the first day with CoCM patients, such as 4 May 2026."]
    odile.post("/admin/people/invite", data={"csrf_token": odile.token(), **said, "role": "leader"})
    assert "Invitation written." in odile.text
    (letter,) = [each for each in cast.read(Letter) if each.to == "greta@board.example"]
    assert "to the leaders' tour of Collaborative Care at Saltmarsh" in letter.text
    assert "train" not in letter.text
    link = next(each for each in letter.text.split() if "/invitation/" in each)
    greta = Visitor(cast.app)
    greta.open(urlsplit(link).path)
    assert "You are invited to the leaders’ tour of Collaborative Care" in greta.text
    greta.press("Set the password and begin", password=PASSWORD)
    greta.press("Save and continue")
    assert greta.open("/home").path == "/tour/"
    assert [(each.kind, each.clinic_id) for each in cast.read(Grant) if each.kind == LEADER] == [(LEADER, None)]


def test_a_clinics_program_manager_makes_nobody_a_leader(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Priya Venkat",
        kinds=("program manager",), clinic_id=cast.place.mill_road,
    )  # fmt: skip
    priya = cast.enter("Priya")
    assert "leader" not in priya.open("/admin/people/invite").tree.xpath("//select[@name='role']/option/@value")
    answer = priya.send(
        "/admin/people/invite",
        name="Greta Voss",
        email="greta@board.example",
        clinic=cast.place.mill_road,
        role="leader",
    )
    assert answer.status_code == 422
