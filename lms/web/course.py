"""The course and its modules."""

from __future__ import annotations

from collections.abc import Container

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course, Module
from lms.errors import NotFound
from lms.learning.models import Completion
from lms.learning.placement.queries import place_of
from lms.learning.queries import completions
from lms.learning.waived import waived
from lms.people.permissions import Permission
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


@route(bp, "/courses/<course_id>/", allow=Permission.COURSE_READ)
def front(course_id: str) -> ResponseReturnValue:
    """The seven modules, each with what it holds and how far this person is."""
    here = _demand(course_id)
    return render_template(
        "course.html",
        course=here,
        done=completions(db(), actor().account_id, here),
        learns=actor().may(Permission.OWN_LEARNING),
        available=available_of(here),
    )


@route(bp, "/courses/<course_id>/<module_slug>/", allow=Permission.COURSE_READ)
def module(course_id: str, module_slug: str) -> ResponseReturnValue:
    """One module: its objectives and parts, and what became of them since. A planned one says what it will teach."""
    here = course()
    found = demand_module(here, course_id, module_slug)
    learns = actor().may(Permission.OWN_LEARNING)
    who = actor().account_id
    done = completions(db(), who, here) if learns else {}
    stood_for = {each.requirement_id: each for each in waived(db(), [who], here).get(who, ())} if learns else {}
    settled = {*done, *stood_for}
    return render_template(
        "module.html",
        waived=stood_for,
        place=place_of(db(), who, here, found) if learns and found.diagnostic else None,
        course=here,
        module=found,
        entries=entries(here, found, done),
        url_of=url_of,
        done=done,
        learns=learns,
        before=left_before(here, found, settled) if learns else [],
        aims=aims_of(here, found),
        onward=next_part(here, settled),
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


def left_before(here: Course, module: Module, done: Container[str]) -> list[tuple[Module, list[str]]]:
    """The modules that come before one, each with its required parts that are still open; those with nothing left are left out."""
    earlier = [each for each in (here.module(name) for name in module.prerequisites) if each is not None]
    left = [(each, [part for part in each.required if part not in done]) for each in earlier]
    return [(each, parts) for each, parts in left if parts]


def next_part(here: Course, done: Container[str]) -> str | None:
    """The first required part of a published module that this person has not done."""
    return next((part for module in here.published_modules for part in module.required if part not in done), None)


def _demand(course_id: str) -> Course:
    if course_id != course().id:
        raise NotFound()
    return course()


def entries(
    here: Course, module: Module, done: dict[str, Completion], current: str | None = None
) -> list[dict[str, object]]:
    """The contents of a module for the list beside a lesson. Who only reads has no cases, labs, practice or test to open."""
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
        optional = "" if each in module.required else ", optional"
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
