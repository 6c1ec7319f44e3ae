"""Practice questions of a module: feedback at once, no score, nobody else's business."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessment.actions import answer_practice
from lms.assessment.queries import practice_answers, practice_judged
from lms.assessment.rules import UNSAID, sure_but_wrong
from lms.curriculum.course import Item, Module, Quiz
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.web.addresses import demand_module, lessons_by_objective
from lms.web.door import actor, course, db, now, route, see_other

bp = Blueprint("practice", __name__)


@route(bp, "/courses/<course_id>/<module_slug>/practice/", allow=Permission.OWN_LEARNING)
def practice(course_id: str, module_slug: str) -> ResponseReturnValue:
    """All practice questions of a module on one page."""
    return _page(*_find(course_id, module_slug))


def _page(
    module: Module, quiz: Quiz, *, problem: tuple[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    answers = practice_answers(db(), actor().account_id, quiz.items)
    page = render_template(
        "practice.html",
        course=course(),
        module=module,
        quiz=quiz,
        chosen={item: answer.chosen for item, answer in answers.items()},
        said={item: answer.sureness for item, answer in answers.items()},
        right=sum(answer.right for answer in answers.values()),
        misjudged=sure_but_wrong(practice_judged(quiz.items, answers)),
        objectives={each.id: each.text for each in module.objectives},
        lessons=lessons_by_objective(course(), quiz),
        questions={item.id: (f"Question {at}", f"#check-{item.id}") for at, item in enumerate(quiz.items, start=1)},
        problem=problem,
        failed=problem is not None,
    )
    return make_response(page, status)


@route(
    bp,
    "/courses/<course_id>/<module_slug>/practice/<item_id>",
    allow=Permission.OWN_LEARNING,
    methods=["POST"],
    last_counts=True,
)
def answer(course_id: str, module_slug: str, item_id: str) -> ResponseReturnValue:
    """Answer one question."""
    module, quiz = _find(course_id, module_slug)
    item = next((each for each in quiz.items if each.id == item_id), None)
    if item is None:
        raise NotFound()
    by_script = request.headers.get("X-Requested-With") == "fetch"
    action = url_for("practice.answer", course_id=course_id, module_slug=module_slug, item_id=item_id)
    try:
        kept = answer_practice(
            db(),
            actor=actor(),
            now=now(),
            source_kind="practice",
            source_id=quiz.id,
            question=item,
            chosen=request.form.get("option", ""),
            sureness=request.form.get("sureness", UNSAID),
        )
    except Invalid as refusal:
        if by_script:
            return make_response(_fragment(item, action, problem=str(refusal)), 422)
        return _page(module, quiz, problem=(item_id, str(refusal)), status=422)
    if by_script:
        return _fragment(item, action, chosen=kept.chosen, said=kept.sureness)
    return see_other(
        url_for("practice.practice", course_id=course_id, module_slug=module_slug, _anchor=f"check-{item_id}")
    )


def _fragment(item: Item, action: str, *, chosen: str | None = None, said: str | None = None, problem: str = "") -> str:
    return render_template(
        "check.html", check=item, action=action, chosen=chosen, said=said, problem=problem, ask_sureness=True
    )


def _find(course_id: str, module_slug: str) -> tuple[Module, Quiz]:
    module = demand_module(course(), course_id, module_slug)
    if module.practice is None:
        raise NotFound()
    return module, module.practice
