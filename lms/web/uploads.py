"""For authors without a command line: send a course in as a ZIP, see every problem in place, have it published by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import TextAreaField

from lms.curriculum.course import Course, Problem
from lms.curriculum.uploads import actions
from lms.curriculum.uploads.archive import BadArchive, pack, unpack
from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.curriculum.uploads.queries import (
    get_publication_for,
    get_upload_for,
    may_publish_here,
    organisations_of,
    publications_for,
    served,
    uploads_for,
)
from lms.curriculum.uploads.workshop import released_in
from lms.curriculum.whereabouts import lines_of
from lms.errors import Invalid, NotFound, Refusal
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.author import stretches, worst_first
from lms.web.door import actor, course, db, now, remember_after_commit, route, see_other, services
from lms.web.words import zone_here

bp = Blueprint("uploads", __name__, url_prefix="/author/uploads")

FILES_SHOWN = 60
"""Files with problems shown on the page of an upload."""


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A course folder and what is new in it."""

    file = FileField("Course folder as a ZIP")
    note = TextAreaField("What is new in it", description="For whoever approves it, and for later. Name no patient.")


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something is asked for or declined."""

    reason = TextAreaField("Why", description="It stays with the record. Name no patient.")


@dataclass(frozen=True)
class FileTold:
    """One file with its problems and the lines they stand on."""

    path: str
    problems: tuple[Problem, ...]
    stretches: list[list[tuple[int, str]]]
    marked: frozenset[int]


@dataclass(frozen=True)
class Differences:
    """What readers would find new, gone and changed, as titles."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


@route(bp, "/", allow=Permission.COURSE_PUBLISH)
def overview() -> ResponseReturnValue:
    """What readers see, what waits for a second person, what was sent in, and the form to send more."""
    return _overview(UploadForm())


def _overview(form: UploadForm, *, problems: tuple[str, ...] = (), status: int = 200) -> ResponseReturnValue:
    if not organisations_of(actor()):
        raise NotFound()
    asked = publications_for(db(), actor())
    page = render_template(
        "uploads.html",
        form=form,
        problems=problems,
        failed=bool(problems),
        course=course(),
        served=served(db()),
        waiting=[each for each in asked if each.decided_at is None],
        decided=[each for each in asked if each.decided_at is not None],
        uploads=uploads_for(db(), actor()),
        names=names_of(db(), [each.decided_by_account_id for each in asked]),
        errors_of=actions.errors_of,
        may_publish=may_publish_here(db(), next(iter(organisations_of(actor()))), services().settings.publisher),
        shared=actions.SHARED,
        mib=services().settings.max_upload_mib,
        me_id=actor().account_id,
        writes=actor().may(Permission.AUTHOR_PREVIEW),
        zone=zone_here(),
    )
    return make_response(page, status)


@route(bp, "/", allow=Permission.COURSE_PUBLISH, methods=["POST"], keep=False)
def send() -> ResponseReturnValue:
    """Look into a ZIP, check the course in it, keep it. Nothing is unpacked before all of its directory was judged."""
    form, file = UploadForm(), request.files.get("file")
    if not organisations_of(actor()):
        raise NotFound()
    if file is None or not file.filename:
        form.file.errors = ["Choose the ZIP of a course folder."]
        return _overview(form, problems=("Choose the ZIP of a course folder.",), status=422)
    with file.stream as stream:
        content = stream.read()
    with services().database.session() as reader:
        actions.demand_place(reader, actor(), services().settings.publisher)
    wrong: list[str] = []
    try:
        actions.checked_note(form.note.data or "")
    except Invalid as refusal:
        form.note.errors = [refusal.sentence]
        wrong += form.note.errors
    try:
        unpacked = unpack(content)
    except BadArchive as refusal:
        form.file.errors = list(refusal.sentences)
        wrong += form.file.errors
    if wrong:
        return _overview(form, problems=tuple(wrong), status=422)
    digest = services().files.put(pack(unpacked.files))
    loaded = services().workshop.read(digest, released_in(services().library.folder))
    row = actions.keep_upload(
        db(),
        actor=actor(),
        now=now(),
        sent=actions.Sent(file.filename, form.note.data or "", unpacked, digest, loaded),
        publisher=services().settings.publisher,
    )
    errors = actions.errors_of(row)
    if errors:
        flash(
            f"“{row.file_name}” has {errors} {'error' if errors == 1 else 'errors'}.\nReaders see what they saw; everything is below.",
            "at-risk",
        )
    else:
        flash(f"“{row.file_name}” can be published.\nLook at it, then ask a second person.", "ready")
    return see_other(url_for("uploads.upload", upload_id=row.id))


@route(bp, "/<upload_id>", allow=Permission.COURSE_PUBLISH)
def upload(upload_id: str) -> ResponseReturnValue:
    """One upload: every problem by file with its line, what would change, the way to its preview and to publishing."""
    return _upload(get_upload_for(db(), actor(), upload_id), ReasonForm())


def _upload(row: CourseUpload, form: ReasonForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    asked = [each for each in publications_for(db(), actor()) if each.upload_id == row.id]
    found = actions.problems_of(row)
    here = served(db())
    page = render_template(
        "upload.html",
        row=row,
        form=form,
        problem=problem,
        failed=bool(problem),
        files=_files(row, found),
        errors=actions.errors_of(row),
        warnings=int(row.found.get("warnings", 0)),
        told=len(found),
        requests=asked,
        waiting=next((each for each in asked if each.decided_at is None), None),
        names=names_of(db(), [row.account_id, *(each.decided_by_account_id for each in asked)]),
        is_served=here is not None and here.upload_id == row.id,
        differences=_differences(row),
        may_publish=may_publish_here(db(), row.organisation_id, services().settings.publisher),
        shared=actions.SHARED,
        me_id=actor().account_id,
        zone=zone_here(),
    )
    return make_response(page, status)


def _files(row: CourseUpload, found: tuple[Problem, ...]) -> list[FileTold]:
    """The problems by file, those with errors first, each with its line."""
    try:
        folder = services().workshop.folder(row.digest)
    except Refusal:
        folder = None
    by_path = {
        path: tuple(each) for path, each in groupby(sorted(found, key=lambda each: each.path), lambda each: each.path)
    }
    ordered = sorted(by_path, key=lambda path: (all(each.severity != "error" for each in by_path[path]), path))
    told = []
    for path in ordered[:FILES_SHOWN]:
        lines = (lines_of(folder, path) if folder else None) or []
        marked = frozenset(each.line for each in by_path[path] if each.line and each.line <= len(lines))
        told.append(FileTold(path, tuple(worst_first(by_path[path])), stretches(lines, set(marked), around=1), marked))
    return told


def _differences(row: CourseUpload) -> Differences | None:
    """Beside what readers see now; None while the course has errors or its file is missing."""
    if row.edition is None:
        return None
    try:
        there = services().workshop.read(row.digest, released_in(services().library.folder)).course
    except Refusal:
        return None
    return differences(course(), there) if there else None


def differences(here: Course, there: Course) -> Differences:
    """What of `there` is new, gone or changed beside `here`."""
    old, new = _hashes(here), _hashes(there)
    return Differences(
        new=tuple(title for each, (title, _) in new.items() if each not in old),
        gone=tuple(title for each, (title, _) in old.items() if each not in new),
        changed=tuple(title for each, (title, mark) in new.items() if each in old and old[each][1] != mark),
    )


def _hashes(of: Course) -> dict[str, tuple[str, str]]:
    """Piece → (title, hash) of every lesson, case, test and tool."""
    found: dict[str, tuple[str, str]] = {}
    for module in (*of.modules, *of.units):
        for piece in (*module.lessons, *module.cases, *((module.post_test,) if module.post_test else ())):
            found[piece.id] = (piece.title, piece.hash)
    return found | {tool.id: (tool.title, tool.hash) for tool in of.tools}


@route(bp, "/<upload_id>/ask", allow=Permission.COURSE_PUBLISH, methods=["POST"])
def ask(upload_id: str) -> ResponseReturnValue:
    """Ask a second person to publish an upload."""
    row, form = get_upload_for(db(), actor(), upload_id), ReasonForm()
    try:
        _ask(row.id, form)
    except Invalid as wrong:
        db().rollback()
        form.reason.errors = [wrong.sentence]
        return _upload(get_upload_for(db(), actor(), upload_id), form, problem=wrong.sentence, status=422)
    return see_other(url_for("uploads.overview", _anchor="waiting"))


@route(bp, "/back", allow=Permission.COURSE_PUBLISH, methods=["POST"])
def back() -> ResponseReturnValue:
    """Ask to go back to something that was published before, or to the folder that was installed."""
    wanted = request.form.get("to", "")
    if not wanted:
        raise Invalid("Choose what to go back to. Nothing was changed.")
    if wanted != "installed":
        row = get_upload_for(db(), actor(), wanted)
        earlier = (each for each in publications_for(db(), actor()) if each.upload_id == row.id and each.approved)
        if next(earlier, None) is None:
            raise NotFound()
    _ask(None if wanted == "installed" else wanted, None)
    return see_other(url_for("uploads.overview", _anchor="waiting"))


def _ask(upload_id: str | None, form: ReasonForm | None) -> CoursePublication:
    reason = (form.reason.data or "") if form else "Back to what was published before"
    made = actions.ask(
        db(), actor=actor(), now=now(), upload_id=upload_id, reason=reason, publisher=services().settings.publisher
    )
    flash("It waits for a second person.\nReaders see no change before somebody else has approved it.", "ready")
    return made


@route(bp, "/publications/<publication_id>/approve", allow=Permission.COURSE_PUBLISH, methods=["POST"])
def approve(publication_id: str) -> ResponseReturnValue:
    """Approve what somebody else asked for. The course is read and checked once more before anything is written."""
    with services().database.session() as reader:
        asked = get_publication_for(reader, actor(), publication_id)
        digest = asked.upload.digest if asked.upload else None
    errors = _errors_now(digest)
    row = actions.approve(
        db(),
        actor=actor(),
        now=now(),
        publication_id=publication_id,
        errors=errors,
        publisher=services().settings.publisher,
    )
    remember_after_commit(services().library.look_soon)
    what = f"“{row.upload.file_name}”" if row.upload else "The installed course"
    flash(f"{what} is published.\nReaders see it within a few seconds; what they completed stays complete.", "ready")
    return see_other(url_for("uploads.overview"))


def _errors_now(digest: str | None) -> int:
    """How many errors the checker finds in it today, with the rules of this program."""
    if digest is None:
        return 0
    loaded = services().workshop.read(digest)
    return sum(each.severity == "error" for each in loaded.problems)


@route(bp, "/publications/<publication_id>/decline", allow=Permission.COURSE_PUBLISH, methods=["POST"])
def decline(publication_id: str) -> ResponseReturnValue:
    """Decline what somebody asked for, or take one's own back."""
    form = ReasonForm()
    try:
        row = actions.decline(
            db(), actor=actor(), now=now(), publication_id=publication_id, reason=form.reason.data or ""
        )
    except Invalid as wrong:
        db().rollback()
        return _overview(UploadForm(), problems=(wrong.sentence,), status=422)
    flash("Taken back." if row.account_id == actor().account_id else "Declined.\nReaders see what they saw.")
    return see_other(url_for("uploads.overview"))


@route(bp, "/<upload_id>/discard", allow=Permission.COURSE_PUBLISH, methods=["POST"])
def discard(upload_id: str) -> ResponseReturnValue:
    """Take an upload off the list."""
    row = actions.discard(db(), actor=actor(), now=now(), upload_id=upload_id)
    flash(f"“{row.file_name}” is off the list.")
    return see_other(url_for("uploads.overview"))
