"""Worksheets, a page at a time: work it out as often as one likes, decide, go on. Pure."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.formula import FormulaProblem, work_out
from lms.curriculum.exercises.worksheet import Input, SheetPage, Way, WorksheetBody, numbers_of, worked
from lms.practice.lab import Mark, Move, Refused, sum_of

VERSION = 1
_NUMBER = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Worked:
    """One page with the values it was worked out for, and the way that was chosen, empty until one is."""

    page: SheetPage
    given: Mapping[str, str]
    way: str = ""

    @property
    def numbers(self) -> dict[str, Fraction]:
        """All named numbers of the page, results among them."""
        return worked(self.page, self.given)

    @property
    def better(self) -> tuple[Way, ...]:
        """The ways that are right for these numbers: one, or none where the numbers were moved far."""
        ways = self.page.decision.ways if self.page.decision else ()
        return tuple(way for way in ways if work_out(way.right, self.numbers))


@dataclass(frozen=True)
class WorksheetState:
    """The starting values of each page, the pages that are done, and the one that is worked out, if it was."""

    pages: tuple[SheetPage, ...]
    starts: tuple[Mapping[str, str], ...]
    done: tuple[Worked, ...] = ()
    now: Worked | None = None

    @property
    def page(self) -> SheetPage:
        """The page before the learner."""
        return self.pages[len(self.done)]

    @property
    def start(self) -> Mapping[str, str]:
        """Its starting values."""
        return self.starts[len(self.done)]


class WorksheetLab:
    """Moves: `{"values": {input: text}}` any number of times, `{"way"}` where there is a decision, `{"go": "on"}`."""

    kind = "worksheet"

    def begin(self, exercise: Exercise, seed: int) -> WorksheetState:
        """The pages with the starting values that the seed gives."""
        chance = random.Random(f"worksheet-{VERSION}-{exercise.id}-{seed}")
        pages = body_of(exercise).pages
        return WorksheetState(pages, tuple({each.id: _start(each, chance) for each in page.inputs} for page in pages))

    def move(self, exercise: Exercise, state: WorksheetState, move: Move) -> WorksheetState:
        """Work the page out, decide, or go on. Raises Refused."""
        now = state.now
        if "values" in move and (now is None or not now.way):
            return replace(state, now=Worked(state.page, _values(state.page, move["values"])))
        if now is None:
            raise Refused("Work the page out first.")
        decision = now.page.decision
        if decision is not None and not now.way:
            way = str(move.get("way", ""))
            if way not in {each.id for each in decision.ways}:
                raise Refused("Choose what you would do.", field=f"way-{decision.ways[0].id}")
            return replace(state, now=replace(now, way=way))
        return replace(state, done=(*state.done, now), now=None)

    def ended(self, state: WorksheetState) -> bool:
        """Over once the last page is done."""
        return len(state.done) == len(state.pages)

    def marks(self, exercise: Exercise, state: WorksheetState) -> tuple[Mark, ...]:
        """Decisions that fit the numbers they were taken on; a page without one, or where none fits, is not marked."""
        found = []
        for each in state.done:
            if each.page.decision is not None and each.better:
                right = each.way in {way.id for way in each.better}
                found.append(Mark(each.page.decision.duty, int(right), 1))
        return sum_of(found)

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Pages that some starting value leaves without exactly one better way, or that cannot be worked out."""
        return [sentence for page in body_of(exercise).pages for sentence in _trouble(page)]


def body_of(exercise: Exercise) -> WorksheetBody:
    """The pages of a worksheet."""
    body = exercise.body
    assert isinstance(body, WorksheetBody)
    return body


def _start(given: Input, chance: random.Random) -> str:
    if not given.vary:
        return given.value
    least, most, step = given.vary
    return str(chance.randrange(least, most + 1, step))


def _trouble(page: SheetPage) -> list[str]:
    """What is wrong at the ends of what a seed may draw, each input moved by itself."""
    start = {each.id: each.value for each in page.inputs}
    for each in page.inputs:
        for value in each.vary[:2]:
            try:
                better = Worked(page, {**start, each.id: str(value)}).better
            except FormulaProblem as problem:
                return [f"The page `{page.id}` cannot be worked out with {each.id} = {value}: {problem}."]
            except LookupError:
                # A choice that is not there: reading the file has told of it already.
                return []
            if page.decision is not None and len(better) != 1:
                return [f"With {each.id} = {value} the page `{page.id}` has {len(better)} right options."]
    return []


def _values(page: SheetPage, values: object) -> dict[str, str]:
    given = values if isinstance(values, Mapping) else {}
    found = {each.id: _value(each, str(given.get(each.id, "")).strip()) for each in page.inputs}
    try:
        numbers_of(page, found)
        worked(page, found)
    except FormulaProblem as problem:
        raise Refused(
            f"With these numbers it cannot be worked out: {problem}.", field=f"in-{page.inputs[0].id}"
        ) from None
    return found


def _value(wanted: Input, text: str) -> str:
    field = f"in-{wanted.id}"
    if wanted.choices:
        if text not in {choice.id for choice in wanted.choices}:
            raise Refused(f"Choose for “{wanted.label}”.", field=field)
        return text
    plain = text.replace(",", "")
    if not _NUMBER.fullmatch(plain) or not wanted.least <= Fraction(plain) <= wanted.most:
        raise Refused(f"“{wanted.label}” is a number from {wanted.least} to {wanted.most}.", field=field)
    return plain
