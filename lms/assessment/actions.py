"""Writes of attempts and practice answers. None of them commits."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from lms.assessment.models import Attempt, AttemptItem, PracticeAnswer
from lms.assessment.queries import (
    attempts_at,
    get_attempt_for,
    get_question_for,
    item_of,
    past_of,
    practice_answers,
    times_seen,
)
from lms.assessment.rules import (
    SURENESS,
    UNSAID,
    BankItem,
    Question,
    Wanted,
    draw,
    draw_over,
    may_start_at,
    needed,
    option_order,
    orders,
)
from lms.audit.actions import record
from lms.curriculum.course import Check, Course, Item, Quiz
from lms.curriculum.editions import ensure_edition
from lms.errors import Invalid, NotFound, Refusal
from lms.people.access import hold
from lms.people.permissions import Actor, Permission


class AttemptClosed(Refusal):
    """The attempt was handed in; its answers stand."""


class AttemptResting(Refusal):
    """Three failures lie behind; `until` is the instant at which the next attempt may start."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Three tries did not pass. Take fifteen minutes; the lessons are open meanwhile.")
        self.until = until


def start_attempt(session: Session, *, actor: Actor, now: datetime, course: Course, test_id: str) -> Attempt:
    """Draw a new attempt, or return the one that is open. Raises AttemptResting during the pause.

    A diagnostic is handed in once: Refusal after that.
    """
    _demand(actor, Permission.OWN_ATTEMPT)
    quiz = course.quiz(test_id)
    if quiz is None or quiz.draw is None or quiz.pass_mark is None:
        raise NotFound()
    hold(session, actor.account_id)
    earlier = attempts_at(session, actor.account_id, quiz.id)
    for attempt in earlier:
        if attempt.handed_in_at is None:
            return attempt
    if quiz.kind == "diagnostic" and earlier:
        raise Refusal("A diagnostic is taken once, and you have handed this one in. Nothing was begun.")
    until = may_start_at(past_of(earlier))
    if until is not None and now < until:
        raise AttemptResting(until)
    ensure_edition(session, course, now)
    seed = secrets.token_hex(8)
    chosen = _drawn(session, actor.account_id, course, quiz, seed)
    attempt = Attempt(
        account_id=actor.account_id,
        test_id=quiz.id,
        edition=course.edition,
        number=len(earlier) + 1,
        seed=seed,
        drawn=len(chosen),
        needed=needed(len(chosen), quiz.pass_mark),
        started_at=now,
    )
    attempt.items = [
        AttemptItem(position=position, item_id=item.id, item_hash=item.hash, option_order=list(order), flagged=False)
        for position, (item, order) in enumerate(chosen, start=1)
    ]
    session.add(attempt)
    session.flush()
    _record(session, actor, now, "attempt.started", attempt)
    return attempt


def _drawn(
    session: Session, account_id: str, course: Course, quiz: Quiz, seed: str
) -> list[tuple[Item, tuple[str, ...]]]:
    """The questions of one attempt, each with the order of its options."""
    by_id = {item.id: item for item in quiz.items}
    if quiz.over is None:
        bank = [BankItem(item.id, item.objective) for item in quiz.items]
        ids = draw(bank, quiz.draw or 0, seed, times_seen(session, account_id, quiz.id))
        return [(by_id[each], option_order([option.id for option in by_id[each].options], seed, each)) for each in ids]
    wanted = Wanted(quiz.over.counts, quiz.over.shown, quiz.over.recall)
    questions = [_question(course, item) for item in quiz.items if item.objective in course.serves]
    chosen = draw_over(questions, wanted, seed, times_seen(session, account_id))
    places = orders(chosen, [option.id for option in quiz.items[0].options], seed)
    return [(by_id[each.id], places[each.id]) for each in chosen]


def _question(course: Course, item: Item) -> Question:
    """An item as a draw over the course sees it; its module is that of its objective."""
    objective = course.serves[item.objective]
    return Question(
        item.id,
        objective,
        module=next(each.module_id for each in course.objectives if each.id == objective),
        shows=item.kind != "text",
        recalls=item.level == "recall",
        key=next(option.id for option in item.options if option.correct),
    )


def save_answer(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    attempt_id: str,
    position: int,
    chosen: str | None,
    flagged: bool,
    sureness: str | None = None,
) -> AttemptItem:
    """Keep one answer, flag and sureness. Raises AttemptClosed after hand-in.

    No answer given keeps the one that is there. `sureness` is one of SURENESS, UNSAID to take back what was said, None to keep it.
    """
    _demand(actor, Permission.OWN_ATTEMPT)
    attempt, row = get_question_for(session, actor, attempt_id, position)
    if attempt.handed_in_at is not None:
        raise AttemptClosed("This test was handed in. Its answers stand as they were.")
    if row is None:
        raise NotFound()
    if chosen is not None:
        if chosen not in row.option_order:
            raise Invalid("Choose one of the four answers.", field="answer")
        row.chosen = chosen
    row.sureness = _sureness(sureness, row.sureness)
    row.flagged = flagged
    row.saved_at = now
    session.flush()
    return row


def hand_in_attempt(session: Session, *, actor: Actor, now: datetime, attempt_id: str) -> tuple[Attempt, bool]:
    """Grade the attempt. Returns it and whether this call closed it; a second hand-in changes nothing."""
    _demand(actor, Permission.OWN_ATTEMPT)
    attempt = get_attempt_for(session, actor, attempt_id, lock=True)
    if attempt.handed_in_at is not None:
        return attempt, False
    for row in attempt.items:
        key = next(option.id for option in item_of(session, row).options if option.correct)
        row.right = row.chosen == key
    attempt.right_count = sum(bool(row.right) for row in attempt.items)
    attempt.passed = attempt.right_count >= attempt.needed
    attempt.handed_in_at = now
    session.flush()
    _record(session, actor, now, "attempt.handed-in", attempt)
    return attempt, True


def answer_practice(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    source_kind: str,
    source_id: str,
    question: Item | Check,
    chosen: str,
    sureness: str = UNSAID,
) -> PracticeAnswer:
    """Keep the latest answer to a practice question or in-line check, and how sure the learner was of it."""
    _demand(actor, Permission.OWN_LEARNING)
    picked = next((option for option in question.options if option.id == chosen), None)
    if picked is None:
        raise Invalid("Choose one answer first.", field="answer")
    hold(session, actor.account_id)
    kept = practice_answers(session, actor.account_id, [question]).get(question.id)
    if kept is None:
        kept = PracticeAnswer(account_id=actor.account_id, item_id=question.id, tries=0)
        session.add(kept)
    kept.source_kind, kept.source_id = source_kind, source_id
    kept.item_hash, kept.chosen, kept.right, kept.at = question.hash, chosen, picked.correct, now
    kept.sureness = _sureness(sureness, None)
    kept.tries += 1
    session.flush()
    return kept


def _sureness(said: str | None, before: str | None) -> str | None:
    if said is None:
        return before
    if said not in (*SURENESS, UNSAID):
        raise Invalid("Choose sure, fairly sure or guessing, or leave it open.", field="sureness")
    return None if said == UNSAID else said


def _demand(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotFound()


def _record(session: Session, actor: Actor, now: datetime, act: str, attempt: Attempt) -> None:
    details = {"test": attempt.test_id, "number": attempt.number, "drawn": attempt.drawn, "needed": attempt.needed}
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act=act,
        subject_kind="attempt",
        subject_id=attempt.id,
        details=details,
    )
