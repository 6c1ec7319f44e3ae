"""Reads of spaced review: the key points a person has behind her, and which of them are asked on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.assessment.rules import option_order
from lms.curriculum.course import Course, Item, Module
from lms.curriculum.editions import stored_item
from lms.errors import NotFound
from lms.learning.queries import completions
from lms.learning.spaced.memory import first, replay
from lms.learning.spaced.models import SpacedAnswer
from lms.learning.spaced.rules import (
    Card,
    Grade,
    Stretch,
    Today,
    days_between,
    finished_on,
    first_due,
    grade_of,
    next_due,
    resting_of,
    today_of,
)
from lms.learning.waived import waived
from lms.people.leave import Pause
from lms.people.models import RoleHeld
from lms.people.permissions import Actor
from lms.people.queries import roles_of

Answers = Mapping[str, tuple[SpacedAnswer, ...]]
"""Item id → its answers, oldest first."""


@dataclass(frozen=True)
class Review:
    """Spaced review of one person on her local day: what is asked, the items behind it and what was answered before.

    ahead: a role of hers asks for the whole of a module that has key points, so that there is something to wait for.
    cards: key point → how it stands. finished: module → the day on which all it requires was done.
    """

    today: Today
    items: Mapping[str, Item]
    answers: Answers
    resting: tuple[Pause, ...]
    modules: tuple[Module, ...]
    ahead: bool
    cards: Mapping[str, Card]
    finished: Mapping[str, date]

    def turn(self, item_id: str) -> int:
        """How often this key point was answered before: what tells a page that is out of date."""
        return len(self.answers.get(item_id, ()))


def review_of(session: Session, actor: Actor, course: Course) -> Review:
    """The actor's spaced review on her local today, computed from facts alone."""
    today = actor.today
    answers = _answers(session, actor.account_id, course)
    held = roles_of(session, actor.account_id, open_only=False)
    resting = _resting(held)
    done_on = _done_on(session, actor.account_id, course)
    cards: list[Card] = []
    items: dict[str, Item] = {}
    modules: list[Module] = []
    finishes: dict[str, date] = {}
    for module in (*course.published_modules, *course.units):
        finished = finished_on(module.required, done_on) if module.status != "planned" else None
        asked = module.key_points.items if module.key_points else ()
        found = [
            card
            for position, item in enumerate(asked)
            if (card := _card(item, position, finished, answers.get(item.id, ()), today, resting))
        ]
        known = {card.item_id for card in found}
        items |= {item.id: item for item in asked if item.id in known}
        cards += found
        modules += [module] if found else []
        finishes |= {module.id: finished} if finished else {}
    wanted = {each for role in held if role.ended_on is None for each in course.requirements(role.role, role.champion)}
    ahead = any(each.key_points and wanted.issuperset(each.required) for each in course.published_modules)
    given = sum(row.answered_on == today for rows in answers.values() for row in rows)
    return Review(
        today_of(cards, given, today, resting),
        items,
        answers,
        resting,
        tuple(modules),
        ahead,
        {each.item_id: each for each in cards},
        finishes,
    )


def _card(
    item: Item,
    position: int,
    finished: date | None,
    answers: tuple[SpacedAnswer, ...],
    today: date,
    resting: tuple[Pause, ...],
) -> Card | None:
    """A key point that was answered goes on whatever is new in its module; one that was not waits for the whole of it."""
    if answers:
        last = answers[-1].answered_on
        spans = _spans(answers, resting)
        memory = replay(tuple((days, grade_of(right=row.right, sureness=row.sureness)) for row, days in spans))
        if memory is None:
            return None
        recall = memory.recall(days_between(last, today, resting))
        return Card(item.id, next_due(last, memory.interval, resting), recall, last)
    if finished is None or finished > today:
        return None
    # Having read the module counts as having answered well on the day it was finished, to tell what is at risk.
    recall = first("good").recall(days_between(finished, today, resting))
    return Card(item.id, first_due(finished, position, resting), recall)


def _spans(answers: tuple[SpacedAnswer, ...], resting: tuple[Pause, ...]) -> Iterable[tuple[SpacedAnswer, int]]:
    """Each answer with the days since the one before it, leave left out."""
    before = answers[0].answered_on if answers else date.min
    for row in answers:
        yield row, days_between(before, row.answered_on, resting)
        before = row.answered_on


def due_after(review: Review, row: SpacedAnswer) -> date | None:
    """The day on which the key point of this answer is asked again, as things stood after it."""
    upto = tuple(each for each in review.answers.get(row.item_id, ()) if each.answered_on <= row.answered_on) or (row,)
    card = (
        _card(review.items[row.item_id], 0, None, upto, row.answered_on, review.resting)
        if row.item_id in review.items
        else None
    )
    return card.due_on if card else None


def intervals(answers: Sequence[SpacedAnswer], resting: Sequence[Pause]) -> list[tuple[SpacedAnswer, Grade, int, int]]:
    """Each answer of one key point, oldest first, with its grade, the days since the one before, and those until the next."""
    found: list[tuple[SpacedAnswer, Grade, int, int]] = []
    spans: tuple[tuple[int, Grade], ...] = ()
    for row, days in _spans(tuple(answers), tuple(resting)):
        grade = grade_of(right=row.right, sureness=row.sureness)
        spans = (*spans, (days, grade))
        memory = replay(spans)
        found.append((row, grade, days, memory.interval if memory else 0))
    return found


def _resting(roles: Iterable[RoleHeld]) -> tuple[Pause, ...]:
    """The days on which a person's plan is paused in every role she held that day."""
    return resting_of([Stretch(held.joined_on, held.ended_on, _leave(held)) for held in roles])


def _leave(held: RoleHeld) -> tuple[Pause, ...]:
    return tuple(Pause(each.from_date, each.to_date, each.reason) for each in held.pauses)


def get_answer_for(session: Session, actor: Actor, answer_id: str) -> SpacedAnswer:
    """The actor's own answer. Raises NotFound for anyone else's."""
    row = session.get(SpacedAnswer, answer_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    return row


def answered_item(session: Session, row: SpacedAnswer) -> Item:
    """The question as it was answered, its options in the order they were shown."""
    return shown(stored_item(session, row.item_hash), row.account_id, row.answered_on)


def shown(item: Item, account_id: str, day: date) -> Item:
    """The question with its options in the order of that person and day, so that no place is learned by heart."""
    by_id = {option.id: option for option in item.options}
    order = option_order(list(by_id), f"{account_id} {day.isoformat()}", item.id)
    return Item(**{**vars(item), "options": tuple(by_id[each] for each in order)})


def _answers(session: Session, account_id: str, course: Course) -> dict[str, tuple[SpacedAnswer, ...]]:
    found: dict[str, list[SpacedAnswer]] = {}
    for row in session.scalars(_ANSWERS, {"account_id": account_id}):
        found.setdefault(course.current_id(row.item_id), []).append(row)
    return {item_id: tuple(rows) for item_id, rows in found.items()}


_ANSWERS = (
    select(SpacedAnswer)
    .where(SpacedAnswer.account_id == bindparam("account_id"))
    .order_by(SpacedAnswer.answered_on, SpacedAnswer.answered_at)
)


def _done_on(session: Session, account_id: str, course: Course) -> dict[str, date]:
    """Part → the day on which it was done here, or from which on it is waived."""
    here = {each: row.completed_on for each, row in completions(session, account_id, course).items()}
    outside = {each.requirement_id: each.on for each in waived(session, [account_id], course).get(account_id, ())}
    return {**outside, **here}
