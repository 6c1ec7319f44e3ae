"""Rows of what was asked for that only the words and pieces of Modules 2 to 4 can close."""

from __future__ import annotations

import re

import pytest

from lms.curriculum.course import Case, Exercise, Lesson
from tests.learner import our_course

SCOPE = re.compile(
    r"(?i)(do(es)? not (diagnose|advise)|your doctor and our consultant decide|within (her|your) (own )?(license|role|scope)|decide[s]? about medicines)"
)


def lesson(lesson_id: str) -> Lesson:
    found = our_course().lesson(lesson_id)
    assert found is not None
    return found


def words(lesson_id: str) -> str:
    """The text of a lesson without its markup."""
    html = " ".join(part.html for part in lesson(lesson_id).parts if hasattr(part, "html"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def case(case_id: str) -> Case:
    found = our_course().case(case_id)
    assert found is not None
    return found


def lab(lab_id: str) -> Exercise:
    found = our_course().exercise(lab_id)
    assert found is not None
    return found


def test_s005_disorder_disease_and_diagnosis_are_sorted() -> None:
    found = lab("m3-x-three-words")
    assert found.kind == "sorting"
    places = {place.text.lower() for task in found.body.tasks for place in task.places}
    for term in ("disorder", "disease", "diagnosis"):
        assert [place for place in places if term in place], term


@pytest.mark.parametrize(
    "case_id", ["m4-c3-ailsa-friday-1640", "m2-c2-sunniva-thirty-four-days", "m3-c3-delphine-eight-weeks"]
)
def test_s006_an_unsafe_way_through_a_crisis_ends_in_a_debrief(case_id: str) -> None:
    found = case(case_id)
    assert found.warning
    endings = [stage for stage in found.stages.values() if stage.ending]
    assert {"good", "poor"} <= {stage.ending for stage in endings}
    assert found.debrief_html
    assert "988" in found.debrief_html or case_id == "m2-c2-sunniva-thirty-four-days"


def test_s021_the_three_abilities_are_asked_for_in_the_test_of_module_2() -> None:
    (module,) = [each for each in our_course().modules if each.id == "m2"]
    assert module.post_test is not None
    asked = [item.objective for item in module.post_test.items]
    for objective in ("m2-o4", "m2-o2", "m2-o6"):
        assert asked.count(objective) >= 5, objective


def test_s304_a_course_of_scores_is_read_and_something_follows() -> None:
    found = lab("m3-x-trends")
    assert len([task for task in found.body.tasks if task.chart]) >= 4
    assert lab("m2-x-reading-the-line").body.tasks[0].chart


def test_s305_who_tells_a_patient_to_change_a_medicine_hears_about_scope() -> None:
    found = lab("m3-x-week-two-call")
    assert "C-05" in found.duties
    reasons = " ".join(entry.why_html for task in found.body.tasks for entry in task.entries)
    assert "PCP" in reasons
    assert SCOPE.search(words("m3-l6-week-two"))


def test_s306_each_brief_intervention_is_worked_and_practiced() -> None:
    course = our_course()
    for lesson_id, practice in (
        ("m4-l2-listening-for-change", "m4-x-name-that-reply"),
        ("m4-l3-small-steps", "m4-c5-what-would-be-a-two"),
        ("m4-l4-one-problem", "m4-x-pencil"),
    ):
        assert lesson(lesson_id)
        piece = course.case(practice) or course.exercise(practice)
        assert piece is not None, practice
        assert "C-06" in piece.duties, practice


def test_s307_a_referral_is_decided_on_with_a_reason_for_each_choice() -> None:
    found = lab("m3-x-arriving-referral")
    assert {"C-07", "C-12"} <= set(found.duties)
    assert all(line.why_html for part in found.body.parts for line in part.lines)


def test_s311_a_step_that_was_missed_is_an_ending() -> None:
    found = case("m4-c2-walter-nine-weeks")
    assert "C-11" in found.duties
    assert "poor" in {stage.ending for stage in found.stages.values()} or "mixed" in {
        stage.ending for stage in found.stages.values()
    }


def test_s314_ways_to_keep_a_registry_are_named() -> None:
    text = words("m2-l5-one-row")
    for way in ("paper", "spreadsheet", "web tool", "health record"):
        assert way in text, way


def test_s318_an_overview_of_problem_solving_is_no_certification() -> None:
    assert "no certification in problem-solving treatment" in words("m4-l4-one-problem")
