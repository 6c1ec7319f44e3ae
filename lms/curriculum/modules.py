"""Reads one module or unit: its module.yaml, its lessons and cases, its quizzes, and the rules on the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from lms.curriculum.banks import QuizFile, watch_bank, watch_diagnostic, watch_keys, watch_stems
from lms.curriculum.cases import read_case
from lms.curriculum.course import Case, Exercise, Lesson, Module, Objective, QuizKind, Severity, Status, Tool
from lms.curriculum.exercises.reading import read_exercise, read_exercise_draft
from lms.curriculum.folder import Folder, slug_of
from lms.curriculum.lessons import Desk, read_lesson
from lms.curriculum.names import Named, Names
from lms.curriculum.pages import Draft, read_draft
from lms.curriculum.quizzes import item_lines, read_quiz
from lms.curriculum.remembered import Pieces
from lms.curriculum.shape import Reader
from lms.curriculum.tool import read_tool, watch_unlisted

FACTS, MINUTES = 25, 180
LESSONS, WORDS, CASES = (6, 8), (6_500, 9_000), 3
_STATUSES: tuple[Status, ...] = get_args(Status)
_QUIZZES: tuple[tuple[str, QuizKind], ...] = (
    ("check.yaml", "practice"),
    ("post-test.yaml", "post-test"),
    ("review.yaml", "key-points"),
    ("diagnostic.yaml", "diagnostic"),
)


@dataclass
class ModuleDraft:
    """A module before its pieces are rendered; `folder` is its path, `number` 0 for a unit."""

    folder: str
    id: str
    number: int
    reader: Reader
    status: Status
    part_title: str | None
    prerequisites: tuple[str, ...] | None
    objectives: tuple[Objective, ...]
    required: tuple[str, ...]
    lessons: list[Draft] = field(default_factory=list)
    cases: list[Draft] = field(default_factory=list)
    exercises: list[Draft] = field(default_factory=list)
    tools: list[Draft] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path of module.yaml."""
        return f"{self.folder}/module.yaml"

    @property
    def quiz_folder(self) -> str:
        """Where the module's quizzes lie."""
        name = self.folder.rsplit("/", 1)[-1]
        return f"quizzes/{name}" if self.number else f"quizzes/units/{name}"


def find_folders(folder: Folder) -> list[str]:
    """Folders of modules, then of units, in order of name."""
    found = {
        match.group(1) for path in folder.paths if (match := re.match(r"(content/(?:modules|units)/[^/]+)/", path))
    }
    return sorted(found)


def read_module_draft(folder: Folder, place: str, names: Names) -> ModuleDraft | None:
    """module.yaml and the front matter of all pieces; None if the module cannot be read at all."""
    path = f"{place}/module.yaml"
    if path not in folder.paths:
        folder.report.add("Z109", path, None, "This folder has no module.yaml.")
        return None
    value = folder.yaml(path)
    if value is None:
        return None
    reader = Reader(value, folder.report, path, "The module")
    if not reader.sound:
        return None
    module_id = reader.id()
    names.claim(Named(module_id, "module", path, reader.line("id")))
    unit = place.startswith("content/units/")
    objectives = tuple(_read_objectives(reader, module_id, names))
    draft = ModuleDraft(
        folder=place,
        id=module_id,
        number=0 if unit else reader.whole("number", least=1),
        reader=reader,
        status=reader.word("status", _STATUSES),
        part_title=reader.sentence("part_title"),
        prerequisites=reader.texts("prerequisites", required=False) if reader.has("prerequisites") else None,
        objectives=objectives,
        required=reader.texts("required"),
    )
    reader.texts("prerequisites", required=False)
    draft.lessons = list(_read_drafts(folder, rf"{re.escape(place)}/lessons/[^/]+\.md", module_id, "lesson", names))
    draft.cases = list(_read_drafts(folder, rf"{re.escape(place)}/cases/[^/]+\.md", module_id, "case", names))
    draft.exercises = list(_read_labs(folder, rf"{re.escape(place)}/exercises/[^/]+\.yaml", module_id, names))
    draft.tools = list(_read_drafts(folder, rf"{re.escape(place)}/tools/[^/]+\.md", module_id, "tool", names))
    return draft


def _read_objectives(reader: Reader, module_id: str, names: Names) -> Iterator[Objective]:
    for row, line in reader.rows("objectives"):
        entry = Reader(row, reader.report, reader.path, "An objective", line)
        if entry.sound:
            objective = Objective(
                entry.id(), entry.text("text"), entry.texts("course"), entry.texts("duties"), module_id
            )
            entry.close()
            names.claim(Named(objective.id, "objective", reader.path, line))
            yield objective


def _read_drafts(folder: Folder, pattern: str, module_id: str, kind: str, names: Names) -> Iterator[Draft]:
    slugs: dict[str, str] = {}
    for path in folder.matching(pattern):
        with folder.report.guard(path):
            draft = read_draft(folder, path, module_id, f"The {kind}")
            if draft is None:
                continue
            names.claim(Named(draft.id, kind, path, draft.reader.line("id")))
            if draft.slug in slugs:
                folder.report.add(
                    "I101", path, None, f"Its address `{draft.slug}` is already that of {slugs[draft.slug]}."
                )
            slugs.setdefault(draft.slug, path)
            yield draft


def _read_labs(folder: Folder, pattern: str, module_id: str, names: Names) -> Iterator[Draft]:
    for path in folder.matching(pattern):
        with folder.report.guard(path):
            draft = read_exercise_draft(folder, path, module_id)
            if draft is not None:
                names.claim(Named(draft.id, "exercise", path, draft.reader.line("id")))
                names.address(draft.slug, path)
                yield draft


def finish_module(draft: ModuleDraft, folder: Folder, desk: Desk) -> Module:
    """Render everything in a module and report on it as a whole; `required` keeps only what exists."""
    pieces = Pieces(draft.folder, draft.id, folder, desk)
    lessons: list[Lesson] = []
    cases: list[Case] = []
    for piece in draft.lessons:
        with folder.report.guard(piece.path):
            number = len(lessons) + 1
            lessons.append(pieces.recall(piece.path, read_lesson, piece, number, also=number))
    for piece in draft.cases:
        with folder.report.guard(piece.path):
            cases.append(pieces.recall(piece.path, read_case, piece))
    exercises: list[Exercise] = []
    for piece in draft.exercises:
        with folder.report.guard(piece.path):
            found = pieces.recall(piece.path, read_exercise, piece)
            exercises += [found] if found else []
    tools: list[Tool] = []
    for piece in draft.tools:
        with folder.report.guard(piece.path):
            tools.append(read_tool(piece, folder, desk))
    watch_unlisted(draft.folder, tools, folder)
    practice, post_test, key_points, diagnostic = (_read_quiz(draft, folder, pieces, *each) for each in _QUIZZES)
    minutes = {lesson.id: lesson.minutes for lesson in lessons} | {case.id: case.minutes for case in cases}
    minutes |= {each.id: each.minutes for each in exercises}
    if post_test:
        minutes[post_test.quiz.id] = post_test.quiz.minutes
    _watch_module(draft, folder, lessons, cases, minutes)
    _watch_quizzes(draft, lessons, [file for file in (practice, post_test, key_points, diagnostic) if file], desk)
    required = tuple(dict.fromkeys(each for each in draft.required if each in minutes))
    reader = draft.reader
    module = Module(
        id=draft.id,
        number=draft.number,
        slug=slug_of(draft.folder),
        title=reader.text("title"),
        summary=reader.text("summary"),
        status=draft.status,
        part_title=draft.part_title,
        prerequisites=draft.prerequisites or (),
        objectives=draft.objectives,
        required=required,
        lessons=tuple(lessons),
        cases=tuple(cases),
        practice=practice.quiz if practice else None,
        post_test=post_test.quiz if post_test else None,
        minutes=sum(minutes[each] for each in required),
        exercises=tuple(exercises),
        tools=tuple(tools),
        key_points=key_points.quiz if key_points else None,
        diagnostic=diagnostic.quiz if diagnostic else None,
    )
    reader.close()
    return unpublished(module) if module.status == "planned" else module


def unpublished(module: Module) -> Module:
    """A module in preparation as everybody sees it: what it will teach, and nothing of what is written of it so far."""
    return replace(
        module,
        required=(),
        lessons=(),
        cases=(),
        exercises=(),
        tools=(),
        practice=None,
        post_test=None,
        key_points=None,
        diagnostic=None,
        minutes=0,
    )


def _read_quiz(draft: ModuleDraft, folder: Folder, pieces: Pieces, name: str, kind: QuizKind) -> QuizFile | None:
    path = f"{draft.quiz_folder}/{name}"
    if path not in folder.paths:
        return None
    found: list[QuizFile] = []
    with folder.report.guard(path):
        value = folder.yaml(path)
        given = (value, path, draft.id, kind)
        quiz = pieces.recall(path, read_quiz, *given, also=kind) if value is not None else None
        found += [QuizFile(quiz, path, item_lines(value))] if quiz else []
    return found[0] if found else None


def _watch_quizzes(draft: ModuleDraft, lessons: Sequence[Lesson], files: Sequence[QuizFile], desk: Desk) -> None:
    taught = frozenset(objective for lesson in lessons for objective in lesson.objectives)
    for file in files:
        watch_keys(file, desk.report)
        if file.quiz.kind == "post-test" and file.quiz.over is None:
            watch_bank(file, draft.objectives, taught, draft.status, desk.report, unit=not draft.number)
        if file.quiz.kind == "diagnostic":
            watch_diagnostic(file, draft.objectives, desk.report)
    watch_stems(files, desk.report)


def _watch_module(
    draft: ModuleDraft, folder: Folder, lessons: Sequence[Lesson], cases: Sequence[Case], minutes: Mapping[str, int]
) -> None:
    """The rules on a module as a whole."""
    reader, path, report = draft.reader, draft.path, folder.report
    for each in draft.required:
        if each not in minutes:
            reader.problem(
                "T106",
                f"`required` names `{each}`, which is not a lesson, case, lab or test of this module.",
                key="required",
            )
    published = bool(lessons or cases)
    if (draft.status == "part") != (draft.part_title is not None):
        wrong = "has no `part_title`" if draft.status == "part" else "has a `part_title`, but is not a part"
        reader.problem("M103", f"The module {wrong}.", key="part_title")
    if draft.status != "planned" and not (published and draft.required):
        reader.problem(
            "M104", f"The module has the status `{draft.status}`, but nothing is published and required.", key="status"
        )
    if draft.status == "planned":
        return
    facts = {fact for lesson in lessons for fact in lesson.facts}
    if draft.number and len(facts) < FACTS:
        report.add(
            "M101", path, None, f"The lessons of the module cite {len(facts)} different facts; {FACTS} are wanted."
        )
    total = sum(minutes[each] for each in dict.fromkeys(draft.required) if each in minutes)
    if draft.number and total > MINUTES:
        report.add("M102", path, None, f"What is required takes {total} minutes.")
    if draft.number and not 4 <= len(draft.objectives) <= 8:
        reader.problem("M107", f"The module has {len(draft.objectives)} objectives.", key="objectives")
    if draft.number and draft.status == "complete":
        _watch_whole(draft, lessons, cases)
    taught = {name for lesson in lessons for name in lesson.objectives} | {
        name for case in cases for name in case.objectives
    }
    for objective in draft.objectives:
        if draft.status == "complete" and objective.id not in taught:
            reader.problem("M105", f"No lesson or case teaches `{objective.id}`.", key="objectives")


def _watch_whole(draft: ModuleDraft, lessons: Sequence[Lesson], cases: Sequence[Case]) -> None:
    """What a module must hold before it may be called complete."""
    reader = draft.reader
    required = [lesson for lesson in lessons if lesson.id in draft.required]
    if not LESSONS[0] <= len(required) <= LESSONS[1]:
        reader.problem("M109", f"The module requires {len(required)} lessons.", key="required")
    words = sum(lesson.words for lesson in required)
    if not WORDS[0] <= words <= WORDS[1]:
        near = WORDS[0] * 0.9 <= words <= WORDS[1] * 1.1
        severity: Severity = "warning" if near else "error"
        message = f"The required lessons have {words:,} words."
        reader.report.add("M110", reader.path, reader.line("required"), message, severity=severity)
    if len(cases) < CASES:
        reader.problem("M111", f"The module has {len(cases)} cases.", key="status")
