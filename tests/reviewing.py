"""Somebody who has finished a module and answers its key points; for tests of spaced review."""

from __future__ import annotations

from lms.curriculum.course import Item, Module
from lms.learning.actions import record_completion
from lms.learning.spaced.actions import answer_key_point
from lms.learning.spaced.models import SpacedAnswer
from lms.learning.spaced.queries import Review, review_of
from tests.learner import Learner


def first_module(learner: Learner) -> Module:
    return learner.course.published_modules[0]


def finish(learner: Learner, *, but: str = "") -> None:
    """Everything that the first module requires is done on this day, or all but one part."""

    def all_of_it(session, actor, now) -> None:
        for each in (each for each in first_module(learner).required if each != but):
            record_completion(
                session, actor=actor, now=now, today=actor.today, course=learner.course, requirement_id=each
            )

    learner.do(all_of_it)


def look(learner: Learner) -> Review:
    """What is asked today."""
    return learner.do(lambda s, a, n: review_of(s, a, learner.course))


def option_of(item: Item, right: bool = True) -> str:
    return next(option.id for option in item.options if option.correct is right)


def answer(learner: Learner, item_id: str, *, right: bool = True, sureness: str = "unsaid", **more) -> SpacedAnswer:
    """Answer one key point as its page would, unless `more` says otherwise."""
    found = look(learner)
    item = learner.course.item(item_id)
    assert item is not None
    given = {"seen": item.hash, "turn": found.turn(item_id), "chosen": option_of(item, right), **more}
    return learner.do(
        lambda s, a, n: answer_key_point(
            s, actor=a, now=n, course=learner.course, item_id=item_id, sureness=sureness, **given
        )
    )


def answer_all(learner: Learner, *, right: bool = True, sureness: str = "unsaid") -> int:
    """Answer whatever is asked today; returns how many that were."""
    asked = look(learner).today.ask
    for item_id in asked:
        answer(learner, item_id, right=right, sureness=sureness)
    return len(asked)
