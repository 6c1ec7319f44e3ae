"""Comparing what a learner ticked with what the rule says: every miss and every false alarm explained. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lms.practice.registry.patients import Caseload, Patient
from lms.practice.registry.rules import USUAL, Judgement, Limits
from lms.practice.registry.tasks import Task, judged, key

PASS = (4, 5)  # Right of all that counted, as a fraction, from which a task is done well.
Verdict = Literal["found", "missed", "false alarm"]


@dataclass(frozen=True)
class Line:
    """One patient who was in the key, or ticked, or both. `unsafe`: this mistake alone fails the task."""

    patient: Patient
    verdict: Verdict
    why: str
    unsafe: bool = False


@dataclass(frozen=True)
class Swap:
    """Two patients of an ordered task who stand the wrong way round, with the reason."""

    earlier: Patient
    later: Patient
    why: str


@dataclass(frozen=True)
class Graded:
    """A task compared with its key. `right` of `of`: patients found among all found, missed and wrongly named, and for
    an ordered task the neighbors in the right order among all neighbors."""

    task: Task
    lines: tuple[Line, ...]
    swaps: tuple[Swap, ...]
    right: int
    of: int

    def of_verdict(self, verdict: Verdict) -> tuple[Line, ...]:
        """The patients of one verdict."""
        return tuple(each for each in self.lines if each.verdict == verdict)

    @property
    def safety_missed(self) -> bool:
        """Whether somebody was overlooked who must not be, or sent home who must not go."""
        return any(each.unsafe for each in self.lines)

    @property
    def passed(self) -> bool:
        """Four of five that counted are right, and nothing unsafe among the rest."""
        most, least = PASS[1], PASS[0]
        return not self.safety_missed and self.right * most >= self.of * least


def grade(task: Task, caseload: Caseload, picked: Sequence[str], limits: Limits = USUAL) -> Graded:
    """The comparison for the patients `picked`, in their order where it counts. Ids that are nobody's are left out."""
    says = judged(task, caseload, limits)
    wanted = key(task, caseload, limits)
    chosen = [each for each in dict.fromkeys(picked) if each in says]
    lines = [_line(caseload, says, each, chosen, wanted) for each in (*wanted, *(x for x in chosen if x not in wanted))]
    found = [each for each in chosen if each in wanted]
    swaps = tuple(_swaps(caseload, says, found, wanted)) if task.ordered else ()
    neighbors = max(len(found) - 1, 0) if task.ordered else 0
    return Graded(task, tuple(lines), swaps, len(found) + neighbors - len(swaps), len(lines) + neighbors)


def _line(
    caseload: Caseload, says: dict[str, Judgement], ident: str, chosen: Sequence[str], wanted: Sequence[str]
) -> Line:
    patient = caseload.patient(ident)
    assert patient is not None
    judgement = says[ident]
    if ident in wanted and ident in chosen:
        return Line(patient, "found", judgement.why)
    verdict: Verdict = "missed" if ident in wanted else "false alarm"
    return Line(patient, verdict, judgement.why, unsafe=judgement.safety)


def _swaps(caseload: Caseload, says: dict[str, Judgement], found: Sequence[str], wanted: Sequence[str]) -> list[Swap]:
    place = {ident: at for at, ident in enumerate(wanted)}
    out = []
    for before, after in pairwise(found):
        if place[before] > place[after]:
            first, second = caseload.patient(after), caseload.patient(before)
            assert first is not None
            assert second is not None
            out.append(Swap(first, second, _order(first, second, says[after].group, says[before].group)))
    return out


GROUPS = {1: "safety", 2: "new", 3: "not improving"}


def _order(first: Patient, second: Patient, group: int, other: int) -> str:
    """Why `first` comes before `second` (F5.11; the order within a group is this lab's)."""
    if group != other:
        return f"{GROUPS[group].capitalize()} comes before {GROUPS[other]}."
    ours, theirs = first.phq[-1].total, second.phq[-1].total
    if ours != theirs:
        return f"Both {GROUPS[group]}; the higher latest PHQ-9 comes first, {ours} before {theirs}."
    if first.enrolled_on != second.enrolled_on:
        return f"Both {GROUPS[group]} with a PHQ-9 of {ours}; who was enrolled earlier comes first."
    return f"Both {GROUPS[group]}, the same PHQ-9 and day of enrollment; the smaller number comes first."
