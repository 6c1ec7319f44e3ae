"""Writes of programs: the pages' own acts, once for each key, on the state that was read, and by nobody's cookie."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from lms.people.models import Account, RoleChange, RoleHeld
from lms.people.tokens.models import ApiAnswer
from tests.api.program import Program, problem_of, program_of, secret_of
from tests.cast import Cast
from tests.clocks import MovableClock

PEOPLE = "/api/v1/people"


def somebody(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "email": "noor@saltmarsh.example", "name": "Noor Haddad", "clinic_id": cast.place.mill_road, "role": "bhcm",
        "start_date": "2026-06-15", **more,
    }  # fmt: skip


def role_of(cast: Cast, account_id: str) -> str:
    return next(each.id for each in cast.read(RoleHeld) if each.account_id == account_id)


@pytest.mark.alike
def test_an_invitation_by_a_program_is_that_of_the_page(cast: Cast) -> None:
    program = program_of(cast.app, cast.administrator)
    answer = program.send(PEOPLE, somebody(cast))
    assert answer.status_code == 201
    person = program.get(f"{PEOPLE}/{answer.json['account_id']}").json
    assert (person["name"], person["state"], person["access"]) == ("Noor Haddad", "invited", ["learner"])
    acts = [line.act for line in cast.lines()]
    assert {"invitation.sent", "token.used"} <= set(acts)
    assert problem_of(program.send(PEOPLE, somebody(cast)))[0] == 422


@pytest.mark.alike
def test_a_start_date_moves_with_a_reason_on_the_state_that_was_read(cast: Cast) -> None:
    program, path = program_of(cast.app, cast.supervisor), f"/api/v1/roles/{role_of(cast, cast.learner)}"
    read, wanted = program.get(path), {"start_date": "2026-07-01", "reason": "Hired later"}
    assert problem_of(program.send(path, wanted, method="PATCH"))[0] == 428
    moved = program.send(path, wanted, method="PATCH", If_Match=read.headers["ETag"])
    assert (moved.status_code, moved.json["start_date"]) == (200, "2026-07-01")
    assert problem_of(program.send(path, wanted, method="PATCH", If_Match=read.headers["ETag"]))[0] == 412
    assert program.get(path).headers["ETag"] == moved.headers["ETag"]
    again = program.send(path, wanted, method="PATCH", If_Match=moved.headers["ETag"])
    assert problem_of(again) == (422, "That holds already, so there is nothing to change.")
    (change,) = cast.read(RoleChange)
    assert (change.after, change.reason, change.by_account_id) == ("2026-07-01", "Hired later", cast.supervisor)


@pytest.mark.alike
def test_an_account_is_barred_with_a_reason(cast: Cast) -> None:
    program, path = program_of(cast.app, cast.administrator), f"{PEOPLE}/{cast.teammate}"
    match = program.get(path).headers["ETag"]
    barred = program.send(f"{path}/deactivate", {"reason": "Left"}, If_Match=match)
    assert (barred.status_code, barred.json["state"]) == (200, "deactivated")
    assert problem_of(program.send(f"{path}/deactivate", {"reason": "Left"}, If_Match=match))[0] == 412


def test_the_same_key_gives_the_same_answer_and_no_second_effect(cast: Cast, clock: MovableClock) -> None:
    program = program_of(cast.app, cast.administrator)
    first = program.send(PEOPLE, somebody(cast), Idempotency_Key="a")
    again = program.send(PEOPLE, somebody(cast), Idempotency_Key="a")
    assert (again.status_code, again.json, again.headers["ETag"]) == (201, first.json, first.headers["ETag"])
    assert again.headers["Idempotent-Replayed"] == "true"
    other = program.send(PEOPLE, somebody(cast, name="Noor H."), Idempotency_Key="a")
    assert problem_of(other)[0] == 422
    assert "Idempotency-Key" in problem_of(other)[1]
    assert problem_of(program.send(PEOPLE, somebody(cast), Idempotency_Key="x" * 201))[0] == 422
    clock.move(hours=24)
    assert program.send(PEOPLE, somebody(cast, email="late@saltmarsh.example"), Idempotency_Key="a").status_code == 201
    (kept,) = cast.read(ApiAnswer)
    assert kept.at == clock.now()


@pytest.mark.alike
def test_a_key_is_one_tokens_own_and_a_refusal_uses_it_up_for_nobody(cast: Cast) -> None:
    one, two = (program_of(cast.app, cast.administrator) for _ in range(2))
    assert one.send(PEOPLE, somebody(cast, email="nobody"), Idempotency_Key="a").status_code == 422
    assert one.send(PEOPLE, somebody(cast), Idempotency_Key="a").status_code == 201
    assert problem_of(two.send(PEOPLE, somebody(cast), Idempotency_Key="a"))[0] == 422


def test_two_at_once_with_one_key_do_it_once(cast: Cast) -> None:
    secret, start = secret_of(cast.services, cast.administrator), Barrier(2)

    def send(_number: int) -> tuple[int, Any]:
        program = Program(cast.app, secret)
        start.wait()
        answer = program.send(PEOPLE, somebody(cast), Idempotency_Key="both")
        return answer.status_code, answer.json

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(send, range(2))
    assert one == two
    assert one[0] == 201
    assert len([each for each in cast.read(Account) if each.name == "Noor Haddad"]) == 1


@pytest.mark.alike
@pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}/x/deactivate"])
def test_a_session_of_the_pages_writes_nothing_here(cast: Cast, path: str) -> None:
    odile = cast.enter("Odile")
    assert problem_of(odile.client.post(path, json=somebody(cast)))[0] == 401
    assert problem_of(odile.send(path))[0] == 401
    assert odile.client.get(PEOPLE).status_code == 200


@pytest.mark.alike
@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b'{"king": "secret-value"}', "application/json", 422),
        (b'{"email": "secret-value\\u0000"}', "application/json", 422),
        (b'{"email": ["secret-value"], "name": {"a": "secret-value"}}', "application/json", 422),
        (b'"' + b"x" * 70_000 + b'"', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_refused_without_being_given_back(
    cast: Cast, body: bytes, media: str, status: int
) -> None:
    program = program_of(cast.app, cast.administrator)
    answer = program.client.post(PEOPLE, data=body, content_type=media, headers=program.headers)
    assert problem_of(answer)[0] == status
    assert "secret-value" not in answer.get_data(as_text=True)
    assert "king" not in answer.get_data(as_text=True)


@pytest.mark.alike
def test_nobody_writes_what_the_page_would_not_let_her(cast: Cast) -> None:
    path = f"/api/v1/roles/{role_of(cast, cast.stranger)}"
    sunniva, odile = (program_of(cast.app, who) for who in (cast.supervisor, cast.administrator))
    wanted = {"start_date": date(2026, 7, 1).isoformat(), "reason": "x"}
    assert problem_of(sunniva.send(path, wanted, method="PATCH", If_Match="*"))[0] == 404
    assert problem_of(odile.send(path, wanted, method="PATCH", If_Match="*"))[0] == 404
    barred = odile.send(f"{PEOPLE}/{cast.stranger}/deactivate", {"reason": "x"}, If_Match="*")
    assert problem_of(barred)[0] == 404
    elsewhere = odile.send(PEOPLE, somebody(cast, clinic_id=cast.place.harbour))
    assert elsewhere.status_code in (404, 422)
    assert problem_of(sunniva.send(PEOPLE, somebody(cast)))[0] == 403
