"""Counts and hours, with exactly the keys that outsiders rely on."""

from __future__ import annotations

import json

import pytest

from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.curriculum.tally import hours, stats
from tests.curriculum import builder
from tests.curriculum.builder import CourseFiles


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    files = CourseFiles().put(f"{builder.M1}/exercises/registry.yaml", "id: m1-x1\n")
    return load_course(files.write(tmp_path_factory.mktemp("course"))).course


def test_stats_have_the_published_keys(course):
    found = stats(course)
    assert set(found) == {"edition", "modules", "pathways", "totals"}
    assert set(found["modules"][0]) == {
        "id", "title", "lessons", "required_words", "cases", "exercises", "tools", "check_items", "bank_items", "objectives",
        "items_per_objective_min",
    }  # fmt: skip
    assert set(found["pathways"][0]) == {"role", "minutes", "requirements"}
    assert json.loads(json.dumps(found)) == found


def test_stats_count_what_is_there(course):
    found = stats(course)
    first, second = found["modules"]
    words = sum(lesson.words for lesson in course.module("m1").lessons)
    expected = {
        "id": "m1", "title": "First steps", "lessons": 6, "required_words": words, "cases": 3, "exercises": 1, "tools": 2,
        "check_items": 8, "bank_items": 36, "objectives": 4, "items_per_objective_min": 9,
    }  # fmt: skip
    assert first == expected
    assert second["lessons"] == second["items_per_objective_min"] == 0
    assert found["totals"]["bank_items"] == 36
    bhcm = next(each for each in found["pathways"] if each["role"] == "bhcm")
    assert bhcm == {"role": "bhcm", "minutes": course.module("m1").minutes, "requirements": 10}


def test_hours_add_up_to_the_minutes_of_what_is_required(course):
    rows = hours(course)
    assert [(row.kind, row.count) for row in rows] == [("lesson", 6), ("case", 3), ("test", 1)]
    assert sum(row.minutes for row in rows) == course.module("m1").minutes
    assert rows[0].formula == "words / 120 + checks x 0.75, rounded up"


def test_an_objective_that_is_not_taught_yet_does_not_count_in_a_part(tmp_path):
    files = CourseFiles().change(builder.MODULE, "status: complete", "status: part\npart_title: A part")
    for path in (builder.LESSON, builder.OTHER):
        files.change(path, "[m1-o1, m1-o2, m1-o3, m1-o4]", "[m1-o1]")
    files.change(builder.BANK, "objective: m1-o4", "objective: m1-o1", every=True)
    assert stats(load_course(files.write(tmp_path)).course)["modules"][0]["items_per_objective_min"] == 18
