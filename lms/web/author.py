"""For authors: what is wrong in the course folder, what nobody has reviewed, and both on the page concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Problem
from lms.curriculum.reviews import Standing, counts, standings
from lms.curriculum.whereabouts import anchor_of, lines_of, piece_of, place_of
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.web.addresses import url_of
from lms.web.door import actor, course, route, services

bp = Blueprint("author", __name__, url_prefix="/author")

AROUND = 2
"""Lines shown before and after one with a problem."""


@dataclass(frozen=True)
class Told:
    """One problem with its place: under which heading, where in the source, and where on the page if there is one."""

    problem: Problem
    under: str
    source: str
    page: str


@route(bp, "/", allow=Permission.AUTHOR_PREVIEW)
def overview() -> ResponseReturnValue:
    """Every problem with file, line, rule and remedy; then what was reviewed and what is overdue."""
    here, today = course(), actor().today
    pieces = [(each, url_of_piece(each.id)) for each in standings(here)]
    return render_template(
        "author.html",
        told=[told(each) for each in worst_first(services().library.problems)],
        errors=sum(each.severity == "error" for each in services().library.problems),
        counts=counts(here, today),
        pieces=pieces,
        due=[(each, url) for each, url in pieces if each.overdue(today)],
        today=today,
        titles={module.id: module.title for module in (*here.modules, *here.units)},
        course=here,
        may_count=actor().may(Permission.ITEM_STATISTICS),
    )


@route(bp, "/<path:path>", allow=Permission.AUTHOR_PREVIEW)
def file(path: str) -> ResponseReturnValue:
    """One file: its problems, each with the lines around it."""
    lines = lines_of(services().library.folder, path)
    found = [each for each in services().library.problems if each.path == path]
    if lines is None and not found:
        raise NotFound()
    piece = piece_of(course(), path)
    return render_template(
        "author_file.html",
        path=path,
        told=[told(each) for each in found],
        stretches=stretches(lines or [], {each.line for each in found if each.line}),
        marked={line: [each for each in found if each.line == line] for line in {each.line for each in found}},
        piece=piece,
        page=url_of_piece(piece) if piece else "",
    )


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Errors before warnings, each in order of file and line."""
    return sorted(problems, key=lambda each: each.severity != "error")


def told(problem: Problem) -> Told:
    """A problem with the addresses of its place."""
    lines = _lines(problem.path)
    parted = problem.path.endswith(".md") or problem.path.startswith("quizzes/")
    under = place_of(lines, problem.line) if parted else ""
    piece = piece_of(course(), problem.path)
    page = url_of_piece(piece) if piece else ""
    anchor = anchor_of(course(), piece, under) if piece else ""
    source = url_for("author.file", path=problem.path, _anchor=f"L{problem.line}" if problem.line else None)
    return Told(problem, under, source, f"{page}#{anchor}" if page and anchor else page)


def notes_here() -> dict[str, Any] | None:
    """For an author on the page of a lesson, case, test or practice: its problems and its review; None elsewhere."""
    if not actor().may(Permission.AUTHOR_PREVIEW):
        return None
    piece = _piece_here()
    standing: Standing | None = next((each for each in standings(course()) if each.id == piece), None)
    if standing is None:
        return None
    path = course().paths.get(piece, "")
    found = [told(each) for each in worst_first(services().library.problems) if each.path == path]
    return {
        "told": found,
        "errors": sum(each.problem.severity == "error" for each in found),
        "piece": standing,
        "overdue": standing.overdue(actor().today),
        "path": path,
        "source": url_for("author.file", path=path),
    }


def _piece_here() -> str:
    """The lesson, case, quiz or tool that the address of this request names."""
    values, here = request.view_args or {}, course()
    module = here.module(str(values.get("module_slug", "")))
    if request.endpoint == "practice.practice" and module and module.practice:
        return module.practice.id
    if module and "lesson_slug" in values:
        return next((each.id for each in module.lessons if each.slug == values["lesson_slug"]), "")
    return here.current_id(str(values.get("case_id") or values.get("test_id") or values.get("tool_id") or ""))


def url_of_piece(piece_id: str) -> str:
    """The page of a lesson, case, test, practice or tool."""
    for module in (*course().modules, *course().units):
        if module.practice and module.practice.id == piece_id:
            return url_for("practice.practice", course_id=course().id, module_slug=module.slug)
        apart = [quiz.id for quiz in (module.key_points, module.diagnostic) if quiz]
        if piece_id in apart:
            # They come to a learner one by one: there is no page of all of them but the file.
            return url_for("author.file", path=course().paths[piece_id])
    return url_of(course(), piece_id)


def _lines(path: str) -> list[str]:
    kept: dict[str, list[str]] = g.setdefault("author_lines", {})
    if path not in kept:
        kept[path] = lines_of(services().library.folder, path) or []
    return kept[path]


def stretches(lines: list[str], marked: set[int], around: int = AROUND) -> list[list[tuple[int, str]]]:
    """The lines around each marked one, parted where others lie between."""
    shown = sorted({at for line in marked for at in range(line - around, line + around + 1) if 1 <= at <= len(lines)})
    found: list[list[tuple[int, str]]] = []
    for at in shown:
        if not found or found[-1][-1][0] != at - 1:
            found.append([])
        found[-1].append((at, lines[at - 1]))
    return found
