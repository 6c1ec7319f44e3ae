"""Programmes over HTTP: asked, consented to word by word, seen by both sides alike, and taken back at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from lms.audit.queries import lines
from lms.outbox.models import Letter
from lms.people.models import Clinic
from lms.people.organisations import create_programme
from lms.people.permissions import ADMINISTRATOR, AUDITOR, LEARNER, SYSTEM
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.programmes.actions import give_lead
from lms.readiness.programmes.models import ProgrammeAsk, ProgrammeConsent
from tests.cast import Cast, Person, all_at_once, in_session
from tests.house.tables import fingerprint
from tests.people.makers import make_account
from tests.web.visitor import Visitor

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
BUSY = (
    ("bhcm", "ready", 6),
    ("bhcm", "on track", 5),
    ("bhcm", "at risk", 5),
    ("pcp", "ready", 12),
    ("clerical", "overdue", 2),
    ("auxiliary", "overdue", 3),
)
QUIET = (("bhcm", "ready", 2), ("pcp", "not started", 6))


@dataclass
class World:
    """The programme and its lead Lena, who works for the other organisation; Odile administers Saltmarsh, Anton that one."""

    cast: Cast
    id: str
    lena: Person
    odile: Person

    @property
    def saltmarsh(self) -> str:
        return self.cast.place.saltmarsh

    @property
    def page(self) -> str:
        return f"/programmes/{self.id}/"

    @property
    def one(self) -> str:
        return f"/programmes/{self.id}/{self.saltmarsh}/"

    @property
    def admin(self) -> str:
        return f"/admin/programmes/{self.id}/{self.saltmarsh}/"

    def ask(self, *clinics: str) -> str:
        """Lena asks; returns the ask's id."""
        sent = self.lena.send(f"/programmes/{self.id}/ask", organisation=self.saltmarsh, clinics=list(clinics))
        assert sent.status_code == 303, sent.status_code
        return self.waiting()

    def waiting(self) -> str:
        (row,) = [each for each in self.cast.read(ProgrammeAsk) if each.answer is None]
        return str(row.id)

    def consent(self, ask_id: str) -> None:
        """Odile reads and consents."""
        path = f"/admin/programmes/asks/{ask_id}"
        page = self.odile.open(path)
        sent = self.odile.send(path, go="consent", mark=page.tree.xpath("//input[@name='mark']/@value")[0])
        assert sent.status_code == 303

    def share(self, *clinics: str) -> None:
        self.consent(self.ask(*clinics))

    def rows(self) -> list[dict[str, str]]:
        """What stands in the CSV file; page, workbook, JSON and it are compared elsewhere."""
        text = self.lena.client.get(self.page + "counts.csv").get_data(as_text=True)
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    def numbers(self) -> dict[tuple[str, str], str]:
        return {(row["month"], row["name"]): row["number"] for row in self.rows()}


def count(cast: Cast, clinic_id: str, day: date, cells: Iterable[tuple[str, str, int]]) -> None:
    """A month end as it was counted."""
    cells = list(cells)

    def write(session) -> None:
        session.add(
            MonthSnapshot(
                clinic_id=clinic_id, as_of=day, zone="America/Chicago", held=sum(each[2] for each in cells), edition="e",
                made_at=cast.services.clock.now(),
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            MonthCount(clinic_id=clinic_id, as_of=day, role=role, cohort=date(2026, 6, 1), standing=word, number=number)
            for role, word, number in cells
        )

    in_session(cast.services.database, write)


@pytest.fixture
def world(cast: Cast) -> World:
    database, now, place = cast.services.database, cast.services.clock.now(), cast.place
    lena = make_account(database, now, place.elsewhere, "Lena Voss", kinds=())
    make_account(database, now, place.elsewhere, "Anton Weiss", kinds=(ADMINISTRATOR, LEARNER))

    def make(session) -> str:
        made = create_programme(session, actor=SYSTEM, now=now, name="Coast")
        give_lead(session, actor=SYSTEM, now=now, programme_id=made.id, account_id=lena)
        return str(made.id)

    programme = in_session(database, make)
    for day in (MARCH, APRIL):
        count(cast, place.mill_road, day, BUSY)
        count(cast, place.northgate, day, QUIET)
    return World(cast, programme, cast.enter("Lena"), cast.enter("Odile"))


def test_asked_read_consented_seen_and_withdrawn(world: World) -> None:
    lena, odile, place = world.lena, world.odile, world.cast.place
    assert lena.open("/home").path == world.page, "who trains for nothing goes to what she came for"
    assert "No organisation has been asked" in lena.text
    assert lena.send(f"/programmes/{world.id}/ask", organisation=world.saltmarsh).status_code == 422, "no clinic chosen"
    ask = world.ask(place.mill_road, place.northgate)
    (letter,) = world.cast.read(Letter)
    assert letter.to == "odile@saltmarsh.example"
    assert f"/admin/programmes/asks/{ask}" in letter.text
    assert world.rows() == [], "asked is not consented"

    page = odile.open(f"/admin/programmes/asks/{ask}")
    said = [each.text_content() for each in page.tree.xpath("//main//ul/li")]
    assert "Mill Road and Northgate" in said[0]
    assert "April 2026" in said[1]
    assert world.odile.send(f"/admin/programmes/asks/{ask}", go="consent", mark="other words").status_code == 409
    assert world.rows() == []
    world.consent(ask)
    (given,) = world.cast.read(ProgrammeConsent)
    assert given.words.split("\n") == said, "kept are the words that were shown"
    assert (given.by_account_id, given.given_at) == (world.cast.administrator, world.cast.services.clock.now())

    assert world.numbers()["2026-04-30", "All clinics shared"] == "41"
    assert {month for month, _ in world.numbers()} == {"2026-04-30"}, "nothing earlier than was said"
    theirs, ours = lena.open(world.one), odile.open(world.admin)
    tables = [
        [each.text_content().split() for each in page.tree.xpath("//section[@aria-labelledby='shared']//table")]
        for page in (theirs, ours)
    ]
    assert tables[0] == tables[1] != []

    assert odile.send(world.admin + "withdraw/all").status_code == 303
    assert world.rows() == []
    assert lena.client.get(f"/api/v1/programmes/{world.id}").json["rows"] == []
    for path in (world.page, world.one):
        assert "41" not in lena.open(path).text
    assert "Given by Odile Marchetti" in odile.open(world.admin).text, "that it was given and taken stays"
    assert "Withdrawn" in odile.text
    acts = [each.act for each in world.cast.lines() if each.act.startswith("programme.")]
    assert sorted(acts) == ["programme.asked", "programme.consented", "programme.created", "programme.withdrawn"]


@pytest.mark.alike
def test_page_file_workbook_answer_and_command_show_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    place = world.cast.place
    world.share(place.mill_road, place.northgate)
    rows = world.rows()
    answer = world.lena.client.get(f"/api/v1/programmes/{world.id}").json
    assert [[str(value) if value is not None else "" for value in row.values()] for row in answer["rows"]] == [
        list(row.values()) for row in rows
    ]
    assert answer["organisations"][0]["clinics"] == ["Mill Road", "Northgate"]
    assert [row["name"] for row in world.lena.client.get("/api/v1/programmes").json["rows"]] == ["Coast"]
    assert world.lena.client.get(world.page + "counts.xlsx").data[:2] == b"PK"
    text = world.lena.open(world.one).text
    for row in rows:
        assert row["name"] == "All clinics shared" or row["name"] in text
        assert row["number"] in text
    assert [row for row in rows if row["number"] and int(row["number"]) < 5] == []
    assert [row["name"] for row in rows if row["by"] == "role"] == [
        "Behavioral health care manager",
        "Primary care provider",
        "6 roles together",
    ]


@pytest.mark.alike
def test_a_clinic_left_out_takes_its_months_along_and_the_next_is_shown_again(world: World) -> None:
    place, clock = world.cast.place, world.cast.services.clock
    world.share(place.mill_road, place.northgate)
    assert world.odile.open(world.admin + f"withdraw/{place.northgate}").status == 200
    assert world.odile.send(world.admin + f"withdraw/{place.northgate}").status_code == 303
    assert world.rows() == [], "April with Northgate was shown, so April without it would give its numbers away"
    assert "shown no more" in world.lena.open(world.one).text
    world.share(place.northgate)
    assert world.rows() == [], "back again, it counts from a month that nobody has seen"
    clock.move(days=40)
    world.lena, world.odile = world.cast.enter("Lena"), world.cast.enter("Odile")
    count(world.cast, place.mill_road, date(2026, 5, 31), BUSY)
    assert world.rows() == [], "not before every clinic shared was counted"
    count(world.cast, place.northgate, date(2026, 5, 31), QUIET)
    assert {month for month, _ in world.numbers()} == {"2026-05-31"}


def test_a_clinic_that_moved_is_not_shared(world: World) -> None:
    place = world.cast.place
    world.share(place.mill_road, place.northgate)

    def move(session) -> None:
        session.get_one(Clinic, place.northgate).organisation_id = place.elsewhere

    in_session(world.cast.services.database, move)
    assert world.rows() == []
    assert "Northgate no longer belongs" in world.odile.open(world.admin).text
    assert world.odile.send(world.admin + f"withdraw/{place.northgate}").status_code == 303
    assert "Northgate no longer belongs" not in world.odile.open(world.admin).text


@pytest.mark.alike
def test_one_clinic_with_three_people_shows_no_number(world: World) -> None:
    place, clock = world.cast.place, world.cast.services.clock
    assert clock.now().date() == date(2026, 5, 4)
    anton = world.cast.enter("Anton")
    count(world.cast, place.harbour, APRIL, [("bhcm", "ready", 1), ("pcp", "overdue", 2)])
    world.lena.send(f"/programmes/{world.id}/ask", organisation=place.elsewhere, clinics=place.harbour)
    ask = world.waiting()
    path = f"/admin/programmes/asks/{ask}"
    mark = anton.open(path).tree.xpath("//input[@name='mark']/@value")[0]
    assert anton.send(path, go="consent", mark=mark).status_code == 303
    assert [(row["name"], row["number"], row["ready"]) for row in world.rows()] == [("All clinics shared", "", "")]
    page = world.lena.open(f"/programmes/{world.id}/{place.elsewhere}/")
    assert "Fewer than 5" in page.text


@pytest.mark.alike
def test_names_only_with_a_consent_of_their_own_and_gone_when_withdrawn(world: World) -> None:
    place, lena, odile = world.cast.place, world.lena, world.odile
    world.share(place.mill_road)
    everywhere = [
        world.page,
        world.one,
        world.page + "counts.csv",
        f"/api/v1/programmes/{world.id}",
        "/api/v1/programmes",
        f"/programmes/{world.id}/ask?organisation={world.saltmarsh}",
    ]
    hidden = [world.one + "people", f"/api/v1/programmes/{world.id}/{world.saltmarsh}/people"]
    secret = ("Marisol", "Tavares", "Teddy", "Okafor", "saltmarsh.example")

    def told(paths: Sequence[str]) -> list[tuple[str, str]]:
        texts = {path: lena.client.get(path).get_data(as_text=True) for path in paths}
        return [(path, word) for path, text in texts.items() for word in secret if word in text]

    assert told(everywhere + hidden) == []
    assert [lena.client.get(path).status_code for path in hidden] == [404, 404]
    assert lena.send(world.one + "ask-names").status_code == 303
    assert lena.send(world.one + "ask-names").status_code == 409, "it waits already"
    assert told(everywhere + hidden) == []
    assert "now Mill Road" in odile.open(f"/admin/programmes/asks/{world.waiting()}").text
    world.consent(world.waiting())
    assert told(everywhere) == []
    rows = lena.client.get(hidden[1]).json["rows"]
    assert [(each["person"], each["clinic"], each["role"]) for each in rows] == [
        ("Marisol Tavares", "Mill Road", "bhcm"),
        ("Teddy Okafor", "Mill Road", "bhcm"),
    ]
    assert all(set(each) == {"person", "clinic", "role", "role_title", "standing"} for each in rows)
    assert "saltmarsh.example" not in lena.client.get(hidden[0]).get_data(as_text=True)
    both = [
        page.tree.xpath("//table")[0].text_content()
        for page in (lena.open(hidden[0]), odile.open(world.admin + "people"))
    ]
    assert both[0] == both[1]
    assert "Northgate" not in both[0]
    ask = world.ask(place.northgate)
    assert "Names are shared with this programme already" in odile.open(f"/admin/programmes/asks/{ask}").text
    assert odile.send(world.admin + "withdraw/names").status_code == 303
    assert told(everywhere + hidden) == []
    assert lena.client.get(hidden[1]).status_code == 404
    assert odile.client.get(world.admin + "people").status_code == 404
    assert world.rows() != [], "the counts stay"


@pytest.mark.alike
def test_nobody_else_finds_anything(world: World) -> None:
    cast, place = world.cast, world.cast.place
    make_account(cast.services.database, cast.services.clock.now(), place.saltmarsh, "Ugo Ferri", kinds=(AUDITOR,))
    world.share(place.mill_road)
    ask = world.ask(place.northgate)
    lead = [
        world.page,
        world.one,
        world.one + "people",
        world.page + "counts.csv",
        world.page + "counts.xlsx",
        f"/programmes/{world.id}/ask",
        f"/api/v1/programmes/{world.id}",
        f"/api/v1/programmes/{world.id}/{world.saltmarsh}/people",
        "/programmes/",
    ]
    admin = [f"/admin/programmes/asks/{ask}", world.admin, world.admin + "people", world.admin + "withdraw/all"]
    posts = [
        (f"/programmes/{world.id}/ask", lead),
        (world.one + "ask-names", lead),
        (f"/programmes/{world.id}/asks/{ask}/take-back", lead),
        (f"/admin/programmes/asks/{ask}", admin),
        (world.admin + "withdraw/all", admin),
    ]
    before = fingerprint(cast.services.database)
    outsiders = {
        "Anton": (lead, admin),
        "Sunniva": (lead, admin),
        "Marisol": (lead, admin),
        "Ansel": (lead, admin),
        "Ugo": (lead, admin),
        "Odile": (lead,),
        "Lena": (admin,),
    }
    for name, whose in outsiders.items():
        somebody = {"Odile": world.odile, "Lena": world.lena}.get(name) or cast.enter(name)
        found = [(name, path) for several in whose for path in several if somebody.client.get(path).status_code != 404]
        assert found == []
        done = [
            (name, path)
            for path, several in posts
            if several in whose and somebody.send(path, go="consent").status_code != 404
        ]
        assert done == []
    nobody = Visitor(cast.app)
    assert {nobody.client.get(path).status_code for path in lead + admin} == {303, 401}
    assert world.rows() != []
    assert before.keys() == fingerprint(cast.services.database).keys()
    assert [each.answer for each in cast.read(ProgrammeAsk)] == ["consented", None]


def test_of_two_consents_at_once_one_counts(world: World) -> None:
    ask = world.ask(world.cast.place.mill_road)
    windows = [world.odile, world.odile.window()]
    path = f"/admin/programmes/asks/{ask}"
    mark = world.odile.open(path).tree.xpath("//input[@name='mark']/@value")[0]
    answers = all_at_once(windows, lambda person: person.send(path, go="consent", mark=mark))
    assert sorted(each.status_code for each in answers) == [303, 409]
    assert len(world.cast.read(ProgrammeConsent)) == 1
    assert world.lena.send(f"/programmes/{world.id}/asks/{ask}/take-back").status_code == 409
    assert "was consented to" in world.odile.open(path).text


@pytest.mark.alike
def test_declined_or_taken_back_shares_nothing_and_may_be_asked_again(world: World) -> None:
    mill = world.cast.place.mill_road
    ask = world.ask(mill)
    again = world.lena.send(f"/programmes/{world.id}/ask", organisation=world.saltmarsh, clinics=mill)
    assert again.status_code == 409
    assert world.odile.send(f"/admin/programmes/asks/{ask}", go="decline").status_code == 303
    assert "Declined" in world.lena.open(world.page).text
    ask = world.ask(mill)
    assert world.lena.send(f"/programmes/{world.id}/asks/{ask}/take-back").status_code == 303
    assert world.odile.send(f"/admin/programmes/asks/{ask}", go="consent").status_code == 409
    world.share(mill)
    shared = world.lena.send(f"/programmes/{world.id}/ask", organisation=world.saltmarsh, clinics=mill)
    assert shared.status_code == 422
    wrong = world.lena.send(
        f"/programmes/{world.id}/ask", organisation=world.saltmarsh, clinics=world.cast.place.harbour
    )
    assert wrong.status_code == 404


@pytest.mark.alike
def test_the_record_of_the_organisation_says_who_consented_to_what(world: World) -> None:
    world.share(world.cast.place.mill_road)
    with world.cast.services.database.session() as session:
        found = [each for each in lines(session, world.saltmarsh) if each.act == "programme.consented"]
    assert [each.actor_id for each in found] == [world.cast.administrator]
    details = found[0].details
    assert details["who"] == "Odile Marchetti"
    assert any("Mill Road" in line for line in details["words"])
