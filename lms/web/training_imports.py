"""Import completions of other courses from a CSV file: reported, not verified here, and counting for nothing by themselves."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from lms.acts.import_training import import_kept, undo_import, undo_preview
from lms.errors import Invalid, Refusal
from lms.learning.outside.reported.importing import plan_of, template_file
from lms.learning.outside.reported.rules.columns import DONE, TRAINING
from lms.learning.outside.reported.rules.lines import Completed
from lms.learning.outside.reported.rules.words import change_words, completed_words, effect_words
from lms.people.importing import keeping
from lms.people.importing.consent import Different
from lms.people.importing.keeping import Choices
from lms.people.importing.models import PeopleImport
from lms.people.importing.rules.facts import Plan
from lms.people.importing.rules.reading import Sheet
from lms.people.permissions import Permission
from lms.web import import_doors as doors
from lms.web.door import actor, db, now, route, see_other
from lms.web.import_doors import ImportDoor

bp = Blueprint("training_imports", __name__, url_prefix="/admin/import/training")


def _plan(organisation_id: str, sheet: Sheet, choices: Choices) -> Plan[Completed]:
    return plan_of(db(), actor=actor(), now=now(), organisation_id=organisation_id, sheet=sheet, choices=choices)


DOOR = ImportDoor(
    TRAINING, "training_imports", "Import training done elsewhere", DONE, _plan, completed_words, change_words, effect_words
)  # fmt: skip


@route(bp, "/", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def start() -> ResponseReturnValue:
    """Send a file in; below, what was imported before."""
    return doors.start_page(DOOR, "import_training.html")


@route(bp, "/template.csv", allow=Permission.PEOPLE_INVITE)
def template() -> ResponseReturnValue:
    """A file to fill in, with one example."""
    return doors.as_csv(template_file(), "training-template.csv")


@route(bp, "/<import_id>/check", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def check(import_id: str) -> ResponseReturnValue:
    """What would happen; nothing is written. A POST remembers how the file is to be read."""
    if request.method == "POST":
        return doors.remember(DOOR, import_id)
    row = doors.waiting(DOOR, import_id)
    if row.state != keeping.WAITING:
        return see_other(DOOR.url("result", import_id=import_id))
    return _check_page(row)


def _check_page(row: PeopleImport, problem: Refusal | None = None) -> Response:
    return doors.check_page(DOOR, row, "import_check.html", problem)


@route(bp, "/<import_id>/confirm", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def confirm(import_id: str) -> ResponseReturnValue:
    """Do what was shown, or say why not; nothing is partial. Opened as a page it leads back to the check."""
    if request.method != "POST":
        return see_other(DOOR.url("check", import_id=doors.waiting(DOOR, import_id).id))
    try:
        row = import_kept(
            db(),
            actor=actor(),
            now=now(),
            secret=str(current_app.secret_key),
            import_id=import_id,
            fingerprint=request.form.get("seen", ""),
            leave_out=request.form.get("leave_out") == "yes",
        )
    except (Invalid, Different) as wrong:
        db().rollback()
        return _check_page(doors.waiting(DOOR, import_id), wrong)
    return see_other(DOOR.url("result", import_id=row.id))


@route(bp, "/<import_id>/discard", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def discard(import_id: str) -> ResponseReturnValue:
    """Throw the file away; nothing of it was imported."""
    return doors.throw_away(DOOR, import_id)


@route(bp, "/<import_id>/problems.csv", allow=Permission.PEOPLE_INVITE)
def problems(import_id: str) -> ResponseReturnValue:
    """The lines that cannot come in, with line, column and reason, to correct and send again."""
    return doors.to_correct(DOOR, import_id)


@route(bp, "/<import_id>/result", allow=Permission.PEOPLE_INVITE)
def result(import_id: str) -> ResponseReturnValue:
    """What was done, of whom, and whether it can be undone."""
    return doors.result_page(DOOR, import_id, "import_result.html")


@route(bp, "/<import_id>/undo", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def undo(import_id: str) -> ResponseReturnValue:
    """Show what an undo would take back and what it would leave, then do it, once."""
    if request.method == "POST":
        row = undo_import(db(), actor=actor(), now=now(), import_id=import_id)
        return see_other(DOOR.url("result", import_id=row.id))
    row = keeping.get_done(db(), actor(), import_id, kind=TRAINING)
    if row.state != keeping.DONE:
        return see_other(DOOR.url("result", import_id=row.id))
    return doors.undo_page(DOOR, row, undo_preview(db(), actor=actor(), row=row), "import_undo.html")
