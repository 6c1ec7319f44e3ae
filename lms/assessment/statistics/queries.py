"""Reads for item statistics: first attempts of the people an actor may count, in as many queries for ten as for ten thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.assessment.statistics.rules.change import NO_DIAGNOSTIC, Gain, gain, no_gain
from lms.assessment.statistics.rules.figures import LEAST, Figure, none_because, so_far
from lms.assessment.statistics.rules.flags import Flag, flags_of, needs_a_look
from lms.assessment.statistics.rules.items import Answer, ItemStatistics, Seen, Sitting, gather, item_statistics
from lms.assessment.statistics.rules.reliability import Reliability, reliability
from lms.curriculum.course import Course, Item, Quiz
from lms.curriculum.editions import item_versions
from lms.errors import NotFound
from lms.people.access import visible_people
from lms.people.models import Account
from lms.people.permissions import SYSTEM, Actor, Permission


@dataclass(frozen=True)
class Counted:
    """A quiz of the course and how many people's answers there are to count."""

    quiz: Quiz
    people: int


@dataclass(frozen=True)
class Version:
    """One version of a question with its figures. `current`: as the course asks it today. `since`: first served; None: not yet."""

    item: Item
    current: bool
    since: datetime | None
    figures: ItemStatistics
    flags: tuple[Flag, ...]

    @property
    def look(self) -> bool:
        """Whether it needs a look."""
        return needs_a_look(self.flags)


@dataclass(frozen=True)
class BankFigures:
    """A post-test over first attempts: its questions as they are today, in the order of the bank, and its reliability."""

    quiz: Quiz
    people: int
    versions: tuple[Version, ...]
    reliability: Reliability

    @property
    def shown(self) -> tuple[Version, ...]:
        """The questions that have figures."""
        return tuple(each for each in self.versions if each.figures.shown)

    @property
    def looks(self) -> tuple[Version, ...]:
        """The questions that need a look."""
        return tuple(each for each in self.versions if each.look)


@dataclass(frozen=True)
class PracticeFigures:
    """A practice question: the share whose latest answer is right, and the share who answered more than once.

    Only the latest answer is kept, so there is no first one to judge a question by, and no total to compare it with.
    """

    item: Item
    n: int
    right: Figure
    again: Figure


def quizzes_of(course: Course) -> tuple[Quiz, ...]:
    """The post-tests of the course in order, then its practice quizzes."""
    modules = (*course.modules, *course.units)
    tests = tuple(module.post_test for module in modules if module.post_test)
    return (*tests, *(module.practice for module in modules if module.practice))


def get_quiz_for(actor: Actor, course: Course, quiz_id: str) -> Quiz:
    """A quiz whose statistics the actor may see. Raises NotFound."""
    _demand(actor)
    quiz = course.quiz(quiz_id)
    if quiz is None:
        raise NotFound()
    return quiz


def people_by_quiz(
    session: Session, actor: Actor, course: Course, *, until: datetime | None = None
) -> tuple[Counted, ...]:
    """Every quiz with the number of people counted, in two queries."""
    _demand(actor)
    first = _first_attempts(actor, None, until)
    tests = select(first.c.test_id, func.count()).group_by(first.c.test_id)
    practice = _practice(actor, None, until).with_only_columns(
        PracticeAnswer.source_id, func.count(PracticeAnswer.account_id.distinct())
    )
    people = {("post-test", quiz_id): count for quiz_id, count in session.execute(tests)}
    people |= {
        ("practice", quiz_id): count for quiz_id, count in session.execute(practice.group_by(PracticeAnswer.source_id))
    }
    return tuple(Counted(quiz, people.get((quiz.kind, quiz.id), 0)) for quiz in quizzes_of(course))


def figures_of_test(session: Session, actor: Actor, quiz: Quiz, *, until: datetime | None = None) -> BankFigures:
    """A post-test's figures over the people the actor may count, in one query. `until`: attempts handed in before it."""
    _demand(actor)
    sittings = _sittings(session, actor, quiz.id, until)
    seen = gather(sittings)
    versions = tuple(_version(item, seen.get(item.hash, ()), current=True, since=None) for item in quiz.items)
    return BankFigures(quiz, len(sittings), versions, reliability(sittings))


def item_history(
    session: Session, actor: Actor, quiz: Quiz, item: Item, *, until: datetime | None = None
) -> tuple[Version, ...]:
    """All versions of a question, as it is today first, then by when they were first asked; in two queries."""
    _demand(actor)
    seen = gather(_sittings(session, actor, quiz.id, until))
    found = {each.hash: (each, since) for each, since in item_versions(session, item.id)}
    current = _version(item, seen.get(item.hash, ()), current=True, since=found.get(item.hash, (item, None))[1])
    earlier = [
        _version(old, seen[old.hash], current=False, since=since)
        for old, since in found.values()
        if old.hash != item.hash and old.hash in seen
    ]
    return (current, *earlier)


def figures_of_practice(
    session: Session, actor: Actor, quiz: Quiz, *, until: datetime | None = None
) -> tuple[PracticeFigures, ...]:
    """Each question of a practice quiz as it is today, in one query; a question that was edited starts anew."""
    _demand(actor)
    right, again = case((PracticeAnswer.right, 1), else_=0), case((PracticeAnswer.tries > 1, 1), else_=0)
    wanted = _practice(actor, quiz.id, until).with_only_columns(
        PracticeAnswer.item_hash, func.count(), func.sum(right), func.sum(again)
    )
    found = {row[0]: row[1:] for row in session.execute(wanted.group_by(PracticeAnswer.item_hash))}
    return tuple(_practised(item, *found.get(item.hash, (0, 0, 0))) for item in quiz.items)


def change_since(session: Session, actor: Actor, course: Course, quiz: Quiz, *, until: datetime | None = None) -> Gain:
    """How people did at the diagnostic of a module and then at its test, each the first time; in two queries.

    The two ask other questions about the same objectives. Whoever took the diagnostic after the test is left out.
    """
    _demand(actor)
    module = course.module(quiz.module_id)
    if module is None or module.diagnostic is None or module.post_test is not quiz:
        return no_gain(NO_DIAGNOSTIC)
    before, after = (_results(session, actor, each.id, until) for each in (module.diagnostic, quiz))
    return gain(
        [(before[each][1], after[each][1]) for each in before if each in after and before[each][0] <= after[each][0]]
    )


def _results(session: Session, actor: Actor, test_id: str, until: datetime | None) -> dict[str, tuple[datetime, float]]:
    """Account → when the first attempt was handed in, and the share that was right."""
    first = _first_attempts(actor, test_id, until)
    wanted = select(Attempt.account_id, Attempt.handed_in_at, Attempt.right_count, Attempt.drawn)
    rows = session.execute(wanted.join(first, first.c.id == Attempt.id))
    return {account_id: (at, (right or 0) / drawn) for account_id, at, right, drawn in rows if at is not None}


def has_passed(session: Session, actor: Actor, quiz: Quiz) -> bool:
    """Whether the actor passed this post-test herself."""
    own = select(Attempt.id).where(
        Attempt.account_id == actor.account_id, Attempt.test_id == quiz.id, Attempt.passed.is_(True)
    )
    return session.scalar(own.limit(1)) is not None


def _demand(actor: Actor) -> None:
    if actor != SYSTEM and not actor.may(Permission.ITEM_STATISTICS):
        raise NotFound()


def _first_attempts(actor: Actor, test_id: str | None, until: datetime | None) -> Subquery:
    """The first attempt that each person handed in at each test: later ones have seen the lessons named after a fail."""
    order = func.row_number().over(
        partition_by=(Attempt.account_id, Attempt.test_id), order_by=(Attempt.handed_in_at, Attempt.number)
    )
    all_of_them = (
        select(Attempt.id, Attempt.test_id, order.label("place"))
        .join(Account, Account.id == Attempt.account_id)
        .where(visible_people(actor, Permission.ITEM_STATISTICS), Attempt.handed_in_at.is_not(None))
    )
    if test_id is not None:
        all_of_them = all_of_them.where(Attempt.test_id == test_id)
    if until is not None:
        all_of_them = all_of_them.where(Attempt.handed_in_at < until)
    ranked = all_of_them.subquery()
    return select(ranked.c.id, ranked.c.test_id).where(ranked.c.place == 1).subquery()


def _sittings(session: Session, actor: Actor, test_id: str, until: datetime | None) -> list[Sitting]:
    """First attempts as the rules see them: whose they are is not read."""
    first = _first_attempts(actor, test_id, until)
    wanted = select(AttemptItem.attempt_id, AttemptItem.item_hash, AttemptItem.chosen, AttemptItem.right)
    found: dict[str, list[Answer]] = defaultdict(list)
    for attempt_id, version, chosen, right in session.execute(wanted.join(first, first.c.id == AttemptItem.attempt_id)):
        found[attempt_id].append(Answer(version, chosen, bool(right)))
    return [tuple(answers) for answers in found.values()]


def _version(item: Item, seen: Sequence[Seen], *, current: bool, since: datetime | None) -> Version:
    key = next(option.id for option in item.options if option.correct)
    figures = item_statistics(seen, [option.id for option in item.options], key)
    return Version(item, current, since, figures, flags_of(figures))


def _practice(actor: Actor, quiz_id: str | None, until: datetime | None) -> Select[str]:
    wanted = (
        select(PracticeAnswer.id)
        .join(Account, Account.id == PracticeAnswer.account_id)
        .where(visible_people(actor, Permission.ITEM_STATISTICS), PracticeAnswer.source_kind == "practice")
    )
    if quiz_id is not None:
        wanted = wanted.where(PracticeAnswer.source_id == quiz_id)
    return wanted if until is None else wanted.where(PracticeAnswer.at < until)


def _practised(item: Item, n: int, right: int, again: int) -> PracticeFigures:
    if n < LEAST:
        why = none_because(so_far(n))
        return PracticeFigures(item, n, why, why)
    return PracticeFigures(item, n, Figure(right / n), Figure(again / n))
