"""Reads of attempts; an attempt belongs to one account and to nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.assessment.rules import Calibration, Judged, Misjudged, Past, Share, calibration, shares, sure_but_wrong
from lms.curriculum.course import Check, Course, Item
from lms.curriculum.editions import stored_item
from lms.errors import NotFound
from lms.people.permissions import Actor


@dataclass(frozen=True)
class Result:
    """A handed-in attempt with its result by objective and its items as they were."""

    attempt: Attempt
    by_objective: tuple[Share, ...]
    items: tuple[tuple[AttemptItem, Item], ...]
    misjudged: tuple[Misjudged, ...]
    calibration: tuple[Calibration, ...]


def get_attempt_for(session: Session, actor: Actor, attempt_id: str, *, lock: bool = False) -> Attempt:
    """The actor's own attempt, with its items. Raises NotFound for anyone else's."""
    asked = {"id": attempt_id, "account_id": actor.account_id}
    found = session.scalars(_WITH_ITEMS_LOCKED if lock else _WITH_ITEMS, asked).unique().one_or_none()
    if found is None:
        raise NotFound()
    return found


_OWN = select(Attempt).where(Attempt.id == bindparam("id"), Attempt.account_id == bindparam("account_id"))
_LOCKED = _OWN.with_for_update()
_WITH_ITEMS = _OWN.options(joinedload(Attempt.items))
# Items are read once the lock is there: of one statement, PostgreSQL gives those that stood before it waited.
_WITH_ITEMS_LOCKED = _LOCKED.options(selectinload(Attempt.items))
_ITEM = select(AttemptItem).where(
    AttemptItem.attempt_id == bindparam("id"), AttemptItem.position == bindparam("position")
)


def get_question_for(
    session: Session, actor: Actor, attempt_id: str, position: int
) -> tuple[Attempt, AttemptItem | None]:
    """The actor's own attempt, locked, with one of its questions; None: it has none there. Raises NotFound for anyone else's."""
    attempt = session.scalar(_LOCKED, {"id": attempt_id, "account_id": actor.account_id})
    if attempt is None:
        raise NotFound()
    return attempt, session.scalar(_ITEM, {"id": attempt_id, "position": position})


def attempts_at(session: Session, account_id: str, test_id: str) -> list[Attempt]:
    """All attempts of one account at one test, oldest first."""
    wanted = (
        select(Attempt).where(Attempt.account_id == account_id, Attempt.test_id == test_id).order_by(Attempt.number)
    )
    return list(session.scalars(wanted))


def past_of(attempts: list[Attempt]) -> tuple[Past, ...]:
    """The handed-in attempts as the rules see them."""
    return tuple(Past(each.handed_in_at, bool(each.passed)) for each in attempts if each.handed_in_at is not None)


def times_seen(session: Session, account_id: str, test_id: str | None = None) -> Mapping[str, int]:
    """How often each item was drawn for this account at a test; without one, at all tests together."""
    wanted = select(AttemptItem.item_id).join(Attempt).where(Attempt.account_id == account_id)
    if test_id is not None:
        wanted = wanted.where(Attempt.test_id == test_id)
    return Counter(session.scalars(wanted))


def item_of(session: Session, row: AttemptItem) -> Item:
    """The item as it was when it was drawn, its options in the attempt's order."""
    item = _items.get(row.item_hash)
    if item is None:
        item = stored_item(session, row.item_hash)
        if len(_items) >= MOST_ITEMS:
            _items.clear()
        _items[row.item_hash] = item
    by_id = {option.id: option for option in item.options}
    ordered = tuple(by_id[each] for each in row.option_order)
    return Item(**{**vars(item), "options": ordered})


MOST_ITEMS = 4096
_items: dict[str, Item] = {}
"""Questions by the hash of all they say, read from the database once in a process: what a hash stands for never changes."""


def result_of(session: Session, attempt: Attempt, course: Course) -> Result:
    """The result of a handed-in attempt, by the objectives of its module; of a test over the course by those of the course."""
    items = tuple((row, item_of(session, row)) for row in attempt.items)
    quiz = course.quiz(attempt.test_id)
    named = course.serves if quiz and quiz.over else {}
    judged = [
        Judged(row.item_id, named.get(item.objective, item.objective), bool(row.right), _said(row))
        for row, item in items
    ]
    by_objective = shares([(each.objective, each.right) for each in judged])
    if quiz and quiz.over:
        told = list(quiz.over.counts)
        by_objective = tuple(
            sorted(by_objective, key=lambda each: told.index(each.objective) if each.objective in told else len(told))
        )
    return Result(attempt, by_objective, items, sure_but_wrong(judged), calibration(judged))


def _said(row: AttemptItem) -> str | None:
    return row.sureness if row.chosen is not None else None


def practice_judged(items: Iterable[Item], answers: Mapping[str, PracticeAnswer]) -> tuple[Judged, ...]:
    """The latest practice answers as the rules see them, in the order of the items."""
    given = ((item, answers[item.id]) for item in items if item.id in answers)
    return tuple(Judged(item.id, item.objective, answer.right, answer.sureness) for item, answer in given)


def practice_answers(session: Session, account_id: str, questions: Iterable[Check | Item]) -> dict[str, PracticeAnswer]:
    """The latest answers of one account to these questions, wherever they stood when they were answered."""
    ids = [each.id for each in questions]
    found = session.scalars(_ANSWERED, {"account_id": account_id, "items": ids}) if ids else ()
    return {answer.item_id: answer for answer in found}


_ANSWERED = select(PracticeAnswer).where(
    PracticeAnswer.account_id == bindparam("account_id"), PracticeAnswer.item_id.in_(bindparam("items", expanding=True))
)
