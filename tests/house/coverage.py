"""docs/coverage.md: what was asked for, and what closes each row. `python -m tests.house.coverage` writes it anew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from lms.curriculum.course import Course
from tests.house.documents import commands, whole_app
from tests.house.source import ROOT, files, parse
from tests.learner import our_course

PAGE = ROOT / "docs" / "coverage.md"
REQUIREMENTS = ROOT / "tests" / "house" / "requirements.yaml"
COMPLAINTS = ROOT / "tests" / "house" / "complaints.yaml"

ABOUT = """\
# What was asked for, and what closes it

Made by `python -m tests.house.coverage` from `tests/house/requirements.yaml` and `tests/house/complaints.yaml`; a test
compares it with the program. A row is closed by something that can be looked at and by a test that would fail without
it. Whatever is there in part is *open*, and says what is there. The rows are in our own words; their numbers are those
of the requirements that the program was begun with.

"""


@dataclass(frozen=True)
class Row:
    """One thing that was asked for."""

    id: str
    asks: str
    there: str = ""
    open: int | None = None
    pages: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Complaint:
    """One thing that users of other systems missed."""

    id: str
    asks: str
    untouched: str = ""
    rest: str = ""


@cache
def _requirements() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(REQUIREMENTS.read_text(encoding="utf-8"))
    return found


def planned() -> dict[int, str]:
    """The steps to come, by number."""
    return dict(_requirements()["planned"])


def groups() -> dict[str, list[Row]]:
    """All rows by the document that asks for them."""
    return {title: [_row(each) for each in rows] for title, rows in _requirements()["sources"].items()}


def _row(given: dict[str, Any]) -> Row:
    return Row(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


@cache
def complaints() -> tuple[Complaint, ...]:
    """All complaints, in order."""
    return tuple(Complaint(**each) for each in yaml.safe_load(COMPLAINTS.read_text(encoding="utf-8")))


@cache
def tests() -> dict[str, str]:
    """Where each test stands, by its name; the first place where a name is used twice."""
    found: dict[str, str] = {}
    for path in files(ROOT / "tests", ".py"):
        if path.name.startswith("test_"):
            for node in ast.walk(parse(path)):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    found.setdefault(node.name, path.relative_to(ROOT).as_posix())
    return found


def answers(complaint: Complaint) -> list[str]:
    """The tests named after a complaint, in the order of their files."""
    number = complaint.id.lower()
    return [name for name in tests() if number in numbers_of(name)]


def numbers_of(name: str) -> list[str]:
    """The rows a test is named after: those its name begins with."""
    return re.findall(r"(?:^test|(?<=[a-z]\d\d)|(?<=s\d\d\d))_([cfx]\d\d|s\d\d\d)(?=_)", name)


@cache
def addresses() -> set[str]:
    """Every address the program answers at."""
    return {rule.rule for rule in whole_app().url_map.iter_rules()}


def ids(course: Course) -> set[str]:
    """Every id of the course: pieces, objectives, duties and roles."""
    files_of_roles = {path.stem for path in (ROOT / "content" / "roles").glob("*.yaml")}
    whole = (*course.modules, *course.units)
    modules = {each.id for each in whole}
    parts = {each.id for module in whole for each in (*module.lessons, *module.cases, *module.exercises)}
    tools = {each.id for each in course.tools}
    return modules | parts | tools | files_of_roles | {each.id for each in (*course.objectives, *course.competencies)}


def untrue(rows: Iterable[Row]) -> list[str]:
    """What rows say that is not so, each with its row."""
    pages_there, ids_there, commands_there = addresses(), ids(our_course()), set(commands())
    found = []
    for row in rows:
        named = [("page", row.pages, pages_there), ("command", row.commands, commands_there)]
        named += [("id", row.content, ids_there), ("test", row.tests, set(tests()))]
        found += [f"{row.id}: no {kind} {each}" for kind, given, known in named for each in given if each not in known]
        if row.open is None and not row.tests:
            found.append(f"{row.id}: closed without a test")
        if row.open is not None and row.open not in planned():
            found.append(f"{row.id}: open without a step of the plan")
    return found


def unanswered(given: Iterable[Complaint]) -> list[str]:
    """Complaints that are neither answered by a test nor say why not."""
    found = []
    for complaint in given:
        named_after = answers(complaint)
        if complaint.untouched and (named_after or complaint.rest):
            found.append(f"{complaint.id}: untouched, and yet answered")
        if not complaint.untouched and not named_after:
            found.append(f"{complaint.id}: no test is named after it")
    return found


def page() -> str:
    """The whole of docs/coverage.md."""
    return ABOUT + "\n".join([*_count(), *_sources(), *_complaints(), ""])


def _count() -> Iterator[str]:
    rows = [row for found in groups().values() for row in found]
    shut = sum(row.open is None for row in rows)
    done = sum(not each.untouched for each in complaints())
    yield f"Of {len(rows)} rows {shut} are closed and {len(rows) - shut} open."
    yield f"Of {len(complaints())} complaints {done} have tests named after them and {len(complaints()) - done} none yet."
    yield ""
    yield "What is open is to be done in these steps, numbered as the issues that plan them:"
    yield ""
    for number, title in planned().items():
        there = sum(row.open == number for row in rows)
        yield f"- step {number}, {title}: {there or 'no'} {'row' if there == 1 else 'rows'}"


def _sources() -> Iterator[str]:
    for title, rows in groups().items():
        yield from ("", f"## {title}", "", "| row | asks for | | closed by, or there so far |", "|---|---|---|---|")
        for row in rows:
            state = "closed" if row.open is None else f"open: step {row.open}"
            yield f"| {row.id} | {_cell(row.asks)} | {state} | {_cell(' '.join([row.there, *_evidence(row)]).strip())} |"


def _evidence(row: Row) -> Iterator[str]:
    kinds = [("Pages", row.pages), ("Commands", row.commands), ("In the course", row.content)]
    for kind, given in kinds:
        if given:
            yield f"{kind}: {', '.join(f'`{each}`' for each in given)}."
    if row.tests:
        yield f"Tests: {', '.join(_placed(each) for each in row.tests)}."


def _complaints() -> Iterator[str]:
    yield from ("", "## What users of other systems missed", "", "| row | complaint | answered by |", "|---|---|---|")
    for each in complaints():
        names = ", ".join(_placed(name) for name in answers(each))
        said = f"Not touched yet. {each.untouched}" if each.untouched else f"{names}. {each.rest}".strip()
        yield f"| {each.id} | {_cell(each.asks)} | {_cell(said)} |"


def _placed(name: str) -> str:
    place = tests().get(name, "")
    return f"`{name}` ({place.removeprefix('tests/')})"


def _cell(text: str) -> str:
    """Text for one cell of a table, ending in a full stop."""
    line = " ".join(text.split()).replace("|", "\\|")
    return line if not line or line.endswith(".") else f"{line}."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
