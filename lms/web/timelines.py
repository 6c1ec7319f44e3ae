"""The timeline picture of one standing, for the learner and for those who look after her."""

from __future__ import annotations

from datetime import date

from lms.readiness.queries import PersonStanding
from lms.web import charts


def timeline_of(shown: PersonStanding, today: date, *, own: bool) -> charts.TimelineData | None:
    """The data of the picture; None where no window is known, nothing is published or all is behind."""
    facts, standing = shown.facts, shown.standing
    if (
        standing.due_date is None
        or standing.opens is None
        or facts.minutes_required == 0
        or standing.standing in ("complete", "in continuing education")
    ):
        return None
    return charts.TimelineData(
        today=today,
        opens=standing.opens,
        start=standing.due_date,
        required_minutes=facts.minutes_required,
        earned=facts.done,
        standing=standing.standing,
        forecast=standing.forecast_date,
        needed_minutes_per_week=standing.pace_minutes_per_week,
        own_minutes_per_week=standing.own_minutes_per_week,
        level=_level(shown, own=own),
        own=own,
    )


def _level(shown: PersonStanding, *, own: bool) -> str:
    if not shown.facts.modules_total:
        return "your whole pathway" if own else "the whole pathway"
    return "all seven modules" if shown.facts.whole_course_published else "all that is published"
