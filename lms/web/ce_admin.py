"""For CE administrators: every certificate of their organisation, to look at, reissue or revoke with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit import actions, keys, queries
from lms.credit.codes import in_fours
from lms.credit.models import Certificate
from lms.credit.rules import status_words
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.lessons import world
from lms.web.prepare import render_soon

bp = Blueprint("ce_admin", __name__, url_prefix="/ce-admin/certificates")


@route(bp, "/", allow=Permission.CERTIFICATE_ADMIN)
def certificates() -> ResponseReturnValue:
    """The list, newest first."""
    rows = queries.certificates_for(db(), actor())
    return render_template(
        "ce_certificates.html",
        rows=[(row, queries.payload(row), queries.status(row), in_fours(row.code)) for row in rows],
        keys_wrong=keys.problem(db(), services().keys),
        credited=sum(bool(queries.payload(row).credits) for row in rows),
        valid=sum(queries.status(row) == "valid" for row in rows),
    )


@route(bp, "/<certificate_id>", allow=Permission.CERTIFICATE_ADMIN)
def certificate(certificate_id: str) -> ResponseReturnValue:
    """One certificate with its gates, and what may be done with it."""
    return _page(_demand(certificate_id))


@route(bp, "/<certificate_id>/reissue", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def reissue(certificate_id: str) -> ResponseReturnValue:
    """Replace it by one with the name as it is confirmed today."""
    row = _demand(certificate_id)
    reason = request.form.get("reissue_reason", "")
    try:
        fresh = actions.reissue(db(), actor=actor(), now=now(), row=row, reason=reason, issuer=world().issuer)
    except Invalid as refusal:
        return _again(certificate_id, "reissue_reason", str(refusal))
    render_soon([fresh])
    flash(
        f"{row.serial} is replaced by {fresh.serial}.\nWhoever checks the old code is told that a newer one replaces it.",
        "ready",
    )
    return see_other(url_for("ce_admin.certificate", certificate_id=fresh.id))


@route(bp, "/<certificate_id>/revoke", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def revoke(certificate_id: str) -> ResponseReturnValue:
    """Withdraw it for good."""
    row = _demand(certificate_id)
    reason = request.form.get("revoke_reason", "")
    try:
        if "sure" not in request.form:
            raise Invalid("Tick the box to say that the certificate is to be withdrawn for good.")
        actions.revoke(db(), actor=actor(), now=now(), row=row, reason=reason)
    except Invalid as refusal:
        return _again(certificate_id, "revoke_reason", str(refusal))
    flash(f"{row.serial} is withdrawn.\nThe check page says so from now on; the record stays.", "at-risk")
    return see_other(url_for("ce_admin.certificate", certificate_id=row.id))


def _again(certificate_id: str, field: str, problem: str) -> ResponseReturnValue:
    db().rollback()
    return _page(_demand(certificate_id), problem=(field, problem), status=422)


def _page(row: Certificate, *, problem: tuple[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "ce_certificate.html",
        row=row,
        payload=queries.payload(row),
        status=queries.status(row),
        status_words=status_words,
        problem=problem,
        failed=problem is not None,
        typed=request.form,
    )
    return make_response(page, status)


def _demand(certificate_id: str) -> Certificate:
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    if not queries.may_administer(actor(), row.organisation_id):
        raise NotFound()
    return row
