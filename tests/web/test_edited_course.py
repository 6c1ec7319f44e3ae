"""An author edits the course while people learn: what they began stays as it was, what they did stays done."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from lms.assessment.queries import item_of
from lms.curriculum.models import Edition
from lms.database import Database
from lms.learning.models import Completion
from lms.practice.models import CaseRun
from lms.settings import Settings
from tests.cast import Cast, Person, address_of, attempt_of, begin_test, items_of, make_cast, play_case, read_lessons
from tests.clocks import NOON, MovableClock
from tests.kept import KeptApps
from tests.web.growing import young_course

# What a change of the course's folder does to pages; its editions are stored on PostgreSQL in tests/test_edition_watch.py.
pytestmark = pytest.mark.alike


class HastyClock(MovableClock):
    """Seconds pass between any two looks, so that an edited course is read at once."""

    def __init__(self) -> None:
        super().__init__(NOON)
        object.__setattr__(self, "ticks", count(step=2))

    def tick(self) -> float:
        return float(next(self.ticks))


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course that may be edited, as it was when it was young: one module is read again after an edit."""
    return young_course(tmp_path / "course", tmp_path_factory)


@pytest.fixture
def cast(settings: Settings, folder: Path, database: Database, kept_apps: KeptApps) -> Cast:
    return make_cast(kept_apps.on_course(folder, settings, HastyClock(), database))


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def bank(folder: Path) -> tuple[Path, dict[str, Any]]:
    for path in sorted(folder.glob("quizzes/*/post-test.yaml")):
        return path, yaml.safe_load(path.read_text())
    raise AssertionError


def rewrite(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def everywhere(folder: Path, old: str, new: str) -> None:
    for path in [*folder.rglob("*.md"), *folder.rglob("*.yaml")]:
        if old in (text := path.read_text()):
            path.write_text(text.replace(old, new))


def test_c18_an_attempt_keeps_questions_that_were_edited_and_removed(
    cast: Cast, marisol: Person, folder: Path, database: Database
) -> None:
    before = cast.course
    attempt_id = begin_test(cast, marisol)
    first, second, *others = items_of(cast, attempt_id)
    path, content = bank(folder)
    kept = [item for item in content["items"] if item["id"] != second.item_id]
    edited = next(item for item in kept if item["id"] == first.item_id)
    key = next(at for at, option in enumerate(edited["options"]) if option.get("correct"))
    del edited["options"][key]["correct"]
    edited["options"][(key + 1) % 4]["correct"] = True
    edited["stem"] = "This is another question altogether. Which answer is the best one now?"
    rewrite(path, {**content, "items": kept})
    assert cast.course.edition != before.edition
    assert cast.course.item(second.item_id) is None
    old = {item.id: item for item in before.module(cast.module.id).post_test.items}
    for row in (first, second, *others):
        assert old[row.item_id].stem_html in marisol.open(f"/attempts/{attempt_id}/q/{row.position}").response.text
        right = next(option.id for option in old[row.item_id].options if option.correct)
        assert marisol.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, answer=right).status_code == 200
    marisol.open(f"/attempts/{attempt_id}/review").press("Hand in")
    assert marisol.heading == f"Passed, {len(others) + 2} of {len(others) + 2}"
    assert old[second.item_id].options[0].why_html in marisol.response.text
    with database.session() as session:
        assert item_of(session, first).stem_html == old[first.item_id].stem_html
    assert attempt_of(cast, attempt_id).edition == before.edition


def test_a_new_attempt_draws_from_the_edited_bank(cast: Cast, marisol: Person, folder: Path) -> None:
    attempt_id = begin_test(cast, marisol)
    gone = items_of(cast, attempt_id)[0].item_id
    path, content = bank(folder)
    rewrite(path, {**content, "items": [item for item in content["items"] if item["id"] != gone]})
    assert gone in {row.item_id for row in items_of(cast, attempt_id)}
    marisol.send(f"/attempts/{attempt_id}/hand-in")
    assert gone not in {row.item_id for row in items_of(cast, begin_test(cast, marisol))}
    assert len(cast.read(Edition)) == 2


@pytest.mark.parametrize("spoilt", ["items: [", "\x00", "id: 7", ""])
def test_a_broken_file_takes_nothing_from_learners(cast: Cast, marisol: Person, folder: Path, spoilt: str) -> None:
    attempt_id = begin_test(cast, marisol)
    edition = cast.course.edition
    bank(folder)[0].write_text(spoilt)
    assert marisol.open(f"/attempts/{attempt_id}/q/1").status == 200
    assert marisol.open("/home").status == 200
    assert cast.course.edition == edition
    assert cast.services.library.problems


def rename_lesson(cast: Cast, folder: Path) -> tuple[str, str]:
    """The first lesson under another id, another file name and another title; its old id is an alias."""
    lesson = cast.module.lessons[0]
    new = lesson.id.rpartition("-")[0] + "-renamed"
    everywhere(folder, lesson.id, new)
    path = next(path for path in folder.rglob("lessons/*.md") if f"id: {new}\n" in path.read_text())
    text = path.read_text().replace("aliases: []", f"aliases: [{lesson.id}]")
    path.unlink()
    path.with_name(f"{path.name[:2]}-renamed.md").write_text(text.replace(lesson.title, "Another title", 1))
    return lesson.id, new


def test_c46_a_renamed_lesson_stays_complete(cast: Cast, marisol: Person, folder: Path) -> None:
    lesson = cast.module.lessons[0]
    check = lesson.checks[0]
    read_lessons(cast, marisol, [lesson])
    wrong = next(option for option in check.options if not option.correct)
    marisol.send(address_of(cast, lesson, f"/check/{check.id}"), option=wrong.id)
    before = marisol.open("/home").open("/home").text
    old, new = rename_lesson(cast, folder)
    assert [each for each in cast.services.library.problems if each.severity == "error"] == []
    renamed = cast.course.lesson(old)
    assert renamed is not None
    assert renamed.id == new
    page = marisol.open(address_of(cast, renamed))
    assert "Complete since 4 May 2026" in page.text
    assert page.tree.xpath("//input[@checked]/@value") == [wrong.id]
    answered = marisol.send(address_of(cast, renamed, f"/check/{check.id}"), option=wrong.id)
    assert answered.status_code == 303
    assert [row.requirement_id for row in cast.read(Completion)] == [old]
    read_lessons(cast, marisol, [renamed])
    assert len(cast.read(Completion)) == 1
    assert marisol.open("/home").text.replace("Another title", lesson.title) == before
    assert marisol.client.get(address_of(cast, lesson).replace(lesson.slug, old)).status_code == 301


def test_c46_a_renamed_lesson_can_be_undone(cast: Cast, marisol: Person, folder: Path) -> None:
    read_lessons(cast, marisol, cast.module.lessons[:1])
    old, _ = rename_lesson(cast, folder)
    renamed = cast.course.lesson(old)
    assert renamed is not None
    assert marisol.send(address_of(cast, renamed, "/undo")).status_code == 303
    assert cast.read(Completion)[0].undone_at is not None


def test_a_walk_through_a_case_keeps_the_case_as_it_began(cast: Cast, marisol: Person, folder: Path) -> None:
    case = cast.module.cases[0]
    marisol.send(f"/cases/{case.id}/start")
    (stage_id, choice_id), (second, _) = case.expert_path[:2]
    marisol.send(f"/cases/{case.id}/step", stage=stage_id, choice=choice_id)
    everywhere(folder, case.stages[second].title, "A stage with a new title")
    assert cast.course.case(case.id).stages[second].title == "A stage with a new title"
    assert marisol.open(f"/cases/{case.id}/step").heading == case.stages[second].title
    for stage, choice in case.expert_path[1:]:
        marisol.send(f"/cases/{case.id}/step", stage=stage, choice=choice)
    assert marisol.open(f"/cases/{case.id}/debrief").status == 200
    play_case(cast, marisol, again=True)
    assert [run.case_hash == case.hash for run in cast.read(CaseRun)] == [True, False]


def test_c46_a_walk_goes_on_under_the_new_name_of_its_case(cast: Cast, marisol: Person, folder: Path) -> None:
    case = cast.module.cases[0]
    marisol.send(f"/cases/{case.id}/start")
    stage_id, choice_id = case.expert_path[0]
    marisol.send(f"/cases/{case.id}/step", stage=stage_id, choice=choice_id)
    everywhere(folder, case.id, f"{case.id}-again")
    path = next(path for path in folder.rglob("cases/*.md") if f"id: {case.id}-again\n" in path.read_text())
    path.write_text(path.read_text().replace("aliases: []", f"aliases: [{case.id}]"))
    assert cast.course.case(case.id).id == f"{case.id}-again"
    second = case.stages[case.expert_path[1][0]].title
    assert marisol.open(f"/cases/{case.id}-again/step").heading == second
    for stage, choice in case.expert_path[1:]:
        marisol.send(f"/cases/{case.id}-again/step", stage=stage, choice=choice)
    (row,) = cast.read(Completion)
    assert cast.course.current_id(row.requirement_id) == f"{case.id}-again"
    assert len(cast.read(CaseRun)) == 1
