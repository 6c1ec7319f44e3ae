"""My hours: planned, done, waived and left for each role, and training done elsewhere with what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, FileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from lms.acts.elsewhere import FromHere, record_certificate
from lms.credit.codes import in_fours
from lms.errors import Invalid, NotFound
from lms.identifying import warning
from lms.learning.outside.actions import Upload, get_own, record_training, withdraw
from lms.learning.outside.certificate.rules import EXAMPLE, found_words, host_of
from lms.learning.outside.models import OutsideCertificate, OutsideEvidence, OutsideTraining
from lms.learning.outside.queries import state, trainings
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.queries import report_state, reporters, reports
from lms.learning.outside.rules import FILE_MOST, Given, Ledger, ledger, minutes_of_hours
from lms.learning.placement.models import Placement
from lms.learning.placement.queries import placements, places_of
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.history import names_of
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import day_words
from lms.readiness.rules.words import duration_words
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.words import zone_here

bp = Blueprint("hours", __name__, url_prefix="/hours")


@dataclass(frozen=True)
class RoleHours:
    """The ledger of one role held."""

    shown: PersonStanding
    sums: Ledger


@dataclass(frozen=True)
class Hours:
    """What the ledger of a person holds; learner and supervisor see the same. `heading` is the answer.

    skipped: what she chose to skip after diagnostics, newest first, with the name of each module.
    reported: what imports reported of courses elsewhere, with the organisation that did; it counts for nothing by itself.
    """

    account: Account
    heading: str
    roles: tuple[RoleHours, ...]
    outside: tuple[OutsideTraining, ...]
    names: dict[str | None, str]
    as_of: date
    skipped: tuple[tuple[Placement, str], ...] = ()
    reported: tuple[tuple[ReportedTraining, str], ...] = ()

    @property
    def taken_up(self) -> set[str | None]:
        """Ids of the trainings that a supervisor made of a report."""
        return {each.training_id for each, _ in self.reported}

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
            skipped=shown.skipped,
            outside=counted,
            published=round(hours[0] * 60) if hours else None,
        )
        roles.append(RoleHours(shown, sums))
    chosen = placements(db(), account.id)
    told = reports(db(), account.id)
    by = [*deciders(outside), *(each.undone_by_account_id for each in chosen)]
    by += [each.taken_up_by_account_id for each in told]
    skipped = tuple((each, module_name(each.module_id)) for each in chosen)
    senders = reporters(db(), told)
    reported = tuple((each, senders[each.file.organisation_id]) for each in told)
    return Hours(account, _heading(roles), tuple(roles), outside, names_of(db(), by), actor().today, skipped, reported)


def module_name(module_id: str) -> str:
    """What a module is called in full, also one that is gone."""
    module = course().module(course().current_id(module_id))
    return module.name if module else module_id


def deciders(outside: Iterable[OutsideTraining]) -> set[str | None]:
    """Ids of whoever decided on trainings, or looked at the check page of a certificate among them."""
    found = {each.decided_by_account_id for each in outside}
    return found | {each.certificate.checked_by_account_id for each in outside if each.certificate is not None}


@dataclass(frozen=True)
class CertificateWords:
    """A certificate of another Linchpin in words; each empty where it is not known. `said` holds who looked, and when."""

    code: str
    host: str
    said: str


def certificate_words(row: OutsideCertificate, names: Mapping[str | None, str]) -> CertificateWords:
    """What the pages of learner and supervisor say of it."""
    said = ""
    if row.answer is not None and row.checked_on is not None:
        who = names.get(row.checked_by_account_id) or "Somebody"
        found = found_words(row.answer, name_agrees=row.name_agrees)
        said = f"{who} looked on {day_words(row.checked_on)}: {found}"
    return CertificateWords(in_fours(row.code) if row.code else "", host_of(row.check_page or ""), said)


def _heading(roles: list[RoleHours]) -> str:
    if not roles:
        return "No hours yet"
    first = next((each for each in roles if each.sums.published), roles[0])
    if first.sums.published:
        return f"{duration_words(first.sums.recorded)} of about {duration_words(first.sums.published)} recorded"
    settled = first.sums.done + first.sums.waived + first.sums.skipped
    return f"{duration_words(settled)} of {duration_words(first.sums.planned)} done"


@route(bp, "/", allow=Permission.OWN_LEARNING)
def hours() -> ResponseReturnValue:
    """The page."""
    return render_template(
        "hours.html",
        hours=hours_of(db().get_one(Account, actor().account_id)),
        own=True,
        placed=bool(places_of(db(), actor().account_id, course())),
        state=state,
        report_state=report_state,
        title_of=course().title_of,
        certificate_words=certificate_words,
        zone=zone_here(),
    )


KINDS = {"training": "A course, talk or the like", "certificate": "A certificate of another Linchpin"}


class TrainingForm(FlaskForm):  # type: ignore[misc]
    """What was done, with whom, when, how long, and what shows it; of a certificate its code, and where it is checked."""

    kind = RadioField(
        "What is it?", choices=[SelectChoice(value, words) for value, words in KINDS.items()], default="training"
    )
    code = StringField(
        "Code on the certificate",
        description="16 characters, such as 7Q4M-20K9-XV3T-8HPD. Capitals and dashes do not matter.",
    )
    check_page = StringField(
        "Address of its check page",
        description=f"It stands on the certificate, such as {EXAMPLE}. Nothing is opened from here: your supervisor looks.",
    )
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
    here: FromHere | None = None
    if form.validate_on_submit():
        try:
            row = _record(form, file)
        except Invalid as wrong:
            db().rollback()
            here = wrong if isinstance(wrong, FromHere) else None
            field = {"minutes": "hours"}.get(wrong.field or "", wrong.field or "title")
            form[field].errors = [wrong.sentence]
        else:
            warns = warning(f"{row.title}\n{row.provider}\n{row.shows}")
            flash(f"“{row.title}” is recorded.\nIt counts once your supervisor has accepted it.", "ready")
            if warns:
                flash(f"Look at what you wrote again.\n{warns}", "at-risk")
            return see_other(url_for("hours.hours"))
    page = render_template("hours_add.html", form=form, chosen=file is not None, here=here)
    return make_response(page, 422 if form.errors else 200)


def _record(form: TrainingForm, file: Upload | None) -> OutsideTraining:
    given = _given(form, file)
    if form.kind.data != "certificate":
        return record_training(db(), actor=actor(), now=now(), given=given, today=actor().today, file=file)
    return record_certificate(
        db(), actor=actor(), now=now(), given=given, today=actor().today, file=file, code=form.code.data or "",
        check_page=form.check_page.data or "", base_url=services().settings.base_url,
    )  # fmt: skip


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
