"""A day in the life as its file: a sound one is read whole, a spoiled one is told at its line, and it survives as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lms.curriculum.exercises.workday import DayBody, Response, clock
from lms.curriculum.loader import check_course, load_course
from lms.practice.labs import check_labs
from tests.curriculum.bad_days import DAY, DAY_LAB, day
from tests.curriculum.builder import CourseFiles
from tests.practice.days import shipped


def folder(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    files = CourseFiles()
    day(*changes)(files)
    return files.write(tmp_path)


def test_a_sound_day_is_read_as_it_is_written(tmp_path: Path) -> None:
    loaded = load_course(folder(tmp_path))
    assert loaded.problems == ()
    assert loaded.course is not None
    exercise = loaded.course.exercise("day")
    assert exercise is not None
    body = exercise.body
    assert [(block.id, clock(block.begins), block.minutes) for block in body.blocks] == [
        ("early", "8:00", 60),
        ("late", "9:15", 45),
    ]
    ring, again, tidy = body.tasks[:3]
    assert (ring.minutes, ring.by, ring.hands[0].to) == ((20, 25), 9 * 60, "aide")
    assert (ring.missed.adds, ring.missed.after, again.caused, again.same_as) == (("again",), 20, True, "ring")
    assert (tidy.arrives, tidy.needs, tidy.duties) == ((8 * 60,), "care", ("C-01",))
    door = body.interruptions[0]
    assert (door.at, door.safety) == ((8 * 60 + 30, 9 * 60 + 20), True)
    assert door.options[0].response == Response("now", "you", tells_pcp=True)
    assert exercise.minutes == 3 * (2 + 2)  # Two blocks and two for the day, three minutes each.


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("X404", "    minutes: 50", "    minutes: 70"),
        ("X405", "    by: 9:00", "    by: 10:30"),
        ("X411", "    at: 9:30", "    at: 9:05"),
        ("X412", "    who: [ann]", "    who: [bob]"),
    ],
)
def test_a_problem_is_told_at_its_line(tmp_path: Path, rule: str, old: str, new: str) -> None:
    line = DAY_LAB.splitlines().index(old) + 1
    found = [each for each in check_course(folder(tmp_path, (old, new))) if each.rule == rule]
    assert [(each.path, each.line) for each in found] == [(DAY, line)]


def test_a_day_that_nobody_can_keep_is_told(tmp_path: Path) -> None:
    crowded = folder(tmp_path, ("minutes: 50\n", "minutes: 50\n    by: 9:00\n"))
    found = [each for each in check_course(crowded, extra=(check_labs,)) if each.rule == "X110"]
    assert {each.path for each in found} == {DAY}
    assert "nobody can keep" in found[0].message


@pytest.mark.parametrize("slug", ["day", "week"])
def test_a_day_survives_as_json(slug: str) -> None:
    adapter = TypeAdapter(DayBody)
    assert adapter.validate_json(adapter.dump_json(shipped(slug))) == shipped(slug)
