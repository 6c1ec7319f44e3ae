"""Placement: the diagnostic of a module for whoever has done this work before, and the practice she may skip after it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.acts.placement import NotNow, begin_diagnostic, skip_practice, take_back_skip
from lms.assessment.rules import needed, pass_sentence
from lms.curriculum.course import Module
from lms.errors import NotFound
from lms.learning.placement.queries import Place, place_of, places_of
from lms.learning.queries import completions
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.lessons import world
from lms.web.prepare import render_soon
from lms.web.words import zone_here

bp = Blueprint("placement", __name__, url_prefix="/placement")


@route(bp, "/", allow=Permission.OWN_LEARNING)
def overview() -> ResponseReturnValue:
    """Every module with a diagnostic that this person may take or has taken."""
    places = places_of(db(), actor().account_id, course())
    open_minutes = {each.module.id: sum(map(course().minutes_of.__getitem__, each.open_parts)) for each in places}
    return render_template("placement.html", places=places, open_minutes=open_minutes)


@route(bp, "/<module_slug>/", allow=Permission.OWN_LEARNING)
def module(module_slug: str) -> ResponseReturnValue:
    """What a diagnostic may waive, what stays to do, what it means for certificates; and what can be done now."""
    found = _module(module_slug)
    place = place_of(db(), actor().account_id, course(), found)
    row, minutes_of = place.placement, course().minutes_of
    return render_template(
        "placement_module.html",
        course=course(),
        module=found,
        place=place,
        rule=_rule(place),
        open_parts=[(each, minutes_of[each]) for each in place.open_parts],
        lessons=[(each, minutes_of[each]) for each in place.remains if course().kind_of[each] == "lesson"],
        tests=[(each, minutes_of[each]) for each in place.remains if course().kind_of[each] == "test"],
        skipped=[] if row is None else [(course().current_id(each.requirement_id), each.minutes) for each in row.parts],
        who=names_of(db(), [row.undone_by_account_id] if row else []),
        done=completions(db(), actor().account_id, course()),
        finale=[unit.post_test.title for unit in course().finale if unit.post_test],
        url_of=url_of,
        zone=zone_here(),
    )


def _rule(place: Place) -> str:
    quiz = place.quiz
    if quiz is None or quiz.draw is None or quiz.pass_mark is None:
        return ""
    return pass_sentence(needed(quiz.draw, quiz.pass_mark), quiz.draw)


@route(bp, "/<module_slug>/start", allow=Permission.OWN_LEARNING, methods=["POST"])
def start(module_slug: str) -> ResponseReturnValue:
    """Begin the diagnostic, or go on with the one under way."""
    found = _module(module_slug)
    try:
        attempt = begin_diagnostic(db(), actor=actor(), now=now(), course=course(), module_id=found.id)
    except NotNow as refusal:
        flash(str(refusal), "at-risk")
        return see_other(url_for("placement.module", module_slug=found.slug))
    first = next((row.position for row in attempt.items if row.chosen is None), 1)
    return see_other(url_for("tests.question", attempt_id=attempt.id, number=first))


@route(bp, "/<module_slug>/skip", allow=Permission.OWN_LEARNING, methods=["POST"])
def skip(module_slug: str) -> ResponseReturnValue:
    """Skip the practice of a module whose diagnostic was passed."""
    found = _module(module_slug)
    try:
        done = skip_practice(db(), actor=actor(), now=now(), world=world(), module_id=found.id)
    except NotNow as refusal:
        flash(str(refusal), "at-risk")
        return see_other(url_for("placement.module", module_slug=found.slug))
    render_soon(done.issued)
    if done.new:
        flash("Skipped.\nStanding and forecast are computed anew. You can take it back here at any time.", "ready")
    if done.issued:
        flash("Your certificate is issued.\nYou find it under Certificates.", "ready")
    return see_other(url_for("placement.module", module_slug=found.slug))


@route(bp, "/<module_slug>/take-back", allow=Permission.OWN_LEARNING, methods=["POST"])
def take_back(module_slug: str) -> ResponseReturnValue:
    """Open the practice again."""
    found = _module(module_slug)
    if take_back_skip(db(), actor=actor(), now=now(), world=world(), module_id=found.id):
        flash("Taken back.\nThe practice of this module is open again; what you had done of it stays done.", "ready")
    return see_other(url_for("placement.module", module_slug=found.slug))


def _module(slug: str) -> Module:
    found = course().module(slug)
    if found is None or found.slug != slug or not found.number:
        raise NotFound()
    return found
