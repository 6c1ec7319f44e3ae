"""Rehearsing a panel review with a colleague: begin, hand over the code, sit down, and take turns."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Exercise
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.practice.lab_queries import Fields
from lms.practice.rehearsal.judging import judge
from lms.practice.rehearsal.lab import RehearsalLab, body_of
from lms.practice.rehearsal.table import BHCM, CONSULTANT
from lms.practice.together import Together, begin_together, clean, get_together, own_rehearsals, sit_down, take_turn
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.labs.rehearsal import SEATS, YOU, Voices, around, entered, told, turn_name

bp = Blueprint("together", __name__, url_prefix="/simulations/<slug>/together")

OLD_PAGE = "That page was an older one.\nNothing was changed; this is where you two stand."
ROLES = {BHCM: "care manager", CONSULTANT: "consultant"}


@route(bp, "/", allow=Permission.OWN_CASE)
def listed(slug: str) -> ResponseReturnValue:
    """Begin one, enter a code, or go on with one's own."""
    exercise = _demand(slug)
    code = request.args.get("code", "")
    if clean(code):
        return see_other(url_for("together.table", slug=exercise.slug, table_code=clean(code)))
    return _list_page(exercise)


def _list_page(exercise: Exercise, *, problem: Invalid | None = None, status: int = 200) -> Response:
    page = render_template(
        "labs/together.html",
        exercise=exercise,
        own=[(each, _where(each)) for each in own_rehearsals(db(), actor().account_id, exercise)],
        seats=SEATS,
        problem=problem,
        failed=problem is not None,
        module=course().module(exercise.module_id),
    )
    return make_response(page, status)


@route(bp, "/", allow=Permission.OWN_CASE, methods=["POST"])
def begin(slug: str) -> ResponseReturnValue:
    """Begin a rehearsal in the chosen seat."""
    exercise = _demand(slug)
    try:
        row = begin_together(
            db(),
            actor=actor(),
            now=now(),
            course=course(),
            exercise_id=exercise.id,
            seat=request.form.get("seat", ""),
        )
    except Invalid as refusal:
        return _list_page(exercise, problem=refusal, status=422)
    return see_other(url_for("together.table", slug=exercise.slug, table_code=row.code))


@route(bp, "/<table_code>", allow=Permission.OWN_CASE)
def table(slug: str, table_code: str) -> ResponseReturnValue:
    """Where the two stand: the invitation, one's own turn, the other's, or the debrief."""
    exercise = _demand(slug)
    return _page(exercise, get_together(db(), actor=actor(), exercise=exercise, code=table_code), {})


@route(bp, "/<table_code>/sit", allow=Permission.OWN_CASE, methods=["POST"])
def sit(slug: str, table_code: str) -> ResponseReturnValue:
    """Take the free seat."""
    exercise = _demand(slug)
    found = sit_down(db(), actor=actor(), now=now(), exercise=exercise, code=table_code)
    return see_other(url_for("together.table", slug=exercise.slug, table_code=found.row.code))


@route(bp, "/<table_code>", allow=Permission.OWN_CASE, methods=["POST"])
def turn(slug: str, table_code: str) -> ResponseReturnValue:
    """Take one's turn. An old page, and a turn that is the other's, change nothing."""
    exercise = _demand(slug)
    fields: Fields = dict(request.form.lists())
    text = request.form.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    try:
        found, stale = take_turn(
            db(), actor=actor(), now=now(), exercise=exercise, code=table_code, number=number, move=entered(fields)
        )
    except Invalid as refusal:
        found = get_together(db(), actor=actor(), exercise=exercise, code=table_code)
        return _page(exercise, found, fields, problem=refusal, status=422)
    if stale:
        flash(OLD_PAGE, "at-risk")
    return see_other(url_for("together.table", slug=exercise.slug, table_code=found.row.code))


def _page(
    exercise: Exercise, found: Together, fields: Fields, *, problem: Invalid | None = None, status: int = 200
) -> Response:
    body = body_of(found.exercise)
    around_it: dict[str, Any] = {
        "exercise": found.exercise,
        "slug": exercise.slug,
        "code": found.row.code,
        "found": found,
        "seats": SEATS,
        "roles": ROLES,
        "number": found.number,
        "problem": problem,
        "failed": problem is not None,
        "other": next((name for seat, name in found.names.items() if seat != found.seat), ""),
        "link": url_for("together.table", slug=exercise.slug, table_code=found.row.code, _external=True),
    }
    if found.seat is None:
        return make_response(render_template("labs/together_join.html", **around_it), status)
    if found.ended:
        return make_response(
            render_template("labs/together_debrief.html", **around_it, **told(body, found.table, _voices(found))),
            status,
        )
    mine = found.turn_of == found.seat
    page = render_template(
        "labs/together_turn.html", **around_it, mine=mine, **_turn(found, fields), what_next=_where(found)
    )
    return make_response(page, status)


def _turn(found: Together, fields: Fields) -> dict[str, Any]:
    """The open turn; what the other one's turn was worth stays hers until the debrief."""
    body = body_of(found.exercise)
    context = around(body, found.table, fields, _voices(found))
    own = [each for each in found.table.turns if each.seat == found.seat]
    verdict = judge(body, found.table, own[-1]) if own else None
    advised = next((each for each in reversed(found.table.turns) if each.kind == "advise"), None)
    differs = False
    if context["turn"] == "back" and advised is not None:
        differs = judge(body, found.table, advised).right < 2
    own_name = turn_name(found.table, own[-1]) if own else ""
    return context | {"verdict": verdict, "verdict_name": own_name, "advice_differs": differs}


def _voices(found: Together) -> Voices:
    """Who speaks from each seat, for the one who looks."""
    return {seat: YOU if seat == found.seat else found.names.get(seat, f"The {role}") for seat, role in ROLES.items()}


def _where(found: Together) -> str:
    """Whose turn it is, in words for the one who looks."""
    if found.ended:
        return "Finished"
    if found.free is not None and found.turn_of == found.free:
        return "The other chair is free"
    if found.turn_of == found.seat:
        return "It is your turn"
    return f"It is {found.names[found.turn_of or '']}’s turn"


def _demand(slug: str) -> Exercise:
    found = course().exercise(slug)
    if found is None or found.kind != RehearsalLab.kind:
        raise NotFound()
    return found
