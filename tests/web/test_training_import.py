"""Completions of other courses through HTTP: imported as reported, counting for nothing, taken up one by one, and undone."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import func, select

from lms.learning.outside.models import OutsideTraining, Waiver
from lms.learning.outside.reported.models import ReportedTraining
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.permissions import PROGRAM_MANAGER
from lms.readiness.models import ScheduleRow
from tests.cast import Cast, Person, all_at_once
from tests.clocks import MovableClock
from tests.people.makers import make_account
from tests.web.importing import refusals
from tests.web.visitor import Visitor

HEADER = "E-Mail;Course title;Provider;Completed on;Minutes"
MARISOL = "marisol@saltmarsh.example;Motivación, an introduction;Estuary School;23.03.2026;100"
TEDDY = "teddy@saltmarsh.example;Consent;Estuary School;29.02.2024;"
START = "/admin/import/training/"


@pytest.fixture
def odile(cast: Cast) -> Person:
    return cast.enter("Odile")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def send(person: Person, *lines: str, header: str = HEADER) -> Visitor:
    """Send a file as Excel saves it in a country of semicolons: Windows-1252 and CRLF; the check is open afterwards."""
    content = ("\r\n".join([header, *lines]) + "\r\n").encode("cp1252")
    return person.open(START).press("Check the file", file=(io.BytesIO(content), "other-system.csv"))


def take_in(person: Person, *lines: str) -> str:
    """Import lines without a mistake; returns the address of the import."""
    page = send(person, *lines).press("Import ")
    assert page.path.endswith("/result"), page.text
    return page.path.removesuffix("/result")


def report_of(cast: Cast) -> ReportedTraining:
    (row,) = cast.read(ReportedTraining)
    return row


def taken_up(cast: Cast, person: Person, hours: str = "1.5") -> str:
    """Take up the only report; returns the address of the decision."""
    person.open(f"/team/{cast.learner}/hours/reported/{report_of(cast).id}").press("Take it up", hours=hours)
    assert person.heading == "Does this training count?", person.text
    return person.path


def counted(cast: Cast) -> tuple[int, ...]:
    tables = (ReportedTraining, ImportEffect, OutsideTraining, Waiver, ScheduleRow)
    with cast.services.database.session() as session:
        return tuple(session.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


@pytest.mark.alike
def test_a_check_counts_first_and_writes_nothing(cast: Cast, odile: Person) -> None:
    before = counted(cast)
    bad = "nobody@saltmarsh.example;Consent;Estuary School;30.02.2026;-5"
    unknown = "nobody@saltmarsh.example;Consent;Estuary School;21.02.2026;5"
    page = send(odile, MARISOL, TEDDY, bad, unknown)
    assert page.heading == "2 of 4 rows cannot be imported"
    assert "Windows-1252, semicolons, 4 rows" in page.text
    assert "Motivación, an introduction, Estuary School, 23 March 2026, 100 min" in page.text
    assert "Consent, Estuary School, 29 February 2024, time not said" in page.text
    assert [row[:3] for row in refusals(page)] == [
        ("4", "Completed on", "30.02.2026"),
        ("4", "Minutes", "-5"),
        ("5", "E-Mail", "nobody@saltmarsh.example"),
    ]
    assert counted(cast) == before
    page.press("Import the 2 good rows", leave_out=None)
    assert page.status == 422
    assert page.problems() == ["2 of 4 rows cannot be imported, so nothing was."]
    assert counted(cast) == before
    page.press("Import the 2 good rows")
    assert page.heading == "2 rows imported"
    assert counted(cast)[:2] == (before[0] + 2, before[1] + 2)


@pytest.mark.alike
def test_the_refused_lines_come_as_a_file_to_correct(odile: Person) -> None:
    page = send(odile, MARISOL, "nobody@saltmarsh.example;=1+1;Estuary School;21.02.2026;5")
    answer = odile.client.get(page.path.replace("/check", "/problems.csv"))
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*HEADER.split(";"), "line", "column", "reason"]
    assert rows[1][:2] == ["nobody@saltmarsh.example", "'=1+1"]
    assert rows[1][5:7] == ["3", "E-Mail"]


@pytest.mark.alike
def test_the_same_file_again_changes_nothing_and_another_time_is_a_change(cast: Cast, odile: Person) -> None:
    take_in(odile, MARISOL)
    before = counted(cast)
    page = send(odile, MARISOL)
    assert page.heading == "Everything in this file is here already"
    assert not page.tree.xpath("//button[contains(., 'Import 1')]")
    page = send(odile, MARISOL.replace(";100", ";60"))
    assert "100 min becomes 60 min" in page.text
    page.press("Import 1 row")
    assert report_of(cast).minutes == 60
    assert counted(cast)[0] == before[0]


@pytest.mark.alike
def test_people_of_another_organisation_look_like_unknown_ones(cast: Cast, odile: Person) -> None:
    page = send(
        odile,
        "ansel@elsewhere.example;Consent;School;21.02.2026;",
        "nobody@elsewhere.example;Consent;School;21.02.2026;",
    )
    reasons = {row[3] for row in refusals(page)}
    assert len(refusals(page)) == 2
    assert reasons == {"Nobody here has this address. Add or import the person first, or correct the address."}
    assert "Ansel" not in page.text


def test_a_program_manager_reports_of_her_clinic_only(cast: Cast) -> None:
    database, now = cast.services.database, cast.services.clock.now()
    make_account(
        database, now, cast.place.saltmarsh, "Priya Venkat", kinds=(PROGRAM_MANAGER,), clinic_id=cast.place.mill_road
    )
    make_account(database, now, cast.place.saltmarsh, "Lew Moss")
    page = send(cast.enter("Priya"), MARISOL, "lew@saltmarsh.example;Consent;School;21.02.2026;")
    assert [row[2] for row in refusals(page)] == ["lew@saltmarsh.example"]
    assert "Lew Moss" not in page.text


@pytest.mark.alike
def test_it_counts_for_nothing_and_floods_no_queue(cast: Cast, odile: Person, sunniva: Person) -> None:
    marisol = cast.enter("Marisol")
    home, plan = marisol.open("/home").text, marisol.open("/plan/").tree.xpath("string(//dl)")
    queue, before = sunniva.open("/queue/").text, counted(cast)
    ledger = marisol.open("/hours/").tree.xpath("string((//dl)[1])")
    take_in(odile, MARISOL, *(MARISOL.replace("an introduction", f"part {number}") for number in range(200)))
    assert counted(cast)[0] == 201
    assert counted(cast)[2:] == before[2:]
    assert (marisol.open("/home").text, marisol.open("/plan/").tree.xpath("string(//dl)")) == (home, plan)
    assert sunniva.open("/queue/").text == queue
    page = marisol.open("/hours/")
    assert page.tree.xpath("string((//dl)[1])") == ledger
    assert "Show all 201" in page.text


@pytest.mark.alike
def test_it_is_shown_as_not_verified_wherever_it_is_shown(cast: Cast, odile: Person, sunniva: Person) -> None:
    take_in(odile, MARISOL)
    marisol = cast.enter("Marisol")
    assert "Reported, not verified here" in marisol.open("/hours/").text
    assert "Saltmarsh" in marisol.text
    assert "Take up" not in marisol.text
    page = marisol.open("/record/")
    assert page.heading == "Nothing finished yet"
    assert "Reported, not verified here" in page.text
    rows = list(csv.DictReader(io.StringIO(marisol.client.get("/record/csv").data.decode("utf-8-sig"))))
    found = [row for row in rows if row["kind"] == "elsewhere"]
    assert [(row["outcome"], row["minutes"], row["serial"]) for row in found] == [
        ("reported, not verified here", "0", "Estuary School, 100 min")
    ]
    assert marisol.client.get("/record/json").json["minutes"] == 0
    assert "Training elsewhere reported, not verified here: Motivación" in sunniva.open(f"/team/{cast.learner}").text
    assert "Reported, not verified here" in sunniva.open(f"/team/{cast.learner}/hours/").text
    said = sunniva.client.get(f"/api/v1/readiness/{cast.learner}").json["reported_elsewhere"]
    assert said == [
        {
            "title": "Motivación, an introduction", "provider": "Estuary School", "completed_on": "2026-03-23",
            "minutes_as_reported": 100, "state": "reported, not verified here",
        }
    ]  # fmt: skip


@pytest.mark.alike
def test_taken_up_and_accepted_it_counts_and_only_then(cast: Cast, odile: Person, sunniva: Person) -> None:
    take_in(odile, MARISOL)
    lesson = cast.course.lesson(cast.module.required[0])
    way = sunniva.open(f"/team/{cast.learner}/hours/").tree.xpath("//a[starts-with(., 'Take up')]/@href")
    page = sunniva.open(way[0])
    assert page.heading == "Take up what was reported?"
    assert page.tree.xpath("string(//input[@name='hours']/@value)") == "1.5"
    for wrong in ("", "1.6", "much", "41", "-1"):
        page.press("Take it up", hours=wrong)
        assert page.status == 422
        assert cast.read(OutsideTraining) == []
    decision = taken_up(cast, sunniva)
    assert "Taken up by" in sunniva.text
    assert cast.read(Waiver) == []
    assert "Reported by an import of the organisation, not verified here." in sunniva.open("/queue/").text
    sunniva.open(decision)
    sunniva.post(decision, data={"csrf_token": sunniva.token(), "waives": [lesson.id], "reason": "", "go": "accept"})
    assert "Accepted here" in sunniva.text
    marisol = cast.enter("Marisol")
    assert "Waived" in marisol.open("/plan/").text
    assert f"Stands for “{lesson.title}”" in marisol.open("/hours/").text
    assert "Outside training taken up from a report: Motivación" in marisol.open("/plan/").text
    again = sunniva.send(f"/team/{cast.learner}/hours/reported/{report_of(cast).id}", hours="1.5")
    assert again.status_code == 409
    assert len(cast.read(OutsideTraining)) == 1


@pytest.mark.alike
def test_the_learner_does_not_withdraw_what_her_supervisor_took_up(cast: Cast, odile: Person, sunniva: Person) -> None:
    take_in(odile, MARISOL)
    taken_up(cast, sunniva)
    marisol = cast.enter("Marisol")
    assert "Withdraw" not in marisol.open("/hours/").text
    (row,) = cast.read(OutsideTraining)
    assert marisol.send(f"/hours/{row.id}/withdraw").status_code == 409
    assert cast.read(OutsideTraining)[0].withdrawn_at is None


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Teddy", "Ansel", "Cesar"])
def test_who_does_not_look_after_her_finds_nothing(cast: Cast, odile: Person, name: str) -> None:
    address = take_in(odile, MARISOL)
    person = cast.enter(name)
    for path in (
        START,
        f"{address}/result",
        f"{address}/undo",
        f"/team/{cast.learner}/hours/reported/{report_of(cast).id}",
    ):
        assert person.open(path).status == 404, path


@pytest.mark.alike
def test_one_kind_of_import_is_not_found_as_the_other(cast: Cast, odile: Person) -> None:
    path = send(odile, MARISOL).path
    for view in ("check", "confirm", "problems.csv", "result", "undo"):
        assert odile.open(path.replace("/training/", "/").replace("check", view)).status == 404
    assert "other-system.csv" not in odile.open("/admin/import/").text
    assert "other-system.csv" in odile.open(START).text


def test_an_undo_takes_off_what_nobody_took_up_and_leaves_the_rest(cast: Cast, odile: Person, sunniva: Person) -> None:
    address = take_in(odile, MARISOL, MARISOL.replace("an introduction", "part two"))
    later = take_in(odile, MARISOL.replace(";100", ";60"))
    first = next(row for row in cast.read(ReportedTraining) if row.title.endswith("introduction"))
    page = odile.open(f"{address}/undo")
    assert "Everything can be taken back" in page.text
    sunniva.open(f"/team/{cast.learner}/hours/reported/{first.id}").press("Take it up", hours="1")
    page = odile.open(f"{address}/undo")
    assert "Part of it stays: A supervisor took it up since." in page.text
    page.press("Undo this import")
    assert page.heading == "This import was undone"
    assert [row.id for row in cast.read(ReportedTraining)] == [first.id]
    assert odile.send(f"{address}/undo").status_code == 409
    assert "A supervisor took it up since." in odile.open(f"{later}/undo").text


def test_an_undo_gives_back_the_minutes_that_stood_before(cast: Cast, odile: Person) -> None:
    take_in(odile, MARISOL)
    changed = take_in(odile, MARISOL.replace(";100", ";60"))
    odile.open(f"{changed}/undo").press("Undo this import")
    assert report_of(cast).minutes == 100


def test_two_confirmations_at_once_have_one_effect(cast: Cast, odile: Person) -> None:
    page = send(odile, MARISOL, TEDDY)
    form = dict(page.form("Import 2 rows").form_values())
    path = page.path.replace("/check", "/confirm")
    keyless = {name: value for name, value in form.items() if name not in ("csrf_token", "request_key")}
    answers = all_at_once([odile.window() for _ in range(4)], lambda each: each.send(path, **keyless))
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, path.replace("/confirm", "/result"))}
    assert len(cast.read(ReportedTraining)) == 2


def test_two_files_with_the_same_lines_confirmed_at_once_report_it_once(cast: Cast, odile: Person) -> None:
    forms = []
    for _ in range(2):
        page = send(odile, MARISOL)
        seen = page.tree.xpath("string(//input[@name='seen']/@value)")
        forms.append((page.path.replace("/check", "/confirm"), seen))
    windows = [odile.window() for _ in forms]
    by_window = dict(zip(map(id, windows), forms, strict=True))
    answers = all_at_once(windows, lambda each: each.send(by_window[id(each)][0], seen=by_window[id(each)][1]))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(cast.read(ReportedTraining)) == 1


@pytest.mark.alike
def test_what_changed_between_check_and_import_is_shown_again(cast: Cast, odile: Person) -> None:
    page = send(odile, MARISOL)
    take_in(cast.enter("Odile"), MARISOL)
    page.press("Import 1 row")
    assert page.status == 409
    assert "Something has changed since you looked." in page.text
    assert page.heading == "Everything in this file is here already"


def test_columns_can_be_chosen_and_the_order_of_dates(cast: Cast, odile: Person) -> None:
    page = send(odile, "marisol@saltmarsh.example;Consent;School;03/04/2026", header="Wer;Kurs;Von;Ende")
    assert (
        page.heading
        == "The file has no column for the e-mail of the person and the course title and the provider and the day it was completed"
    )
    chosen = {"column-0": "person", "column-1": "title", "column-2": "provider", "column-3": "completed_on"}
    page.press("Read it like this", **chosen)
    assert "This could be 3 April or 4 March." in page.text
    page.press("Read it like this", order="month-first")
    page.press("Import 1 row")
    assert report_of(cast).completed_on.isoformat() == "2026-03-04"


@pytest.mark.alike
def test_the_template_can_be_imported_once_its_person_is_here(odile: Person) -> None:
    answer = odile.client.get(f"{START}template.csv")
    assert "training-template.csv" in answer.headers["Content-Disposition"]
    body = answer.data.replace(b"wen.li@clinic.example", b"teddy@saltmarsh.example")
    page = odile.open(START).press("Check the file", file=(io.BytesIO(body), "t.csv"))
    assert page.heading == "The one row can be imported"


@pytest.mark.alike
def test_a_file_is_kept_for_a_day(cast: Cast, odile: Person, clock: MovableClock) -> None:
    path = send(odile, MARISOL).path
    clock.move(hours=25)
    odile.sign_in("Odile")
    assert odile.open(path).status == 404
    send(odile, TEDDY)
    assert len(cast.read(PeopleImport)) == 1
