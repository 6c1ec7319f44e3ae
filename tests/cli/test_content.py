"""`lms content`: check, stats, hours, release, on our own course and on broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.web.growing import young_course


@pytest.fixture
def copy(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our course to break, as it was when it was young: one module is read in a fifth of the time."""
    return young_course(tmp_path / "course", tmp_path_factory)


# What a module came to is kept with the reading that all tests share, under a hash of its files and of the program.
pytestmark = pytest.mark.usefixtures("library")


def test_our_course_has_no_error(run: Run) -> None:
    done = run("content", "check")
    assert done.code == 0, done.out
    assert done.out.splitlines()[-1].startswith("0 errors")


def test_c60_all_problems_at_once_with_file_and_line(run: Run, copy: Path) -> None:
    module = copy / "content" / "modules" / "01-model-and-role"
    (module / "module.yaml").write_text((module / "module.yaml").read_text() + "\ncolour: red\n")
    lesson = min((module / "lessons").glob("*.md"))
    lesson.write_text(lesson.read_text() + "\nA claim.{F9.99}\n")
    done = run("content", "check", "--course", copy, "--format", "json")
    assert done.code == 1
    found = [row["where"] for row in done.json if row["severity"] == "error"]
    assert any("module.yaml:" in where for where in found)
    assert any(lesson.name + ":" in where for where in found)
    assert all(row["message"] and row["remedy"] and row["rule"] for row in done.json)


def test_stats_are_stable_and_add_up(run: Run) -> None:
    counted = run("content", "stats", "--format", "json").json
    assert list(counted) == [
        "edition",
        "as_of",
        "modules",
        "units",
        "pathways",
        "totals",
        "duties",
        "reviews",
        "overdue",
    ]
    assert [list(module) for module in counted["modules"]] == [
        [
            "id",
            "title",
            "lessons",
            "required_words",
            "cases",
            "exercises",
            "tools",
            "check_items",
            "bank_items",
            "diagnostic_items",
            "objectives",
            "reading_grade",
            "reading_grades",
            "items_per_objective_min",
            "drawn",
            "by_objective",
            "keys",
        ]
    ] * 7
    assert {row["role"] for row in counted["pathways"]} == {
        "bhcm", "psychiatric-consultant", "pcp", "clinical-supervisor", "program-manager", "qi-coordinator", "auxiliary", "clerical",
    }  # fmt: skip
    assert counted["totals"]["lessons"] == sum(module["lessons"] for module in counted["modules"])
    assert counted["modules"][0]["bank_items"] >= 16
    assert {each["diagnostic_items"] for each in counted["modules"]} == {12}


def test_hours_add_up_to_the_pathway(run: Run) -> None:
    rows = run("content", "hours", "--format", "json").json
    bhcm = next(row for row in run("content", "stats", "--format", "json").json["pathways"] if row["role"] == "bhcm")
    assert sum(row["minutes"] for row in rows) >= bhcm["minutes"] > 0


def test_release_writes_a_lock_that_guards_the_ids(run: Run, copy: Path) -> None:
    assert run("content", "release", "--course", copy).code == 0
    lesson = min((copy / "content/modules/01-model-and-role/lessons").glob("*.md"))
    old = next(line for line in lesson.read_text().splitlines() if line.startswith("id: "))
    everywhere = [path for path in copy.rglob("*") if path.suffix in (".md", ".yaml")]
    for path in everywhere:
        path.write_text(path.read_text().replace(old.removeprefix("id: "), "m1-l9-renamed"))
    done = run("content", "check", "--course", copy, "--format", "json")
    assert done.code == 1
    assert any(old.removeprefix("id: ") in row["message"] for row in done.json)


def test_a_broken_course_is_not_released(run: Run, copy: Path) -> None:
    (copy / "content" / "course.yaml").write_text("id: [")
    done = run("content", "release", "--course", copy)
    assert done.code == 1
    assert run("content", "stats", "--course", copy).code == 1
    assert json.loads(run("content", "check", "--course", copy, "--format", "json").out)


def test_c35_what_is_overdue_to_be_looked_at_again_depends_on_the_day(run: Run) -> None:
    early = run("content", "stats", "--as-of", "2026-11-26")
    late = run("content", "stats", "--as-of", "2028-11-26")
    assert early.code == late.code == 0
    assert ", 0 overdue" in early.out
    assert "was to be looked at again by 2027-11-01." in late.out
    assert ".md: " in late.out
    assert ", 0 overdue" not in run("content", "check", "--as-of", "2028-11-26").out
    listed = run("content", "stats", "--as-of", "2028-11-26", "--format", "json").json["overdue"]
    assert len(listed) == sum(f"{each['path']}: " in late.out for each in listed) > 0
