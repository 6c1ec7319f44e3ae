"""Training from outside in the demonstration: one that waits, one that was accepted for a lesson, one that was not, a certificate."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from lms.acts.outside import decide, open_parts
from lms.cli.demo_stage import Diary, Stage
from lms.learning.outside.actions import record_training
from lms.learning.outside.certificate.rules import Given as Certificate
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.rules import Given

HELD_BEFORE = timedelta(days=30)
HALF_DAY, AFTERNOON = 180, 90
WAITING = (
    "Motivational interviewing, an introduction",
    "Estuary Nurses' Association",
    HALF_DAY,
    "A sheet signed by the trainer; it is in my folder.",
)
ACCEPTED = (
    "Integrated care: what the studies show",
    "Department of Family Medicine, grand rounds",
    AFTERNOON,
    "The invitation, and my notes.",
)
DECLINED = ("A recording about difficult telephone calls", "Found by himself", AFTERNOON, "Nothing but my word.")
CERTIFICATE = (
    "Collaborative Care, an overview",
    "Estuary Health Training",
    AFTERNOON,
    "",
)
CODE, CHECK_PAGE = "4T9K2WQX7M3E8HBD", "https://training.estuary-health.example/verify"
AT_NOON = time(12, 40)


def write_down(diary: Diary) -> None:
    """Put down who recorded what, and what was decided."""
    for days_ago, who, training in ((11, "soledad", ACCEPTED), (38, "kit", DECLINED), (4, "marisol", WAITING)):
        diary.at(days_ago, AT_NOON, partial(_record, who=who, training=training))
    diary.at(
        3, AT_NOON, partial(_record, who="soledad", training=CERTIFICATE, certificate=Certificate(CODE, CHECK_PAGE))
    )
    diary.at(9, AT_NOON, partial(_decide, by="rashid", whose="soledad", accept=True))
    diary.at(34, AT_NOON, partial(_decide, by="grace", whose="kit", accept=False))


def _record(
    stage: Stage, now: datetime, who: str, training: tuple[str, str, int, str], certificate: Certificate | None = None
) -> None:
    title, provider, minutes, shows = training
    given = Given(title, provider, now.date() - HELD_BEFORE, minutes, shows, file=False, coded=certificate is not None)
    record_training(
        stage.session, actor=stage.actor(who, now), now=now, given=given, today=now.date(), file=None, certificate=certificate
    )  # fmt: skip


def _decide(stage: Stage, now: datetime, by: str, whose: str, *, accept: bool) -> None:
    """Accept it for the last lesson that is open, or decline it."""
    account_id = stage.accounts[whose]
    row = stage.session.scalars(select(OutsideTraining).where(OutsideTraining.account_id == account_id)).one()
    lessons = [
        each.id
        for each in open_parts(stage.session, account_id, stage.course)
        if stage.course.kind_of[each.id] == "lesson" and each.minutes <= row.minutes
    ]
    decide(
        stage.session, actor=stage.actor(by, now), now=now, course=stage.course, account_id=account_id, training_id=row.id,
        accept=accept, waives=lessons[-1:] if accept else (),
        reason="" if accept else "Good to hear, and not what a care manager's training asks for",
    )  # fmt: skip
