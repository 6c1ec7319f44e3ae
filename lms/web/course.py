"""The course and its modules."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course, Module
from lms.errors import NotFound
from lms.learning.models import Completion
from lms.learning.placement.queries import place_of
from lms.learning.queries import completions
from lms.learning.waived import waived
from lms.people.permissions import Permission
from lms.people.queries import roles_asked
from lms.readiness.roles import available_of
from lms.web.addresses import demand_module, url_of
from lms.web.door import Access, actor, course, db, route
from lms.web.news import changed_of, new_since
from lms.web.paper import apart
from lms.web.words import sentence, zone_here

bp = Blueprint("course", __name__)


@route(bp, "/courses/", allow=Permission.COURSE_READ)
def courses() -> ResponseReturnValue:
    """There is one course; this leads to it."""
    return redirect(url_for("course.front", course_id=course().id), 303)


@route(bp, "/courses/<course_id>/outline", allow=Access.ANYONE)
def outline(course_id: str) -> ResponseReturnValue:
    """What the course holds, for anyone."""
    here = _demand(course_id)
    return render_template("outline.html", course=here, available=available_of(here))


@dataclass(frozen=True)
class Listed:
    """A module or unit as one person meets it: `required` are the parts asked of her, `minutes` what they take as planned."""

    module: Module
    required: tuple[str, ...]
    minutes: int
    whole: bool

    @property
    def holds(self) -> tuple[tuple[int, str], ...]:
        """How many lessons, cases, labs and tests are asked, for a line of words; what there is none of is left out."""
        counted = (
            (sum(each in self.required for each in ids), word)
            for ids, word in (
                ([lesson.id for lesson in self.module.lessons], "lesson"),
                ([case.id for case in self.module.cases], "case"),
                ([lab.id for lab in self.module.exercises], "lab"),
            )
        )
        return tuple((count, word) for count, word in counted if count)

    @property
    def tested(self) -> bool:
        """Whether its test is asked."""
        return bool(self.module.post_test and self.module.post_test.id in self.required)


@route(bp, "/courses/<course_id>/", allow=Permission.COURSE_READ)
def front(course_id: str) -> ResponseReturnValue:
    """What the course holds and how far this person is: all modules, or those alone that her pathway takes something of."""
    here = _demand(course_id)
    path = own_path(here)
    return render_template(
        "course.html",
        course=here,
        listed=listed(here, path),
        path=path,
        done=completions(db(), actor().account_id, here),
        learns=actor().may(Permission.OWN_LEARNING),
        available=available_of(here),
    )


def own_path(here: Course) -> frozenset[str] | None:
    """The required parts of whoever asks, over her roles; None where the whole course is her business.

    It is for a care manager, whose pathway takes every module, for somebody without a pathway, and for whoever looks after people.
    """
    if actor().may(Permission.CLINIC_READINESS):
        return None
    wanted = own_parts(here)
    everything = {part for module in here.published_modules for part in module.required}
    return None if not wanted or everything <= wanted else wanted


def own_parts(here: Course) -> frozenset[str]:
    """The required parts of whoever asks, over her roles; none for somebody without a pathway, and for whoever only reads."""
    if not actor().may(Permission.OWN_LEARNING):
        return frozenset()
    return frozenset(
        part for role, champion in roles_asked(db(), actor().account_id) for part in here.requirements(role, champion)
    )


def listed(here: Course, path: Container[str] | None) -> tuple[Listed, ...]:
    """The modules and units of the Course page in their order. Without a path: all modules, and the units that come after them."""
    if path is None:
        return tuple(Listed(each, each.required, each.minutes, True) for each in here.modules + here.finale)
    found = []
    for module in (*here.published_modules, *(unit for unit in here.units if unit.status != "planned")):
        asked = tuple(asked_of(here, module, path))
        if asked:
            minutes = sum(here.minutes_of[part] for part in asked)
            found.append(Listed(module, asked, minutes, set(module.required) <= set(asked)))
    return tuple(found)


@route(bp, "/courses/<course_id>/<module_slug>/", allow=Permission.COURSE_READ)
def module(course_id: str, module_slug: str) -> ResponseReturnValue:
    """One module: its objectives and parts, and what became of them since. A planned one says what it will teach."""
    here = course()
    found = demand_module(here, course_id, module_slug)
    learns = actor().may(Permission.OWN_LEARNING)
    who = actor().account_id
    done = completions(db(), who, here) if learns else {}
    path = own_path(here)
    stood_for = {each.requirement_id: each for each in waived(db(), [who], here).get(who, ())} if learns else {}
    settled = {*done, *stood_for}
    return render_template(
        "module.html",
        waived=stood_for,
        place=place_of(db(), who, here, found) if learns and found.diagnostic else None,
        course=here,
        module=found,
        entries=entries(here, found, done, path=path),
        asked=asked_of(here, found, path),
        path=path,
        url_of=url_of,
        done=done,
        learns=learns,
        before=left_before(here, found, settled, path) if learns else [],
        aims=aims_of(here, found),
        onward=next_part(here, settled, path),
        changed=changed_of(done),
        news=new_since(done),
        zone=zone_here(),
    )


@route(bp, "/courses/<course_id>/<module_slug>/print", allow=Permission.COURSE_READ)
def printed(course_id: str, module_slug: str) -> ResponseReturnValue:
    """All lessons of a module one after another, for paper: no navigation, questions with room to answer, references."""
    here = course()
    found = demand_module(here, course_id, module_slug)
    return render_template("print.html", course=here, module=found, apart=apart)


def aims_of(here: Course, module: Module) -> tuple[str, ...]:
    """What somebody can do after a module: its own objectives, else those that the course has for it."""
    return tuple(each.text for each in module.objectives) or tuple(
        each.text for each in here.objectives if each.module_id == module.id
    )


def left_before(
    here: Course, module: Module, done: Container[str], path: Container[str] | None
) -> list[tuple[Module, list[str], int]]:
    """The modules that come before one, with the parts that are asked and still open, and how many are asked; none with nothing left."""
    earlier = [each for each in (here.module(name) for name in module.prerequisites) if each is not None]
    asked = [(each, asked_of(here, each, path)) for each in earlier]
    left = [(each, [part for part in parts if part not in done], len(parts)) for each, parts in asked]
    return [each for each in left if each[1]]


def asked_of(here: Course, module: Module, path: Container[str] | None) -> list[str]:
    """The parts of a module or unit that a path takes, required by the module or not; without a path all it requires."""
    if path is None:
        return list(module.required)
    return [part for part, home in here.module_of.items() if home == module.id and part in path]


def next_part(here: Course, done: Container[str], path: Container[str] | None) -> str | None:
    """The first part asked of this person in a published module that she has not done."""
    asked = (part for module in here.published_modules for part in asked_of(here, module, path))
    return next((part for part in asked if part not in done), None)


def _demand(course_id: str) -> Course:
    if course_id != course().id:
        raise NotFound()
    return course()


def entries(
    here: Course,
    module: Module,
    done: dict[str, Completion],
    current: str | None = None,
    *,
    path: Container[str] | None = None,
) -> list[dict[str, object]]:
    """The contents of a module for the list beside a lesson. Who only reads has no cases, labs, practice or test to open.

    `path`: the parts asked of whoever reads, where her pathway takes not all of the course; the others are marked.
    """
    numbers = {lesson.id: f"{at}. {lesson.title}" for at, lesson in enumerate(module.lessons, start=1)}
    listed = [lesson.id for lesson in module.lessons]
    listed += [each for each in module.required if each not in numbers]
    listed += [case.id for case in module.cases if case.id not in listed]
    listed += [lab.id for lab in module.exercises if lab.id not in listed]
    found: list[dict[str, object]] = []
    learns = actor().may(Permission.OWN_LEARNING)
    titles = here.title_of
    for each in listed:
        kind = here.kind_of[each]
        case = here.case(each) if kind == "case" else None
        what = sentence(case.kind) if case else "Lab" if kind == "lab" else ""
        label = numbers.get(each) or (f"{what}: {here.title_of[each]}" if what else here.title_of[each])
        optional = ", optional" if each not in module.required else ""
        if path is not None:
            optional = "" if each in path else ", not on your pathway"
        note = f"{here.minutes_of[each]} min{optional}"
        found.append(
            {
                "id": each,
                "label": label,
                "url": url_of(here, each) if kind == "lesson" or learns else None,
                "note": note,
                "done": each in done,
                "current": each == current,
                "title": titles[each] if kind == "lesson" else label,
            }
        )
    if module.practice:
        practice_url = url_for("practice.practice", course_id=here.id, module_slug=module.slug)
        found.append(
            {
                "id": module.practice.id,
                "label": "Practice questions",
                "url": practice_url if learns else None,
                "note": "optional",
                "done": False,
                "current": current == module.practice.id,
            }
        )
    return found
