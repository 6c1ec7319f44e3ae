"""How dates, durations and counts are written in sentences."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day_words(day: date) -> str:
    """`4 May 2027`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """`May 2027`: the month a day lies in."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def duration_words(minutes: int) -> str:
    """`2 h 25 min`, `3 h`, `45 min`, `0 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def span_words(days: int) -> str:
    """`1 day`, `13 days`, `6 weeks`, `6 weeks and 1 day`; weeks from two on."""
    weeks, rest = divmod(days, 7)
    if weeks < 2:
        return "1 day" if days == 1 else f"{days} days"
    return f"{weeks} weeks and {span_words(rest)}" if rest else f"{weeks} weeks"


def count_words(number: int, one: str, many: str) -> str:
    """`1 sign-off`, `3 sign-offs`."""
    return f"{number} {one if number == 1 else many}"


def number_words(number: int) -> str:
    """`three`; figures from thirteen on."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def list_words(names: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), "".join(names[-1:])) if part)
