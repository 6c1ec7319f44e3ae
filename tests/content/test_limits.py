"""docs/limits.md lists every fact in use that no source states outright: those marked U, and our samples, marked C.

After a change to the course: `python -m tests.content.test_limits` writes the lists anew.
"""

from __future__ import annotations

import re

import pytest

from lms.curriculum.course import Course
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course
from tests.house.source import ROOT
from tests.learner import our_course

PAGE = ROOT / "docs" / "limits.md"
ANEW = "Write it anew with: .venv/bin/python -m tests.content.test_limits"


def citing() -> list[tuple[str, str]]:
    """Place and text of every file of the course that can rest on a fact."""
    found = [
        path
        for folder in ("content", "quizzes")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".md", ".yaml"} and "facts" not in path.parts and path.name != "sources.yaml"
    ]
    return [(f"{path.parent.name}/{path.name}", path.read_text(encoding="utf-8")) for path in found]


def rows(course: Course, mark: str) -> str:
    """The lines of one table: id, where it is cited, what it says."""
    files = citing()
    lines = []
    for fact in sorted((each for each in course.facts.values() if each.mark == mark), key=lambda each: _key(each.id)):
        pattern = re.compile(rf"(?<![\w.]){re.escape(fact.id)}(?![\w]|\.\d)")
        places = ", ".join(f"`{name}`" for name, text in files if fact.id in text and pattern.search(text))
        statement = " ".join(fact.statement.split()).replace("|", "\\|")
        lines.append(f"| {fact.id} | {places or 'nowhere yet'} | {statement} |\n")
    return "".join(lines)


def _key(fact_id: str) -> tuple[str, list[int]]:
    return re.sub(r"[\d.]", "", fact_id), [int(number) for number in re.findall(r"\d+", fact_id)]


def block(text: str, mark: str) -> str:
    """What the page says between the two comments around the table of a mark."""
    found = re.search(rf"<!-- facts {mark} -->\n.*?\n\|[-|]+\|\n(.*?)<!-- end -->", text, re.DOTALL)
    return found.group(1) if found else ""


@pytest.fixture(scope="module")
def course() -> Course:
    return our_course()


@pytest.mark.parametrize("mark", ["U", "C"])
def test_the_list_of_facts_is_in_step_with_the_course(course: Course, mark: str) -> None:
    assert block(PAGE.read_text(encoding="utf-8"), mark) == rows(course, mark), ANEW


def test_every_other_fact_names_a_source(course: Course) -> None:
    assert [fact.id for fact in course.facts.values() if fact.mark in {"V", "V2", "S"} and not fact.sources] == []


def _write() -> None:
    found = load_course(course_folder(None)).course
    if found is None:
        raise SystemExit("The course has errors; `lms content check` lists them.")
    text = PAGE.read_text(encoding="utf-8")
    for mark in ("U", "C"):
        text = text.replace(
            f"<!-- facts {mark} -->{text.split(f'<!-- facts {mark} -->')[1].split('<!-- end -->')[0]}<!-- end -->",
            f"<!-- facts {mark} -->\n| id | cited in | statement |\n|---|---|---|\n{rows(found, mark)}<!-- end -->",
        )
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
