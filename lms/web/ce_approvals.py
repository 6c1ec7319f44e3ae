"""Approvals of accreditors: their terms and letters, added and withdrawn by the administrator of continuing education."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit.activities.content import units_of
from lms.credit.providers import queries
from lms.credit.providers.actions import add_approval, withdraw_approval
from lms.credit.providers.models import Approval
from lms.credit.providers.rules import NO_APPROVAL_IN_DEMO, state_of
from lms.errors import Invalid, ManyProblems, NotFound
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.ce_forms import ApprovalForm, sent_file
from lms.web.ce_start import organisation_here
from lms.web.door import actor, course, db, now, route, see_other, services

bp = Blueprint("ce_approvals", __name__, url_prefix="/ce-admin/approvals")

ADMIN = Permission.CERTIFICATE_ADMIN


@route(bp, "/", allow=ADMIN)
def approvals() -> ResponseReturnValue:
    """Every approval, those that end last first."""
    organisation_id = organisation_here()
    today = queries.today_of(db(), organisation_id, now(), actor())
    rows = [(each, state_of(queries.term_of(each), today)) for each in queries.approvals_of(db(), organisation_id)]
    return render_template(
        "ce_approvals.html", rows=rows, names=_names(), units=units_of(course()), today=today, refused=_refused()
    )


@route(bp, "/add", allow=ADMIN, methods=["GET", "POST"], keep=False)
def add() -> ResponseReturnValue:
    """Add an approval."""
    organisation_id, form, shelf = organisation_here(), ApprovalForm(), services().rule_sets.sets
    form.offer(shelf, course())
    document = sent_file("document")
    if form.validate_on_submit():
        try:
            added = add_approval(
                db(), actor=actor(), now=now(), organisation_id=organisation_id, demo=services().settings.demo,
                shelf=shelf, units=units_of(course()), entry=form.entry(), document=document,
            )  # fmt: skip
        except ManyProblems as wrong:
            db().rollback()
            form.show(wrong.fields)
        else:
            if document is not None:
                services().files.put(document.content)
            flash(f"Approval {added.row.number} is added.\nNothing is designated by it yet.", "ready")
            for each in added.warnings:
                flash(f"Look at its term.\n{each}", "at-risk")
            return see_other(url_for("ce_approvals.approval", approval_id=added.row.id))
    page = render_template("ce_approval_add.html", form=form, chosen=document is not None, refused=_refused())
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/<approval_id>", allow=ADMIN, methods=["GET", "POST"])
def approval(approval_id: str) -> ResponseReturnValue:
    """One approval; withdraw it with a reason."""
    row, problem = queries.get_approval_for(db(), actor(), approval_id), ""
    if request.method == "POST":
        try:
            withdraw_approval(
                db(), actor=actor(), now=now(), approval_id=approval_id, reason=request.form.get("reason", "")
            )
        except Invalid as wrong:
            db().rollback()
            row, problem = queries.get_approval_for(db(), actor(), approval_id), wrong.sentence
        else:
            flash("Withdrawn.\nNothing completed from today on carries credit under this approval.", "at-risk")
            return see_other(url_for("ce_approvals.approval", approval_id=approval_id))
    today = queries.today_of(db(), row.organisation_id, now(), actor())
    page = render_template(
        "ce_approval.html",
        row=row,
        state=state_of(queries.term_of(row), today),
        accreditor=_names().get(row.accreditor, row.accreditor),
        unit=units_of(course()).get(row.unit or "", row.unit),
        people=names_of(db(), [row.added_by_account_id]),
        entered=request.form,
        fields={"reason": problem} if problem else {},
        failed=bool(problem),
    )
    return make_response(page, 422 if problem else 200)


@route(bp, "/<approval_id>/document", allow=ADMIN)
def document(approval_id: str) -> ResponseReturnValue:
    """The accreditor's letter, as it was sent."""
    return document_of(queries.get_approval_for(db(), actor(), approval_id))


def document_of(row: Approval) -> Response:
    """A letter to keep, never to open in the page. Raises NotFound without one."""
    content = services().files.get(row.document_hash) if row.document_hash else None
    if content is None:
        raise NotFound()
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=row.document_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _names() -> dict[str, str]:
    return {each.accreditor: each.name for each in services().rule_sets.sets.values()}


def _refused() -> str | None:
    return NO_APPROVAL_IN_DEMO if services().settings.demo else None
