"""The six months after the start in the demonstration: Northgate's goals, and what two of its care managers made of them."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from lms.cli.demo_cast import BHCM, NORTHGATE
from lms.cli.demo_stage import Diary, Stage
from lms.cli.demo_training import play
from lms.people.actions import local_day
from lms.readiness.goals.actions import By, propose, record, seen, set_goal, use_suggestion
from lms.readiness.rules.goals import Kind, Wanted

NOON, LATE = time(13, 20), time(15, 10)


def write_down(diary: Diary) -> None:
    """Put down the clinic's goals, what was recorded of them, and one that waits to be confirmed."""
    diary.at(75, LATE, _set)
    diary.at(
        50, NOON, partial(_done, who="sigrun", month=1, kind="case", note="How to open a handoff when the room is full")
    )
    diary.at(
        24, NOON, partial(_done, who="sigrun", month=2, kind="case", note="What to do when nobody answers the phone")
    )
    diary.at(5, NOON, partial(_says, who="sigrun", month=2, kind="observed", note="Marguerite sat in on a first visit"))
    diary.at(30, LATE, partial(_done, who="malik", month=1, kind="case", note="Two ways to bring a case to the panel"))
    diary.at(29, LATE, _again)
    diary.at(8, NOON, _walk)


def _by(stage: Stage, now: datetime, who: str) -> By:
    return By(stage.session, stage.actor(who, now), now, stage.course)


def _set(stage: Stage, now: datetime) -> None:
    use_suggestion(_by(stage, now, "camille"), clinic_id=stage.clinics[NORTHGATE].id, role=BHCM)


def _goal(stage: Stage, now: datetime, who: str, month: int, kind: Kind) -> tuple[str, str]:
    held = stage.role(who)
    goals = seen(_by(stage, now, who), held).months[month - 1].goals
    return held.id, next(each.goal.id for each in goals if each.goal.wanted.kind == kind)


def _done(stage: Stage, now: datetime, who: str, month: int, kind: Kind, note: str) -> None:
    held, goal = _goal(stage, now, who, month, kind)
    on = local_day(stage.clinics[NORTHGATE], now)
    record(_by(stage, now, "marguerite"), role_held_id=held, goal_id=goal, what="done", on=on, text=note)


def _says(stage: Stage, now: datetime, who: str, month: int, kind: Kind, note: str) -> None:
    held, goal = _goal(stage, now, who, month, kind)
    propose(
        _by(stage, now, who), role_held_id=held, goal_id=goal, on=local_day(stage.clinics[NORTHGATE], now), text=note
    )


def _again(stage: Stage, now: datetime) -> None:
    """Marguerite asks Malik to walk the module's first case again."""
    wanted = Wanted(1, "refresher", part=stage.module.cases[0].id)
    set_goal(_by(stage, now, "marguerite"), role_held_id=stage.role("malik").id, wanted=wanted)


def _walk(stage: Stage, now: datetime) -> None:
    play(stage, now, "malik", stage.module.cases[0].id)
