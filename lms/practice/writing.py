"""Labs in which something is written: write a part, hold it against the model, rate yourself, go on. Pure.

Nothing here reads what was written for its meaning; how well it went is the writer's own rating, line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.writing import Field, Part, WritingBody
from lms.practice.lab import Mark, Move, Refused, sum_of

LONGEST = 6_000
"""Letters of one text."""
RATINGS = ("yes", "partly", "not yet")


@dataclass(frozen=True)
class Written:
    """One part as it was written, and how its writer rated it; ratings are empty until she did."""

    part: Part
    texts: Mapping[str, str]
    ratings: Mapping[str, str]

    @property
    def words(self) -> int:
        """How many words were written, choices left out."""
        return sum(len(self.texts[each.id].split()) for each in self.part.fields if not each.options)

    @property
    def kept(self) -> int:
        """How many lines the writer says she met."""
        return sum(rating == "yes" for rating in self.ratings.values())


@dataclass(frozen=True)
class WritingState:
    """The parts, what was written so far, and whether the last one is being held against its model."""

    parts: tuple[Part, ...]
    written: tuple[Written, ...] = ()
    comparing: bool = False

    @property
    def part(self) -> Part:
        """The part before the writer."""
        return self.written[-1].part if self.comparing else self.parts[len(self.written)]


class WritingLab:
    """Moves: `{"written": {field: text}}`, then `{"rated": {line: rating}}` where there is something to compare."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def begin(self, exercise: Exercise, seed: int) -> WritingState:
        """The first part. A text has no variants: every seed gives the same."""
        return WritingState(body_of(exercise).parts)

    def move(self, exercise: Exercise, state: WritingState, move: Move) -> WritingState:
        """Write a part or rate it. Every text that is not optional is wanted, and every line a rating."""
        if state.comparing:
            last = state.written[-1]
            rated = _ratings(last.part, _mapping(move, "rated"))
            return replace(state, written=(*state.written[:-1], replace(last, ratings=rated)), comparing=False)
        part = state.part
        texts = {each.id: _text(each, _mapping(move, "written")) for each in part.fields}
        return replace(state, written=(*state.written, Written(part, texts, {})), comparing=part.compares)

    def ended(self, state: WritingState) -> bool:
        """Over once the last part is written and rated."""
        return len(state.written) == len(state.parts) and not state.comparing

    def marks(self, exercise: Exercise, state: WritingState) -> tuple[Mark, ...]:
        """The writer's own rating: lines met of all, under the duty that each line names."""
        return sum_of(
            [
                Mark(line.duty, int(each.ratings[line.id] == "yes"), 1, line.safety and each.ratings[line.id] != "yes")
                for each in state.written
                for line in each.part.lines
            ]
        )

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Nothing that reading the file does not find."""
        return ()


def body_of(exercise: Exercise) -> WritingBody:
    """The parts of a lab in which something is written."""
    body = exercise.body
    assert isinstance(body, WritingBody)
    return body


def reading_seconds(words: int, words_per_minute: int) -> int:
    """How long a text takes to say at so many words a minute, in whole seconds, rounded up."""
    return -(-words * 60 // words_per_minute)


def _mapping(move: Move, name: str) -> Mapping[str, object]:
    given = move.get(name)
    return given if isinstance(given, Mapping) else {}


def _text(field: Field, given: Mapping[str, object]) -> str:
    value = given.get(field.id, "")
    text = value.strip() if isinstance(value, str) else ""
    if field.options and text not in (*field.options, ""):
        raise Refused(f"Choose one of the answers under “{field.label}”.", field=field.id)
    if not text and not field.optional:
        verb = "Choose" if field.options else "Write something"
        raise Refused(f"{verb} under “{field.label}”. What you wrote elsewhere is kept.", field=field.id)
    if len(text) > LONGEST:
        raise Refused(
            f"“{field.label}” has {len(text):,} letters; {LONGEST:,} is the most. Nothing was lost: shorten it here.",
            field=field.id,
        )
    return text


def _ratings(part: Part, given: Mapping[str, object]) -> dict[str, str]:
    rated: dict[str, str] = {}
    for line in part.lines:
        value = given.get(line.id)
        if not isinstance(value, str) or value not in RATINGS:
            raise Refused("Rate every line; one is still open.", field=line.id)
        rated[line.id] = value
    return rated
