"""What happened besides training: plans changed, reminders, notes, practice, certificates replaced and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from lms.acts.name import confirm_name
from lms.acts.placement import skip_practice
from lms.acts.plan import AgreedTime, ClinicDate, Experience, Leave, StartDate, Wish, change_plan, take_back
from lms.acts.remind import remind
from lms.assessment.actions import answer_practice
from lms.cli import demo_people as people
from lms.cli.demo_practice import MINUTE
from lms.cli.demo_stage import Diary, Stage
from lms.cli.demo_training import play, take_test
from lms.credit.actions import reissue, revoke
from lms.credit.models import Certificate
from lms.curriculum.course import Check, Item, Lesson
from lms.learning.actions import keep_place
from lms.learning.notes import Written, save_note
from lms.practice.rules import Taken, begin, choices_at, choose

NOTES = (
    (1, "Shadow Yolanda again on a Thursday. Ask how she picks who goes first on the list."),
    (2, "Ask Dr. Amari how she wants to hear from me: a note in the chart, or at her door at ten to four?"),
    (4, "Two questions, then a date. Write the date down before they leave the room."),
)
SURE_BUT_WRONG, A_GUESS = 1, 3
PRACTISED = 6
TALKERS = (
    "desmond", "colm", "bettina", "nadia", "ola", "anders", "marguerite", "hannah", "elias", "thandi", "greta", "ivo",
)  # fmt: skip
MORNING, NOON, LATE = time(9, 40), time(12, 25), time(16, 10)


def write_down(diary: Diary, stage: Stage) -> None:
    """Put down everything else that happened, each thing on its day."""
    today, opens = stage.today, stage.opens

    def plan(days_ago: int, by: str, whose: str, wish: Wish, reason: str) -> None:
        diary.at(days_ago, MORNING, partial(_change, by=by, whose=whose, wish=wish, reason=reason))

    plan(52, "grace", "bettina", Experience(-4), "Four years as a care manager before she came")
    plan(40, "ruth", "marisol", StartDate(opens), "The clinic opens the program later")
    plan(40, "ruth", "thandi", ClinicDate(today - timedelta(days=4)), "From that day the front desk takes the calls")
    plan(21, "ruth", "marisol", AgreedTime(240), "Two half days are now protected")
    plan(18, "ruth", "bao", ClinicDate(today + timedelta(days=12)), "Before the new telephone line opens")
    plan(17, "ruth", "rosa", ClinicDate(opens), "With everybody else")
    plan(16, "grace", "kit", StartDate(opens), "A colleague is away until then")
    plan(14, "grace", "tomasz", Leave(today - timedelta(days=10), today + timedelta(days=20)), "Family leave")
    plan(13, "grace", "ines", Leave(today - timedelta(days=12), None), "Leave of absence")
    diary.at(15, LATE, partial(_take_back, by="grace", whose="kit"))

    diary.at(12, NOON, partial(_remind, whom="kit", own_words="Shall we look at your Thursdays together?"))
    diary.at(8, NOON, partial(_remind, whom="priya", own_words="Thursday afternoon is yours. I take your telephone."))

    diary.at(58, LATE, people.look_after_two_clinics)
    diary.at(45, NOON, people.add_an_address)
    diary.at(30, MORNING, people.invite_twice)
    diary.at(27, LATE, people.take_a_second_role)
    diary.at(26, NOON, people.join_the_two)
    diary.at(25, LATE, people.leave_the_organisation)
    diary.at(13, LATE, people.import_a_file)

    diary.at(88, LATE, partial(take_test, who="colm", wrong=(1, 2, 4, 7, 9, 12)))
    diary.at(6, LATE, partial(take_test, who="priya", wrong=(2, 3, 8, 11, 13)))
    diary.at(1, LATE, partial(take_test, who="aroha", wrong=(3,), answered=9))
    diary.at(1, LATE, partial(_place, who="bettina", number=6))
    diary.at(3, LATE, partial(_play, who="aroha", case=0))
    diary.at(2, NOON, partial(_play, who="marisol", case=2, steps=2))
    for number, who in enumerate(TALKERS):
        diary.at(4 + number % 3, LATE, partial(_talk, who=who, number=number))
    diary.at(10, LATE, _spell_the_name)
    diary.at(9, MORNING, _replace)
    diary.at(7, MORNING, _withdraw)

    for number, (lesson, text) in enumerate(NOTES):
        diary.at(19 - 8 * number, NOON, partial(_note, lesson=lesson, text=text))
    diary.at(3, NOON, _practise)
    diary.at(1, NOON, _read_on)


def _change(stage: Stage, now: datetime, by: str, whose: str, wish: Wish, reason: str) -> None:
    change_plan(
        stage.session, actor=stage.actor(by, now), now=now, course=stage.course, held=stage.role(whose), wish=wish, reason=reason
    )  # fmt: skip


def _take_back(stage: Stage, now: datetime, by: str, whose: str) -> None:
    last = stage.role(whose).changes[-1]
    take_back(stage.session, actor=stage.actor(by, now), now=now, course=stage.course, change_id=last.id)


def _remind(stage: Stage, now: datetime, whom: str, own_words: str) -> None:
    remind(
        stage.session, actor=stage.actor("grace", now), now=now, course=stage.course, base_url=stage.base_url,
        account_id=stage.accounts[whom], own_words=own_words,
    )  # fmt: skip


def _place(stage: Stage, now: datetime, who: str, number: int) -> None:
    """Pass the diagnostic of a module that is not begun, with one wrong answer, and skip its practice."""
    module = next(each for each in stage.course.modules if each.number == number)
    assert module.diagnostic is not None
    take_test(stage, now, who, wrong=(4,), test_id=module.diagnostic.id)
    later = now + 2 * len(module.diagnostic.items) * MINUTE
    skip_practice(stage.session, actor=stage.actor(who, later), now=later, world=stage.world, module_id=module.id)


def _play(stage: Stage, now: datetime, who: str, case: int, steps: int | None = None) -> None:
    play(stage, now, who, stage.module.cases[case].id, steps=steps)


def _talk(stage: Stage, now: datetime, who: str, number: int) -> None:
    """Have the first conversation of the module in a way of one's own, more often well than not."""
    case = next((each for each in stage.module.cases if each.kind == "conversation"), None)
    if case is None:
        return
    chance, place, way = Random(number), begin(case, case.first_seat), list[Taken]()
    while not place.ended:
        open_ = choices_at(place)
        weights = [{"best": 5, "fair": 2, "poor": 1}[choice.grade] for choice in open_]
        taken = Taken(place.stage.id, chance.choices(open_, weights)[0].id)
        way.append(taken)
        place = choose(case, place, taken.choice_id)
    play(stage, now, who, case.id, way=way)


def _certificates(stage: Stage, whose: str) -> Sequence[Certificate]:
    """Those that count, the first first."""
    valid = select(Certificate).where(Certificate.superseded_at.is_(None), Certificate.revoked_at.is_(None))
    mine = valid.where(Certificate.account_id == stage.accounts[whose])
    return stage.session.scalars(mine.order_by(Certificate.issued_at)).all()


def _spell_the_name(stage: Stage, now: datetime) -> None:
    legal_name = "Colm Brannigan, LMFT"
    confirm_name(stage.session, actor=stage.actor("colm", now), now=now, world=stage.world, legal_name=legal_name)


def _replace(stage: Stage, now: datetime) -> None:
    for each in _certificates(stage, "colm"):
        reissue(
            stage.session, actor=stage.actor("ruth", now), now=now, row=each, issuer=stage.world.issuer,
            reason="The name was misspelt",
        )  # fmt: skip


def _withdraw(stage: Stage, now: datetime) -> None:
    revoke(
        stage.session, actor=stage.actor("ruth", now), now=now, row=_certificates(stage, "bettina")[0],
        reason="At her own request: a colleague had helped with the test",
    )  # fmt: skip


def _lesson(stage: Stage, number: int) -> Lesson:
    lessons = stage.module.lessons
    return lessons[min(number, len(lessons) - 1)]


def _note(stage: Stage, now: datetime, lesson: int, text: str) -> None:
    save_note(
        stage.session, actor=stage.actor("marisol", now), now=now, lesson=_lesson(stage, lesson), anchor="",
        written=Written(text, 0, "demonstration"),
    )  # fmt: skip


def _practise(stage: Stage, now: datetime) -> None:
    """Marisol answers the checks of the lessons she has read but the first, and some questions of the practice quiz."""
    actor, practice = stage.actor("marisol", now), stage.module.practice
    asked: list[tuple[str, str, Item | Check]] = [
        ("lesson", lesson.id, check) for lesson in stage.module.lessons[1:5] for check in lesson.checks
    ]
    asked += [("practice", practice.id, item) for item in practice.items[:PRACTISED]] if practice else []
    for number, (kind, source, question) in enumerate(asked):
        missed = number % PRACTISED == SURE_BUT_WRONG
        chosen = next(option.id for option in question.options if option.correct is not missed)
        sureness = {SURE_BUT_WRONG: "sure", A_GUESS: "guessing"}.get(number % PRACTISED, "fairly")
        answer_practice(
            stage.session, actor=actor, now=now + number * MINUTE, source_kind=kind, source_id=source, question=question,
            chosen=chosen, sureness=sureness,
        )  # fmt: skip


def _read_on(stage: Stage, now: datetime) -> None:
    """Marisol leaves off in the middle of the lesson that is next."""
    lesson = _lesson(stage, 5)
    anchor = lesson.sections[len(lesson.sections) // 2].id
    keep_place(stage.session, actor=stage.actor("marisol", now), now=now, lesson=lesson, anchor=anchor)
