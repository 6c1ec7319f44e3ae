"""The case player: start, one stage a page, debrief."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.case import step_case
from lms.curriculum.course import Case
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.practice.actions import start_case
from lms.practice.queries import Walk, latest_walk
from lms.practice.rules import Taken, choice_of, decisions, expert_decisions, shown
from lms.web import charts
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.lessons import world
from lms.web.prepare import render_soon

bp = Blueprint("cases", __name__, url_prefix="/cases/<case_id>")


@route(bp, "/", allow=Permission.OWN_CASE)
def start(case_id: str) -> ResponseReturnValue:
    """What the case is about, and the button that begins it or goes on."""
    case = _demand(case_id)
    return render_template(
        "case_start.html", case=case, walk=_walk(case), module=course().module(case.module_id), course=course()
    )


@route(bp, "/start", allow=Permission.OWN_CASE, methods=["POST"])
def begin(case_id: str) -> ResponseReturnValue:
    """Begin, or go on with the open run."""
    again = request.form.get("go") == "again"
    walk = start_case(db(), actor=actor(), now=now(), course=course(), case_id=_demand(case_id).id, again=again)
    return see_other(url_for("cases.debrief" if walk.place.ended else "cases.step", case_id=case_id))


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
    place = walk.place
    page = render_template(
        "case_step.html",
        case=walk.case,
        stage=place.stage,
        blocks=shown(place.stage, place.flags),
        last=_last(walk),
        number=len(place.taken) + 1,
        total=decisions(walk.case),
        path=_path(walk),
        chart=_chart(walk.case),
        module=course().module(walk.case.module_id),
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
    return see_other(url_for("cases.debrief" if stepped.decided.walk.place.ended else "cases.step", case_id=case_id))


@route(bp, "/debrief", allow=Permission.OWN_CASE)
def debrief(case_id: str) -> ResponseReturnValue:
    """The ending reached, the reader's own path beside the experts' path, and what the experts would say."""
    walk = _walk(_demand(case_id))
    if walk is None or not walk.place.ended:
        return redirect(url_for("cases.step" if walk else "cases.start", case_id=case_id), 303)
    return render_template(
        "case_debrief.html",
        case=walk.case,
        stage=walk.place.stage,
        blocks=shown(walk.place.stage, walk.place.flags),
        last=_last(walk),
        path=_path(walk),
        expert=_described(walk.case, expert_decisions(walk.case)),
        module=course().module(walk.case.module_id),
        course=course(),
    )


def _demand(case_id: str) -> Case:
    found = course().case(case_id)
    if found is None:
        raise NotFound()
    return found


def _walk(case: Case) -> Walk | None:
    return latest_walk(db(), actor().account_id, case)


def _path(walk: Walk) -> list[dict[str, Any]]:
    return _described(walk.case, walk.place.taken)


def _described(case: Case, taken: tuple[Taken, ...]) -> list[dict[str, Any]]:
    """Each decision with its stage, the words for it and its feedback."""
    found = []
    for each in taken:
        stage = case.stages[each.stage_id]
        choice = choice_of(stage, each.choice_id)
        found.append({"stage": stage, "choice": choice, "path": choice.path, "grade": choice.grade})
    return found


def _last(walk: Walk) -> dict[str, Any] | None:
    path = _path(walk)
    return path[-1] if path else None


def _chart(case: Case) -> charts.ScoreChart | None:
    if case.chart is None or len(case.chart.scores) < 2:
        return None  # One score is a figure, not a course; it stands among what is known.
    return charts.score_chart(case.chart.measure, case.chart.scores)
