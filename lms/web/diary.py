"""A day drawn as a page of a diary: one's own on the left, an experienced care manager's beside it, time downwards.

Coordinates are SVG user units, y downwards, rounded to a tenth. A stretch of time carries the number of its row in the
list below the picture, which holds the same times as text; the picture itself is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.curriculum.exercises.workday import Block, clock
from lms.practice.day.telling import Stretch

PER_MINUTE = 1.15
_TOP = 28.0
_AXIS = 44.0
_GAP = 10.0
_LETTER = 6.7


@dataclass(frozen=True)
class Bar:
    """One stretch of time with the words that fit into it; `kind` is what was done."""

    x: float
    y: float
    width: float
    height: float
    text: str
    kind: str


@dataclass(frozen=True)
class Hour:
    """A full hour on the axis."""

    y: float
    text: str


@dataclass(frozen=True)
class Diary:
    """One day: a column for each of two people. `rests` are the minutes between blocks."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    hours: tuple[Hour, ...]
    blocks: tuple[tuple[float, float, float, float], ...]
    bars: tuple[Bar, ...]
    axis: float


def diary(
    blocks: Sequence[Block],
    columns: Sequence[tuple[str, Sequence[Stretch]]],
    names: dict[str, str],
    *,
    width: float,
) -> Diary:
    """The picture of one day, `width` units wide: 720 beside text, 340 on a telephone."""
    first = min(block.begins for block in blocks)
    last = max([block.ends for block in blocks] + [each.ends for _, column in columns for each in column])

    def y(moment: int) -> float:
        return round(_TOP + (moment - first) * PER_MINUTE, 1)

    share = (width - _AXIS - _GAP * (len(columns) - 1)) / len(columns)
    lefts = [round(_AXIS + at * (share + _GAP), 1) for at in range(len(columns))]
    bars = [
        Bar(left, y(each.begins), round(share, 1), _height(each), _words(each, names, share), each.what)
        for left, (_, column) in zip(lefts, columns, strict=True)
        for each in column
    ]
    hours = [Hour(y(moment), clock(moment)) for moment in range(first + -first % 60, last + 1, 60)]
    rooms = [
        (left, y(block.begins), round(share, 1), round(block.minutes * PER_MINUTE, 1))
        for block in blocks
        for left in lefts
    ]
    return Diary(
        width=width,
        height=round(y(last) + 6, 1),
        heads=tuple(zip(lefts, (name for name, _ in columns), strict=True)),
        hours=tuple(hours),
        blocks=tuple(rooms),
        bars=tuple(bars),
        axis=width,
    )


def _height(each: Stretch) -> float:
    """A hair less than its minutes, so that neighbours stay apart; never so little that it cannot be seen."""
    return round(max((each.ends - each.begins) * PER_MINUTE - 1.5, 2.5), 1)


def _words(each: Stretch, names: dict[str, str], share: float) -> str:
    """The number and as much of the title as there is room for; nothing where a line of text is too high."""
    if (each.ends - each.begins) * PER_MINUTE < 14:
        return ""
    text = f"{each.number} {names[each.id]}"
    room = int((share - 12) / _LETTER)
    return text if len(text) <= room else text[: max(room - 1, 2)].rstrip() + "…"
