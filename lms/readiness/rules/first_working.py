"""The working of the short list before the first patient: its minutes, and whether it comes before the pathway. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lms.readiness.rules.first_patient import FIRST_DAYS, comes_first
from lms.readiness.rules.words import count_words, day_words, duration_words


def first_working(
    parts: Sequence[tuple[int, bool]], clinic_minutes: int, start: date, today: date, *, pathway_open: bool
) -> tuple[tuple[str, str], ...]:
    """(name, sentence) of each figure. `parts` are (planned minutes, done); `clinic_minutes` those of the clinic's own page."""
    done = sum(minutes for minutes, is_done in parts if is_done)
    whole = sum(minutes for minutes, _ in parts)
    return (
        (
            "Time",
            (
                f"{' + '.join(str(minutes) for minutes, _ in parts)} min of the course + {clinic_minutes} min for your clinic’s page "
                f"= {duration_words(whole + clinic_minutes)}."
            ),
        ),
        ("Left", f"{whole} min of the course − {done} done = {duration_words(whole - done)}."),
        ("Days", _days(start, today)),
        ("Place", _place(start, today, any(not is_done for _, is_done in parts), pathway_open)),
    )


def _days(start: date, today: date) -> str:
    left = (start - today).days
    if left <= 0:
        return f"Your start date, {day_words(start)}, has come."
    return f"From {day_words(today)} to your start date, {day_words(start)}: {count_words(left, 'day', 'days')}."


def _place(start: date, today: date, still_open: bool, pathway_open: bool) -> str:
    if not still_open:
        return "Everything in it is done, so your pathway goes on."
    if not pathway_open:
        return "Nothing of your pathway is open, so nothing comes before it."
    if not comes_first(start, today):
        return f"{FIRST_DAYS} days or more are left, so it waits beside your pathway and does not come before it."
    return (
        f"Fewer than {FIRST_DAYS} days are left, so it comes before the rest of your pathway until all of it is done."
    )
