"""The six months after the start for the learner herself: her goals, what she proposes as done, her side of the check."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from lms.errors import ManyProblems, NotFound
from lms.people.models import RoleHeld
from lms.people.permissions import Permission
from lms.readiness.goals import actions
from lms.readiness.queries import local_today
from lms.web.door import actor, db, now, route, see_other
from lms.web.goal_forms import ProposeForm
from lms.web.goal_views import After, after_of
from lms.web.goals import ask_check, by, line_of, record_page, taken_back

bp = Blueprint("own_goals", __name__, url_prefix="/plan")
OWN = Permission.OWN_LEARNING


def own(own_role_id: str) -> After:
    """Her continuing education in one role. Raises NotFound."""
    held = db().get(RoleHeld, own_role_id)
    if held is None or held.account_id != actor().account_id:
        raise NotFound()
    found = after_of(held, local_today(held, now()), held.start_date, own=True)
    if found is None:
        raise NotFound()
    return found


@route(bp, "/<own_role_id>/goals", allow=OWN)
def goals(own_role_id: str) -> ResponseReturnValue:
    """Her goals, month by month."""
    return render_template("goals_person.html", after=own(own_role_id), form=None, may_set=False, withdrawn=None)


@route(bp, "/<own_role_id>/goals/<goal_id>", allow=OWN, methods=["GET", "POST"])
def goal(own_role_id: str, goal_id: str) -> ResponseReturnValue:
    """Say that one was done; her supervisor confirms it."""
    after = own(own_role_id)
    line = line_of(after, goal_id)
    form = ProposeForm()
    if request.method != "POST":
        form.on.data = after.seen.today
    elif form.validate_on_submit():
        try:
            actions.propose(
                by(), role_held_id=after.held.id, goal_id=goal_id, on=form.on.data, text=form.text.data or "",
                checked=bool(form.checked.data),
            )  # fmt: skip
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash(f"Proposed.\n{line.title}. Your supervisor confirms it.", "ready")
            return see_other(after.url)
    return record_page(after, goal_id, form)


@route(bp, "/<own_role_id>/goals/<goal_id>/take-back", allow=OWN, methods=["POST"])
def take_back(own_role_id: str, goal_id: str) -> ResponseReturnValue:
    """Take back what she proposed."""
    after = own(own_role_id)
    return taken_back(after, done=actions.take_back(by(), role_held_id=after.held.id, goal_id=goal_id, own=True))


@route(bp, "/<own_role_id>/six-month-check", allow=OWN, methods=["GET", "POST"])
def check(own_role_id: str) -> ResponseReturnValue:
    """Her side of the six-month check."""
    return ask_check(own(own_role_id))


@route(bp, "/<own_role_id>/six-month-check/take-back", allow=OWN, methods=["POST"])
def take_back_check(own_role_id: str) -> ResponseReturnValue:
    """Take her side back."""
    after = own(own_role_id)
    actions.take_back_check(by(), role_held_id=after.held.id, side="learner")
    flash("Taken back.\nYour part of the check is open again.", "ready")
    return see_other(after.check_url)
