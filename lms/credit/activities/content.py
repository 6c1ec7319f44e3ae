"""What of a course is frozen when an activity is: its required parts, each with the hash of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lms.credit.hours.course import WHOLE, activities
from lms.curriculum.course import Course, Module, Quiz
from lms.errors import NotFound


def modules_of(course: Course, unit: str) -> tuple[Module, ...]:
    """The published modules and units that an activity is made of: one, or all that a whole course closes with. Raises NotFound."""
    published = tuple(each for each in (*course.modules, *course.units) if each.status != "planned" and each.required)
    if unit == WHOLE:
        return tuple(each for each in published if each.number or each in course.finale)
    found = tuple(each for each in published if each.id == unit)
    if not found:
        raise NotFound()
    return found


def units_of(course: Course) -> dict[str, str]:
    """What an activity can be made of, with its title: every published module and unit with a test, and the whole course."""
    published = [each for each in (*course.modules, *course.units) if each.status != "planned" and each.required]
    return {each.id: each.name for each in published if each.post_test} | {WHOLE: f"{course.title}, as one activity"}


def parts_of(course: Course, unit: str) -> list[dict[str, Any]]:
    """Every required part in order: id, title, kind, planned minutes, and the hash of its content. Raises NotFound."""
    return [
        {
            "id": each,
            "title": course.title_of[each],
            "kind": course.kind_of[each],
            "minutes": course.minutes_of[each],
            "hash": _hash_of(course, each),
        }
        for module in modules_of(course, unit)
        for each in module.required
    ]


def content_hash(parts: Iterable[Mapping[str, Any]]) -> str:
    """The hash that stands for parts and their content; planned minutes are no part of it."""
    told = json.dumps([[each["id"], each["hash"]] for each in parts])
    return hashlib.sha256(told.encode()).hexdigest()


def facts_of(course: Course, unit: str) -> dict[str, Any]:
    """The figures of what is frozen: words, scored questions, labs and their minutes, training minutes, the lowest pass mark in
    per cent, and each test with its bank. Raises NotFound.
    """
    found = next((each for each in activities(course, difficulty=None) if each.id == unit), None)
    if found is None:
        raise NotFound()
    parts = [part for module in modules_of(course, unit) for part in module.required]
    tests = [_test(course, quiz) for part in parts if course.kind_of[part] == "test" and (quiz := course.quiz(part))]
    inputs = found.worked.inputs
    return {
        "words": int(inputs.words),
        "items": int(inputs.items),
        "labs": found.labs,
        "interactive": int(inputs.interactive),
        "training_minutes": found.training_minutes,
        "pass_mark": min((each["pass_mark"] for each in tests), default=0),
        "tests": tests,
    }


def objectives_of(course: Course, unit: str) -> list[str]:
    """The objectives to begin with: of the module, or those of the whole course. Raises NotFound."""
    if unit == WHOLE:
        return [each.text for each in course.objectives]
    return [each.text for module in modules_of(course, unit) for each in module.objectives]


def references_of(course: Course, unit: str) -> list[str]:
    """The sources that the lessons and cases of an activity cite, as one line each, by title. Raises NotFound."""
    modules = modules_of(course, unit)
    cited = {fact for module in modules for lesson in module.lessons for fact in lesson.facts}
    cited |= {fact for module in modules for case in module.cases for fact in case.facts}
    sources = {source for fact in cited if fact in course.facts for source in course.facts[fact].sources}
    found = [course.sources[each] for each in sources if each in course.sources]
    return sorted(
        f"{each.title}. {each.publisher}{f', {each.year}' if each.year else ''}.{f' {each.url}' if each.url else ''}"
        for each in found
    )


def _test(course: Course, quiz: Quiz) -> dict[str, Any]:
    asked = {course.serves.get(item.objective, "") if quiz.over else item.objective for item in quiz.items}
    return {
        "id": quiz.id,
        "title": quiz.title,
        "questions": len(quiz.items),
        "draw": quiz.draw or len(quiz.items),
        "pass_mark": int((quiz.pass_mark or 0) * 100),
        "two_answers": sum(len(item.options) == 2 for item in quiz.items),
        "uncovered": [text for each, text in course.objectives_of(quiz.id).items() if each not in asked],
    }


def _hash_of(course: Course, part: str) -> str:
    quiz = course.quiz(part)
    if quiz is not None:
        told = json.dumps([quiz.draw, str(quiz.pass_mark), sorted(item.hash for item in quiz.items)])
        return hashlib.sha256(told.encode()).hexdigest()
    found = course.lesson(part) or course.case(part) or course.exercise(part)
    if found is None:
        raise RuntimeError(f"{part} is required and is no part we know")
    return found.hash
