"""A clinic before its first patient: its team, whether it can begin on a day, and who leaves and enters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField
from wtforms.validators import Optional

from lms.errors import Invalid
from lms.people.access import get_clinic_for, get_role_for
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import Permission
from lms.people.queries import clinics_for
from lms.readiness.opening import actions
from lms.readiness.opening.board import WhatIf, boards_of, golive, open_words
from lms.readiness.opening.past import opens_on_then
from lms.readiness.opening.queries import (
    Listed,
    RoleNeeded,
    clinic_list,
    handover_list,
    holdings,
    leavings,
    names_by_need,
    needs_of,
    past_holders,
    setup_of,
    team_of,
)
from lms.readiness.queries import load_plans
from lms.readiness.roles import timelines_of
from lms.readiness.rules import day_words, local_date
from lms.readiness.rules.coverage import Stretch, stretches
from lms.readiness.rules.coverage_working import CoverageWorking, coverage_working
from lms.readiness.rules.golive import Board, forecast_words
from lms.readiness.rules.golive_working import board_working
from lms.readiness.rules.words import list_words
from lms.web.coverage_chart import coverage_chart
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.person import asked_day, past_day
from lms.web.words import zone_words

bp = Blueprint("clinics", __name__, url_prefix="/clinics")

HORIZON = timedelta(weeks=26)
HOURS_MOST = 20


def clinic_seen(clinic_id: str, permission: Permission = Permission.CLINIC_READINESS) -> Clinic:
    """The clinic, where whoever asks looks after it. Raises NotFound."""
    return get_clinic_for(db(), actor(), clinic_id, permission)


def today_at(clinic: Clinic) -> date:
    """The clinic's local day."""
    return local_date(now(), clinic.zone)


def changes(clinic: Clinic) -> bool:
    """Whether whoever asks may change the clinic's lists."""
    return actor().may(Permission.CLINIC_SETUP, organisation_id=clinic.organisation_id, clinic_id=clinic.id)


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def clinics() -> ResponseReturnValue:
    """Every clinic one looks after, each with its answer."""
    found = clinics_for(db(), actor(), Permission.CLINIC_READINESS)
    boards = boards_of(db(), found, course(), now=now())
    return render_template("clinics.html", clinics=[(each, boards.get(each.id)) for each in found])


def board_of(
    clinic: Clinic, opening: date | None, what_if: WhatIf | None = None, *, as_of: date | None = None
) -> Board | None:
    """The board of a day; None where no first day is set. `as_of`: as it stood at the end of a day that is over."""
    if opening is None:
        return None
    return golive(db(), clinic, course(), now=now(), opening=opening, what_if=what_if, as_of=as_of)


@route(bp, "/<clinic_id>/", allow=Permission.CLINIC_READINESS)
def clinic(clinic_id: str) -> ResponseReturnValue:
    """One clinic: who is needed and there, what is open, and where to go."""
    here = clinic_seen(clinic_id)
    today = today_at(here)
    found = board_of(here, here.opens_on or today)
    assert found is not None
    return render_template(
        "clinic.html",
        clinic=here,
        board=found,
        words=open_words(found),
        setup=setup_of(db(), here),
        needs=needs_of(db(), here, course()),
        papers=clinic_list(db(), here, course(), today),
        coverage=coverage_of(here, today),
        changes=changes(here),
        zone=zone_words(here.zone),
    )


@dataclass(frozen=True)
class Covered:
    """One role with the stretches of the months to come, and how they come about."""

    need: RoleNeeded
    stretches: tuple[Stretch, ...]
    working: CoverageWorking


def coverage_of(clinic: Clinic, today: date) -> tuple[Covered, ...]:
    """Who covers each role used here from the first day (or today, once it is over) for half a year."""
    first = max(today, clinic.opens_on or today)
    team = [*team_of(db(), clinic), *past_holders(db(), clinic, today)]
    load_plans(db(), team)
    ends = leavings(db(), team)
    found = []
    for need in needs_of(db(), clinic, course()):
        if need.used:
            held = holdings(need, team, ends)
            there = stretches(held, first, first + HORIZON)
            found.append(Covered(need, there, coverage_working(held, there)))
    return tuple(found)


@route(bp, "/<clinic_id>/opening", allow=Permission.CLINIC_READINESS)
def opening(clinic_id: str) -> ResponseReturnValue:
    """The go-live board: can the clinic begin on a day? Trying something out saves nothing."""
    here = clinic_seen(clinic_id)
    as_of = past_day(here.zone)
    own = opens_on_then(db(), here, as_of) if as_of else here.opens_on
    day, tried = tried_out(own)
    if day is None:
        return render_template(
            "opening_none.html", clinic=here, changes=changes(here) and as_of is None, day=as_of or today_at(here),
            today=today_at(here), zone=zone_words(here.zone), past=as_of is not None,
        )  # fmt: skip
    found = board_of(here, day, tried, as_of=as_of)
    assert found is not None
    plain = board_of(here, own, as_of=as_of) if tried != WhatIf() or day != own else None
    return render_template(
        "opening.html",
        clinic=here,
        board=found,
        plain=plain,
        day=day,
        hours=_hours(),
        added=tried.added,
        missing=[each for each in found.of("team") if each.state == "missing" or each.id in tried.added],
        forecast=forecast_words(found),
        words=open_words(found),
        changes=changes(here) and as_of is None,
        zone=zone_words(here.zone),
        query=query_of(day, tried, own),
        own_day=own,
        past=as_of is not None,
        today=today_at(here),
        working=board_working(found),
        facts_for=facts_for(),
    )


def facts_for() -> dict[str, str]:
    """Item of the clinic's list → the ids of the facts it rests on, in words."""
    return {each.id: list_words(each.facts) for each in course().checklists.clinic if each.facts}


def query_of(day: date, tried: WhatIf, own: date | None) -> dict[str, object]:
    """What is tried out, as the address of another page takes it; empty where nothing is."""
    asked: dict[str, object] = {} if day == own else {"date": day.isoformat()}
    if tried.more_minutes:
        asked["hours"] = tried.more_minutes // 60
    return {**asked, "add": list(tried.added)} if tried.added else asked


def tried_out(own: date | None) -> tuple[date | None, WhatIf]:
    """The first day that is asked about, the clinic's own without one, and what the address tries out. Raises Invalid."""
    added = tuple(each for each in request.args.getlist("add") if each)
    return asked_day("date") or own, WhatIf(_hours() * 60, added)


def _hours() -> int:
    raw = request.args.get("hours", "")
    if not raw:
        return 0
    if not raw.isascii() or not raw.isdigit() or int(raw) > HOURS_MOST:
        raise Invalid(f"Enter whole hours a week, {HOURS_MOST} at most.")
    return int(raw)


class SetupForm(FlaskForm):  # type: ignore[misc]
    """The first day, and whether lists count."""

    opens_on = DateField(
        "First day with Collaborative Care patients",
        description="Not the day of hiring or of opening the house. Leave it empty while nobody knows.",
        validators=[Optional()],
    )
    checklists = BooleanField("What the lists require counts for being ready")


@route(bp, "/<clinic_id>/setup", allow=Permission.CLINIC_SETUP, methods=["GET", "POST"])
def setup(clinic_id: str) -> ResponseReturnValue:
    """Set a clinic up: first day, the roles it uses, whether lists count."""
    here = clinic_seen(clinic_id, Permission.CLINIC_SETUP)
    form = SetupForm()
    needs = needs_of(db(), here, course())
    if request.method != "POST":
        row = setup_of(db(), here)
        form.opens_on.data, form.checklists.data = here.opens_on, bool(row and row.checklists_since)
        return _setup_page(here, form, needs, {})
    out = {
        each.key: request.form.get(f"reason-{each.key}", "")
        for each in needs
        if request.form.get(f"used-{each.key}") == "no"
    }
    if not form.validate_on_submit():
        return _setup_page(here, form, needs, {}, out, 422)
    try:
        actions.set_up(
            db(), actor=actor(), now=now(), course=course(), clinic_id=here.id, opens_on=form.opens_on.data, unused=out,
            checklists=bool(form.checklists.data),
        )  # fmt: skip
    except Invalid as wrong:
        db().rollback()
        if wrong.field in form:
            form[wrong.field].errors = [str(wrong)]
        here = clinic_seen(clinic_id, Permission.CLINIC_SETUP)
        return _setup_page(here, form, needs, {wrong.field or "": str(wrong)}, out, 422)
    flash(f"{here.name} is set up.\nEverything here can be changed later.", "ready")
    return see_other(url_for("clinics.clinic", clinic_id=here.id))


def _setup_page(
    here: Clinic,
    form: SetupForm,
    needs: tuple[RoleNeeded, ...],
    wrong: dict[str, str],
    out: dict[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    given = {each.key: each.reason for each in needs if not each.used} if out is None else out
    people = names_by_need(db(), here, needs)
    adds = actor().may(Permission.PEOPLE_READ, organisation_id=here.organisation_id, clinic_id=here.id)
    shown = render_template(
        "clinic_setup.html", clinic=here, form=form, needs=needs, people=people, out=given, wrong=wrong, adds=adds
    )
    return make_response(shown, status)


@dataclass(frozen=True)
class Going:
    """Somebody who leaves a role: the day, the hand-over, and who is there from the day after."""

    held: RoleHeld
    last_day: date
    listed: Listed
    after: tuple[str, ...]


@route(bp, "/<clinic_id>/handover", allow=Permission.CLINIC_READINESS)
def handover(clinic_id: str) -> ResponseReturnValue:
    """Who leaves and enters, the gaps that come of it, and what each hand-over asks."""
    here = clinic_seen(clinic_id)
    today = today_at(here)
    team = team_of(db(), here)
    ends = leavings(db(), team)
    covered = coverage_of(here, today)
    going = [
        Going(each, ends[each.id], handover_list(db(), each, course(), today), _after(covered, each, ends[each.id]))
        for each in team
        if each.id in ends
    ]
    return render_template(
        "handover.html",
        clinic=here,
        going=going,
        team=sorted((each for each in team if each.id not in ends), key=lambda each: each.account.name),
        gaps=[(each, stretch) for each in covered for stretch in each.stretches if not stretch.people],
        chart=coverage_chart([(each.need.title, each.stretches) for each in covered]),
        titles={role: timeline.title for role, timeline in timelines_of(course()).items()},
        covered=covered,
        zone=zone_words(here.zone),
        today=today,
        changes=changes(here),
    )


def _after(covered: tuple[Covered, ...], held: RoleHeld, last_day: date) -> tuple[str, ...]:
    """Who covers the role on the day after somebody leaves."""
    day = last_day + timedelta(days=1)
    for each in covered:
        if each.need.role == held.role and not each.need.champion:
            return next((one.people for one in each.stretches if one.first <= day <= one.last), ())
    return ()


class LeavingForm(FlaskForm):  # type: ignore[misc]
    """The last day in the role."""

    last_day = DateField("Last day in the role", validators=[Optional()])


@route(bp, "/roles/<role_held_id>/leaving", allow=Permission.CLINIC_SETUP, methods=["GET", "POST"])
def leaving(role_held_id: str) -> ResponseReturnValue:
    """Say on which day somebody leaves a role, or that she stays."""
    held = get_role_for(db(), actor(), role_held_id, Permission.CLINIC_SETUP)
    form = LeavingForm()
    day = leavings(db(), [held]).get(held.id)
    if request.method != "POST":
        form.last_day.data = day
    elif form.validate_on_submit():
        stays = request.form.get("go") == "stays"
        if not stays and form.last_day.data is None:
            form.last_day.errors = ["Enter the last day, such as 4 May 2027."]
        else:
            try:
                wanted = None if stays else form.last_day.data
                actions.say_leaving(db(), actor=actor(), now=now(), role_held_id=held.id, last_day=wanted)
            except Invalid as wrong:
                form.last_day.errors = [str(wrong)]
            else:
                flash(_left(held.account.name, wanted), "ready")
                return see_other(url_for("clinics.handover", clinic_id=held.clinic_id))
    shown = render_template("leaving.html", held=held, form=form, day=day)
    return make_response(shown, 422 if form.errors else 200)


def _left(name: str, day: date | None) -> str:
    if day is None:
        return f"{name} stays.\nNo last day is planned any more; what was entered about the hand-over is kept."
    return f"{name} leaves on {day_words(day)}.\nThe hand-over has its list below. The role is held until somebody ends it under People."
