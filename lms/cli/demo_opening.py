"""The three clinics of the demonstration before and after their first day: set-up, lists, somebody who leaves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from lms.cli.demo_cast import FERRY_LANDING, MILL_ROAD, NORTHGATE
from lms.cli.demo_stage import Diary, Stage
from lms.readiness.opening.actions import Wanted, mark, say_leaving, set_up
from lms.readiness.opening.queries import CLINIC, HANDOVER
from lms.readiness.rules.checklists import State

MORNING = time(9, 20)


class Entered(NamedTuple):
    """An entry about an item of Mill Road: how many days ago, by whom, what it said. `due`: in days from the first day."""

    days_ago: int
    by: str
    item: str
    state: State
    owner: str
    due: int | None
    words: str


AT_MILL_ROAD = (
    Entered(
        62,
        "ruth",
        "clinic-registry",
        "in progress",
        "Ruth Halloran",
        -40,
        "Chosen in October; invented patients are in it",
    ),
    Entered(56, "ruth", "clinic-agreement", "in progress", "Legal", -17, "Draft sent to Dr. Hartmann"),
    Entered(
        48,
        "ruth",
        "clinic-credentialing",
        "in progress",
        "Medical staff office",
        -10,
        "File is complete; the committee meets monthly",
    ),
    Entered(40, "grace", "clinic-screening", "in progress", "Grace Bellweather", -20, ""),
    Entered(
        34,
        "ruth",
        "clinic-consent",
        "done",
        "Ruth Halloran",
        None,
        "Words agreed with compliance; they stand in the record",
    ),
    Entered(
        30,
        "ruth",
        "clinic-registry",
        "done",
        "Ruth Halloran",
        None,
        "Tried for a week with thirty-two invented patients",
    ),
    Entered(
        21, "grace", "clinic-safety", "in progress", "Grace Bellweather", -7, "Written; five of seven have read it"
    ),
    Entered(
        13, "ruth", "clinic-access", "in progress", "IT", -14, "Care manager has it; consultant waits for credentialing"
    ),
    Entered(
        9, "grace", "clinic-screening", "done", "Grace Bellweather", None, "Tried on two mornings at the rooming desk"
    ),
)


def write_down(diary: Diary) -> None:
    """Put down what was entered on which day."""
    diary.at(119, MORNING, partial(_set_up, clinic=NORTHGATE, checklists=False))
    diary.at(118, MORNING, _all_done)
    diary.at(63, MORNING, partial(_set_up, clinic=MILL_ROAD, checklists=False))
    for entry in AT_MILL_ROAD:
        diary.at(entry.days_ago, MORNING, partial(_enter, entry=entry))
    diary.at(6, MORNING, partial(_set_up, clinic=FERRY_LANDING, checklists=True))
    diary.at(5, MORNING, _leaves)


def _set_up(stage: Stage, now: datetime, clinic: str, *, checklists: bool) -> None:
    here = stage.clinics[clinic]
    unused = {"auxiliary": "Two rooms only: the nurse rooms every patient"} if clinic == FERRY_LANDING else {}
    set_up(
        stage.session, actor=stage.actor("ruth", now), now=now, course=stage.course, clinic_id=here.id,
        opens_on=here.opens_on, unused=unused, checklists=checklists,
    )  # fmt: skip


def _all_done(stage: Stage, now: datetime) -> None:
    """Northgate began two years ago."""
    for item in stage.course.checklists.clinic:
        _mark(stage, now, "ruth", CLINIC, stage.clinics[NORTHGATE].id, item.id, Wanted("done", "", None, "", 0))


def _enter(stage: Stage, now: datetime, entry: Entered) -> None:
    due = stage.opens + timedelta(days=entry.due) if entry.due is not None else None
    seen = sum(each.item == entry.item and each.days_ago > entry.days_ago for each in AT_MILL_ROAD)
    wanted = Wanted(entry.state, entry.owner, due, entry.words, seen)
    _mark(stage, now, entry.by, CLINIC, stage.clinics[MILL_ROAD].id, entry.item, wanted)


def _leaves(stage: Stage, now: datetime) -> None:
    """Colm goes to another town in five weeks; Grace has begun his hand-over."""
    held = stage.role("colm")
    say_leaving(
        stage.session,
        actor=stage.actor("grace", now),
        now=now,
        role_held_id=held.id,
        last_day=now.date() + timedelta(weeks=5),
    )
    told = Wanted("in progress", "Colm Brannigan", now.date() + timedelta(weeks=2), "Letters are written", 0)
    _mark(stage, now, "grace", HANDOVER, held.id, "handover-patients", told)


def _mark(stage: Stage, now: datetime, by: str, list_id: str, subject_id: str, item: str, wanted: Wanted) -> None:
    mark(
        stage.session, actor=stage.actor(by, now), now=now, course=stage.course, list_id=list_id, subject_id=subject_id,
        item_id=item, wanted=wanted,
    )  # fmt: skip
