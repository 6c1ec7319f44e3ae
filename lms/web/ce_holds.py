"""Legal holds for CE administrators: what stands, give one with a reason, lift one with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from lms.credit.keeping import holds
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.people.queries import account_by_email
from lms.readiness.history import names_of
from lms.web.door import actor, db, now, route, see_other
from lms.web.words import zone_here

bp = Blueprint("ce_holds", __name__, url_prefix="/ce-admin/holds")


class HoldForm(FlaskForm):  # type: ignore[misc]
    """What is held, and why."""

    person = StringField("E-mail address of the person", description="Empty: everything of the organisation.")
    reason = StringField("Why must nothing be deleted?", description="Kept with the record. Name no patient.")


@route(bp, "/", allow=Permission.CERTIFICATE_ADMIN, methods=["GET", "POST"])
def overview() -> ResponseReturnValue:
    """The holds, and the form to give one."""
    places, form = holds.places(actor()), HoldForm()
    if not places:
        raise NotFound()
    if form.validate_on_submit():
        organisation_id, typed = min(places), (form.person.data or "").strip()
        try:
            account = account_by_email(db(), typed) if typed else None
            if typed and (account is None or account.organisation_id != organisation_id):
                raise Invalid("Nobody of this organisation has this address.", field="person")
            holds.give_hold(
                db(), actor=actor(), now=now(), organisation_id=organisation_id,
                account_id=account.id if account else None, reason=form.reason.data or "",
            )  # fmt: skip
            flash("The hold stands.\nNothing under it is deleted until somebody lifts it.", "ready")
            return see_other(url_for("ce_holds.overview"))
        except Invalid as wrong:
            form[wrong.field or "reason"].errors = [wrong.sentence]
    return _page(form)


@route(bp, "/<hold_id>/lift", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def lift(hold_id: str) -> ResponseReturnValue:
    """Lift one."""
    try:
        holds.lift_hold(db(), actor=actor(), now=now(), hold_id=hold_id, reason=request.form.get("why", ""))
    except Invalid as wrong:
        db().rollback()
        return _page(HoldForm(formdata=None), unsaid=(hold_id, wrong.sentence))
    flash("The hold is lifted.\nWhat is over may be deleted from now on.", "ready")
    return see_other(url_for("ce_holds.overview"))


def _page(form: HoldForm, *, unsaid: tuple[str, str] | None = None) -> ResponseReturnValue:
    rows = holds.holds_for(db(), actor())
    who = [each for row in rows for each in (row.account_id, row.by_account_id, row.lifted_by_account_id)]
    page = render_template(
        "ce_holds.html",
        form=form,
        rows=rows,
        names=names_of(db(), who),
        unsaid=unsaid,
        failed=bool(form.errors) or unsaid is not None,
        zone=zone_here(),
    )
    return make_response(page, 422 if form.errors or unsaid else 200)
