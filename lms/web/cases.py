"""The case player: start, one stage a page, debrief. A conversation is a case whose page keeps what was said so far."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.begin import NotYet, begin_case, left_before
from lms.acts.case import step_case
from lms.curriculum.course import Case
from lms.curriculum.paths import asked
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.practice.others import what_others_chose
from lms.practice.queries import Walk, latest_walk, seats_played
from lms.practice.rules import choices_at, decisions, shown
from lms.web import case_pages
from lms.web.addresses import left_in
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.lessons import world
from lms.web.path_chart import path_chart
from lms.web.prepare import render_soon

bp = Blueprint("cases", __name__, url_prefix="/cases/<case_id>")


@route(bp, "/", allow=Permission.OWN_CASE)
def start(case_id: str) -> ResponseReturnValue:
    """What the case is about, and the button that begins it or goes on."""
    return _start_page(_demand(case_id))


def _start_page(case: Case, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    walk = _walk(case)
    page = render_template(
        "case_start.html",
        case=case,
        walk=walk,
        seat=case_pages.seat_of(walk) if walk else None,
        sat=seats_played(db(), actor().account_id, case),
        module=course().module(case.module_id),
        course=course(),
        first=left_in(course(), left_before(db(), actor().account_id, course(), case.id)),
        problem=problem,
        failed=bool(problem),
    )
    return make_response(page, status)


@route(bp, "/start", allow=Permission.OWN_CASE, methods=["POST"])
def begin(case_id: str) -> ResponseReturnValue:
    """Begin from a seat, or go on with the open run."""
    case, again, seat = _demand(case_id), request.form.get("go") == "again", request.form.get("seat", "")
    try:
        walk = begin_case(
            db(), actor=actor(), now=now(), course=course(), case_id=case.id, again=again, seat=seat
        )  # fmt: skip
    except NotYet as refusal:
        flash(str(refusal), "at-risk")
        return see_other(url_for("cases.start", case_id=case_id))
    except Invalid as refusal:
        return _start_page(case, problem=str(refusal), status=422)
    return see_other(_address(walk, case_id))


@route(bp, "/step", allow=Permission.OWN_CASE)
def step(case_id: str) -> ResponseReturnValue:
    """The stage at which this person's run stands."""
    walk = _walk(_demand(case_id))
    if walk is None:
        return redirect(url_for("cases.start", case_id=case_id), 303)
    if walk.place.ended:
        return redirect(url_for("cases.debrief", case_id=case_id), 303)
    return _step_page(walk)


def _step_page(walk: Walk, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    case, place, way = walk.case, walk.place, case_pages.way_of(walk)
    turns = case_pages.turns(case, way)
    page = render_template(
        "conversation_step.html" if case.kind == "conversation" else "case_step.html",
        case=case,
        seat=case_pages.seat_of(walk),
        stage=place.stage,
        blocks=shown(place.stage, place.known),
        question=asked(place.stage, place.known),
        offered=choices_at(place),
        last=turns[-1] if turns else None,
        turns=turns,
        when=case_pages.when_and_where(case, way),
        gauges_now=case_pages.gauges(walk, way[-2] if turns else None, place),
        number=len(place.taken) + 1,
        total=decisions(case, walk.run.seat),
        chart=case_pages.chart_of(case, place),
        kinds=case_pages.GRADE_KINDS,
        module=course().module(case.module_id),
        course=course(),
        problem=problem,
        failed=bool(problem),
    )
    return make_response(page, status)


@route(bp, "/step", allow=Permission.OWN_CASE, methods=["POST"])
def decide(case_id: str) -> ResponseReturnValue:
    """Take a decision. An old page changes nothing; the run is shown where it stands."""
    case = _demand(case_id)
    try:
        stepped = step_case(
            db(),
            actor=actor(),
            now=now(),
            world=world(),
            case_id=case.id,
            stage_id=request.form.get("stage", ""),
            choice_id=request.form.get("choice", ""),
        )
    except Invalid as refusal:
        walk = _walk(case)
        if walk is None:
            raise
        return _step_page(walk, problem=str(refusal), status=422)
    if stepped.decided.stale:
        flash("That page was an older one.\nNothing was changed; this is where your run stands.", "at-risk")
    render_soon(stepped.issued)
    if stepped.issued:
        flash("Your certificate is issued.\nYou find it under Certificates.", "ready")
    return see_other(_address(stepped.decided.walk, case_id))


def _address(walk: Walk, case_id: str) -> str:
    """Where a run goes on; a conversation where it is now, below what was said."""
    if walk.place.ended:
        return url_for("cases.debrief", case_id=case_id)
    below = walk.case.kind == "conversation" and walk.place.taken
    return url_for("cases.step", case_id=case_id, _anchor="now" if below else None)


@route(bp, "/debrief", allow=Permission.OWN_CASE)
def debrief(case_id: str) -> ResponseReturnValue:
    """The ending reached, the experts' path laid over the reader's own, and what the experts would say."""
    walk = _walk(_demand(case_id))
    if walk is None or not walk.place.ended:
        return redirect(url_for("cases.step" if walk else "cases.start", case_id=case_id), 303)
    case, place, way = walk.case, walk.place, case_pages.way_of(walk)
    turns, theirs = case_pages.turns(case, way), case_pages.expert_end(walk)
    rows = case_pages.rows(walk, what_others_chose(db(), walk.run))
    return render_template(
        "case_debrief.html",
        case=case,
        seat=case_pages.seat_of(walk),
        sat=seats_played(db(), actor().account_id, case),
        stage=place.stage,
        blocks=shown(place.stage, place.known),
        last=turns[-1] if turns else None,
        turns=turns,
        when=case_pages.when_and_where(case, way),
        gauges_now=case_pages.gauges(walk, way[0], place),
        chart=case_pages.chart_of(case, place),
        rows=rows,
        theirs=theirs,
        picture=path_chart(rows, same_end=theirs == place.stage),
        parting=case_pages.parting_words(rows, place.stage, theirs),
        moves=case_pages.moves_made(turns),
        kinds=case_pages.GRADE_KINDS,
        words=case_pages.GRADE_WORDS,
        module=course().module(case.module_id),
        course=course(),
    )


def _demand(case_id: str) -> Case:
    found = course().case(case_id)
    if found is None:
        raise NotFound()
    return found


def _walk(case: Case) -> Walk | None:
    return latest_walk(db(), actor().account_id, case)
