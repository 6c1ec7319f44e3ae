"""Let go of what is over, a little at a time, and say what was done. What a legal hold keeps stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, func, not_, select, update
from sqlalchemy.orm import Session

from lms.acts import credit_retention
from lms.acts.person.erase import erase
from lms.acts.retention.periods import CREDIT, DEACTIVATED, PERIODS, Chosen, Period
from lms.audit.actions import record
from lms.audit.models import AuditDetail, AuditLine
from lms.audit.rules import INSTALLATION
from lms.credit.keeping.holds import held_accounts
from lms.database import Database
from lms.errors import Refusal
from lms.files import FileStore
from lms.outbox import actions as outbox
from lms.people.models import Account
from lms.people.permissions import SYSTEM

KIND = "retention"
ACT = "retention.run"
FROM_HOUR = 2
AT_A_TIME = 1000
LATE = timedelta(days=2)


@dataclass(frozen=True)
class Found:
    """What was, or would be, done with one kind of rows: how many went, and how many a legal hold keeps."""

    key: str
    gone: int
    held: int


@dataclass(frozen=True)
class Run:
    """One night, as its line in the record tells it; `gone` and `held` by the key of the period."""

    at: datetime
    gone: dict[str, int]
    held: dict[str, int]


def put_night(session: Session, *, now: datetime, zone: str) -> bool:
    """Put down the job of the night, once for each day, from two o'clock on where the installation is. Whether it is new."""
    here = now.astimezone(ZoneInfo(zone))
    if here.hour < FROM_HOUR:
        return False
    return outbox.put(session, kind=KIND, key=here.date().isoformat(), payload={}, now=now)


def look(session: Session, *, now: datetime, chosen: Chosen) -> list[Found]:
    """What the night would do at this instant. Writes nothing."""
    return [_look_at(session, each, now, chosen) for each in PERIODS]


def run(
    database: Database, files: FileStore, *, now: datetime, chosen: Chosen, rest: Callable[[], None] = lambda: None
) -> list[Found]:
    """Let go of what is over, each piece in a transaction of its own with `rest` between, and write one line with the numbers.

    Killed in the middle it leaves whole pieces; the next run does the rest.
    """
    found = []
    for period in PERIODS:
        with database.session() as session:
            seen = _look_at(session, period, now, chosen)
        gone = _let_go(database, files, period, now, chosen, rest) if seen.gone else 0
        found.append(Found(period.key, gone, seen.held))
    with database.independent() as session:
        numbers = {"gone": {x.key: x.gone for x in found}, "held": {x.key: x.held for x in found}}
        record(
            session, chain=INSTALLATION, actor_id=None, at=now, act=ACT, subject_kind="retention",
            subject_id=now.date().isoformat(), details=numbers,
        )  # fmt: skip
    return found


def last_run(session: Session) -> Run | None:
    """The newest night in the record, or None."""
    newest = (
        select(AuditLine, AuditDetail)
        .join(AuditDetail, AuditDetail.line_id == AuditLine.id)
        .where(AuditLine.chain == INSTALLATION, AuditLine.act == ACT)
        .order_by(AuditLine.number.desc())
        .limit(1)
    )
    row = session.execute(newest).first()
    return None if row is None else Run(row[0].at, dict(row[1].details["gone"]), dict(row[1].details["held"]))


def _condition(session: Session, period: Period, now: datetime, chosen: Chosen) -> tuple[Any, Any, Any]:
    """(table, what is over, what of it a hold keeps); the last is None where no hold applies."""
    if period.key == DEACTIVATED:
        before = now - timedelta(days=chosen.erase_after)
        still = and_(Account.erased_at.is_(None), Account.merged_into_id.is_(None), Account.deactivated_at < before)
        return Account, still, held_accounts(session, Account.id)
    if period.model is None or period.over is None:
        raise ValueError(period.key)
    whose = None if period.whose is None else getattr(period.model, period.whose)
    return (
        period.model,
        period.over(now, chosen),
        None if whose is None else and_(whose.is_not(None), held_accounts(session, whose)),
    )


def _look_at(session: Session, period: Period, now: datetime, chosen: Chosen) -> Found:
    if period.key == CREDIT:
        return _look_at_credit(session, now)
    if period.key == DEACTIVATED and not chosen.erase_after:
        return Found(period.key, 0, 0)
    model, over, held = _condition(session, period, now, chosen)
    number = select(func.count()).select_from(model)
    everything = session.scalar(number.where(over)) or 0
    kept = 0 if held is None else session.scalar(number.where(over, held)) or 0
    return Found(period.key, everything - kept, kept)


def _look_at_credit(session: Session, now: datetime) -> Found:
    gone, held, after = 0, 0, ""
    while True:
        found, last = credit_retention.look(session, today=now.date(), after=after)
        held += sum(each.held for each in found)
        gone += sum(not each.held for each in found)
        if last is None:
            return Found(CREDIT, gone, held)
        after = last


def _let_go(
    database: Database, files: FileStore, period: Period, now: datetime, chosen: Chosen, rest: Callable[[], None]
) -> int:
    if period.key == CREDIT:
        return purge_credit(database, files, now=now)
    if period.key == DEACTIVATED:
        return _erase_accounts(database, period, now, chosen)
    gone, done = 0, 1
    while done:
        with database.independent() as session:
            done = _some(session, period, now, chosen)
        gone += done
        rest()
    return gone


def _some(session: Session, period: Period, now: datetime, chosen: Chosen) -> int:
    """Up to a thousand rows of a table; how many."""
    model, over, held = _condition(session, period, now, chosen)
    wanted = over if held is None else and_(over, not_(held))
    first = next(iter(model.__table__.primary_key))
    # Tables whose key has several columns are small: all that is over goes with the first columns found.
    some = select(first).where(wanted).limit(AT_A_TIME)
    these = and_(first.in_(list(session.scalars(some))), wanted)
    act: Any = update(model).where(these).values(dict(period.blank)) if period.blank else delete(model).where(these)
    done: Any = session.execute(act.execution_options(synchronize_session=False))
    return int(done.rowcount)


def _erase_accounts(database: Database, period: Period, now: datetime, chosen: Chosen) -> int:
    with database.session() as session:
        _, over, held = _condition(session, period, now, chosen)
        ids = list(session.scalars(select(Account.id).where(over, not_(held)).order_by(Account.id).limit(AT_A_TIME)))
    gone = 0
    for account_id in ids:
        try:
            with database.independent() as session:
                erase(session, actor=SYSTEM, now=now, account_id=account_id)
            gone += 1
        except Refusal:  # The last administrator of a place stays.
            continue
    return gone


def purge_credit(database: Database, files: FileStore, *, now: datetime) -> int:
    """Delete the records of credit whose time is over, two hundred enrolments at a time, and then their files; how many."""
    gone, after = 0, ""
    while True:
        with database.independent() as session:
            purged = credit_retention.purge(session, actor=SYSTEM, now=now, today=now.date(), after=after)
        # Once their rows are gone: a file without a row is litter, a row without its file a loss.
        for digest in purged.files:
            files.remove(digest)
        gone += purged.gone
        if purged.last is None:
            return gone
        after = purged.last
