"""A recorded change in words, for the history that learner and supervisor both read."""

from __future__ import annotations

from datetime import date

from lms.readiness.rules.words import count_words, day_words, duration_words


def change_words(field: str, before: str | None, after: str | None, *, usual_minutes: int) -> str:
    """What a change did, as a clause without a full stop. Values are text as recorded; None: nothing was or is set.

    `usual_minutes` a week hold where nothing is agreed. Raises ValueError for a field nobody records.
    """
    if field == "start_date" and before and after:
        return f"Start date moved from {_day(before)} to {_day(after)}"
    if field == "agreed_minutes_per_week":
        was, now = int(before or usual_minutes), int(after or usual_minutes)
        verb = "raised" if now > was else "lowered" if now < was else "kept"
        if verb == "kept":
            return f"Agreed time set to {duration_words(now)} a week, the usual"
        return f"Agreed time {verb} from {duration_words(was)} to {duration_words(now)} a week"
    if field == "window_weeks":
        return _window(int(after)) if after else "Preparation as long as published again"
    if field == "clinic_due_on":
        if after is None:
            return f"Date of the clinic, {_day(before or '')}, taken away" if before else "No date of the clinic"
        return (
            f"Date of the clinic moved from {_day(before)} to {_day(after)}"
            if before
            else f"Date of the clinic set to {_day(after)}"
        )
    if field.startswith("leave:"):
        if after is None:
            return f"Leave {_leave(before or '')} taken away"
        return f"Leave {_leave(after)}" + (f", before that {_leave(before)}" if before else "")
    raise ValueError(f"nobody records {field}")


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))


def _window(weeks: int) -> str:
    return f"Preparation made {count_words(abs(weeks), 'week', 'weeks')} {'longer' if weeks > 0 else 'shorter'} than published"


def _leave(text: str) -> str:
    first, _, last = text.partition("/")
    return f"from {_day(first)} to {_day(last)}" if last else f"from {_day(first)}, with no end date yet"
