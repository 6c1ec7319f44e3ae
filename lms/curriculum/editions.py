"""Editions served so far. A new edition never takes anything back: old pieces stay as they were seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Case, Course, Exercise, Item, Lesson
from lms.curriculum.models import ContentPiece, Edition
from lms.curriculum.pieces import pieces, read_case, read_exercise, read_item, read_lesson
from lms.database import Base, Written, upserting

Bodies = tuple[tuple[str, str, str, Written], ...]


def ensure_edition(session: Session, course: Course, now: datetime) -> None:
    """Store the edition and its pieces unless they are there; writers call it before they point at a piece.

    What was once found whole in a database is not looked for again there.
    """
    stored = session.scalar(_STORED, {"edition": course.edition}) is not None
    engine = session.get_bind().engine
    if stored and _whole.get(engine) is course:
        return
    wanted = {content_hash for content_hash, *_ in _bodies(course)}
    known = set(session.scalars(select(ContentPiece.hash).where(ContentPiece.hash.in_(wanted))))
    if stored and known == wanted:
        _whole[engine] = course
        return
    new = {
        content_hash: {"hash": content_hash, "kind": kind, "piece_id": piece_id, "body": body, "first_served_at": now}
        for content_hash, kind, piece_id, body in _bodies(course)
        if content_hash not in known
    }
    _add(session, ContentPiece, list(new.values()))
    if not stored:
        summary = {each: {"kind": kind, "minutes": course.minutes_of[each]} for each, kind in course.kind_of.items()}
        _add(session, Edition, [{"id": course.edition, "first_served_at": now, "summary": summary}])


_STORED = select(Edition.id).where(Edition.id == bindparam("edition"))


def _add(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    # Two people may be the first of a new edition at the same time; neither may fail for it.
    if rows:
        session.connection().execute(upserting(session, table).on_conflict_do_nothing(), rows)


_whole: WeakKeyDictionary[Engine, Course] = WeakKeyDictionary()
"""Database → the course whose pieces were all found in it, by a transaction that wrote none of them itself."""
_kept: dict[int, tuple[Course, Bodies]] = {}


def _bodies(course: Course) -> Bodies:
    """Bodies are made once per course object; a reload makes a new object and drops the old one."""
    found = _kept.get(id(course))
    if found is None or found[0] is not course:
        _kept.clear()
        # Some thousand texts: whoever stores them holds the lock of the writer meanwhile.
        bodies = tuple((told, kind, each, Written(body)) for told, kind, each, body in pieces(course))
        found = _kept[id(course)] = (course, bodies)
    return found[1]


def stored_item(session: Session, content_hash: str) -> Item:
    """The item as it was when an attempt drew it."""
    return read_item(session.get_one(ContentPiece, content_hash).body)


def item_versions(session: Session, item_id: str) -> list[tuple[Item, datetime]]:
    """Every version of a question that was ever served, with the instant since when, oldest first."""
    wanted = select(ContentPiece).where(ContentPiece.kind == "item", ContentPiece.piece_id == item_id)
    rows = session.scalars(wanted.order_by(ContentPiece.first_served_at, ContentPiece.hash))
    return [(read_item(row.body), row.first_served_at) for row in rows]


def stored_case(session: Session, content_hash: str) -> Case:
    """The case as it was when a run began."""
    return read_case(session.get_one(ContentPiece, content_hash).body)


def stored_exercise(session: Session, content_hash: str) -> Exercise:
    """The lab as it was when a run began."""
    return read_exercise(session.get_one(ContentPiece, content_hash).body)


def stored_lesson(session: Session, content_hash: str) -> Lesson | None:
    """The lesson as it was when somebody read it; None when its text was not kept."""
    row = session.get(ContentPiece, content_hash)
    return read_lesson(row.body) if row is not None and row.kind == "lesson" else None


def first_served(session: Session, course: Course, now: datetime) -> dict[str, datetime]:
    """Requirement → the instant since when it is part of the course; `now` for what no edition on record holds yet."""
    found: dict[str, datetime] = dict.fromkeys(course.kind_of, now)
    for served_at, summary in session.execute(_SERVED):
        for old in summary:
            each = course.current_id(old)
            if each in found and served_at < found[each]:
                found[each] = served_at
    return found


_SERVED = select(Edition.first_served_at, Edition.summary)
