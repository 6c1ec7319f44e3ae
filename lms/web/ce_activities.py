"""Activities for credit: the list, a version with all that stands and is missing, its description, days, freezing and closing."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.credit.activities import actions, queries
from lms.credit.activities.content import units_of
from lms.credit.activities.designating import calculation_for, case_of, unchanged
from lms.credit.activities.models import ActivityVersion
from lms.credit.activities.rules.designation import conditions
from lms.credit.activities.rules.entries import missing_details
from lms.credit.providers.queries import confirmation_of, provider_of
from lms.errors import Invalid, ManyProblems
from lms.people.permissions import Permission
from lms.people.professions import PROFESSIONS
from lms.readiness.rules import day_words
from lms.web.ce_activity_forms import DaysForm, DetailsForm, PrepareForm, ReasonForm
from lms.web.ce_start import organisation_here
from lms.web.door import actor, course, db, now, route, see_other, services

bp = Blueprint("ce_activities", __name__, url_prefix="/ce-admin/activities")

ADMIN = Permission.CERTIFICATE_ADMIN


def state_words(row: ActivityVersion) -> str:
    """Where a version stands, in words."""
    if row.closed_at is not None:
        return "closed"
    if row.frozen_at is None:
        return "being prepared"
    return "frozen" if unchanged(row, course()) else "frozen; the course was changed since"


@route(bp, "/", allow=ADMIN)
def activities() -> ResponseReturnValue:
    """Every version of every activity."""
    organisation_id = organisation_here()
    designations = queries.designations_of(db(), organisation_id)
    rows = [
        (each, state_words(each), [one for one in designations if one.activity_id == each.id and one.closed_at is None])
        for each in queries.versions_of(db(), organisation_id)
    ]
    return render_template("ce_activities.html", rows=rows)


@route(bp, "/prepare", allow=ADMIN, methods=["GET", "POST"])
def prepare() -> ResponseReturnValue:
    """Begin a version of a module, a unit or the whole course."""
    organisation_id, form = organisation_here(), PrepareForm()
    form.offer(units_of(course()))
    if form.validate_on_submit():
        try:
            row = actions.prepare(
                db(),
                actor=actor(),
                now=now(),
                organisation_id=organisation_id,
                course=course(),
                unit=form.unit.data or "",
            )
        except Invalid as wrong:
            db().rollback()
            form.show({wrong.field or "unit": wrong.sentence})
        else:
            flash(
                f"Version {row.number} is begun.\nIts objectives and references are those of the course; look at them first.",
                "ready",
            )
            return see_other(url_for("ce_activities.details", version_id=row.id))
    return make_response(render_template("ce_activity_prepare.html", form=form), 422 if form.errors else 200)


@route(bp, "/<version_id>/", allow=ADMIN)
def activity(version_id: str) -> ResponseReturnValue:
    """One version: what it is, who made it, its hours, and for every type of credit what holds and what is missing."""
    row = queries.get_activity_for(db(), actor(), version_id)
    shelf, designations = services().rule_sets.sets, queries.designations_of(db(), row.organisation_id, row.id)
    in_force = {each.credit_type for each in designations if each.closed_at is None}
    judged = [
        (
            rules,
            kind,
            conditions(case_of(db(), actor=actor(), now=now(), row=row, course=course(), rules=rules, kind=kind)),
        )
        for rules in sorted(shelf.values(), key=lambda each: each.name)
        if confirmation_of(db(), row.organisation_id, rules) is not None
        for kind in rules.credit_types
        if kind.code not in in_force
    ]
    provider = provider_of(db(), row.organisation_id)
    kinds = {kind.code: kind.label for rules in shelf.values() for kind in rules.credit_types}
    return render_template(
        "ce_activity.html",
        row=row,
        state=state_words(row),
        missing=missing_details(actions.details_of(row)),
        makers=[(each, queries.newest_disclosure(each)) for each in row.people if each.left_at is None],
        calculation=calculation_for(db(), row) if row.content_hash else None,
        judged=judged,
        kinds=kinds,
        audience="; ".join(PROFESSIONS.get(each, each) for each in row.audience),
        zone=provider.zone if provider else services().settings.zone,
        designations=designations,
    )


@route(bp, "/<version_id>/details", allow=ADMIN, methods=["GET", "POST"])
def details(version_id: str) -> ResponseReturnValue:
    """What is told of it before it starts."""
    row, form = queries.get_activity_for(db(), actor(), version_id), DetailsForm()
    if form.validate_on_submit():
        try:
            actions.describe(db(), actor=actor(), now=now(), activity_id=version_id, entry=form.entry())
        except ManyProblems as wrong:
            db().rollback()
            row = queries.get_activity_for(db(), actor(), version_id)
            form.show(wrong.fields)
        else:
            return see_other(url_for("ce_activities.activity", version_id=version_id))
    elif not form.is_submitted():
        form.fill(row)
    return make_response(render_template("ce_activity_details.html", form=form, row=row), 422 if form.errors else 200)


@route(bp, "/<version_id>/freeze", allow=ADMIN, methods=["POST"])
def freeze(version_id: str) -> ResponseReturnValue:
    """Freeze the content."""
    row, changed = actions.freeze(db(), actor=actor(), now=now(), activity_id=version_id, course=course())
    flash(
        f"Version {row.number} is frozen.\nIts {len(row.parts)} parts are kept by their hash. The hours come next.",
        "ready",
    )
    if changed:
        flash(
            f"Parts were changed since they were reviewed.\nTheir reviewers look again: {'; '.join(changed)}.",
            "at-risk",
        )
    return see_other(url_for("ce_activities.activity", version_id=version_id))


@route(bp, "/<version_id>/days", allow=ADMIN, methods=["GET", "POST"])
def days(version_id: str) -> ResponseReturnValue:
    """First day, latest review, last day."""
    row, form = queries.get_activity_for(db(), actor(), version_id), DaysForm()
    if form.validate_on_submit():
        entered = actions.Days(form.released_on.data, form.reviewed_on.data, form.ends_on.data)
        try:
            actions.set_days(db(), actor=actor(), now=now(), activity_id=version_id, days=entered)
        except ManyProblems as wrong:
            db().rollback()
            row = queries.get_activity_for(db(), actor(), version_id)
            form.show(wrong.fields)
        else:
            flash(
                f"Saved.\nCredit can be earned until {day_words(entered.ends_on)}, if some is designated."
                if entered.ends_on
                else "Saved.",
                "ready",
            )
            return see_other(url_for("ce_activities.activity", version_id=version_id))
    elif not form.is_submitted():
        for name in ("released_on", "reviewed_on", "ends_on"):
            form[name].data = getattr(row, name)
    return make_response(render_template("ce_activity_days.html", form=form, row=row), 422 if form.errors else 200)


@route(bp, "/<version_id>/close", allow=ADMIN, methods=["GET", "POST"])
def close(version_id: str) -> ResponseReturnValue:
    """Take it out of use, with a reason."""
    row, form = queries.get_activity_for(db(), actor(), version_id), ReasonForm()
    if form.validate_on_submit():
        try:
            actions.close(db(), actor=actor(), now=now(), activity_id=version_id, reason=form.reason.data or "")
        except Invalid as wrong:
            db().rollback()
            row = queries.get_activity_for(db(), actor(), version_id)
            form.show({"reason": wrong.sentence})
        else:
            flash("Closed.\nNobody earns credit with this version any more. What was earned stays.", "at-risk")
            return see_other(url_for("ce_activities.activity", version_id=version_id))
    return make_response(render_template("ce_activity_close.html", form=form, row=row), 422 if form.errors else 200)
