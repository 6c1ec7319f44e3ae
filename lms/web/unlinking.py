"""Take the link between somebody's account and an identity provider away, with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.people.identity.linking import labels_of
from lms.people.identity.unlinking import identity_to_unlink, unlink_for
from lms.people.permissions import Permission
from lms.web.door import actor, db, now, route, services
from lms.web.one_person import ReasonForm, back
from lms.web.people import show
from lms.web.words import zone_here

bp = Blueprint("unlinking", __name__, url_prefix="/admin/people/<account_id>")


@route(bp, "/identities/<identity_id>/unlink", methods=["GET", "POST"], allow=Permission.PEOPLE_CORRECT)
def unlink(account_id: str, identity_id: str) -> ResponseReturnValue:
    """Ask why, then take the link away."""
    row, form = identity_to_unlink(db(), actor(), account_id, identity_id), ReasonForm()
    labels = services().identity.labels()
    label = labels_of(labels, row)
    if form.validate_on_submit():
        try:
            person = unlink_for(
                db(), actor=actor(), now=now(), account_id=row.account_id, identity_id=row.id, label=label,
                reason=form.reason.data or "",
            )  # fmt: skip
            flash(f"The link is taken away.\n{person.name} is signed out everywhere and is told by a letter.", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    shown = render_template(
        "unlink_identity.html", form=form, person=row.account, row=row, label=label, used=row.issuer in labels,
        zone=zone_here(),
    )  # fmt: skip
    return shown, 422 if form.errors else 200
