"""Readiness for supervisors: their clinics, the same numbers as the command line, nobody else's business."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from openpyxl import load_workbook

from lms.assessment.models import AttemptItem
from lms.learning.models import Note, ReadingPosition
from lms.people import actions
from lms.people.models import Clinic
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR, SYSTEM
from lms.sheets import BOM
from tests.cast import Cast, Person, begin_test, in_session, read_lessons, take_test
from tests.clocks import MovableClock
from tests.people.makers import START, make_account
from tests.readiness.population import populate
from tests.web.listed import lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CANARY = "canary-7Q4M"


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def people_on(person: Person, query: str = "") -> list[str]:
    """The names in the list, in order."""
    return [each.name for each in lines(person.open(f"/team/{query}").tree)]


def someone_at(cast: Cast, clinic_id: str, name: str, role: str = "bhcm") -> str:
    services = cast.services
    return make_account(
        services.database, services.clock.now(), cast.place.saltmarsh, name, clinic_id=clinic_id, role=role
    )


def hold(cast: Cast, account_id: str, clinic_id: str, role: str, start_date: date) -> None:
    """A further role for somebody."""
    now = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: actions.hold_role(
            session, actor=SYSTEM, now=now, account_id=account_id, clinic_id=clinic_id, role=role, start_date=start_date
        ),
    )


def populated(cast: Cast, count: int) -> None:
    """So many people more, in both clinics."""
    place, services = cast.place, cast.services
    clinics = (place.mill_road, place.northgate)
    populate(services.database, cast.course, services.clock.now(), place.saltmarsh, clinics, count)


@pytest.mark.alike
def test_a_supervisor_sees_her_clinic_only(cast: Cast, sunniva: Person) -> None:
    someone_at(cast, cast.place.northgate, "Nora North")
    assert sorted(people_on(sunniva)) == ["Marisol Tavares", "Teddy Okafor"]


def test_an_administrator_sees_all_clinics_of_the_organisation(cast: Cast) -> None:
    someone_at(cast, cast.place.northgate, "Nora North")
    assert sorted(people_on(cast.enter("Odile"))) == ["Marisol Tavares", "Nora North", "Teddy Okafor"]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Ansel", "Cesar"])
def test_others_find_no_such_page(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    assert person.client.get("/team/").status_code == 404
    assert "Readiness" not in person.open("/account/").text


def test_x12_a_person_of_several_roles_stands_once_with_the_most_urgent(cast: Cast, sunniva: Person) -> None:
    hold(cast, cast.teammate, cast.place.northgate, "pcp", START + timedelta(days=60))
    hold(cast, cast.teammate, cast.place.mill_road, "clerical", START)
    (teddy,) = [each for each in lines(sunniva.open("/team/").tree) if each.name == "Teddy Okafor"]
    assert teddy.place == "Care manager, Mill Road"
    assert teddy.others == ("also Clerical staff, Mill Road: Not started",)
    (teddy,) = [each for each in lines(cast.enter("Odile").open("/team/").tree) if each.name == "Teddy Okafor"]
    assert [each.partition(":")[0] for each in teddy.others] == [
        "also Clerical staff, Mill Road", "also PCP, Northgate",
    ]  # fmt: skip
    asked = lines(sunniva.open("/team/?role=clerical").tree)
    assert [each.place for each in asked] == ["Clerical staff, Mill Road"]
    assert asked[0].others[0].startswith("also Care manager, Mill Road")


def test_an_empty_clinic_says_what_to_do(cast: Cast) -> None:
    services = cast.services
    make_account(
        services.database,
        services.clock.now(),
        cast.place.saltmarsh,
        "Petra Alone",
        clinic_id=cast.place.northgate,
        kinds=(SUPERVISOR, PROGRAM_MANAGER),
    )
    petra = cast.enter("Petra")
    assert petra.open("/team/").heading == "No one trains here yet"


@pytest.mark.alike
def test_a_supervisor_without_a_role_begins_with_her_people(cast: Cast, sunniva: Person) -> None:
    assert sunniva.open("/home").path == "/team/"


@pytest.mark.alike
def test_a_supervisor_in_training_reads_who_is_late_at_home(cast: Cast, clock: MovableClock) -> None:
    """F48: nothing to press after signing in to read who is late and why; one link to all of them."""
    hold(cast, cast.supervisor, cast.place.mill_road, "clinical-supervisor", START)
    clock.move(days=60)
    home = cast.enter("Sunniva").open("/home")
    answer = " ".join(home.tree.xpath("string(//div[@class='your-people'])").split())
    assert answer.startswith("Three of three need you this week")
    for name in ("Marisol Tavares", "Teddy Okafor", "Sunniva Berg"):
        assert name in answer
    assert "the start date, 15 June 2026, was" in answer
    assert "As of 3 July 2026, Chicago time." in answer
    (*people, link) = home.tree.xpath("//div[@class='your-people']//a/@href")
    assert [each.startswith("/team/") for each in people] == [True] * 3
    assert home.open(link).heading == "Three of three need you this week"


@pytest.mark.alike
def test_home_says_nothing_of_others_to_a_learner(cast: Cast) -> None:
    home = cast.enter("Marisol").open("/home")
    assert home.tree.xpath("//div[@class='your-people']") == []
    assert "Teddy" not in home.text


@pytest.mark.alike
def test_c65_nobody_stays_late_who_has_caught_up(cast: Cast, sunniva: Person, clock: MovableClock) -> None:
    hold(cast, cast.learner, cast.place.mill_road, "auxiliary", START)
    clock.move(days=50)
    sunniva = cast.enter("Sunniva")
    assert sunniva.open("/team/").heading == "Two of two need you this week"
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    before = {each.name: each for each in lines(sunniva.open("/team/").tree)}
    assert before["Marisol Tavares"].activity == "Last activity 23 Jun 2026"
    assert before["Teddy Okafor"].activity == "Nothing completed yet"


def test_a_page_holds_twenty_five_and_says_of_how_many(cast: Cast) -> None:
    populated(cast, 60)
    odile = cast.enter("Odile")
    odile.open("/team/?name=a&role=bhcm")
    seen: list[str] = []
    people = len(people_on(odile, "?page=1"))
    assert people == 25
    assert "1 to 25 of 62, 25 on a page" in odile.text
    seen += people_on(odile, "?page=2") + people_on(odile, "?page=3")
    assert "51 to 62 of 62, 25 on a page" in odile.text
    assert len(set(seen) | set(people_on(odile))) == 62
    assert people_on(odile, "?page=99") == people_on(odile, "?page=3")


@pytest.mark.alike
def test_filters_are_kept_from_page_to_page_and_into_files(cast: Cast) -> None:
    populated(cast, 90)
    odile = cast.enter("Odile").open(f"/team/?clinic={cast.place.mill_road}&standing=fine&name=a&starts=&role=&as_of=")
    assert odile.status == 200
    further = odile.tree.xpath("//a[@rel='next']/@href")
    (in_csv, in_xlsx) = odile.tree.xpath("//a[contains(@href, '/team/readiness.')]/@href")
    wanted = {"clinic": [cast.place.mill_road], "standing": ["fine"], "name": ["a"]}
    assert parse_qs(urlsplit(in_csv).query) == parse_qs(urlsplit(in_xlsx).query) == wanted
    assert [parse_qs(urlsplit(each).query) for each in further] == [{**wanted, "page": ["2"]}] * len(further)
    form = odile.form("Show")
    assert dict(form.form_values()) | {"page": ""} == {
        "clinic": cast.place.mill_road, "standing": "fine", "name": "a", "starts": "", "role": "", "as_of": "", "page": "",
    }  # fmt: skip
    assert all(each.place.endswith("Mill Road") for each in lines(odile.tree))
    shown = odile.client.get(in_csv).get_data(as_text=True)
    assert "Northgate" not in shown
    assert "overdue" not in shown


@pytest.mark.alike
def test_an_address_can_be_sent_to_a_colleague(cast: Cast) -> None:
    populated(cast, 40)
    query = "?standing=needs-help&role=bhcm"
    assert people_on(cast.enter("Odile"), query) == people_on(cast.enter("Odile"), query) != []
    sunniva = people_on(cast.enter("Sunniva"), query)
    assert set(sunniva) < set(people_on(cast.enter("Odile"), query))


@pytest.mark.parametrize(
    ("name", "found"),
    [("lucja ZAK", "Łucja Żak"), ("oneill", ""), ("o'neill", "O’Neill"), ("strasse", "Straße"), ("NGUYEN", "Nguyễn")],
)
def test_a_name_is_found_whatever_the_keyboard(cast: Cast, name: str, found: str) -> None:
    for each in ("Łucja Żak", "Siân O’Neill", "Uma Straße", "Ana Nguyễn"):
        someone_at(cast, cast.place.mill_road, each)
    names = people_on(cast.enter("Sunniva"), f"?name={quote(name)}")
    assert len(names) == bool(found)
    assert all(found in each for each in names)


def test_nobody_who_matches_is_an_answer_with_a_way_out(cast: Cast, sunniva: Person) -> None:
    assert sunniva.open("/team/?name=nobody&standing=ready").heading == "No one matches"
    (way_out,) = [each for each in sunniva.tree.xpath("//main//a[@class='button primary']") if "Clear" in each.text]
    assert sunniva.open(way_out.get("href")).heading == "No one needs you this week"


@pytest.mark.parametrize(
    "query",
    [
        "?clinic=elsewhere&role=king&standing=late&starts=soon&as_of=2026-02-30&page=minus",
        "?clinic=%F0%9F%92%A9&name=%E2%80%AE",
        "?name=" + "x" * 3000,
        "?clinic=a&clinic=b&page=1&page=2",
        "?page=99999999999999999999",
        "?as_of=9999-12-31",
        "?starts=366&as_of=2100-12-31",
        "?as_of=2000-01-01",
    ],
)
def test_nonsense_in_the_address_is_a_sensible_page(sunniva: Person, query: str) -> None:
    assert sunniva.open(f"/team/{query}").status == 200
    assert sunniva.client.get(f"/team/readiness.csv{query}").status_code == 200


@pytest.mark.alike
def test_what_was_left_out_is_said(sunniva: Person) -> None:
    sunniva.open("/team/?role=king&starts=soon")
    assert "There is no such role. It was left out." in sunniva.text
    assert "Starting within takes a number of days from 0 to 366. It was left out." in sunniva.text
    assert len(lines(sunniva.tree)) == 2


@pytest.mark.alike
def test_a_clinic_of_others_cannot_be_asked_for(cast: Cast, sunniva: Person) -> None:
    someone_at(cast, cast.place.northgate, "Nora North")
    assert "Nora" not in sunniva.open(f"/team/?clinic={cast.place.northgate}").text
    assert "Nora" not in sunniva.client.get(f"/team/readiness.csv?clinic={cast.place.northgate}").get_data(as_text=True)
    assert "Northgate" not in sunniva.text


@pytest.mark.alike
@pytest.mark.parametrize(("path", "kind"), [("csv", "text/csv; charset=utf-8"), ("xlsx", XLSX)])
def test_c58_a_file_says_the_day_and_the_zone(sunniva: Person, path: str, kind: str) -> None:
    answer = sunniva.client.get(f"/team/readiness.{path}")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="readiness-2026-05-04.{path}"'
    assert answer.headers["Cache-Control"] == "no-store"
    if path == "csv":
        (first, *_) = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix(BOM)))
        assert (first["as_of"], first["zone"]) == ("2026-05-04", "America/Chicago")
    else:
        about = dict(load_workbook(io.BytesIO(answer.data))["About"].iter_rows(values_only=True))
        assert about == {"what": "value", "as of": "4 May 2026, Chicago time", "filter": "everybody", "rows": 2}


@pytest.mark.alike
def test_c58_the_page_says_the_day_and_the_zone(cast: Cast, sunniva: Person) -> None:
    assert "As of 4 May 2026, Chicago time." in sunniva.open("/team/").text
    assert "As of 4 May 2026, Chicago time." in sunniva.open("/team/?as_of=2026-05-04").text
    assert "What was done later does not count." in sunniva.text
    assert (
        "On 1 April 2026 nobody in the clinics you look after held a role"
        in sunniva.open("/team/?as_of=2026-04-01").text
    )


def test_c40_each_clinic_has_its_own_today(cast: Cast) -> None:
    """At noon in Chicago the next day has begun in Tokyo."""
    in_session(
        cast.services.database,
        lambda session: setattr(session.get_one(Clinic, cast.place.northgate), "zone", "Asia/Tokyo"),
    )
    someone_at(cast, cast.place.northgate, "Nora North")
    assert "As of 4 May 2026, Chicago time and 5 May 2026, Tokyo time." in cast.enter("Odile").open("/team/").text


def note_of(account_id: str, lesson_id: str, at: datetime) -> Note:
    """What somebody wrote for herself."""
    return Note(
        account_id=account_id,
        lesson_id=lesson_id,
        anchor="",
        lesson_title=CANARY,
        heading="",
        text=CANARY,
        version=1,
        page="page",
        created_at=at,
        saved_at=at,
    )


@pytest.mark.alike
def test_nothing_learners_write_or_answer_is_shown_anywhere(cast: Cast, sunniva: Person) -> None:
    marisol = cast.enter("Marisol")
    begin_test(cast, marisol)
    take_test(cast, cast.enter("Teddy"), right=3)
    asked = {row.item_id for row in cast.read(AttemptItem)}
    stems = [item.stem_html for each in asked if (item := cast.course.item(each))]
    lesson = cast.module.lessons[0].id
    at = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: session.add_all(
            [
                ReadingPosition(account_id=cast.learner, lesson_id=lesson, anchor=CANARY, at=at),
                note_of(cast.learner, lesson, at),
            ]
        ),
    )
    shown = "".join(
        sunniva.client.get(path).get_data(as_text=True)
        for path in (
            "/team/",
            "/team/readiness.csv",
            "/api/v1/readiness",
            f"/api/v1/readiness/{cast.teammate}",
            "/home",
        )
    )
    book = load_workbook(io.BytesIO(sunniva.client.get("/team/readiness.xlsx").data))
    shown += str([list(page.iter_rows(values_only=True)) for page in book])
    assert "Teddy Okafor" in shown
    for secret in (CANARY, "3 of 15", "Not passed", "not passed", *stems):
        assert secret not in shown


def test_c53_each_person_stands_in_one_line_with_what_blocks_and_a_way_to_remind(cast: Cast, sunniva: Person) -> None:
    found = lines(sunniva.open("/team/").tree)
    assert sorted(each.name for each in found) == ["Marisol Tavares", "Teddy Okafor"]
    first = cast.course.title_of[cast.module.required[0]]
    for each in found:
        assert each.blocked_by
        assert first in each.blocked_by or first in each.next_action or "module" in each.blocked_by.lower()
        assert each.link is not None
        assert sunniva.open(each.link).tree.xpath("//a[normalize-space()='Send a reminder']/@href")
