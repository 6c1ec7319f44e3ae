"""The record of an organisation for whoever audits it: who did what to what, when. Reasons and details stay where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditHead, AuditLine
from lms.audit.words import act_words, kind_words
from lms.errors import NotFound
from lms.people.models import Account
from lms.people.permissions import Actor, Permission

ON_A_PAGE = 100
PROGRAM = "The program, or nobody signed in"


@dataclass(frozen=True)
class Wanted:
    """Which lines: local days, both included, and one act; None or empty: all."""

    from_day: date | None = None
    to_day: date | None = None
    act: str = ""


@dataclass(frozen=True)
class Entry:
    """One line in words. `thing` says what it was done to; its id stands beside it."""

    number: int
    at: datetime
    who: str
    act: str
    what: str
    thing: str
    thing_id: str
    hash: str


@dataclass(frozen=True)
class Found:
    """A page of lines, newest first, of `total` that fit; `length` is that of the whole chain."""

    entries: tuple[Entry, ...]
    total: int
    length: int
    page: int
    pages: int


def audited(actor: Actor) -> str:
    """The organisation whose record the actor may read: their own before another. Raises NotFound."""
    places = sorted(
        organisation for organisation, clinic in actor.clinics_with(Permission.AUDIT_READ) if clinic is None
    )
    if not places:
        raise NotFound()
    return actor.organisation_id if actor.organisation_id in places else places[0]


def length_of(session: Session, chain: str) -> int:
    """How many lines a chain says it has."""
    return session.scalar(select(AuditHead.number).where(AuditHead.chain == chain)) or 0


def acts_in(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(act, words) of every act on record, by their words. Raises NotFound."""
    wanted = select(AuditLine.act).where(AuditLine.chain == audited(actor)).distinct()
    return sorted(((act, act_words(act)) for act in session.scalars(wanted)), key=lambda each: each[1])


def find_entries(session: Session, actor: Actor, wanted: Wanted, *, zone: str, page: int = 1) -> Found:
    """A page of the lines that fit, in three queries. Raises NotFound."""
    chain = audited(actor)
    fits = _fits(chain, wanted, zone)
    total = session.scalar(select(func.count()).select_from(AuditLine).where(*fits)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    query = select(AuditLine).where(*fits).order_by(AuditLine.number.desc())
    rows = session.scalars(query.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE)).all()
    return Found(_told(session, rows), total, length_of(session, chain), page, pages)


def all_entries(session: Session, actor: Actor, wanted: Wanted, *, zone: str) -> Iterator[Entry]:
    """Every line that fits, oldest first, read page by page. Raises NotFound."""
    chain = audited(actor)
    query = select(AuditLine).where(*_fits(chain, wanted, zone)).order_by(AuditLine.number).limit(500)
    after = 0
    while rows := session.scalars(query.where(AuditLine.number > after)).all():
        yield from _told(session, rows)
        after = rows[-1].number


def _fits(chain: str, wanted: Wanted, zone: str) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = [AuditLine.chain == chain]
    if wanted.from_day is not None:
        fits.append(AuditLine.at >= _midnight(wanted.from_day, zone))
    if wanted.to_day is not None and wanted.to_day < date.max:
        fits.append(AuditLine.at < _midnight(wanted.to_day + timedelta(days=1), zone))
    if wanted.act:
        fits.append(AuditLine.act == wanted.act)
    return fits


def _midnight(day: date, zone: str) -> datetime:
    # The first and last days of all have no instant in every zone.
    return datetime.combine(min(max(day, date(1900, 1, 1)), date(9000, 1, 1)), time.min, ZoneInfo(zone))


def _told(session: Session, lines: Sequence[AuditLine]) -> tuple[Entry, ...]:
    ids = {line.actor_id for line in lines if line.actor_id}
    ids |= {line.subject_id for line in lines if line.subject_kind == "account"}
    known = {row.id: row for row in session.scalars(select(Account).where(Account.id.in_(ids)))} if ids else {}
    names = {key: "A closed account" if row.erased_at else row.name for key, row in known.items()}
    return tuple(
        Entry(
            number=line.number,
            at=line.at,
            who=names.get(line.actor_id, "Somebody no longer known") if line.actor_id else PROGRAM,
            act=line.act,
            what=act_words(line.act),
            thing=names.get(line.subject_id, "account")
            if line.subject_kind == "account"
            else kind_words(line.subject_kind),
            thing_id=line.subject_id,
            hash=line.hash,
        )
        for line in lines
    )
