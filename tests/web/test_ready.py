"""`/readyz`: which part is not well, in two words; and when a balancer must look elsewhere."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from lms import worker
from lms.outbox.actions import put
from lms.services import Services
from tests.clocks import MovableClock

PARTS = {"database", "schema", "server", "course", "worker", "outbox", "keys"}


def not_well(app: Flask) -> tuple[int, set[str]]:
    answer = app.test_client().get("/readyz")
    assert set(answer.json) == PARTS
    assert set(answer.json.values()) <= {"ok", "not ok"}
    return answer.status_code, {part for part, said in answer.json.items() if said != "ok"}


def do_a_job(services: Services) -> None:
    with services.database.independent() as session:
        put(session, kind="work", key=f"{services.clock.now()}", payload={}, now=services.clock.now())
    worker.run_once(services, {"work": lambda *_: None})


@pytest.mark.alike
def test_a_worker_that_rests_and_an_outbox_that_is_stuck_are_told_and_keep_the_server_in(
    app: Flask, services: Services, clock: MovableClock
) -> None:
    assert not_well(app) == (200, {"worker"})
    do_a_job(services)
    assert not_well(app) == (200, set())
    with services.database.independent() as session:
        put(session, kind="work", key="left", payload={}, now=clock.now())
    clock.move(minutes=16)
    assert not_well(app) == (200, {"outbox"})
    clock.move(hours=2)
    assert not_well(app) == (200, {"worker", "outbox"})


def test_jobs_that_were_given_up_are_told(app: Flask, services: Services, clock: MovableClock) -> None:
    do_a_job(services)
    with services.database.independent() as session:
        put(session, kind="unheard of", key="one", payload={}, now=clock.now())
    for _ in range(8):
        worker.run_once(services, {})
        clock.move(hours=7)
    do_a_job(services)
    assert not_well(app) == (200, {"outbox"})


def test_another_schema_and_a_server_that_stops_turn_requests_away(app: Flask, services: Services) -> None:
    do_a_job(services)
    with services.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20261123_people'"))
    assert not_well(app) == (503, {"schema", "worker", "outbox", "keys"})
    services.stopping.set()
    assert not_well(app)[1] >= {"server", "schema"}
