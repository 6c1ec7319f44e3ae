"""`lms content release` writes every ID once and forgets none."""

from __future__ import annotations

from lms.curriculum.loader import check_course, load_course, write_release
from lms.curriculum.release import LOCK, read_lock
from tests.curriculum import builder
from tests.curriculum.builder import CourseFiles


def test_a_release_names_every_id_sorted_and_satisfies_the_checker(tmp_path):
    root = CourseFiles().write(tmp_path)
    done = write_release(root)
    released = read_lock((root / LOCK).read_text())
    assert done.path == root / LOCK
    assert done.ids == len(released)
    assert [each.id for each in released] == sorted(each.id for each in released)
    kinds = {each.id: each.kind for each in released}
    assert kinds["m1"] == "module"
    assert kinds["m1-o1"] == "objective"
    assert kinds["m1-l1-who-rings"] == "lesson"
    assert kinds["m1-l1-who-rings-k1"] == "check"
    assert kinds["m1-c1-walter"] == "case"
    assert kinds["m1-test"] == "quiz"
    assert kinds["m1-q-0"] == "item"
    assert kinds["warm-handoff"] == "term"
    lesson = next(each for each in released if each.id == "m1-l1-who-rings")
    assert lesson.hash == load_course(root).course.lesson("m1-l1-who-rings").hash
    assert check_course(root) == ()
    again = (root / LOCK).read_text()
    write_release(root)
    assert (root / LOCK).read_text() == again


def test_a_renamed_lesson_stays_in_the_list_and_needs_its_alias(tmp_path):
    root = CourseFiles().write(tmp_path)
    write_release(root)
    files = CourseFiles().change(builder.OTHER, "id: m1-l2-who-writes", "id: m1-l2-writing")
    files.change(builder.MODULE, "m1-l2-who-writes", "m1-l2-writing").write(root)
    assert {problem.rule for problem in check_course(root)} == {"I103"}
    files.change(builder.OTHER, "aliases: []", "aliases: [m1-l2-who-writes]").write(root)
    assert check_course(root) == ()
    write_release(root)
    assert {"m1-l2-who-writes", "m1-l2-writing"} <= {each.id for each in read_lock((root / LOCK).read_text())}
    assert check_course(root) == ()


def test_a_course_with_errors_is_not_released(tmp_path):
    root = CourseFiles().change(builder.BANK, "draw: 15", "draw: 99").write(tmp_path)
    done = write_release(root)
    assert done.path is None
    assert {problem.rule for problem in done.problems} >= {"Q114"}
    assert not (root / LOCK).exists()
