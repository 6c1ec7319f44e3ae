"""Dates, durations and counts as people read them, for templates."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from lms.learning.changes import Changed
from lms.readiness.rules import day_words, duration_words
from lms.readiness.rules.meetings import time_words
from lms.readiness.rules.words import month_words
from lms.web.door import actor, services

MONTHS = "January February March April May June July August September October November December".split()
SHORT = 40
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    app.add_template_filter(day_month, "day_month")
    app.add_template_filter(day_words, "full_date")
    app.add_template_filter(month_words, "month")
    app.add_template_filter(short_date, "short_date")
    app.add_template_filter(weekday, "weekday")
    app.add_template_filter(duration_words, "duration")
    app.add_template_filter(clock_time, "clock_time")
    app.add_template_filter(time_words, "day_time")
    app.add_template_filter(moment, "moment")
    app.add_template_filter(local_day, "local_day")
    app.add_template_filter(zone_words, "zone_words")
    app.add_template_filter(count, "count")
    app.add_template_filter(sentence, "sentence")
    app.add_template_filter(try_words, "try_words")
    app.add_template_filter(change_words, "change_words")
    app.add_template_filter(lead, "lead")


def day_month(day: date) -> str:
    """`4 May`, where the year is plain."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """`4 May 2027`, `16 Nov 2027`: where many stand in a row."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def weekday(day: date) -> str:
    """`Mon 4 May`."""
    return f"{DAYS[day.weekday()]} {day_month(day)}"


def clock_time(instant: datetime, zone: str | None = None) -> str:
    """`10:42`, in a zone; without one, the installation's."""
    local = instant.astimezone(ZoneInfo(zone or services().settings.zone))
    return f"{local:%H:%M}"


def zone_here() -> str:
    """The zone of the signed-in person's clinic."""
    return actor().zone


def moment(instant: datetime, zone: str | None = None) -> str:
    """`4 May 2026 at 10:42 CDT`, in a zone; without one, the installation's."""
    local = instant.astimezone(ZoneInfo(zone or services().settings.zone))
    return f"{day_words(local.date())} at {local:%H:%M %Z}"


def zone_words(zone: str) -> str:
    """`Chicago time` for `America/Chicago`: which day and hour are meant (C41)."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def try_words(number: int) -> str:
    """`first try`, `second try`, `try 4`."""
    return f"{('first', 'second', 'third')[number - 1]} try" if 1 <= number <= 3 else f"try {number}"


def local_day(instant: datetime, zone: str) -> str:
    """`4 May 2026`, the day of an instant in a zone."""
    return day_words(instant.astimezone(ZoneInfo(zone)).date())


def sentence(text: str) -> str:
    """The text with a capital at its beginning; names inside it stay as they are."""
    return text[:1].upper() + text[1:]


def change_words(changed: Changed) -> str:
    """What became of a text since somebody read it, as every page says it."""
    day = day_words(changed.on)
    return (
        f"Changed since you read it on {day}"
        if changed.kind == "changed"
        else f"Edited since you read it on {day}; nothing you need to do"
    )


def lead(text: str) -> tuple[str, str]:
    """What to read at once, the first sentence or two short ones, and the rest."""
    first, stop, rest = text.partition(". ")
    if stop and len(first) < SHORT:
        second, more, rest = rest.partition(". ")
        return f"{first}. {second}{more.strip()}", rest
    return first + stop.strip(), rest


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 lesson`, `2 lessons`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
