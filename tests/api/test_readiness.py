"""The JSON door: the page's permission, its filters, refusals as problem documents, and the documentation in step."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from flask import Flask

from lms.api.door import blueprint, route
from lms.people.permissions import Permission
from lms.readiness.rows import Row
from tests.cast import Cast, make_cast
from tests.house.source import ROOT
from tests.web.visitor import Visitor

DOCUMENTED = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def problem_of(response) -> tuple[int, str]:
    """Status and sentence of a problem document; fails for anything else."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert {"type", "title", "status", "detail"} <= set(response.json)
    assert response.json["status"] == response.status_code
    return response.status_code, response.json["detail"]


def test_rows_come_in_order_and_are_never_stored(cast: Cast) -> None:
    answer = cast.enter("Sunniva").client.get("/api/readiness")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["as_of"] == [{"zone": "America/Chicago", "day": "2026-05-04"}]
    assert [row["person"] for row in answer.json["rows"]] == ["Marisol Tavares", "Teddy Okafor"]
    assert answer.json["rows"][0]["start_date"] == "2026-06-15"
    assert answer.json["rows"][0]["minutes_left"] > 0


def test_letters_of_other_languages_come_as_they_are(cast: Cast) -> None:
    person = cast.enter("Marisol")
    person.send("/account/name", name="Łucja Żak")
    assert '"person": "Łucja Żak"' in cast.enter("Sunniva").client.get("/api/readiness").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/api/readiness", "/api/readiness/anything"])
def test_who_is_not_signed_in_is_told_so(cast: Cast, path: str) -> None:
    answer = Visitor(cast.app).client.get(path)
    assert problem_of(answer)[0] == 401
    assert answer.headers["WWW-Authenticate"].startswith("Cookie ")


@pytest.mark.parametrize("name", ["Marisol", "Cesar", "Ansel"])
def test_others_find_nothing(cast: Cast, name: str) -> None:
    client = cast.enter(name).client
    assert problem_of(client.get("/api/readiness"))[0] == 404
    assert problem_of(client.get(f"/api/readiness/{cast.learner}"))[0] == 404


def test_a_person_of_another_clinic_is_not_found(cast: Cast) -> None:
    client = cast.enter("Sunniva").client
    assert client.get(f"/api/readiness/{cast.learner}").json["count"] == 1
    for wanted in (cast.stranger, cast.administrator, "x", "\u202e", "%2e%2e"):
        assert problem_of(client.get(f"/api/readiness/{wanted}"))[0] == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?role=king", "There is no such role."),
        ("?standing=late", "There is no such standing."),
        ("?clinic=elsewhere", "That clinic is not one of those you look after."),
        ("?starts=soon", "Starting within takes a number of days from 0 to 366."),
        ("?as_of=2026-02-30", "The day must be one such as 2027-05-04."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(cast: Cast, query: str, said: str) -> None:
    assert problem_of(cast.enter("Sunniva").client.get(f"/api/readiness{query}")) == (422, said)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/readiness/", "/api/readiness/a/b"])
def test_an_address_that_is_none_is_a_problem_too(cast: Cast, path: str) -> None:
    answer = cast.enter("Sunniva").client.get(path)
    assert problem_of(answer)[0] == 404 if path != "/api" else answer.status_code == 404


def test_it_only_reads(cast: Cast) -> None:
    sunniva = cast.enter("Sunniva")
    assert problem_of(sunniva.send("/api/readiness"))[0] == 405
    assert sunniva.client.head("/api/readiness").status_code == 200


def test_a_broken_answer_says_nothing_of_the_inside(own_app: Flask) -> None:
    cast = make_cast(own_app)
    broken = blueprint("api_broken", "/api/broken")
    route(broken, "", allow=Permission.CLINIC_READINESS)(fail)
    cast.app.register_blueprint(broken)
    status, said = problem_of(cast.enter("Sunniva").client.get("/api/broken"))
    assert status == 500
    assert "secret" not in said


def fail() -> dict[str, object]:
    """A view with a mistake in it."""
    return {"value": {}["secret"]}


def test_the_documentation_names_every_field_address_and_parameter(cast: Cast) -> None:
    example = set(re.findall(r'"([a-z_]+)":', DOCUMENTED))
    assert {each.name for each in fields(Row)} <= example
    answer = cast.enter("Sunniva").client.get("/api/readiness").json
    assert set(answer) <= example
    assert set(re.findall(r"^\| `([a-z_]+)` \|", DOCUMENTED, re.MULTILINE)) == {
        "name", "clinic", "role", "standing", "starts", "cohort", "as_of",
    }  # fmt: skip
    names = {"ROLE_OR_PERSON": "<role_or_person>", "PROGRAMME": "<programme_id>", "ORGANISATION": "<organisation_id>"}
    told = set(re.findall(r"^## `GET (\S+)`", DOCUMENTED, re.MULTILINE))
    told = {"/".join(names.get(part, part) for part in each.split("/")) for each in told}
    assert told == {rule.rule for rule in cast.app.url_map.iter_rules() if rule.rule.startswith("/api")}
