"""Who made an activity for credit, what each disclosed, and commercial support."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit.activities import makers, queries
from lms.credit.activities.models import ActivityVersion
from lms.errors import ManyProblems
from lms.people.permissions import Permission
from lms.web.ce_activity_forms import DisclosureForm, MakerForm, SupportForm
from lms.web.ce_forms import sent_file
from lms.web.door import actor, course, db, now, route, see_other, services

bp = Blueprint("ce_makers", __name__, url_prefix="/ce-admin/activities/<version_id>")

ADMIN = Permission.CERTIFICATE_ADMIN


@route(bp, "/people/add", allow=ADMIN, methods=["GET", "POST"])
def add(version_id: str) -> ResponseReturnValue:
    """Put somebody on the list."""
    return _maker(version_id, None)


@route(bp, "/people/<maker_id>", allow=ADMIN, methods=["GET", "POST"])
def maker(version_id: str, maker_id: str) -> ResponseReturnValue:
    """Change what stands of somebody, or take her off the list."""
    if request.method == "POST" and request.form.get("go") == "leave":
        gone = makers.take_off(db(), actor=actor(), now=now(), activity_id=version_id, person_id=maker_id)
        flash(f"{gone.name} is off the list.\nWhat was disclosed stays in the record.", "ready")
        return _back(version_id)
    return _maker(version_id, maker_id)


def _maker(version_id: str, maker_id: str | None) -> ResponseReturnValue:
    row = queries.get_activity_for(db(), actor(), version_id)
    person = queries.person_of(row, maker_id) if maker_id else None
    form, cv = MakerForm(), sent_file("cv")
    form.offer(row)
    if form.validate_on_submit():
        try:
            saved = makers.save_maker(
                db(),
                actor=actor(),
                now=now(),
                activity_id=version_id,
                person_id=maker_id,
                course=course(),
                entry=form.entry(),
                cv=cv,
            )
        except ManyProblems as wrong:
            row = _again(version_id)
            form.show(wrong.fields)
        else:
            if cv is not None:
                services().files.put(cv.content)
            if person is None:
                flash(f"{saved.name} is on the list.\nNext: what {saved.name} disclosed.", "ready")
                return see_other(url_for("ce_makers.disclosure", version_id=version_id, maker_id=saved.id))
            return _back(version_id)
    elif not form.is_submitted() and person is not None:
        form.fill(person)
    page = render_template(
        "ce_maker.html",
        form=form,
        row=row,
        person=queries.person_of(row, maker_id) if maker_id else None,
        chosen=cv is not None,
    )
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/people/<maker_id>/disclosure", allow=ADMIN, methods=["GET", "POST"])
def disclosure(version_id: str, maker_id: str) -> ResponseReturnValue:
    """Write down what somebody disclosed."""
    row, form = queries.get_activity_for(db(), actor(), version_id), DisclosureForm()
    queries.person_of(row, maker_id)
    if form.validate_on_submit():
        try:
            makers.disclose(
                db(), actor=actor(), now=now(), activity_id=version_id, person_id=maker_id, entry=form.entry()
            )
        except ManyProblems as wrong:
            row = _again(version_id)
            form.show(wrong.fields)
        else:
            return _back(version_id)
    person = queries.person_of(row, maker_id)
    page = render_template("ce_disclosure.html", form=form, row=row, person=person)
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/support", allow=ADMIN, methods=["GET", "POST"])
def support(version_id: str) -> ResponseReturnValue:
    """State commercial support, or that there was none."""
    row, form = queries.get_activity_for(db(), actor(), version_id), SupportForm()
    agreement = sent_file("agreement")
    if form.validate_on_submit():
        try:
            makers.state_support(
                db(), actor=actor(), now=now(), activity_id=version_id, entry=form.entry(), agreement=agreement
            )
        except ManyProblems as wrong:
            row = _again(version_id)
            form.show(wrong.fields)
        else:
            if agreement is not None:
                services().files.put(agreement.content)
            return _back(version_id)
    page = render_template("ce_support.html", form=form, row=row, chosen=agreement is not None)
    return make_response(page, 422 if form.errors else 200)


def _again(version_id: str) -> ActivityVersion:
    db().rollback()
    return queries.get_activity_for(db(), actor(), version_id)


def _back(version_id: str) -> ResponseReturnValue:
    return see_other(url_for("ce_activities.activity", version_id=version_id))
