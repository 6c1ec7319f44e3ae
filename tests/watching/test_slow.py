"""In development the log names slow statements, without values and with the number of the request or job; else it is silent."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from lms import worker
from lms.outbox.actions import put
from lms.services import Services
from lms.visit import db
from lms.watching.slow import LONGEST, SLOW_SECONDS, name_slow

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many) SELECT count(*) FROM n"
MANY = 3_000_017


@pytest.mark.parametrize(("seconds", "named"), [(0.0, 0), (SLOW_SECONDS - 0.001, 0), (SLOW_SECONDS, 1), (7.0, 1)])
def test_a_tenth_of_a_second_is_slow(caplog: pytest.LogCaptureFixture, seconds: float, named: int) -> None:
    name_slow("SELECT 1", 0.0, seconds)
    assert len(caplog.records) == named


def test_a_long_statement_is_one_line_and_cut(caplog: pytest.LogCaptureFixture) -> None:
    name_slow("SELECT a,\n   b\nFROM t WHERE " + "x = ? OR " * 1000, 0.0, 0.25)
    (said,) = caplog.messages
    assert "250 ms: SELECT a, b FROM t WHERE x = ?" in said
    assert said.endswith(" …")
    assert len(said) < LONGEST + 80


@pytest.mark.parametrize("development", [True, False])
def test_a_request_is_heard_in_development_alone(
    services: Services, kept_apps, caplog: pytest.LogCaptureFixture, development: bool
) -> None:
    app = kept_apps.make(replace(services, settings=replace(services.settings, development=development)))
    app.add_url_rule("/counts", "counts", lambda: str(db().scalar(text(COUNT), {"many": MANY})))
    with caplog.at_level(logging.WARNING, logger="lms.watching.slow"):
        answer = app.test_client().get("/counts")
    assert answer.text == str(MANY)
    said = [each for each in caplog.messages if "WITH RECURSIVE" in each]
    assert len(said) == development
    for each in said:
        assert re.search(rf"slow statement in {answer.headers['X-Request-Id']}, \d+ ms: ", each)
        assert str(MANY) not in each


@pytest.mark.parametrize("development", [True, False])
def test_a_job_is_heard_in_development_alone(
    services: Services, caplog: pytest.LogCaptureFixture, development: bool
) -> None:
    here = replace(services, settings=replace(services.settings, development=development))
    with here.database.independent() as session:
        put(session, kind="counts", key="one", payload={}, now=here.clock.now())

    def count(of: Services, _payload: object, _now: object) -> None:
        with of.database.session() as session:
            session.scalar(text(COUNT), {"many": MANY})

    with caplog.at_level(logging.WARNING, logger="lms.watching.slow"):
        assert worker.run_once(here, {"counts": count}) == 1
    assert len([each for each in caplog.messages if "WITH RECURSIVE" in each]) == development
