"""Somebody's hours for those who look after her, the decision on training done elsewhere, and practice skipped after a diagnostic."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.outside import decide, get_training_for, open_parts
from lms.acts.outside import take_back as take_decision_back
from lms.acts.placement import NotNow, get_placement_for, let_stand, undo_skip
from lms.acts.reported import get_report_for, quarters, take_up
from lms.errors import Invalid
from lms.learning.outside.certificate.rules import ANSWERS, Checked, answer_of
from lms.learning.outside.queries import state, trainings
from lms.learning.outside.reported.queries import report_state, reporters, taken_up_from
from lms.learning.outside.reported.rules.words import minutes_words
from lms.learning.outside.rules import minutes_of_hours
from lms.people.access import get_person_for
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.hours import certificate_words, deciders, file_of, hours_of, module_name
from lms.web.lessons import world
from lms.web.prepare import render_soon
from lms.web.words import zone_here

bp = Blueprint("person_hours", __name__, url_prefix="/team/<account_id>/hours")


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def hours(account_id: str) -> ResponseReturnValue:
    """The ledger as the learner sees it, with what waits for a decision."""
    account = get_person_for(db(), actor(), account_id, Permission.CLINIC_READINESS)
    return render_template(
        "hours.html",
        hours=hours_of(account),
        own=False,
        decides=account.id != actor().account_id and actor().may(Permission.PLAN_CHANGE),
        state=state,
        report_state=report_state,
        title_of=course().title_of,
        certificate_words=certificate_words,
        zone=zone_here(),
    )


@route(bp, "/<training_id>", allow=Permission.PLAN_CHANGE, methods=["GET", "POST"])
def decision(account_id: str, training_id: str) -> ResponseReturnValue:
    """Accept a training, with the parts it stands for, or do not."""
    row = get_training_for(db(), actor(), account_id, training_id)
    problem: Invalid | None = None
    if request.method == "POST":
        accept = request.form.get("go") == "accept"
        try:
            decide(
                db(), actor=actor(), now=now(), course=course(), account_id=account_id, training_id=training_id, accept=accept,
                waives=request.form.getlist("waives"), reason=request.form.get("reason", ""), checked=_checked(),
            )  # fmt: skip
        except Invalid as wrong:
            db().rollback()
            problem, row = wrong, get_training_for(db(), actor(), account_id, training_id)
        else:
            words = "Accepted." if accept else "Not accepted."
            flash(f"{words}\nStanding and forecast are computed anew. You can take the decision back here.", "ready")
            return see_other(url_for("person_hours.hours", account_id=account_id))
    shown = next(each for each in trainings(db(), account_id) if each.id == row.id)
    report = taken_up_from(db(), account_id).get(row.id)
    page = render_template(
        "hours_decide.html",
        taken_up=names_of(db(), [report.taken_up_by_account_id]).get(report.taken_up_by_account_id) if report else None,
        person=get_person_for(db(), actor(), account_id, Permission.PLAN_CHANGE),
        row=shown,
        state=state(shown),
        certificate=certificate_words(shown.certificate, names_of(db(), deciders([shown])))
        if shown.certificate
        else None,
        answers=ANSWERS,
        checked=_checked(),
        parts=open_parts(db(), account_id, course()),
        chosen=request.form.getlist("waives"),
        reason=request.form.get("reason", ""),
        problem=problem,
        failed=problem is not None,
        zone=zone_here(),
    )
    return make_response(page, 422 if problem else 200)


def _checked() -> Checked:
    """What the form says of the check page of a certificate; that nothing was said, where it has no such question."""
    return Checked(answer_of(request.form.get("answer", "")), request.form.get("name_agrees") == "yes")


@route(bp, "/<training_id>/take-back", allow=Permission.PLAN_CHANGE, methods=["POST"])
def take_back(account_id: str, training_id: str) -> ResponseReturnValue:
    """Undo a decision."""
    done = take_decision_back(
        db(), actor=actor(), now=now(), course=course(), account_id=account_id, training_id=training_id
    )
    if done:
        flash("Taken back.\nThe training waits for a decision again, and what it waived is open.", "ready")
    return see_other(url_for("person_hours.decision", account_id=account_id, training_id=training_id))


@route(bp, "/<training_id>/file", allow=Permission.PLAN_CHANGE)
def file(account_id: str, training_id: str) -> ResponseReturnValue:
    """The file that shows the training."""
    return file_of(get_training_for(db(), actor(), account_id, training_id))


@route(bp, "/reported/<report_id>", allow=Permission.PLAN_CHANGE, methods=["GET", "POST"])
def reported(account_id: str, report_id: str) -> ResponseReturnValue:
    """Take up what an import reported, with the time it may count for; it then waits for a decision."""
    row = get_report_for(db(), actor(), account_id, report_id)
    if request.method != "POST" and row.training_id is not None:
        return see_other(url_for("person_hours.decision", account_id=account_id, training_id=row.training_id))
    problem, hours = "", request.form.get("hours", "")
    if request.method == "POST":
        try:
            minutes = minutes_of_hours(_number(hours))
            made = take_up(
                db(), actor=actor(), now=now(), account_id=account_id, report_id=report_id, minutes=minutes
            )  # fmt: skip
        except Invalid as wrong:
            db().rollback()
            problem, row = wrong.sentence, get_report_for(db(), actor(), account_id, report_id)
        else:
            return see_other(url_for("person_hours.decision", account_id=account_id, training_id=made.id))
    offered = quarters(row.minutes)
    page = render_template(
        "hours_take_up.html",
        person=get_person_for(db(), actor(), account_id, Permission.PLAN_CHANGE),
        row=row,
        reporter=reporters(db(), [row])[row.file.organisation_id],
        minutes=minutes_words(row.minutes),
        hours=hours if request.method == "POST" else f"{offered / 60:g}" if offered else "",
        problem=problem,
        failed=bool(problem),
        zone=zone_here(),
    )
    return make_response(page, 422 if problem else 200)


def _number(text: str) -> Decimal:
    """Hours as somebody types them; 0, which no training takes, for what is no number."""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal(0)


@route(bp, "/skipped/<placement_id>", allow=Permission.PLAN_CHANGE, methods=["GET", "POST"])
def skipped(account_id: str, placement_id: str) -> ResponseReturnValue:
    """Practice that was skipped after a diagnostic: which parts; and the way to open it again, with a reason."""
    row = get_placement_for(db(), actor(), account_id, placement_id)
    problem: Invalid | None = None
    if request.method == "POST":
        reason = request.form.get("reason", "")
        try:
            undone = undo_skip(
                db(), actor=actor(), now=now(), world=world(), account_id=account_id, placement_id=placement_id, reason=reason
            )  # fmt: skip
        except Invalid as wrong:
            db().rollback()
            problem, row = wrong, get_placement_for(db(), actor(), account_id, placement_id)
        else:
            if undone:
                flash(
                    "Open again.\nStanding and forecast are computed anew. You can let the choice stand again here.",
                    "ready",
                )
            return see_other(url_for("person_hours.hours", account_id=account_id))
    page = render_template(
        "placement_undo.html",
        person=get_person_for(db(), actor(), account_id, Permission.PLAN_CHANGE),
        row=row,
        name=module_name(row.module_id),
        title_of=course().title_of,
        reason=request.form.get("reason", ""),
        problem=problem,
        failed=problem is not None,
        zone=zone_here(),
    )
    return make_response(page, 422 if problem else 200)


@route(bp, "/skipped/<placement_id>/let-stand", allow=Permission.PLAN_CHANGE, methods=["POST"])
def let_skipped_stand(account_id: str, placement_id: str) -> ResponseReturnValue:
    """Take back the undoing of a choice."""
    try:
        done = let_stand(
            db(), actor=actor(), now=now(), world=world(), account_id=account_id, placement_id=placement_id
        )
    except NotNow as refusal:
        flash(str(refusal), "at-risk")
        return see_other(url_for("person_hours.hours", account_id=account_id))
    render_soon(done.issued)
    if done.new:
        flash("It stands again.\nThe practice is skipped as it was.", "ready")
    return see_other(url_for("person_hours.skipped", account_id=account_id, placement_id=placement_id))
