"""List, files, API and command say the same of everybody: a population in many situations, field by field."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from lms.cli import main
from lms.readiness.queries import roles_seen, standings_of
from lms.readiness.rows import COLUMNS
from lms.readiness.rules import RANKS, day_words, duration_words
from lms.readiness.teams import find_rows, find_team
from lms.sheets import BOM, safe
from tests.cast import Cast, Person
from tests.clocks import MovableClock
from tests.house.page import words
from tests.people.makers import actor_of
from tests.readiness.population import populate
from tests.web.listed import Listed, groups, lines

PEOPLE = 60
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@pytest.fixture
def odile(cast: Cast) -> Person:
    """The administrator, with sixty more people in both clinics."""
    place, services = cast.place, cast.services
    clinics = (place.mill_road, place.northgate)
    populate(services.database, cast.course, services.clock.now(), place.saltmarsh, clinics, PEOPLE)
    return cast.enter("Odile")


def answer(person: Person, query: str = "") -> list[dict[str, Any]]:
    whole = "" if query.startswith("/") else f"{'&' if query else '?'}limit=200"
    response = person.client.get(f"/api/v1/readiness{query}{whole}")
    assert response.status_code == 200, response.text
    assert response.json["count"] == len(response.json["rows"])
    return list(response.json["rows"])


def csv_rows(person: Person, query: str = "") -> list[dict[str, str]]:
    text = person.client.get(f"/team/readiness.csv{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def xlsx_rows(person: Person, query: str = "") -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(person.client.get(f"/team/readiness.xlsx{query}").data))
    head, *rows = book["Readiness"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def whole_list(person: Person, query: str = "") -> list[Listed]:
    """All pages of the list, one after the other by the link on each."""
    found = lines(person.open(f"/team/{query}").tree)
    while further := person.tree.xpath("//nav[@class='pages mt-5']/a[@rel='next']/@href"):
        found += lines(person.open(further[0]).tree)
    return found


def short(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


@pytest.mark.alike
def test_situations_are_many(odile: Person) -> None:
    rows = answer(odile)
    assert len(rows) >= 50
    assert {row["standing"] for row in rows} >= set(RANKS) - {"in continuing education"}
    assert len({row["role"] for row in rows}) == 8
    for key in ("forecast_date", "due_date", "next_action", "blocked_by", "last_activity_on"):
        assert {row[key] is None for row in rows} == {True, False}, key
    assert {row["available"] for row in rows} == {None}, "nothing of the course is in preparation"


@pytest.mark.alike
def test_c16_the_command_and_the_api_say_the_same(
    cast: Cast, odile: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)
    assert main(["readiness", "--data", settings.data, "--as-of", "2026-05-04", "--format", "json"]) == 0
    told = [row for row in json.loads(capsys.readouterr().out) if row["clinic"] != "Harbour"]
    assert told == [{name: row[name] for name in COLUMNS} for row in answer(odile)]


@pytest.mark.alike
def test_files_and_api_say_the_same(odile: Person) -> None:
    for query in ("", "?standing=needs-help", "?role=bhcm&name=a", "?starts=90&standing=fine", "?as_of=2026-04-01"):
        rows = answer(odile, query)
        in_csv, in_xlsx = csv_rows(odile, query), xlsx_rows(odile, query)
        assert 0 < len(rows) == len(in_csv) == len(in_xlsx)
        for row, text, typed in zip(rows, in_csv, in_xlsx, strict=True):
            assert text == {name: safe(row[name]) for name in COLUMNS}
            days = {key: each.date().isoformat() for key, each in typed.items() if isinstance(each, datetime)}
            assert typed | days == {name: row[name] for name in COLUMNS}


def test_the_page_and_the_api_say_the_same(odile: Person) -> None:
    for query in ("", "?role=pcp", "?standing=at-risk", "?starts=90", "?as_of=2026-04-01"):
        first: dict[str, dict[str, Any]] = {}
        for row in answer(odile, query):
            first.setdefault(row["account_id"], row)
        every = answer(odile, "?as_of=2026-04-01" if "as_of" in query else "")
        listed = whole_list(odile, query)
        assert [each.name for each in listed] == [row["person"] for row in first.values()]
        for shown, row in zip(listed, first.values(), strict=True):
            compare(shown, row, [each for each in every if each["account_id"] == row["account_id"] and each != row])


def compare(shown: Listed, row: dict[str, Any], others: list[dict[str, Any]]) -> None:
    """Every field of a row stands in its line."""
    assert shown.place == f"{row['role_title']}, {row['clinic']}"
    assert list(shown.others) == [
        f"also {each['role_title']}, {each['clinic']}: {each['standing'].capitalize()}" for each in others
    ]
    assert shown.standing == row["standing"]
    assert shown.reason == row["reason"]
    assert shown.blocked_by == (row["blocked_by"] or "")
    assert shown.next_action == (row["next_action"] or "Nothing now")
    last = row["last_activity_on"]
    assert shown.activity == (f"Last activity {short(last)}" if last else "Nothing completed yet")
    assert short(row["start_date"]) in shown.forecast
    assert (row["available"] or "") in shown.forecast
    said = (short(row["forecast_date"]),) if row["forecast_date"] else ("Done", "Later", "Nothing left", "None yet")
    assert shown.forecast.startswith(said)
    assert len(set(shown.lanes)) == 1
    for key in ("start_date", "forecast_date", "as_of"):
        assert row[key] is None or day_words(date.fromisoformat(row[key])) in shown.lanes[0]


@pytest.mark.alike
def test_one_person_over_the_api_is_the_row_of_the_list(odile: Person) -> None:
    rows = answer(odile)
    for row in rows[:8]:
        assert answer(odile, f"/{row['role_held_id']}") == [row]
        own = [each for each in rows if each["account_id"] == row["account_id"]]
        assert answer(odile, f"/{row['account_id']}") == own


@pytest.mark.alike
def test_c62_the_page_of_a_person_says_what_the_list_says(cast: Cast, odile: Person) -> None:
    rows = answer(odile)
    some = list(dict.fromkeys(row["account_id"] for row in rows))[::4]
    assert len(some) >= 15
    for account_id in some:
        odile.open(f"/team/{account_id}")
        found = {words(each.find("h2")): each for each in odile.tree.xpath("//section[h2[starts-with(@id, 'role-')]]")}
        own = [row for row in rows if row["account_id"] == account_id]
        assert len(found) == len(own)
        for row in own:
            section = found[f"{cast.course.role_files[row['role']]['title']}, {row['clinic']}"]
            said = words(section)
            assert words(section.xpath(".//span[contains(@class, 'standing')]")[0]).lower() == row["standing"]
            assert row["reason"] in said
            assert (f"Next: {row['next_action']}" if row["next_action"] else row["reason"]) in said
            figures = {words(each[0]): [words(more) for more in each[1:]] for each in section.xpath(".//dl[1]/div")}
            assert figures["Left to do"][0] == duration_words(row["minutes_left"])
            forecast = next(value for name, value in figures.items() if name.startswith("Own pace"))
            assert ("forecast" in forecast[-1] and "no forecast" not in forecast[-1]) is bool(row["forecast_date"])
            for key in ("start_date", "due_date", "forecast_date", "opens_on"):
                assert row[key] is None or day_words(date.fromisoformat(row[key])) in said, key


@pytest.mark.alike
def test_counts_of_groups_are_those_of_the_rows(odile: Person) -> None:
    rows = answer(odile)
    worst = {row["account_id"]: row["standing"] for row in reversed(rows)}
    number = {word: list(worst.values()).count(word) for word in ("overdue", "at risk")}
    assert odile.open("/team/").heading == f"{sum(number.values())} of {len(worst)} need you this week"
    shown: list[str] = []
    for page in range(1, 5):
        shown += groups(odile.open(f"/team/?page={page}").tree)
    fine = len(worst) - sum(number.values())
    assert set(shown) == {
        f"Overdue: {number['overdue']} people", f"At risk: {number['at risk']} people", f"Fine: {fine} people",
    }  # fmt: skip


def test_stored_schedules_sort_the_list_as_the_facts_do(cast: Cast, odile: Person, clock: MovableClock) -> None:
    """Days pass and nothing happens: what the schedule foretold is what the facts say, in the same order."""
    database, course = cast.services.database, cast.course
    for days in (0, 1, 6, 21, 60, 200):
        clock.move(days=days)
        now = clock.now()
        with database.session() as session:
            actor = actor_of(session, cast.administrator, now)
            found, rows = find_rows(session, actor, course, now=now)
            assert len(rows) >= 50
            assert not found.earlier
            computed = standings_of(session, roles_seen(session, actor), course, now=now)
            by_facts = {each.held.id: each.standing.standing for each in computed}
            assert {row.role_held_id: row.standing for row in rows} == by_facts
            assert [row.urgency for row in rows] == sorted(row.urgency for row in rows)
            listed = [
                line.first.role_held_id
                for page in range(1, 4)
                for line in find_team(session, actor, course, now=now, given={"page": str(page)}, size=30).lines
            ]
            first = list({row.account_id: row.role_held_id for row in reversed(rows)}.values())
            assert sorted(listed) == sorted(first)
            order = [row.role_held_id for row in rows if row.role_held_id in set(first)]
            assert listed == order
