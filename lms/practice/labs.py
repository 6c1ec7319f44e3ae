"""Every kind of lab that can be played, and what is wrong with labs as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lms.curriculum.course import Course, Exercise, Problem
from lms.curriculum.registry import RULES
from lms.practice.day.lab import DayLab
from lms.practice.lab import Lab
from lms.practice.minutes.lab import MinutesLab
from lms.practice.registry.lab import RegistryLab
from lms.practice.registry.weeks_lab import WeeksLab
from lms.practice.rehearsal.lab import RehearsalLab
from lms.practice.scoring import ScoringLab
from lms.practice.sorting import SortingLab
from lms.practice.worksheet.lab import WorksheetLab
from lms.practice.writing import WritingLab

LABS: dict[str, Lab[Any]] = {
    each.kind: each
    for each in (
        DayLab(),
        MinutesLab(),
        WritingLab("builder"),
        WritingLab("documentation"),
        WritingLab("reflection"),
        RegistryLab(),
        ScoringLab(),
        RehearsalLab(),
        SortingLab(),
        WeeksLab(),
        WorksheetLab(),
    )
}  # fmt: skip


def check_labs(course: Course, _raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What only playing shows; `lms content check` asks it after the files were read."""
    for module in (*course.modules, *course.units):
        for exercise in module.exercises:
            for sentence in _troubles(exercise) if exercise.id in course.paths else ():
                rule = RULES["X110"]
                yield Problem(rule.id, rule.severity, course.paths[exercise.id], None, sentence, rule.remedy)


_PLAYED: dict[str, Sequence[str]] = {}
"""What playing a lab showed, by its hash: a course that is read again plays only the labs that changed."""
_MOST = 200


def _troubles(exercise: Exercise) -> Sequence[str]:
    if exercise.hash not in _PLAYED:
        if len(_PLAYED) >= _MOST:
            _PLAYED.clear()
        _PLAYED[exercise.hash] = LABS[exercise.kind].watch(exercise)
    return _PLAYED[exercise.hash]
