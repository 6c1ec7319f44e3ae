"""The month ends of the demonstration, each counted on the first workday after it from what was known then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from lms.cli.demo_people import FIRST_DAY
from lms.cli.demo_stage import FRIDAY, OPENS, Diary, Stage
from lms.people.permissions import SYSTEM
from lms.readiness.overview.actions import take_snapshot
from lms.readiness.rules.counts import last_month_over, month_ends


def write_down(diary: Diary) -> None:
    """Put down the count of every month that ended since the beginning, but for today's: that is the job loop's to do."""
    for as_of in month_ends(last_month_over(diary.today), FIRST_DAY // 28):
        on = as_of + timedelta(days=1)
        while on.weekday() > FRIDAY:
            on += timedelta(days=1)
        if diary.today - timedelta(days=FIRST_DAY) < as_of and on < diary.today:
            diary.at((diary.today - on).days, OPENS, partial(_count, as_of=as_of))


def _count(stage: Stage, now: datetime, as_of: date) -> None:
    stage.catch_up(now)
    for clinic in stage.clinics.values():
        take_snapshot(stage.session, actor=SYSTEM, now=now, clinic=clinic, course=stage.course, as_of=as_of)
