"""Pace: the minutes a week that are needed, the own pace of the last 28 days, where it leads, and why a date is at risk.

How days are counted. Days left are the days after today up to and including the due date, without pauses: today is
taken as over, finishing on the due date is in time, and on the due date itself the rest of the day counts as one.
A forecast counts the same days, so the forecast keeps the date exactly when the own pace is at least the pace needed.
Before a window opens, days left are those after its first day: work done earlier counts, but nobody has to begin early.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.dates import free_day_after, free_days
from lms.readiness.rules.facts import Facts
from lms.readiness.rules.timeline import Phase, RoleTimeline

Cause = Literal["plan", "hours", "pace"]
NoForecast = Literal["nothing left", "not begun", "unknown", "too early", "standstill", "open pause"]


@dataclass(frozen=True)
class Pace:
    """The figures of one day. Minutes are whole; `needed`, `own` and `agreed` are minutes a week.

    days_left and needed are None without a due date and after it; needed is 0 when nothing is left to do.
    own and forecast are None together; why_none then says why.
    """

    minutes_left: int
    days_left: int | None
    needed: int | None
    agreed: int
    own: int | None
    forecast: date | None
    why_none: NoForecast | None


def ceil_div(top: int, bottom: int) -> int:
    """Whole-number division, rounded up."""
    return -(-top // bottom)


def minutes_per_week(minutes: int, days: int) -> int:
    """The whole minutes a week that fit so many minutes into so many days, rounded up so that they suffice."""
    return ceil_div(minutes * 7, days)


def own_period(facts: Facts, opens: date | None, today: date) -> date | None:
    """The day from which a person's own pace can be told: begun, recorded in the role, window open; None: not yet."""
    marks = [day for day in (facts.began_by(today), opens, facts.joined_on) if day is not None]
    start = max(marks, default=date.min)
    return None if start > today else start


def window_of(timeline: RoleTimeline, facts: Facts, today: date) -> tuple[date, int, int]:
    """The pace window of a day: its first day, its days without pauses, and the minutes completed in it.

    It reaches back `pace_window_days`, today included, but not to before the first completion.
    """
    reach = min(timeline.pace_window_days - 1, (today - date.min).days)
    first = max(today - timedelta(days=reach), facts.began_by(today) or date.min)
    minutes = sum(amount for day, amount in facts.done if first <= day <= today)
    return first, free_days(first, today, facts.resting), minutes


def measure(timeline: RoleTimeline, facts: Facts, preparation: Phase, today: date) -> Pace:
    """The figures for a day.

    Too early to say: fewer days than the role's `too_early_days` have passed since the latest of the first completion,
    the opening of the window and the day the role was recorded, or since the return from leave.
    Standstill: begun, not too early, and nothing completed in the window.
    """
    left, opens, due = facts.minutes_left, preparation.opens, preparation.due
    days_left = needed = None
    if due is not None and today <= due:
        last_gone = max(today, opens) if opens is not None else today
        days_left = max(1, free_days(last_gone + timedelta(days=1), due, facts.resting)) if last_gone < due else 1
        needed = minutes_per_week(left, days_left)
    own, forecast, why_none = _forecast(timeline, facts, opens, today)
    agreed = (
        timeline.default_minutes_per_week if facts.agreed_minutes_per_week is None else facts.agreed_minutes_per_week
    )
    if due is not None and left == 0:
        needed = 0
    return Pace(left, days_left, needed, agreed, own, forecast, why_none)


def _forecast(
    timeline: RoleTimeline, facts: Facts, opens: date | None, today: date
) -> tuple[int | None, date | None, NoForecast | None]:
    if facts.minutes_left == 0:
        return None, None, "nothing left"
    if not facts.begun:
        return None, None, "not begun"
    if not facts.pace_known:
        return None, None, "unknown"
    first, days, minutes = window_of(timeline, facts, today)
    since = own_period(facts, opens, today)
    if since is None or free_days(max(since, first), today, facts.resting) <= timeline.too_early_days:
        return None, None, "too early"
    if minutes == 0:
        return None, None, "standstill"
    forecast = free_day_after(today, ceil_div(facts.minutes_left * days, minutes), facts.resting)
    if forecast is None:
        return None, None, "open pause"
    return round(minutes * 7 / days), forecast, None


def plan_falls_short(facts: Facts, preparation: Phase, agreed: int) -> bool:
    """Whether the agreed minutes a week, kept on every day the person had, are too few for the whole pathway.

    The days are those after the later of the window's opening and the day the role was recorded, up to the due date.
    Without either day nobody can tell, and the answer is False.
    """
    first = plan_began(facts, preparation)
    if preparation.due is None or first is None:
        return False
    days = free_days(first + timedelta(days=1), preparation.due, facts.resting)
    return facts.minutes_required * 7 > agreed * days


def plan_began(facts: Facts, preparation: Phase) -> date | None:
    """The first day the plan could use: the later of the window's opening and the day the role was recorded."""
    return max((day for day in (preparation.opens, facts.joined_on) if day is not None), default=None)


def cause_of(pace: Pace, facts: Facts, preparation: Phase) -> Cause | None:
    """Why the due date is at risk on a day, or None when it is not. The first that fits:

    plan: more is needed than agreed, and the agreed minutes a week were too few from the plan's first day.
    hours: more is needed than agreed now, though the plan could have held: too much is left for the time that remains.
    pace: what is left fits into the agreed minutes a week, but the own pace misses the date, has come to a standstill,
    or does not get there even before leave without an end that begins after the date.
    """
    if preparation.due is None or not pace.needed:
        return None
    if pace.needed > pace.agreed:
        return "plan" if plan_falls_short(facts, preparation, pace.agreed) else "hours"
    late = pace.forecast is not None and pace.forecast > preparation.due
    if pace.why_none == "open pause":
        late = min(pause.first for pause in facts.pauses if pause.last is None) > preparation.due
    return "pace" if late or pace.why_none == "standstill" else None
