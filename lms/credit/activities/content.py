"""What of a course is frozen when an activity is: its required parts, each with the hash of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lms.credit.hours.course import WHOLE
from lms.curriculum.course import Course, Module
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


def _hash_of(course: Course, part: str) -> str:
    quiz = course.quiz(part)
    if quiz is not None:
        told = json.dumps([quiz.draw, str(quiz.pass_mark), sorted(item.hash for item in quiz.items)])
        return hashlib.sha256(told.encode()).hexdigest()
    found = course.lesson(part) or course.case(part) or course.exercise(part)
    if found is None:
        raise RuntimeError(f"{part} is required and is no part we know")
    return found.hash
