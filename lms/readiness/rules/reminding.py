"""When a reminder may be sent, and when it goes out. At most one in seven days, unless a date is near (F35, C68)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.readiness.rules.words import day_words

EVERY_DAYS = 7
NEAR_DAYS = 7
OPENS, CLOSES = time(8), time(17)
LIMIT = "At most one reminder in 7 days, or one a day when a date is within 7 days."


@dataclass(frozen=True)
class Need:
    """What one role says about a reminder: its standing word, its due date, and whether there is anything to do."""

    standing: str
    due: date | None
    left: bool


def no_reminder(
    needs: tuple[Need, ...], *, today: date, last_on: date | None, deactivated: bool, has_address: bool
) -> str | None:
    """Why no reminder can be sent now, in a sentence, or None. `last_on` is the local day of the last one."""
    if deactivated:
        return "This account is deactivated, so no letter can be sent."
    if not has_address:
        return "There is no address to send a letter to."
    if not needs:
        return "There is no role to train for, so there is nothing to remind of."
    if all(each.standing == "paused" for each in needs):
        return "Nobody is reminded on leave."
    if not any(each.left and each.standing != "paused" for each in needs):
        return "Nothing that is published is left to do, so there is nothing to remind of."
    if last_on is None:
        return None
    if last_on >= today:
        return f"A reminder was written today. {LIMIT}"
    near = any(each.due is not None and 0 <= (each.due - today).days <= NEAR_DAYS for each in needs)
    free = last_on + timedelta(days=EVERY_DAYS)
    if not near and today < free:
        return f"The last reminder was written on {day_words(last_on)}; the next can be on {day_words(free)}. {LIMIT}"
    return None


def goes_out(now: datetime, zone: str) -> datetime:
    """The instant a letter leaves: now in working hours of the zone, else the next weekday at eight."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return now
    if local.weekday() >= 5 or local.time() >= CLOSES:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, ZoneInfo(zone)).astimezone(now.tzinfo)
