"""A module's key points: read and checked like practice, kept apart from the test, and nothing anybody is required to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lms.curriculum.findable import findable
from lms.curriculum.loader import load_course
from lms.curriculum.pieces import pieces
from tests.curriculum.builder import BANK, CHECK, CourseFiles, item

REVIEW = "quizzes/01-first-steps/review.yaml"
HEAD = "id: m1-key-points\ntitle: Key points\nmodule: m1\nreview: null\nreview_by: 2027-11-01\nitems:\n"


def with_points(indexes: range = range(50, 58)) -> CourseFiles:
    return CourseFiles().put(REVIEW, HEAD + "".join(item(index, "k") for index in indexes))


def test_key_points_are_read_and_kept_like_every_question(tmp_path: Path) -> None:
    loaded = load_course(with_points().write(tmp_path))
    assert loaded.course is not None, loaded.problems
    assert loaded.problems == ()
    module = loaded.course.modules[0]
    assert module.key_points is not None
    assert (module.key_points.kind, module.key_points.draw, len(module.key_points.items)) == ("key-points", None, 8)
    kept = {piece_id for _, kind, piece_id, _ in pieces(loaded.course) if kind == "item"}
    assert {each.id for each in module.key_points.items} <= kept
    assert loaded.course.item(module.key_points.items[0].id) == module.key_points.items[0]


def test_key_points_change_no_edition_and_are_found_by_no_search(tmp_path: Path) -> None:
    plain = load_course(CourseFiles().write(tmp_path / "plain")).course
    course = load_course(with_points().write(tmp_path / "more")).course
    assert plain is not None
    assert course is not None
    assert plain.edition == course.edition
    assert course.modules[0].key_points is not None
    title = course.modules[0].key_points.items[0].title
    assert not [each for each in findable(course, lambda kind, name: name) if title in f"{each.title} {each.text}"]


def asked_elsewhere(path: str) -> Callable[[CourseFiles], object]:
    return lambda files: files.put(
        REVIEW, HEAD + str(files.files[path]).partition("items:\n")[2].replace("id: m1-", "id: k-")
    )


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (asked_elsewhere(BANK), "Q110"),
        (asked_elsewhere(CHECK), "Q110"),
        (lambda files: files.change(REVIEW, "module: m1", "module: m2"), "T104"),
        (lambda files: files.change(REVIEW, "correct: true", "correct: false"), "Q102"),
        (lambda files: files.change(REVIEW, "title: Key points\n", "title: Key points\npass_mark: 0.8\n"), "S101"),
        (lambda files: files.put("quizzes/01-first-steps/reviews.yaml", HEAD), "Z105"),
    ],
    ids=["a question of the test", "a question of practice", "another module", "no key", "a pass mark", "another name"],
)
def test_what_is_wrong_with_key_points_is_said(
    tmp_path: Path, spoil: Callable[[CourseFiles], object], rule: str
) -> None:
    files = with_points()
    spoil(files)
    found = {(each.rule, each.path) for each in load_course(files.write(tmp_path)).problems}
    assert rule in {name for name, path in found if "review" in path}, found
