"""Readiness for supervisors: their clinics, the same numbers as the command line, nobody else's business."""

from __future__ import annotations

import json
from datetime import date

import pytest

from lms.cli import main
from lms.people import actions
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR, SYSTEM
from lms.readiness.queries import readiness_rows, standings_for
from lms.readiness.rules import day_words
from tests.cast import Cast, Person, in_session, read_lessons, take_test
from tests.people.makers import actor_of, make_account


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def people_on(person: Person) -> list[str]:
    """The names in the list, in order."""
    person.open("/team/")
    return [each.text_content().strip() for each in person.tree.xpath("//tbody/tr/th/a")]


def someone_at(cast: Cast, clinic_id: str, name: str, role: str = "bhcm") -> str:
    services = cast.services
    return make_account(
        services.database, services.clock.now(), cast.place.saltmarsh, name, clinic_id=clinic_id, role=role
    )


def test_a_supervisor_sees_her_clinic_only(cast: Cast, sunniva: Person) -> None:
    someone_at(cast, cast.place.northgate, "Nora North")
    assert sorted(people_on(sunniva)) == ["Marisol Tavares", "Teddy Okafor"]


def test_an_administrator_sees_all_clinics_of_the_organisation(cast: Cast) -> None:
    someone_at(cast, cast.place.northgate, "Nora North")
    assert sorted(people_on(cast.enter("Odile"))) == ["Marisol Tavares", "Nora North", "Teddy Okafor"]


@pytest.mark.parametrize("name", ["Marisol", "Ansel", "Cesar"])
def test_others_find_no_such_page(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    assert person.client.get("/team/").status_code == 404
    assert "Readiness" not in person.open("/account/").text


def test_the_numbers_are_those_of_the_command(cast: Cast, sunniva: Person) -> None:
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    take_test(cast, marisol)
    services = cast.services

    def rows(session) -> list[dict[str, object]]:
        actor = actor_of(session, cast.supervisor, services.clock.now())
        return readiness_rows(session, standings_for(session, actor, cast.course, now=services.clock.now()))

    wanted = in_session(services.database, rows)
    assert people_on(sunniva) == [row["person"] for row in wanted]
    assert len(wanted) == 2
    for row, line in zip(wanted, sunniva.tree.xpath("//tbody/tr"), strict=True):
        shown = " ".join(line.text_content().split())
        assert str(row["reason"]) in shown
        assert str(row["standing"]) in shown.lower()
        assert str(row["next_action"] or "") in shown
        forecast = row["forecast_date"]
        assert not isinstance(forecast, date) or day_words(forecast) in shown


def test_c16_the_page_and_the_command_say_the_same(
    cast: Cast, sunniva: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read_lessons(cast, cast.enter("Marisol"))
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)
    words = ["readiness", "--data", settings.data, "--as-of", "2026-05-04", "--format", "json"]
    assert main(words) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["clinic"] == "Mill Road"]
    assert [row["person"] for row in rows] == people_on(sunniva)
    for row, line in zip(rows, sunniva.tree.xpath("//tbody/tr"), strict=True):
        shown = " ".join(line.text_content().split())
        for each in (row["reason"], row["next_action"] or "", day_words(date.fromisoformat(row["start_date"]))):
            assert each in shown
        assert row["standing"] in shown.lower()


def test_a_person_with_two_clinics_stands_with_each(cast: Cast, sunniva: Person) -> None:
    now = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: actions.hold_role(
            session,
            actor=SYSTEM,
            now=now,
            account_id=cast.teammate,
            clinic_id=cast.place.northgate,
            role="pcp",
            start_date=date(2026, 7, 1),
        ),
    )
    assert people_on(sunniva).count("Teddy Okafor") == 1
    assert people_on(cast.enter("Odile")).count("Teddy Okafor") == 2


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


def test_a_supervisor_without_a_role_begins_with_her_people(cast: Cast, sunniva: Person) -> None:
    assert sunniva.open("/home").path == "/team/"


def test_no_answer_and_no_note_of_a_learner_is_shown(cast: Cast, sunniva: Person) -> None:
    take_test(cast, cast.enter("Marisol"), right=3)
    page = sunniva.open("/team/").text
    assert "3 of 15" not in page
    assert "Not passed" not in page
