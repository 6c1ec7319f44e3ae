"""The door to all labs: the practice page, a lab's start, its steps, what is saved between them, and the debrief."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.lab import step_lab
from lms.curriculum.course import Case, Course, Exercise, Module
from lms.errors import Invalid, NotFound
from lms.identifying import identifying
from lms.learning.spaced.queries import review_of
from lms.learning.spaced.rules import Today
from lms.people.permissions import Permission
from lms.practice.feedback import KINDS, ask_for_feedback, feedback_on, take_back_request
from lms.practice.lab_actions import save_lab_draft, start_lab
from lms.practice.lab_queries import Fields, Played, latest_played, latest_run, newest_runs, shown_by_duty
from lms.practice.models import LabRun
from lms.practice.queries import newest_walks
from lms.web.course import own_parts
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.labs.faces import FACES
from lms.web.lessons import world
from lms.web.prepare import render_soon
from lms.web.words import clock_time, zone_here

bp = Blueprint("labs", __name__)

NOT_FIELDS = ("csrf_token", "request_key", "number", "go")
GROUPS = (
    ("The work itself", ("registry", "registry-weeks", "rehearsal", "day", "minutes", "documentation")),
    ("Writing with a patient", ("builder",)),
    ("Short pieces", ("scoring", "sorting")),
    ("Planning and looking back", ("worksheet", "reflection")),
)
"""Under which heading a kind of lab stands on the practice page, and in which order."""
INVENTED = "invented"
PLACE = re.compile(r"[a-z0-9-]{1,40}")  # Where on the page a button of the form comes back to (`?at=`).
OLD_PAGE = "That page was an older one.\nNothing was changed; this is where your run stands."


@route(bp, "/practice/", allow=Permission.OWN_CASE)
def practice() -> ResponseReturnValue:
    """The labs, cases and practice questions of one's pathway, or all there are, with where this person stands in each."""
    here, me = course(), actor().account_id
    runs = newest_runs(db(), me)
    states = {here.current_id(each): "Done" if run.finished_at else "In progress" for each, run in runs.items()}
    walks = newest_walks(db(), me)
    states |= {here.current_id(each): "Done" if run.finished_at else "In progress" for each, run in walks.items()}
    every = [shelf for module in (*here.modules, *here.units) if (shelf := _shelf(module)) is not None]
    wanted = own_parts(here)
    own = [each for shelf in every if (each := shelf.on(wanted, states)) is not None] if wanted else every
    whole = request.args.get("all") == "1" or not own
    return render_template(
        "practice_all.html",
        course=here,
        shelves=every if whole else own,
        more=not whole and own != every,
        fewer=whole and bool(own) and own != every,
        states=states,
        shown=shown_by_duty(db(), me),
        duties={each.id: each for each in here.competencies},
        spaced=_spaced(here),
    )


def _spaced(here: Course) -> Today | None:
    """Spaced review of whoever has some, or has a module before her that brings some."""
    found = review_of(db(), actor(), here) if actor().may(Permission.OWN_LEARNING) else None
    return found.today if found and (found.ahead or found.today.cards) else None


@dataclass(frozen=True)
class Shelf:
    """What a module has to practice: labs in groups, then its cases."""

    module: Module
    groups: tuple[tuple[str, tuple[Exercise, ...]], ...]
    cases: tuple[Case, ...]
    questions: bool

    def on(self, path: Container[str], begun: Container[str]) -> Shelf | None:
        """What of it a pathway asks for, or is begun: all of a module that the pathway takes whole; None: nothing."""
        if self.module.required and all(part in path for part in self.module.required):
            return self
        kept = [(title, tuple(lab for lab in labs if lab.id in path or lab.id in begun)) for title, labs in self.groups]
        groups = tuple(each for each in kept if each[1])
        cases = tuple(case for case in self.cases if case.id in path or case.id in begun)
        return Shelf(self.module, groups, cases, False) if groups or cases else None


def _shelf(module: Module) -> Shelf | None:
    if module.status == "planned" or not (module.exercises or module.cases or module.practice):
        return None
    groups = [
        (title, tuple(lab for kind in kinds for lab in module.exercises if lab.kind == kind)) for title, kinds in GROUPS
    ]
    return Shelf(module, tuple(group for group in groups if group[1]), module.cases, bool(module.practice))


@route(bp, "/simulations/<slug>/", allow=Permission.OWN_CASE)
def start(slug: str) -> ResponseReturnValue:
    """What the lab is about, and the button that begins it or goes on."""
    exercise = _demand(slug)
    if slug != exercise.slug:
        return redirect(url_for("labs.start", slug=exercise.slug), 301)
    return render_template("labs/start.html", exercise=exercise, run=_run(exercise), **_around(exercise))


@route(bp, "/simulations/<slug>/start", allow=Permission.OWN_CASE, methods=["POST"])
def begin(slug: str) -> ResponseReturnValue:
    """Begin, or go on with the open run."""
    exercise = _demand(slug)
    again = request.form.get("go") == "again"
    played = start_lab(db(), actor=actor(), now=now(), course=course(), exercise_id=exercise.id, again=again)
    return see_other(url_for("labs.debrief" if played.ended else "labs.step", slug=exercise.slug))


@route(bp, "/simulations/<slug>/step", allow=Permission.OWN_CASE)
def step(slug: str) -> ResponseReturnValue:
    """The step at which this person's run stands, with what is saved of it."""
    exercise = _demand(slug)
    played = _played(exercise)
    if played is None or played.ended:
        return redirect(url_for("labs.debrief" if played else "labs.start", slug=exercise.slug), 303)
    return _step_page(exercise, played, played.fields)


def _step_page(
    exercise: Exercise, played: Played, fields: Fields, *, problem: Invalid | None = None, status: int = 200
) -> Response:
    face = FACES[played.exercise.kind]
    page = render_template(
        face.template,
        exercise=played.exercise,
        slug=exercise.slug,
        number=played.number,
        saved_at=clock_time(played.saved_at, zone_here()) if played.saved_at else None,
        problem=problem,
        failed=problem is not None,
        free_text=face.free_text,
        **_around(exercise),
        **face.show(played, fields),
    )
    return make_response(page, status)


@route(bp, "/simulations/<slug>/step", allow=Permission.OWN_CASE, methods=["POST"])
def move(slug: str) -> ResponseReturnValue:
    """Make a move. An old page changes nothing; a move that cannot be made leaves everything entered in place."""
    exercise = _demand(slug)
    if _run(exercise) is None:
        return see_other(url_for("labs.start", slug=exercise.slug))
    if request.form.get("go") == "save":
        return _save(exercise)
    try:
        _look_over(exercise)
        stepped = step_lab(
            db(),
            actor=actor(),
            now=now(),
            world=world(),
            exercise_id=exercise.id,
            number=_number(),
            move=FACES[exercise.kind].read(request.form),
        )
    except Invalid as refusal:
        played = _played(exercise)
        if played is None:
            raise
        return _step_page(exercise, played, _fields(), problem=refusal, status=422)
    if stepped.moved.stale:
        flash(OLD_PAGE, "at-risk")
    render_soon(stepped.issued)
    if stepped.issued:
        flash("Your certificate is issued.\nYou find it under Certificates.", "ready")
    return see_other(url_for("labs.debrief" if stepped.moved.played.ended else "labs.step", slug=exercise.slug))


@route(bp, "/simulations/<slug>/draft", allow=Permission.OWN_CASE, methods=["POST"], last_counts=True)
def draft(slug: str) -> ResponseReturnValue:
    """Keep the form of the open step: what the script sends on every change, and what a button sends that only changes how
    the step is looked at."""
    exercise = _demand(slug)
    return _save(exercise) if _run(exercise) is not None else see_other(url_for("labs.start", slug=exercise.slug))


def _look_over(exercise: Exercise) -> None:
    """Point out what could name a real patient before it is kept. Raises Invalid unless the writer says it is invented."""
    if not FACES[exercise.kind].free_text or request.form.get(INVENTED) == "yes":
        return
    for name, values in _fields().items():
        found = identifying("\n".join(values))
        if found:
            raise Invalid(
                f"“{found[0].text}” looks like {found[0].kind}. Take it out; if it is invented, say so below.",
                field=name.partition("-")[2] or name,
            )


def _save(exercise: Exercise) -> ResponseReturnValue:
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        _look_over(exercise)
    except Invalid as refusal:
        played = _played(exercise)
        if by_script or played is None:
            raise
        return _step_page(exercise, played, _fields(), problem=refusal, status=422)
    saved = save_lab_draft(
        db(),
        actor=actor(),
        now=now(),
        course=course(),
        exercise_id=exercise.id,
        number=_number(),
        fields=_fields(),
    )
    if by_script:
        if not saved:
            raise Invalid("that page was an older one")
        return make_response({"saved_at": clock_time(now(), zone_here())}, 200)
    if not saved:
        flash(OLD_PAGE, "at-risk")
    elif request.form.get("go") == "save":
        flash("Saved.\nYou may close this page and come back.", "ready")
    place = request.args.get("at", "")
    return see_other(url_for("labs.step", slug=exercise.slug, _anchor=place if PLACE.fullmatch(place) else None))


@route(bp, "/simulations/<slug>/debrief", allow=Permission.OWN_CASE)
def debrief(slug: str) -> ResponseReturnValue:
    """What the run showed, entry by entry, and which duties of the job it exercised."""
    exercise = _demand(slug)
    played = _played(exercise)
    if played is None or not played.ended:
        return redirect(url_for("labs.step" if played else "labs.start", slug=exercise.slug), 303)
    face = FACES[played.exercise.kind]
    return render_template(
        face.debrief,
        exercise=played.exercise,
        slug=exercise.slug,
        played=played,
        may_ask=played.exercise.kind in KINDS,
        asked=feedback_on(db(), played.run.id),
        zone=zone_here(),
        marks=played.lab.marks(played.exercise, played.state),
        duties={each.id: each for each in course().competencies},
        **_around(exercise),
        **face.tell(played),
    )


@route(bp, "/simulations/<slug>/feedback", allow=Permission.OWN_CASE, methods=["POST"])
def feedback(slug: str) -> ResponseReturnValue:
    """Show this run to one's supervisors, or stop showing it."""
    exercise = _demand(slug)
    played = _played(exercise)
    if played is None:
        return see_other(url_for("labs.start", slug=exercise.slug))
    if request.form.get("go") == "take-back":
        taken = take_back_request(db(), actor=actor(), now=now(), run=played.run)
        flash(
            "Taken back.\nYour supervisor cannot open this run any more." if taken else "Nothing was changed.", "ready"
        )
    else:
        ask_for_feedback(db(), actor=actor(), now=now(), played=played)
        flash("Asked.\nYour supervisor can now read this run, and no other. You can take it back.", "ready")
    return see_other(url_for("labs.debrief", slug=exercise.slug))


@route(bp, "/simulations/<slug>/file/<name>", allow=Permission.OWN_CASE)
def file(slug: str, name: str) -> ResponseReturnValue:
    """A file made from this person's run, such as the caseload as a spreadsheet."""
    exercise = _demand(slug)
    played = _played(exercise)
    make = FACES[exercise.kind].files.get(name)
    if make is None:
        raise NotFound()
    if played is None:
        return redirect(url_for("labs.start", slug=exercise.slug), 303)
    made = make(played)
    answer = make_response(made.content)
    answer.headers["Content-Type"] = made.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _demand(slug: str) -> Exercise:
    found = course().exercise(slug)
    if found is None:
        raise NotFound()
    return found


def _run(exercise: Exercise) -> LabRun | None:
    """This person's newest run, without playing it through."""
    return latest_run(db(), actor().account_id, exercise)


def _played(exercise: Exercise) -> Played | None:
    return latest_played(db(), actor().account_id, exercise)


def _around(exercise: Exercise) -> dict[str, Any]:
    here: Course = course()
    return {"course": here, "module": here.module(exercise.module_id)}


def _number() -> int:
    """How many moves the page knew; a page that does not say is an old one."""
    text = request.form.get("number", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _fields() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name not in NOT_FIELDS}
