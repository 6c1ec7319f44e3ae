"""Hours and designation of an activity: ratings, testers' times, the calculation, and credit by type."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit.accreditors.rules import CreditType, RuleSet
from lms.credit.activities import queries, worked
from lms.credit.activities.designating import calculation_for, case_of, close_designation, designate
from lms.credit.activities.models import ActivityVersion
from lms.credit.activities.rules.designation import conditions
from lms.credit.activities.rules.keeping import carry_words
from lms.credit.hours.rules import FEWEST_RATINGS, FEWEST_TESTERS, plain
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.people.professions import PROFESSIONS
from lms.web.ce_activity_forms import DesignateForm, PilotForm, RatingForm, ReasonForm, SignForm
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.meeting_forms import Told

bp = Blueprint("ce_hours", __name__, url_prefix="/ce-admin")

ADMIN = Permission.CERTIFICATE_ADMIN


@route(bp, "/activities/<version_id>/hours", allow=ADMIN, methods=["GET", "POST"])
def hours(version_id: str) -> ResponseReturnValue:
    """Ratings and times until the hours are worked out, then every method with its working."""
    row = queries.get_activity_for(db(), actor(), version_id)
    forms = {"rating": RatingForm(), "pilot": PilotForm(), "sign": SignForm()}
    go = request.form.get("go", "")
    if request.method == "POST" and go in forms:
        form = forms[go]
        forms = {name: form if name == go else type(each)(formdata=None) for name, each in forms.items()}
        if form.validate():
            try:
                said = _take(row, go, form)
            except Invalid as wrong:
                db().rollback()
                row = queries.get_activity_for(db(), actor(), version_id)
                form.show({wrong.field or "rater": wrong.sentence})
            else:
                flash(said, "ready")
                return see_other(url_for("ce_hours.hours", version_id=version_id))
    failed = any(each.errors for each in forms.values())
    page = render_template(
        "ce_hours.html",
        row=row,
        forms=forms,
        failed=failed,
        kept=calculation_for(db(), row) if row.content_hash else None,
        professions=PROFESSIONS,
        fewest=(FEWEST_RATINGS, FEWEST_TESTERS),
    )
    return make_response(page, 422 if failed or (request.method == "POST" and go not in forms) else 200)


def _take(row: ActivityVersion, go: str, form: Told) -> str:
    by: dict[str, Any] = {"actor": actor(), "now": now(), "activity_id": row.id}
    if isinstance(form, RatingForm):
        found = worked.rate(db(), **by, rater=form.rater.data or "", rating=form.tenths(), rated_on=form.rated_on.data)
        return f"The rating by {found.rater} is kept."
    if isinstance(form, PilotForm):
        worked.add_pilot(
            db(), **by, minutes=form.minutes.data or 0, profession=form.profession.data or "", tested_on=form.tested_on.data
        )  # fmt: skip
        return "The tester’s time is kept."
    made = worked.work_out(db(), **by, signed_by=form["signed_by"].data or "")
    return f"The hours are worked out: {plain(Fraction(made.minutes, 100))} minutes may be designated.\nRatings and times are locked."


@route(bp, "/activities/<version_id>/designate/<credit_type>", allow=ADMIN, methods=["GET", "POST"])
def designation(version_id: str, credit_type: str) -> ResponseReturnValue:
    """What holds and what is missing for one type of credit; designate it once all of it holds."""
    row = queries.get_activity_for(db(), actor(), version_id)
    rules, kind = _type(credit_type)
    form = DesignateForm()
    if form.validate_on_submit():
        try:
            designate(
                db(), actor=actor(), now=now(), activity_id=version_id, course=course(), rules=rules, kind=kind,
                demo=services().settings.demo, credit=form.hours(), designated_by=form.designated_by.data or "",
                topics=form.topics.data or (),
            )  # fmt: skip
        except Invalid as wrong:
            db().rollback()
            row = queries.get_activity_for(db(), actor(), version_id)
            form.show({wrong.field or "credit": wrong.sentence})
        else:
            flash(f"Designated.\nWhoever starts from now on can earn {kind.label} with it.", "ready")
            return see_other(url_for("ce_activities.activity", version_id=version_id))
    case = case_of(db(), actor=actor(), now=now(), row=row, course=course(), rules=rules, kind=kind)
    if not form.is_submitted() and case.most:
        form.credit.data = Decimal(plain(case.most))
    page = render_template(
        "ce_designate.html", form=form, row=row, rules=rules, kind=kind, conditions=conditions(case),
        most=plain(case.most or Fraction(0)), carry=_carry(row),
    )  # fmt: skip
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/designations/<designation_id>/close", allow=ADMIN, methods=["GET", "POST"])
def close(designation_id: str) -> ResponseReturnValue:
    """End a designation, with a reason."""
    found, form = queries.get_designation_for(db(), actor(), designation_id), ReasonForm()
    if form.validate_on_submit():
        try:
            close_designation(
                db(), actor=actor(), now=now(), designation_id=designation_id, reason=form.reason.data or ""
            )
        except Invalid as wrong:
            db().rollback()
            found = queries.get_designation_for(db(), actor(), designation_id)
            form.show({"reason": wrong.sentence})
        else:
            flash("Closed.\nNobody claims credit by it any more. What was claimed stays.", "at-risk")
            return see_other(url_for("ce_activities.activity", version_id=found.activity_id))
    row = queries.get_activity_for(db(), actor(), found.activity_id)
    label = next(each["label"] for each in found.rule_set["credit_types"] if each["code"] == found.credit_type)
    page = render_template("ce_designation_close.html", form=form, row=row, found=found, label=label)
    return make_response(page, 422 if form.errors else 200)


def _type(code: str) -> tuple[RuleSet, CreditType]:
    for rules in services().rule_sets.sets.values():
        kind = rules.credit_type(code)
        if kind is not None:
            return rules, kind
    raise NotFound()


def _carry(row: ActivityVersion) -> str | None:
    """Whether the hours of the version before may stand for this one; None where either has no calculation."""
    before = queries.earlier_version(db(), row)
    then = calculation_for(db(), before) if before is not None and before.content_hash else None
    today = calculation_for(db(), row) if row.content_hash else None
    if then is None or today is None:
        return None
    return carry_words(Fraction(then.minutes, 100), Fraction(today.minutes, 100))
