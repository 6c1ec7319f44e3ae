"""The working of the go-live board: by which rule each requirement stands in the way or does not, and how the answer and the
forecast come about. Pure; says what `golive` did, and never decides anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lms.readiness.rules.golive import WEEK, Board, Requirement
from lms.readiness.rules.words import count_words, day_words, list_words


@dataclass(frozen=True)
class BoardWorking:
    """How the answer comes about: (name, sentence) of each figure, and each requirement with the rule that fits it first."""

    steps: tuple[tuple[str, str], ...]
    rulings: tuple[tuple[Requirement, bool, str], ...]


def board_working(found: Board) -> BoardWorking:
    """The working of a board. In each ruling: whether it stands in the way, and why or why not."""
    return BoardWorking(
        (("Answer", _answer(found)), ("Days left", _days(found)), ("When it could be", _forecast(found))),
        tuple((each, each in found.in_the_way, ruling(each, found)) for each in found.requirements),
    )


def ruling(each: Requirement, found: Board) -> str:
    """The first rule that fits a requirement, in a sentence."""
    by, last, today = each.by, each.expected.last, found.today
    if each.closed:
        return "It stands."
    if not each.needed:
        return "It is not required here, so it never stands in the way."
    if each.state == "missing":
        return "There is nobody or nothing for it, so it stands in the way."
    if each.state == "at risk":
        return "It is late or at risk, so it stands in the way until that changes."
    if each.state == "not started" and by is None:
        return "Nothing is begun and no date is set, so it stands in the way."
    if each.state == "not started" and by is not None and by <= today + WEEK:
        return f"Nothing is begun, and its latest date, {day_words(by)}, is not more than seven days after {day_words(today)}: it stands in the way."
    if each.state != "not started" and by is not None and by < today:
        return f"Its latest date, {day_words(by)}, was before {day_words(today)}: it stands in the way."
    if last is not None and last > found.opening:
        return f"It is expected on {day_words(last)}, after the first day, {day_words(found.opening)}: it stands in the way."
    if last is None:
        return "Nothing says when it will stand; its latest date has not come, so it does not stand in the way yet."
    return f"It is expected by {day_words(last)}, in time for {day_words(found.opening)}."


def _answer(found: Board) -> str:
    needed = [each for each in found.requirements if each.needed]
    closed = sum(each.closed for each in needed)
    return (
        f"{count_words(len(needed), 'requirement', 'requirements')} needed − {closed} that stand = {len(needed) - closed} open; "
        f"of these {len(found.in_the_way)} in the way and {len(found.on_the_way)} on their way. "
        "The answer is no while one is in the way."
    )


def _days(found: Board) -> str:
    if found.days_left < 0:
        return f"The first day, {day_words(found.opening)}, was before {day_words(found.today)}."
    after = found.today + timedelta(days=1)
    if not found.days_left:
        return f"{day_words(found.today)} is the first day."
    return f"From {day_words(after)} up to and including {day_words(found.opening)}: {count_words(found.days_left, 'day', 'days')}."


def _forecast(found: Board) -> str:
    still = [each for each in found.requirements if each.needed and not each.closed]
    unknown = [each.title for each in still if each.expected.first is None or each.expected.last is None]
    if not still:
        return "Nothing needed is open."
    if unknown:
        return f"Not known while nothing says when this will stand: {list_words(tuple(unknown))}."
    last = [each.title for each in found.critical]
    return (
        "The latest of the days on which each open requirement is expected, once at the faster and once at the slower pace. "
        f"Training goes by minutes left ÷ minutes a week, agreed and own; papers and meetings by their own dates. It hangs on: {list_words(tuple(last))}."
    )
