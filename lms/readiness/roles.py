"""Reads a role definition, as written in `content/roles/ROLE.yaml`, into a `RoleTimeline`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from lms.curriculum.course import Course, Module, Problem
from lms.readiness.rules.published import available
from lms.readiness.rules.timeline import CONTINUING, DueBasis, PhaseRule, RoleTimeline

_KEYS = {
    "id", "title", "short", "phases", "due_basis", "source", "source_note", "early_is_refresher", "needs_whole_course",
    "thresholds", "signoffs", "checklist",
}  # fmt: skip
_PHASE_KEYS = {"name", "opens", "due", "hours"}
_THRESHOLDS = {"too_early_days": 14, "pace_window_days": 28, "default_minutes_per_week": 240}


class BadRole(ValueError):
    """A role definition that cannot be used; `problems` lists every reason, one sentence each."""

    def __init__(self, role: str, problems: tuple[str, ...]) -> None:
        super().__init__(f"Role {role}: {' '.join(problems)}")
        self.role = role
        self.problems = problems


def read_role(definition: Mapping[str, Any]) -> RoleTimeline:
    """The timeline of a role. Raises `BadRole` with all problems at once."""
    problems = role_problems(definition)
    if problems:
        raise BadRole(str(definition.get("id", "without an id")), problems)
    limits = _THRESHOLDS | dict(definition.get("thresholds") or {})
    return RoleTimeline(
        role=definition["id"],
        title=definition["title"],
        short=definition["short"],
        phases=tuple(
            PhaseRule(phase["name"], _months(phase.get("opens")), _months(phase.get("due")), phase.get("hours"))
            for phase in definition["phases"]
        ),
        due_basis=definition["due_basis"],
        source=tuple(definition.get("source") or ()),
        source_note=definition.get("source_note") or "",
        early_is_refresher=bool(definition.get("early_is_refresher", False)),
        needs_whole_course=bool(definition.get("needs_whole_course", False)),
        **limits,
    )


def timeline_of(course: Course, role: str) -> RoleTimeline:
    """The timeline of a role of a course. Raises KeyError for a role the course does not have, and `BadRole`."""
    return read_role(course.role_files[role])


def timelines_of(course: Course) -> dict[str, RoleTimeline]:
    """The timelines of all roles of a course. Raises `BadRole`."""
    return {role: timeline_of(course, role) for role in course.role_files}


@dataclass(frozen=True)
class Published:
    """How much there is of a role's modules: all of it or not, by name what there is, and how many modules it will be."""

    whole: bool
    names: tuple[str, ...]
    modules_total: int


def published_of(course: Course, role: str) -> Published:
    """What is published of the modules a role must do; a role without modules lacks none."""
    pathway = course.pathways.get(role)
    wanted = pathway.modules if pathway else ()
    known = [module for each in wanted if (module := course.module(each))]
    modules = [each for each in known if each.number]
    missing = len(wanted) - len(known)
    return Published(
        not missing and all(each.status == "complete" for each in known), _names(modules), len(modules) + missing
    )


def available_of(course: Course) -> str | None:
    """`Module 1 of 7 is available`, of the whole course, for pages that show it to anyone; None when all is there."""
    return None if course.complete else available(_names(course.modules), len(course.modules))


def _names(modules: Iterable[Module]) -> tuple[str, ...]:
    known = list(modules)
    whole = [f"Module {module.number}" for module in known if module.status == "complete"]
    part = [module.part_title or f"part of Module {module.number}" for module in known if module.status == "part"]
    return (*whole, *part)


def check_roles(course: Course, raw: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every problem of the role files, for the content checker (rule R101). `raw` holds the parsed files by path."""
    remedy = "Write the role file as docs/content.md describes it."
    return tuple(
        Problem("R101", "error", path, _line_of(definition, fault.key), fault.sentence, remedy)
        for path, definition in raw.items()
        if isinstance(definition, Mapping)
        for fault in faults_of(definition)
    )


def _line_of(definition: Mapping[str, Any], key: str) -> int | None:
    """Where a key stands in a file that was read with its lines."""
    lines = getattr(definition, "lines", {})
    line = lines.get(key, getattr(definition, "line", None))
    return line if isinstance(line, int) else None


class Fault(NamedTuple):
    """One thing wrong with a role definition, with the key at which it is."""

    key: str
    sentence: str


def role_problems(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """Every problem of a role definition, one sentence each; empty when it can be used."""
    return tuple(fault.sentence for fault in faults_of(definition))


def faults_of(definition: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Every problem of a role definition, with its place; empty when it can be used."""
    faults = [Fault(key, f"The key {key} is not known.") for key in sorted(set(map(str, definition)) - _KEYS)]
    faults += [
        Fault(key, f"{key} must be a text that is not empty.")
        for key in ("id", "title", "short")
        if not isinstance(definition.get(key), str) or not definition[key].strip()
    ]
    if definition.get("due_basis") not in get_args(DueBasis):
        faults.append(Fault("due_basis", f"due_basis must be one of: {', '.join(get_args(DueBasis))}."))
    faults += _source_faults(definition)
    faults += [Fault("thresholds", sentence) for sentence in _threshold_problems(definition.get("thresholds"))]
    faults += [
        Fault(key, f"{key} must be true or false.")
        for key in ("early_is_refresher", "needs_whole_course")
        if not isinstance(definition.get(key, False), bool)
    ]
    faults += [
        Fault(key, f"{key} must be a list.")
        for key in ("signoffs", "checklist")
        if not isinstance(definition.get(key) or [], (list, tuple))
    ]
    return (*faults, *(Fault("phases", sentence) for sentence in _phases_problems(definition)))


def _months(point: Mapping[str, Any] | None) -> int | None:
    return None if point is None else int(point.get("months", 0))


def _source_faults(definition: Mapping[str, Any]) -> list[Fault]:
    source = definition.get("source") or []
    faults = []
    if not isinstance(source, (list, tuple)) or not all(isinstance(fact, str) for fact in source):
        faults.append(Fault("source", "source must be a list of fact IDs, such as [R.09]."))
    if not isinstance(definition.get("source_note") or "", str):
        faults.append(Fault("source_note", "source_note must be a text."))
    return faults


def _threshold_problems(limits: Any) -> list[str]:
    if limits is None:
        return []
    if not isinstance(limits, Mapping):
        return ["thresholds must be a list of names with whole numbers."]
    problems = [f"The threshold {name} is not known." for name in sorted(set(limits) - set(_THRESHOLDS))]
    for name in sorted(set(limits) & set(_THRESHOLDS)):
        if not _is_whole(limits[name]) or limits[name] < 1:
            problems.append(f"The threshold {name} must be a whole number of 1 or more.")
    if (
        not problems
        and (_THRESHOLDS | dict(limits))["too_early_days"] >= (_THRESHOLDS | dict(limits))["pace_window_days"]
    ):
        problems.append("too_early_days must be fewer than pace_window_days, or there would never be a forecast.")
    return problems


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _phases_problems(definition: Mapping[str, Any]) -> list[str]:
    phases = definition.get("phases")
    if not isinstance(phases, (list, tuple)) or not phases or not all(isinstance(phase, Mapping) for phase in phases):
        return ["phases must be a list of at least one phase."]
    problems = [
        problem for number, phase in enumerate(phases, 1) for problem in _phase_problems(phase, f"Phase {number}")
    ]
    names = [phase.get("name") for phase in phases]
    if len(phases) > 2 or (len(phases) == 2 and names[1] != CONTINUING) or names[0] == CONTINUING:
        problems.append(f"phases must be the preparation, and after it at most one named {CONTINUING}.")
    first_due = phases[0].get("due")
    dated = definition.get("due_basis") in {"published", "counted back"}
    if dated and first_due is None:
        problems.append(f"The first phase needs a due date, because due_basis is {definition['due_basis']}.")
    if definition.get("due_basis") in {"clinic", "none"} and first_due is not None:
        problems.append(f"The first phase cannot have a due date, because due_basis is {definition['due_basis']}.")
    if len(phases) == 2 and (phases[1].get("opens") is None or phases[1].get("due") is None):
        problems.append(f"The phase {CONTINUING} needs both opens and due.")
    return problems


def _phase_problems(phase: Mapping[str, Any], where: str) -> list[str]:
    problems = [f"{where}: the key {key} is not known." for key in sorted(set(phase) - _PHASE_KEYS)]
    if not isinstance(phase.get("name"), str) or not phase["name"].strip():
        problems.append(f"{where}: name must be a text that is not empty.")
    points = {}
    for key in ("opens", "due"):
        point = phase.get(key)
        if point is None:
            continue
        if (
            isinstance(point, Mapping)
            and point.get("anchor") == "start"
            and _is_whole(point.get("months", 0))
            and set(point) <= {"anchor", "months"}
        ):
            points[key] = point.get("months", 0)
        else:
            problems.append(f"{where}: {key} must be null or {{anchor: start, months: a whole number}}.")
    if len(points) == 2 and points["opens"] >= points["due"]:
        problems.append(f"{where}: opens must come before due.")
    hours = phase.get("hours")
    if hours is not None and (not isinstance(hours, (int, float)) or isinstance(hours, bool) or hours <= 0):
        problems.append(f"{where}: hours must be null or a number above 0.")
    return problems
