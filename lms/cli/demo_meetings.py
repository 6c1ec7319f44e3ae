"""The meetings of the demonstration: Mill Road gets ready, Northgate holds its Thursdays and is late with one, Ferry Landing meets every other week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from lms.cli.demo_cast import FERRY_LANDING, MILL_ROAD, NORTHGATE
from lms.cli.demo_stage import Diary, Stage
from lms.readiness.meetings.actions import Record, cancel, hold, set_up
from lms.readiness.meetings.queries import kept_for
from lms.readiness.rules.meetings import CASELOAD, PANEL, PROGRAM, Rhythm

MORNING, AFTERNOON, EVENING = time(9, 20), time(14, 5), time(16, 40)
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
HALF_PAST_TWELVE, NINE, TWO = 12 * 60 + 30, 9 * 60, 14 * 60
NORTHGATE_SINCE, MILL_ROAD_SINCE, FERRY_SINCE = 103, 24, 9
STORM, SHORT = 4, 2
"""Weeks ago: the Thursday that was cancelled, and the one at which somebody was missing."""
NOTE = "Bring the question in one sentence. Who is stuck at eight weeks goes first; Bettina keeps the list of actions."
REVIEWED = "Time to the first contact is better since Thandi takes the calls. Next: the advice that was not answered within a week."


def write_down(diary: Diary) -> None:
    """Put down who set what up, and which meetings were held, on which day."""
    today = diary.today
    last = _before(today, THURSDAY)

    def begin(days_ago: int, by: str, where: str, kind: str, rhythm: Rhythm, before: int | None = None) -> None:
        when = today - timedelta(days=before) if before else None
        diary.at(days_ago, MORNING, partial(_set_up, by=by, where=where, kind=kind, rhythm=rhythm, last_before=when))

    def since(days_ago: int) -> date:
        return today - timedelta(days=days_ago)

    video = "By video; the small room at Northgate"
    begin(
        NORTHGATE_SINCE,
        "marguerite",
        NORTHGATE,
        PANEL,
        Rhythm(1, "week", THURSDAY, HALF_PAST_TWELVE, 60, video, since(NORTHGATE_SINCE)),
        109,
    )
    begin(
        NORTHGATE_SINCE,
        "marguerite",
        NORTHGATE,
        CASELOAD,
        Rhythm(3, "month", TUESDAY, NINE, 60, "Dr. Okonjo’s office", since(NORTHGATE_SINCE)),
        116,
    )
    begin(
        NORTHGATE_SINCE,
        "marguerite",
        NORTHGATE,
        PROGRAM,
        Rhythm(3, "month", WEDNESDAY, TWO, 90, "Board room", since(NORTHGATE_SINCE)),
        130,
    )
    for weeks in range(7, -1, -1):
        slot = last - timedelta(weeks=weeks)
        act = (
            _storm
            if weeks == STORM
            else partial(
                _hold,
                where=NORTHGATE,
                kind=PANEL,
                by="marguerite",
                missing=weeks == SHORT,
                note=NOTE if weeks == 1 else None,
            )
        )
        diary.at((today - slot).days, EVENING, partial(act, slot=slot))
    reviewed = _before(today - timedelta(days=44), WEDNESDAY)
    diary.at(
        (today - reviewed).days,
        EVENING,
        partial(_hold, where=NORTHGATE, kind=PROGRAM, by="marguerite", missing=False, note=REVIEWED, slot=reviewed),
    )

    begin(
        MILL_ROAD_SINCE,
        "grace",
        MILL_ROAD,
        PANEL,
        Rhythm(
            1,
            "week",
            THURSDAY,
            HALF_PAST_TWELVE,
            60,
            "Exam room 11, with the registry on the screen",
            since(MILL_ROAD_SINCE),
        ),
    )
    begin(
        MILL_ROAD_SINCE,
        "grace",
        MILL_ROAD,
        CASELOAD,
        Rhythm(3, "month", TUESDAY, TWO, 60, "Grace’s office", since(MILL_ROAD_SINCE)),
    )
    begin(
        MILL_ROAD_SINCE,
        "ruth",
        MILL_ROAD,
        PROGRAM,
        Rhythm(1, "month", WEDNESDAY, NINE, 60, "Staff room", since(MILL_ROAD_SINCE)),
    )
    for weeks in (2, 1):
        slot = last - timedelta(weeks=weeks)
        diary.at(
            (today - slot).days,
            EVENING,
            partial(_hold, where=MILL_ROAD, kind=PANEL, by="grace", missing=weeks == SHORT, note=None, slot=slot),
        )

    reason = "Dr. Lindqvist reviews for two clinics until the second consultant begins"
    begin(
        FERRY_SINCE,
        "rashid",
        FERRY_LANDING,
        PANEL,
        Rhythm(2, "week", WEDNESDAY, TWO, 45, "By video", since(FERRY_SINCE), reason),
    )


def _before(day: date, weekday: int) -> date:
    """The last such weekday before a day."""
    return day - timedelta(days=(day.weekday() - weekday) % 7 or 7)


def _set_up(
    stage: Stage, now: datetime, *, by: str, where: str, kind: str, rhythm: Rhythm, last_before: date | None
) -> None:
    set_up(
        stage.session,
        actor=stage.actor(by, now),
        now=now,
        clinic_id=stage.clinics[where].id,
        kind=kind,
        rhythm=rhythm,
        last_before=last_before,
    )


def _hold(
    stage: Stage, now: datetime, *, where: str, kind: str, by: str, missing: bool, note: str | None, slot: date
) -> None:
    """A meeting is recorded on the afternoon of its day; with `missing`, the first who had to come was away."""
    actor, clinic = stage.actor(by, now), stage.clinics[where]
    kept = next(each for each in kept_for(stage.session, actor, clinic.id, now)[1] if each.kind.id == kind)
    must = [each.account_id for each in kept.asked(slot).must if not each.away]
    came = {account_id: account_id != must[0] for account_id in must} if missing else None
    given = Record(on=slot, came=came, note=note)
    hold(stage.session, actor=actor, now=now, clinic_id=clinic.id, series_id=kept.row.id, slot=slot, given=given)


def _storm(stage: Stage, now: datetime, *, slot: date) -> None:
    """Northgate cancels one Thursday."""
    actor, clinic = stage.actor("marguerite", now), stage.clinics[NORTHGATE]
    kept = next(each for each in kept_for(stage.session, actor, clinic.id, now)[1] if each.kind.id == PANEL)
    cancel(
        stage.session,
        actor=actor,
        now=now,
        clinic_id=clinic.id,
        series_id=kept.row.id,
        slot=slot,
        reason="No power in the building after the storm",
    )
