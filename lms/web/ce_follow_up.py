"""The survey sixty days after: four questions, answered once, kept without a name."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.credit.keeping import surveys
from lms.errors import ManyProblems
from lms.people.permissions import Permission
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.words import zone_here

bp = Blueprint("ce_follow_up", __name__, url_prefix="/ce")
SCALE = [SelectChoice(each, each) for each in surveys.SCALE]


class SurveyForm(FlaskForm):  # type: ignore[misc]
    """What has come of it."""

    useful = RadioField(
        "How useful has it been in your work?", description="1 not at all, 5 very", choices=SCALE, validate_choice=False
    )
    changed = RadioField(
        "Did you change something in your practice because of it?",
        choices=[SelectChoice(*each) for each in surveys.YES_NO.items()],
        validate_choice=False,
    )
    what = TextAreaField(
        "What did you change, or what kept you from it?", description="If you like. Name no patient, and not yourself."
    )
    confidence = RadioField(
        "How sure of yourself are you in it now?",
        description="1 not at all, 5 very",
        choices=SCALE,
        validate_choice=False,
    )


@route(bp, "/<followed_id>/follow-up", allow=Permission.OWN_CERTIFICATE, methods=["GET", "POST"], keep=False)
def follow_up(followed_id: str) -> ResponseReturnValue:
    """The questions; once they are answered, that they are."""
    enrolment = surveys.own_enrolment(db(), actor=actor(), activity_id=followed_id, now=now())
    form = SurveyForm()
    if form.validate_on_submit():
        typed = {name: str(form[name].data or "") for name in ("useful", "changed", "what", "confidence")}
        try:
            zone = zone_here() or services().settings.zone
            surveys.hand_in(db(), actor=actor(), now=now(), zone=zone, activity_id=followed_id, typed=typed)
            flash("Thank you.\nYour answers are kept without your name.", "ready")
            return see_other(url_for("ce_follow_up.follow_up", followed_id=followed_id))
        except ManyProblems as wrong:
            for name, sentence in wrong.fields.items():
                form[name].errors = [*form[name].errors, sentence]
    done = surveys.handed_in(db(), enrolment.id)
    activity = surveys.activity_of(db(), followed_id)
    page = render_template("ce_follow_up.html", form=form, done=done, activity=activity)
    return make_response(page, 422 if form.errors else 200)
