"""Skills in the demonstration: what Grace, Ruth and a care manager saw, what waits for Grace, and what the clinics ask for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from lms.cli.demo_cast import MILL_ROAD, NORTHGATE
from lms.cli.demo_stage import Diary, Stage
from lms.readiness.skills.actions import Entry, Given, note_seen, sign, write_log
from lms.readiness.skills.clinics import name_signer, set_use
from lms.readiness.skills.ratings import Ratings, Wanted, save_ratings, set_tasks

AFTERNOON, EVENING = time(15, 20), time(16, 40)
DONE, PRACTICE = "done", "needs more practice"

SIGNED = (
    (24, "grace", "marisol", "sk-introduce", "observed", DONE, "Plain, short, and you waited for the answer."),
    (17, "grace", "marisol", "sk-measure", "role-play", DONE, ""),
    (15, "ruth", "marisol", "sk-registry-entry", "observed", DONE, ""),
    (31, "grace", "priya", "sk-introduce", "observed", PRACTICE, "Say what it may cost before you ask for consent."),
    (60, "marguerite", "colm", "sk-introduce", "observed", DONE, ""),
    (58, "marguerite", "colm", "sk-first-call", "observed", DONE, "You can be listened to."),
    (52, "marguerite", "colm", "sk-measure", "observed", DONE, ""),
    (45, "grace", "colm", "sk-item-nine", "role-play", DONE, "Direct, and you stayed."),
    (38, "grace", "colm", "sk-present", "observed", DONE, ""),
    (33, "grace", "colm", "sk-note", "record review", DONE, "Five notes, one question left open."),
    (25, "colm", "bettina", "sk-introduce", "observed", DONE, ""),
    (18, "grace", "bettina", "sk-first-call", "observed", DONE, ""),
    (11, "colm", "bettina", "sk-present", "role-play", PRACTICE, "Begin with the question."),
    (20, "marguerite", "thandi", "sk-line-two", "role-play", DONE, "Two drills, both calm."),
)
"""Days ago, who signed, whose, skill, how, what, in which words."""
WAITING = ("sk-first-call", "sk-present")
"""Grace saw these of Marisol and has not signed them."""
SHADOWED = (
    (26, 180, "bhcm", "A morning of calls with Colm at Northgate"),
    (19, 60, "psychiatric-consultant", "A panel review, listening"),
)
ASKED = ("sk-introduce", "sk-first-call", "sk-measure", "sk-item-nine", "sk-present", "sk-note")

OWN = {"c-05": 1, "c-06": 1, "c-08": 0, "c-09": 1, "c-12": 3, "rq-medicines": 1}
BY_GRACE = {"c-06": 0, "c-08": 1, "c-09": 1, "c-12": 1, "rq-counseling": 1}
"""Ratings other than 2, alone."""
BRINGS = "Six years on a medical ward. I have never presented to a psychiatrist, and I would like to hear Colm do it."
SAYS = "You ask well and listen longer than most. First the two minutes of a presentation, then activation."


def write_down(diary: Diary) -> None:
    """Put down who saw what, on which day."""
    diary.at(70, AFTERNOON, partial(_name, by="marguerite", who="colm"))
    diary.at(40, AFTERNOON, _ask)
    for days_ago, by, whose, skill, method, state, comment in SIGNED:
        given = partial(Given, method=method, state=state, comment=comment)
        diary.at(days_ago, AFTERNOON, partial(_sign, by=by, whose=whose, skill=skill, given=given))
    diary.at(39, AFTERNOON, partial(_rate, by="marisol", whose=None, levels=OWN, words=BRINGS))
    diary.at(37, AFTERNOON, partial(_rate, by="grace", whose="marisol", levels=BY_GRACE, words=SAYS))
    diary.at(37, EVENING, _plan)
    diary.at(6, EVENING, partial(_rate, by="aroha", whose=None, levels={"c-04": 0, "c-08": 0}, words=""))
    for skill in WAITING:
        diary.at(4, EVENING, partial(_note, by="grace", whose="marisol", skill=skill))
    diary.at(2, EVENING, partial(_note, by="desmond", whose=None, skill="sk-introduce"))
    for days_ago, minutes, role, what in SHADOWED:
        diary.at(days_ago, EVENING, partial(_log, who="marisol", minutes=minutes, role=role, what=what))


def _sign(stage: Stage, now: datetime, *, by: str, whose: str, skill: str, given: partial[Given]) -> None:
    actor = stage.actor(by, now)
    sign(
        stage.session, actor=actor, now=now, course=stage.course, account_id=stage.accounts[whose], skill_id=skill,
        given=given(seen_on=actor.today),
    )  # fmt: skip


def _note(stage: Stage, now: datetime, *, by: str, whose: str | None, skill: str) -> None:
    """Seen and not signed: noted by a supervisor, or asked for by the learner."""
    actor = stage.actor(by, now)
    words = "" if whose else "Dr. Okonjo, at the welcome desk"
    note_seen(
        stage.session, actor=actor, now=now, course=stage.course, account_id=stage.accounts[whose] if whose else None,
        skill_id=skill, given=Given(None, None, actor.today, words),
    )  # fmt: skip


def _log(stage: Stage, now: datetime, *, who: str, minutes: int, role: str, what: str) -> None:
    actor = stage.actor(who, now)
    kind = "panel review" if role == "psychiatric-consultant" else "shadowing"
    write_log(
        stage.session, actor=actor, now=now, entry=Entry(kind, actor.today - timedelta(days=1), minutes, role, what)
    )


def _rate(stage: Stage, now: datetime, *, by: str, whose: str | None, levels: dict[str, int], words: str) -> None:
    """All skills rated 2 but for some, and handed in."""
    rated = {each.id: 2 for each in stage.course.ratable("bhcm")} | levels
    save_ratings(
        stage.session, actor=stage.actor(by, now), now=now, course=stage.course, account_id=stage.accounts[whose] if whose else None,
        given=Ratings(rated, words), hand_in=True,
    )  # fmt: skip


def _plan(stage: Stage, now: datetime) -> None:
    """Grace makes tasks of what she and Marisol agreed to work on first."""
    actor = stage.actor("grace", now)
    parts = stage.course.parts_for(["C-08"])[:2]
    wanted = [
        *(Wanted("c-08", "course", actor.today + timedelta(days=21), part_id=part) for part in parts),
        Wanted(
            "c-08",
            "shadowing",
            actor.today + timedelta(days=28),
            what="Colm presents, you listen; Northgate, a Tuesday",
        ),
        Wanted(
            "c-06", "practice", actor.today + timedelta(days=42), what="One step of activation in a role-play with me"
        ),
    ]
    set_tasks(
        stage.session, actor=actor, now=now, course=stage.course, account_id=stage.accounts["marisol"], wanted=wanted
    )


def _name(stage: Stage, now: datetime, *, by: str, who: str) -> None:
    """Northgate names its experienced care manager."""
    actor = stage.actor(by, now)
    name_signer(
        stage.session, actor=actor, now=now, clinic_id=stage.clinics[NORTHGATE].id, account_id=stage.accounts[who],
        from_date=actor.today, to_date=None, reason="Eight years in this work; seen by me and by Grace",
    )  # fmt: skip


def _ask(stage: Stage, now: datetime) -> None:
    """Mill Road says what a care manager must have signed before she is ready."""
    set_use(
        stage.session, actor=stage.actor("ruth", now), now=now, course=stage.course, clinic_id=stage.clinics[MILL_ROAD].id,
        role="bhcm", used=True, skills=ASKED,
    )  # fmt: skip
