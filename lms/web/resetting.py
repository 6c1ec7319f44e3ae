"""Reset the second step of somebody who has lost it, with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.people.factors.queries import factors_of
from lms.people.factors.resetting import account_to_reset, reset_factors
from lms.people.permissions import Permission
from lms.web.door import actor, db, now, route
from lms.web.one_person import ReasonForm, back
from lms.web.people import show

bp = Blueprint("resetting", __name__, url_prefix="/admin/people/<account_id>")


@route(bp, "/reset-second-step", methods=["GET", "POST"], allow=Permission.PEOPLE_CORRECT)
def reset(account_id: str) -> ResponseReturnValue:
    """Ask why, then take every second step of somebody away."""
    person, form = account_to_reset(db(), actor(), account_id), ReasonForm()
    if form.validate_on_submit():
        try:
            reset_factors(db(), actor=actor(), now=now(), account_id=person.id, reason=form.reason.data or "")
            flash(
                f"The second step is reset.\n{person.name} is signed out everywhere and is told by a letter.", "ready"
            )
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    rows = factors_of(db(), person.id)
    shown = render_template("reset_second_step.html", form=form, person=person, rows=rows)
    return shown, 422 if form.errors else 200
