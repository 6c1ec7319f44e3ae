"""Spans for OpenTelemetry (`LMS_TRACES`): one for each request and each try of a job, with one below it for each statement.

They are made when the work is over, of what was noted meanwhile, and leave in the background. A collector that is away
costs nobody time: what cannot be sent is dropped. Whoever wants them has the extra `telemetry`; nobody else loads this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from lms import __version__
from lms.clock import Clock
from lms.watching.work import Work

MOST = 200
"""Statements that get a span; how many there were stands on the request's or the job's own."""
LONGEST = 2_000
"""Characters of a statement."""
SEND_SECONDS = 4


class _Statement(NamedTuple):
    words: str
    asked: float
    seconds: float


class Traces:
    """Sends spans to a collector at `address`, such as http://127.0.0.1:4318/v1/traces."""

    def __init__(self, address: str, *, database: str) -> None:
        told = {SERVICE_NAME: "linchpin", SERVICE_VERSION: __version__}
        self._provider = TracerProvider(resource=Resource.create(told))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address, timeout=SEND_SECONDS)))
        self.tracer = self._provider.get_tracer("lms")
        self.database = database

    def begin(self, parent: str | None = None) -> Traced:
        """Begin to note one request or job. `parent`: a header `traceparent` (W3C Trace Context) that may be believed."""
        return Traced(self, parent)

    def close(self) -> None:
        """Send what waits and nothing more."""
        self._provider.shutdown()


class Traced:
    """One request or job while it is being done; called with each statement, as `work.Told`."""

    def __init__(self, to: Traces, parent: str | None) -> None:
        self._to, self._parent = to, parent
        self._heard: list[_Statement] = []

    def __call__(self, statement: str, asked: float, seconds: float) -> None:
        """Note a statement without its values."""
        if len(self._heard) < MOST:
            self._heard.append(_Statement(statement, asked, seconds))

    def request(self, work: Work, *, route: str, method: str, status: int) -> None:
        """It was a request over HTTP, and is answered."""
        about: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
        self._send(work, f"{method} {route}", SpanKind.SERVER, about, failed=status >= 500)

    def job(self, work: Work, *, kind: str, result: str, error: str | None) -> None:
        """It was a try of a job. `error`: the kind of its error, never its words."""
        about = {"lms.job.kind": kind, "lms.job.result": result} | ({"error.type": error} if error else {})
        self._send(work, f"job {kind}", SpanKind.CONSUMER, about, failed=error is not None)

    def _send(self, work: Work, name: str, kind: SpanKind, about: Mapping[str, str | int], *, failed: bool) -> None:
        seconds = work.seconds()
        begun = int((Clock().now().timestamp() - seconds) * 1e9)
        above = TraceContextTextMapPropagator().extract({"traceparent": self._parent} if self._parent else {})
        told: dict[str, str | int] = {**about, "lms.number": work.number, "lms.statements": work.statements}
        span = self._to.tracer.start_span(name, above, kind, told, start_time=begun)
        if failed:
            span.set_status(StatusCode.ERROR)
        here = set_span_in_context(span)
        for each in self._heard:
            words = " ".join(each.words.split())[:LONGEST]
            asked = begun + int((each.asked - work.begun) * 1e9)
            query = {"db.system.name": self._to.database, "db.query.text": words}
            below = self._to.tracer.start_span(words.split(" ", 1)[0], here, SpanKind.CLIENT, query, start_time=asked)
            below.end(asked + int(each.seconds * 1e9))
        span.end(begun + int(seconds * 1e9))
