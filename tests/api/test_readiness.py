"""Readiness for programs: the page's permission, its filters, pages of a list, refusals as problem documents."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.api.door import blueprint, route
from lms.api.overview import Day
from lms.people.permissions import Permission
from tests.api.program import problem_of
from tests.cast import Cast, make_cast
from tests.web.visitor import Visitor


def test_rows_come_in_order_and_are_never_stored(cast: Cast) -> None:
    answer = cast.enter("Sunniva").client.get("/api/v1/readiness")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["as_of"] == [{"zone": "America/Chicago", "day": "2026-05-04"}]
    assert [row["person"] for row in answer.json["rows"]] == ["Marisol Tavares", "Teddy Okafor"]
    assert answer.json["rows"][0]["start_date"] == "2026-06-15"
    assert answer.json["rows"][0]["minutes_left"] > 0


@pytest.mark.alike
def test_a_list_comes_in_pages_and_each_row_once(cast: Cast) -> None:
    client = cast.enter("Sunniva").client
    seen, path = [], "/api/v1/readiness?limit=1"
    while path:
        answer = client.get(path).json
        assert answer["count"] == 2
        seen += [row["person"] for row in answer["rows"]]
        path = (answer["next"] or "").removeprefix(cast.services.settings.base_url)
    assert seen == ["Marisol Tavares", "Teddy Okafor"]


@pytest.mark.alike
def test_letters_of_other_languages_come_as_they_are(cast: Cast) -> None:
    person = cast.enter("Marisol")
    person.send("/account/name", name="Łucja Żak")
    assert '"person":"Łucja Żak"' in cast.enter("Sunniva").client.get("/api/v1/readiness").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/api/v1/readiness", "/api/v1/readiness/anything"])
def test_who_is_not_signed_in_is_told_so(cast: Cast, path: str) -> None:
    answer = Visitor(cast.app).client.get(path)
    assert problem_of(answer)[0] == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Cesar", "Ansel"])
def test_others_find_nothing(cast: Cast, name: str) -> None:
    client = cast.enter(name).client
    assert problem_of(client.get("/api/v1/readiness"))[0] == 404
    assert problem_of(client.get(f"/api/v1/readiness/{cast.learner}"))[0] == 404


@pytest.mark.alike
def test_a_person_of_another_clinic_is_not_found(cast: Cast) -> None:
    client = cast.enter("Sunniva").client
    assert client.get(f"/api/v1/readiness/{cast.learner}").json["count"] == 1
    for wanted in (cast.stranger, cast.administrator, "x", "\u202e", "%2e%2e"):
        assert problem_of(client.get(f"/api/v1/readiness/{wanted}"))[0] == 404


@pytest.mark.alike
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
    assert problem_of(cast.enter("Sunniva").client.get(f"/api/v1/readiness{query}")) == (422, said)


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/api/nothing", "/api/readiness", "/api/v1/readiness/", "/api/v1/readiness/a/b"])
def test_an_address_that_is_none_is_a_problem_too(cast: Cast, path: str) -> None:
    answer = cast.enter("Sunniva").client.get(path)
    assert problem_of(answer)[0] == 404


@pytest.mark.alike
def test_it_only_reads(cast: Cast) -> None:
    sunniva = cast.enter("Sunniva")
    refused = sunniva.send("/api/v1/readiness")
    assert problem_of(refused)[0] == 405
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert sunniva.client.head("/api/v1/readiness").status_code == 200


@pytest.mark.alike
def test_a_broken_answer_says_nothing_of_the_inside(own_app: Flask) -> None:
    cast = make_cast(own_app)
    broken = blueprint("api_broken", "/broken")
    route(broken, "", allow=Permission.CLINIC_READINESS, tag="x", scope="readiness:read", answer=Day)(fail)
    cast.app.register_blueprint(broken)
    status, said = problem_of(cast.enter("Sunniva").client.get("/api/v1/broken"))
    assert status == 500
    assert "secret" not in said


def fail() -> dict[str, object]:
    """A view with a mistake in it."""
    return {"value": {}["secret"]}
