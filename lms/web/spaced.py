"""Spaced review: the key points of finished modules, one question at a time, with the reason after each answer."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.spaced import answer_and_follow_up
from lms.assessment.rules import UNSAID
from lms.curriculum.course import Item, Module
from lms.errors import Invalid
from lms.learning.spaced.actions import NotAsked
from lms.learning.spaced.models import SpacedAnswer
from lms.learning.spaced.queries import Review, answered_item, due_after, get_answer_for, intervals, review_of, shown
from lms.learning.spaced.rules import A_DAY
from lms.people.permissions import Permission
from lms.readiness.rules.spaced_working import Given, question_working
from lms.web.addresses import lessons_by_objective
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.words import weekday, zone_here, zone_words

bp = Blueprint("spaced", __name__, url_prefix="/review")


@route(bp, "/", allow=Permission.OWN_LEARNING)
def review() -> ResponseReturnValue:
    """The next question of today, or when the next ones come."""
    return _page(review_of(db(), actor(), course()))


def _page(found: Review, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    item = found.items[found.today.ask[0]] if found.today.ask else None
    if item is None:
        page = render_template(
            "spaced_rest.html",
            today=found.today,
            ahead=found.ahead,
            right=_right_today(found),
            most=A_DAY,
            when=when_words,
            by_module=[
                (each.title, found.finished.get(each.id), sum(one in found.cards for one in _key_points(each)))
                for each in found.modules
            ],
            zone=zone_words(zone_here()),
        )
        return make_response(page, status)
    page = render_template(
        "spaced.html",
        item=shown(item, actor().account_id, actor().today),
        module=_module_of(found, item),
        today=found.today,
        turn=found.turn(item.id),
        said=request.form.get("sureness"),
        problem=problem,
        failed=bool(problem),
        working=_working(found, item.id),
        zone=zone_words(zone_here()),
    )
    return make_response(page, status)


@route(bp, "/<item_id>", allow=Permission.OWN_LEARNING, methods=["POST"])
def answer(item_id: str) -> ResponseReturnValue:
    """Answer a question that is asked today; anything else changes nothing and leads to what is asked."""
    turn = request.form.get("turn", "")
    try:
        row = answer_and_follow_up(
            db(),
            actor=actor(),
            now=now(),
            course=course(),
            item_id=item_id,
            seen=request.form.get("seen", ""),
            turn=int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 6 else -1,
            chosen=request.form.get("answer", ""),
            sureness=request.form.get("sureness", UNSAID),
        )
    except NotAsked as late:
        flash(str(late), "at-risk")
        return see_other(url_for("spaced.review"))
    except Invalid as refusal:
        return _page(review_of(db(), actor(), course()), problem=str(refusal), status=refusal.status)
    return see_other(url_for("spaced.answered", answer_id=row.id))


@route(bp, "/answers/<answer_id>", allow=Permission.OWN_LEARNING)
def answered(answer_id: str) -> ResponseReturnValue:
    """What was answered, with the reasons, and when it comes back."""
    row = get_answer_for(db(), actor(), answer_id)
    found = review_of(db(), actor(), course())
    item = answered_item(db(), row)
    module = _module_of(found, item)
    return render_template(
        "spaced_answer.html",
        row=row,
        item=item,
        module=module,
        today=found.today,
        number=_number_today(found, row.id),
        due=due_after(found, row),
        when=when_words,
        working=_working(found, row.item_id, row),
        zone=zone_words(zone_here()),
        lessons=lessons_by_objective(course(), module.key_points).get(item.objective, [])
        if module and module.key_points
        else [],
    )


def _working(found: Review, item_id: str, after: SpacedAnswer | None = None) -> tuple[tuple[str, str], ...]:
    """How the day of a key point comes about: as it stands, or as it stood `after` one of its answers."""
    item_id = course().current_id(item_id)
    card = found.cards.get(item_id)
    module = next((each for each in found.modules if item_id in _key_points(each)), None)
    if card is None or module is None:
        return ()
    rows = [each for each in found.answers.get(item_id, ()) if after is None or each.answered_at <= after.answered_at]
    return question_working(
        finished=found.finished.get(module.id),
        position=_key_points(module).index(item_id),
        answers=[
            Given(row.answered_on, grade, gap, interval) for row, grade, gap, interval in intervals(rows, found.resting)
        ],
        due=due_after(found, after) if after else card.due_on,
        recall=None if after else card.recall,
    )


def _key_points(module: Module) -> list[str]:
    return [each.id for each in module.key_points.items] if module.key_points else []


def _module_of(found: Review, item: Item) -> Module | None:
    return next((each for each in found.modules if item.objective in {one.id for one in each.objectives}), None)


def _today(found: Review) -> list[SpacedAnswer]:
    rows = [row for rows in found.answers.values() for row in rows if row.answered_on == actor().today]
    return sorted(rows, key=lambda row: row.answered_at)


def when_words(day: date) -> str:
    """`tomorrow`, `on Thursday` within a week, `on Thu 4 March` beyond it."""
    ahead = (day - actor().today).days
    return (
        "today" if ahead <= 0 else "tomorrow" if ahead == 1 else f"on {day:%A}" if ahead < 7 else f"on {weekday(day)}"
    )


def _right_today(found: Review) -> int:
    return sum(row.right for row in _today(found))


def _number_today(found: Review, answer_id: str) -> int | None:
    """Which question of today this was; None: it was answered on another day."""
    return next((at for at, row in enumerate(_today(found), 1) if row.id == answer_id), None)
