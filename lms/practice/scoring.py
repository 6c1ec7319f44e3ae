"""Scoring labs: draws a patient's answers, and knows what they come to. Pure.

Cut points: PHQ-9 5, 10, 15 and 20 (F2.61), GAD-7 5, 10 and 15 (F2.68). Response is half of the first score or less
(F2.43), a change counts from 5 points on (F2.47), and an item 9 above zero is met the same day (F2.73).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.scoring import ITEMS, Form, ScoringBody
from lms.practice.lab import Mark, Move, Refused, sum_of

VERSION = 1
MEANINGFUL = 5
"""Points of the PHQ-9 (F2.47)."""
WORDS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
NAMES: Mapping[str, tuple[str, ...]] = {
    "phq-9": ("Interest", "Mood", "Sleep", "Energy", "Appetite", "Self-regard", "Concentration", "Movement",
              "Thoughts of death or self-harm"),
    "gad-7": ("Nerves", "Worry that will not stop", "Worry about many things", "Relaxing", "Restlessness", "Irritation", "Fear"),
}  # fmt: skip
"""Our own short names of the questions, in their order."""
BANDS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "phq-9": ((0, "Under 5"), (5, "Mild"), (10, "Moderate"), (15, "Moderately severe"), (20, "Severe")),
    "gad-7": ((0, "Under 5"), (5, "Mild"), (10, "Moderate"), (15, "Severe")),
}
CHANGES = ("Better by 5 points or more", "Within 5 points", "Worse by 5 points or more")
RESPONSES = ("Response", "No response yet")


@dataclass(frozen=True)
class Filled:
    """A form with a patient's answers, 0 to 3 each; `before` is the first score where there was one."""

    form: Form
    answers: tuple[int, ...]
    before: int | None

    @property
    def total(self) -> int:
        """The sum of all answers."""
        return sum(self.answers)

    @property
    def item9(self) -> int | None:
        """The answer to the ninth question; the GAD-7 has none."""
        return self.answers[8] if self.form.tool == "phq-9" else None


@dataclass(frozen=True)
class Question:
    """One thing to say about a form: its name in the form, the answers to choose from (none: a number), and the right one."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    key: str
    reason: str
    safety: bool = False


@dataclass(frozen=True)
class Scored:
    """A form with what the learner said of it."""

    filled: Filled
    said: Mapping[str, str]


@dataclass(frozen=True)
class ScoringState:
    """The forms of this variant, what was said, and whether the last one is still being looked at."""

    filled: tuple[Filled, ...]
    scored: tuple[Scored, ...] = ()
    looking: bool = False

    @property
    def here(self) -> Filled:
        """The form before the learner."""
        return self.scored[-1].filled if self.looking else self.filled[len(self.scored)]


def band_of(tool: str, total: int) -> str:
    """The word for a total (F2.61, F2.68)."""
    return next(word for least, word in reversed(BANDS[tool]) if total >= least)


def is_response(before: int, total: int) -> bool:
    """Half of the first score or less (F2.43)."""
    return 2 * total <= before


def change_of(before: int, total: int) -> str:
    """Which of CHANGES a second score is (F2.47)."""
    better = before - total
    return CHANGES[0] if better >= MEANINGFUL else CHANGES[2] if -better >= MEANINGFUL else CHANGES[1]


def questions(body: ScoringBody, filled: Filled) -> tuple[Question, ...]:
    """What is asked of a form, in order."""
    tool, total = filled.form.tool, filled.total
    bands = tuple((word, word) for _, word in BANDS[tool])
    asked = [
        Question("total", "Total", (), str(total), "total"),
        Question("band", "What the total says", bands, band_of(tool, total), f"band-{tool}"),
    ]
    if filled.before is not None:
        words = tuple((word, word) for word in RESPONSES)
        response = RESPONSES[0] if is_response(filled.before, total) else RESPONSES[1]
        if tool == "phq-9":
            changes = tuple((word, word) for word in CHANGES)
            asked.append(
                Question("change", "Against the first score", changes, change_of(filled.before, total), "change")
            )
        asked.append(Question("response", "Is it response?", words, response, "response"))
    if filled.item9 is not None:
        paths = tuple((path.id, path.text) for path in body.paths)
        fits = "above" if filled.item9 else "zero"
        key = next(path.id for path in body.paths if path.fits == fits)
        asked.append(Question("item9", "What to do about item 9", paths, key, "item9", safety=bool(filled.item9)))
    return tuple(asked)


class ScoringLab:
    """Moves: `{"said": {question: answer}}`, then `{"go": "on"}`."""

    kind = "scoring"

    def begin(self, exercise: Exercise, seed: int) -> ScoringState:
        """The forms with answers that the seed gives."""
        chance = random.Random(f"scoring-{VERSION}-{exercise.id}-{seed}")
        return ScoringState(tuple(fill(form, chance) for form in body_of(exercise).forms))

    def move(self, exercise: Exercise, state: ScoringState, move: Move) -> ScoringState:
        """Say what a form comes to, or go on. Every question wants an answer."""
        if state.looking:
            return replace(state, looking=False)
        given = move.get("said")
        given = given if isinstance(given, Mapping) else {}
        said = {each.name: _answer(each, given.get(each.name)) for each in questions(body_of(exercise), state.here)}
        return replace(state, scored=(*state.scored, Scored(state.here, said)), looking=True)

    def ended(self, state: ScoringState) -> bool:
        """Over once the last form was looked at."""
        return len(state.scored) == len(state.filled) and not state.looking

    def marks(self, exercise: Exercise, state: ScoringState) -> tuple[Mark, ...]:
        """Right answers of all, under the duty that each form names; a missed item 9 is a safety miss."""
        return sum_of(
            [
                Mark(each.filled.form.duty, int(right), 1, asked.safety and not right)
                for each in state.scored
                for asked in questions(body_of(exercise), each.filled)
                for right in (each.said[asked.name] == asked.key,)
            ]
        )

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Nothing that reading the file does not find."""
        return ()


def body_of(exercise: Exercise) -> ScoringBody:
    """The forms of a scoring lab."""
    body = exercise.body
    assert isinstance(body, ScoringBody)
    return body


def fill(form: Form, chance: random.Random) -> Filled:
    """Answers that come to a total in the form's range, with one of its answers to item 9."""
    total = chance.randint(*form.totals)
    ninth = (chance.choice(form.item9),) if form.tool == "phq-9" else ()
    others = [0] * (ITEMS[form.tool] - len(ninth))
    for _ in range(total - sum(ninth)):
        place = chance.choice([at for at, points in enumerate(others) if points < 3])
        others[place] += 1
    before = chance.randint(*form.before) if form.before else None
    return Filled(form, (*others, *ninth), before)


def _answer(asked: Question, given: object) -> str:
    text = given.strip() if isinstance(given, str) else ""
    if not asked.options:
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise Refused("Write the total as a whole number, such as 12.", field=asked.name)
        return str(int(text))
    if text not in {value for value, _ in asked.options}:
        raise Refused(f"Choose an answer under “{asked.label}”.", field=asked.name)
    return text
