"""The preview of `lms content preview`: nobody signs in, a bar at the top chooses the role and the state to look from.

Installed only where `create_app` is given a `Preview`, which no setting can do: whoever opens a page is somebody
invented, in a database that is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, current_app, g, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course
from lms.curriculum.library import CourseUnreadable
from lms.curriculum.material import Case, Stage, When
from lms.curriculum.paths import MOST_STATES, Known, after, asked, holds, leads_to, offered
from lms.curriculum.walks import starts
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.practice.rules import shown
from lms.web.author import told
from lms.web.door import TOKEN, Access, course, route, services

bp = Blueprint("preview", __name__, url_prefix="/preview")

CHOSEN = "preview"
EMPTY = "empty"


@dataclass(frozen=True)
class Preview:
    """What the command brings: the roles and states to choose from, each with its words, and who stands for them.

    `enter` gives the token of somebody in a role and a state, made on the first call for each edition. `live`: pages ask
    whether the course has changed; a course that was sent in never does.
    """

    roles: Mapping[str, str]
    states: Mapping[str, str]
    enter: Callable[[str, str, Course], str]
    live: bool = True


def install(app: Flask, preview: Preview) -> None:
    """Sign everybody in as whom the bar names, and show the problems where the course cannot be read at all."""
    lock = Lock()
    app.extensions["preview"] = preview
    app.register_blueprint(bp)
    app.add_template_global(bar, "preview_bar")

    @app.before_request
    def step_in() -> ResponseReturnValue | None:
        if request.endpoint == "preview.stamp":
            return None
        if request.blueprint == "uploads":
            raise NotFound()  # Nothing is sent in or published from inside a preview.
        try:
            here = services().library.current(services().clock.tick())
        except CourseUnreadable:
            page = render_template(
                "preview_unreadable.html", problems=services().library.problems, stamp=services().library.reading
            )
            return make_response(page, 503, {"Cache-Control": "no-store"})
        role, state = chosen()
        for name, known in (("role", preview.roles), ("state", preview.states)):
            if request.args.get(name) in known:
                role, state = (request.args[name], state) if name == "role" else (role, request.args[name])
        session[CHOSEN] = [role, state]
        with lock:
            session[TOKEN] = preview.enter(role, state, here)
        g.course = here.without_modules() if state == EMPTY else here
        return None


def chosen() -> tuple[str, str]:
    """The role and state that the bar stands at."""
    preview: Preview = current_app.extensions["preview"]
    role, state = session.get(CHOSEN) or (next(iter(preview.roles)), next(iter(preview.states)))
    return (
        (role, state)
        if role in preview.roles and state in preview.states
        else (next(iter(preview.roles)), next(iter(preview.states)))
    )


def bar() -> dict[str, Any]:
    """What the bar at the top of every page shows."""
    preview: Preview = current_app.extensions["preview"]
    role, state = chosen()
    problems = services().library.problems
    return {
        "roles": preview.roles,
        "states": preview.states,
        "role": role,
        "state": state,
        "live": preview.live,
        "stamp": services().library.reading,
        "errors": sum(each.severity == "error" for each in problems),
        "warnings": sum(each.severity != "error" for each in problems),
        "here": request.full_path.rstrip("?"),
        "path": request.path,
    }


@route(bp, "/stamp", allow=Access.ANYONE)
def stamp() -> ResponseReturnValue:
    """A number that rises with every change of the course folder; asked for by the script."""
    with suppress(CourseUnreadable):
        services().library.current(services().clock.tick())
    return make_response({"stamp": services().library.reading}, 200, {"Cache-Control": "no-store"})


@route(bp, "/cases/<case_id>/", allow=Permission.AUTHOR_PREVIEW)
def case(case_id: str) -> ResponseReturnValue:
    """The whole case as a list: every stage with its choices, flags and where they lead, and a way to each ending."""
    found = _demand(case_id)
    return render_template("preview_case.html", case=found, ways=_ways(found), course=course(), targets=_targets)


@route(bp, "/cases/<case_id>/<stage_id>", allow=Permission.AUTHOR_PREVIEW)
def stage(case_id: str, stage_id: str) -> ResponseReturnValue:
    """One stage with any flags and variables; each choice leads on as it would for a reader."""
    found = _demand(case_id)
    if stage_id not in found.stages:
        raise NotFound()
    here, known = found.stages[stage_id], _known(found)
    onward = []
    for choice in here.choices:
        then = after(choice, known, found.variables)
        following = leads_to(choice, then)
        url = _address(found, following, then) if following else ""
        onward.append((choice, found.stages.get(following or ""), url, holds(choice.when, known)))
    return render_template(
        "preview_stage.html",
        case=found,
        stage=here,
        question=asked(here, known),
        blocks=shown(here, known),
        hidden=[block for block in here.blocks if not holds(block.when, known)],
        flags=known.flags,
        numbers=dict(known.numbers),
        known=_flags(found),
        onward=onward,
        stages=[(each, _address(found, each.id, known)) for each in found.stages.values()],
        when_words=when_words,
    )


def _known(found: Case) -> Known:
    """The flags and variables that the address names; a variable that it does not name stands at its start."""
    flags = frozenset(request.args.getlist("flag")) & set(_flags(found))
    numbers = []
    for each in found.variables:
        asked_for = request.args.get(each.name, each.start, type=int)
        numbers.append((each.name, min(max(asked_for, each.least), each.most)))
    return Known(flags, tuple(numbers))


def _address(found: Case, stage_id: str, known: Known) -> str:
    where: dict[str, Any] = {"flag": sorted(known.flags), **dict(known.numbers)}
    return url_for("preview.stage", case_id=found.id, stage_id=stage_id, **where)


@route(bp, "/quizzes/<quiz_id>", allow=Permission.AUTHOR_PREVIEW)
def quiz(quiz_id: str) -> ResponseReturnValue:
    """A quiz with its keys, reasons and facts, and the problems of each item."""
    found = course().quiz(quiz_id)
    if found is None:
        raise NotFound()
    path = course().paths.get(found.id, "")
    problems = [told(each) for each in services().library.problems if each.path == path]
    return render_template("preview_quiz.html", quiz=found, told=problems, path=path, course=course())


def when_words(when: When) -> str:
    """`asked-means and not sent-card and trust >= 3`."""
    return " and ".join(
        f"{each[0]} {each[1]} {each[2]}" if len(each) == 3 else each[0] if each[1] else f"not {each[0]}"
        for each in when
    )


def _targets(found: Case, at: Stage) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Each choice of a stage with its targets: (stage, condition in words)."""
    return [
        (choice, [(target.stage_id, when_words(target.when)) for target in choice.targets]) for choice in at.choices
    ]


def _flags(found: Case) -> tuple[str, ...]:
    """The seats, and what choices set."""
    given = [flag for at in found.stages.values() for choice in at.choices for flag in choice.sets]
    return tuple(dict.fromkeys([*(seat.id for seat in found.seats), *given]))


def _ways(found: Case) -> list[tuple[Stage, list[tuple[Stage, Any]], str]]:
    """A shortest way to each ending: (ending, [(stage, choice)], address with what stands there)."""
    ways: dict[str, tuple[list[tuple[Stage, Any]], Known]] = {}
    ahead: list[tuple[str, Known, list[tuple[Stage, Any]]]] = [(found.start, each, []) for each in starts(found)]
    seen: set[tuple[str, Known]] = set()
    for name, known, taken in ahead:  # Grows while it is walked.
        if (name, known) in seen or name not in found.stages or len(seen) >= MOST_STATES:
            continue
        seen.add((name, known))
        here = found.stages[name]
        if here.ending:
            ways.setdefault(name, (taken, known))
        for choice in offered(here, known):
            then = after(choice, known, found.variables)
            following = leads_to(choice, then)
            if following:
                ahead.append((following, then, [*taken, (here, choice)]))
    return [(found.stages[name], taken, _address(found, name, known)) for name, (taken, known) in ways.items()]


def _demand(case_id: str) -> Case:
    found = course().case(case_id)
    if found is None:
        raise NotFound()
    return found
