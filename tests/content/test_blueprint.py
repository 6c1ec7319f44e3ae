"""docs/course/blueprint.md tells what became of the plan: its tables are made from the course as it is.

After a change to the course: `python -m tests.content.test_blueprint` writes the tables anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lms.curriculum.course import Course, Module
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course
from tests.house.source import ROOT
from tests.learner import our_course

PAGE = ROOT / "docs" / "course" / "blueprint.md"
ANEW = "Write it anew with: .venv/bin/python -m tests.content.test_blueprint"
BETWEEN = re.compile(r"(<!-- tables -->\n).*(<!-- end -->)", re.DOTALL)


def tables(course: Course) -> str:
    """Of every published module: its pieces in their order with minutes, and what its questions are like."""
    return "\n".join(line for module in course.published_modules for line in _module(course, module))


def _module(course: Course, module: Module) -> Iterator[str]:
    required = sum(course.minutes_of[part] for part in module.required)
    yield f"### Module {module.number}: {module.title}\n"
    yield f"Required: {required} minutes. Objectives: {len(module.objectives)}. Tools: {len(module.tools)}.\n"
    yield "| piece | kind | minutes | |\n|---|---|---|---|"
    optional = [
        each.id for each in (*module.lessons, *module.cases, *module.exercises) if each.id not in module.required
    ]
    for part in (*module.required, *optional):
        need = "required" if part in module.required else "optional"
        yield f"| `{part}` {course.title_of[part]} | {_kind(course, part)} | {course.minutes_of[part]} | {need} |"
    yield ""
    if module.post_test:
        yield "| objective | questions in the bank |\n|---|---|"
        by_objective = Counter(item.objective for item in module.post_test.items)
        for objective in module.objectives:
            yield f"| `{objective.id}` {objective.text} | {by_objective[objective.id]} |"
        shown = sum(item.kind != "text" for item in module.post_test.items)
        total = len(module.post_test.items)
        yield f"\nThe bank has {total} questions, {shown} with a table, row, chart or dialogue to read.\n"


def _kind(course: Course, part: str) -> str:
    case, lab = course.case(part), course.exercise(part)
    return case.kind if case else lab.kind + " lab" if lab else course.kind_of[part]


def test_the_tables_are_in_step_with_the_course() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert BETWEEN.sub(lambda found: f"{found[1]}{tables(our_course())}\n{found[2]}", text) == text, ANEW


if __name__ == "__main__":
    loaded = load_course(course_folder(None)).course
    assert loaded is not None
    written = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BETWEEN.sub(lambda found: f"{found[1]}{tables(loaded)}\n{found[2]}", written), encoding="utf-8")
