"""Reads what each role must do, and hands the roles' timelines to the subject that understands them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lms.curriculum.course import ROLES, Fact, Module, Outside, Pathway, Step
from lms.curriculum.folder import Folder, slug_of
from lms.curriculum.names import Names
from lms.curriculum.report import Report
from lms.curriculum.shape import Reader
from lms.curriculum.yamltext import Table

FIRST_MINUTES = 180
"""The most that the list before the first patient may take: three hours, ours and labeled so."""
QUARTER = (13, 17)
"""Between how many minutes a unit of a plan may take to be called a quarter of an hour."""
CLINIC_PAGE_MINUTES = 5
"""What reading the clinic's own crisis protocol is reckoned at, the last entry of that list."""


def read_pathways(
    folder: Folder, modules: Collection[str], kinds: Mapping[str, str], names: Names
) -> dict[str, Pathway]:
    """The pathway of each role that has a sound file; targets that do not exist are reported."""
    pathways: dict[str, Pathway] = {}
    for path in _files(folder, "pathways"):
        with folder.report.guard(path):
            value = folder.yaml(path)
            reader = Reader(value, folder.report, path, "The pathway")
            if value is None or not reader.sound:
                continue
            role = reader.text("role")
            _match_role(role, path, reader, "role")
            for each in (wanted := reader.texts("modules")):
                if each not in modules:
                    reader.problem("T104", f"There is no module `{each}`.", key="modules")
            first, first_note = _first(reader, kinds, names)
            plan, outside = _plan(reader, kinds, names)
            pathways[slug_of(path)] = Pathway(
                role=slug_of(path),
                modules=wanted,
                also=_targets(reader, "also", kinds, names),
                champion_also=_targets(reader, "champion_also", kinds, names),
                note=reader.text("note"),
                status=reader.word("status", ("complete", "part")),
                first=first,
                first_note=first_note,
                plan=plan,
                outside=outside,
            )
            reader.close()
    _watch_missing(folder, "pathways")
    return pathways


def _first(reader: Reader, kinds: Mapping[str, str], names: Names) -> tuple[tuple[str, ...], str]:
    """The list before the first patient, and what is said of it; a test is no part of it."""
    inner = reader.reader("before_first_patient", "The list before the first patient", required=False)
    if inner is None:
        return (), ""
    parts = tuple(names.aliases.get(each, each) for each in _targets(inner, "parts", kinds, names))
    for each in parts:
        if kinds.get(each) == "test" or parts.count(each) > 1:
            inner.problem("T112", f"`{each}` is a test, or stands there twice.", key="parts")
    note = inner.text("note")
    inner.close()
    return parts, note


def _plan(
    reader: Reader, kinds: Mapping[str, str], names: Names
) -> tuple[tuple[Step, ...], tuple[Outside, ...] | None]:
    """The quarter hours of a pathway, and what outside training may stand for, named there or under the kind."""
    named: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for each in reader.entries("outside", "The outside training", required=False):
        name = each.id()
        if name in said:
            each.problem("T113", f"`{name}` stands there twice.", key="id")
        said[name] = each.text("text")
        named[name] = [names.aliases.get(part, part) for part in _targets(each, "parts", kinds, names)]
    plan: list[Step] = []
    for each in reader.entries("plan", "The unit", required=False):
        parts = tuple(names.aliases.get(part, part) for part in _targets(each, "parts", kinds, names))
        plan.append(Step(each.text("title"), parts))
        if not parts:
            each.problem("T113", "The unit holds no part.", key="parts")
        for name in each.texts("outside", required=False):
            if name not in named:
                each.problem("T113", f"There is no outside training `{name}` in this pathway.", key="outside")
            named.setdefault(name, []).extend(parts)
    taken = [part for step in plan for part in step.parts]
    for part in dict.fromkeys(taken):
        if taken.count(part) > 1:
            reader.problem("T113", f"`{part}` stands in two units.", key="plan")
    for part in dict.fromkeys(part for parts in named.values() for part in parts if kinds.get(part) == "test"):
        reader.problem("T113", f"No training stands for the test `{part}`.", key="outside")
    if not reader.has("outside"):
        return tuple(plan), None
    return tuple(plan), tuple(Outside(name, text, tuple(named[name])) for name, text in said.items())


def watch_plan(pathways: Mapping[str, Pathway], minutes: Mapping[str, int], report: Report) -> None:
    """Advice about a unit of a plan that does not come near its quarter of an hour."""
    for role, pathway in pathways.items():
        for step in pathway.plan:
            total = sum(minutes.get(each, 0) for each in step.parts)
            if not QUARTER[0] <= total <= QUARTER[1]:
                words = f"The unit “{step.title}” takes {total} minutes."
                report.add("T114", f"content/pathways/{role}.yaml", None, words)


def watch_first(pathways: Mapping[str, Pathway], minutes: Mapping[str, int], report: Report) -> None:
    """Report a list before the first patient that takes longer than `FIRST_MINUTES`, the clinic's own page included."""
    for role, pathway in pathways.items():
        total = CLINIC_PAGE_MINUTES + sum(minutes.get(each, 0) for each in pathway.first)
        if pathway.first and total > FIRST_MINUTES:
            words = f"The list before the first patient takes {total} minutes."
            report.add("T112", f"content/pathways/{role}.yaml", None, words)


def _targets(reader: Reader, key: str, kinds: Mapping[str, str], names: Names) -> tuple[str, ...]:
    wanted = reader.texts(key, required=False)
    for each in wanted:
        if names.aliases.get(each, each) not in kinds:
            reader.problem("T106", f"There is no lesson, case or test `{each}`.", key=key)
    return wanted


def raw_roles(folder: Folder) -> dict[str, Any]:
    """What the files in content/roles/ hold, by path, as parsed and not yet understood."""
    return {path: value for path in _files(folder, "roles") if (value := folder.yaml(path)) is not None}


def read_roles(folder: Folder, facts: Mapping[str, Fact]) -> dict[str, Mapping[str, Any]]:
    """The roles' files by role ID; only the ID and the cited facts are looked at here."""
    roles: dict[str, Mapping[str, Any]] = {}
    for path, value in raw_roles(folder).items():
        reader = Reader(value, folder.report, path, "The role")
        if not isinstance(value, Table):
            continue
        _match_role(reader.text("id"), path, reader, "id")
        for fact in value.get("source") or ():
            if isinstance(value["source"], list) and fact not in facts:
                reader.problem("F101", f"The fact {fact} is not in content/facts/.", key="source")
        roles[slug_of(path)] = value
    _watch_missing(folder, "roles")
    return roles


def watch_unneeded(
    modules: Sequence[Module], pathways: Mapping[str, Pathway], kinds: Mapping[str, str], names: Names, report: Report
) -> None:
    """Advice about what is published and required of nobody; a lab may be there for whoever likes to practice."""
    wanted = {each for module in modules for each in module.required}
    wanted |= {case.id for module in modules for case in module.cases if case.optional}
    for pathway in pathways.values():
        wanted |= {names.aliases.get(each, each) for each in (*pathway.also, *pathway.champion_also)}
        wanted |= {each for step in pathway.plan for each in step.parts}
    for each, kind in kinds.items():
        if kind != "lab" and each not in wanted and (named := names.known.get(each)):
            report.add("M106", named.path, named.line, f"The {kind} `{each}` is required of nobody.")


def _files(folder: Folder, name: str) -> tuple[str, ...]:
    return folder.matching(rf"content/{name}/[^/]+\.yaml")


def _match_role(role: str, path: str, reader: Reader, key: str) -> None:
    if slug_of(path) not in ROLES:
        reader.problem("T110", f"`{slug_of(path)}` is not one of the eight roles.")
    elif role and role != slug_of(path):
        reader.problem("T110", f"The file is named for `{slug_of(path)}`, but `{key}` is `{role}`.", key=key)


def _watch_missing(folder: Folder, name: str) -> None:
    there = {slug_of(path) for path in _files(folder, name)}
    for role in ROLES:
        if role not in there:
            folder.report.add(
                "T111", f"content/{name}/{role}.yaml", None, f"The role `{role}` has no file in content/{name}/."
            )
