"""What the search of a course may find. Never a question, an option, a reason, or what a case tells once it has begun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lms.curriculum.course import Course, Lesson, Module
from lms.curriculum.markup import plain
from lms.curriculum.sections import sections_of

KINDS = ("lesson", "case", "lab", "tool", "term", "module")


@dataclass(frozen=True)
class Findable:
    """One thing to find: plain text under a title, perhaps under a heading of it, at an address; `place` says where that is."""

    kind: str
    id: str
    title: str
    heading: str
    text: str
    url: str
    place: str


Address = Callable[[str, str], str]
"""(kind, id) → the address of a lesson, case, module, term or tool."""


def findable(course: Course, address: Address) -> Iterator[Findable]:
    """Everything of a course that may be found, in its order."""
    for module in course.modules + course.units:
        yield _module(course, module, address)
        for lesson in module.lessons:
            yield from _lesson(module, lesson, address)
        for case in module.cases:
            words = f"{case.summary} {case.seat}"
            yield Findable("case", case.id, case.title, "", words, address("case", case.id), f"{module.short}, case")
    for lab in course.exercises:
        here = course.module(lab.module_id)
        place = f"{here.short}, lab" if here else "Practice"
        yield Findable("lab", lab.id, lab.title, "", f"{lab.label}. {lab.summary}", address("lab", lab.id), place)
    for tool in course.tools:
        here = course.module(tool.module_id)
        place = f"{here.short}, tool" if here else "Tools"
        yield Findable("tool", tool.id, tool.title, "", f"{tool.purpose} {tool.text}", address("tool", tool.id), place)
    for term in course.glossary.values():
        words = plain(term.html) + (f" Also: {', '.join(term.also)}." if term.also else "")
        yield Findable("term", term.id, term.term, "", words, address("term", term.id), "")


def _module(course: Course, module: Module, address: Address) -> Findable:
    aims = [each.text for each in module.objectives or course.objectives if each.module_id == module.id]
    place = module.short if module.status != "planned" else f"{module.short}, in preparation"
    return Findable(
        "module", module.id, module.title, "", " ".join((module.summary, *aims)), address("module", module.id), place
    )


def _lesson(module: Module, lesson: Lesson, address: Address) -> Iterator[Findable]:
    url = address("lesson", lesson.id)
    number = [each.id for each in module.lessons].index(lesson.id) + 1
    place = f"{module.short}, lesson {number}"
    for section in sections_of(lesson):
        words = section.blocks if section.id else (lesson.promise, *section.blocks)
        there = f"{url}#{section.id}" if section.id else url
        yield Findable("lesson", lesson.id, lesson.title, section.title, " ".join(words), there, place)
