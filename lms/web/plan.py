"""My plan: all that a supervisor sees of her, for the learner herself; she may agree on other weekly hours."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.acts.plan import take_back
from lms.errors import NotFound
from lms.people.changes import AGREED
from lms.people.models import Account, RoleChange, RoleHeld
from lms.people.permissions import Permission
from lms.readiness.history import Event
from lms.readiness.rules.calendar import CalendarDay, calendar_text
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.person import asked_day
from lms.web.person_record import RoleView, just_changed, most_pressing, record_of
from lms.web.plan_questions import ask

bp = Blueprint("plan", __name__, url_prefix="/plan")


@route(bp, "/", allow=Permission.OWN_LEARNING)
def plan() -> ResponseReturnValue:
    """The page."""
    record = record_of(db().get_one(Account, actor().account_id), own=True, as_of=asked_day())
    return render_template(
        "plan.html",
        record=record,
        first=most_pressing(record.roles),
        undone=just_changed(record, undo_for),
        changes_for=(lambda _role: []) if record.past else questions,
        undo_for=(lambda _event: None) if record.past else undo_for,
    )


def questions(role: RoleView) -> list[tuple[str, str]]:
    """What a learner may change herself."""
    if role.held.ended_on is not None:
        return []
    return [("Change weekly hours", url_for("plan.hours", own_role_id=role.held.id))]


def undo_for(event: Event) -> str | None:
    """The address that takes back what she changed herself."""
    may = event.change_id is not None and event.own_change and event.field == AGREED
    return url_for("plan.undo", own_change_id=event.change_id) if may else None


@route(bp, "/dates.ics", allow=Permission.OWN_LEARNING)
def dates() -> ResponseReturnValue:
    """Her dates as a calendar file."""
    record = record_of(db().get_one(Account, actor().account_id), own=True)
    days = [day for role in record.roles for day in days_of(role)]
    answer = Response(calendar_text(days, stamped=now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="training-dates.ics"'
    return answer


def days_of(role: RoleView) -> list[CalendarDay]:
    """The days of one role: the first with patients, and each phase's opening and due date."""
    where = f"{role.shown.timeline.title}, {role.held.clinic.name}"
    start = role.shown.facts.start_date
    found = [CalendarDay(f"start-{role.held.id}@linchpin", start, "First day with CoCM patients", where)]
    for phase in role.standing.phases:
        name = phase.name.capitalize()
        if phase.opens is not None and phase.opens != start:
            found.append(
                CalendarDay(f"{phase.name}-opens-{role.held.id}@linchpin", phase.opens, f"{name} opens", where)
            )
        if phase.due is not None and phase.due != start:
            found.append(CalendarDay(f"{phase.name}-due-{role.held.id}@linchpin", phase.due, f"{name} is due", where))
    return found


@route(bp, "/<own_role_id>/hours", allow=Permission.OWN_LEARNING, methods=["GET", "POST"])
def hours(own_role_id: str) -> ResponseReturnValue:
    """Agree on other weekly hours; it is recorded as hers."""
    held = db().get(RoleHeld, own_role_id)
    if held is None or held.account_id != actor().account_id:
        raise NotFound()
    return ask(held, "hours", title="Change your weekly hours", back=url_for("plan.plan"))


@route(bp, "/changes/<own_change_id>/undo", allow=Permission.OWN_LEARNING, methods=["POST"])
def undo(own_change_id: str) -> ResponseReturnValue:
    """Take back a change of her own."""
    row = db().get(RoleChange, own_change_id)
    held = db().get(RoleHeld, row.role_held_id) if row is not None else None
    own = row is not None and held is not None and held.account_id == actor().account_id
    if row is None or not own or row.field != AGREED or row.by_account_id != actor().account_id:
        raise NotFound()
    take_back(db(), actor=actor(), now=now(), course=course(), change_id=row.id)
    flash("Taken back.\nWhat was agreed before holds again; both stay in the history.", "ready")
    return see_other(url_for("plan.plan"))
