"""Where everything goes in the picture of coverage: one line a role, a bar while somebody is there, an open frame while nobody is.

Coordinates are SVG user units, y downwards. `title` is the text alternative, which holds every date the picture shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.readiness.rules import day_words
from lms.readiness.rules.coverage import Stretch
from lms.readiness.rules.words import list_words
from lms.web.charts import MONTHS

WIDTHS = {"wide": 760, "thin": 340}
_LEFT = {"wide": 236, "thin": 8}
_ROW = {"wide": 30, "thin": 46}
_TOP, _FOOT = 8, 24


@dataclass(frozen=True)
class Bar:
    """One stretch: `people` 0 is a gap."""

    x: float
    width: float
    people: int


@dataclass(frozen=True)
class RoleLine:
    """One role: where its name and its bars stand."""

    name: str
    text_x: float
    text_y: float
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class CoverageChart:
    """The picture in one width."""

    width: int
    height: int
    lines: tuple[RoleLine, ...]
    ticks: tuple[tuple[float, str], ...]
    bottom: float


@dataclass(frozen=True)
class Coverage:
    """The picture in two widths with one text alternative."""

    title: str
    wide: CoverageChart
    thin: CoverageChart


def coverage_chart(roles: Sequence[tuple[str, Sequence[Stretch]]]) -> Coverage | None:
    """The picture of roles with their stretches, all over the same days; None where there are none."""
    known = [(name, stretches) for name, stretches in roles if stretches]
    if not known:
        return None
    return Coverage(_words(known), _drawn(known, "wide"), _drawn(known, "thin"))


def _drawn(roles: Sequence[tuple[str, Sequence[Stretch]]], shape: str) -> CoverageChart:
    first, last = roles[0][1][0].first, roles[0][1][-1].last
    width, left, row = WIDTHS[shape], _LEFT[shape], _ROW[shape]
    scale = (width - left - 8) / ((last - first).days + 1)
    lines = []
    for number, (name, stretches) in enumerate(roles):
        top = _TOP + number * row
        bars = tuple(
            Bar(round(left + (each.first - first).days * scale, 1), round(each.days * scale, 1), len(each.people))
            for each in stretches
        )
        beside = shape == "wide"
        lines.append(
            RoleLine(name, 0 if beside else left, top + (17 if beside else 14), top + (5 if beside else 20), bars)
        )
    bottom = _TOP + len(roles) * row
    ticks = tuple(
        (round(left + (day - first).days * scale, 1), MONTHS[day.month - 1][:3]) for day in _months(first, last)
    )
    return CoverageChart(width, bottom + _FOOT, tuple(lines), ticks, bottom)


def _months(first: date, last: date) -> list[date]:
    """The first of every month between two days."""
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def _words(roles: Sequence[tuple[str, Sequence[Stretch]]]) -> str:
    return " ".join(f"{name}: {'; '.join(_stretch(each) for each in stretches)}." for name, stretches in roles)


def _stretch(each: Stretch) -> str:
    who = list_words(each.people) if each.people else "nobody"
    return f"{who} from {day_words(each.first)} to {day_words(each.last)}"
