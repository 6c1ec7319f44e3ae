"""Skills: one's own, those of the people one looks after, and signing them; the log of shadowing and panel reviews."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.parts import LEVELS
from lms.errors import Invalid, ManyProblems, NotFound
from lms.learning.outside.rules import minutes_of_hours
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.readiness.rules.skills import METHODS, STATES
from lms.readiness.skills import actions
from lms.readiness.skills.queries import Line, Skilled, get_skilled, own_skills, people_page, today_at, unsigned_for
from lms.readiness.skills.ratings import to_rate
from lms.web.door import Access, actor, course, db, now, route, see_other
from lms.web.skill_parts import WORDS, SkillsView, day_entered, given_by_form, targets, view_of
from lms.web.skill_ratings import OCCASIONS, RatingsView, ratings_view
from lms.web.words import zone_here

bp = Blueprint("skills", __name__, url_prefix="/skills")


@route(bp, "/", allow=Access.SIGNED_IN)
def skills() -> ResponseReturnValue:
    """One's own skills, and below them the people whose skills one may see or sign."""
    own = own_skills(db(), actor())
    waiting = unsigned_for(db(), actor(), course())
    page = request.args.get("page", "1")
    return render_template(
        "skills.html",
        view=view_of(own, actor().today) if own.roles else None,
        waiting=waiting,
        people=people_page(db(), actor(), int(page) if page.isdecimal() and len(page) < 6 else 1),
        to_rate=to_rate(db(), actor()),
        rated=rated_of(own),
        levels=LEVELS,
        occasions=OCCASIONS,
        learns=actor().may(Permission.OWN_LEARNING),
        zone=zone_here(),
        **WORDS,
    )


@route(bp, "/<skilled_id>/", allow=Access.SIGNED_IN)
def person(skilled_id: str) -> ResponseReturnValue:
    """The skills of somebody else; one's own are at the address above."""
    skilled = get_skilled(db(), actor(), skilled_id)
    return render_template(
        "skills_person.html",
        view=view_of(skilled, actor().today),
        rated=rated_of(skilled) if skilled.rates else None,
        levels=LEVELS,
        occasions=OCCASIONS,
        zone=zone_here(),
        **WORDS,
    )


def rated_of(skilled: Skilled) -> RatingsView | None:
    """Ratings and tasks; None for whom nothing is rated and nothing was."""
    found = ratings_view(skilled)
    return found if found.held is not None or found.ratings or found.tasks else None


def line_of(view: SkillsView, skill_id: str) -> Line:
    """One skill of a person that can be signed. Raises NotFound."""
    found = next((each for each in view.lines if each.skill.id == skill_id), None)
    if found is None or view.skilled.place(found.skill) is None:
        raise NotFound()
    return found


def day_at(skilled: Skilled, line: Line) -> date:
    """The local day of the clinic at which a skill is looked at."""
    held = skilled.place(line.skill)
    return today_at(held.clinic, now()) if held is not None else actor().today


@route(bp, "/<skilled_id>/sign/<skill_id>", allow=Access.SIGNED_IN, methods=["GET", "POST"])
def sign(skilled_id: str, skill_id: str) -> ResponseReturnValue:
    """One skill: what to look for, the form that signs it, and everything recorded of it."""
    skilled = get_skilled(db(), actor(), skilled_id)
    view = view_of(skilled, actor().today)
    line = line_of(view, skill_id)
    wrong: Invalid | None = None
    if request.method == "POST":
        try:
            return _sign(skilled, line)
        except Invalid as problem:
            db().rollback()
            wrong = problem
            view = view_of(skilled, actor().today)
            line = line_of(view, skill_id)
    waiting = line.waiting
    asked = {
        "method": (waiting.method if waiting else None) or METHODS[0],
        "state": (waiting.state if waiting else None) or "",
        "seen_on": (waiting.seen_on if waiting else day_at(skilled, line)).isoformat(),
        "comment": waiting.comment if waiting and waiting.noted_by_account_id == actor().account_id else "",
    }
    page = render_template(
        "skill_sign.html",
        view=view,
        line=line,
        entered=request.form if wrong else asked,
        fields=fields_of(wrong),
        unsure=isinstance(wrong, ManyProblems) and wrong.unsure,
        failed=wrong is not None,
        today=day_at(skilled, line),
        targets=targets,
        methods=METHODS,
        states=STATES,
        zone=zone_here(),
        **WORDS,
    )
    return make_response(page, 422 if wrong else 200)


def fields_of(wrong: Invalid | None) -> dict[str, str]:
    """The sentences of what could not be taken, by field."""
    if wrong is None:
        return {}
    return wrong.fields if isinstance(wrong, ManyProblems) else {wrong.field or "main": wrong.sentence}


def _sign(skilled: Skilled, line: Line) -> ResponseReturnValue:
    given = given_by_form()
    there = {"account_id": skilled.account.id, "skill_id": line.skill.id, "given": given}
    if request.form.get("go") == "later":
        actions.note_seen(db(), actor=actor(), now=now(), course=course(), **there)  # type: ignore[arg-type]
        flash(f"Noted: {line.skill.title}.\nIt waits for your signature, here and in the list.", "ready")
    else:
        seen_id = request.form.get("seen_id") or None
        actions.sign(db(), actor=actor(), now=now(), course=course(), seen_id=seen_id, **there)  # type: ignore[arg-type]
        flash(
            f"Signed: {line.skill.title}.\n{skilled.account.name} sees it, too. A signature cannot be changed; "
            "it can be withdrawn with a reason.",
            "ready",
        )
    return see_other(url_for("skills.person", skilled_id=skilled.account.id))


@route(bp, "/<skilled_id>/seen/<seen_id>/withdraw", allow=Access.SIGNED_IN, methods=["GET", "POST"])
def withdraw(skilled_id: str, seen_id: str) -> ResponseReturnValue:
    """Withdraw a signature, or what waits, with a reason."""
    skilled = get_skilled(db(), actor(), skilled_id)
    row = actions.get_seen(db(), skilled, seen_id)
    wrong: Invalid | None = None
    if request.method == "POST":
        try:
            reason = request.form.get("reason", "")
            gone = actions.withdraw(
                db(), actor=actor(), now=now(), course=course(), account_id=skilled.account.id, seen_id=seen_id,
                reason=reason,
            )  # fmt: skip
            if gone:
                flash("Withdrawn.\nIt stays in the history with your reason; the skill can be signed anew.", "ready")
            return see_other(url_for("skills.person", skilled_id=skilled.account.id))
        except Invalid as problem:
            db().rollback()
            wrong = problem
            skilled = get_skilled(db(), actor(), skilled_id)
            row = actions.get_seen(db(), skilled, seen_id)
    page = render_template(
        "skill_withdraw.html",
        person=skilled.account,
        row=row,
        skill=course().skill(row.skill_id),
        reason=request.form.get("reason", ""),
        fields=fields_of(wrong),
        failed=wrong is not None,
        targets=targets,
        **WORDS,
    )
    return make_response(page, 422 if wrong else 200)


@route(bp, "/ask/<skill_id>", allow=Permission.OWN_LEARNING, methods=["GET", "POST"])
def ask(skill_id: str) -> ResponseReturnValue:
    """Ask for a signature: somebody saw it, on a day."""
    own = own_skills(db(), actor())
    line = line_of(view_of(own, actor().today), skill_id)
    wrong: Invalid | None = None
    if request.method == "POST":
        try:
            actions.note_seen(
                db(),
                actor=actor(),
                now=now(),
                course=course(),
                account_id=None,
                skill_id=skill_id,
                given=given_by_form(),
            )
            flash(
                f"Asked: {line.skill.title}.\nIt waits for whoever may sign it. You can take it back until then.",
                "ready",
            )
            return see_other(url_for("skills.skills"))
        except Invalid as problem:
            db().rollback()
            wrong = problem
            line = line_of(view_of(own_skills(db(), actor()), actor().today), skill_id)
    page = render_template(
        "skill_ask.html",
        line=line,
        entered=request.form if wrong else {"seen_on": actor().today.isoformat()},
        fields=fields_of(wrong),
        unsure=isinstance(wrong, ManyProblems) and wrong.unsure,
        failed=wrong is not None,
        today=actor().today,
        targets=targets,
        **WORDS,
    )
    return make_response(page, 422 if wrong else 200)


@route(bp, "/seen/<own_seen_id>/withdraw", allow=Permission.OWN_LEARNING, methods=["POST"])
def take_back(own_seen_id: str) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    gone = actions.withdraw(
        db(), actor=actor(), now=now(), course=course(), account_id=None, seen_id=own_seen_id, reason=""
    )
    if gone:
        flash("Taken back.\nNobody is asked to sign it any more.", "ready")
    return see_other(url_for("skills.skills"))


@route(bp, "/log/add", allow=Permission.OWN_LEARNING, methods=["GET", "POST"])
def log() -> ResponseReturnValue:
    """Log shadowing, or a panel review attended."""
    wrong: Invalid | None = None
    if request.method == "POST":
        try:
            entry = actions.Entry(
                kind=request.form.get("kind", ""),
                held_on=day_entered("held_on"),
                minutes=_minutes(request.form.get("hours", "")),
                with_role=request.form.get("with_role", ""),
                what=request.form.get("what", ""),
                checked=bool(request.form.get("checked")),
            )
            actions.write_log(db(), actor=actor(), now=now(), entry=entry)
            flash("Logged.\nYour supervisor sees it.", "ready")
            return see_other(url_for("skills.skills", _anchor="log"))
        except Invalid as problem:
            db().rollback()
            wrong = problem
    page = render_template(
        "skill_log.html",
        entered=request.form if wrong else {"held_on": actor().today.isoformat(), "kind": "shadowing"},
        fields=fields_of(wrong),
        unsure=isinstance(wrong, ManyProblems) and wrong.unsure,
        failed=wrong is not None,
        today=actor().today,
        roles=ROLES,
        targets=targets,
        **WORDS,
    )
    return make_response(page, 422 if wrong else 200)


def _minutes(hours: str) -> int:
    try:
        return minutes_of_hours(Decimal(hours.strip().replace(",", ".")))
    except InvalidOperation:
        return 0


@route(bp, "/<skilled_id>/log/<entry_id>/<any(confirm, unconfirm):what>", allow=Permission.SKILL_SIGN, methods=["POST"])
def confirm(skilled_id: str, entry_id: str, what: str) -> ResponseReturnValue:
    """Say that an entry of somebody's log was so, or take that back."""
    skilled = get_skilled(db(), actor(), skilled_id)
    if actions.get_entry(db(), actor(), entry_id)[0].account_id != skilled.account.id:
        raise NotFound()
    actions.confirm_log(db(), actor=actor(), now=now(), entry_id=entry_id, back=what == "unconfirm")
    flash(
        "Confirmed.\nYour name and the day stand beside the entry."
        if what == "confirm"
        else "Taken back.\nThe entry counts as before; nobody has confirmed it.",
        "ready",
    )
    return see_other(url_for("skills.person", skilled_id=skilled.account.id, _anchor="log"))


@route(bp, "/log/<own_entry_id>/<any(strike, again):what>", allow=Permission.OWN_LEARNING, methods=["POST"])
def strike(own_entry_id: str, what: str) -> ResponseReturnValue:
    """Take an entry out of the sums, or put it in again."""
    actions.strike_log(db(), actor=actor(), now=now(), entry_id=own_entry_id, back=what == "again")
    flash(
        "It counts again." if what == "again" else "Struck out.\nThe entry stays in the list and counts for nothing.",
        "ready",
    )
    return see_other(url_for("skills.skills", _anchor="log"))
