"""The library keeps the last good course, looks at most once a second, and says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import lms
from lms.curriculum.library import CourseUnreadable, Library, course_folder
from tests.curriculum import builder
from tests.curriculum.builder import CourseFiles


@pytest.fixture
def root(tmp_path) -> Path:
    return CourseFiles().write(tmp_path)


def test_the_course_is_read_once_while_nothing_changes(root):
    library = Library(root)
    assert library.current(10.0) is library.current(10.5)
    assert library.current(10.0) is library.current(99.0)
    assert library.problems == ()


def test_a_change_is_seen_after_a_second_and_not_before(root):
    library = Library(root)
    first = library.current(10.0)
    CourseFiles().change(builder.LESSON, "title: Who rings?", "title: Who rings first?").write(root)
    assert library.current(10.9) is first
    assert library.current(11.0).lesson("m1-l1-who-rings").title == "Who rings first?"


def test_a_broken_file_keeps_the_last_good_course_and_tells_the_authors(root):
    library = Library(root)
    first = library.current(0.0)
    (root / builder.LESSON).write_bytes(b"\xff\xfe broken")
    assert library.current(5.0) is first
    assert "Z102" in {problem.rule for problem in library.problems}
    CourseFiles().change(builder.LESSON, "nine o'clock", "ten o'clock").write(root)
    assert library.current(10.0).edition != first.edition
    assert library.problems == ()


def test_a_course_that_was_never_good_is_refused_with_the_first_error(root):
    (root / builder.COURSE).write_text("title: [\n")
    with pytest.raises(CourseUnreadable, match=r"content/course.yaml:\d+ Z107 .*lms content check") as caught:
        Library(root).current(0.0)
    assert caught.value.problems


def test_the_setting_comes_first_then_the_repository(root):
    assert course_folder(str(root)) == root
    repository = Path(lms.__file__).parent.parent
    assert course_folder(None) == course_folder("") == repository


def test_a_preview_shows_a_course_that_never_was_good_while_its_pages_are_whole(root):
    zoloft = CourseFiles().change(builder.LESSON, "nine o'clock,", "nine o'clock, and Zoloft is on the table,")
    zoloft.write(root)
    with pytest.raises(CourseUnreadable):
        Library(root).current(0.0)
    library = Library(root, drafts=True)
    assert library.current(0.0).lesson("m1-l1-who-rings") is not None
    assert {problem.rule for problem in library.problems} == {"Y109"}
    CourseFiles().write(root)
    good = library.current(5.0)
    zoloft.write(root)
    assert library.current(10.0) is good, "once there was a good edition, it is the one that is shown"
    (root / builder.COURSE).write_text("title: [\n")
    with pytest.raises(CourseUnreadable):
        Library(root, drafts=True).current(0.0)
