"""For CE administrators: every certificate of their organisation, to look at, to reissue with evidence, to revoke by two people."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit import keys, queries
from lms.credit.changing import actions as changing
from lms.credit.changing.rules import FOR_REISSUING, FOR_REVOKING, REASONS
from lms.credit.codes import in_fours
from lms.credit.models import Certificate
from lms.credit.rules import status_words
from lms.errors import ManyProblems, NotFound
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.lessons import world
from lms.web.prepare import render_soon
from lms.web.words import zone_here

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
    """Replace it by one with the name as it is confirmed today; another name needs evidence that was seen."""
    row = _demand(certificate_id)
    sent = request.form.get
    try:
        fresh = changing.reissue(
            db(), actor=actor(), now=now(), certificate_id=row.id, reason=sent("reissue_why", ""),
            note=sent("reissue_reason", ""), evidence=sent("evidence", ""), issuer=world().issuer,
        )  # fmt: skip
    except ManyProblems as refusal:
        return _again(certificate_id, refusal, {"reason": "reissue_why", "note": "reissue_reason"})
    render_soon([fresh])
    flash(
        f"{row.serial} is replaced by {fresh.serial}.\nWhoever checks the old code is told that a newer one replaces it.",
        "ready",
    )
    return see_other(url_for("ce_admin.certificate", certificate_id=fresh.id))


@route(bp, "/<certificate_id>/revoke", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def revoke(certificate_id: str) -> ResponseReturnValue:
    """Ask that it be revoked for good; it counts until a second person agrees."""
    row = _demand(certificate_id)
    sent = request.form.get
    try:
        changing.ask_revocation(
            db(), actor=actor(), now=now(), certificate_id=row.id, reason=sent("revoke_why", ""),
            note=sent("revoke_reason", ""),
        )  # fmt: skip
    except ManyProblems as refusal:
        return _again(certificate_id, refusal, {"reason": "revoke_why", "note": "revoke_reason"})
    flash(f"{row.serial} still counts.\nA second person who administers certificates decides on this page.", "at-risk")
    return see_other(url_for("ce_admin.certificate", certificate_id=row.id))


@route(bp, "/<certificate_id>/decide", allow=Permission.CERTIFICATE_ADMIN, methods=["POST"])
def decide(certificate_id: str) -> ResponseReturnValue:
    """As the second person: agree that it is revoked, or say no."""
    row = _demand(certificate_id)
    agreed = request.form.get("go") == "agree"
    changing.decide_revocation(db(), actor=actor(), now=now(), certificate_id=row.id, agreed=agreed)
    if agreed:
        flash(f"{row.serial} is revoked.\nThe check page says so from now on; the record stays.", "at-risk")
    else:
        flash(f"{row.serial} goes on counting.\nThat it was asked for stays in the record.", "ready")
    return see_other(url_for("ce_admin.certificate", certificate_id=row.id))


def _again(certificate_id: str, refusal: ManyProblems, names: dict[str, str]) -> ResponseReturnValue:
    db().rollback()
    problems = {names.get(field, field): sentence for field, sentence in refusal.fields.items()}
    return _page(_demand(certificate_id), problems=problems, status=422)


def _page(row: Certificate, *, problems: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    history = changing.changes_of(db(), row.id)
    asked = next((each for each in history if each.decided_at is None), None)
    names = names_of(db(), [who for x in history for who in (x.asked_by_account_id, x.decided_by_account_id)])
    page = render_template(
        "ce_certificate.html",
        row=row,
        payload=queries.payload(row),
        status=queries.status(row),
        status_words=status_words,
        found=problems or {},
        failed=bool(problems),
        history=history,
        asked=asked,
        names=names,
        mine=asked is not None and asked.asked_by_account_id == actor().account_id,
        another_name=changing.another_name(db(), row),
        reasons=REASONS,
        for_reissuing=FOR_REISSUING,
        for_revoking=FOR_REVOKING,
        zone=zone_here(),
        typed=request.form,
    )
    return make_response(page, status)


def _demand(certificate_id: str) -> Certificate:
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    if not queries.may_administer(actor(), row.organisation_id):
        raise NotFound()
    return row
