"""Content as JSON and back, so that what a learner saw can be kept and shown again years later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from lms.curriculum.course import Case, Course, Exercise, Item, Lesson, Tool
from lms.curriculum.exercises.kinds import KINDS

_ITEM = TypeAdapter(Item)
_CASE = TypeAdapter(Case)
_EXERCISE = TypeAdapter(Exercise)
_BODIES: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind.body) for name, kind in KINDS.items()}
_LESSON = TypeAdapter(Lesson)
_TOOL = TypeAdapter(Tool)


def pieces(course: Course) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(hash, kind, id, body) of every lesson, case, lab, quiz item and tool of the course."""
    for module in course.modules + course.units:
        for lesson in module.lessons:
            yield lesson.hash, "lesson", lesson.id, _LESSON.dump_python(lesson, mode="json")
        for case in module.cases:
            yield case.hash, "case", case.id, _CASE.dump_python(case, mode="json")
        for exercise in module.exercises:
            body = _BODIES[exercise.kind].dump_python(exercise.body, mode="json")
            written = _EXERCISE.dump_python(replace(exercise, body=None), mode="json") | {"body": body}
            yield exercise.hash, "exercise", exercise.id, written
        for quiz in module.quizzes:
            for item in quiz.items:
                yield item.hash, "item", item.id, _ITEM.dump_python(item, mode="json")
        for tool in module.tools:
            yield tool.hash, "tool", tool.id, _TOOL.dump_python(tool, mode="json")


def read_item(body: dict[str, Any]) -> Item:
    """A quiz item from its stored body."""
    return _ITEM.validate_python(body)


def read_case(body: dict[str, Any]) -> Case:
    """A case from its stored body."""
    return _CASE.validate_python(body)


def read_exercise(body: dict[str, Any]) -> Exercise:
    """A lab from its stored body."""
    found = _EXERCISE.validate_python(body)
    return replace(found, body=_BODIES[found.kind].validate_python(body["body"]))


def read_lesson(body: dict[str, Any]) -> Lesson:
    """A lesson from its stored body."""
    return _LESSON.validate_python(body)


def read_tool_piece(body: dict[str, Any]) -> Tool:
    """A tool, with its files, from its stored body."""
    return _TOOL.validate_python(body)
