"""What other subjects have to say of a course folder, beyond what reading its files shows."""

from __future__ import annotations

from lms.curriculum.backmatter import COURSE
from lms.curriculum.course import Course, Problem
from lms.curriculum.loader import Extra, Raw
from lms.practice.labs import check_labs
from lms.readiness.roles import check_roles
from lms.readiness.rules.queue import KINDS


def check_waiting(course: Course, _raw: Raw) -> tuple[Problem, ...]:
    """Every kind that `waiting_minutes` of course.yaml names and no queue has (rule S101)."""
    known = ", ".join(KINDS)
    return tuple(
        Problem(
            "S101", "error", COURSE, None, f"`waiting_minutes`: the key `{each}` is not known.", f"Use one of {known}."
        )
        for each in course.waiting_minutes
        if each not in KINDS
    )


CHECKS: tuple[Extra, ...] = (check_roles, check_labs, check_waiting)
"""Given to whatever reads a course folder, in this order."""
