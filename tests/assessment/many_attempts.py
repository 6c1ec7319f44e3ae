"""Many people who handed in a test, written straight into the tables: hundreds of attempts in a moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.curriculum.course import Course, Item, Quiz
from lms.curriculum.editions import ensure_edition
from lms.ids import new_id
from lms.people.models import Account

Choose = Callable[[int, Item], str | None]
"""Which option the person with this number, from 0, chooses."""


def key_of(item: Item) -> str:
    return next(option.id for option in item.options if option.correct)


def wrong_of(item: Item) -> str:
    """The first of the wrong answers."""
    return next(option.id for option in item.options if not option.correct)


def by_ability(seed: str = "ability") -> Choose:
    """The higher her number, the more often somebody is right: a hundred people cover the whole range."""

    def choose(person: int, item: Item) -> str | None:
        chance = random.Random(f"{seed} {person} {item.id}")
        right = chance.random() < 0.35 + 0.6 * (person % 100) / 100
        return key_of(item) if right else chance.choice([each.id for each in item.options if not each.correct])

    return choose


def people(session: Session, now: datetime, organisation_id: str, count: int) -> list[str]:
    """So many accounts, nothing more; their ids."""
    made = [
        Account(id=new_id(), organisation_id=organisation_id, name=f"Person {n}", created_at=now) for n in range(count)
    ]
    session.add_all(made)
    session.flush()
    return [each.id for each in made]


def hand_in_all(
    session: Session,
    course: Course,
    quiz: Quiz,
    who: Sequence[str],
    now: datetime,
    choose: Choose,
    *,
    items: Sequence[Item] | None = None,
    number: int = 1,
) -> None:
    """One attempt for each account, graded by the key; `items` are those that everybody gets, else each her own draw."""
    ensure_edition(session, course, now)
    session.flush()
    for person, account_id in enumerate(who):
        drawn = list(items) if items else random.Random(f"draw {person}").sample(quiz.items, quiz.draw or 1)
        rows = [_answered(position, item, choose(person, item)) for position, item in enumerate(drawn, start=1)]
        right = sum(bool(row.right) for row in rows)
        session.add(
            Attempt(
                account_id=account_id, test_id=quiz.id, edition=course.edition, number=number, seed="seed", drawn=len(rows),
                needed=1, started_at=now - timedelta(hours=1), handed_in_at=now, right_count=right, passed=right >= 1,
                items=rows,
            )
        )  # fmt: skip
    session.flush()


def _answered(position: int, item: Item, chosen: str | None) -> AttemptItem:
    return AttemptItem(
        position=position, item_id=item.id, item_hash=item.hash, option_order=[each.id for each in item.options],
        chosen=chosen, flagged=False, right=chosen == key_of(item),
    )  # fmt: skip


def practise_all(
    session: Session, quiz: Quiz, who: Sequence[str], now: datetime, choose: Choose, tries: int = 1
) -> None:
    """A latest answer to every practice question for each account."""
    for person, account_id in enumerate(who):
        for item in quiz.items:
            chosen = choose(person, item) or key_of(item)
            session.add(
                PracticeAnswer(
                    account_id=account_id, source_kind="practice", source_id=quiz.id, item_id=item.id,
                    item_hash=item.hash, chosen=chosen, right=chosen == key_of(item), tries=tries, at=now,
                )
            )  # fmt: skip
    session.flush()
