"""The job loop: claim, do, mark done. A worker may be killed at any moment; the lease hands its job to the next."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.orm import Session

from lms.acts import credit_follow_up
from lms.acts.digest import DIGEST, plan_digest, put_digests, write_digest
from lms.acts.nudge import plan_nudges, write_nudges
from lms.acts.retention import night
from lms.acts.retention.periods import Chosen
from lms.acts.snapshots import SNAPSHOT, put_snapshots, snapshot_one
from lms.acts.webhooks import explain
from lms.clock import Clock
from lms.credit.actions import RENDER
from lms.credit.storing import render_and_store
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.outbox import actions, queries, sending
from lms.outbox.rules import back_off
from lms.readiness.actions import reschedule_some
from lms.readiness.nudges.queries import zones
from lms.services import secret_of
from lms.settings import Settings
from lms.watching import slow
from lms.watching import work as watched
from lms.webhooks import delivering, noticing
from lms.webhooks.actions import KIND as WEBHOOK

if TYPE_CHECKING:
    from lms.watching.meters import Meters
    from lms.watching.traces import Traces

LEASE_SECONDS = 120
TURN_SECONDS = 0.05
KEPT_FOR = timedelta(days=7)
log = logging.getLogger(__name__)
_turn = threading.Event()  # Nobody sets it: waiting for it is a rest.


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

    @property
    def meters(self) -> Meters | None:
        """What this process counts about itself; None: nothing."""
        ...

    @property
    def traces(self) -> Traces | None:
        """Where spans go; None: nowhere."""
        ...


# A handler gets the services, the payload and the instant (UTC). It commits its own work and may be called twice.
Handler = Callable[[Any, Mapping[str, Any], datetime], None]


def send_mail(services: Services, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'mail': hand one letter to the mail server."""
    settings = services.settings
    sending.deliver(services.database, payload, now, smtp_url=settings.smtp_url, mail_from=settings.mail_from)


def render_certificate(services: Any, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'render-certificate': make and store the file, unless the request that issued it has done so."""
    wanted = str(payload["certificate"])
    render_and_store(services.database, services.files, wanted, designs=services.designs, keys=services.keys, now=now)


def reschedule(services: Any, _payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'reschedule': bring every schedule to the edition that is served and to today, some at a time.

    Between two transactions the others get their turn: SQLite lets one write at a time and keeps no queue.
    """
    course = services.library.current(services.clock.tick())
    done = 1
    while done:
        with services.database.independent() as session:
            done = reschedule_some(session, course=course, now=now)
        _turn.wait(TURN_SECONDS)


def write_some_nudges(services: Any, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'nudges': look at some people of a zone, write the letters they are due, and put down the next such job.

    Letters in quiet hours are left to a later hour. Done twice it writes nothing twice.
    """
    course, base_url = services.library.current(services.clock.tick()), services.settings.base_url
    zone, hour = str(payload["zone"]), str(payload["hour"])
    look: dict[str, Any] = {"now": now, "course": course, "base_url": base_url, "zone": zone, "after": payload["after"]}
    with services.database.session() as session:
        batch = plan_nudges(session, **look)
    if not batch.last and not any(each.leaves_at <= now for each in batch.letters):
        return
    with services.database.independent() as session:
        if any(each.leaves_at <= now for each in batch.letters):
            held = plan_nudges(session, **look, hold=True)
            write_nudges(session, now=now, base_url=base_url, letters=[x for x in held.letters if x.leaves_at <= now])
        if batch.last:
            put_nudges(session, hour=hour, zone=zone, after=batch.last, now=now)


def put_nudges(session: Session, *, hour: str, zone: str, after: str, now: datetime) -> None:
    """Put down the job that looks at the people of a zone from `after` on; once for each hour."""
    payload = {"hour": hour, "zone": zone, "after": after}
    actions.put(session, kind=NUDGES, key=f"{hour}:{zone}:{after}", payload=payload, now=now)


def write_one_digest(services: Any, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'digest': write one supervisor's letter of the week, if there is anything to say."""
    course, base_url = services.library.current(services.clock.tick()), services.settings.base_url
    monday = date.fromisoformat(str(payload["monday"]))
    with services.database.session() as session:
        found = plan_digest(
            session, now=now, course=course, base_url=base_url, account_id=str(payload["account"]), monday=monday
        )
    if found is not None:
        with services.database.independent() as session:
            write_digest(session, now=now, base_url=base_url, digest=found)


def count_month(services: Any, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'month-snapshot': count one clinic at the end of a month, once."""
    course, as_of = services.library.current(services.clock.tick()), date.fromisoformat(str(payload["as_of"]))
    snapshot_one(services.database, course=course, now=now, clinic_id=str(payload["clinic"]), as_of=as_of)


def ask_some_surveys(services: Any, _payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'follow-up': write the letters that ask how it went sixty days after, some at a time."""
    done = 1
    while done:
        with services.database.independent() as session:
            done = credit_follow_up.ask_surveys(
                session, now=now, base_url=services.settings.base_url, zone=services.settings.zone
            )
        _turn.wait(TURN_SECONDS)


def _rest() -> None:
    _turn.wait(TURN_SECONDS)


def keep_to_periods(services: Any, _payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'retention': let go of what is over; done twice it finds nothing the second time."""
    night.run(
        services.database,
        services.files,
        now=now,
        chosen=Chosen.of(services.settings),
        rest=_rest,
    )


def send_webhook(services: Any, payload: Mapping[str, Any], now: datetime) -> None:
    """Handler of 'webhook': one try of one message to an organisation's program."""
    settings = services.settings
    delivering.deliver(
        services.database,
        payload,
        now,
        key=secret_of(settings),
        base_url=settings.base_url,
        loopback=settings.webhook_loopback,
    )


RESCHEDULE, NUDGES = "reschedule", "nudges"
HANDLERS: Mapping[str, Handler] = {
    actions.MAIL: send_mail,
    RENDER: render_certificate,
    RESCHEDULE: reschedule,
    NUDGES: write_some_nudges,
    DIGEST: write_one_digest,
    SNAPSHOT: count_month,
    credit_follow_up.KIND: ask_some_surveys,
    night.KIND: keep_to_periods,
    WEBHOOK: send_webhook,
}


class HourWatch(ABC):
    """Called now and then: does nothing until a new hour has begun, then puts its jobs down in a transaction of its own."""

    def __init__(self, services: Any) -> None:
        self._services = services
        self._seen = ""

    def __call__(self) -> None:
        """Look whether a new hour has begun."""
        now = self._services.clock.now()
        hour = f"{now:%Y-%m-%dT%H}"
        if hour == self._seen:
            return
        with self._services.database.independent() as session:
            self.put(session, now, hour)
        self._seen = hour

    @abstractmethod
    def put(self, session: Session, now: datetime, hour: str) -> None:
        """Put down what this hour asks for; the hour is UTC, such as 2026-05-04T17."""


class NudgeWatch(HourWatch):
    """Once an hour puts down the look at who is due a letter, and on Mondays the digests."""

    def put(self, session: Session, now: datetime, hour: str) -> None:
        """Put down what this hour asks for; nothing where the setting says no."""
        if not self._services.settings.nudges:
            return
        for zone in zones(session):
            put_nudges(session, hour=hour, zone=zone, after="", now=now)
        put_digests(session, now=now)
        if credit_follow_up.due(session, now):
            kind = credit_follow_up.KIND
            actions.put(session, kind=kind, key=hour, payload={"hour": hour}, now=now)
        actions.forget_done(session, kind=NUDGES, before=now - KEPT_FOR)


class MonthWatch(HourWatch):
    """Once an hour puts down the count of clinics whose month is over, wherever midnight has passed."""

    def put(self, session: Session, now: datetime, hour: str) -> None:
        """Put down what this hour asks for."""
        put_snapshots(session, now=now)


class NightWatch(HourWatch):
    """Once an hour looks whether the night's letting go has been put down for this day."""

    def put(self, session: Session, now: datetime, hour: str) -> None:
        """Put down what this hour asks for."""
        night.put_night(session, now=now, zone=self._services.settings.zone)


class ScheduleWatch(HourWatch):
    """Once an hour puts down the recompute of schedules that are stale or past their first row."""

    def put(self, session: Session, now: datetime, hour: str) -> None:
        """Put down what this hour asks for."""
        actions.put(session, kind=RESCHEDULE, key=hour, payload={}, now=now)
        actions.forget_done(session, kind=RESCHEDULE, before=now - KEPT_FOR)


class WebhookWatch:
    """Called now and then: puts down messages for what the record says behind the place of each webhook."""

    def __init__(self, services: Any) -> None:
        self._services = services

    def __call__(self) -> None:
        """Look once; writes only where a record has grown."""
        database = self._services.database
        with database.session() as session:
            waiting = noticing.behind(session)
        for webhook_id in waiting:
            more = True
            while more:
                with database.independent() as session:
                    now = self._services.clock.now()
                    more = noticing.notice(session, webhook_id=webhook_id, now=now, explain=explain)


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
    problem = kind_of_error = None
    told_of = slow.listeners(development=services.settings.development)
    traced = None if services.traces is None else services.traces.begin()
    work = watched.begin(job.request_number, told=told_of if traced is None else (*told_of, traced))
    try:
        handlers[job.kind](services, job.payload, now)
    except Exception as error:  # noqa: BLE001
        # One bad job must not stop the others: it is written down and tried again later.
        kind_of_error = type(error).__name__
        problem = f"{kind_of_error}: {error}"
        log.warning("job %s of kind %s failed on try %s: %s", job.id, job.kind, job.tries, kind_of_error)
    finally:
        watched.end()
    told: dict[str, Any] = {"number": work.number, "job": job.id, "kind": job.kind, "try": job.tries}
    told["result"] = "done" if problem is None else "given up" if back_off(job.tries) is None else "failed"
    # Of an error its kind alone: its words may name somebody.
    told |= {"error": kind_of_error} if kind_of_error else {}
    kind = job.kind if job.kind in handlers else "other"
    if services.meters is not None:
        services.meters.job(work, kind=kind, result=told["result"])
    if traced is not None:
        traced.job(work, kind=kind, result=told["result"], error=kind_of_error)
    log.info("job", extra={"fields": told | work.cost()})
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
