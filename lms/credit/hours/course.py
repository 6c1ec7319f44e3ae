"""The figures of our own course that a calculation of credit needs: words, questions and labs of each module and of all as one activity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.credit.hours.rules import QUESTIONS_PER_CREDIT, Calculation, Inputs, calculate
from lms.curriculum.course import Course, Module

WHOLE = "whole course"


@dataclass(frozen=True)
class Activity:
    """One activity that credit could be designated for, with its calculation. training_minutes: what a learner plans with."""

    id: str
    title: str
    labs: int
    training_minutes: int
    worked: Calculation


def activities(
    course: Course, *, difficulty: Fraction | None, per_credit: int = QUESTIONS_PER_CREDIT
) -> tuple[Activity, ...]:
    """Every published module and unit with a test; and all modules with what closes them as one activity, which is not their sum."""
    published = [each for each in (*course.modules, *course.units) if each.status != "planned" and each.post_test]
    single = [_activity(course, [each], each.id, each.title, difficulty, per_credit) for each in published]
    modules = [each for each in published if each.number or each in course.finale]
    if not modules:
        return tuple(single)
    return (*single, _activity(course, modules, WHOLE, f"{course.title}, as one activity", difficulty, per_credit))


def _activity(
    course: Course, modules: Sequence[Module], name: str, title: str, difficulty: Fraction | None, per_credit: int
) -> Activity:
    parts = [part for module in modules for part in module.required]
    words = sum(lesson.words for module in modules for lesson in module.lessons if lesson.id in module.required)
    items = sum(module.post_test.draw or len(module.post_test.items) for module in modules if module.post_test)
    played = _minutes(course, parts, ("case", "lab"))
    worked = calculate(Inputs(Fraction(words), Fraction(items), difficulty, Fraction(played)), per_credit=per_credit)
    labs = sum(course.kind_of[part] in ("case", "lab") for part in parts)
    return Activity(name, title, labs, _minutes(course, parts, ("lesson", "case", "lab", "test")), worked)


def _minutes(course: Course, parts: Iterable[str], kinds: Sequence[str]) -> int:
    return sum(course.minutes_of[part] for part in parts if course.kind_of[part] in kinds)
