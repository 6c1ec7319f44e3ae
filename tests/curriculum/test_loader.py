"""A sound course has no problems, and a spoiled one is told all of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from lms.curriculum.course import CheckPart, Course, HtmlPart, Problem
from lms.curriculum.loader import check_course, load_course
from tests.curriculum import builder
from tests.curriculum.builder import CourseFiles


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    loaded = load_course(CourseFiles().write(tmp_path_factory.mktemp("course")))
    assert loaded.problems == ()
    assert loaded.course is not None
    return loaded.course


def test_the_course_holds_what_the_files_say(course):
    assert [module.id for module in course.modules] == ["m1", "m2"]
    module = course.module("first-steps")
    assert module is course.module("m1")
    assert (module.number, module.status, module.prerequisites) == (1, "complete", ())
    assert course.module("m2").prerequisites == ("m1",)
    assert [lesson.slug for lesson in module.lessons] == [
        "who-rings",
        "who-writes",
        "who-asks",
        "who-listens",
        "who-waits",
        "who-answers",
    ]
    assert [lesson.number for lesson in module.lessons] == [1, 2, 3, 4, 5, 6]
    kinds = ["lesson"] * 6 + ["case"] * 3 + ["test"]
    assert [course.kind_of[each] for each in builder.REQUIRED] == kinds
    assert len(course.kind_of) == len(kinds)
    assert not course.complete
    assert [each.id for each in course.published_modules] == ["m1"]
    assert len(course.edition) == 12
    assert int(course.edition, 16) >= 0


def test_requirements_follow_the_pathway(course):
    assert course.requirements("bhcm") == builder.REQUIRED
    assert course.requirements("pcp") == ("m1-l1-who-rings",)
    assert course.requirements("pcp", champion=True) == ("m1-l1-who-rings", "m1-c1-walter")
    assert course.requirements("nobody") == ()


def test_minutes_come_from_the_stated_rates(course):
    lesson = course.lesson("m1-l1-who-rings")
    assert lesson.minutes == -(-(lesson.words * 3 + 2 * 270) // 360)  # words / 120 + 2 x 0.75, rounded up
    assert course.case("m1-c1-walter").minutes == 13  # (4 decisions + 1 ending) x 2.5 = 12.5
    assert course.quiz("m1-test").minutes == 23  # 15 x 1.5 = 22.5
    assert course.module("m1").minutes == sum(course.minutes_of[each] for each in course.module("m1").required)


def test_a_lesson_keeps_its_order_of_text_and_checks(course):
    lesson = course.lesson("m1-l1-who-rings")
    assert [type(part) for part in lesson.parts] == [HtmlPart, CheckPart, CheckPart, HtmlPart]
    assert [check.id for check in lesson.checks] == ["m1-l1-who-rings-k1", "m1-l1-who-rings-k2"]
    check = lesson.checks[0]
    assert check.lesson_id == lesson.id
    assert [option.correct for option in check.options] == [False, True, False]
    assert check.options[0].text == "Wait."
    assert lesson.sections[0].id == "what-you-say"
    assert lesson.terms == ("warm-handoff",)
    assert lesson.review_by == date(2027, 11, 1)
    assert set(lesson.facts) == {f"F1.{number:02}" for number in range(1, 15)}


def test_dated_and_unverified_facts_are_told(course):
    assert not course.lesson("m1-l1-who-rings").dated
    other = course.lesson("m1-l2-who-writes")
    assert other.dated
    assert other.unverified == ("F1.27",)
    texts = {facts: reference.text_html for reference in other.references for facts in [reference.fact_ids]}
    assert "awaiting clinical review" in texts[("F1.27",)]
    assert "Our sample" in texts[("F1.28",)]
    assert "Worked out for this course" in texts[("F1.29",)]
    assert all("<cite>" not in texts[each] for each in (("F1.27",), ("F1.28",)))


def test_a_case_is_walked_by_the_expert(course):
    case = course.case("m1-c1-walter")
    assert case.expert_path == (("one", "ask"), ("two", "ask"), ("three", "ask"), ("four", "no"))
    assert case.known == (("Age", "67"), ("PCP", "Dr. Amari"))
    assert case.chart.scores == ((0, 18),)
    assert [block.when for block in case.stages["four"].blocks] == [(), (("asked", True),)]
    assert case.stages["end-bad"].ending == "poor"
    assert case.stages["four"].choices[1].targets[0].when == (("asked", True),)
    assert case.stages["one"].choices[0].feedback_html.count("<p>") == 2
    assert case.debrief_html.startswith("<p>Ask early.")


def test_a_bank_is_read(course):
    bank = course.quiz("m1-test")
    assert (bank.kind, bank.draw, bank.pass_mark, len(bank.items)) == ("post-test", 15, Fraction(4, 5), 36)
    item = course.item("m1-q-3")
    assert [option.id for option in item.options] == ["a", "b", "c", "d"]
    assert [option.correct for option in item.options] == [False, False, False, True]
    assert item.references[0].anchor == "m1-q-3-r1"
    assert course.module("m1").practice.pass_mark is None


def test_an_alias_finds_the_piece_and_the_pathway(tmp_path):
    files = CourseFiles().change(builder.LESSON, "aliases: []", "aliases: [m1-l1-old-name]")
    files.change("content/pathways/pcp.yaml", "also: [m1-l1-who-rings]", "also: [m1-l1-old-name]")
    course = load_course(files.write(tmp_path)).course
    assert course.lesson("m1-l1-old-name") is course.lesson("m1-l1-who-rings")
    assert course.requirements("pcp") == ("m1-l1-who-rings",)


@pytest.mark.parametrize(
    ("path", "old", "new", "changes"),
    [
        (builder.LESSON, "nine o'clock", "ten o'clock", True),
        (builder.BANK, "Then you know.", "So you know.", True),
        (builder.CASE, "Walter waits.", "Walter sits.", True),
        (builder.GLOSSARY, "before the patient leaves", "while the patient is there", True),
        (builder.LESSON, "review: null", "review: {by: Dr. A, licence: MD 1, on: 2026-11-01, edition: abc}", False),
        (builder.CHECK, "Then you know.", "So you know.", False),
        (builder.LESSON, "review_by: 2027-11-01", "review_by: 2027-12-01", False),
    ],
)
def test_the_edition_follows_required_material_and_not_its_review(tmp_path, path, old, new, changes):
    before = load_course(CourseFiles().write(tmp_path / "a")).course
    after = load_course(CourseFiles().change(path, old, new).write(tmp_path / "b")).course
    assert (before.edition != after.edition) is changes


def test_every_problem_is_told_at_once_with_its_place(tmp_path):
    files = CourseFiles()
    files.change(builder.LESSON, "promise: After", "promiss: After").change(builder.LESSON, "{F1.02}", "{F9.99}")
    files.change(builder.CASE, "-> two", "-> nowhere").change(builder.BANK, "draw: 15", "draw: 99")
    problems = check_course(files.write(tmp_path))
    found = {(problem.rule, problem.path, problem.line) for problem in problems}
    lines = str(files.files[builder.LESSON]).split("\n")
    cited = next(number for number, line in enumerate(lines, 1) if "{F9.99}" in line)
    assert ("S101", builder.LESSON, 4) in found
    assert ("S102", builder.LESSON, 2) in found
    assert ("F101", builder.LESSON, cited) in found
    assert any(rule == "C104" and path == builder.CASE for rule, path, _ in found)
    assert any(rule == "Q114" and path == builder.BANK for rule, path, _ in found)
    assert all(problem.remedy and problem.message for problem in problems)
    assert problems == tuple(sorted(problems, key=lambda each: (each.path, each.line or 0, each.rule, each.message)))


def test_another_subject_may_add_its_own_checks(tmp_path):
    def watch(course, raw):
        for path, value in raw.items():
            if "title" in value:
                yield Problem("R901", "error", path, value.lines["title"], "No titles here.", "Remove it.")

    loaded = load_course(CourseFiles().write(tmp_path), extra=(watch,))
    assert loaded.course is None
    assert {problem.rule for problem in loaded.problems} == {"R901"}
    assert {problem.line for problem in loaded.problems} == {2}
    assert len(loaded.problems) == 8


def test_a_fault_in_another_check_is_an_error_and_not_a_traceback(tmp_path):
    def stumble(course, raw):
        raise ValueError("out of step")

    loaded = load_course(CourseFiles().write(tmp_path), extra=(stumble,))
    assert [problem.rule for problem in loaded.problems] == ["Z108"]


def test_the_roles_are_handed_on_as_they_are(course):
    assert course.role_files["pcp"]["id"] == "pcp"
    assert len(course.role_files) == 8


def test_a_missing_folder_is_an_error(tmp_path):
    (problem,) = check_course(Path(tmp_path / "nowhere"))
    assert problem.rule == "Z101"


def test_a_unit_for_one_role_is_read_like_a_module(tmp_path):
    files = CourseFiles()
    text = str(files.files[builder.OTHER]).replace("m1-l2-who-writes", "u-l1-consult")
    files.put("content/units/consultant/lessons/01-consult.md", text)
    files.put(
        "content/units/consultant/module.yaml",
        "id: u-consultant\ntitle: For consultants\nsummary: One lesson.\nstatus: complete\n"
        "objectives: []\nrequired: [u-l1-consult]\n",
    )
    path = "content/pathways/psychiatric-consultant.yaml"
    files.change(path, "modules: []", "modules: [u-consultant]").change(path, "also: [m1-l1-who-rings]", "also: []")
    loaded = load_course(files.write(tmp_path))
    assert loaded.problems == ()
    assert [unit.slug for unit in loaded.course.units] == ["consultant"]
    assert [module.id for module in loaded.course.modules] == ["m1", "m2"]
    assert loaded.course.requirements("psychiatric-consultant") == ("u-l1-consult",)
    assert loaded.course.module_of["u-l1-consult"] == "u-consultant"


def test_line_ends_and_marks_of_other_systems_change_nothing(tmp_path):
    plain = load_course(CourseFiles().write(tmp_path / "a")).course
    files = CourseFiles()
    for path in (builder.LESSON, builder.CASE, builder.BANK):
        files.put(path, b"\xef\xbb\xbf" + str(files.files[path]).replace("\n", "\r\n").encode())
    other = load_course(files.write(tmp_path / "b"))
    assert other.problems == ()
    assert other.course.edition == plain.edition


def test_a_review_is_read_when_a_person_has_filled_it_in(tmp_path):
    record = "review: {by: Dr. A. Ames, licence: MD 12345, on: 2026-11-20, edition: abc123}"
    course = load_course(CourseFiles().change(builder.LESSON, "review: null", record).write(tmp_path)).course
    review = course.lesson("m1-l1-who-rings").review
    assert (review.by, review.on) == ("Dr. A. Ames", date(2026, 11, 20))
