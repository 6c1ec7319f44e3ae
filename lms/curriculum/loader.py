"""Reads a whole course folder: every file, every problem, and one frozen course if nothing is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lms.curriculum import kept
from lms.curriculum.backmatter import (
    COURSE,
    Frontispiece,
    read_competencies,
    read_facts,
    read_frontispiece,
    read_glossary,
    read_sources,
)
from lms.curriculum.billing import read_billing
from lms.curriculum.checklists import read_checklists
from lms.curriculum.course import (
    ROLES,
    Case,
    Competency,
    Course,
    Exercise,
    Fact,
    Lesson,
    Loaded,
    Module,
    Problem,
    Quiz,
    RequirementKind,
    Skill,
    Source,
    Term,
    Tour,
)
from lms.curriculum.course_test import fill
from lms.curriculum.folder import Folder, slug_of
from lms.curriculum.lessons import Desk
from lms.curriculum.modules import ModuleDraft, find_folders, finish_module, read_module_draft
from lms.curriculum.names import Names
from lms.curriculum.pages import hash_of
from lms.curriculum.pathways import raw_roles, read_pathways, read_roles, watch_first, watch_plan, watch_unneeded
from lms.curriculum.release import LOCK, Released, lock_text, put_lock, read_lock, watch_lock
from lms.curriculum.report import Report
from lms.curriculum.safety import watch_names
from lms.curriculum.shelf import Shelf
from lms.curriculum.skills import SKILLS, read_skills
from lms.curriculum.tour import read_tour
from lms.curriculum.yamltext import Table

Raw = Mapping[str, Any]
Extra = Callable[[Course, Raw], Iterable[Problem]]
"""A check from another subject: it sees the course and every raw YAML file of content/roles/ by path."""


@dataclass
class _Work:
    """One reading of a folder, with what later steps and `lms content release` need of it."""

    folder: Folder
    report: Report
    names: Names
    course: Course | None = None
    retired: tuple[str, ...] = ()


def load_course(folder: Path, extra: Sequence[Extra] = (), *, released: Sequence[Released] = ()) -> Loaded:
    """Read and check the course folder; `course` is None when any problem is an error. Never raises for what authors do.

    `released` are IDs of a course that this one would replace: none of them may vanish either.
    """
    work = _read(folder, extra, released)
    return Loaded(None if work.report.failed else work.course, work.report.problems, work.course)


def check_course(folder: Path, extra: Sequence[Extra] = ()) -> tuple[Problem, ...]:
    """Every problem of the course folder, by file and line."""
    return _read(folder, extra).report.problems


@dataclass(frozen=True)
class Release:
    """What `lms content release` did: where ids.lock is (None when errors stopped it), how many IDs, what stood in the way."""

    path: Path | None
    ids: int
    problems: tuple[Problem, ...]


def write_release(folder: Path, extra: Sequence[Extra] = ()) -> Release:
    """Write content/ids.lock with every ID, kind, revision and hash; a course with errors is not released."""
    work = _read(folder, extra)
    if work.report.failed:
        return Release(None, 0, work.report.problems)
    text = lock_text(work.names, read_lock(work.folder.text(LOCK) or ""))
    return Release(put_lock(folder, text), len(read_lock(text)), work.report.problems)


def _read(root: Path, extra: Sequence[Extra], released: Sequence[Released] = ()) -> _Work:
    report = Report()
    work = _Work(Folder(root, report), report, Names(report))
    if not work.folder.paths:
        return work
    with report.guard("content"):
        _fill(work, released)
    if work.course is not None:
        for check in extra:
            with report.guard("content/roles"):
                for problem in check(work.course, raw_roles(work.folder)):
                    report.take(_placed(problem, work.folder))
    return work


def _placed(problem: Problem, folder: Folder) -> Problem:
    """A problem of a lab that another subject found, at the line of the key that its sentence names, else where the kind stands."""
    table = folder.yaml(problem.path) if problem.line is None and "/exercises/" in problem.path else None
    if not isinstance(table, Table):
        return problem
    named = next((key for key in table.lines if f"`{key}`" in problem.message), "kind")
    return replace(problem, line=table.lines.get(named, table.line))


def _fill(work: _Work, released: Sequence[Released]) -> None:
    """Everything in order: what the course shares, drafts, then pages, which may point to any draft."""
    folder, report, names = work.folder, work.report, work.names
    front: Frontispiece | None = None
    sources: dict[str, Source] = {}
    competencies: tuple[Competency, ...] = ()
    glossary: dict[str, Term] = {}
    wordings: dict[str, str] = {}
    with report.guard(COURSE):
        front = read_frontispiece(folder)
    with report.guard("content/competencies.yaml"):
        competencies = read_competencies(folder)
    with report.guard("content/sources.yaml"):
        sources = read_sources(folder)
    facts: dict[str, Fact] = read_facts(folder, sources)
    with report.guard("content/glossary.yaml"):
        glossary, wordings = read_glossary(folder, Shelf(facts, sources), names)
    billing = read_billing(folder, Shelf(facts, sources, glossary, wordings))
    _touch_others(folder)
    drafts: list[ModuleDraft] = []
    for place in find_folders(folder):
        with report.guard(f"{place}/module.yaml"):
            draft = read_module_draft(folder, place, names)
            drafts += [draft] if draft else []
    if front is None:
        return
    shelf = Shelf(
        facts, sources, glossary, wordings, _addresses(front.id, drafts), billing, front.crisis, front.crisis_line
    )
    duties = frozenset(each.id for each in competencies)
    known = frozenset(objective.id for draft in drafts for objective in draft.objectives)
    desk = Desk(
        shelf, front.rates, known, duties, names, report, lambda place, name: folder.text(f"{place}/figures/{name}")
    )
    finished: dict[str, Module] = {}
    for draft in drafts:
        with report.guard(draft.path):
            module = kept.finish(draft, folder, desk, finish_module)
            finished.setdefault(draft.id, module)
    modules = _in_order(front, drafts, finished, report)
    serves = {each.id: each.course[0] for draft in drafts if draft.number for each in draft.objectives if each.course}
    units = tuple(
        fill(finished[draft.id], modules, serves, f"{draft.quiz_folder}/post-test.yaml", report)
        for draft in drafts
        if not draft.number and draft.id in finished
    )
    _watch_objectives(front, drafts, duties, report)
    skills: tuple[Skill, ...] = ()
    with report.guard(SKILLS):
        skills = read_skills(
            folder, names, duties=duties, facts=facts, modules={draft.id for draft in drafts}, roles=ROLES
        )
    tour = _tour(folder, drafts, (*modules, *units), desk)
    names.close()
    kinds = _kinds((*modules, *units))
    pathways = read_pathways(folder, {module.id for module in (*modules, *units)}, kinds, names)
    watch_unneeded((*modules, *units), pathways, kinds, names, report)
    roles = read_roles(folder, facts)
    handed_out = {piece.id for draft in drafts for piece in (*draft.lessons, *draft.tools)}
    checklists = read_checklists(folder, facts, handed_out)
    own = read_lock(folder.text(LOCK) or "", report) if LOCK in folder.paths else ()
    known_here = {each.id for each in own}
    before = (replace(each, line=0) for each in released if each.id not in known_here)
    watch_lock((*own, *before), names, front.retired, report)
    pieces = {piece.id: piece for module in (*modules, *units) for piece in _pieces(module)}
    minutes_of = {each: pieces[each].minutes for each in kinds}
    watch_first(pathways, minutes_of, report)
    watch_plan(pathways, minutes_of, report)
    course = Course(
        id=front.id,
        title=front.title,
        audience=front.audience,
        summary=front.summary,
        objectives=front.objectives,
        modules=modules,
        units=units,
        competencies=competencies,
        skills=skills,
        glossary=MappingProxyType(glossary),
        sources=MappingProxyType(sources),
        facts=MappingProxyType(facts),
        rates=front.rates,
        pathways=MappingProxyType(pathways),
        role_files=MappingProxyType(roles),
        checklists=checklists,
        waiting_minutes=MappingProxyType(dict(front.waiting_minutes)),
        edition="",
        minutes_of=MappingProxyType(minutes_of),
        kind_of=MappingProxyType(kinds),
        title_of=MappingProxyType({each: pieces[each].title for each in kinds}),
        module_of=MappingProxyType({each: pieces[each].module_id for each in kinds}),
        aliases=MappingProxyType(dict(names.aliases)),
        complete=bool(modules)
        and len(modules) == len(front.modules)
        and all(module.status == "complete" for module in modules),
        retired=front.retired,
        billing=MappingProxyType(billing),
        tour=tour,
        paths=MappingProxyType({each.id: each.path for each in names.known.values()}),
    )
    work.course = replace(course, edition=_edition(course))
    work.retired = front.retired


def _tour(folder: Folder, drafts: Sequence[ModuleDraft], modules: Sequence[Module], desk: Desk) -> Tour | None:
    written = {lesson.id: lesson for draft in drafts for lesson in draft.lessons}
    read = {each.id: each for module in modules if module.status != "planned" for each in module.lessons}
    return read_tour(folder, written, read, desk)


def _addresses(course_id: str, drafts: Sequence[ModuleDraft]) -> dict[str, str]:
    """Where on the site each lesson, case, lab and tool is."""
    lessons = {
        piece.id: f"/courses/{course_id}/{slug_of(draft.folder)}/{piece.slug}"
        for draft in drafts
        for piece in draft.lessons
    }
    cases = {piece.id: f"/cases/{piece.id}/" for draft in drafts for piece in draft.cases}
    labs = {piece.id: f"/simulations/{piece.slug}/" for draft in drafts for piece in draft.exercises}
    return lessons | cases | labs | {piece.id: f"/tools/{piece.id}" for draft in drafts for piece in draft.tools}


def _pieces(module: Module) -> tuple[Lesson | Case | Exercise | Quiz, ...]:
    return (*module.lessons, *module.cases, *module.exercises, *((module.post_test,) if module.post_test else ()))


def _kinds(modules: Sequence[Module]) -> dict[str, RequirementKind]:
    """Each thing that can be required, by ID, with its kind; nothing of a planned module."""
    kinds: dict[str, RequirementKind] = {}
    for module in modules:
        if module.status != "planned":
            kinds |= dict.fromkeys((lesson.id for lesson in module.lessons), "lesson")
            kinds |= dict.fromkeys((case.id for case in module.cases), "case")
            kinds |= dict.fromkeys((each.id for each in module.exercises), "lab")
            kinds |= {module.post_test.id: "test"} if module.post_test else {}
    return kinds


def _in_order(
    front: Frontispiece, drafts: Sequence[ModuleDraft], finished: Mapping[str, Module], report: Report
) -> tuple[Module, ...]:
    """The modules in the order of course.yaml, each with the module before it as prerequisite unless it names others."""
    order = list(dict.fromkeys(front.modules))
    by_id = {draft.id: draft for draft in drafts if draft.number}
    for draft in by_id.values():
        if draft.id not in order:
            draft.reader.problem(
                "T104", f"The module `{draft.id}` is not listed under `modules` in course.yaml.", key="id"
            )
    modules: list[Module] = []
    for position, module_id in enumerate(order, 1):
        found = by_id.get(module_id)
        if found is None or module_id not in finished:
            report.add(
                "T104",
                COURSE,
                front.module_lines,
                f"The module `{module_id}` has no readable folder in content/modules/.",
            )
            continue
        prefix = (
            int(found.folder.rsplit("/", 1)[-1].split("-")[0]) if found.folder.rsplit("/", 1)[-1][:2].isdigit() else 0
        )
        if not found.number == position == prefix:
            message = f"`number` is {found.number}, the folder says {prefix}, course.yaml makes it module {position}."
            found.reader.problem("M108", message, key="number")
        for each in found.prerequisites or ():
            if each not in order[: position - 1]:
                found.reader.problem("T105", f"`{each}` does not come before `{module_id}`.", key="prerequisites")
        before = tuple(order[position - 2 : position - 1]) if position > 1 else ()
        prerequisites = before if found.prerequisites is None else found.prerequisites
        modules.append(replace(finished[module_id], prerequisites=prerequisites))
    return tuple(modules)


def _watch_objectives(
    front: Frontispiece, drafts: Sequence[ModuleDraft], duties: frozenset[str], report: Report
) -> None:
    known = {objective.id for objective in front.objectives}
    for draft in drafts:
        for objective in draft.objectives:
            for each in objective.course:
                if each not in known:
                    draft.reader.problem(
                        "T102",
                        f"`{objective.id}` points to the course objective `{each}`, which does not exist.",
                        key="objectives",
                    )
            for each in objective.duties:
                if each not in duties:
                    draft.reader.problem(
                        "T103", f"`{objective.id}` points to the duty `{each}`, which does not exist.", key="objectives"
                    )


def _touch_others(folder: Folder) -> None:
    """Files whose shape belongs to other subjects must still be readable."""
    for path in folder.matching(r"content/(?:modules|units)/.*\.yaml|quizzes/.*\.yaml"):
        folder.yaml(path)
    for path in folder.matching(r"content/.*\.svg"):
        folder.text(path)
    for path in folder.matching(r"(?:content|quizzes)/.*\.(?:md|yaml|svg)"):
        if not re.match(r"content/(?:sources\.yaml|facts/)", path) and (text := folder.text(path)) is not None:
            watch_names(path, text, folder.report)


def _edition(course: Course) -> str:
    """The first 12 hex digits of a SHA-256 over the hashes of everything anybody is required to do."""
    pieces = {piece.id: piece for module in (*course.modules, *course.units) for piece in _pieces(module)}
    required = dict.fromkeys(each for module in (*course.modules, *course.units) for each in module.required)
    for role in sorted(course.pathways):
        required |= dict.fromkeys(course.requirements(role, champion=True))
    parts: list[object] = [(each, pieces[each].hash) for each in required if each in course.kind_of]
    return hash_of([*parts, course.checklists.hashed()] if course.checklists.items else parts)[:12]
