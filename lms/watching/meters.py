"""What one process counts about itself, for Prometheus: requests, jobs, statements. Imported only where metrics are asked for.

Each set of meters has a registry of its own. Labels take a bounded number of values: endpoints, methods that exist, classes
of status, kinds of jobs.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from lms import __version__
from lms.watching.work import Work

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
AUTOSAVE = "tests.answer"
SIGN_IN = frozenset(("sign_in.sign_in", "second_step.ask"))
"""Where a POST that is refused is a failure to sign in."""


class Meters:
    """The meters of one process."""

    def __init__(self) -> None:
        self.registry = kept = CollectorRegistry()
        self._requests = Counter("lms_requests", "Requests answered.", ("route", "method", "status"), registry=kept)
        self._seconds = Histogram(
            "lms_request_seconds", "Time until the answer was whole.", ("route",), buckets=SECONDS, registry=kept
        )
        self._statements = Counter("lms_statements", "Statements to the database.", ("by",), registry=kept)
        self._database = Counter("lms_database_seconds", "Time the database took.", ("by",), registry=kept)
        self._jobs = Counter("lms_jobs", "Tries of jobs.", ("kind", "result"), registry=kept)
        self._job_seconds = Counter("lms_job_seconds", "Time jobs took.", ("kind",), registry=kept)
        self._autosaves = Counter("lms_autosaves", "Answers of a test that were saved.", registry=kept)
        self._failures = Counter("lms_sign_in_failures", "Sign-ins that were refused.", registry=kept)
        Gauge("lms_build", "The program; always 1.", ("version",), registry=kept).labels(__version__).set(1)
        ProcessCollector(registry=kept)

    def request(self, work: Work, *, route: str, method: str, status: int) -> None:
        """Count a request whose answer is whole."""
        self._requests.labels(route, method, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(work.seconds())
        self._cost(work, "request")
        if method == "POST" and route == AUTOSAVE and status < 400:
            self._autosaves.inc()
        if method == "POST" and route in SIGN_IN and 400 <= status < 500:
            self._failures.inc()

    def job(self, work: Work, *, kind: str, result: str) -> None:
        """Count a try of a job."""
        self._jobs.labels(kind, result).inc()
        self._job_seconds.labels(kind).inc(work.seconds())
        self._cost(work, "job")

    def _cost(self, work: Work, by: str) -> None:
        self._statements.labels(by).inc(work.statements)
        self._database.labels(by).inc(work.database_seconds)
