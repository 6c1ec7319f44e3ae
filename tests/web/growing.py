"""A copy of the course that an author edits while people learn: texts change, lessons and modules are added."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from lms.curriculum.course import Lesson
from lms.curriculum.library import course_folder
from tests.made_once import made_once


def copy_course(into: Path) -> Path:
    """The repository's course, of which nothing was released."""
    original = course_folder(None)
    for part in ("content", "quizzes", "certificates"):
        shutil.copytree(original / part, into / part)
    (into / "content" / "ids.lock").unlink(missing_ok=True)
    return into


def copy_young_course(into: Path) -> Path:
    """The same as it was young: Module 1 published, and the others planned."""
    copy_course(into)
    for path in sorted((into / "content" / "modules").glob("*/module.yaml"))[1:]:
        about = yaml.safe_load(path.read_text())
        planned = {key: about[key] for key in ("id", "number", "title", "summary", "prerequisites")}
        planned |= {"status": "planned", "objectives": [], "required": []}
        path.write_text(yaml.safe_dump(planned, allow_unicode=True, sort_keys=False))
        for folder in (each for each in path.parent.iterdir() if each.is_dir()):
            shutil.rmtree(folder)
        shutil.rmtree(into / "quizzes" / path.parent.name, ignore_errors=True)
    for place in ("content", "quizzes"):
        shutil.rmtree(into / place / "units", ignore_errors=True)
    shutil.rmtree(into / "content" / "tour", ignore_errors=True)  # Its stops lead to lessons that are planned.
    (into / "content" / "clinic.yaml").unlink()  # Its items lead to tools of the units.
    for path in (into / "content" / "roles").glob("*.yaml"):
        role = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump({**role, "checklist": []}, allow_unicode=True, sort_keys=False))
    for path in (into / "content" / "pathways").glob("*.yaml"):
        pathway = yaml.safe_load(path.read_text())
        wanted = [part for step in pathway.pop("plan", []) for part in step["parts"]]
        pathway["also"] = [*wanted, *pathway["also"]]
        pathway.pop("outside", None)
        pathway["modules"] = [each for each in pathway["modules"] if re.fullmatch(r"m\d", each)]
        for listed in (pathway, pathway.get("before_first_patient", {})):
            for key in {"also", "champion_also", "parts"} & set(listed):
                listed[key] = [each for each in listed[key] if each.startswith("m1-")]
        if not pathway["modules"] and not pathway["also"]:
            pathway["also"] = ["m1-l3-who-decides"]
        path.write_text(yaml.safe_dump(pathway, allow_unicode=True, sort_keys=False))
    return into


def young_course(into: Path, factory: pytest.TempPathFactory) -> Path:
    """A copy of that one, which is made once for all workers."""
    return Path(shutil.copytree(made_once(factory, "young-course", copy_young_course), into))


def file_of(folder: Path, lesson: Lesson) -> Path:
    """Where a lesson is written."""
    return next(path for path in folder.rglob("lessons/*.md") if f"id: {lesson.id}\n" in path.read_text())


def edit(folder: Path, lesson: Lesson, old: str, new: str) -> None:
    """Replace a piece of a lesson's source that must be there."""
    path = file_of(folder, lesson)
    text = path.read_text()
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1))


def revise(folder: Path, lesson: Lesson) -> None:
    """Raise a lesson's revision: what it teaches has changed."""
    edit(folder, lesson, f"\nrevision: {lesson.revision}\n", f"\nrevision: {lesson.revision + 1}\n")


def module_file(folder: Path, number: int) -> Path:
    return next(folder.glob(f"content/modules/{number:02}-*/module.yaml"))


def make_room(folder: Path, number: int = 1) -> None:
    """A complete module holds so many words and no more; one that is published in part may hold any number."""
    path = module_file(folder, number)
    content = yaml.safe_load(path.read_text()) | {"status": "part", "part_title": f"Module {number}, a part of it"}
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def add_lesson(folder: Path, like: Lesson, number: int, lesson_id: str, title: str, **module: Any) -> None:
    """A further required lesson in a module, worded like another one; `module` sets keys of its module.yaml."""
    path = module_file(folder, number)
    written = file_of(folder, like).read_text()
    text = written.replace(like.id, lesson_id).replace(f"title: {like.title}\n", f"title: {title}\n", 1)
    for check in like.checks:
        text = text.replace(f"::: check {check.id}", f"::: check {lesson_id}-{check.id[-2:]}")
    if "objectives" in module:
        named = ", ".join(each["id"] for each in module["objectives"])
        text = re.sub(r"objectives: \[[^\]]*\]", f"objectives: [{named}]", text, count=1)
    target = path.parent / "lessons" / f"9{len(lesson_id) % 10}-{lesson_id.rpartition('-')[2]}.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text)
    figures = file_of(folder, like).parent.parent / "figures"
    if figures.is_dir() and not (path.parent / "figures").exists():
        shutil.copytree(figures, path.parent / "figures")
    content = yaml.safe_load(path.read_text()) | module
    content["required"] = [*content["required"], lesson_id]
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def publish_module(folder: Path, like: Lesson, number: int) -> None:
    """A planned module gets its first lesson: `mN-l1-begin`, “Begin here”."""
    aims = [{"id": f"m{number}-o1", "text": "Take a first step.", "course": [f"O{number}.1"], "duties": ["C-01"]}]
    more = {"status": "part", "part_title": f"Module {number}, one lesson", "objectives": aims}
    add_lesson(folder, like, number, f"m{number}-l1-begin", "Begin here", **more)
