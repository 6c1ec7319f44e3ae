"""Lanes: one thin picture a person, all on one scale of time, so that a list of people can be read down like a calendar.

The pale band is the window, its filled part the share of the work done, the pin the start date, the diamond the
forecast, the dotted line today. Coordinates are SVG user units; dates are the clinic's local dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from lms.readiness.rows import Row
from lms.readiness.rules import day_words, duration_words
from lms.web.charts import MONTHS, Tick

WIDTHS = {"wide": 192.0, "thin": 320.0}
# How far the scale reaches from today at most; what lies beyond is held at the edge, and the words say where it is.
BEFORE, AFTER = timedelta(days=183), timedelta(days=274)
LEAST = timedelta(days=28)
EDGE = 4.0
NAME_ROOM = 30.0


@dataclass(frozen=True)
class Scale:
    """Days to x on one width."""

    first: date
    last: date
    width: float

    def x(self, day: date) -> float:
        """Where a day stands; outside the scale, its edge."""
        share = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return round(EDGE + share * (self.width - 2 * EDGE), 1)

    def holds(self, day: date) -> bool:
        """Whether a day lies on the scale."""
        return self.first <= day <= self.last

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The first of each month, or of every second, third, sixth or twelfth where names need the room."""
        month, firsts = date(self.first.year, self.first.month, 1), []
        while month <= self.last:
            firsts += [month] if month >= self.first else []
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        gap = min((self.x(after) - self.x(before) for before, after in pairwise(firsts)), default=99.0)
        every = next(step for step in (1, 2, 3, 6, 12) if gap * step >= NAME_ROOM or step == 12)
        shown = [each for each in firsts if (each.month - 1) % every == 0]
        return tuple(
            Tick(self.x(each), MONTHS[each.month - 1][:3] if self.x(each) + NAME_ROOM <= self.width else "")
            for each in shown
        )


@dataclass(frozen=True)
class Lane:
    """One person's picture; what a situation does not have, or what lies off the scale, is None.

    `band` is the window from left to right, `done` where its filled part ends. `late` leads from the due date to the
    forecast. `beyond` is where the forecast leaves the scale. `title` says all of it in words.
    """

    title: str
    standing: str
    today: float | None
    band: tuple[float, float] | None
    done: float | None
    pin: float | None
    forecast: float | None
    late: tuple[float, float] | None
    beyond: float | None


def scale_of(rows: Sequence[Row], width: float) -> Scale:
    """One scale on which all rows can be compared: from the earliest to the latest of their dates, within limits."""
    todays = [row.as_of for row in rows]
    days = [day for row in rows for day in (row.opens_on, row.start_date, row.due_date, row.forecast_date) if day]
    first = max(min([*days, *(day - LEAST for day in todays)]), min(todays) - BEFORE)
    last = min(max([*days, *(day + LEAST for day in todays)]), max(todays) + AFTER)
    room = max((last - first) * 0.03, timedelta(days=2))
    return Scale(first - room, last + room, width)


def lane_of(row: Row, scale: Scale) -> Lane:
    """The picture of one row on a scale."""
    window = window_of(row)
    band = (scale.x(window[0]), scale.x(window[1])) if window else None
    share = share_done(row)
    forecast, beyond, late = row.forecast_date, None, None
    if forecast is not None and forecast > scale.last:
        beyond = scale.x(forecast)
    if forecast is not None and row.due_date is not None and forecast > row.due_date:
        late = (scale.x(row.due_date), scale.x(forecast))
    return Lane(
        title=describe(row),
        standing=row.standing,
        today=scale.x(row.as_of) if scale.holds(row.as_of) else None,
        band=band,
        done=round(band[0] + share * (band[1] - band[0]), 1) if band and share else None,
        pin=scale.x(row.start_date) if scale.holds(row.start_date) else None,
        forecast=scale.x(forecast) if forecast is not None and scale.holds(forecast) else None,
        late=late,
        beyond=beyond,
    )


def window_of(row: Row) -> tuple[date, date] | None:
    """The days of the phase a person is in; None where no window is known."""
    opens = row.start_date if row.standing == "in continuing education" else row.opens_on
    if opens is None or row.due_date is None or opens >= row.due_date:
        return None
    return opens, row.due_date


def share_done(row: Row) -> float | None:
    """How much of the published work is done, 0 to 1; None where there is none, and in continuing education."""
    if not row.minutes_required or row.standing == "in continuing education":
        return None
    return min(1.0, row.minutes_done / row.minutes_required)


def describe(row: Row) -> str:
    """The lane in words, with every date and number it shows."""
    said = [f"As of {day_words(row.as_of)}"]
    window = window_of(row)
    if window:
        said.append(f"window {day_words(window[0])} to {day_words(window[1])}")
    share = share_done(row)
    if share is not None:
        done, required = duration_words(row.minutes_done), duration_words(row.minutes_required)
        said.append(f"{done} of {required} done, {int(share * 100)} percent")
    said.append(f"start date {day_words(row.start_date)}")
    said.append(f"forecast {day_words(row.forecast_date)}" if row.forecast_date else "no forecast")
    return f"{row.person}: {'; '.join(said)}."
