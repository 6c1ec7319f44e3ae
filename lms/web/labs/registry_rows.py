"""A registry as a table: one row a patient, how it may be sorted and filtered, and the sentence that a screen reader says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.practice.lab_queries import Fields
from lms.practice.registry.patients import GAD, PHASES, Caseload, Patient
from lms.practice.registry.rules import on_plan
from lms.web.charts import day_text
from lms.web.labs.registry_history import History, history

# Days without a PHQ-9 from which the registry says so (F2.40).
UNSCORED = 30
SPARK = (120.0, 32.0)
WEIGHTS = {"overdue": 100, "at-risk": 10, "on-track": 1}  # How far up a flag lifts a row, by its colour.
HIGHEST = 27


@dataclass(frozen=True)
class Row:
    """What stands in one row."""

    patient: Patient
    first: int
    last: int
    change: int | None
    weeks: int
    gad: int | None
    silent: int
    tried: int
    scored: int
    spark: str
    dot: tuple[str, str]
    flags: tuple[tuple[str, str], ...]
    sentence: str

    @property
    def ident(self) -> str:
        """The patient's id."""
        return self.patient.id

    @property
    def here(self) -> bool:
        """Whether the patient is still in the team's care."""
        return self.patient.phase != "discharged"

    @property
    def change_words(self) -> str:
        """The change against the first score in percent; empty with one score."""
        if self.change is None:
            return ""
        return f"{'+' if self.change > 0 else '−' if self.change < 0 else ''}{abs(self.change)} %"


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "id": lambda row: row.ident,
    "name": lambda row: row.patient.name,
    "phase": lambda row: PHASES.index(row.patient.phase),
    "first": lambda row: row.first,
    "last": lambda row: row.last,
    "change": lambda row: row.change if row.change is not None else -999,
    "weeks": lambda row: row.weeks,
    "gad": lambda row: row.gad or 0,
    "contact": lambda row: row.silent if row.here else -1,
    "scored": lambda row: row.scored if row.here else -1,
    "reviewed": lambda row: row.patient.consulted_on or date.min,
    "plan": lambda row: row.patient.relapse_plan_on or date.min,
    "agreed": lambda row: row.patient.pcp_agreed_on or date.min,
    "next": lambda row: row.patient.next_contact_on or date.min,
    "flag": lambda row: len(row.flags),
    "urgency": lambda row: sum(WEIGHTS.get(kind, 0) for _, kind in row.flags),
}
READY_MADE = (
    ("id", "As listed"),
    ("-contact", "Longest silence"),
    ("-scored", "Oldest score"),
    ("-change", "Least better"),
    ("last", "Lowest score"),
    ("-flag", "Flagged"),
)


@dataclass(frozen=True)
class View:
    """How the table is looked at: sort (a name of SORTS, `-` before it for descending), phase, PCP, only the ticked, open row."""

    sort: str = "id"
    phase: str = ""
    pcp: str = ""
    only: str = ""
    open: str = ""

    def direction(self, name: str) -> str | None:
        """The word of `aria-sort` for a column."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.sort)

    def toward(self, name: str, first: str = "") -> str:
        """What a press on a column's head asks for: first `first` (`-` for descending), then the other way."""
        ahead = first + name
        return (name if first else f"-{name}") if self.sort == ahead else ahead

    @property
    def filtered(self) -> bool:
        """Whether rows may be hidden."""
        return bool(self.phase or self.pcp or self.only)


def view_of(fields: Fields, usual: str = "id") -> View:
    """The view that the saved form asks for; what makes no sense is the usual view. A button's value comes after the kept one."""
    last = {name: values[-1] for name, values in fields.items() if values}
    sort = last.get("sort", usual)
    return View(
        sort if sort.removeprefix("-") in SORTS else usual,
        last.get("phase", "") if last.get("phase") in PHASES else "",
        last.get("pcp", ""),
        "ticked" if last.get("only") == "ticked" else "",
        last.get("open", ""),
    )


def rows_of(caseload: Caseload, flags: Callable[[Patient], Sequence[tuple[str, str]]] | None = None) -> list[Row]:
    """Every patient's row; `flags` may add (words, kind) to those that the data alone raise."""
    return [_row(each, caseload.as_of, tuple(flags(each)) if flags else ()) for each in caseload.patients]


def shown(rows: Sequence[Row], view: View, ticked: AbstractSet[str], keep: AbstractSet[str] = frozenset()) -> list[Row]:
    """The rows that the view lets through and those to `keep`, in its order; ties keep the order of the registry."""
    seen = [
        row
        for row in rows
        if row.ident in keep
        or (
            (not view.phase or row.patient.phase == view.phase)
            and (not view.pcp or row.patient.pcp == view.pcp)
            and (not view.only or row.ident in ticked)
        )
    ]
    return sorted(seen, key=SORTS[view.sort.removeprefix("-")], reverse=view.sort.startswith("-"))


def opened(caseload: Caseload, view: View) -> History | None:
    """The history of the row that is open."""
    patient = caseload.patient(view.open)
    return history(patient, caseload.as_of) if patient is not None else None


def pcps(caseload: Caseload) -> list[str]:
    """Every PCP of the caseload."""
    return sorted({each.pcp for each in caseload.patients})


def _row(patient: Patient, as_of: date, more: tuple[tuple[str, str], ...]) -> Row:
    scores = patient.phq
    first, last = scores[0].total, scores[-1].total
    gads = [each.total for each in patient.scores if each.tool == GAD]
    silent = (as_of - patient.last_contact_on).days
    scored = (as_of - scores[-1].on).days
    tried = sum(not each.completed and each.on > patient.last_contact_on for each in patient.contacts)
    change = round((last - first) / first * 100) if len(scores) > 1 and first else None
    weeks = on_plan(patient, patient.discharged_on or as_of) // 7
    flags = (*_flags(patient, scored), *more)
    spark = _spark(
        [each.total for each in scores], [(each.on - patient.enrolled_on).days for each in scores], as_of, patient
    )
    row = Row(
        patient, first, last, change, weeks, gads[-1] if gads else None, silent, tried, scored, " ".join(spark),
        (spark[-1].split(",")[0], spark[-1].split(",")[1]), flags, "",
    )  # fmt: skip
    return Row(**{**vars(row), "sentence": _sentence(row)})


def _flags(patient: Patient, scored: int) -> list[tuple[str, str]]:
    """What the data say by themselves, in words with a colour beside them: nothing here judges by phase or week."""
    if patient.phase == "discharged":
        return []
    latest = patient.phq[-1]
    found = []
    if latest.item9:
        by = ", portal" if latest.via == "portal" else ""
        found.append((f"Item 9: {latest.item9}, {day_text(latest.on, short=True)}{by}", "overdue"))
    found += [
        (f"{each.words}, {day_text(each.on, short=True)}", "plain") for each in patient.flags if each.closed_on is None
    ]
    if scored >= UNSCORED:
        found.append((f"No PHQ-9 for {scored} days", "at-risk"))
    return found


def _spark(totals: list[int], days: list[int], as_of: date, patient: Patient) -> list[str]:
    span = max(((patient.discharged_on or as_of) - patient.enrolled_on).days, 14)
    return [
        f"{4 + day / span * (SPARK[0] - 8):.1f},{29 - total / HIGHEST * 26:.1f}"
        for day, total in zip(days, totals, strict=True)
    ]


def _sentence(row: Row) -> str:
    """The whole row as one sentence."""
    patient, latest = row.patient, row.patient.phq[-1]
    said = [f"{patient.label}, {patient.phase}", f"{row.weeks} weeks on the present plan"]
    if row.change is None:
        said.append(f"one PHQ-9, {row.last}, on {day_text(latest.on)}")
    else:
        said.append(f"PHQ-9 from {row.first} to {row.last} on {day_text(latest.on)}")
    if row.gad is not None:
        said.append(f"GAD-7 {row.gad}")
    if patient.phase != "discharged":
        tried = f", tried {row.tried} {'time' if row.tried == 1 else 'times'} since" if row.tried else ""
        said.append(f"last spoken with {row.silent} {'day' if row.silent == 1 else 'days'} ago{tried}")
    reviewed = patient.consulted_on
    said.append(f"last panel review {day_text(reviewed)}" if reviewed else "never at panel review")
    said += [words[0].lower() + words[1:] if not words.startswith("PCP") else words for words, _ in row.flags]
    return "; ".join(said) + "."
