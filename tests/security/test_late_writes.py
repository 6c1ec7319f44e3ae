"""A request that waited while its account was joined with another or closed: it writes nothing where nobody would find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from lms.acts.person.erase import erase
from lms.database import Database
from lms.errors import Invalid, Refusal
from lms.learning.models import Completion, Note
from lms.learning.notes import Written, save_note
from lms.people import further_addresses, links
from lms.people.models import Account, Address
from lms.people.permissions import Actor
from tests.acts.two_accounts import CASE, LESSONS, TEST, WORLD, Two
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people.makers import actor_of

T = TypeVar("T")


class Late(Learner):
    """Somebody whose request had come in before, and whose turn to write is now."""

    def __init__(self, person: Learner) -> None:
        super().__init__(person.database, person.clock, person.account_id)
        with self.database.session() as session:
            self.actor = actor_of(session, self.account_id, self.clock.now())

    def do(self, act: Callable[[Session, Actor, datetime], T]) -> T:
        with self.database.session(write=True) as session:
            done = act(session, self.actor, self.clock.now())
            session.commit()
        return done


@pytest.fixture
def two(database: Database, clock: MovableClock) -> Two:
    return Two(database, clock)


def close(two: Two) -> None:
    two.home.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))


def take_note(person: Learner) -> None:
    lesson = WORLD.course.lesson(LESSONS[0])
    assert lesson is not None
    person.do(
        lambda s, a, n: save_note(s, actor=a, now=n, lesson=lesson, anchor="", written=Written("Too late", 0, "p"))
    )


@pytest.mark.parametrize("gone", [Two.join, close])
@pytest.mark.parametrize(
    "late",
    [
        lambda person: person.close(LESSONS[0]),
        lambda person: person.close(CASE),
        lambda person: person.close(TEST),
        take_note,
        lambda person: person.confirm(),
    ],
    ids=["lesson", "case", "test", "note", "name"],
)
def test_what_comes_too_late_is_refused(two: Two, gone: Callable[[Two], None], late: Callable[[Learner], None]) -> None:
    person = Late(two.home)
    gone(two)
    with pytest.raises(Refusal, match="joined with another or closed"):
        late(person)
    assert two.rows(Completion) == []
    assert two.rows(Note) == []


@pytest.mark.parametrize("gone", [Two.join, close])
def test_a_letter_confirmed_too_late_adds_no_address(two: Two, gone: Callable[[Two], None]) -> None:
    _, token = two.home.do(
        lambda s, a, n: links.issue(s, kind=links.ADDRESS, account_id=a.account_id, now=n, email="late@home.example")
    )
    gone(two)
    with pytest.raises(links.LinkGone):
        two.home.do(lambda s, _a, n: further_addresses.confirm(s, token=token, now=n))
    assert "late@home.example" not in {row.email for row in two.rows(Address)}


def test_of_two_joins_that_cross_one_is_done(two: Two) -> None:
    two.join()
    two.work, two.home = two.home, two.work
    with pytest.raises(Invalid, match="joined with another already"):
        two.join()
    assert len([row for row in two.rows(Account) if row.merged_into_id]) == 1
