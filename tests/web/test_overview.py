"""The overview: one set of numbers on page, files, answer, command and list; whose clinics; months as they were counted."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from lms.acts.snapshots import SNAPSHOT
from lms.cli import Usage, parser
from lms.outbox.models import Job
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import PROGRAM_MANAGER
from lms.readiness.overview.report import COLUMNS
from lms.readiness.rules.counts import BANDS, band_of
from lms.sheets import BOM
from lms.web.month_chart import Point, month_chart
from lms.worker import MonthWatch, run_once
from tests.cast import Cast, Person
from tests.house.page import words
from tests.house.tables import fingerprint
from tests.people.makers import make_account
from tests.readiness.population import populate
from tests.web.test_team_cost import cost, more_people
from tests.web.visitor import Visitor

FORTY = 40
APRIL = date(2026, 4, 30)


@pytest.fixture
def odile(cast: Cast) -> Person:
    """The administrator, with forty more people in both clinics, and April counted by the job loop."""
    more_people(cast, FORTY)
    MonthWatch(cast.services)()
    run_once(cast.services)
    return cast.enter("Odile")


def answer(person: Person, query: str = "") -> dict[str, Any]:
    response = person.client.get(f"/api/v1/overview{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    assert found["count"] == sum(row["number"] for row in found["rows"])
    return found


def table(person: Person, caption: str) -> dict[str, dict[str, int]]:
    """A table of the page: name → column → number."""
    (found,) = person.tree.xpath(f"//table[caption[starts-with(normalize-space(), '{caption}')]]")
    heads = [words(each) for each in found.xpath("./thead//th")]
    lines = {}
    for row in found.xpath("./tbody/tr | ./tfoot/tr"):
        name, *cells = row.xpath("./th | ./td")
        numbers = [each.xpath("normalize-space(a/text() | span/text() | text())") for each in cells]
        lines[words(name)] = {head: int(text) for head, text in zip(heads[1:], numbers, strict=True) if text.isdigit()}
    return lines


def test_page_files_answer_command_and_list_agree(
    cast: Cast, odile: Person, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    found = answer(odile)
    rows = found["rows"]
    people = odile.client.get("/api/v1/readiness?limit=200").json["rows"]
    assert len(people) == found["count"] > FORTY
    listed = Counter((row["clinic"], row["role"], row["start_date"][:7], row["standing"]) for row in people)
    assert {(r["clinic"], r["role"], r["cohort"], r["standing"]): r["number"] for r in rows} == dict(listed)
    # The page.
    page = odile.open("/overview/")
    by_clinic, by_role, by_cohort = (table(page, each) for each in ("By clinic", "By role", "By month of the start"))
    for name, key in (("Mill Road", "clinic"), ("Northgate", "clinic")):
        for head, number in by_clinic[name].items():
            wanted = sum(r["number"] for r in rows if r[key] == name and head in ("All", r["standing"].capitalize()))
            assert number == wanted, (name, head)
    for lines in (by_role, by_cohort):
        assert sum(line["All"] for line in lines.values()) == found["count"]
    assert by_clinic["All together"]["All"] == found["count"]
    ready = sum(r["number"] for r in rows if band_of(r["standing"]) == "ready")
    assert page.heading == f"{ready} of {found['count']} ready"
    # Each number opens the people behind it.
    links = [str(each) for each in page.tree.xpath("//main//table//a/@href")]
    assert links
    for link in links[:: max(1, len(links) // 8)]:
        behind = odile.client.get(f"/api/v1/readiness?{link.partition('?')[2]}").json["count"]
        (text,) = {each.text for each in page.tree.xpath(f"//main//table//a[@href='{link}']")}
        assert int(text) == behind, link
        assert odile.client.get(link).status_code == 200
    # The files.
    text = odile.client.get("/overview/counts.csv").get_data(as_text=True)
    plain = list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    everything = [row for month in found["months"] for row in month["rows"]] + rows
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in everything] == plain
    book = load_workbook(io.BytesIO(odile.client.get("/overview/counts.xlsx").data))
    head, *cells = book["Overview"].iter_rows(values_only=True)
    assert tuple(head) == COLUMNS
    assert [row[-1] for row in cells] == [row["number"] for row in everything]
    # The command, over every organisation there is.
    argv = ["readiness", "overview", "--data", cast.services.settings.data, "--format", "json"]
    assert main_at(cast, argv) == 0
    said = [row for row in json.loads(capsys.readouterr().out) if row["clinic"] != "Harbour"]
    assert said == everything


def main_at(cast: Cast, argv: list[str]) -> int:
    """A command on the database and the clock of the cast."""
    args = parser().parse_args(argv)
    args.settings, args.open = cast.services.settings, lambda *_a, **_k: cast.services
    return int(args.run(args, sys.stdout))


@pytest.mark.alike
def test_a_filter_narrows_everything_alike(odile: Person) -> None:
    whole = answer(odile)
    one = whole["rows"][0]
    query = f"?clinic={one['clinic_id']}&role={one['role']}&cohort={one['cohort']}"
    found = answer(odile, query)
    assert found["rows"] == [
        r
        for r in whole["rows"]
        if (r["clinic_id"], r["role"], r["cohort"]) == (one["clinic_id"], one["role"], one["cohort"])
    ]
    page = odile.open(f"/overview/{query}")
    assert page.heading.endswith(f"of {found['count']} ready")
    assert table(page, "By clinic") == table(page, "By clinic")
    assert "All together" not in table(page, "By clinic")
    assert page.tree.xpath("//select[@id='cohort']/option[@selected]/@value") == [one["cohort"]]
    odd = odile.open("/overview/?clinic=nowhere&role=cook&cohort=soon&standing=fine&page=x")
    assert odd.text.count("It was left out.") == 4
    refused = odile.client.get("/api/v1/overview?cohort=soon")
    assert refused.status_code == 422
    none = odile.open("/overview/?cohort=2031-01")
    assert none.heading == "Nobody to count"
    assert "January 2031" in none.text


def test_a_month_stays_as_it_was_counted(cast: Cast, odile: Person) -> None:
    (month,) = answer(odile)["months"]
    assert (month["as_of"], month["counted_from"], month["counted_to"]) == ("2026-04-30", "2026-05-04", "2026-05-04")
    page = odile.open("/overview/")
    assert "As counted on 4 May 2026, later, from the histories" in words(page.tree)
    picture = page.tree.xpath("//figure//svg/@aria-label")[0]
    numbers = Counter(band_of(row["standing"]) for row in month["rows"] for _ in range(row["number"]))
    assert f"April 2026: {', '.join(f'{numbers[band]} {band}' for band in BANDS)}." in picture
    with cast.services.database.session(write=True) as session:
        for held in session.query(RoleHeld):
            held.joined_on = date(2026, 5, 1)
        # A clinic that came later was not counted then, which is not zero.
        session.add(
            Clinic(organisation_id=cast.place.saltmarsh, name="Ferry Landing", zone="America/Chicago", opens_on=None)
        )
        session.commit()
    MonthWatch(cast.services)()
    run_once(cast.services)
    with cast.services.database.session() as session:
        assert session.query(Job).filter_by(kind=SNAPSHOT).count() == 4
    after = answer(odile)["months"][0]
    assert {**after, "not_counted": []} == month


@pytest.mark.alike
def test_a_clinic_not_counted_is_named(cast: Cast, odile: Person) -> None:
    with cast.services.database.session(write=True) as session:
        session.add(
            Clinic(organisation_id=cast.place.saltmarsh, name="Ferry Landing", zone="America/Chicago", opens_on=None)
        )
        session.commit()
    assert answer(odile)["months"][0]["not_counted"] == ["Ferry Landing"]
    page = odile.open("/overview/")
    assert "Without Ferry Landing: not counted then" in words(page.tree)
    assert "April 2026 (without Ferry Landing): " in page.tree.xpath("//figure//svg/@aria-label")[0]


@pytest.mark.alike
def test_everyone_sees_her_own_clinics_and_nobody_else_any(cast: Cast) -> None:
    now = cast.services.clock.now()
    make_account(
        cast.services.database, now, cast.place.saltmarsh, "Priya Venkat", kinds=(PROGRAM_MANAGER,),
        clinic_id=cast.place.northgate,
    )  # fmt: skip
    sunniva, priya = cast.enter("Sunniva"), cast.enter("Priya")
    assert {row["clinic"] for row in answer(sunniva)["rows"]} == {"Mill Road"}
    assert answer(sunniva)["count"] == 2
    assert sunniva.open("/overview/").tree.xpath("//select[@id='clinic']") == []
    assert "Harbour" not in sunniva.text
    assert answer(priya)["count"] == 0
    assert "Numbers will stand here" in priya.open("/overview/").text
    assert "not one of those you look after" in sunniva.open(f"/overview/?clinic={cast.place.northgate}").text
    for path in ("/overview/", "/overview/counts.csv", "/overview/counts.xlsx", "/api/v1/overview"):
        for name in ("Marisol", "Teddy", "Ansel", "Cesar"):
            assert cast.enter(name).client.get(path).status_code == 404, (name, path)
        assert Visitor(cast.app).client.get(path).status_code in {302, 303, 401}, path


@pytest.mark.alike
def test_the_number_of_statements_does_not_grow_and_none_writes(cast: Cast) -> None:
    more_people(cast, 20)
    odile = cast.enter("Odile")
    few = cost(cast, odile, "/overview/")
    with cast.services.database.session(write=True) as session:
        for number in range(10):
            session.add(Clinic(organisation_id=cast.place.saltmarsh, name=f"Clinic {number}", zone="Europe/Lisbon"))
        session.commit()
    place, services = cast.place, cast.services
    ids = tuple(each.id for each in cast.read(Clinic) if each.name.startswith("Clinic"))
    populate(services.database, cast.course, services.clock.now(), place.saltmarsh, ids, 40, seed=9)
    MonthWatch(services)()
    run_once(services)
    kept = fingerprint(services.database)
    many = cost(cast, odile, "/overview/")
    assert len(many) == len(few) <= 16, "\n\n".join(many)
    assert fingerprint(services.database) == kept
    assert len(odile.open("/overview/").tree.xpath("//table[caption='By clinic']/tbody/tr")) == 12


@pytest.mark.alike
def test_the_command_counts_months_once(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    more_people(cast, 10)
    data = ["--data", cast.services.settings.data, "--format", "json"]

    def said(*more: str) -> list[dict[str, Any]]:
        assert main_at(cast, ["readiness", "snapshot", *data, *more]) == 0
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    dry = said("--dry-run", "--months", "2")
    assert {(row["as_of"], row["state"]) for row in dry} == {
        ("2026-03-31", "would be counted"),
        ("2026-04-30", "would be counted"),
    }
    first = said("--as-of", "2026-04-30")
    assert {(row["as_of"], row["state"]) for row in first} == {("2026-04-30", "counted")}
    again = said("--months", "2")
    assert [(row["as_of"], row["state"]) for row in again if row["clinic"] == "Harbour"] == [
        ("2026-03-31", "counted"),
        ("2026-04-30", "counted before"),
    ]
    assert {row["clinic"]: row["held"] for row in first} == {
        row["clinic"]: row["held"] for row in again if row["as_of"] == "2026-04-30"
    }
    cast.services.clock.move(days=40)  # type: ignore[attr-defined]
    assert {row["as_of"] for row in said()} == {"2026-05-31"}
    assert main_at(cast, ["readiness", "overview", *data, "--as-of", "2026-05-31", "--role", "bhcm"]) == 0
    rows = json.loads(capsys.readouterr().out)
    then = [row for row in rows if row["as_of"] == "2026-05-31"]
    assert {row["role"] for row in rows} == {"bhcm"}
    assert [row["number"] for row in then if row["counted_on"] is None] == [
        row["number"] for row in then if row["counted_on"] is not None
    ]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("snapshot", "--as-of", "2199-01-01"), "is to come"),
        (("snapshot", "--months", "0"), "--months takes a number from 1 to 60"),
        (("overview", "--standing", "fine"), "There is no such standing"),
        (("overview", "--cohort", "soon"), "such as 2027-05"),
    ],
)
def test_a_call_that_is_off_says_so(cast: Cast, argv: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Usage, match=sentence):
        main_at(cast, ["readiness", *argv, "--data", cast.services.settings.data])


def points(*ready: int) -> Iterator[Point]:
    for number, each in enumerate(ready):
        yield Point(f"M{number}", f"Month {number}", {band: each if band == "ready" else 0 for band in BANDS})


def test_the_picture_holds_every_number_and_needs_two_counts() -> None:
    assert month_chart([]) is None
    assert month_chart(list(points(4))) is None
    assert month_chart(list(points(0, 0))) is None
    chart = month_chart(list(points(4, 0, 8)))
    assert chart is not None
    assert chart.title.count("Month") == 3
    for drawn in (chart.wide, chart.thin):
        assert [row.name for row in drawn.rows] == ["Overdue", "At risk", "On the way", "Ready"]
        bars = drawn.rows[-1].bars
        assert [bar.text for bar in bars] == ["4", "0", "8"]
        assert bars[1].height == 0
        assert bars[2].height == 2 * bars[0].height
        assert all(bar.x + bar.width <= drawn.width for row in drawn.rows for bar in row.bars)


def test_numbers_without_room_stay_in_the_text_alone() -> None:
    chart = month_chart(list(points(*(100_000 + each for each in range(24)))))
    assert chart is not None
    assert {bar.text for row in chart.thin.rows[-1:] for bar in row.bars} == {""}
    assert all(f"{100_000 + each} ready" in chart.title for each in range(24))
    labels = [tick.text for tick in chart.thin.ticks]
    assert labels[-1]
    assert labels.count("") > 12
