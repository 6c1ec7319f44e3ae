"""What Prometheus reads of the database and the course at each scrape. Every process of an installation tells the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from lms.acts.condition import Condition, look


class Gauges(Collector):
    """`services`: clock, database and course. A database that does not answer is said, and breaks no scrape."""

    def __init__(self, services: Any) -> None:
        self._services = services

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """One look at the database."""
        services = self._services
        try:
            with services.database.session() as session:
                found = look(session, services.clock.now())
        except SQLAlchemyError:
            found = None
        yield GaugeMetricFamily("lms_database_up", "Whether the database answers.", value=float(found is not None))
        if found is not None:
            yield from self._of(found)
        pool = services.database.engine.pool
        if isinstance(pool, QueuePool):
            yield GaugeMetricFamily("lms_pool_in_use", "Connections of this process in use.", value=pool.checkedout())
        edition = GaugeMetricFamily("lms_edition", "The edition that is served; always 1.", labels=["edition"])
        edition.add_metric([services.library.current(services.clock.tick()).edition], 1)
        yield edition

    def _of(self, found: Condition) -> Iterator[Metric]:
        yield _kinds("lms_jobs_waiting", "Jobs neither done nor given up.", found.outbox.waiting)
        yield _kinds("lms_jobs_given_up", "Jobs given up after the last try.", found.outbox.given_up)
        now = self._services.clock.now()
        age = 0.0 if found.outbox.oldest_due is None else (now - found.outbox.oldest_due).total_seconds()
        yield GaugeMetricFamily("lms_oldest_job_seconds", "For how long the oldest job has been due.", value=age)
        yield GaugeMetricFamily("lms_sessions", "Sessions in use during the last 15 minutes.", value=found.sessions)
        yield GaugeMetricFamily("lms_certificates", "Certificates issued so far.", value=found.certificates)
        if found.outbox.last_done is not None:
            done = found.outbox.last_done.timestamp()
            yield GaugeMetricFamily("lms_last_job_timestamp_seconds", "When a job was last done.", value=done)


def _kinds(name: str, words: str, numbers: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=["kind"])
    for kind, number in numbers.items():
        family.add_metric([kind], number)
    return family
