"""How people of the demonstration train: lessons, cases played in several ways, tests failed, passed and left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lms.acts.case import step_case
from lms.acts.hand_in import hand_in
from lms.acts.lesson import complete_lesson
from lms.assessment.actions import save_answer, start_attempt
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.queries import item_of
from lms.cli.demo_practice import MINUTE, work_through
from lms.cli.demo_stage import Stage
from lms.curriculum.course import Case
from lms.learning.queries import completions
from lms.people.queries import roles_of
from lms.practice.actions import start_case
from lms.practice.rules import Place, Taken, begin, choices_at, choose, expert_decisions

SURE_BUT_WRONG, A_GUESS = 2, 5


def do_next(stage: Stage, now: datetime, who: str, *, ending: str = "good") -> None:
    """Complete the next required part that is open; a case is played to an ending of this kind. Nothing left: nothing happens."""
    required = [
        each
        for held in roles_of(stage.session, stage.accounts[who])
        for each in stage.course.requirements(held.role, held.champion)
    ]
    done = completions(stage.session, stage.accounts[who], stage.course)
    part = next((each for each in required if each not in done), None)
    if part is None:
        return
    kind = stage.course.kind_of[part]
    if kind == "lesson":
        complete_lesson(stage.session, actor=stage.actor(who, now), now=now, world=stage.world, lesson_id=part)
    elif kind == "case":
        play(stage, now, who, part, ending=ending)
    elif kind == "lab":
        work_through(stage, now, who, part)
    else:
        take_test(stage, now, who, wrong=(4,), test_id=part)


def play(
    stage: Stage,
    now: datetime,
    who: str,
    case_id: str,
    *,
    ending: str = "good",
    steps: int | None = None,
    way: Sequence[Taken] = (),
) -> None:
    """Play a case to an ending of a kind or along a given way, or only the first `steps` decisions; a finished one once more.

    Of several seats the first is taken.
    """
    actor, case = stage.actor(who, now), stage.course.case(case_id)
    walk = start_case(
        stage.session, actor=actor, now=now, course=stage.course, case_id=case_id, again=True,
        seat=case.first_seat if case else "",
    )  # fmt: skip
    asked = (walk.case.hash, ending)
    if not way and asked not in stage.ways:
        stage.ways[asked] = way_to(walk.case, ending)
    for number, each in enumerate((way or stage.ways[asked])[:steps], 1):
        step_case(
            stage.session, actor=actor, now=now + number * MINUTE, world=stage.world, case_id=case_id,
            stage_id=each.stage_id, choice_id=each.choice_id,
        )  # fmt: skip


def way_to(case: Case, ending: str) -> tuple[Taken, ...]:
    """The shortest way through a case to an ending of a kind; the experts' way to a good one, or where no other leads there."""
    if ending != "good":
        for place in _everywhere(case):
            if place.stage.ending == ending:
                return place.taken
    return expert_decisions(case, case.first_seat)


def _everywhere(case: Case) -> Iterator[Place]:
    """Every place of a case, the nearest first."""
    places = [begin(case, case.first_seat)]
    while places:
        yield from places
        places = [choose(case, place, choice.id) for place in places for choice in choices_at(place)]


def take_test(
    stage: Stage,
    now: datetime,
    who: str,
    *,
    wrong: tuple[int, ...],
    answered: int | None = None,
    test_id: str | None = None,
) -> None:
    """Take a test, by default the first module's, with wrong answers to the questions of these numbers; with `answered` only so many, and leave it open.

    Of some answers they say how sure they were, and of one that they were, wrongly.
    """
    actor = stage.actor(who, now)
    test = stage.course.quiz(test_id) if test_id else stage.module.post_test
    assert test is not None
    attempt = start_attempt(stage.session, actor=actor, now=now, course=stage.course, test_id=test.id)
    for row in attempt.items[:answered]:
        save_answer(
            stage.session, actor=actor, now=now + row.position * MINUTE, attempt_id=attempt.id, position=row.position,
            chosen=_answer(stage, row, wrong=row.position in wrong), flagged=row.position == A_GUESS and answered is not None,
            sureness=_sureness(row, wrong),
        )  # fmt: skip
    if answered is None:
        _hand_in(stage, now + (len(attempt.items) + 2) * MINUTE, who, attempt)


def _answer(stage: Stage, row: AttemptItem, *, wrong: bool) -> str:
    key = next(option.id for option in item_of(stage.session, row).options if option.correct)
    order: list[str] = row.option_order
    return next(each for each in order if (each != key) is wrong)


def _sureness(row: AttemptItem, wrong: tuple[int, ...]) -> str | None:
    if row.position in wrong[:SURE_BUT_WRONG]:
        return "sure"
    if row.position == A_GUESS:
        return "guessing"
    return "fairly" if row.position % 3 == 0 else None


def _hand_in(stage: Stage, now: datetime, who: str, attempt: Attempt) -> None:
    hand_in(stage.session, actor=stage.actor(who, now), now=now, world=stage.world, attempt_id=attempt.id)
