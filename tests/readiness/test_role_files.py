"""Role files inside a course: what the content checker says of them, and how much of a role's course is published."""

from dataclasses import replace
from pathlib import Path

import pytest

from lms.curriculum.course import Course
from lms.curriculum.yamltext import read_yaml
from lms.readiness.roles import BadRole, check_roles, published_of, timeline_of
from tests.learner import our_course

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def course() -> Course:
    return our_course()


def test_our_role_files_are_sound(course: Course) -> None:
    assert {timeline_of(course, role).role for role in course.role_files} == set(course.role_files)


def test_a_problem_names_file_and_line(course: Course) -> None:
    text = (
        (ROOT / "content/roles/pcp.yaml")
        .read_text("utf-8")
        .replace("due_basis: published", "due_basis: guessed")
        .replace("short: PCP", "")
    )
    path = "content/roles/pcp.yaml"
    found = check_roles(course, {path: read_yaml(text), "content/roles/clerical.yaml": "not a role"})
    at = text.splitlines().index("due_basis: guessed") + 1
    assert [(each.rule, each.severity, each.path) for each in found] == [("R101", "error", path)] * 2
    assert {each.message.split()[0]: each.line for each in found} == {"short": read_yaml(text).line, "due_basis": at}


def test_a_plain_mapping_has_no_lines(course: Course) -> None:
    (problem, *_) = check_roles(course, {"content/roles/pcp.yaml": {"id": "pcp"}})
    assert problem.line is None


def test_a_bad_role_is_not_used(course: Course) -> None:
    broken = replace(course, role_files={"pcp": {"id": "pcp"}})
    with pytest.raises(BadRole):
        timeline_of(broken, "pcp")


def test_what_is_published_is_named(course: Course) -> None:
    first, second, *rest = (replace(each, status="planned") for each in course.modules)
    modules = (replace(first, status="complete"), replace(second, status="part", part_title=None), *rest)
    grown = published_of(replace(course, modules=modules), "bhcm")
    assert (grown.whole, grown.names[:2], grown.modules_total) == (False, ("Module 1", "part of Module 2"), 7)
    whole = published_of(
        replace(course, modules=tuple(replace(each, status="complete") for each in course.modules)), "bhcm"
    )
    assert (whole.whole, len(whole.names)) == (True, 7)


def test_a_role_without_a_pathway_lacks_nothing(course: Course) -> None:
    assert published_of(replace(course, pathways={}), "pcp") == published_of(course, "clerical")
