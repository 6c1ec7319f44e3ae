"""The lesson reader: text, in-line checks, complete and undo, the place kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.follow_up import World
from lms.acts.lesson import complete_lesson, undo_lesson
from lms.assessment.actions import answer_practice
from lms.assessment.queries import practice_answers
from lms.credit.actions import Issuer
from lms.curriculum.course import Lesson, Module
from lms.errors import Invalid, NotFound
from lms.learning.actions import keep_place
from lms.learning.queries import completions, left_at
from lms.people.permissions import Permission
from lms.web.addresses import find_lesson, url_of
from lms.web.course import entries, own_path
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.first_patient import following as following_in_list
from lms.web.news import changed_lesson
from lms.web.notes import forms_on
from lms.web.prepare import render_soon

bp = Blueprint("lessons", __name__, url_prefix="/courses/<course_id>/<module_slug>")


def world() -> World:
    """The course as it stands, and who issues certificates here."""
    settings = services().settings
    return World(course(), Issuer(base_url=settings.base_url, zone=settings.zone, demo=settings.demo))


@route(bp, "/<lesson_slug>", allow=Permission.COURSE_READ)
def lesson(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """The lesson. An older address leads on to where it is now."""
    module, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    if (found.slug, module.slug) != (lesson_slug, module_slug):
        return redirect(url_of(course(), found.id), 301)
    return _page(module, found)


def _page(
    module: Module, found: Lesson, *, problem: tuple[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    learns = actor().may(Permission.OWN_LEARNING)
    done = completions(db(), actor().account_id, course())
    answers = practice_answers(db(), actor().account_id, found.checks)
    page = render_template(
        "lesson.html",
        course=course(),
        module=module,
        lesson=found,
        number=[each.id for each in module.lessons].index(found.id) + 1,
        entries=entries(course(), module, done, current=found.id, path=own_path(course())),
        chosen={item: answer.chosen for item, answer in answers.items()},
        completion=done.get(found.id),
        changed=changed_lesson(found, done),
        learns=learns,
        left_at=left_at(db(), actor().account_id, found),
        notes=forms_on(found, request.args.get("note", "")) if learns else [],
        problem=problem,
        failed=problem is not None,
        here=url_of(course(), found.id),
    )
    return make_response(page, status)


@route(bp, "/<lesson_slug>/complete", allow=Permission.OWN_LEARNING, methods=["POST"])
def complete(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Mark complete and go on to what comes next: in the list before the first patient while that leads, else in the module."""
    module, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    made = complete_lesson(db(), actor=actor(), now=now(), world=world(), lesson_id=found.id)
    render_soon(made.issued)
    if made.new:
        flash(f"“{found.title}” is complete.\nYou can undo this on the lesson’s page.", "ready")
    if made.issued:
        flash("Your certificate is issued.\nYou find it under Certificates.", "ready")
    done = completions(db(), actor().account_id, course())
    following = following_in_list(found.id) or next((each for each in module.required if each not in done), None)
    return see_other(
        url_of(course(), following)
        if following
        else url_for("course.module", course_id=course_id, module_slug=module.slug)
    )


@route(bp, "/<lesson_slug>/undo", allow=Permission.OWN_LEARNING, methods=["POST"])
def undo(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Take the completion back."""
    _, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    if undo_lesson(db(), actor=actor(), now=now(), world=world(), lesson_id=found.id):
        flash(f"“{found.title}” is open again.\nYour answers to its checks are kept.")
    return see_other(url_of(course(), found.id))


@route(bp, "/<lesson_slug>/check/<check_id>", allow=Permission.OWN_LEARNING, methods=["POST"], last_counts=True)
def check(course_id: str, module_slug: str, lesson_slug: str, check_id: str) -> ResponseReturnValue:
    """Answer an in-line check: the feedback alone for a script, else the lesson at the check."""
    module, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    question = next((each for each in found.checks if each.id == check_id), None)
    if question is None:
        raise NotFound()
    try:
        kept = answer_practice(
            db(),
            actor=actor(),
            now=now(),
            source_kind="lesson",
            source_id=found.id,
            question=question,
            chosen=request.form.get("option", ""),
        )
    except Invalid as refusal:
        if _by_script():
            return make_response(_fragment(found, question, None, str(refusal)), 422)
        return _page(module, found, problem=(check_id, str(refusal)), status=422)
    if _by_script():
        return _fragment(found, question, kept.chosen, "")
    return see_other(url_of(course(), found.id) + f"#check-{check_id}")


def _fragment(found: Lesson, question: Any, chosen: str | None, problem: str) -> str:
    return render_template(
        "check.html",
        check=question,
        action=url_of(course(), found.id) + f"/check/{question.id}",
        chosen=chosen,
        problem=problem,
    )


@route(bp, "/<lesson_slug>/place", allow=Permission.OWN_LEARNING, methods=["POST"], keep=False)
def place(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Keep where the reader is; asked for by the script as the reader moves on."""
    _, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    keep_place(db(), actor=actor(), now=now(), lesson=found, anchor=request.form.get("anchor", ""))
    return make_response({}, 200)


def _by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
