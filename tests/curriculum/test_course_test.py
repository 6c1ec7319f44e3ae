"""The test over the whole course, read from its file and filled from the modules' banks."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.curriculum.loader import load_course
from lms.curriculum.tally import stats
from tests.curriculum.builder import BANK, REQUIRED
from tests.curriculum.test_tally import DAY
from tests.curriculum.whole import FINAL, LAST_CASE, whole_course


def test_the_small_course_with_nothing_missing_has_no_problem(tmp_path: Path) -> None:
    loaded = load_course(whole_course().write(tmp_path))
    assert loaded.problems == ()


def test_it_holds_the_questions_of_the_banks_and_takes_the_time_of_those_it_draws(tmp_path: Path) -> None:
    course = load_course(whole_course().write(tmp_path)).course
    assert course is not None
    last, bank = course.quiz("final-test"), course.quiz("m1-test")
    assert last is not None
    assert bank is not None
    assert last.items == bank.items
    assert (last.draw, last.minutes) == (12, 18)
    assert course.finale[0].minutes == 18 + course.minutes_of[LAST_CASE]
    assert set(course.objectives_of("final-test")) == {"O1.1", "O2.1"}


def test_a_changed_question_makes_another_edition(tmp_path: Path) -> None:
    files = (whole_course(), whole_course().change(BANK, "Walter", "Waltraud"))
    loaded = [load_course(each.write(tmp_path / str(at))).course for at, each in enumerate(files)]
    hashes = {quiz.hash for course in loaded if course and (quiz := course.quiz("final-test"))}
    assert len(hashes) == 2


def test_its_questions_are_counted_in_their_modules_alone(tmp_path: Path) -> None:
    course = load_course(whole_course().write(tmp_path)).course
    assert course is not None
    found = stats(course, DAY)
    assert found["totals"]["bank_items"] == found["duties"][0]["items"] == 36


def test_while_the_unit_is_in_preparation_nothing_is_asked_of_its_test(tmp_path: Path) -> None:
    files = whole_course().change(FINAL, "status: complete", "status: planned")
    loaded = load_course(files.write(tmp_path))
    assert loaded.course is not None
    assert loaded.course.finale == ()


@pytest.mark.parametrize(
    ("part", "before"),
    [
        (REQUIRED[0], ()),
        ("m1-test", ()),
        (LAST_CASE, REQUIRED),
        ("final-test", (*REQUIRED, LAST_CASE)),
        ("nothing", ()),
    ],
)
def test_what_must_be_done_before_a_part_may_begin(tmp_path: Path, part: str, before: tuple[str, ...]) -> None:
    course = load_course(whole_course().write(tmp_path)).course
    assert course is not None
    assert course.before(part) == before
