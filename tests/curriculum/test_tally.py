"""Counts and hours, with exactly the keys that outsiders rely on."""

from __future__ import annotations

import json
from datetime import date

import pytest

from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.curriculum.tally import hours, reading_grade, stats
from tests.curriculum import bad_examples, builder
from tests.curriculum.bad_labs import SORTING, SORTING_LAB
from tests.curriculum.builder import CourseFiles

DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    files = CourseFiles().put(SORTING, SORTING_LAB)
    return load_course(files.write(tmp_path_factory.mktemp("course"))).course


def test_stats_have_the_published_keys(course):
    found = stats(course, DAY)
    assert set(found) == {
        "edition", "as_of", "modules", "units", "pathways", "totals", "duties", "reviews", "overdue",
    }  # fmt: skip

    assert set(found["modules"][0]) == {
        "id", "title", "lessons", "required_words", "cases", "exercises", "tools", "check_items", "bank_items", "diagnostic_items",
        "objectives",
        "items_per_objective_min", "drawn", "by_objective", "keys", "reading_grade", "reading_grades",
    }  # fmt: skip
    assert set(found["pathways"][0]) == {"role", "minutes", "requirements"}
    assert json.loads(json.dumps(found)) == found


def test_stats_count_what_is_there(course):
    found = stats(course, DAY)
    first, second = found["modules"]
    lessons = course.module("m1").lessons
    words = sum(lesson.words for lesson in lessons)
    grades = {lesson.id: reading_grade(lesson) for lesson in lessons}
    expected = {
        "id": "m1", "title": "First steps", "lessons": 6, "required_words": words, "cases": 3, "exercises": 1, "tools": 2,
        "check_items": 8, "bank_items": 36, "diagnostic_items": 0, "objectives": 4, "items_per_objective_min": 9, "drawn": 15,
        "by_objective": [{"id": f"m1-o{number}", "lessons": 6 if number == 1 else 2, "items": 9} for number in (1, 2, 3, 4)],
        "keys": {"positions": {"a": 9, "b": 9, "c": 9, "d": 9}, "chi_square": 0.0, "even": True, "longest_share": 0.0},
        "reading_grade": f"{min(grades.values()):g} to {max(grades.values()):g}", "reading_grades": grades,
    }  # fmt: skip
    assert first == expected
    assert second["lessons"] == second["items_per_objective_min"] == 0
    assert found["totals"]["bank_items"] == 36
    bhcm = next(each for each in found["pathways"] if each["role"] == "bhcm")
    assert bhcm == {"role": "bhcm", "minutes": course.module("m1").minutes, "requirements": 10}


def test_hours_add_up_to_the_minutes_of_what_is_required(course):
    rows = hours(course)
    assert [(row.kind, row.count) for row in rows] == [("lesson", 6), ("case", 3), ("lab", 0), ("test", 1)]
    assert sum(row.minutes for row in rows) == course.module("m1").minutes
    assert rows[0].formula == "words / 120 + checks x 0.75, rounded up"


def test_an_objective_that_is_not_taught_yet_does_not_count_in_a_part(tmp_path):
    files = CourseFiles().change(builder.MODULE, "status: complete", "status: part\npart_title: A part")
    for path in (builder.LESSON, builder.OTHER):
        files.change(path, "[m1-o1, m1-o2, m1-o3, m1-o4]", "[m1-o1]")
    files.change(builder.BANK, "objective: m1-o4", "objective: m1-o1", every=True)
    assert stats(load_course(files.write(tmp_path)).course, DAY)["modules"][0]["items_per_objective_min"] == 18


def test_each_duty_has_its_lessons_items_and_case_steps(course):
    (duty,) = stats(course, DAY)["duties"]
    assert duty == {"id": "C-01", "title": "Carry a caseload", "lessons": 6, "items": 36, "case_steps": 12}


def test_keys_that_stand_in_few_places_are_not_even(tmp_path):
    files = CourseFiles()
    bad_examples.two_positions(files)
    keys = stats(load_course(files.write(tmp_path)).course, DAY)["modules"][0]["keys"]
    assert keys["positions"] == {"a": 14, "b": 13, "c": 5, "d": 4}
    assert (keys["chi_square"], keys["even"]) == (9.11, False)


def test_c35_reviews_are_counted_and_what_is_overdue_is_named(tmp_path):
    files = CourseFiles().change(
        builder.LESSON, "review: null", "review: {by: Dr. A, licence: MD 1, on: 2026-11-01, edition: abc}"
    )
    files.change(builder.CASE, "review_by: 2027-11-01", "review_by: 2026-11-25")
    course = load_course(files.write(tmp_path)).course
    found = stats(course, DAY)
    rows = {each["kind"]: (each["reviewed"], each["not_reviewed"], each["overdue"]) for each in found["reviews"]}
    assert rows == {
        "lesson": (1, 5, 0),
        "case": (0, 3, 1),
        "practice": (0, 1, 0),
        "post-test": (0, 1, 0),
        "tool": (0, 2, 0),
    }
    assert [(each["id"], each["review_by"], each["path"]) for each in found["overdue"]] == [
        ("m1-c1-walter", "2026-11-25", builder.CASE)
    ]
    assert stats(course, date(2026, 11, 25))["overdue"] == []
