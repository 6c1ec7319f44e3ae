"""One's own licences, and consent to report credit to boards. Only their owner opens these pages."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from lms.credit.keeping import boards
from lms.errors import ManyProblems
from lms.people import licences
from lms.people.models import Licence
from lms.people.permissions import Permission
from lms.people.professions import PROFESSIONS
from lms.web.door import actor, db, now, route, see_other
from lms.web.words import zone_here

bp = Blueprint("licences", __name__, url_prefix="/account")


class LicenceForm(FlaskForm):  # type: ignore[misc]
    """One licence."""

    kind = SelectField(
        "Profession",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(*each) for each in PROFESSIONS.items())],
        validate_choice=False,  # The rule says it in our words.
    )
    number = StringField(
        "Licence number", description="As it stands on the licence. Leave it empty if you have none yet."
    )
    state = StringField("State", description="Which state or board issued it, such as NY.")
    expires_on = DateField("Expires on", description="If it has a last day.", validators=[Optional()])


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """Consent to one board."""

    board = StringField("Board", description="Its full name, such as New York State Board for Social Work.")
    month = StringField("Month of birth", description="A number from 1 to 12, only if the board asks for it.")
    day = StringField("Day of birth", description="A number from 1 to 31. The year is never asked for.")
    agreed = BooleanField("I consent that my credit is reported to this board.")


@route(bp, "/licences", allow=Permission.OWN_CERTIFICATE, methods=["GET", "POST"])
def overview() -> ResponseReturnValue:
    """One's licences, and the form to add one."""
    form = LicenceForm()
    if form.is_submitted() and _save(form, None):
        flash("Saved.\nThe licence is on your list.", "ready")
        return see_other(url_for("licences.overview"))
    rows = licences.own_licences(db(), actor().account_id)
    page = render_template("licences.html", form=form, rows=rows, professions=PROFESSIONS, today=actor().today)
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/licences/<own_licence_id>", allow=Permission.OWN_CERTIFICATE, methods=["GET", "POST"])
def change(own_licence_id: str) -> ResponseReturnValue:
    """Change one licence; what was claimed under it stays as it was claimed."""
    row = licences.own_licence(db(), actor(), own_licence_id)
    form = LicenceForm(obj=row)
    if form.is_submitted() and _save(form, row):
        flash("Saved.\nWhat you claimed before stays as you claimed it.", "ready")
        return see_other(url_for("licences.overview"))
    page = render_template("licence.html", form=form, row=row, professions=PROFESSIONS)
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/licences/<own_licence_id>/remove", allow=Permission.OWN_CERTIFICATE, methods=["POST"])
def remove(own_licence_id: str) -> ResponseReturnValue:
    """Take one off the list."""
    licences.remove_licence(db(), actor=actor(), now=now(), licence_id=own_licence_id)
    flash("The licence is off your list.\nWhat you claimed under it stays as you claimed it.", "ready")
    return see_other(url_for("licences.overview"))


def _save(form: LicenceForm, row: Licence | None) -> bool:
    if not form.validate():
        return False
    given = licences.GivenLicence(
        form.kind.data or "", form.number.data or "", form.state.data or "", form.expires_on.data
    )
    try:
        licences.save_licence(
            db(), actor=actor(), now=now(), given=given, licence_id=row.id if row is not None else None
        )
    except ManyProblems as wrong:
        _show(form, wrong)
        return False
    return True


@route(bp, "/boards", allow=Permission.OWN_CERTIFICATE, methods=["GET", "POST"])
def consents() -> ResponseReturnValue:
    """To which boards one's credit may be reported, and the form to allow one more."""
    form = ConsentForm()
    if form.validate_on_submit():
        try:
            boards.give_consent(
                db(), actor=actor(), now=now(), board=form.board.data or "", month=form.month.data or "",
                day=form.day.data or "", agreed=bool(form.agreed.data),
            )  # fmt: skip
            flash("Saved.\nYou can withdraw it here at any time.", "ready")
            return see_other(url_for("licences.consents"))
        except ManyProblems as wrong:
            _show(form, wrong)
    rows = boards.consents_of(db(), actor().account_id)
    page = render_template("board_consents.html", form=form, rows=rows, zone=zone_here())
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/boards/<own_consent_id>/withdraw", allow=Permission.OWN_CERTIFICATE, methods=["POST"])
def withdraw(own_consent_id: str) -> ResponseReturnValue:
    """Nothing more is reported to this board."""
    row = boards.withdraw_consent(db(), actor=actor(), now=now(), consent_id=own_consent_id)
    flash(f"Withdrawn.\nNothing more is reported to {row.board}.", "ready")
    return see_other(url_for("licences.consents"))


def _show(form: FlaskForm, wrong: ManyProblems) -> None:
    for name, sentence in wrong.fields.items():
        form[name].errors = [*form[name].errors, sentence]
