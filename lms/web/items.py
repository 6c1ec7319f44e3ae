"""Item statistics for authors and CE administrators: one quiz at a time, then one question. Nobody's own answers."""

from __future__ import annotations

import math

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.assessment.statistics import queries
from lms.assessment.statistics.rules.change import NEVER_TWICE
from lms.assessment.statistics.rules.figures import LEAST, STEADY, so_far
from lms.assessment.statistics.rules.flags import percent, telling_words
from lms.curriculum.course import Item, Quiz
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.web.door import actor, course, db, route
from lms.web.words import zone_here

bp = Blueprint("items", __name__, url_prefix="/author/items")


@route(bp, "/", allow=Permission.ITEM_STATISTICS)
def overview() -> ResponseReturnValue:
    """One post-test or practice quiz: what needs a look first, then all its questions."""
    counted = queries.people_by_quiz(db(), actor(), course())
    wanted = request.args.get("quiz", "")
    chosen = next((each for each in counted if each.quiz.id == wanted), counted[0] if counted else None)
    shown = {
        "counted": counted,
        "chosen": chosen,
        "today": actor().today,
        "zone": zone_here(),
        "may_author": actor().may(Permission.AUTHOR_PREVIEW),
        "least": LEAST,
        **_words(),
    }
    if chosen is None:
        return render_template("items.html", **shown)
    if chosen.quiz.kind == "practice":
        return render_template("items.html", practised=queries.figures_of_practice(db(), actor(), chosen.quiz), **shown)
    figures = queries.figures_of_test(db(), actor(), chosen.quiz)
    return render_template(
        "items.html",
        figures=figures,
        versions=sorted(figures.versions, key=lambda each: (not each.look, not each.figures.shown)),
        enough=math.ceil(LEAST * len(chosen.quiz.items) / (chosen.quiz.draw or 1)),
        steady=STEADY,
        change=queries.change_since(db(), actor(), course(), chosen.quiz),
        **shown,
    )


@route(bp, "/<item_id>", allow=Permission.ITEM_STATISTICS)
def item(item_id: str) -> ResponseReturnValue:
    """One question as it is asked today, whom its options draw, what to do about it, and how its earlier versions did."""
    found = course().item(item_id)
    quiz = next((each for each in queries.quizzes_of(course()) if found in each.items), None)
    if found is None or quiz is None:
        raise NotFound()
    shown = {
        "item": found,
        "quiz": quiz,
        "today": actor().today,
        "zone": zone_here(),
        "may_read": _may_read(quiz),
        "objective": _objective(found),
        "path": course().paths.get(found.id) if actor().may(Permission.AUTHOR_PREVIEW) else None,
        "never_twice": NEVER_TWICE,
        "least": LEAST,
        **_words(),
    }
    if quiz.kind == "practice":
        practised = queries.figures_of_practice(db(), actor(), quiz)
        return render_template("item.html", practised=next(each for each in practised if each.item is found), **shown)
    return render_template("item.html", history=queries.item_history(db(), actor(), quiz, found), **shown)


def _may_read(quiz: Quiz) -> bool:
    """Whether the question and its key are shown: not to somebody who has yet to pass this test, unless she writes it."""
    who = actor()
    if quiz.kind == "practice" or who.may(Permission.AUTHOR_PREVIEW) or not who.may(Permission.OWN_ATTEMPT):
        return True
    return queries.has_passed(db(), who, quiz)


def _objective(found: Item) -> str:
    for module in (*course().modules, *course().units):
        for objective in module.objectives:
            if objective.id == found.objective:
                return objective.text
    return ""


def _words() -> dict[str, object]:
    return {"percent": percent, "telling_words": telling_words, "so_far": so_far}
