"""What became of the course since somebody read it: parts that are new, lessons that changed, and just what changed in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Lesson, Module
from lms.learning.actions import see_changes
from lms.learning.changes import Changed, changed_since, new_parts, what_changed
from lms.learning.models import Completion
from lms.learning.queries import completions
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.web.addresses import find_lesson, url_of
from lms.web.door import actor, course, db, now, route, see_other

bp = Blueprint("news", __name__, url_prefix="/courses/<course_id>/<module_slug>")


def new_since(done: Mapping[str, Completion]) -> dict[str, datetime]:
    """The open parts that came after this person had finished a module, or her pathway, with the instant they came."""
    here = course()
    sets = [module.required for module in here.published_modules]
    sets += [here.requirements(held.role, held.champion) for held in roles_of(db(), actor().account_id)]
    return new_parts(db(), here, now(), done, sets)


def changed_of(done: Mapping[str, Completion]) -> dict[str, Changed]:
    """What became of the lessons and cases this person has completed; those that say the same are left out."""
    return changed_since(db(), actor().account_id, course(), done)


def changed_lesson(lesson: Lesson, done: Mapping[str, Completion]) -> Changed | None:
    """What became of one lesson since this person completed it."""
    return changed_of({lesson.id: done[lesson.id]}).get(lesson.id) if lesson.id in done else None


@route(bp, "/<lesson_slug>/changes", allow=Permission.OWN_LEARNING)
def changes(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """What changed since the lesson was completed: just that, in words, and three questions on it. Nothing is required."""
    module, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    changed = changed_lesson(found, completions(db(), actor().account_id, course()))
    here = url_of(course(), found.id)
    if changed is None:
        return redirect(here, 303)
    told = what_changed(db(), course(), found, changed)
    return render_template(
        "changes.html",
        course=course(),
        module=module,
        lesson=found,
        changed=changed,
        told=told,
        questions=[(each, _answer_to(module, found, each.id)) for each in told.questions],
        here=here,
    )


def _answer_to(module: Module, found: Lesson, question_id: str) -> str:
    """Where an answer to a check of the lesson, or else to a practice question, is sent."""
    if question_id in {check.id for check in found.checks}:
        return url_of(course(), found.id) + f"/check/{question_id}"
    return url_for("practice.answer", course_id=course().id, module_slug=module.slug, item_id=question_id)


@route(bp, "/<lesson_slug>/changes", allow=Permission.OWN_LEARNING, methods=["POST"])
def saw_changes(course_id: str, module_slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Take the reader at her word that she has looked at what changed; the completion stays as it is."""
    _, found = find_lesson(course(), course_id, module_slug, lesson_slug)
    if changed_lesson(found, completions(db(), actor().account_id, course())) is not None:
        see_changes(db(), actor=actor(), now=now(), course=course(), lesson=found)
        flash(
            f"Noted: you have looked at what changed in “{found.title}”.\nIt was complete and stays complete.", "ready"
        )
    return see_other(url_of(course(), found.id))
