"""Lists and single things for programs: pages, cursors, ETags, who sees what, and the description in step."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lms.api.reference import description
from lms.credit.models import Certificate
from lms.people.models import RoleHeld
from tests.api.program import Program, problem_of, program_of
from tests.cast import Cast, confirm_name, play_cases, read_lessons, take_test
from tests.house.documents import OPENAPI
from tests.house.source import ROOT
from tests.people.makers import make_account

DOCUMENTED = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def walk(program: Program, path: str | None) -> list[dict[str, Any]]:
    """The rows of every page."""
    rows = []
    while path:
        answer = program.get(path).json
        rows += answer["rows"]
        path = answer["next"]
    return rows


def test_people_come_once_each_whoever_joins_meanwhile(cast: Cast) -> None:
    program = program_of(cast.app, cast.administrator)
    first = program.get("/api/v1/people?limit=2").json
    now = cast.services.clock.now()
    for name in ("Abe New", "Bea New", "Cal New"):
        make_account(cast.services.database, now, cast.place.saltmarsh, name)
    rest = walk(program, first["next"])
    ids = [row["account_id"] for row in (*first["rows"], *rest)]
    assert len(ids) == len(set(ids))
    assert {cast.learner, cast.teammate, cast.supervisor, cast.administrator, cast.credit_administrator} <= set(ids)
    assert cast.stranger not in ids


@pytest.mark.alike
@pytest.mark.parametrize("change", ["x", "", "role", "path", "other"])
def test_a_cursor_is_only_good_where_it_was_given(cast: Cast, change: str) -> None:
    program = program_of(cast.app, cast.administrator)
    link = program.get("/api/v1/people?limit=1").json["next"]
    cursor = link.rpartition("cursor=")[2].replace("%3D", "=")
    wrong = {
        "x": f"/api/v1/people?cursor=A{cursor[1:]}" if cursor[0] != "A" else f"/api/v1/people?cursor=B{cursor[1:]}",
        "": "/api/v1/people?cursor=",
        "role": f"/api/v1/people?role=bhcm&cursor={cursor}",
        "path": f"/api/v1/roles?cursor={cursor}",
        "other": "/api/v1/people?cursor=abc",
    }[change]
    assert problem_of(program.get(wrong))[0] == 422


@pytest.mark.alike
@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "king=secret-value", "cursor=%00"])
def test_a_parameter_that_asks_for_nothing_is_refused(cast: Cast, query: str) -> None:
    answer = program_of(cast.app, cast.administrator).get(f"/api/v1/people?{query}")
    assert problem_of(answer)[0] == (404 if "%00" in query else 422)
    assert "secret-value" not in answer.get_data(as_text=True)


@pytest.mark.alike
def test_what_was_not_changed_is_not_sent_again(cast: Cast) -> None:
    program = program_of(cast.app, cast.supervisor)
    for path in ("/api/v1/roles", "/api/v1/readiness", "/api/openapi.json"):
        tag = program.get(path).headers["ETag"]
        again = program.get(path, **{"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.data) == (304, b"")
        assert program.get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_completions_and_certificates_of_oneself_and_of_whom_one_looks_after(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    confirm_name(marisol)
    own, sunniva, odile, ansel = (
        program_of(cast.app, who) for who in (cast.learner, cast.supervisor, cast.administrator, cast.stranger)
    )
    rows = walk(own, "/api/v1/completions?limit=2")
    assert {row["requirement_id"] for row in rows} >= set(cast.module.required)
    assert rows == walk(sunniva, f"/api/v1/completions?person={cast.learner}")
    assert walk(ansel, f"/api/v1/completions?person={cast.learner}") == []
    assert len(walk(own, f"/api/v1/completions?since={rows[-1]['completed_at']}")) >= 1
    (whole, *_) = sunniva.get(f"/api/v1/completions/{cast.learner}").json["rows"]
    assert whole["completed_on"] == "2026-05-04"
    assert whole["parts_completed"] == whole["parts_required"] > 0
    assert problem_of(ansel.get(f"/api/v1/completions/{cast.learner}"))[0] == 404
    assert problem_of(sunniva.get(f"/api/v1/completions/{cast.stranger}"))[0] == 404
    (row,) = cast.read(Certificate)
    shown = own.get("/api/v1/certificates").json["rows"]
    assert shown == odile.get(f"/api/v1/certificates?person={cast.learner}").json["rows"]
    assert (shown[0]["certificate_id"], shown[0]["status"], shown[0]["name"]) == (row.id, "valid", "Marisol Tavares")
    assert own.get(f"/api/v1/certificates/{row.id}/file").data.startswith(b"%PDF")
    assert own.get(f"/api/v1/certificates/{row.id}/credential").json["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    for who in (sunniva, ansel):
        assert who.get("/api/v1/certificates").json["rows"] == []
        for path in ("", "/file", "/credential"):
            assert problem_of(who.get(f"/api/v1/certificates/{row.id}{path}"))[0] == 404
    told = cast.app.test_client().get(f"/api/v1/verification/{row.code}").json
    assert (told["standing"], told["name"], told["serial"]) == ("valid", "Marisol Tavares", row.serial)
    assert problem_of(cast.app.test_client().get("/api/v1/verification/0000000000000000"))[0] == 404


def test_roles_of_ones_own_clinics_alone(cast: Cast) -> None:
    sunniva = program_of(cast.app, cast.supervisor)
    rows = walk(sunniva, "/api/v1/roles?limit=1")
    assert {row["account_id"] for row in rows} == {cast.learner, cast.teammate}
    assert sunniva.get(f"/api/v1/roles/{rows[0]['role_held_id']}").json == rows[0]
    elsewhere = next(each.id for each in cast.read(RoleHeld) if each.account_id == cast.stranger)
    assert problem_of(sunniva.get(f"/api/v1/roles/{elsewhere}"))[0] == 404
    assert walk(sunniva, f"/api/v1/roles?clinic={cast.place.harbour}") == []
    assert problem_of(sunniva.get("/api/v1/people"))[0] == 403


@pytest.mark.alike
def test_the_description_is_valid_in_step_and_served(cast: Cast) -> None:
    served = cast.app.test_client().get("/api/openapi.json")
    assert served.data == description(cast.app)
    from openapi_spec_validator import (
        validate,  # A grammar is made when it is imported: two seconds, for this test alone.
    )

    validate(served.json)
    assert OPENAPI.read_bytes() == served.data, "`python -m tests.house.documents` writes docs/openapi.json anew"


def test_the_documentation_names_every_address_and_parameter(cast: Cast) -> None:
    told = {
        (method, path) for method, path in re.findall(r"^\| `(GET|POST|PATCH) (/api\S*)` \|", DOCUMENTED, re.MULTILINE)
    }
    spec = cast.app.test_client().get("/api/openapi.json").json
    assert told == {(method.upper(), path) for path, each in spec["paths"].items() for method in each}
    for each in (operation for methods in spec["paths"].values() for operation in methods.values()):
        for parameter in each["parameters"]:
            if parameter["in"] != "path":
                assert f"`{parameter['name']}`" in DOCUMENTED, parameter["name"]
    for scope in re.findall(r"`([a-z]+:[a-z]+)`", spec["components"]["securitySchemes"]["token"]["description"]):
        assert f"`{scope}`" in DOCUMENTED


def test_the_reference_shows_every_address_without_an_account(cast: Cast) -> None:
    page = cast.app.test_client().get("/api/").get_data(as_text=True)
    spec = cast.app.test_client().get("/api/openapi.json").json
    for path in spec["paths"]:
        assert path in page
