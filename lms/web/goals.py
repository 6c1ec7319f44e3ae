"""Goals of the six months after the start, for whoever looks after a clinic: its template, one person's goals, the check."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import ManyProblems, NotFound
from lms.identifying import pieces
from lms.people.access import get_clinic_for, get_role_for
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.readiness.goals import actions
from lms.readiness.goals.actions import By
from lms.readiness.goals.queries import template_of, wanted_of
from lms.readiness.queries import local_today
from lms.readiness.roles import timeline_of
from lms.readiness.rules.goals import months_of
from lms.web.door import actor, asked, course, db, now, route, see_other
from lms.web.goal_forms import CheckForm, GoalForm, ProposeForm, RecordForm
from lms.web.goal_views import After, GoalLine, after_of, goal_title

bp = Blueprint("goals", __name__)
CHANGE = Permission.PLAN_CHANGE


def by() -> By:
    """Who asks, when, of which course."""
    return By(db(), actor(), now(), course())


def roles_with_months() -> dict[str, int]:
    """Role → how many months of continuing education it has, of those that have some."""
    found = {role: months_of(timeline_of(course(), role)) for role in course().role_files}
    return {role: months for role, months in found.items() if months}


@route(bp, "/clinics/<clinic_id>/goals", allow=CHANGE, methods=["GET", "POST"])
def template(clinic_id: str) -> ResponseReturnValue:
    """The clinic's goals for everybody in a role; each role with continuing education has its own."""
    clinic = get_clinic_for(db(), actor(), clinic_id, CHANGE)
    roles = roles_with_months()
    role = asked("role") or next(iter(roles), "")
    if role not in roles:
        raise NotFound()
    form = GoalForm().offer(course(), role, roles[role])
    if request.method != "POST":
        return _template_page(clinic, role, roles, form)
    if form.validate_on_submit():
        try:
            row = actions.set_template_goal(
                by(), clinic_id=clinic.id, role=role, wanted=form.wanted(), checked=bool(form.checked.data)
            )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            said = goal_title(course(), wanted_of(row, course()))
            flash(
                f"Set for month {row.month}.\n{said}. It is asked of everybody whose month {row.month} is not over.",
                "ready",
            )
            return see_other(url_for("goals.template", clinic_id=clinic.id, role=role))
    return _template_page(clinic, role, roles, form, status=422)


def _template_page(
    clinic: Clinic, role: str, roles: dict[str, int], form: GoalForm, status: int = 200
) -> ResponseReturnValue:
    rows = [(row, goal_title(course(), wanted_of(row, course()))) for row in template_of(db(), clinic.id, role)]
    page = render_template(
        "goals_clinic.html", clinic=clinic, role=role, roles={each: ROLES.get(each, each) for each in roles},
        months=roles[role], rows=rows, form=form, patients=bool(pieces(form.words.data or "")),
        withdrawn=request.args.get("withdrawn"),
    )  # fmt: skip
    return page, status


@route(bp, "/clinics/<clinic_id>/goals/suggested", allow=CHANGE, methods=["POST"])
def suggested(clinic_id: str) -> ResponseReturnValue:
    """Begin with our suggestion."""
    role = request.form.get("role") or next(iter(roles_with_months()), "")
    number = actions.use_suggestion(by(), clinic_id=clinic_id, role=role)
    flash(f"{number} goals are set.\nThey are our suggestion, and yours to change.", "ready")
    return see_other(url_for("goals.template", clinic_id=clinic_id, role=role))


@route(bp, "/clinics/<clinic_id>/goals/<clinic_goal_id>/<any(withdraw, restore):act>", allow=CHANGE, methods=["POST"])
def change_template(clinic_id: str, clinic_goal_id: str, act: str) -> ResponseReturnValue:
    """Withdraw a goal of the clinic, or undo that."""
    do = actions.withdraw if act == "withdraw" else actions.restore
    row = do(by(), goal_id=clinic_goal_id, clinic_id=clinic_id)
    gone = row.id if act == "withdraw" else None
    flash(
        "Withdrawn.\nWhoever had closed it keeps it as done." if gone else "It is back.\nNothing else changed.", "ready"
    )
    return see_other(url_for("goals.template", clinic_id=clinic_id, role=row.role, withdrawn=gone))


@route(bp, "/team/<account_id>/<role_held_id>/goals", allow=CHANGE, methods=["GET", "POST"])
def person(account_id: str, role_held_id: str) -> ResponseReturnValue:
    """One person's goals, month by month, and a form to set another."""
    after = _seen(account_id, role_held_id)
    form = GoalForm().offer(course(), after.held.role, len(after.seen.months))
    if request.method != "POST":
        current = next((each.month.number for each in after.seen.months if each.when == "now"), 1)
        form.month.data = current
        return _person_page(after, form)
    if form.validate_on_submit():
        try:
            row = actions.set_goal(
                by(), role_held_id=after.held.id, wanted=form.wanted(), checked=bool(form.checked.data)
            )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash(f"Set for month {row.month}.\n{goal_title(course(), wanted_of(row, course()))}.", "ready")
            return see_other(after.url)
    return _person_page(after, form, status=422)


def _person_page(after: After, form: GoalForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "goals_person.html", after=after, form=form, patients=bool(pieces(form.words.data or "")),
        withdrawn=request.args.get("withdrawn"), may_set=after.held.ended_on is None,
    )  # fmt: skip
    return page, status


def _seen(account_id: str, role_held_id: str) -> After:
    """The role held, if it is this person's and its plan may be changed. Raises NotFound."""
    held = get_role_for(db(), actor(), role_held_id, CHANGE)
    found = _after(held) if held.account_id == account_id else None
    if found is None:
        raise NotFound()
    return found


def _after(held: RoleHeld, *, own: bool = False) -> After | None:
    return after_of(held, local_today(held, now()), held.start_date, own=own)


@route(bp, "/team/<account_id>/<role_held_id>/goals/<goal_id>", allow=CHANGE, methods=["GET", "POST"])
def goal(account_id: str, role_held_id: str, goal_id: str) -> ResponseReturnValue:
    """Record what came of one goal."""
    after = _seen(account_id, role_held_id)
    line = line_of(after, goal_id)
    form = RecordForm()
    if request.method != "POST":
        mark = line.now.mark
        form.on.data = mark.on if mark else after.seen.today
        form.text.data = mark.note if mark and mark.what == "proposed" else ""
    elif form.validate_on_submit():
        try:
            actions.record(
                by(), role_held_id=after.held.id, goal_id=goal_id,
                what="not needed" if form.what.data == "not needed" else "done", on=form.on.data,
                text=form.text.data or "", checked=bool(form.checked.data),
            )  # fmt: skip
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash(f"Recorded.\n{line.title}.", "ready")
            return see_other(after.url)
    return record_page(after, goal_id, form)


def line_of(after: After, goal_id: str) -> GoalLine:
    """One of the goals shown. Raises NotFound."""
    found = next((each for lines in after.lines.values() for each in lines if each.now.goal.id == goal_id), None)
    if found is None:
        raise NotFound()
    return found


def record_page(after: After, goal_id: str, form: RecordForm | ProposeForm) -> ResponseReturnValue:
    """The page of one goal, for either side."""
    page = render_template(
        "goal_record.html", after=after, line=line_of(after, goal_id), form=form,
        patients=bool(pieces(form.text.data or "")),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@route(bp, "/team/<account_id>/<role_held_id>/goals/<goal_id>/take-back", allow=CHANGE, methods=["POST"])
def take_back(account_id: str, role_held_id: str, goal_id: str) -> ResponseReturnValue:
    """Take back what was recorded last of a goal."""
    after = _seen(account_id, role_held_id)
    done = actions.take_back(by(), role_held_id=after.held.id, goal_id=goal_id)
    return taken_back(after, done=done)


def taken_back(after: After, *, done: bool) -> ResponseReturnValue:
    """Say so, and show the goals."""
    flash(
        "Taken back.\nThe goal is as it was before." if done else "Nothing was changed.\nNothing is recorded of it.",
        "ready",
    )
    return see_other(after.url)


@route(
    bp, "/team/<account_id>/<role_held_id>/goals/<goal_id>/<any(withdraw, restore):act>", allow=CHANGE, methods=["POST"]
)
def change_goal(account_id: str, role_held_id: str, goal_id: str, act: str) -> ResponseReturnValue:
    """Withdraw one person's own goal, or undo that."""
    after = _seen(account_id, role_held_id)
    do = actions.withdraw if act == "withdraw" else actions.restore
    row = do(by(), goal_id=goal_id, clinic_id=after.held.clinic_id, role_held_id=after.held.id)
    gone = row.id if act == "withdraw" else None
    flash("Withdrawn.\nIt is asked of nobody any more." if gone else "It is back.\nNothing else changed.", "ready")
    return see_other(url_for("goals.person", **after.there, withdrawn=gone))


@route(bp, "/team/<account_id>/<role_held_id>/six-month-check", allow=CHANGE, methods=["GET", "POST"])
def check(account_id: str, role_held_id: str) -> ResponseReturnValue:
    """The supervisor's side of the six-month check."""
    return ask_check(_seen(account_id, role_held_id))


def ask_check(after: After) -> ResponseReturnValue:
    """Show the check, and write one's own side of it."""
    side = "learner" if after.own else "supervisor"
    form, said = CheckForm(), after.seen.said.get("learner" if after.own else "supervisor")
    if request.method != "POST":
        form.went_well.data, form.next_steps.data = (said.went_well, said.next_steps) if said else ("", "")
    elif form.validate_on_submit():
        try:
            actions.write_check(
                by(), role_held_id=after.held.id, side="learner" if after.own else "supervisor",
                went_well=form.went_well.data or "", next_steps=form.next_steps.data or "",
                checked=bool(form.checked.data),
            )  # fmt: skip
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash("Saved.\nBoth of you read it; it is not scored, and being ready does not depend on it.", "ready")
            return see_other(after.check_url)
    texts = f"{form.went_well.data or ''} {form.next_steps.data or ''}"
    page = render_template(
        "six_month_check.html", after=after, form=form, side=side, patients=bool(pieces(texts)),
        opens=after.seen.today < after.seen.check_from,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@route(bp, "/team/<account_id>/<role_held_id>/six-month-check/take-back", allow=CHANGE, methods=["POST"])
def take_back_check(account_id: str, role_held_id: str) -> ResponseReturnValue:
    """Take the supervisor's side back."""
    after = _seen(account_id, role_held_id)
    actions.take_back_check(by(), role_held_id=after.held.id, side="supervisor")
    flash("Taken back.\nYour part of the check is open again.", "ready")
    return see_other(after.check_url)
