"""When the short list before the first patient stands before everything else."""

from __future__ import annotations

from datetime import date

FIRST_DAYS = 30
"""Days before the start date, the first day with CoCM patients, under which the list comes first. Ours, not published."""


def comes_first(start: date, today: date) -> bool:
    """Whether somebody who starts on `start` should take the short list first on the local day `today`.

    Under `FIRST_DAYS` days are left, or she has begun to see patients; from then on she needs it no less.
    """
    return (start - today).days < FIRST_DAYS
