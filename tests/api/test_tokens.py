"""Tokens: shown once, kept as a hash, limited to their scopes and to what their owner may do at the moment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.people import actions, own_account
from lms.people.models import Account, Grant
from lms.people.tokens.models import ApiToken
from lms.people.tokens.rules import SCOPES, last_day_problem
from tests.api.program import Program, problem_of, program_of, secret_of
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.people.makers import actor_of

READINESS = "/api/v1/readiness"


@pytest.mark.alike
def test_a_token_is_made_on_the_account_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    sunniva = cast.enter("Sunniva")
    assert "No token yet" in sunniva.open("/account/tokens/").text
    assert "people:read" not in sunniva.text
    sunniva.press("Make the token", name="Who is ready", scopes="readiness:read", last_day="2026-06-01")
    (secret,) = sunniva.tree.xpath("//p[contains(@class, 'as-typed')]/code/text()")
    assert Program(cast.app, secret).get(READINESS).status_code == 200
    assert secret not in sunniva.open("/account/tokens/").response.get_data(as_text=True)
    assert "4 May 2026" in sunniva.text
    (row,) = cast.read(ApiToken)
    assert secret.startswith(row.prefix + "_")
    assert secret not in repr(vars(row))
    sunniva.press("Revoke")
    assert problem_of(Program(cast.app, secret).get(READINESS))[0] == 401
    done = [line.act for line in cast.lines() if line.subject_kind == "apitoken"]
    assert done == ["token.made", "token.revoked"]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scopes": "people:write"}, "Choose at least one"),
        ({"name": " "}, "Say what"),
        ({"last_day": "2027-06-01"}, "A token ends within a year"),
        ({"last_day": "2026-05-03"}, "The last day is over"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_typed(cast: Cast, given: dict[str, str], said: str) -> None:
    sunniva = cast.enter("Sunniva")
    wanted = {"name": "Who", "scopes": "readiness:read", "last_day": "2026-06-01"} | given
    sunniva.open("/account/tokens/").press("Make the token", **wanted)
    assert sunniva.status == 422
    assert said in sunniva.text
    assert cast.read(ApiToken) == []


@pytest.mark.alike
def test_nobody_revokes_what_is_another_ones(cast: Cast) -> None:
    secret_of(cast.services, cast.supervisor)
    (row,) = cast.read(ApiToken)
    assert cast.enter("Odile").send(f"/account/tokens/{row.id}/revoke").status_code == 404


@pytest.mark.alike
def test_a_token_opens_nothing_outside_its_scopes_and_no_page(cast: Cast) -> None:
    program = program_of(cast.app, cast.supervisor, ["meetings:read"])
    assert program.get("/api/v1/meetings").status_code == 200
    refused = program.get(READINESS)
    assert problem_of(refused) == (403, "This token does not have the scope readiness:read.")
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    assert program.get("/home").status_code == 303


def test_it_can_do_what_its_owner_may_at_the_moment(cast: Cast) -> None:
    program = program_of(cast.app, cast.supervisor)
    assert program.get(READINESS).status_code == 200

    def end(session):
        row = session.scalars(select(Grant).where(Grant.account_id == cast.supervisor)).one()
        row.to_date = row.from_date - timedelta(days=1)

    in_session(cast.services.database, end)
    assert problem_of(program.get(READINESS))[0] == 404


@pytest.mark.parametrize("how", ["deactivated", "new password", "last day"])
def test_it_ends_at_once(cast: Cast, clock: MovableClock, how: str) -> None:
    program = program_of(cast.app, cast.supervisor)
    assert program.get(READINESS).status_code == 200
    now = cast.services.clock.now()

    def end(session):
        if how == "deactivated":
            by = actor_of(session, cast.administrator, now)
            actions.deactivate(session, actor=by, now=now, account_id=cast.supervisor, reason="Left")
            session.get_one(Account, cast.supervisor).deactivated_at = None  # As if let in again: tokens stay ended.
        elif how == "new password":
            own_account.change_password(session, actor=actor_of(session, cast.supervisor, now), now=now, new_hash="x")

    in_session(cast.services.database, end)
    if how == "last day":
        clock.move(days=1)
        assert program.get(READINESS).status_code == 200
        clock.move(days=1)
    assert problem_of(program.get(READINESS))[0] == 401


@pytest.mark.alike
@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer lms_forged", "Basic bG1zOmxtcw==", "Bearer " + "x" * 5000, "Bearer  \x80"]
)
def test_what_is_no_token_opens_nothing_even_with_a_session(cast: Cast, header: str) -> None:
    client = cast.enter("Sunniva").client
    assert client.get(READINESS).status_code == 200
    assert problem_of(client.get(READINESS, headers={"Authorization": header}))[0] == 401


def test_who_asks_too_often_waits(cast: Cast, clock: MovableClock) -> None:
    program = program_of(cast.app, cast.supervisor)
    first = program.get("/api/v1/roles?limit=0")
    assert first.headers["RateLimit-Limit"] == "600"
    assert first.headers["RateLimit-Remaining"] == "599"
    with cast.services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE throttle SET count = 600 WHERE key LIKE 'api-token:%%'")
    refused = program.get("/api/v1/roles")
    assert problem_of(refused)[0] == 429
    assert refused.headers["Retry-After"] == "60"
    clock.move(minutes=1)
    assert program.get("/api/v1/roles").status_code == 200


def test_every_scope_needs_a_permission_that_some_route_asks_for(cast: Cast) -> None:
    used = {view.lms_api.scope for view in cast.app.view_functions.values() if hasattr(view, "lms_api")}
    assert used == {*SCOPES, None}


def test_a_year_is_the_longest() -> None:
    today = date(2028, 2, 29)
    assert last_day_problem(today + timedelta(days=366), today) is None
    assert last_day_problem(today + timedelta(days=367), today) is not None
    assert last_day_problem(today - timedelta(days=1), today) is not None
