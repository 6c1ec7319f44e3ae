"""A person's certificates: what is still to do for one, the legal name, the page, the file."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.claims import claims
from lms.acts.name import confirm_name
from lms.credit import queries
from lms.credit.actions import gates_of
from lms.credit.codes import in_fours
from lms.credit.keys import KeysUnusable
from lms.credit.rendering import check_address, qr_svg
from lms.credit.rules import status_words
from lms.errors import Invalid, NotFound, Refusal
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.lessons import world
from lms.web.prepare import prepare_now, render_soon

bp = Blueprint("certificates", __name__, url_prefix="/certificates")


@route(bp, "/", allow=Permission.OWN_CERTIFICATE)
def certificates() -> ResponseReturnValue:
    """What was issued, and for what is not yet: every gate with its state."""
    return _page()


def _page(*, typed: str | None = None, problem: str = "", status: int = 200) -> ResponseReturnValue:
    account = db().get_one(Account, actor().account_id)
    rows = queries.own_certificates(db(), account.id)
    have = {row.scope for row in rows}
    waiting = []
    for claim in claims(db(), account, course()):
        if claim.scope not in have:
            gates = gates_of(account, claim, services().settings.zone)
            waiting.append((claim, [gate for gate in gates if not gate.done or gate.id != "something-required"]))
    page = render_template(
        "certificates.html",
        rows=[(row, queries.status(row), in_fours(row.code)) for row in rows],
        waiting=waiting,
        account=account,
        typed=typed if typed is not None else account.legal_name or account.name,
        problem=problem,
        failed=bool(problem),
        link=_link,
        may_learn=actor().may(Permission.OWN_LEARNING),
    )
    return make_response(page, status)


def _link(gate_id: str) -> str | None:
    """Where the open gate of a part or a whole module is closed."""
    here, wanted = course(), gate_id.rsplit(":", maxsplit=1)[-1]
    module = here.module(wanted)
    if module is not None:
        return url_for("course.module", course_id=here.id, module_slug=module.slug)
    return url_of(here, wanted) if wanted in here.kind_of else None


@route(bp, "/name", allow=Permission.OWN_CERTIFICATE, methods=["POST"])
def name() -> ResponseReturnValue:
    """Confirm the legal name; what waited for it is issued."""
    typed = request.form.get("legal_name", "")
    try:
        if "confirmed" not in request.form:
            raise Invalid("Tick the box to say that this is your legal name.", field="confirmed")
        issued = confirm_name(db(), actor=actor(), now=now(), world=world(), legal_name=typed)
    except Invalid as refusal:
        return _page(typed=typed, problem=str(refusal), status=422)
    render_soon(issued)
    if issued:
        flash("Your certificate is issued.\nYou may print it or save the file.", "ready")
        return see_other(url_for("certificates.certificate", certificate_id=issued[0].id))
    flash("Your name is confirmed.\nIt stands on certificates issued from now on.", "ready")
    return see_other(url_for("certificates.certificates"))


@route(bp, "/<certificate_id>", allow=Permission.OWN_CERTIFICATE)
def certificate(certificate_id: str) -> ResponseReturnValue:
    """One certificate as it reads, with its state."""
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    made = queries.payload(row)
    return render_template(
        "certificate.html",
        row=row,
        payload=made,
        status=queries.status(row),
        status_words=status_words,
        address=check_address(made),
        qr=qr_svg(made.verify_url),
    )


@route(bp, "/<certificate_id>.pdf", allow=Permission.OWN_CERTIFICATE)
def file(certificate_id: str) -> ResponseReturnValue:
    """The stored bytes."""
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    content = services().files.get(row.pdf_hash) if row.pdf_hash else None
    if row.pdf_hash is None:
        raise Refusal("The file is being prepared. It will be here in a minute; nothing is lost.")
    if content is None:
        raise NotFound(
            "The stored file is missing. Your certificate stands; ask your administrator to restore the file."
        )
    return Response(
        content,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="certificate-{row.serial}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


@route(bp, "/<certificate_id>/prepare", allow=Permission.OWN_CERTIFICATE, methods=["POST"])
def prepare(certificate_id: str) -> ResponseReturnValue:
    """Render the file now, where the request that issued it could not."""
    row = queries.get_certificate_for(db(), actor(), certificate_id)
    wanted = row.id
    db().rollback()
    try:
        prepare_now(wanted)
    except KeysUnusable:
        flash(
            "The file waits for the key that signs it.\nYour certificate stands and nothing is lost. Tell whoever runs the server to call lms doctor.",
            "at-risk",
        )
    except Exception:
        # The certificate stands without its file; the job that was put with it goes on trying.
        current_app.logger.exception("the file of certificate %s could not be prepared", wanted)
        flash(
            "The file could not be prepared just now.\nYour certificate stands. We go on trying by ourselves.",
            "at-risk",
        )
    return see_other(url_for("certificates.certificate", certificate_id=wanted))
