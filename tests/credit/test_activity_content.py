"""What is frozen: every required part with its content, and nothing of how long it is planned to take."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.credit.activities.content import content_hash, modules_of, parts_of
from lms.credit.activities.models import ActivityVersion
from lms.credit.hours.course import WHOLE
from lms.curriculum.course import Course
from lms.curriculum.library import Library
from lms.database import Database
from lms.errors import NotFound
from tests.credit.approved import approve
from tests.people.makers import make_place

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def course(library: Library) -> Course:
    return library.current(0.0)


def test_a_module_is_its_required_parts_and_the_whole_course_all_of_them(course: Course) -> None:
    module = course.published_modules[0]
    assert [each["id"] for each in parts_of(course, module.id)] == list(module.required)
    every = [each["id"] for each in parts_of(course, WHOLE)]
    assert set(every) >= {part for each in course.published_modules for part in each.required}
    assert len(set(every)) == len(every)
    assert modules_of(course, WHOLE)[0] == module


def test_what_there_is_not_is_not_found(course: Course) -> None:
    with pytest.raises(NotFound):
        parts_of(course, "m99")


def test_another_content_is_another_hash_and_another_estimate_of_time_is_not(course: Course) -> None:
    parts = parts_of(course, course.published_modules[0].id)
    frozen = content_hash(parts)
    assert content_hash([{**each, "minutes": each["minutes"] + 5} for each in parts]) == frozen
    for at in range(len(parts)):
        other = [{**each, "hash": "0" * 64} if index == at else each for index, each in enumerate(parts)]
        assert content_hash(other) != frozen
    assert content_hash(reversed(parts)) != frozen


@pytest.mark.alike
def test_the_organisation_of_the_tests_is_designated_for_what_the_course_is_today(
    database: Database, course: Course
) -> None:
    place = make_place(database, NOW)
    with database.session(write=True) as session:
        approved = approve(session, course, organisation_id=place.saltmarsh, now=NOW)
        activity = session.get_one(ActivityVersion, approved.activity_id)
        assert activity.content_hash == content_hash(parts_of(course, activity.unit))
        assert set(approved.designations) == {"harbor-social-work", "harbor-medicine", "harbor-nursing"}
