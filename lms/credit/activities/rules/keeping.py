"""What is kept of a calculation, how it is worked out again from that, and the most it allows of one type of credit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms.credit.accreditors.rules import CreditType
from lms.credit.hours.rules import (
    STEP,
    Calculation,
    Inputs,
    cap_by_questions,
    hundredths,
    needs_new_designation,
    plain,
)


def inputs_kept(inputs: Inputs) -> dict[str, Any]:
    """Inputs as text, exact."""
    return {
        "words": str(inputs.words),
        "items": str(inputs.items),
        "difficulty": None if inputs.difficulty is None else str(inputs.difficulty),
        "interactive": str(inputs.interactive),
        "pilot": [str(each) for each in inputs.pilot],
    }


def inputs_from(kept: Mapping[str, Any]) -> Inputs:
    """The inputs that were kept."""
    difficulty = kept.get("difficulty")
    return Inputs(
        Fraction(str(kept["words"])),
        Fraction(str(kept["items"])),
        None if difficulty is None else Fraction(str(difficulty)),
        Fraction(str(kept.get("interactive", 0))),
        tuple(Fraction(str(each)) for each in kept.get("pilot", ())),
    )


def worked_kept(worked: Calculation) -> dict[str, Any]:
    """Every method with minutes, credit and working, and what they come to together. Figures are text with two decimals."""
    return {
        "methods": [
            {
                "method": each.method,
                "minutes": _figure(each.minutes),
                "credit": _figure(each.credit),
                "working": each.working,
            }
            for each in worked.methods
        ],
        "minutes": _figure(worked.minutes),
        "credit": _figure(worked.credit),
        "credit_by_words": _figure(worked.by_words),
        "reason": worked.reason,
    }


def most_credit(worked: Calculation, kind: CreditType) -> Fraction:
    """The most hours of a type of credit that a calculation allows: by its basis, capped by its questions, down to its step."""
    if worked.credit is None or worked.by_words is None:
        return Fraction(0)
    hours = worked.by_words if kind.basis == "words" else worked.credit
    if kind.questions_per_credit:
        hours = min(hours, cap_by_questions(worked.inputs.items, kind.questions_per_credit))
    return hours // kind.step * kind.step


def credit_problem(asked: Fraction | None, most: Fraction, kind: CreditType) -> str | None:
    """Why so much cannot be designated, in a sentence. Hours."""
    if asked is None or asked <= 0 or asked % STEP or asked % kind.step:
        return f"Enter hours in steps of {plain(kind.step)}, such as 1 or 0.5."
    if asked > most:
        return f"The calculation allows at most {plain(most)} hours of {kind.label}."
    if asked * 60 < kind.minimum_minutes:
        return f"{kind.label} is not given for less than {kind.minimum_minutes} minutes."
    return None


def carry_words(before: Fraction, after: Fraction) -> str:
    """Whether the hours of an earlier version may stand for a new one, by minutes worked out then and now; in a sentence."""
    figures = f"{plain(before)} minutes then, {plain(after)} now"
    if needs_new_designation(before, after):
        return f"The hours of the earlier version cannot be carried over ({figures}): they differ by more than a tenth, or give a lower step."
    return f"The hours of the earlier version may be carried over ({figures}): they differ by no more than a tenth and give no lower step."


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else f"{hundredths(value):f}"
