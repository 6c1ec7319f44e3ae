"""Where things are: the one place that turns an id into an address."""

from __future__ import annotations

from flask import url_for

from lms.curriculum.course import Course, Module


def url_of(course: Course, requirement_id: str) -> str:
    """The page of a lesson, case or test."""
    wanted = course.current_id(requirement_id)
    lesson = course.lesson(wanted)
    if lesson is not None:
        module = course.module(lesson.module_id)
        slug = module.slug if module else lesson.module_id
        return url_for("lessons.lesson", course_id=course.id, module_slug=slug, lesson_slug=lesson.slug)
    if course.case(wanted) is not None:
        return url_for("cases.start", case_id=wanted)
    return url_for("tests.start", test_id=wanted)


def lessons_by_objective(course: Course, module: Module) -> dict[str, list[tuple[str, str]]]:
    """Objective id → (title, address) of each lesson of the module that teaches it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for lesson in module.lessons:
        for objective in lesson.objectives:
            found.setdefault(objective, []).append((lesson.title, url_of(course, lesson.id)))
    return found
