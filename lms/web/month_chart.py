"""Where everything goes in the picture of the months: a row for each of the four parts, a bar for each month, one scale for all.

Coordinates are SVG user units, y downwards. `title` is the text alternative, which holds every number the picture shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.readiness.rules.counts import BANDS, Band
from lms.web.charts import Tick

WIDTHS = {"wide": 760, "thin": 340}
_LEFT = {"wide": 128, "thin": 4}
_ROW = {"wide": 62, "thin": 82}
_BAR, _FOOT, _DIGIT = 38.0, 24, 7.5
CLASSES: Mapping[Band, str] = {
    "overdue": "is-overdue",
    "at risk": "is-at-risk",
    "on the way": "is-on-track",
    "ready": "is-ready",
}


@dataclass(frozen=True)
class Bar:
    """One month of one part. `text` is its number, empty where it has no room; `now`: today, not a month end."""

    x: float
    y: float
    width: float
    height: float
    text: str
    text_x: float
    text_y: float
    now: bool


@dataclass(frozen=True)
class BandRow:
    """One part: its name and its bars on a base line."""

    name: str
    colour: str
    text_x: float
    text_y: float
    base: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class MonthChart:
    """The picture in one width."""

    width: int
    height: int
    left: float
    rows: tuple[BandRow, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Months:
    """The picture in two widths with one text alternative."""

    title: str
    wide: MonthChart
    thin: MonthChart


@dataclass(frozen=True)
class Point:
    """One count: `label` short for the axis, `words` for the text alternative; `now`: today."""

    label: str
    words: str
    numbers: Mapping[Band, int]
    now: bool = False


def month_chart(points: Sequence[Point]) -> Months | None:
    """The picture of some counts in order; None for fewer than two, or where all are 0."""
    most = max((number for each in points for number in each.numbers.values()), default=0)
    if len(points) < 2 or not most:
        return None
    said = " ".join(f"{each.words}: {', '.join(f'{each.numbers[band]} {band}' for band in BANDS)}." for each in points)
    return Months(said, _drawn(points, most, "wide"), _drawn(points, most, "thin"))


def _drawn(points: Sequence[Point], most: int, shape: str) -> MonthChart:
    width, left, row = WIDTHS[shape], _LEFT[shape], _ROW[shape]
    step = (width - left - 4) / len(points)
    rows = []
    for number, band in enumerate(BANDS):
        base = (number + 1) * row - 8
        beside = shape == "wide"
        rows.append(
            BandRow(
                band.capitalize(),
                CLASSES[band],
                0 if beside else left,
                base if beside else base - _BAR - 24,
                base,
                tuple(_bar(each, band, left + at * step, step, base, most) for at, each in enumerate(points)),
            )
        )
    bottom = rows[-1].base
    every = next(skip for skip in (1, 2, 3, 4, 6, 12, 24) if step * skip >= 34 or skip == 24)
    ticks = tuple(
        Tick(round(left + at * step, 1), each.label if (len(points) - 1 - at) % every == 0 else "")
        for at, each in enumerate(points)
    )
    return MonthChart(width, int(bottom) + _FOOT, left, tuple(rows), ticks)


def _bar(each: Point, band: Band, x: float, step: float, base: float, most: int) -> Bar:
    number = each.numbers[band]
    height = round(number / most * _BAR, 1)
    text = str(number)
    room = len(text) * _DIGIT <= step
    return Bar(
        x=round(x, 1),
        y=round(base - height, 1),
        width=round(max(step - 6, 2), 1),
        height=height,
        text=text if room else "",
        text_x=round(x, 1),
        text_y=round(base - height - 4, 1),
        now=each.now,
    )
