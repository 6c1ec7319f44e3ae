"""A picture of two paths through a case, the reader's laid over the experts'. Geometry only; words and classes are the template's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.web.case_pages import Row

Point = tuple[float, float]
APART_ABOVE, TOGETHER, APART_BELOW, FLOOR = 26.0, 50.0, 74.0, 106.0
FIRST, STEP, NARROWEST = 18.0, 34.0, 340.0


@dataclass(frozen=True)
class PathChart:
    """Two lines over numbered decisions; they lie on one another where both chose alike."""

    width: float
    height: float
    own: tuple[Point, ...]
    experts: tuple[Point, ...]
    numbers: tuple[tuple[float, str], ...]
    title: str


def path_chart(several: Sequence[Row], *, same_end: bool) -> PathChart:
    """The picture of these rows, with the endings as its last column."""
    own: list[Point] = []
    experts: list[Point] = []
    numbers: list[tuple[float, str]] = []
    for at, row in enumerate(several):
        x = FIRST + at * STEP
        numbers.append((x, str(at + 1)))
        if row.own is not None:
            own.append((x, TOGETHER if row.alike else APART_BELOW))
        if row.expert is not None:
            experts.append((x, TOGETHER if row.alike else APART_ABOVE))
    x = FIRST + len(several) * STEP
    own.append((x, TOGETHER if same_end else APART_BELOW))
    experts.append((x, TOGETHER if same_end else APART_ABOVE))
    numbers.append((x, "end"))
    said = [f"{at} {_words(row)}" for at, row in enumerate(several, 1)]
    title = f"Your path and that of experienced colleagues: {', '.join(said)}, {'the same end' if same_end else 'another end'}."
    return PathChart(max(x + FIRST, NARROWEST), FLOOR + 8, tuple(own), tuple(experts), tuple(numbers), title)


def _words(row: Row) -> str:
    if row.own is None:
        return "theirs alone"
    return "alike" if row.alike else "apart" if row.expert else "yours alone"
