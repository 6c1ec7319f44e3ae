"""Who has reviewed what, and what is due to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.curriculum.course import Course, Module
from lms.curriculum.material import Case, Exercise, Lesson, Quiz, Tool
from lms.curriculum.report import Report
from lms.curriculum.shape import Reader


def watch_review(reader: Reader, report: Report) -> None:
    """A piece has a day to be looked at again, and that day lies after its review."""
    by = reader.table.get("review_by")
    review = reader.table.get("review")
    on = review.get("on") if isinstance(review, dict) else None
    if by is None:
        report.add("V101", reader.path, reader.line("review"), f"{reader.what} has no `review_by`.")
    elif isinstance(by, date) and isinstance(on, date) and by <= on:
        report.add(
            "V102",
            reader.path,
            reader.line("review_by"),
            f"{reader.what} was reviewed on {on}, and `review_by` is {by}.",
        )


@dataclass(frozen=True)
class Standing:
    """One piece: its kind, where it belongs, whether a person reviewed it, and when to look again."""

    id: str
    kind: str
    module_id: str
    title: str
    reviewed: bool
    review_by: date | None

    def overdue(self, today: date) -> bool:
        """Whether the day to look again has passed."""
        return self.review_by is not None and self.review_by < today


@dataclass(frozen=True)
class Count:
    """How many pieces of one kind a module has, reviewed, not reviewed, overdue, and without a day to look again."""

    module_id: str
    kind: str
    reviewed: int
    not_reviewed: int
    overdue: int
    without_day: int


def standings(course: Course) -> tuple[Standing, ...]:
    """Every lesson, case, lab, quiz and tool of the course, in order."""
    return tuple(_standing(piece, module) for module in (*course.modules, *course.units) for piece in _pieces(module))


def counts(course: Course, today: date) -> tuple[Count, ...]:
    """The reviews of each module and kind on a day; a module without pieces has no line."""
    rows: dict[tuple[str, str], list[Standing]] = {}
    for each in standings(course):
        rows.setdefault((each.module_id, each.kind), []).append(each)
    return tuple(
        Count(
            module_id,
            kind,
            sum(each.reviewed for each in found),
            sum(not each.reviewed for each in found),
            sum(each.overdue(today) for each in found),
            sum(each.review_by is None for each in found),
        )
        for (module_id, kind), found in rows.items()
    )


def overdue(course: Course, today: date) -> tuple[Standing, ...]:
    """What should have been looked at again before a day, the longest overdue first."""
    due = (each for each in standings(course) if each.overdue(today))
    return tuple(sorted(due, key=lambda each: (each.review_by or today, each.id)))


def _pieces(module: Module) -> Iterator[Lesson | Case | Exercise | Quiz | Tool]:
    yield from module.lessons
    yield from module.cases
    yield from module.exercises
    yield from module.quizzes
    yield from module.tools


def _standing(piece: Lesson | Case | Exercise | Quiz | Tool, module: Module) -> Standing:
    kind = (
        "lab"
        if isinstance(piece, Exercise)
        else piece.kind
        if isinstance(piece, Quiz)
        else type(piece).__name__.lower()
    )
    return Standing(piece.id, kind, module.id, piece.title, piece.review is not None, piece.review_by)
