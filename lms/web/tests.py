"""Post-tests: start, one question a page, review, hand in, result."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.begin import NotYet, begin_test, left_before
from lms.acts.hand_in import hand_in as hand_in_act
from lms.assessment.actions import AttemptClosed, AttemptResting, save_answer
from lms.assessment.models import Attempt
from lms.assessment.queries import attempts_at, get_attempt_for, item_of, past_of, result_of
from lms.assessment.rules import may_start_at, needed, pass_sentence, percentage
from lms.curriculum.course import Quiz
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.web.addresses import left_in, lessons_by_objective
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.lessons import world
from lms.web.prepare import render_soon
from lms.web.words import clock_time, zone_here

bp = Blueprint("tests", __name__)


@route(bp, "/tests/<test_id>/", allow=Permission.OWN_ATTEMPT)
def start(test_id: str) -> ResponseReturnValue:
    """What the test is, what passing takes, earlier attempts, and the button that begins or continues."""
    quiz = course().quiz(test_id)
    if quiz is None or quiz.draw is None or quiz.pass_mark is None:
        raise NotFound()
    if quiz.kind == "diagnostic":
        return redirect(url_for("placement.module", module_slug=_slug(quiz)), 303)
    attempts = attempts_at(db(), actor().account_id, quiz.id)
    until = may_start_at(past_of(attempts))
    return render_template(
        "test_start.html",
        quiz=quiz,
        module=course().module(quiz.module_id),
        course=course(),
        rule=pass_sentence(needed(quiz.draw, quiz.pass_mark), quiz.draw),
        attempts=attempts,
        open_attempt=next((each for each in attempts if each.handed_in_at is None), None),
        until=until if until is not None and now() < until else None,
        first=left_in(course(), left_before(db(), actor().account_id, course(), quiz.id)),
        percentage=percentage,
        zone=zone_here(),
    )


@route(bp, "/tests/<test_id>/start", allow=Permission.OWN_ATTEMPT, methods=["POST"])
def begin(test_id: str) -> ResponseReturnValue:
    """Draw an attempt, or go on with the open one."""
    try:
        attempt = begin_test(db(), actor=actor(), now=now(), course=course(), test_id=test_id)
    except AttemptResting as resting:
        flash(f"The next attempt opens at {clock_time(resting.until, zone_here())}.\n{resting}", "at-risk")
        return see_other(url_for("tests.start", test_id=test_id))
    except NotYet as refusal:
        flash(str(refusal), "at-risk")
        return see_other(url_for("tests.start", test_id=test_id))
    return see_other(url_for("tests.question", attempt_id=attempt.id, number=_first_open(attempt)))


def _first_open(attempt: Attempt) -> int:
    return next((row.position for row in attempt.items if row.chosen is None), 1)


@route(bp, "/attempts/<attempt_id>/q/<int:number>", allow=Permission.OWN_ATTEMPT)
def question(attempt_id: str, number: int) -> ResponseReturnValue:
    """One question, with what is kept of its answer."""
    attempt = get_attempt_for(db(), actor(), attempt_id)
    if attempt.handed_in_at is not None:
        return redirect(url_for("tests.result", attempt_id=attempt.id), 303)
    return _question_page(attempt, number)


def _question_page(attempt: Attempt, number: int, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    row = next((each for each in attempt.items if each.position == number), None)
    if row is None:
        raise NotFound()
    page = render_template(
        "question.html",
        attempt=attempt,
        row=row,
        item=item_of(db(), row),
        title=_title(attempt),
        once=_once(attempt),
        answered=sum(each.chosen is not None for each in attempt.items),
        flagged=sum(each.flagged for each in attempt.items),
        rule=pass_sentence(attempt.needed, attempt.drawn),
        problem=problem,
        failed=bool(problem),
        zone=zone_here(),
    )
    return make_response(page, status)


@route(bp, "/attempts/<attempt_id>/q/<int:number>", allow=Permission.OWN_ATTEMPT, methods=["POST"], last_counts=True)
def answer(attempt_id: str, number: int) -> ResponseReturnValue:
    """Keep an answer: for the script that saves on every change, and for "Save and next" without one."""
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        row = save_answer(
            db(),
            actor=actor(),
            now=now(),
            attempt_id=attempt_id,
            position=number,
            chosen=request.form.get("answer") or None,
            flagged="flag" in request.form,
            sureness=request.form.get("sureness"),
        )
    except AttemptClosed as closed:
        if by_script:
            raise
        flash(str(closed), "at-risk")
        return see_other(url_for("tests.result", attempt_id=attempt_id))
    except Invalid as refusal:
        if by_script:
            raise
        return _question_page(get_attempt_for(db(), actor(), attempt_id), number, problem=str(refusal), status=422)
    if by_script:
        return make_response({"saved_at": clock_time(row.saved_at or now(), zone_here())}, 200)
    wanted = request.form.get("go", "next")
    last = number >= len(row.attempt.items)
    if wanted == "back" and number > 1:
        return see_other(url_for("tests.question", attempt_id=attempt_id, number=number - 1))
    if wanted == "review" or last:
        return see_other(url_for("tests.review", attempt_id=attempt_id))
    return see_other(url_for("tests.question", attempt_id=attempt_id, number=number + 1))


@route(bp, "/attempts/<attempt_id>/review", allow=Permission.OWN_ATTEMPT)
def review(attempt_id: str) -> ResponseReturnValue:
    """All questions, those without an answer first to see, before handing in."""
    attempt = get_attempt_for(db(), actor(), attempt_id)
    if attempt.handed_in_at is not None:
        return redirect(url_for("tests.result", attempt_id=attempt.id), 303)
    rows = [(row, item_of(db(), row)) for row in attempt.items]
    return render_template(
        "review.html", attempt=attempt, rows=rows, title=_title(attempt), once=_once(attempt), empty=[row.position for row, _ in rows if row.chosen is None],
        flagged=sum(row.flagged for row, _ in rows), rule=pass_sentence(attempt.needed, attempt.drawn),
    )  # fmt: skip


@route(bp, "/attempts/<attempt_id>/hand-in", allow=Permission.OWN_ATTEMPT, methods=["POST"])
def hand_in(attempt_id: str) -> ResponseReturnValue:
    """Hand in, once."""
    done = hand_in_act(db(), actor=actor(), now=now(), world=world(), attempt_id=attempt_id)
    render_soon(done.issued)
    if done.issued:
        flash("Your certificate is issued.\nYou find it under Certificates.", "ready")
    return see_other(url_for("tests.result", attempt_id=attempt_id))


@route(bp, "/attempts/<attempt_id>/result", allow=Permission.OWN_ATTEMPT)
def result(attempt_id: str) -> ResponseReturnValue:
    """Pass or fail in words, then by objective; the reasons only after a pass."""
    attempt = get_attempt_for(db(), actor(), attempt_id)
    if attempt.handed_in_at is None:
        return redirect(url_for("tests.question", attempt_id=attempt.id, number=_first_open(attempt)), 303)
    found = result_of(db(), attempt, course())
    quiz = course().quiz(attempt.test_id)
    module = course().module(quiz.module_id) if quiz else None
    return render_template(
        "result.html",
        attempt=attempt,
        result=found,
        title=_title(attempt),
        once=_once(attempt),
        objectives=course().objectives_of(attempt.test_id),
        lessons=lessons_by_objective(course(), quiz) if quiz else {},
        questions={row.item_id: (item.title, f"#item-{row.position}") for row, item in found.items if attempt.passed},
        percentage=percentage(attempt.right_count or 0, attempt.drawn),
        rule=pass_sentence(attempt.needed, attempt.drawn),
        until=may_start_at(past_of(attempts_at(db(), actor().account_id, attempt.test_id))),
        now=now(),
        zone=zone_here(),
        course=course(),
        module=module,
    )


def _slug(quiz: Quiz) -> str:
    module = course().module(quiz.module_id)
    return module.slug if module else quiz.module_id


def _once(attempt: Attempt) -> bool:
    """Whether it is a diagnostic, which nobody takes twice."""
    quiz = course().quiz(attempt.test_id)
    return quiz is not None and quiz.kind == "diagnostic"


def _title(attempt: Attempt) -> str:
    quiz = course().quiz(attempt.test_id)
    return quiz.title if quiz else "Post-test"
