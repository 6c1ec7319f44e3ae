"""Spans for OpenTelemetry arrive at a collector: requests and jobs with their statements below them, and nobody in them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import text

from lms import worker
from lms.outbox.actions import put
from lms.services import Services
from lms.settings import BadSetting, Settings
from lms.visit import db
from lms.watching.traces import MOST, Traces
from tests.kept import KeptApps

pytestmark = pytest.mark.alike
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CANARY = "canary@bird.example"


class Collector:
    """What a collector was sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_told: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1/traces"

    def spans(self) -> list[Any]:
        """Every span, in the order they ended."""
        sent = [ExportTraceServiceRequest.FromString(each) for each in self.bodies]
        return [span for each in sent for of in each.resource_spans for scope in of.scope_spans for span in scope.spans]


def about(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    with made.server:
        Thread(target=made.server.serve_forever, daemon=True).start()
        yield made
        made.server.shutdown()


def count(word: str) -> str:
    for _ in range(3):
        db().scalar(text("SELECT :word"), {"word": word})
    return "counted"


@contextmanager
def served(kept_apps: KeptApps, services: Services, address: str, **more: Any) -> Iterator[FlaskClient]:
    """An application that sends its spans to `address`; all have left when the block ends."""
    app = kept_apps.make(replace(services, settings=replace(services.settings, traces=address, **more)))
    app.add_url_rule("/counts/<word>", "counts", count)
    traces = app.extensions["lms"].traces
    yield app.test_client()
    traces.close()


def test_a_request_arrives_with_its_statements_below_it(
    services: Services, kept_apps: KeptApps, collector: Collector
) -> None:
    with served(kept_apps, services, collector.address) as client:
        answer = client.get(f"/counts/{CANARY}?q={CANARY}", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
    *below, whole = collector.spans()
    assert (whole.name, whole.parent_span_id, whole.trace_id.hex() == TRACE) == ("GET counts", b"", False)
    told = about(whole)
    assert told["http.response.status_code"] == 200
    assert told["lms.number"] == answer.headers["X-Request-Id"]
    assert told["lms.statements"] == len(below) >= 3
    for each in below:
        assert (each.parent_span_id, each.trace_id) == (whole.span_id, whole.trace_id)
        assert whole.start_time_unix_nano <= each.start_time_unix_nano <= each.end_time_unix_nano
        assert each.end_time_unix_nano <= whole.end_time_unix_nano
    assert sum(about(each)["db.query.text"].startswith("SELECT") for each in below) >= 3
    assert not any(CANARY.encode() in each for each in collector.bodies)


def test_the_span_above_is_believed_from_a_proxy_of_ours_alone(
    services: Services, kept_apps: KeptApps, collector: Collector
) -> None:
    with served(kept_apps, services, collector.address, trusted_proxies=1) as client:
        client.get("/counts/a", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
        client.get("/counts/a", headers={"traceparent": f"{CANARY}; nonsense"})
    first, second = (each for each in collector.spans() if each.name == "GET counts")
    assert (first.trace_id.hex(), first.parent_span_id.hex()) == (TRACE, SPAN)
    assert (second.trace_id.hex() == TRACE, second.parent_span_id) == (False, b"")


def test_a_job_arrives_with_what_came_of_it(services: Services, collector: Collector) -> None:
    with services.database.independent() as session:
        for kind in ("counts", "fails"):
            put(session, kind=kind, key="one", payload={"word": CANARY}, now=services.clock.now())

    def many(of: Services, _payload: object, _now: object) -> None:
        with of.database.session() as session:
            for _ in range(MOST + 5):
                session.scalar(text("SELECT 1"))

    def fail(*_all: object) -> None:
        raise ValueError(CANARY)

    traces = Traces(collector.address, database="sqlite")
    assert worker.run_once(replace(services, traces=traces), {"counts": many, "fails": fail}) == 2
    traces.close()
    jobs = {each.name: each for each in collector.spans() if each.name.startswith("job ")}
    told = about(jobs["job counts"])
    assert (told["lms.job.kind"], told["lms.job.result"], told["lms.statements"] >= MOST + 5) == (
        "counts",
        "done",
        True,
    )
    assert sum(each.parent_span_id == jobs["job counts"].span_id for each in collector.spans()) == MOST
    assert about(jobs["job fails"])["error.type"] == "ValueError"
    assert jobs["job fails"].status.code == 2
    assert not any(CANARY.encode() in each for each in collector.bodies)


def test_a_collector_that_is_away_is_noticed_by_nobody(services: Services, kept_apps: KeptApps) -> None:
    gone = Collector()
    gone.server.server_close()
    with served(kept_apps, services, gone.address) as client:
        assert client.get("/counts/a").text == "counted"


def test_without_the_setting_nothing_is_noted(services: Services) -> None:
    assert services.traces is None


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(BadSetting, match="LMS_TRACES"):
        Settings.from_environment({"LMS_TRACES": "collector:4318"})
