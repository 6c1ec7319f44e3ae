"""Content as JSON and back, so that what a learner saw can be kept and shown again years later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from lms.curriculum.course import Case, Course, Item, Lesson, Tool

_ITEM = TypeAdapter(Item)
_CASE = TypeAdapter(Case)
_LESSON = TypeAdapter(Lesson)
_TOOL = TypeAdapter(Tool)


def pieces(course: Course) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(hash, kind, id, body) of every lesson, case, quiz item and tool of the course."""
    for module in course.modules + course.units:
        for lesson in module.lessons:
            yield lesson.hash, "lesson", lesson.id, _LESSON.dump_python(lesson, mode="json")
        for case in module.cases:
            yield case.hash, "case", case.id, _CASE.dump_python(case, mode="json")
        for quiz in (module.practice, module.post_test):
            for item in quiz.items if quiz else ():
                yield item.hash, "item", item.id, _ITEM.dump_python(item, mode="json")
        for tool in module.tools:
            yield tool.hash, "tool", tool.id, _TOOL.dump_python(tool, mode="json")


def read_item(body: dict[str, Any]) -> Item:
    """A quiz item from its stored body."""
    return _ITEM.validate_python(body)


def read_case(body: dict[str, Any]) -> Case:
    """A case from its stored body."""
    return _CASE.validate_python(body)


def read_lesson(body: dict[str, Any]) -> Lesson:
    """A lesson from its stored body."""
    return _LESSON.validate_python(body)


def read_tool_piece(body: dict[str, Any]) -> Tool:
    """A tool, with its files, from its stored body."""
    return _TOOL.validate_python(body)
