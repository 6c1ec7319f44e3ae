"""The job loop: claim, do, mark done. A worker may be killed at any moment; the lease hands its job to the next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from lms.clock import Clock
from lms.credit.actions import RENDER
from lms.credit.storing import render_and_store
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.outbox import actions, queries, sending
from lms.readiness.actions import reschedule_some
from lms.settings import Settings

LEASE_SECONDS = 120
log = logging.getLogger(__name__)


class Services(Protocol):
    """What the program wired at its start."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...

    @property
    def database(self) -> Database:
        """The database."""
        ...


# A handler gets the services, the payload and the instant (UTC). It commits its own work and may be called twice.
Handler = Callable[[Any, Mapping[str, Any], datetime], None]


def send_mail(services: Services, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'mail': hand one letter to the mail server."""
    settings = services.settings
    sending.deliver(services.database, payload, now, smtp_url=settings.smtp_url, mail_from=settings.mail_from)


def render_certificate(services: Any, payload: Mapping[str, Any], _now: datetime) -> None:
    """Handler of 'render-certificate': make and store the file, unless the request that issued it has done so."""
    render_and_store(services.database, services.files, str(payload["certificate"]), designs=services.designs)


def reschedule(services: Any, _payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'reschedule': bring every schedule to the edition that is served, some at a time."""
    course = services.library.current(services.clock.tick())
    done = 1
    while done:
        with services.database.independent() as session:
            done = reschedule_some(session, course=course, now=now)


RESCHEDULE = "reschedule"
HANDLERS: Mapping[str, Handler] = {actions.MAIL: send_mail, RENDER: render_certificate, RESCHEDULE: reschedule}


class EditionWatch:
    """Called now and then: when the course has a new edition, stores it and puts down the recompute it makes necessary."""

    def __init__(self, services: Any) -> None:
        self._services = services
        self._seen: str | None = None

    def __call__(self) -> None:
        """Look once; does nothing while the edition is the one last seen."""
        course = self._services.library.current(self._services.clock.tick())
        if course.edition == self._seen:
            return
        now = self._services.clock.now()
        with self._services.database.independent() as session:
            ensure_edition(session, course, now)
            actions.put(session, kind=RESCHEDULE, key=course.edition, payload={"edition": course.edition}, now=now)
        self._seen = course.edition


class WaitingLetters:
    """Called now and then: once it has reached the database, lets letters leave that were written before there was a mail server."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._done = not services.settings.smtp_url

    def __call__(self) -> None:
        """Look until it worked, then never again."""
        if self._done:
            return
        with self._services.database.independent() as session:
            actions.send_what_waits(session, self._services.clock.now())
        self._done = True


def run_once(services: Services, handlers: Mapping[str, Handler] = HANDLERS) -> int:
    """Do every job that is due now; returns how many were tried."""
    tried = 0
    while _step(services, handlers):
        tried += 1
    return tried


def _step(services: Services, handlers: Mapping[str, Handler]) -> bool:
    now = services.clock.now()
    with services.database.session() as session:
        if not queries.due(session, now):
            return False
    with services.database.independent() as session:
        job = actions.claim(session, now, LEASE_SECONDS)
    if job is None:
        return False
    problem = None
    try:
        handlers[job.kind](services, job.payload, now)
    except Exception as error:  # noqa: BLE001
        # One bad job must not stop the others: it is written down and tried again later.
        problem = f"{type(error).__name__}: {error}"
        log.warning("job %s of kind %s failed on try %s: %s", job.id, job.kind, job.tries, type(error).__name__)
    with services.database.independent() as session:
        if problem is None:
            actions.done(session, job, services.clock.now())
        else:
            actions.failed(session, job, services.clock.now(), problem)
    return True


def loop(
    services: Services,
    stop: threading.Event,
    handlers: Mapping[str, Handler] = HANDLERS,
    *,
    pause_seconds: float = 1.0,
    first: Callable[[], None] = lambda: None,
) -> None:
    """Work until `stop` is set; every `pause_seconds` calls `first`, then looks for jobs. A database that is away is tried again."""
    while not stop.is_set():
        try:
            first()
            run_once(services, handlers)
        except Exception:
            log.exception("the job loop stumbled; it goes on")
        stop.wait(pause_seconds)
