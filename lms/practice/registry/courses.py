"""The kinds of course a caseload is mixed from, and how many of each a caseload of 66 has. Pure.

A caseload always has some patients whom each rule names and some whom it only just does not name: each kind says what
must hold of a patient of that kind, and the model draws again until it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lms.practice.registry.patients import Patient, Phase
from lms.practice.registry.rules import (
    ELEVATED,
    NOTICEABLE,
    Limits,
    graduation,
    held_since,
    on_plan,
    panel_review,
    plan_change,
    remission,
    response,
)

Holds = Callable[[Patient, date, Limits], bool]


@dataclass(frozen=True)
class Course:
    """One kind. `least` and `most` patients of it; days since enrollment; fits of the plans, one of which is drawn.

    `changed`: the last fit began so many days ago; so did its plan, or `replanned` days ago where it followed. `phases`: one is drawn. `ends`: the episode ended so many days ago.
    """

    name: str
    least: int
    most: int
    days: tuple[int, int]
    baseline: tuple[int, int]
    plans: tuple[tuple[str, ...], ...]
    holds: Holds
    changed: tuple[int, int] | None = None
    replanned: tuple[int, int] | None = None
    phases: tuple[Phase, ...] = ("active",)
    ends: tuple[int, int] | None = None
    anxious: tuple[float, float] = (0.6, 0.9)


def _group(patient: Patient, as_of: date, limits: Limits) -> int:
    return panel_review(patient, as_of, limits).group


def _moving(patient: Patient, as_of: date, limits: Limits) -> bool:
    """On the way, not yet half, and no rule names the patient."""
    scores = patient.phq
    return (
        not panel_review(patient, as_of, limits).named
        and not response(patient).named
        and (
            len(scores) < 2
            or scores[0].total - scores[-1].total >= NOTICEABLE
            or on_plan(patient, as_of) < limits.early
        )
    )


def _responding(patient: Patient, as_of: date, limits: Limits) -> bool:
    return response(patient).named and not remission(patient).named


def _remitted(patient: Patient, as_of: date, limits: Limits) -> bool:
    return remission(patient).named and not graduation(patient, limits).named


def _remission(patient: Patient, as_of: date, limits: Limits) -> bool:
    return remission(patient).named


def _almost(patient: Patient, as_of: date, limits: Limits) -> bool:
    """Below 5 for long enough, and yet something is missing."""
    since = held_since(patient)
    held = since is not None and (patient.phq[-1].on - since).days >= limits.held
    return held and _remitted(patient, as_of, limits)


def _stalled(patient: Patient, as_of: date, limits: Limits) -> bool:
    return _group(patient, as_of, limits) == 3 and not plan_change(patient, as_of, limits).named


def _unflagged(patient: Patient, as_of: date, limits: Limits) -> bool:
    """Not at half, and not on the list of this week either."""
    return not response(patient).named and not panel_review(patient, as_of, limits).named


def _mild(patient: Patient, as_of: date, limits: Limits) -> bool:
    return patient.phq[0].total < ELEVATED and not panel_review(patient, as_of, limits).named


STEADY: tuple[Phase, ...] = ("maintenance", "relapse prevention")
MIXED = (("good",), ("fair",), ("poor",))
STUCK = (("poor",), ("none",))

COURSES = (
    Course("new", 2, 4, (2, 20), (10, 24), MIXED, lambda p, d, x: _group(p, d, x) == 2),
    Course("early", 6, 9, (16, 27), (10, 24), MIXED, _unflagged),
    Course("improving", 6, 9, (29, 54), (14, 24), (("fair",), ("good",)), _moving),
    Course("slow", 1, 2, (30, 53), (11, 22), STUCK, lambda p, d, x: _group(p, d, x) == 3),
    Course("stalled", 1, 2, (56, 69), (12, 22), STUCK, _stalled),
    Course("stuck", 2, 4, (74, 170), (12, 24), STUCK, lambda p, d, x: plan_change(p, d, x).named),
    Course("changed", 3, 5, (70, 170), (14, 24), (("poor", "poor"), ("none", "good")), _unflagged, changed=(3, 27)),
    Course("responding", 9, 14, (42, 140), (12, 24), (("fair",), ("good",)), _responding),
    Course("late", 2, 4, (110, 190), (13, 24), (("poor", "good"), ("none", "fair")), _responding, changed=(42, 80)),
    Course("remitted", 4, 7, (70, 170), (10, 20), (("good",),), _remitted, phases=STEADY),
    Course("held", 2, 4, (110, 230), (11, 22), (("good",),), lambda p, d, x: graduation(p, x).named, phases=STEADY),
    Course("almost", 3, 4, (110, 230), (11, 22), (("good",),), _almost, phases=STEADY),
    Course("mild", 3, 5, (30, 120), (6, 9), (("good",), ("fair",)), _mild, anxious=(1.4, 1.9)),
    Course(
        "relapsed", 2, 3, (150, 260), (13, 22), (("good", "relapse"),), _unflagged, changed=(30, 60), replanned=(5, 20)
    ),
    Course("graduated", 2, 4, (170, 290), (11, 22), (("good",),), _remission, phases=("discharged",), ends=(5, 45)),
    Course("left", 2, 4, (90, 200), (10, 24), MIXED, lambda p, d, x: True, phases=("discharged",), ends=(5, 45)),
)
