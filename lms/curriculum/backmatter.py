"""Reads what the whole course shares: course.yaml, competencies, glossary, sources and facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args

from lms.curriculum.course import Competency, CourseObjective, Fact, Mark, Rates, Source, Term
from lms.curriculum.folder import Folder
from lms.curriculum.markup import Page
from lms.curriculum.names import Named, Names
from lms.curriculum.report import Report
from lms.curriculum.shape import FACT_ID, ID, Reader
from lms.curriculum.shelf import Shelf

COURSE = "content/course.yaml"
GLOSSARY = "content/glossary.yaml"
_OBJECTIVE = re.compile(r"O\d{1,2}\.\d{1,2}")
_DUTY = re.compile(r"[A-Z]-\d{2}")
_SOURCE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_MARKS: tuple[Mark, ...] = get_args(Mark)
_RESTING = ("V", "V2", "S")

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Frontispiece:
    """What course.yaml says of the course as a whole."""

    id: str
    title: str
    audience: str
    summary: str
    modules: tuple[str, ...]
    objectives: tuple[CourseObjective, ...]
    rates: Rates
    waiting_minutes: Mapping[str, int]
    crisis: str
    crisis_line: int
    retired: tuple[str, ...]
    module_lines: int


def read_frontispiece(folder: Folder) -> Frontispiece | None:
    """course.yaml, or None if there is nothing to read."""
    if COURSE not in folder.paths:
        folder.report.add("Z109", COURSE, None, "The course has no course.yaml.")
        return None
    value = folder.yaml(COURSE)
    if value is None:
        return None
    reader = Reader(value, folder.report, COURSE, "course.yaml")
    if not reader.sound:
        return None
    modules = reader.texts("modules")
    objectives = tuple(_objectives(reader, modules))
    found = Frontispiece(
        id=reader.id(),
        title=reader.text("title"),
        audience=reader.text("audience"),
        summary=reader.text("summary"),
        modules=modules,
        objectives=objectives,
        rates=_rates(reader),
        waiting_minutes=_waiting_minutes(reader),
        crisis=reader.text("crisis", required=False),
        crisis_line=reader.start("crisis"),
        retired=reader.texts("retired", required=False),
        module_lines=reader.line("modules"),
    )
    reader.close()
    return found


def _objectives(reader: Reader, modules: tuple[str, ...]) -> Iterator[CourseObjective]:
    met: set[str] = set()
    for row, line in reader.rows("objectives"):
        entry = Reader(row, reader.report, COURSE, "A course objective", line)
        if not entry.sound:
            continue
        name, module = entry.id(_OBJECTIVE, "of the form O1.3"), entry.text("module")
        if name in met:
            entry.problem("I101", f"The course objective `{name}` is written twice.", key="id")
        met.add(name)
        if module and module not in modules:
            entry.problem(
                "T104", f"The objective `{name}` names the module `{module}`, which is not in `modules`.", key="module"
            )
        yield CourseObjective(name, module, entry.text("text"))
        entry.close()


def _rates(reader: Reader) -> Rates:
    inner = reader.reader("rates", "`rates`") or Reader(None, Report(), COURSE, "`rates`")
    rates = Rates(
        inner.number("words_per_minute"),
        inner.number("minutes_per_check"),
        inner.number("minutes_per_case_stage"),
        inner.number("minutes_per_test_item"),
        inner.whole("review_by_months", least=1),
        inner.number("minutes_per_lab_step", required=False) if inner.has("minutes_per_lab_step") else None,
    )
    inner.close()
    return rates


def _waiting_minutes(reader: Reader) -> Mapping[str, int]:
    """Kind of thing that waits for a supervisor → about how many minutes one takes her; the program knows the kinds."""
    inner = reader.reader("waiting_minutes", "`waiting_minutes`", required=False)
    if inner is None:
        return {}
    found = {str(kind): inner.whole(str(kind), least=1) for kind in inner.table}
    inner.close()
    return found


def entries_of(folder: Folder, path: str, what: str, read: Callable[[Reader], Entry]) -> Iterator[tuple[Entry, Reader]]:
    """Each entry of a file that holds one list of mappings, read by `read`, its unknown keys reported."""
    value = folder.yaml(path)
    if value is None:
        if path not in folder.paths:
            folder.report.add("Z109", path, None, f"The course has no {path.rsplit('/', 1)[-1]}.")
        return
    if not isinstance(value, list):
        folder.report.add("S103", path, 1, "This file must hold a list; begin each entry with a dash.")
        return
    for row, line in zip(value, getattr(value, "lines", []), strict=True):
        reader = Reader(row, folder.report, path, what, line)
        if reader.sound:
            entry = read(reader)
            reader.close()
            yield entry, reader


def read_competencies(folder: Folder) -> tuple[Competency, ...]:
    """The duties of the job, in order."""

    def one(reader: Reader) -> Competency:
        return Competency(reader.id(_DUTY, "of the form C-01"), reader.text("title"), reader.text("text"))

    found: dict[str, Competency] = {}
    for entry, reader in entries_of(folder, "content/competencies.yaml", "A competency", one):
        if entry.id in found:
            reader.problem("I101", f"The competency `{entry.id}` is written twice.", key="id")
        found.setdefault(entry.id, entry)
    return tuple(found.values())


def read_sources(folder: Folder) -> dict[str, Source]:
    """The published sources, by ID."""

    def one(reader: Reader) -> Source:
        url = reader.text("url", required=False)
        if url and not re.fullmatch(r"https?://[^\s\"<>]+", url):
            reader.problem("S104", f"{reader.what}: `url` must begin with https:// or http://.", key="url")
            url = ""
        return Source(
            id=reader.id(_SOURCE, "letters, digits and hyphens"),
            title=reader.text("title"),
            publisher=reader.text("publisher", required=False),
            year=reader.whole("year", required=False) or None,
            url=url,
            checked=reader.day("checked"),
        )

    found: dict[str, Source] = {}
    for entry, reader in entries_of(folder, "content/sources.yaml", "A source", one):
        if entry.id in found:
            reader.problem("I101", f"The source `{entry.id}` is written twice.", key="id")
        found.setdefault(entry.id, entry)
    return found


def read_facts(folder: Folder, sources: Mapping[str, Source]) -> dict[str, Fact]:
    """Every fact of every file in content/facts/, by ID."""

    def one(reader: Reader) -> Fact:
        fact = Fact(
            id=reader.id(FACT_ID, "of the form F1.58 or PCP.01"),
            statement=reader.text("statement"),
            mark=reader.word("mark", _MARKS),
            dated=reader.flag("dated"),
            sources=reader.texts("sources", required=False),
            look_again=reader.day("look_again"),
        )
        if fact.mark in _RESTING and not fact.sources:
            reader.problem("F103", f"The fact {fact.id} is marked {fact.mark} and names no source.")
        for source in fact.sources:
            if source not in sources:
                reader.problem(
                    "F104",
                    f"The fact {fact.id} names the source `{source}`, which is not in sources.yaml.",
                    key="sources",
                )
        if fact.dated and fact.look_again is None:
            reader.problem("F107", f"The fact {fact.id} dates quickly and has no `look_again`.")
        return fact

    found: dict[str, Fact] = {}
    files = folder.matching(r"content/facts/[^/]+\.yaml")
    if not files:
        folder.report.add("Z109", "content/facts", None, "The course has no file of facts.")
    for path in files:
        with folder.report.guard(path):
            for entry, reader in entries_of(folder, path, "A fact", one):
                if entry.id in found:
                    reader.problem("I101", f"The fact {entry.id} is written twice.", key="id")
                found.setdefault(entry.id, entry)
    return found


def read_glossary(folder: Folder, shelf: Shelf, names: Names) -> tuple[dict[str, Term], dict[str, str]]:
    """Terms by ID with their text rendered, and their texts as written."""
    wordings: dict[str, str] = {}

    def one(reader: Reader) -> Term:
        name = reader.id(ID)
        text = reader.text("text")
        wordings.setdefault(name, text)
        page = Page(shelf, reader.report, reader.path, prefix=f"{name}-r", glossary=False)
        return Term(
            name, reader.text("term"), reader.texts("also", required=False), page.inline(text, reader.start("text"))
        )

    found: dict[str, Term] = {}
    for term, reader in entries_of(folder, GLOSSARY, "A term", one):
        names.claim(Named(term.id, "term", GLOSSARY, reader.line("id")))
        found.setdefault(term.id, term)
    return found, wordings
