"""The methods by which creditable time is worked out, side by side. Pure; exact fractions inside, two decimals outside.

Source: section 5e of the fact sheet on continuing education, and decisions 4 and 5 of its section 0. Minutes are of 60 to the
hour; credit is in hours, in steps of a quarter, always rounded down. No method ever gives less than nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

Method = Literal["mergener", "words per hour", "pilot", "accounting cross-check"]

STEP = Fraction(1, 4)
WORDS_PER_HOUR = 6000
QUESTIONS_PER_CREDIT = 8
FEWEST_TESTERS, FEWEST_RATINGS = 3, 2
EASIEST, HARDEST = 1, 5
FORMULA_VERSION = "5e.1"
"""Stands with every calculation that is kept; a changed formula gets another."""


class BadInputs(ValueError):
    """Figures that nothing can be worked out from; each of `problems` is a sentence."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Inputs:
    """What goes into a calculation.

    words: of required text. items: scored questions of the post-test. difficulty: 1 to 5, the median of what independent
    reviewers gave; None while nobody has rated. interactive: minutes of required labs and cases, which count only beside a
    pilot. pilot: whole working times of testers, in minutes.
    """

    words: Fraction
    items: Fraction
    difficulty: Fraction | None = None
    interactive: Fraction = Fraction(0)
    pilot: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            f"{name} cannot be below 0."
            for name, value in (("Words", self.words), ("Items", self.items), ("Interactive minutes", self.interactive))
            if value < 0
        ]
        if self.difficulty is not None and not EASIEST <= self.difficulty <= HARDEST:
            problems.append(f"Difficulty is between {EASIEST} and {HARDEST}.")
        if self.pilot and len(self.pilot) < FEWEST_TESTERS:
            problems.append(f"A pilot needs at least {FEWEST_TESTERS} testers; here are {len(self.pilot)}.")
        if any(each <= 0 for each in self.pilot):
            problems.append("A tester's minutes are more than 0.")
        if problems:
            raise BadInputs(problems)


@dataclass(frozen=True)
class Worked:
    """One method: its minutes, the credit they alone would give, and the working in one line. None: it cannot be used yet, and why."""

    method: Method
    minutes: Fraction | None
    working: str

    @property
    def credit(self) -> Fraction | None:
        """Hours in quarters, rounded down."""
        return None if self.minutes is None else down(self.minutes)


@dataclass(frozen=True)
class Calculation:
    """All methods, and what they allow together.

    minutes: the designated minutes, T of the fact sheet; None while no method that may designate can be used. credit: from T.
    by_words: the hours of the body that counts words, which never pass T. capped: `credit`, no higher than the questions allow.
    """

    inputs: Inputs
    methods: tuple[Worked, ...]
    minutes: Fraction | None
    credit: Fraction | None
    by_words: Fraction | None
    capped: Fraction | None
    reason: str

    def of(self, method: Method) -> Worked:
        """One of the methods."""
        return next(each for each in self.methods if each.method == method)


def mergener(words: Fraction, items: Fraction, difficulty: Fraction) -> Fraction:
    """Minutes by Mergener's formula, at least 0. The constant is taken off: a sheet in circulation adds it, and its own example denies that."""
    tenths = Fraction(9, 10)
    sum_of = Fraction("-22.3") + Fraction("0.00209") * words + Fraction("2.78") * items + Fraction("15.5") * difficulty
    return max(Fraction(0), tenths * sum_of)


def by_words(words: Fraction) -> Fraction:
    """Minutes at 6,000 words to the clock hour."""
    return words / WORDS_PER_HOUR * 60


def cross_check(words: Fraction, items: Fraction) -> Fraction:
    """Minutes by an accountants' rule, to hold beside the others; it designates nothing."""
    return words / 180 + Fraction("1.85") * items


def down(minutes: Fraction) -> Fraction:
    """Hours of credit in quarters, rounded down."""
    return minutes / 60 // STEP * STEP


def rated(ratings: Sequence[Fraction]) -> Fraction:
    """The difficulty that independent reviewers' ratings give: their median. Raises BadInputs below two of them."""
    if len(ratings) < FEWEST_RATINGS:
        raise BadInputs(
            [f"Difficulty needs ratings of {FEWEST_RATINGS} independent reviewers; here are {len(ratings)}."]
        )
    return Fraction(median(ratings))


def cap_by_questions(items: Fraction, per_credit: int) -> Fraction:
    """The most credit that so many questions carry where a type of credit asks for `per_credit` to the hour; 0: it asks for none."""
    return items / per_credit // STEP * STEP


def calculate(inputs: Inputs, *, per_credit: int = QUESTIONS_PER_CREDIT) -> Calculation:
    """All methods side by side. `per_credit`: questions for each hour that the type of credit asks for; 0 for none."""
    words, items, rating, labs = inputs.words, inputs.items, inputs.difficulty, inputs.interactive
    found = None if rating is None else mergener(words, items, rating)
    tried = Fraction(median(inputs.pilot)) if inputs.pilot else None
    methods = (
        Worked("mergener", found, _mergener_words(words, items, rating)),
        Worked("words per hour", by_words(words), f"{plain(words)} / {WORDS_PER_HOUR} x 60"),
        Worked(
            "pilot",
            tried,
            f"median of {len(inputs.pilot)} testers" if inputs.pilot else "nobody has tried it with a clock",
        ),
        Worked("accounting cross-check", cross_check(words, items), f"{plain(words)} / 180 + 1.85 x {plain(items)}"),
    )
    if found is None:
        return Calculation(
            inputs, methods, None, None, None, None, "No difficulty is rated, so nothing can be designated."
        )
    minutes = found if tried is None else min(found + labs, tried)
    credit, counted = down(minutes), down(min(by_words(words), minutes))
    most = cap_by_questions(items, per_credit) if per_credit else credit
    reason = _basis(found, labs, tried)
    if most < credit:
        reason += f" {plain(items)} questions carry at most {plain(most)} at {per_credit} to the hour."
    return Calculation(inputs, methods, minutes, credit, counted, min(credit, most), reason)


def _basis(formula: Fraction, labs: Fraction, tried: Fraction | None) -> str:
    if tried is None:
        return "The formula alone: no labs count without a pilot." if labs else "The formula alone."
    if tried < formula + labs:
        return "The pilot, which is below the formula with its labs."
    return "The formula with its labs, which is not above the pilot."


def needs_new_designation(before: Fraction, after: Fraction) -> bool:
    """Whether minutes worked out anew differ so much that a designation is void: by more than a tenth, or by a lower step."""
    return abs(after - before) > before / 10 or down(after) < down(before)


def plain(value: Fraction, places: int = 2) -> str:
    """A figure for people: no decimals that are nothing."""
    return f"{hundredths(value, places):f}".rstrip("0").rstrip(".") if value else "0"


def hundredths(value: Fraction, places: int = 2) -> Decimal:
    """Rounded half up to so many places, once, at the end."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _mergener_words(words: Fraction, items: Fraction, difficulty: Fraction | None) -> str:
    if difficulty is None:
        return "no difficulty is rated yet"
    return f"0.9 x (-22.3 + 0.00209 x {plain(words)} + 2.78 x {plain(items)} + 15.5 x {plain(difficulty)})"
