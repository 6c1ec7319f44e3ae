"""Spaced review in the demonstration: those who have finished Module 1 answer its key points, some of them wrongly."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from lms.cli.demo_practice import MINUTE
from lms.cli.demo_stage import Diary, Stage
from lms.learning.spaced.actions import answer_key_point
from lms.learning.spaced.queries import review_of

NOON = time(12, 40)
DAYS = {
    "sigrun": (62, 60, 57, 54, 49, 31, 28, 25, 21, 13, 6),
    "malik": (42, 35, 9, 2),
    "bettina": (28, 27, 26, 25, 24, 22, 20, 17, 14, 11, 8, 5, 1),
    "tomasz": (14, 13, 12, 11),
    "colm": (16, 15, 14, 13, 12, 9, 7, 5),
}
"""Days before the as-of day on which they answered whatever was asked. Tomasz has been on leave since."""
MISSED, SURE, A_GUESS = 5, 3, 4
"""Every so-manieth answer is wrong; of the others every so-manieth is sure, or a guess."""


def write_down(diary: Diary) -> None:
    """Put down every day on which somebody reviewed."""
    for who, days in DAYS.items():
        for day in days:
            diary.at(day, NOON, partial(_answer, who=who))


def _answer(stage: Stage, now: datetime, who: str) -> None:
    actor = stage.actor(who, now)
    review = review_of(stage.session, actor, stage.course)
    for number, item_id in enumerate(review.today.ask):
        item, turn = review.items[item_id], review.turn(item_id)
        count = sum(map(ord, item_id)) + turn
        missed = turn < 2 and count % MISSED == 0
        answer_key_point(
            stage.session, actor=actor, now=now + number * MINUTE, course=stage.course, item_id=item_id, seen=item.hash, turn=turn,
            chosen=next(option.id for option in item.options if option.correct is not missed),
            sureness="sure" if count % SURE == 0 else "guessing" if count % A_GUESS == 0 else "fairly",
        )  # fmt: skip
