"""The log as lines: what a request and a job leave there, and which number they carry."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from lms import worker
from lms.cli import main
from lms.database import Database
from lms.outbox.actions import put
from lms.outbox.models import Job
from lms.services import Services
from lms.settings import BadSetting, Settings
from lms.watching.work import new_number, safe_number
from tests.cast import Cast
from tests.clocks import NOON, MovableClock
from tests.people.makers import email_of
from tests.watching.log import Log, kept_log
from tests.web.visitor import Visitor

SENT = "7f3a-balancer-0001"


@pytest.fixture
def log() -> Iterator[Log]:
    with kept_log() as log:
        yield log


@pytest.mark.alike
def test_a_request_leaves_one_line_with_its_cost(cast: Cast, log: Log) -> None:
    marisol = cast.enter("Marisol")
    before = len(log.of("request"))
    answer = marisol.client.get("/home")
    (line,) = log.of("request")[before:]
    told = {name: line[name] for name in ("route", "method", "status", "level")}
    assert told == {"route": "home.home", "method": "GET", "status": 200, "level": "info"}
    assert answer.headers["X-Request-Id"] == line["number"]
    assert line["at"].endswith("+00:00")
    assert line["statements"] > 3
    assert 0 < line["database_ms"] <= line["ms"]


@pytest.mark.parametrize("path", ["/nowhere/ada@example.org", "/api/nowhere", "/invitation/secret-of-a-letter"])
@pytest.mark.alike
def test_what_is_not_there_is_logged_without_its_path(app: Flask, log: Log, path: str) -> None:
    app.test_client().open(path, method="GET")
    app.test_client().open(path, method="ADA")
    assert [line["method"] for line in log.of("request")] == ["GET", "other"]
    assert not re.search("ada@|secret-of", log.text)


@pytest.mark.alike
def test_the_number_on_an_error_page_is_that_of_the_log(app: Flask, database: Database, log: Log) -> None:
    app.testing = False
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mail_token RENAME TO elsewhere"))
    visitor = Visitor(app).open("/password/the-token-of-a-link")
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO mail_token"))
    (line,) = log.of("request")
    assert (line["status"], line["level"]) == (500, "error")
    assert f"give this number: {line['number']}" in visitor.text
    (cause,) = [each for each in log.lines if "error" in each]
    assert cause["number"] == line["number"]
    assert any(step.startswith("lms/web/") for step in cause["through"])
    assert "the-token-of-a-link" not in log.text


@pytest.mark.parametrize(
    ("proxies", "sent", "taken"),
    [
        (1, SENT, True),
        (0, SENT, False),
        (1, "short", False),
        (1, "a" * 65, False),
        (1, "ada@example.org", False),
        (1, '7f3a-balancer"0001', False),
        (1, "7f3a-balancer-", False),
    ],
)
@pytest.mark.alike
def test_a_number_is_taken_from_a_proxy_of_ours_alone(
    services: Services, kept_apps, proxies: int, sent: str, taken: bool
) -> None:
    app = kept_apps.give(replace(services, settings=replace(services.settings, trusted_proxies=proxies)))
    given = app.test_client().get("/healthz", headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert (given == sent) is taken
    assert taken or re.fullmatch(r"R-[0-9A-F]{4}-[0-9A-F]{4}", given)


@given(st.text(min_size=1, max_size=80))
def test_a_number_that_is_taken_can_stand_anywhere(sent: str) -> None:
    taken = safe_number(sent)
    assert taken in (None, sent)
    if taken is not None:
        assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", taken)
    assert safe_number(new_number()) is not None


def test_a_letter_carries_the_number_of_the_request_that_wrote_it(cast: Cast, log: Log) -> None:
    Visitor(cast.app).open("/sign-in/link").press("Send", email=email_of("Marisol"))
    asked = [line for line in log.of("request") if line["method"] == "POST"][-1]
    with cast.services.database.session() as session:
        job = session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.created_at.desc(), Job.id)).first()
    assert job is not None
    assert job.request_number == asked["number"]
    worker.run_once(cast.services)
    (line,) = [line for line in log.of("job") if line["job"] == job.id]
    assert {name: line[name] for name in ("number", "kind", "try", "result")} == {
        "number": asked["number"], "kind": "mail", "try": 1, "result": "done",
    }  # fmt: skip
    assert line["statements"] > 0


def test_a_job_of_no_request_has_a_number_of_its_own_and_what_it_puts_down_too(
    services: Services, clock: MovableClock, log: Log
) -> None:
    def break_down(_services: object, payload, _now: object) -> None:
        with services.database.independent() as session:
            put(session, kind="second", key="of the first", payload={}, now=clock.now())
        raise ValueError(f"cannot write to {payload['to']}")

    with services.database.independent() as session:
        put(session, kind="first", key="one", payload={"to": "ada@example.org"}, now=clock.now())
    worker.run_once(services, {"first": break_down, "second": lambda *_: None})
    first, second = log.of("job")
    assert (first["result"], first["error"], second["result"]) == ("failed", "ValueError", "done")
    assert first["number"] == second["number"]
    assert "ada@" not in log.text
    with services.database.independent() as session:
        put(session, kind="second", key="of nobody", payload={}, now=clock.now())
        assert session.scalar(select(Job.request_number).where(Job.key == "of nobody")) is None


def test_of_a_library_only_the_pattern_of_its_words_is_taken(log: Log) -> None:
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "/elsewhere/glogging.py", 1, "Error %s", ("/a/b",), None
    )
    logging.getLogger("gunicorn.error").handle(record)
    (line,) = log.lines
    assert line["event"] == "Error %s"


def test_another_word_for_the_log_is_refused() -> None:
    with pytest.raises(BadSetting, match="LMS_LOG cannot be 'xml': say text or json"):
        Settings.from_environment({"LMS_LOG": "xml"})


def test_a_worker_writes_lines_and_nothing_else(
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    log: Log,
) -> None:
    with database.independent() as session:
        put(session, kind="unheard of", key="one", payload={}, now=NOON)
    for name, value in (("LOG", "json"), ("DATA", settings.data), ("DATABASE_URL", settings.database_url)):
        monkeypatch.setenv(f"LMS_{name}", value)
    assert main(["worker", "--once"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [each["error"] for each in told if each["event"] == "job"] == ["KeyError"]
