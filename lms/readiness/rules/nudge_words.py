"""What a nudge says: the date, the pace that keeps it, and nothing that shames anybody (C68)."""

from __future__ import annotations

from datetime import date

from lms.readiness.rules.pace import ceil_div
from lms.readiness.rules.standing import Standing
from lms.readiness.rules.words import day_words, duration_words, span_words

LONG_DAY = 240
"""More minutes than this on every working day are no plan; then the letter speaks of the date."""


def days_words(days: int) -> str:
    """`today`, `tomorrow`, `in 14 days`."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def subject_words(clinic: str, due: date | None, today: date, *, at_risk: bool) -> str:
    """The subject of a nudge."""
    if due is None:
        return f"Your training at {clinic}"
    day = f"{day_words(due)}, {days_words((due - today).days)}"
    return f"A plan that fits: your training at {clinic}, {day}" if at_risk else f"Your training at {clinic}: {day}"


def date_words(due: date | None, start_date: date, today: date) -> str:
    """What the date is, in a sentence; empty without one."""
    if due is None:
        return ""
    day = f"{day_words(due)}, {days_words((due - today).days)}"
    if due == start_date:
        return f"Your first day with CoCM patients is {day}. By then all that is required should be done."
    return f"The date for all that is required is {day}."


def pace_words(standing: Standing, today: date) -> str:
    """What is left, where the own pace leads, and what a day takes: `2 weeks later; 40 minutes a day gets you there`."""
    due, needed = standing.due_date, standing.pace_minutes_per_week
    left = f"{duration_words(standing.minutes_left)} {'is' if standing.minutes_left == 1 else 'are'} left."
    if due is None or needed is None or not standing.minutes_left:
        return left if standing.minutes_left else ""
    working = (due - today).days >= 7
    a_day = ceil_div(needed, 5 if working else 7)
    if a_day > LONG_DAY:
        return f"{left} That is more than fits the time; agree on a date that does with your supervisor."
    takes = f"{duration_words(a_day)} a day{', five days a week,' if working else ''} gets you there"
    ahead = standing.forecast_date
    if ahead is not None and ahead > due:
        later = span_words((ahead - due).days)
        return f"{left} At the pace of your last weeks you would be done {later} later; {takes}."
    return f"{left} {takes[:1].upper()}{takes[1:]}."
