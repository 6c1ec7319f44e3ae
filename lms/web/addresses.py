"""Where things are: the one place that turns an id into an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask import request, url_for

from lms.curriculum.course import Course, Lesson, Module, Quiz
from lms.errors import NotFound


def url_of(course: Course, requirement_id: str) -> str:
    """The page of a lesson, case, lab, tool or test."""
    key = requirement_id, request.script_root
    known = _addresses(course)
    if key in known:
        return known[key]
    made = _address(course, requirement_id)
    if requirement_id in course.kind_of:  # Anything else may be anything at all.
        known[key] = made
    return made


_known: dict[int, tuple[Course, dict[tuple[str, str], str]]] = {}
_COURSES = 4


def _addresses(course: Course) -> dict[tuple[str, str], str]:
    """Addresses that were made for this reading of the course: a page names dozens, and each takes as long as a query."""
    found = _known.get(id(course))
    if found is None or found[0] is not course:
        if len(_known) >= _COURSES:
            _known.clear()
        found = _known[id(course)] = (course, {})
    return found[1]


def _address(course: Course, requirement_id: str) -> str:
    wanted = course.current_id(requirement_id)
    lesson = course.lesson(wanted)
    if lesson is not None:
        module = course.module(lesson.module_id)
        slug = module.slug if module else lesson.module_id
        return url_for("lessons.lesson", course_id=course.id, module_slug=slug, lesson_slug=lesson.slug)
    if course.case(wanted) is not None:
        return url_for("cases.start", case_id=wanted)
    lab = course.exercise(wanted)
    if lab is not None:
        return url_for("labs.start", slug=lab.slug)
    if course.tool(wanted) is not None:
        return url_for("tools.tool", tool_id=wanted)
    return url_for("tests.start", test_id=wanted)


def lessons_by_objective(course: Course, quiz: Quiz) -> dict[str, list[tuple[str, str]]]:
    """Objective by which a quiz is told → (title, address) of each lesson that teaches it, in its module or the course."""
    found: dict[str, list[tuple[str, str]]] = {}
    for module in course.modules if quiz.over else [course.module(quiz.module_id)]:
        for lesson in module.lessons if module else ():
            told = (course.serves.get(each, each) if quiz.over else each for each in lesson.objectives)
            for objective in dict.fromkeys(told):
                found.setdefault(objective, []).append((lesson.title, url_of(course, lesson.id)))
    return found


def left_in(course: Course, parts: Iterable[str]) -> list[tuple[str, str, int, int]]:
    """The modules these parts belong to: name, address, how many of the parts are in it, and how many it requires in all."""
    left = Counter(course.module_of[each] for each in parts)
    found = ((course.module(each), count) for each, count in left.items())
    return [
        (
            module.name,
            url_for("course.module", course_id=course.id, module_slug=module.slug),
            count,
            len(module.required),
        )
        for module, count in found
        if module
    ]


def demand_module(here: Course, course_id: str, slug: str) -> Module:
    """A module of the course by its address. Raises NotFound."""
    found = here.module(slug)
    if course_id != here.id or found is None or found.slug != slug:
        raise NotFound()
    return found


def find_lesson(here: Course, course_id: str, module_slug: str, lesson_slug: str) -> tuple[Module, Lesson]:
    """A lesson by its address, its id or one it had before, with its module. Raises NotFound."""
    module = demand_module(here, course_id, module_slug)
    for found in module.lessons:
        if lesson_slug in (found.slug, found.id, *found.aliases):
            return module, found
    raise NotFound()
