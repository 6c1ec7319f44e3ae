"""Rating skills, one's own and somebody else's; both side by side; and the dated tasks that gaps lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Skill
from lms.curriculum.parts import LEVELS
from lms.errors import Invalid, ManyProblems, NotFound
from lms.people.models import RoleHeld
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.readiness.rules.skill_plan import Compared, due_dates, gaps, rate_now
from lms.readiness.skills import ratings as acts
from lms.readiness.skills.models import SkillRating, SkillTask
from lms.readiness.skills.queries import Skilled, get_skilled, own_skills, today_at
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.skill_parts import day_entered, targets
from lms.web.words import clock_time, zone_here

bp = Blueprint("skill_ratings", __name__, url_prefix="/skills")
LEVEL = "level-"
OFFERED = 8
"""Parts of the course that are offered for one gap, those not done yet."""
OCCASIONS = {"start": "At the start", "six months": "Six months after the start date", "between": "In between"}


@dataclass(frozen=True)
class TaskLine:
    """A task as pages show it: what, where, and the day on which it was done (None: open)."""

    row: SkillTask
    words: str
    url: str | None
    done_on: date | None
    overdue: bool


@dataclass(frozen=True)
class RatingsView:
    """A person's assessments and tasks, for her and for her supervisors. `held` None: nothing of hers is rated.

    `off`: tasks that were taken off the plan, for a supervisor to put back.
    """

    skilled: Skilled
    held: RoleHeld | None
    ratings: tuple[SkillRating, ...]
    rows: tuple[Compared, ...]
    tasks: tuple[TaskLine, ...]
    off: tuple[TaskLine, ...]
    names: dict[str | None, str]
    today: date
    due: str | None

    @property
    def newest(self) -> SkillRating | None:
        """The assessment shown."""
        return self.ratings[0] if self.ratings else None

    @property
    def gaps(self) -> tuple[Compared, ...]:
        """What is to be learned."""
        return gaps(self.rows)

    @property
    def may_rate(self) -> bool:
        """Whether whoever asks may write in the newest assessment, or begin one."""
        newest = self.newest
        if self.held is None:
            return False
        if newest is None or (newest.handed_in_at is not None and newest.rated_at is not None):
            return True
        return (newest.handed_in_at if self.skilled.own else newest.rated_at) is None

    @property
    def may_take_back(self) -> bool:
        """Whether what whoever asks handed in can be a draft again."""
        newest = self.newest
        if newest is None:
            return False
        if self.skilled.own:
            return newest.handed_in_at is not None and newest.rated_at is None
        return newest.rated_at is not None and newest.rated_by_account_id == actor().account_id

    def title(self, skill_id: str) -> str:
        """A skill in words."""
        skill = course().skill(skill_id)
        return skill.title if skill else skill_id


def ratings_view(skilled: Skilled) -> RatingsView:
    """Everything of one person."""
    held = acts.role_rated(skilled, course())
    found = acts.ratings_of(db(), skilled)
    today = today_at(held.clinic, now()) if held is not None else actor().today
    rated = {each.occasion for each in found if each.rated_at is not None}
    rows = acts.tasks_of(db(), skilled)
    done = acts.done_parts(db(), skilled.account.id, course()) if rows else {}
    by = [*(each.rated_by_account_id for each in found), *(each.set_by_account_id for each in rows)]
    return RatingsView(
        skilled=skilled,
        held=held,
        ratings=tuple(found),
        rows=acts.compared(found, 0, course()) if found else (),
        tasks=tuple(_task(each, done, today) for each in rows if each.withdrawn_at is None),
        off=tuple(_task(each, done, today) for each in rows if each.withdrawn_at is not None),
        names=names_of(db(), by),
        today=today,
        due=rate_now(held.start_date, rated, today) if held is not None else None,
    )


def _task(row: SkillTask, done: dict[str, date], today: date) -> TaskLine:
    part = course().current_id(row.part_id) if row.part_id else None
    words = course().title_of.get(part, part) if part else row.what
    done_on = done.get(part) if part else row.done_on
    url = url_of(course(), part) if part and part in course().kind_of else None
    return TaskLine(row, words, url, done_on, done_on is None and row.due_on < today)


def _given() -> tuple[acts.Ratings, bool]:
    levels = {}
    for name, value in request.form.items():
        if name.startswith(LEVEL) and value.isdigit():
            levels[name.removeprefix(LEVEL)] = int(value)
    words = request.form.get("words", "").replace("\r\n", "\n")
    given = acts.Ratings(levels, words, bool(request.form.get("checked")), request.form.get("after"))
    return given, request.form.get("go") == "hand-in"


def _rate(account_id: str | None, skilled: Skilled, back: str) -> ResponseReturnValue:
    """Show the form, keep the draft, or hand it in."""
    by_script = request.headers.get("X-Requested-With") == "fetch"
    wrong: Invalid | None = None
    if request.method == "POST":
        given, hand_in = _given()
        try:
            acts.save_ratings(
                db(), actor=actor(), now=now(), course=course(), account_id=account_id, given=given,
                hand_in=hand_in and not by_script,
            )  # fmt: skip
        except Invalid as problem:
            if by_script:
                raise
            db().rollback()
            wrong = problem
        else:
            if by_script:
                return make_response({"saved_at": clock_time(now(), zone_here())}, 200)
            if hand_in:
                who = "Your supervisor sees it now." if skilled.own else f"{skilled.account.name} sees it now."
                flash(f"Handed in.\n{who} Until it leads on you can take it back.", "ready")
                return see_other(back)
            flash("Saved as a draft.\nNobody else sees it until you hand it in.", "ready")
            return see_other(request.path)
    view = ratings_view(skilled)
    if view.held is None or not view.may_rate:
        return see_other(back)
    row = acts.open_for(view.ratings, own=skilled.own)
    kept = acts.levels_of(row, own=skilled.own)
    fields = {}
    if wrong is not None:
        found = wrong.fields if isinstance(wrong, ManyProblems) else {"words": wrong.sentence}
        fields = {(each if each == "words" else f"{LEVEL}{each}"): sentence for each, sentence in found.items()}
        kept |= _given()[0].levels
    page = render_template(
        "skill_rate.html",
        view=view,
        own=skilled.own,
        skills=course().ratable(view.held.role),
        duties=13,
        kept=kept,
        after=acts.closed_before(view.ratings, own=skilled.own),
        words=request.form.get("words", "")
        if wrong
        else ((row.own_words if skilled.own else row.words) if row else ""),
        levels=LEVELS,
        fields=fields,
        unsure=isinstance(wrong, ManyProblems) and wrong.unsure,
        failed=wrong is not None,
        back=back,
        occasions=OCCASIONS,
        targets=targets,
    )
    return make_response(page, 422 if wrong else 200)


@route(bp, "/rate", allow=Permission.OWN_LEARNING, methods=["GET", "POST"], last_counts=True)
def own() -> ResponseReturnValue:
    """Rate oneself."""
    return _rate(None, own_skills(db(), actor()), url_for("skills.skills", _anchor="rated"))


@route(bp, "/<skilled_id>/rate", allow=Permission.SKILL_SIGN, methods=["GET", "POST"], last_counts=True)
def other(skilled_id: str) -> ResponseReturnValue:
    """Rate somebody one supervises."""
    skilled = get_skilled(db(), actor(), skilled_id)
    return _rate(skilled.account.id, skilled, url_for("skills.person", skilled_id=skilled.account.id, _anchor="rated"))


@route(bp, "/rate/back", allow=Permission.OWN_LEARNING, methods=["POST"])
def own_back() -> ResponseReturnValue:
    """Take back what one handed in oneself."""
    acts.take_back(db(), actor=actor(), now=now(), course=course(), account_id=None)
    flash("It is a draft again.\nEverything you entered is kept.", "ready")
    return see_other(url_for("skill_ratings.own"))


@route(bp, "/<skilled_id>/rate/back", allow=Permission.SKILL_SIGN, methods=["POST"])
def other_back(skilled_id: str) -> ResponseReturnValue:
    """Take back what one rated of somebody."""
    acts.take_back(db(), actor=actor(), now=now(), course=course(), account_id=skilled_id)
    flash("It is a draft again.\nEverything you entered is kept.", "ready")
    return see_other(url_for("skill_ratings.other", skilled_id=skilled_id))


@dataclass(frozen=True)
class Offer:
    """One gap with what could fill it: parts of the course that are open, and the day offered."""

    row: Compared
    skill: Skill
    parts: tuple[tuple[str, str], ...]
    due_on: date


def _offers(view: RatingsView, held: RoleHeld) -> list[Offer]:
    found, done = [], acts.done_parts(db(), view.skilled.account.id, course())
    days = due_dates(len(view.gaps), view.today, held.start_date)
    for row, day in zip(view.gaps, days, strict=True):
        skill = course().skill(row.skill_id)
        if skill is not None:
            wanted = [each for each in course().parts_for(skill.duties) if each not in done]
            parts = tuple(
                (each, f"{course().kind_of[each].capitalize()}: {course().title_of[each]}") for each in wanted[:OFFERED]
            )
            found.append(Offer(row, skill, parts, day))
    return found


@route(bp, "/<skilled_id>/plan", allow=Permission.SKILL_SIGN, methods=["GET", "POST"])
def plan(skilled_id: str) -> ResponseReturnValue:
    """Make dated tasks of the gaps."""
    skilled = get_skilled(db(), actor(), skilled_id)
    back = url_for("skills.person", skilled_id=skilled.account.id, _anchor="plan")
    wrong: ManyProblems | None = None
    if request.method == "POST":
        try:
            rows = acts.set_tasks(
                db(), actor=actor(), now=now(), course=course(), account_id=skilled.account.id, wanted=_wanted(),
                checked=bool(request.form.get("checked")),
            )  # fmt: skip
            flash(f"{len(rows)} added to the plan.\n{skilled.account.name} sees them with their days.", "ready")
            return see_other(back)
        except ManyProblems as problem:
            db().rollback()
            wrong = problem
    view = ratings_view(skilled)
    if view.held is None:
        raise NotFound()
    page = render_template(
        "skill_plan.html",
        view=view,
        offers=_offers(view, view.held),
        sent=request.form if wrong else None,
        fields=wrong.fields if wrong else {},
        unsure=wrong is not None and wrong.unsure,
        failed=wrong is not None,
        levels=LEVELS,
        back=back,
        targets=targets,
    )
    return make_response(page, 422 if wrong else 200)


def _wanted() -> list[acts.Wanted]:
    found = []
    for skill_id in request.form.getlist("skill"):
        due = day_entered(f"due_on-{skill_id}")
        found += [
            acts.Wanted(skill_id, "course", due, part_id=part) for part in request.form.getlist(f"part-{skill_id}")
        ]
        for kind, name in (("shadowing", "shadow"), ("practice", "what")):
            text = request.form.get(f"{name}-{skill_id}", "").strip()
            found += [acts.Wanted(skill_id, kind, due, what=text)] if text else []
    return found


@route(
    bp,
    "/<skilled_id>/tasks/<task_id>/<any(done, open, remove, restore):mark>",
    allow=Permission.SKILL_SIGN,
    methods=["POST"],
)
def mark(skilled_id: str, task_id: str, mark: str) -> ResponseReturnValue:
    """Say that a task is done, or open again; take it off the plan, or put it back."""
    row = acts.mark_task(db(), actor=actor(), now=now(), account_id=skilled_id, task_id=task_id, what=mark)
    if mark == "remove":
        flash("Taken off the plan.\nIt can be put back below the tasks.", "ready")
    else:
        flash({"done": "Done.", "open": "Open again."}.get(mark, "Back on the plan."), "ready")
    return see_other(url_for("skills.person", skilled_id=row.account_id, _anchor="plan"))


@route(bp, "/tasks/<own_task_id>/<any(done, open):mark>", allow=Permission.OWN_LEARNING, methods=["POST"])
def mark_own(own_task_id: str, mark: str) -> ResponseReturnValue:
    """Say that one's own task is done, or open again."""
    acts.mark_task(db(), actor=actor(), now=now(), account_id=None, task_id=own_task_id, what=mark)
    flash("Done.\nYour supervisor sees it." if mark == "done" else "Open again.", "ready")
    return see_other(url_for("skills.skills", _anchor="plan"))
