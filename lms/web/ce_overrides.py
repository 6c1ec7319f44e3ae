"""Rules set aside by two of the staff: who asked, why, and the second person's word."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.credit.claiming import overrides
from lms.errors import ManyProblems
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.door import actor, db, now, route, see_other
from lms.web.words import zone_here

bp = Blueprint("ce_overrides", __name__, url_prefix="/ce-admin/overrides")


class OverrideForm(FlaskForm):  # type: ignore[misc]
    """Which rules are set aside for whom, and why."""

    designation = SelectField("Credit", validate_choice=False)
    email = StringField("E-mail address of the learner")
    rules = SelectMultipleField(
        "Rules to set aside",
        choices=[SelectChoice(str(number), f"{number}. {name}") for number, name in overrides.MAY_BE.items()],
        validate_choice=False,
    )
    reason = TextAreaField("Why?", description="An auditor reads it. Name no patient.")


@route(bp, "/", allow=Permission.CERTIFICATE_ADMIN, methods=["GET", "POST"])
def overview() -> ResponseReturnValue:
    """What was asked and decided, and the form to ask."""
    form = OverrideForm()
    form.designation.choices = [
        SelectChoice("", "Choose"),
        *(
            SelectChoice(each.id, f"{activity.title}, version {activity.number}: {each.credit_type}")
            for each, activity in overrides.designations_for(db(), actor())
        ),
    ]
    if form.validate_on_submit():
        try:
            overrides.ask_override(
                db(), actor=actor(), now=now(), email=form.email.data or "", designation_id=form.designation.data or "",
                rules=[int(each) for each in form.rules.data or [] if each.isascii() and each.isdigit()],
                reason=form.reason.data or "",
            )  # fmt: skip
            flash("Asked.\nThe rules hold until a second person who administers credit agrees.", "at-risk")
            return see_other(url_for("ce_overrides.overview"))
        except ManyProblems as wrong:
            for name, sentence in wrong.fields.items():
                form[name].errors = [*form[name].errors, sentence]
    told = overrides.overrides_for(db(), actor())
    who = [each for one in told for each in (one.row.asked_by_account_id, one.row.approved_by_account_id)]
    page = render_template(
        "ce_overrides.html",
        form=form,
        told=told,
        names=names_of(db(), who),
        rules=overrides.MAY_BE,
        waits=overrides.waits,
        me=actor().account_id,
        zone=zone_here(),
    )
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/<override_id>/decide", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def decide(override_id: str) -> ResponseReturnValue:
    """As the second person: agree, or say no."""
    agreed = request.form.get("go") == "agree"
    overrides.decide_override(db(), actor=actor(), now=now(), override_id=override_id, agreed=agreed)
    if agreed:
        flash("The rules are set aside.\nThe learner can claim; the audit pack says manual issue.", "ready")
    else:
        flash("The rules hold.\nThat it was asked for stays in the record.", "ready")
    return see_other(url_for("ce_overrides.overview"))
