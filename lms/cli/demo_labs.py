"""Labs in the demonstration: some were worked through, one is half written, and one was shown to its writer's supervisor."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from lms.cli.demo_practice import MINUTE, start, step
from lms.cli.demo_stage import Diary, Stage
from lms.practice.feedback import ask_for_feedback, give_feedback
from lms.practice.lab_actions import save_lab_draft

LATE = time(16, 25)
HALF_A_NOTE = "First visit in person, 25 minutes, Dr. Kowal walked him over. Kofi agreed. PHQ-9 17, item 9 zero, and I asked him aloud."
PLANS = {
    "colm": {
        "helped": "The walk home. Singing. My wife.",
        "signs": "No singing. Awake at three. I let the telephone ring.",
        "triggers": "Split shifts in winter.",
        "habits": "Two stops on foot, and Sunday with my brother.",
        "medicine": "Dr. Kowal, until summer.",
        "number": "10",
        "calls": "Mill Road by day, 988 by night.",
        "next": "A call in three months.",
        "copies": "The fridge and Dr. Kowal.",
    },
    "bettina": {
        "helped": "Walking, singing, and being asked how the week went.",
        "signs": "I stop singing before I know why.",
        "triggers": "The winter timetable.",
        "habits": "Walk on weekdays, ring my brother on Sundays.",
        "medicine": "Dr. Kowal looks after it; nothing changes before summer.",
        "number": "10 or more",
        "calls": "The care manager. At night 988, in danger 911.",
        "next": "In three months, by telephone.",
        "copies": "One at home, one with Dr. Kowal.",
    },
}
ANSWER = (
    "It reads like him, and that is the hard part. One thing: 988 stands at the end of the line; at night it ought to come "
    "first. Whom does his wife call?"
)


def write_down(diary: Diary) -> None:
    """Put down every lab on its day."""
    for days, who in ((19, "marisol"), (33, "bettina"), (22, "colm")):
        diary.at(days, LATE, partial(_sort, who=who))
    diary.at(31, LATE, partial(_plan_and_show, who="bettina"))
    diary.at(29, LATE, partial(_answer, who="bettina"))
    diary.at(5, LATE, partial(_plan_and_show, who="colm"))
    diary.at(2, LATE, partial(_write_half, who="marisol"))


def _sort(stage: Stage, now: datetime, who: str, slug: str = "whose-task") -> None:
    """All in its place but the first entry of the first task, which everybody gets wrong once."""
    actor = stage.actor(who, now)
    played, number = start(stage, now, actor, slug), 0
    while not played.ended:
        task = played.state.task
        answers = {entry.id: entry.key for entry in task.entries}
        if number == 0:
            first = task.entries[0]
            answers[first.id] = next(place.id for place in task.places if place.id != first.key)
        played = step(stage, now, actor, slug, number, {"go": "on"} if played.state.looking else {"answers": answers})
        number += 1


def _plan_and_show(stage: Stage, now: datetime, who: str, slug: str = "relapse-plan") -> None:
    actor = stage.actor(who, now)
    played = start(stage, now, actor, slug)
    step(stage, now, actor, slug, 0, {"written": PLANS[who]})
    lines = played.state.part.lines
    rated = {line.id: "partly" if line is lines[-1] else "yes" for line in lines}
    played = step(stage, now, actor, slug, 1, {"rated": rated})
    ask_for_feedback(stage.session, actor=actor, now=now + 5 * MINUTE, played=played)


def _answer(stage: Stage, now: datetime, who: str, slug: str = "relapse-plan") -> None:
    played = start(stage, now, stage.actor(who, now), slug)
    give_feedback(
        stage.session, actor=stage.actor("grace", now), now=now, account_id=stage.accounts[who], run_id=played.run.id,
        text=ANSWER,
    )  # fmt: skip


def _write_half(stage: Stage, now: datetime, who: str, slug: str = "documentation") -> None:
    actor = stage.actor(who, now)
    played = start(stage, now, actor, slug)
    save_lab_draft(
        stage.session, actor=actor, now=now + 6 * MINUTE, course=stage.course,
        exercise_id=played.exercise.id, number=0, fields={"text-note-text": [HALF_A_NOTE]},
    )  # fmt: skip
