"""When a request for erasure is to be answered, how it stands, and what stands in the way of an answer. Pure.

The number of days is the organisation's own. It rests on no law: what applies to an organisation, its administrators know.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

DAYS, DAYS_MOST = 30, 365
"""Days to answer where an organisation has said nothing (our own, published nowhere), and the most it may say."""
KEPT_DAYS = 730
"""Days for which it is kept that a request was made and answered."""

Outcome = Literal["accepted", "declined", "withdrawn", "closed", "joined"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
WORDS: dict[Outcome, str] = {
    "accepted": "Accepted, and erased",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "closed": "Erased another way",
    "joined": "Goes on with that of a joined account",
}
ANSWERED = "This request was answered or withdrawn already. Nothing was changed."
OWN = "It is your own request, so another administrator answers it. Nothing was changed."
NO_NUMBER = f"Enter a whole number of days, from 1 to {DAYS_MOST}."


def answer_by(asked_on: date, days: int | None) -> date:
    """The day by which a request is to be answered; both are local days. `days` None: the organisation said nothing."""
    return asked_on + timedelta(days=DAYS if days is None else days)


def days_problem(days: int | None) -> str | None:
    """What is wrong with a number of days, as a sentence; None: nothing."""
    return None if days is not None and 1 <= days <= DAYS_MOST else NO_NUMBER


def is_late(due_on: date, today: date) -> bool:
    """Whether the day to answer is over."""
    return due_on < today


def left_words(due_on: date, today: date) -> str:
    """How long there is: `in 12 days`, `tomorrow`, `today`, `1 day late`."""
    left = (due_on - today).days
    if left in (0, 1):
        return ("today", "tomorrow")[left]
    number = abs(left)
    days = f"{number} day{'' if number == 1 else 's'}"
    return f"in {days}" if left > 0 else f"{days} late"


def in_the_way(*, outcome: Outcome | None, own: bool, holds: tuple[str, ...] = ()) -> str | None:
    """Why a request cannot be answered now, the first reason that fits; None: it can.

    `own`: whoever answers is who asked. `holds`: reasons of the legal holds that stand on the person, asked about only
    where the answer is to erase.
    """
    if outcome is not None:
        return ANSWERED
    if own:
        return OWN
    if holds:
        return (
            f"A legal hold stands, so nothing may be erased: {'; '.join(holds)}. Once it is over, lift it under CE credit, "
            "Legal holds, and accept then; or decline and say why. Nothing was changed."
        )
    return None
