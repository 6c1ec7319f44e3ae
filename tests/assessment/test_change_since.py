"""The same people at a module's diagnostic and then at its test, each the first time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lms.assessment.statistics.queries import change_since, figures_of_test
from lms.assessment.statistics.rules.change import NO_DIAGNOSTIC
from lms.curriculum.course import Course, Item
from lms.curriculum.loader import load_course
from lms.database import Database
from lms.people.permissions import SYSTEM
from tests.assessment.many_attempts import hand_in_all, key_of, people
from tests.clocks import MovableClock
from tests.curriculum.builder import CourseFiles, with_diagnostic
from tests.people.makers import make_place


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    found = load_course(with_diagnostic(CourseFiles()).write(tmp_path_factory.mktemp("diagnosed"))).course
    assert found is not None
    return found


def half(person: int, item: Item) -> str | None:
    """Every other question is left empty, not the same ones by everybody."""
    return key_of(item) if (int(item.id.rsplit("-", 1)[1]) + person) % 2 else None


def test_pairs_are_people_who_took_the_diagnostic_first(
    database: Database, clock: MovableClock, course: Course
) -> None:
    place, module = make_place(database, clock.now()), course.modules[0]
    assert module.diagnostic is not None
    assert module.post_test is not None
    soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=9)
    with database.session(write=True) as session:
        who = people(session, clock.now(), place.saltmarsh, 31)
        turned, unpaired = people(session, clock.now(), place.saltmarsh, 2)
        hand_in_all(session, course, module.diagnostic, [*who, unpaired], soon, half)
        hand_in_all(session, course, module.post_test, [*who[:-1], turned], later, lambda _, item: key_of(item))
        hand_in_all(session, course, module.diagnostic, [turned], later + timedelta(days=1), half)
        found = change_since(session, SYSTEM, course, module.post_test)
        assert (found.n, found.difference.value) == (30, 0.5)
        assert found.normalised.value == 1
        early = change_since(session, SYSTEM, course, module.post_test, until=later)
        assert (early.n, early.difference.value) == (0, None)
        assert early.difference.why == "No pair yet; figures from 30 on"
        assert figures_of_test(session, SYSTEM, module.post_test).people == 31  # No diagnostic among them.


def test_without_a_diagnostic_there_is_nothing_to_compare(database: Database, course: Course, tmp_path: Path) -> None:
    plain = load_course(CourseFiles().write(tmp_path)).course
    assert plain is not None
    assert plain.modules[0].post_test is not None
    with database.session() as session:
        assert change_since(session, SYSTEM, plain, plain.modules[0].post_test).difference.why == NO_DIAGNOSTIC
        assert course.modules[0].practice is not None
        assert change_since(session, SYSTEM, course, course.modules[0].practice).difference.why == NO_DIAGNOSTIC
