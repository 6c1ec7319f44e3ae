"""What other subjects have to say of a course folder, beyond what reading its files shows."""

from __future__ import annotations

from lms.curriculum.loader import Extra
from lms.practice.labs import check_labs
from lms.readiness.roles import check_roles

CHECKS: tuple[Extra, ...] = (check_roles, check_labs)
"""Given to whatever reads a course folder, in this order."""
