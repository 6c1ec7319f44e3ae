"""Dates as spreadsheets write them: taken when they can mean one day only, or when somebody said which part comes first."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

YEARS = range(2000, 2201)
MONTHS = "january february march april may june july august september october november december".split()


class Order(StrEnum):
    """Which part of 04/05/2026 comes first; UNSAID: nobody has chosen."""

    UNSAID = ""
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class BadDate(ValueError):
    """The text is no date that can be taken; `str(error)` says why."""


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_PARTS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?: 0?0:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_DAY_NAME = re.compile(r"(\d{1,2})[-\s.]+([a-z]{3,9})\.?[-\s,]+(\d{4})")
_NAME_DAY = re.compile(r"([a-z]{3,9})\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?[-\s,]+(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


def read_date(text: str, order: Order = Order.UNSAID) -> date:
    """The day a cell means. Raises BadDate with a sentence."""
    said = text.strip().casefold()
    if found := _ISO.fullmatch(said):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _PARTS.fullmatch(said):
        return _by_order(int(found[1]), int(found[2]), int(found[3]), order, text)
    if found := _DAY_NAME.fullmatch(said):
        return _day(int(found[3]), _month(found[2]), int(found[1]), text)
    if found := _NAME_DAY.fullmatch(said):
        return _day(int(found[3]), _month(found[1]), int(found[2]), text)
    if _SERIAL.fullmatch(said):
        raise BadDate("This is the number Excel keeps for a date. Format the column as a date such as 2026-05-04.")
    if _SHORT_YEAR.fullmatch(said):
        raise BadDate("Write the year with four digits, such as 2026-05-04.")
    raise BadDate("This is not a date. Write it as 2026-05-04.")


def is_ambiguous(text: str) -> bool:
    """Whether a cell means two different days, depending on which part comes first."""
    found = _PARTS.fullmatch(text.strip().casefold())
    return found is not None and int(found[1]) <= 12 >= int(found[2]) and int(found[1]) != int(found[2])


def _by_order(first: int, second: int, year: int, order: Order, text: str) -> date:
    if order is Order.MONTH_FIRST:
        return _day(year, first, second, text)
    if order is Order.DAY_FIRST:
        return _day(year, second, first, text)
    if first > 12 or first == second:
        return _day(year, second, first, text)
    if second > 12:
        return _day(year, first, second, text)
    one, other = _day(year, second, first, text), _day(year, first, second, text)
    raise BadDate(f"This could be {_words(one)} or {_words(other)}. Choose which comes first, the day or the month.")


def _month(name: str) -> int:
    return next((at for at, month in enumerate(MONTHS, 1) if month.startswith(name)), 13)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise BadDate(f"There is no such day as {text.strip()}.") from error
    if year not in YEARS:
        raise BadDate(f"Use a date between {YEARS[0]} and {YEARS[-1]}.")
    return found


def _words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}"
