"""Finding room for words in a picture: each label goes to the first of its places that is free.

A place is free if its box lies inside the drawing, touches no label set before it and is crossed by no line. If no
place is free of lines, one that is free of labels will do; if there is none of those either, the label moves down
until it has room. The widths of words are estimates for 13 px type, generous enough for every system font.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Line = tuple[Point, ...]
Place = tuple[float, float, str]
Words = tuple[tuple[str, str], ...]

ROW = 18.0
GAP = 10.0


@dataclass(frozen=True)
class Box:
    """A rectangle, left and top included."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes share any area or stand too close side by side to be told apart."""
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, width: float, height: float) -> bool:
        """Whether the box lies wholly inside a drawing."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height

    def crossed_by(self, line: Line) -> bool:
        """Whether any stretch of a line runs through the box."""
        return any(self._meets_stretch(a, b) for a, b in pairwise(line))

    def _meets_stretch(self, a: Point, b: Point) -> bool:
        """Liang and Barsky's clipping: is any part of a–b inside?"""
        dx, dy = b[0] - a[0], b[1] - a[1]
        enter, leave = 0.0, 1.0
        for step, room in (
            (-dx, a[0] - self.left),
            (dx, self.right - a[0]),
            (-dy, a[1] - self.top),
            (dy, self.bottom - a[1]),
        ):
            if step == 0:
                if room < 0:
                    return False
                continue
            share = room / step
            if step < 0:
                enter = max(enter, share)
            else:
                leave = min(leave, share)
        return enter <= leave


@dataclass(frozen=True)
class Label:
    """One line of words: where, which end is anchored there, which class of the style sheet, and the box it fills."""

    x: float
    y: float
    text: str
    anchor: str
    kind: str
    box: Box


def width_of(text: str, kind: str) -> float:
    """A generous estimate of how wide words are in 13 px type."""
    return len(text) * (7.6 if kind else 7.0)


def _set(words: Words, spot: Place) -> tuple[Label, ...]:
    x, y, anchor = spot
    labels = []
    for row, (text, kind) in enumerate(words):
        wide, base = width_of(text, kind), y + row * ROW
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = Box(left, base - 11, left + wide, base + 4)
        labels.append(Label(round(x, 1), round(base, 1), text, anchor, kind, box))
    return tuple(labels)


def place(
    wanted: Sequence[tuple[Words, Sequence[Place]]], *, lines: Sequence[Line], width: float, height: float
) -> tuple[Label, ...]:
    """Set every label in turn; the first ones choose first. A label without any room at all is left out."""
    taken: list[Label] = []
    for words, places in wanted:
        taken.extend(_Room(taken, lines, width, height).choose(words, places))
    return tuple(taken)


@dataclass(frozen=True)
class _Room:
    """What stands in the way of the next label."""

    taken: Sequence[Label]
    lines: Sequence[Line]
    width: float
    height: float

    def choose(self, words: Words, places: Sequence[Place]) -> tuple[Label, ...]:
        """The words at the first place that is free, or nowhere."""
        exact = [_set(words, spot) for spot in places]
        pushed = [_set(words, self._inside(words, spot)) for spot in places]
        lower = [
            _set(words, self._inside(words, (x, y + ROW * down, a))) for x, y, a in places[:2] for down in range(1, 8)
        ]
        for labels in (*exact, *pushed):
            if self._fits(labels) and not self._crossed(labels):
                return labels
        for labels in (*exact, *pushed, *lower):
            if self._fits(labels):
                return labels
        return ()

    def _fits(self, labels: tuple[Label, ...]) -> bool:
        inside = all(label.box.within(self.width, self.height) for label in labels)
        return inside and not any(label.box.meets(other.box) for label in labels for other in self.taken)

    def _crossed(self, labels: tuple[Label, ...]) -> bool:
        return any(label.box.crossed_by(line) for label in labels for line in self.lines)

    def _inside(self, words: Words, spot: Place) -> Place:
        """The same place pushed sideways and up or down until the words fit into the drawing."""
        boxes = [label.box for label in _set(words, spot)]
        shift_x = max(0.0, -min(b.left for b in boxes)) or min(0.0, self.width - max(b.right for b in boxes))
        shift_y = max(0.0, -min(b.top for b in boxes)) or min(0.0, self.height - max(b.bottom for b in boxes))
        return spot[0] + shift_x, spot[1] + shift_y, spot[2]
