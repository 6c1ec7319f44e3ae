"""The job loop: every due job once, a bad one put off, a killed one handed on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from lms import worker
from lms.database import Database
from lms.outbox import queries
from lms.outbox.actions import claim, put, write_letter
from lms.outbox.models import Job
from lms.settings import Settings
from tests.clocks import MovableClock


@dataclass(frozen=True)
class Wired:
    settings: Settings
    clock: MovableClock
    database: Database
    meters: None = None
    traces: None = None


@pytest.fixture
def services(settings: Settings, clock: MovableClock, database: Database) -> Wired:
    return Wired(settings, clock, database)


def put_down(services: Wired, kind: str, key: str) -> None:
    with services.database.independent() as session:
        put(session, kind=kind, key=key, payload={"of": key}, now=services.clock.now())


class Handlers:
    """One kind that works and one that fails until it is mended."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.is_mended = False

    def render(self, _services: Any, payload: Mapping[str, Any], _now: datetime) -> None:
        self.got.append(payload["of"])

    def export(self, _services: Any, payload: Mapping[str, Any], _now: datetime) -> None:
        if not self.is_mended:
            raise OSError("the disk is full")
        self.got.append(payload["of"])

    def all(self) -> dict[str, worker.Handler]:
        return {"render": self.render, "export": self.export}


def test_every_due_job_is_done_once(services: Wired) -> None:
    handlers = Handlers()
    for key in ("one", "two"):
        put_down(services, "render", key)
    assert worker.run_once(services, handlers.all()) == 2
    assert worker.run_once(services, handlers.all()) == 0
    assert sorted(handlers.got) == ["one", "two"]


def test_a_bad_job_is_put_off_and_stops_no_other(services: Wired) -> None:
    handlers = Handlers()
    put_down(services, "export", "bad")
    put_down(services, "unheard of", "strange")
    put_down(services, "render", "good")
    worker.run_once(services, handlers.all())
    assert handlers.got == ["good"]
    handlers.is_mended = True
    assert worker.run_once(services, handlers.all()) == 0
    services.clock.move(seconds=30)
    assert worker.run_once(services, handlers.all()) == 2
    assert handlers.got == ["good", "bad"]


def test_a_job_of_a_killed_worker_is_done_after_its_lease(services: Wired) -> None:
    handlers = Handlers()
    put_down(services, "render", "one")
    with services.database.independent() as session:
        claim(session, services.clock.now(), worker.LEASE_SECONDS)
    assert worker.run_once(services, handlers.all()) == 0
    services.clock.move(seconds=worker.LEASE_SECONDS)
    assert worker.run_once(services, handlers.all()) == 1
    assert handlers.got == ["one"]


def test_mail_without_a_server_is_left_to_be_read(services: Wired) -> None:
    with services.database.independent() as session:
        write_letter(
            session,
            kind="reset",
            account_id="someone",
            occasion="once",
            to="marisol@saltmarsh.example",
            subject="Choose a new password",
            text="Hello",
            now=services.clock.now(),
        )
    assert worker.run_once(services) == 1
    with services.database.session() as session:
        assert (queries.waiting(session), queries.letters(session)[0].sent_at) == (0, None)


def test_the_loop_works_until_it_is_stopped(services: Wired) -> None:
    handlers = Handlers()
    stop = threading.Event()

    def render(_services: Any, payload: Mapping[str, Any], _now: datetime) -> None:
        handlers.got.append(payload["of"])
        stop.set()

    put_down(services, "render", "one")
    worker.loop(services, stop, {"render": render}, pause_seconds=60)
    assert handlers.got == ["one"]


def schedules_put_down(services: Wired) -> list[str]:
    with services.database.session() as session:
        return sorted(session.scalars(select(Job.key).where(Job.kind == worker.RESCHEDULE)))


def test_schedules_are_looked_at_once_in_every_hour_whoever_watches(services: Wired) -> None:
    one, other = worker.ScheduleWatch(services), worker.ScheduleWatch(services)
    for watch in (one, other, one):
        watch()
    assert schedules_put_down(services) == ["2026-05-04T17"]
    services.clock.move(minutes=59)
    one()
    assert schedules_put_down(services) == ["2026-05-04T17"]
    services.clock.move(minutes=1)
    other()
    one()
    assert schedules_put_down(services) == ["2026-05-04T17", "2026-05-04T18"]


def test_looks_that_are_done_are_forgotten_after_a_week_and_no_other(services: Wired) -> None:
    done: list[str] = []
    watch = worker.ScheduleWatch(services)
    watch()
    worker.run_once(services, {worker.RESCHEDULE: lambda *_given: done.append("looked")})
    services.clock.move(days=7)
    watch()
    assert schedules_put_down(services) == ["2026-05-04T17", "2026-05-11T17"]
    services.clock.move(hours=1)
    watch()
    assert done == ["looked"]
    assert schedules_put_down(services) == ["2026-05-11T17", "2026-05-11T18"]
