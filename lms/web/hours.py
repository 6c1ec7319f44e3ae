"""My hours: planned, done, waived and left for each role, and training done elsewhere with what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, FileField, StringField, TextAreaField
from wtforms.validators import InputRequired

from lms.errors import Invalid, NotFound
from lms.identifying import warning
from lms.learning.outside.actions import Upload, get_own, record_training, withdraw
from lms.learning.outside.models import OutsideEvidence, OutsideTraining
from lms.learning.outside.queries import state, trainings
from lms.learning.outside.rules import FILE_MOST, Given, Ledger, ledger, minutes_of_hours
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.history import names_of
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules.words import duration_words
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.words import zone_here

bp = Blueprint("hours", __name__, url_prefix="/hours")


@dataclass(frozen=True)
class RoleHours:
    """The ledger of one role held."""

    shown: PersonStanding
    sums: Ledger


@dataclass(frozen=True)
class Hours:
    """What the ledger of a person holds; learner and supervisor see the same. `heading` is the answer."""

    account: Account
    heading: str
    roles: tuple[RoleHours, ...]
    outside: tuple[OutsideTraining, ...]
    names: dict[str | None, str]
    as_of: date

    @property
    def waiting(self) -> int:
        """How many trainings wait for a decision."""
        return sum(state(each) == "waiting" for each in self.outside)


def hours_of(account: Account) -> Hours:
    """The ledger of a person as it stands today."""
    outside = tuple(trainings(db(), account.id))
    counted = [(state(each), each.minutes) for each in outside]
    roles = []
    for held in roles_of(db(), account.id):
        shown = standing_of(db(), held, course(), local_today(held, now()))
        hours = [phase.hours for phase in shown.timeline.phases if phase.hours]
        sums = ledger(
            planned=shown.progress.minutes_required,
            counted=[(each.requirement_id, each.minutes) for each in shown.progress.done],
            waived=shown.waived,
            outside=counted,
            published=round(hours[0] * 60) if hours else None,
        )
        roles.append(RoleHours(shown, sums))
    names = names_of(db(), [each.decided_by_account_id for each in outside])
    return Hours(account, _heading(roles), tuple(roles), outside, names, actor().today)


def _heading(roles: list[RoleHours]) -> str:
    if not roles:
        return "No hours yet"
    first = next((each for each in roles if each.sums.published), roles[0])
    if first.sums.published:
        return f"{duration_words(first.sums.recorded)} of about {duration_words(first.sums.published)} recorded"
    settled = first.sums.done + first.sums.waived
    return f"{duration_words(settled)} of {duration_words(first.sums.planned)} done"


@route(bp, "/", allow=Permission.OWN_LEARNING)
def hours() -> ResponseReturnValue:
    """The page."""
    return render_template(
        "hours.html",
        hours=hours_of(db().get_one(Account, actor().account_id)),
        own=True,
        state=state,
        title_of=course().title_of,
        zone=zone_here(),
    )


class TrainingForm(FlaskForm):  # type: ignore[misc]
    """What was done, with whom, when, how long, and what shows it."""

    title = StringField("What it was called")
    provider = StringField("Who gave it", description="A school, a clinic, a person.")
    held_on = DateField(
        "Day",
        description="The last day, if it took several.",
        validators=[InputRequired("Enter the day it was done, such as 4 May 2026.")],
    )
    hours = DecimalField(
        "Hours",
        description="In quarters of an hour: 1.5 is one hour and a half.",
        validators=[InputRequired("Enter hours and quarters of an hour, such as 1.5 or 0.75.")],
    )
    file = FileField(
        "File that shows it",
        description=f"A certificate or confirmation as PDF, PNG or JPEG, at most {FILE_MOST // 2**20} MB. Nothing with a patient's name.",
    )
    shows = TextAreaField(
        "Or in words",
        description="What shows it when there is no file, such as who was there. Never write about a patient.",
    )


@route(bp, "/add", allow=Permission.OWN_LEARNING, methods=["GET", "POST"], keep=False)
def add() -> ResponseReturnValue:
    """Record a training done elsewhere."""
    form, file = TrainingForm(), _upload()
    if form.validate_on_submit():
        try:
            row = record_training(
                db(), actor=actor(), now=now(), given=_given(form, file), today=actor().today, file=file
            )
        except Invalid as wrong:
            db().rollback()
            field = {"minutes": "hours"}.get(wrong.field or "", wrong.field or "title")
            form[field].errors = [wrong.sentence]
        else:
            warns = warning(f"{row.title}\n{row.provider}\n{row.shows}")
            flash(f"“{row.title}” is recorded.\nIt counts once your supervisor has accepted it.", "ready")
            if warns:
                flash(f"Look at what you wrote again.\n{warns}", "at-risk")
            return see_other(url_for("hours.hours"))
    page = render_template("hours_add.html", form=form, chosen=file is not None)
    return make_response(page, 422 if form.errors else 200)


def _given(form: TrainingForm, file: Upload | None) -> Given:
    return Given(
        title=form.title.data or "",
        provider=form.provider.data or "",
        held_on=form.held_on.data or date.max,
        minutes=minutes_of_hours(form.hours.data or Decimal(0)),
        shows=form.shows.data or "",
        file=file is not None,
    )


def _upload() -> Upload | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return Upload(sent.filename, stream.read())


@route(bp, "/<own_training_id>/withdraw", allow=Permission.OWN_LEARNING, methods=["POST"])
def take_back(own_training_id: str) -> ResponseReturnValue:
    """Withdraw a training that waits."""
    if withdraw(db(), actor=actor(), now=now(), training_id=own_training_id):
        flash("Withdrawn.\nThe entry stays in the list and counts for nothing.", "ready")
    return see_other(url_for("hours.hours"))


@route(bp, "/<own_training_id>/file", allow=Permission.OWN_LEARNING)
def file(own_training_id: str) -> ResponseReturnValue:
    """The file that shows a training, as it was sent."""
    return file_of(get_own(db(), actor(), own_training_id))


def file_of(row: OutsideTraining) -> Response:
    """A file to keep, never to open in the page: its type was told from its content. Raises NotFound without one."""
    kept = db().get(OutsideEvidence, row.id)
    if kept is None:
        raise NotFound()
    answer = Response(kept.content, mimetype=kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
