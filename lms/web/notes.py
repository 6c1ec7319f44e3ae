"""Notes of one's own: beside a lesson, and all of them on one page, to search, print and take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Lesson
from lms.errors import Invalid, Refusal
from lms.identifying import warning
from lms.ids import new_id
from lms.learning.models import Note
from lms.learning.notes import (
    ChangedElsewhere,
    Written,
    delete_note,
    deleted_notes,
    edit_note,
    get_note_for,
    notes_of,
    notes_on,
    restore_note,
    save_note,
)
from lms.learning.rules import NOTE_MOST
from lms.people.permissions import Permission
from lms.readiness.rules import day_words
from lms.web.addresses import find_lesson, url_of
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.words import clock_time, count, moment, zone_here

bp = Blueprint("notes", __name__)
LINE = "-" * 60


@dataclass(frozen=True)
class NoteForm:
    """A note as a page lets it be written on."""

    key: str
    action: str
    label: str
    label_url: str
    anchor: str
    text: str
    seen: int
    page: str
    saved: str
    held: str
    warning: str | None
    delete_url: str
    problem: str = ""


def forms_on(lesson: Lesson, wanted: str) -> list[NoteForm]:
    """The notes beside a lesson: one on the whole of it, those on its headings, and an empty one on a `wanted` heading."""
    rows = notes_on(db(), actor(), lesson)
    made = [] if any(not row.anchor for row in rows) else [_empty(lesson, "", "")]
    made += [form_of(row, lesson) for row in rows]
    section = next((each for each in lesson.sections if each.id == wanted), None)
    if section is not None and all(row.anchor != wanted for row in rows):
        made.append(_empty(lesson, section.id, section.title))
    return made


def form_of(row: Note, lesson: Lesson | None, *, text: str | None = None, problem: str = "") -> NoteForm:
    """A stored note; `text` is what was typed where it could not be kept."""
    shown = row.text if text is None else text
    there = lesson is not None and row.anchor in {each.id for each in lesson.sections}
    return NoteForm(
        key=row.id,
        action=url_for("notes.note", note_id=row.id),
        label=_label(row.heading),
        label_url=url_of(course(), lesson.id) + f"#{row.anchor}" if lesson and there else "",
        anchor=row.anchor,
        text=shown,
        seen=row.version,
        page=new_id(),
        saved=f"on {moment(row.saved_at, zone_here())}",
        held=held(shown),
        warning=warning(shown),
        delete_url=url_for("notes.delete", note_id=row.id),
        problem=problem,
    )


def _empty(lesson: Lesson, anchor: str, heading: str, *, text: str = "", problem: str = "") -> NoteForm:
    return NoteForm(
        key="new" if anchor else "lesson",
        action=url_of(course(), lesson.id) + "/note",
        label=_label(heading),
        label_url="",
        anchor=anchor,
        text=text,
        seen=0,
        page=new_id(),
        saved="",
        held=held(text),
        warning=warning(text),
        delete_url="",
        problem=problem,
    )


def _label(heading: str) -> str:
    return f"Your note on “{heading}”" if heading else "Your note on this lesson"


def held(text: str) -> str:
    """How long a text is, and how long it may be."""
    return f"{len(text):,} of {NOTE_MOST:,} characters"


def _written() -> Written:
    seen = request.form.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    return Written(request.form.get("text", ""), known, request.form.get("page", "")[:16])


def _by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _kept(row: Note) -> ResponseReturnValue:
    """What a script shows beside the text it sent."""
    said = {"saved_at": clock_time(row.saved_at, zone_here()), "held": held(row.text), "warning": warning(row.text)}
    return make_response(said, 200)


@route(
    bp,
    "/courses/<course_id>/<module_slug>/<lesson_slug>/note",
    allow=Permission.OWN_LEARNING,
    methods=["POST"],
    last_counts=True,
)
def add(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Keep a note on a lesson or one of its headings."""
    _, lesson = find_lesson(course(), course_id, module_slug, lesson_slug)
    anchor = request.form.get("anchor", "")
    try:
        row = save_note(db(), actor=actor(), now=now(), lesson=lesson, anchor=anchor, written=_written())
    except (Invalid, ChangedElsewhere) as refusal:
        if _by_script():
            raise
        heading = next((each.title for each in lesson.sections if each.id == anchor), "")
        typed = request.form.get("text", "")
        other = refusal.other if isinstance(refusal, ChangedElsewhere) else None
        form = (
            form_of(other, lesson, text=typed, problem=_problem(refusal))
            if other
            else _empty(lesson, anchor, heading, text=typed, problem=_problem(refusal))
        )
        return _page(form, lesson, lesson.title, other=other, status=422)
    return _kept(row) if _by_script() else see_other(url_of(course(), lesson.id) + f"#note-{row.id}")


@route(bp, "/notes/", allow=Permission.OWN_LEARNING)
def notes() -> ResponseReturnValue:
    """All notes in the order of the course, or those that hold what was asked for."""
    wanted = " ".join(request.args.get("q", "").split())[:200]
    rows = notes_of(db(), actor(), course(), wanted)
    return render_template(
        "notes.html",
        groups=_groups(rows),
        count=len(rows),
        wanted=wanted,
        deleted=deleted_notes(db(), actor(), now()),
        today=actor().today,
        continue_url=url_for("home.home"),
        zone=zone_here(),
    )


def _groups(rows: Sequence[Note]) -> list[tuple[str, str | None, list[Note]]]:
    """(lesson, its address or None when it is gone, notes) in order."""
    found: dict[str, tuple[str, str | None, list[Note]]] = {}
    for row in rows:
        lesson = course().lesson(row.lesson_id)
        key = lesson.id if lesson else row.lesson_id
        title, url = (lesson.title, url_of(course(), lesson.id)) if lesson else (row.lesson_title, None)
        found.setdefault(key, (title, url, []))[2].append(row)
    return list(found.values())


@route(bp, "/notes.txt", allow=Permission.OWN_LEARNING)
def download() -> ResponseReturnValue:
    """All notes as one text."""
    parts = [f"Notes of {actor().name}, as of {day_words(actor().today)}"]
    for title, _, rows in _groups(notes_of(db(), actor(), course())):
        parts.append(f"{title}\n{LINE}")
        parts += [
            (f"On “{row.heading}”\n" if row.heading else "")
            + f"{row.text}\n(saved {moment(row.saved_at, zone_here())})"
            for row in rows
        ]
    response = make_response("\n\n".join(parts) + "\n")
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = f'attachment; filename="notes-{actor().today.isoformat()}.txt"'
    return response


@route(bp, "/notes/<note_id>", allow=Permission.OWN_LEARNING)
def note(note_id: str) -> ResponseReturnValue:
    """One note, to write on."""
    row = get_note_for(db(), actor(), note_id)
    lesson = course().lesson(row.lesson_id)
    return _page(form_of(row, lesson), lesson, row.lesson_title)


@route(bp, "/notes/<note_id>", allow=Permission.OWN_LEARNING, methods=["POST"], last_counts=True)
def edit(note_id: str) -> ResponseReturnValue:
    """Keep another text of it."""
    written = _written()
    try:
        row = edit_note(db(), actor=actor(), now=now(), note_id=note_id, written=written)
    except (Invalid, ChangedElsewhere) as refusal:
        if _by_script():
            raise
        row = get_note_for(db(), actor(), note_id)
        lesson = course().lesson(row.lesson_id)
        form = form_of(row, lesson, text=written.text, problem=_problem(refusal))
        other = row if isinstance(refusal, ChangedElsewhere) else None
        return _page(form, lesson, row.lesson_title, other=other, status=422)
    return _kept(row) if _by_script() else see_other(url_for("notes.note", note_id=row.id))


def _problem(refusal: Refusal) -> str:
    if isinstance(refusal, ChangedElsewhere):
        return "This note was changed in another window. What stands there now is below; saving puts your text in its place."
    return str(refusal)


def _page(
    form: NoteForm, lesson: Lesson | None, title: str, *, other: Note | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "note.html",
        note=form,
        title=lesson.title if lesson else title,
        lesson_url=url_of(course(), lesson.id) if lesson else None,
        other=other,
        failed=bool(form.problem),
        zone=zone_here(),
    )
    return make_response(page, status)


@route(bp, "/notes/<note_id>/delete", allow=Permission.OWN_LEARNING, methods=["POST"])
def delete(note_id: str) -> ResponseReturnValue:
    """Delete a note; the list offers to put it back."""
    row = delete_note(db(), actor=actor(), now=now(), note_id=note_id)
    flash(
        f"Your note on “{row.heading or row.lesson_title}” is deleted.\nYou can put it back below for {count(30, 'day')}."
    )
    return see_other(url_for("notes.notes", _anchor="deleted" if row.text else None))


@route(bp, "/notes/<note_id>/restore", allow=Permission.OWN_LEARNING, methods=["POST"])
def restore(note_id: str) -> ResponseReturnValue:
    """Put a deleted note back."""
    row = restore_note(db(), actor=actor(), now=now(), note_id=note_id)
    flash(f"Your note on “{row.heading or row.lesson_title}” is back.", "ready")
    return see_other(url_for("notes.notes"))
