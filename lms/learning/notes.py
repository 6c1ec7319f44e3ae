"""Notes of one's own: kept at every pause, one row for each place, seen by nobody else. None of this commits.

A note is about a lesson or one heading of it. Notes write no audit line: the row is its own record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course, Lesson
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.models import Note
from lms.learning.rules import NOTE_MOST, join_notes, matches, note_problem, tidy_note
from lms.people.access import hold
from lms.people.permissions import Actor, Permission

KEPT_DELETED = timedelta(days=30)


@dataclass(frozen=True)
class Written:
    """A text as a page sends it: `seen` is the version that stood there when the page was opened, 0 for none; `page` names the page."""

    text: str
    seen: int
    page: str


class ChangedElsewhere(Refusal):
    """The note was saved in another window since this one was opened; `other` is what stands there now."""

    def __init__(self, other: Note) -> None:
        super().__init__(
            "This note was changed in another window. Your text is still on this page; press “Save note” to see both.",
            field="text",
        )
        self.other = other


def save_note(session: Session, *, actor: Actor, now: datetime, lesson: Lesson, anchor: str, written: Written) -> Note:
    """Keep the text of a note on a lesson (empty `anchor`) or on one of its headings.

    Raises NotFound for an unknown heading, Invalid for more than 20,000 characters, ChangedElsewhere when another page
    saved meanwhile. The stored text is untouched then.
    """
    _demand(actor)
    section = next((each for each in lesson.sections if each.id == anchor), None)
    hold(session, actor.account_id)
    row = next((each for each in notes_on(session, actor, lesson) if each.anchor == anchor), None)
    if anchor and section is None and row is None:
        raise NotFound()
    if row is None:
        row = Note(
            account_id=actor.account_id,
            lesson_id=lesson.id,
            anchor=anchor,
            lesson_title=lesson.title[:200],
            heading=section.title[:200] if section else "",
            text="",
            version=0,
            page="",
            created_at=now,
            saved_at=now,
        )
    return _write(session, row, now=now, written=written)


def edit_note(session: Session, *, actor: Actor, now: datetime, note_id: str, written: Written) -> Note:
    """Keep another text of a note, wherever its lesson is now. Raises as `save_note` does."""
    _demand(actor)
    hold(session, actor.account_id)
    return _write(session, get_note_for(session, actor, note_id), now=now, written=written)


def _write(session: Session, row: Note, *, now: datetime, written: Written) -> Note:
    wanted = tidy_note(written.text)
    if problem := note_problem(wanted):
        raise Invalid(problem, field="text")
    if row.version and wanted == row.text:
        return row
    if written.seen != row.version and written.page != row.page:
        raise ChangedElsewhere(row)
    row.text, row.page, row.saved_at, row.version = wanted, written.page, now, row.version + 1
    session.add(row)
    session.flush()
    return row


def delete_note(session: Session, *, actor: Actor, now: datetime, note_id: str) -> Note:
    """Delete a note; it can be put back for thirty days. Whatever was deleted earlier than that is gone with it."""
    _demand(actor)
    row = get_note_for(session, actor, note_id)
    row.deleted_at = now
    session.execute(
        delete(Note).where(Note.account_id == actor.account_id, Note.deleted_at < now - KEPT_DELETED, Note.id != row.id)
    )
    session.flush()
    return row


def restore_note(session: Session, *, actor: Actor, now: datetime, note_id: str) -> Note:
    """Put a deleted note back; where a new one stands already, the old text follows below it. Raises Refusal if that is too long."""
    _demand(actor)
    hold(session, actor.account_id)
    row = session.get(Note, note_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    if row.deleted_at is None:
        return row
    wanted = select(Note).where(Note.account_id == actor.account_id, Note.deleted_at.is_(None))
    there = session.scalar(wanted.where(Note.lesson_id == row.lesson_id, Note.anchor == row.anchor))
    if there is None:
        row.deleted_at = None
        session.flush()
        return row
    joined = join_notes(there.text, row.text)
    if note_problem(joined):
        raise Refusal(
            f"A newer note stands there, and both together have more than {NOTE_MOST:,} characters. Both are kept: shorten the newer one, then put this one back."
        )
    there.text, there.saved_at, there.version = joined, now, there.version + 1
    session.delete(row)
    session.flush()
    return there


def get_note_for(session: Session, actor: Actor, note_id: str) -> Note:
    """A standing note of the actor's own. Raises NotFound for anybody else's."""
    row = session.get(Note, note_id)
    if row is None or row.account_id != actor.account_id or row.deleted_at is not None:
        raise NotFound()
    return row


def notes_on(session: Session, actor: Actor, lesson: Lesson) -> Sequence[Note]:
    """The actor's notes on a lesson, also those written when it had another id; the lesson's own first, then by place."""
    found = session.scalars(_ON_LESSON, {"account_id": actor.account_id, "lessons": (lesson.id, *lesson.aliases)})
    order = {section.id: number for number, section in enumerate(lesson.sections, 1)} | {"": 0}
    last = len(order)
    return sorted(found, key=lambda each: (order.get(each.anchor, last), each.created_at))


_ON_LESSON = select(Note).where(
    Note.account_id == bindparam("account_id"),
    Note.lesson_id.in_(bindparam("lessons", expanding=True)),
    Note.deleted_at.is_(None),
)


def notes_of(session: Session, actor: Actor, course: Course, words: str = "") -> Sequence[Note]:
    """All notes of the actor that hold something, in the order of the course; with `words`, those that hold them all."""
    wanted = select(Note).where(Note.account_id == actor.account_id, Note.deleted_at.is_(None), Note.text != "")
    place = {each: number for number, each in enumerate(course.kind_of)}
    found = [each for each in session.scalars(wanted) if matches(each.text, each.lesson_title, each.heading, words)]
    return sorted(
        found,
        key=lambda each: (place.get(course.current_id(each.lesson_id), len(place)), each.anchor != "", each.created_at),
    )


def count_notes(session: Session, actor: Actor) -> int:
    """How many notes of the actor hold something."""
    return session.scalar(_HOW_MANY, {"account_id": actor.account_id}) or 0


_HOW_MANY = select(func.count()).where(
    Note.account_id == bindparam("account_id"), Note.deleted_at.is_(None), Note.text != ""
)


def deleted_notes(session: Session, actor: Actor, now: datetime) -> Sequence[Note]:
    """The actor's notes that can still be put back, the latest first."""
    since = now - KEPT_DELETED
    wanted = select(Note).where(Note.account_id == actor.account_id, Note.deleted_at >= since, Note.text != "")
    return list(session.scalars(wanted.order_by(Note.deleted_at.desc(), Note.id)))


def _demand(actor: Actor) -> None:
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
