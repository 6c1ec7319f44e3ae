"""Writes of spaced review. None of them commits; an answer writes no audit line: its row is the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.assessment.rules import SURENESS, UNSAID
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.spaced.models import SpacedAnswer
from lms.learning.spaced.queries import review_of
from lms.people.access import hold
from lms.people.permissions import Actor, Permission


class NotAsked(Refusal):
    """This question is not asked now, or not in this wording; nothing was changed."""


def answer_key_point(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    item_id: str,
    seen: str,
    turn: int,
    chosen: str,
    sureness: str = UNSAID,
) -> SpacedAnswer:
    """Keep the answer to a key point that is asked on the actor's local today.

    `seen` is the hash of the text that was shown, `turn` how often it had been answered when it was shown. Raises NotAsked
    for a question that is not asked now, was answered meanwhile or has another text; Invalid when nothing was chosen.
    """
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    hold(session, actor.account_id)
    review = review_of(session, actor, course)
    item = review.items.get(item_id)
    if item is None or turn != review.turn(item_id):
        raise NotAsked("That question was answered already, or is not part of your review. Nothing was changed.")
    if item_id not in review.today.ask:
        raise NotAsked("That question is not due today. Nothing was changed; it comes back on its day.")
    if seen != item.hash:
        raise NotAsked("That question was edited while you had it open. Here it is as it reads now.")
    picked = next((option for option in item.options if option.id == chosen), None)
    if picked is None:
        raise Invalid("Choose one answer first.", field="answer")
    if sureness not in (*SURENESS, UNSAID):
        raise Invalid("Choose sure, fairly sure or guessing, or leave it open.", field="sureness")
    ensure_edition(session, course, now)
    row = SpacedAnswer(
        account_id=actor.account_id,
        item_id=item_id,
        item_hash=item.hash,
        chosen=chosen,
        right=picked.correct,
        sureness=None if sureness == UNSAID else sureness,
        answered_on=actor.today,
        answered_at=now,
    )
    session.add(row)
    session.flush()
    return row
