"""`/reports/`: participation, evaluation, change and reporting tables of an activity, for whoever administers credit."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from lms.credit.claiming.models import Evaluation
from tests.assessment.many_attempts import by_ability, hand_in_all, people
from tests.cast import Cast, Person, in_session
from tests.credit.packed import LICENCE, audited

DAYS = "?from=2026-05-01&to=2026-05-31"
NAMES = ("participation", "evaluation", "change", "reporting")


@pytest.fixture
def cesar(cast: Cast) -> Person:
    audited(cast)
    return cast.enter("Cesar")


def rows_of(person: Person, name: str, days: str = DAYS) -> list[list[str]]:
    text = person.client.get(f"/reports/{name}.csv{days}").get_data(as_text=True)
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


@pytest.mark.alike
def test_who_took_part_is_counted_by_month_and_profession(cesar: Person) -> None:
    page = cesar.open("/reports/participation" + DAYS)
    assert "1 set out, 0 completed and 1 claimed credit" in page.text
    assert rows_of(cesar, "participation") == [
        ["month", "profession", "started", "completed", "claimed"],
        ["2026-05", "social-worker", "1", "0", "1"],
    ]


def test_days_without_anything_say_since_when_there_is_something(cesar: Person) -> None:
    assert "No data before 4 May 2026." in cesar.open("/reports/participation?from=2026-01-01&to=2026-04-30").text


def test_evaluations_are_hidden_below_five(cast: Cast, cesar: Person) -> None:
    page = cesar.open("/reports/evaluation" + DAYS)
    assert "5 evaluations were handed in of 1" in page.text
    assert ["useful", "5", "3.8", "3: 2; 4: 2; 5: 1"] in rows_of(cesar, "evaluation")
    in_session(cast.services.database, lambda session: session.delete(session.get_one(Evaluation, f"{0:032x}")))
    hidden = cesar.open("/reports/evaluation" + DAYS)
    assert "4 evaluations were handed in" in hidden.text
    assert hidden.text.count("whole months that hold 5 answers or more") == 2
    assert ["useful"] not in [row[:1] for row in rows_of(cesar, "evaluation")]


@pytest.mark.alike
def test_change_is_hidden_below_thirty_and_unstable_below_a_hundred(cast: Cast, cesar: Person) -> None:
    assert "Figures are shown from 30 pairs on" in cesar.open("/reports/change" + DAYS).text
    services, now = cast.services, cast.services.clock.now()

    def many(session):
        who = people(session, now, cast.place.saltmarsh, 40)
        hand_in_all(session, cast.course, cast.module.diagnostic, who, now, by_ability())
        hand_in_all(session, cast.course, cast.module.post_test, who, now, by_ability())

    in_session(services.database, many)
    page = cesar.open("/reports/change" + DAYS)
    assert "40 people took both" in page.text
    assert "Under 100 pairs the figures are unstable" in page.text
    assert {row[0] for row in rows_of(cesar, "change")[1:]} == {
        "matched pairs", "mean difference", "95 % interval", "paired d", "normalised gain",
    }  # fmt: skip


@pytest.mark.alike
def test_those_alone_are_reported_who_allow_it(cesar: Person) -> None:
    rows = rows_of(cesar, "reporting")
    learner = next(row for row in rows if row[:1] == ["Marisol Tavares"])
    assert learner[1:6] == ["03-14", "social-worker", "NY", LICENCE, "harbor-social-work"]
    later = rows_of(cesar, "reporting", "?from=2026-05-01&to=2026-06-30")
    assert [row for row in later if row[:1] == ["Marisol Tavares"]] == []


@pytest.mark.alike
@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_a_workbook_too(cesar: Person, name: str) -> None:
    answer = cesar.client.get(f"/reports/{name}.xlsx{DAYS}")
    assert answer.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(answer.data))


@pytest.mark.alike
def test_days_the_wrong_way_round_are_a_sentence(cesar: Person) -> None:
    page = cesar.open("/reports/participation?from=2026-06-01&to=2026-05-01")
    assert page.status == 422
    assert "is after the last" in page.problems()[0]
    assert cesar.client.get("/reports/participation.csv?from=2026-06-01&to=2026-05-01").status_code == 422


@pytest.mark.alike
def test_a_report_that_is_not_there_is_not_found(cesar: Person) -> None:
    assert [cesar.client.get(f"/reports/{each}").status_code for each in ("nothing", "nothing.csv")] == [404, 404]


@pytest.mark.alike
def test_nobody_else_reads_reports(cast: Cast) -> None:
    for name in ("Marisol", "Sunniva", "Ansel"):
        person = cast.enter(name)
        assert {person.client.get(f"/reports/{each}").status_code for each in ("", *NAMES)} == {404}
    assert "No activity yet" in cast.enter("Odile").open("/reports/").text
