"""A course read again, with modules remembered, is the course that is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.curriculum import kept, remembered
from lms.curriculum.course import Loaded
from lms.curriculum.loader import load_course
from lms.curriculum.memory import Memory, Read
from tests.curriculum.builder import (
    BANK,
    CASE,
    COURSE,
    DUTIES,
    FACTS,
    FIGURE,
    GLOSSARY,
    LESSON,
    LOG_TOOL,
    MODULE,
    OTHER,
    CourseFiles,
    Spoil,
)

EDITS: tuple[tuple[str, Spoil], ...] = (
    ("nothing", lambda files: None),
    ("a lesson", lambda files: files.change(LESSON, "Long.", "Very long.")),
    ("a lesson with an error", lambda files: files.change(LESSON, "{F1.01}", "{F9.99}")),
    ("an alias", lambda files: files.change(LESSON, "aliases: []", "aliases: [m1-l0-old]")),
    ("an ID used twice", lambda files: files.change(OTHER, "m1-l2-who-writes-k1", "m1-l1-who-rings-k1")),
    ("a case", lambda files: files.change(CASE, "title:", "title: Again,")),
    ("a question", lambda files: files.change(BANK, "Walter", "Waltraud")),
    ("a figure", lambda files: files.change(FIGURE, "You", "She")),
    ("a fact", lambda files: files.change(FACTS, "number 1.", "number one.")),
    ("a term", lambda files: files.change(GLOSSARY, "before the patient leaves", "at the door")),
    ("a tool withdrawn", lambda files: files.drop(LOG_TOOL)),
    ("the rates", lambda files: files.change(COURSE, "words_per_minute: 120", "words_per_minute: 90")),
    ("the crisis line", lambda files: files.change(COURSE, "In immediate danger", "In danger")),
    ("a duty", lambda files: files.change(DUTIES, "id: C-01", "id: C-02")),
    ("a summary", lambda files: files.change(MODULE, "The beginning.", "A beginning.")),
)


def told(loaded: Loaded) -> object:
    course = loaded.course or loaded.draft
    assert course is not None
    return loaded.problems, course.edition, course.modules, dict(course.aliases), dict(course.paths)


def forget() -> None:
    kept.MEMORY.forget()
    remembered.MEMORY.forget()


@pytest.fixture
def forgotten() -> None:
    """Begin with nothing remembered."""
    forget()


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("what", "edit"), EDITS, ids=[what for what, _ in EDITS])
def test_after_an_edit_it_is_what_reading_everything_gives(tmp_path: Path, what: str, edit: Spoil) -> None:
    files = CourseFiles()
    load_course(files.write(tmp_path / "before"))
    edit(files)
    again = load_course(files.write(tmp_path / "after"))
    twice = load_course(tmp_path / "after")
    forget()
    anew = load_course(tmp_path / "after")
    assert told(again) == told(twice) == told(anew)


@pytest.mark.usefixtures("forgotten")
def test_an_id_used_twice_is_free_again_when_its_first_owner_gives_it_up(tmp_path: Path) -> None:
    files = CourseFiles().change(OTHER, "m1-l2-who-writes-k1", "warm-handoff")
    assert [each.rule for each in load_course(files.write(tmp_path / "twice")).problems] == ["I101"]
    files.change(GLOSSARY, "id: warm-handoff", "id: handoff")
    assert load_course(files.write(tmp_path / "once")).problems == ()


@pytest.mark.usefixtures("forgotten")
def test_an_unchanged_module_is_not_read_again(tmp_path: Path) -> None:
    folder = CourseFiles().write(tmp_path)
    first = load_course(folder).course
    second = load_course(folder).course
    assert first is not None
    assert second is not None
    assert all(one.lessons is other.lessons for one, other in zip(first.modules, second.modules, strict=True))


@pytest.mark.usefixtures("forgotten")
def test_of_an_edited_module_only_the_new_piece_is_read(tmp_path: Path) -> None:
    files = CourseFiles()
    before = load_course(files.write(tmp_path / "before")).course
    after = load_course(files.change(LESSON, "Long.", "Very long.").write(tmp_path / "after")).course
    assert before is not None
    assert after is not None
    one, other = before.modules[0], after.modules[0]
    assert one.lessons[0] != other.lessons[0]
    assert all(old is new for old, new in zip(one.lessons[1:], other.lessons[1:], strict=True))
    assert all(old is new for old, new in zip(one.cases, other.cases, strict=True))
    assert one.post_test is other.post_test


@pytest.mark.usefixtures("forgotten")
def test_what_was_used_least_lately_goes_first(tmp_path: Path) -> None:
    course = load_course(CourseFiles().write(tmp_path)).course
    assert course is not None
    memory = Memory(2)
    first, second, third = (Read(course.modules[0], (), ()) for _ in range(3))
    memory.put("first", first)
    memory.put("second", second)
    assert memory.get("first") is first
    memory.put("third", third)
    assert (memory.get("first"), memory.get("second"), memory.get("third")) == (first, None, third)
    assert len(memory) == 2
