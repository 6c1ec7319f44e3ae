"""What is asked of those who made an activity, and how long a review holds: one rule, before designating and before each claim.

Source: rules 2 and 4 of section 5b of the fact sheet on continuing education.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from lms.readiness.rules.dates import add_months

DISCLOSURE_MONTHS = 24
REVIEW_MONTHS = 36


class Discloses(Protocol):
    """Somebody with the day of her newest disclosure, and whether nothing relevant in it is left open."""

    @property
    def name(self) -> str:
        """By name."""

    @property
    def disclosed_on(self) -> date | None:
        """None: never."""

    @property
    def mitigated(self) -> bool:
        """Also where there was nothing to mitigate."""


def undisclosed(makers: Iterable[Discloses], today: date) -> list[str]:
    """Names of those without a disclosure of the last 24 months."""
    since = add_months(today, -DISCLOSURE_MONTHS)
    return [each.name for each in makers if each.disclosed_on is None or each.disclosed_on < since]


def unmitigated(makers: Iterable[Discloses]) -> list[str]:
    """Names of those with a relationship that bears on the content and is not mitigated."""
    return [each.name for each in makers if not each.mitigated]


def review_due(reviewed_on: date) -> date:
    """The last day on which a review still holds."""
    return add_months(reviewed_on, REVIEW_MONTHS)
