"""Where everything goes in our pictures: data in, coordinates out. Colours and words of the page stay in the template.

Coordinates are SVG user units, rounded to a tenth, y downwards. A chart carries `title`, its text alternative, which
holds every number and date that a label shows. Dates are the clinic's local dates; amounts of work are minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from lms.readiness.rules import duration_words
from lms.web.label_places import Label, Line, Place, Point, Words, place

Shape = Literal["wide", "thin", "page"]

# Fixed names, so that a picture reads the same whatever the locale of the server.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class TimelineData:
    """What the timeline shows. `earned` is (date, minutes of required work completed that day), in any order.

    `forecast` is the day the rules expect the work to be done, None where there is none. `own` is False where
    somebody else looks. `level` says what the required minutes are, such as "all seven modules".
    """

    today: date
    opens: date | None
    start: date | None
    required_minutes: int
    earned: tuple[tuple[date, int], ...]
    standing: str
    forecast: date | None = None
    needed_minutes_per_week: int | None = None
    own_minutes_per_week: int | None = None
    level: str = ""
    own: bool = True

    @property
    def done_minutes(self) -> int:
        """Required minutes completed by the end of today, never more than are required."""
        return self.done_by(self.today)

    def drawn(self, shape: Shape) -> TimelineChart | None:
        """The picture in one of three shapes: wide, page (beside a column, or on a tablet) or thin (on a phone)."""
        return timeline_chart(self, shape)

    def done_by(self, day: date) -> int:
        """Required minutes completed by the end of `day`."""
        return min(self.required_minutes, sum(minutes for when, minutes in self.earned if when <= min(day, self.today)))


@dataclass(frozen=True)
class Tick:
    """A month on the axis; `text` is empty where its name has no room."""

    x: float
    text: str


@dataclass(frozen=True)
class TimelineChart:
    """The picture of `look/home.html` in coordinates; what a situation does not have is empty or None.

    `beyond` says that the forecast lies off to the right: the own line then ends in an arrow, not a diamond.
    """

    width: float
    height: float
    title: str
    axis: Line
    window: tuple[Point, Point]
    ticks: tuple[Tick, ...]
    level: Line
    room: Line
    needed: Line
    own: Line
    done: Line
    now: Point
    pin: Point
    forecast: Point | None
    beyond: Point | None
    labels: tuple[Label, ...]
    standing: str


@dataclass(frozen=True)
class _Frame:
    """Sizes of one shape: the drawing, its plot from `left` to `right` and `top` to `bottom`."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


FRAMES: dict[Shape, _Frame] = {
    "wide": _Frame(1080, 266, 6, 984, 40, 236),
    "page": _Frame(760, 230, 6, 664, 40, 200),
    "thin": _Frame(360, 246, 6, 350, 50, 216),
}


class _Scale:
    """Days to x, minutes to y. Days far outside the window are held at the edge."""

    def __init__(self, frame: _Frame, first: date, last: date, most: int) -> None:
        self.frame, self.first, self.last, self.most = frame, first, last, most

    def x(self, day: date) -> float:
        held = min(max(day, self.first), self.last)
        share = (held - self.first) / (self.last - self.first)
        return round(self.frame.left + share * (self.frame.right - self.frame.left), 1)

    def y(self, minutes: float) -> float:
        share = min(max(minutes / self.most, 0), 1)
        return round(self.frame.bottom - share * (self.frame.bottom - self.frame.top), 1)

    def at(self, day: date, minutes: float) -> Point:
        return self.x(day), self.y(minutes)


def day_text(day: date, *, short: bool = False, year: bool = False) -> str:
    """A date as "4 May", "4 Sep" (short) or "4 May 2026" (year)."""
    month = MONTHS[day.month - 1]
    return f"{day.day} {month[:3] if short else month}" + (f" {day.year}" if year else "")


def minutes_text(minutes: int, *, short: bool = False) -> str:
    """Minutes as "27 h", "12 h 45 min" ("12 h 45" when short) or "40 min"."""
    said = duration_words(minutes)
    return said.removesuffix(" min") if short and minutes >= 60 else said


def describe(data: TimelineData) -> str:
    """The timeline in sentences, with every number and date the picture shows."""
    done, required = minutes_text(data.done_minutes), minutes_text(data.required_minutes)
    said = ["Hours done by date."]
    if data.opens and data.start:
        said.append(f"Training window {day_text(data.opens, year=True)} to {day_text(data.start, year=True)}.")
    said.append(
        f"Today, {day_text(data.today, year=True)}: {done} of {required}{', ' + data.level if data.level else ''}."
    )
    if data.start:
        if data.own:
            said.append(
                f"You {'start' if data.today <= data.start else 'started'} on {day_text(data.start, year=True)}."
            )
        else:
            said.append(f"The start with patients is {day_text(data.start, year=True)}.")
    if data.done_minutes >= data.required_minutes:
        return " ".join([*said, "All required work is done."])
    if data.needed_minutes_per_week is not None:
        said.append(f"The pace needed is {minutes_text(data.needed_minutes_per_week)} a week.")
    pace = f" of {minutes_text(data.own_minutes_per_week)} a week" if data.own_minutes_per_week is not None else ""
    if data.forecast is None:
        said.append("There is no forecast yet.")
    else:
        whose = "your own" if data.own else "the present"
        said.append(
            f"At {whose} pace{pace} the work is done on {day_text(data.forecast, year=True)}{_against_start(data)}."
        )
    return " ".join(said)


def _against_start(data: TimelineData) -> str:
    if data.forecast is None or data.start is None:
        return ""
    days = (data.forecast - data.start).days
    if days == 0:
        return ", on the start date"
    return f", {abs(days)} {'day' if abs(days) == 1 else 'days'} {'after' if days > 0 else 'before'} the start date"


@lru_cache(maxsize=1024)
def timeline_chart(data: TimelineData, shape: Shape) -> TimelineChart | None:
    """The timeline in one of three shapes; None where there is no window or nothing to do."""
    if data.opens is None or data.start is None or data.opens >= data.start or data.required_minutes <= 0:
        return None
    frame = FRAMES[shape]
    scale = _scale(data, data.opens, data.start, frame)
    now = scale.at(data.today, data.done_minutes)
    open_work = data.done_minutes < data.required_minutes
    needed: Line = ()
    if open_work and data.today < data.start:
        needed = (scale.at(max(data.today, data.opens), data.done_minutes), scale.at(data.start, data.required_minutes))
    own, forecast, beyond = _own_line(data, scale, now) if open_work else ((), None, None)
    room: Line = (now, forecast, *reversed(needed)) if needed and forecast and forecast[0] < needed[1][0] else ()
    pin = (scale.x(data.start), frame.top - 17)
    chart = TimelineChart(
        width=frame.width,
        height=frame.height,
        title=describe(data),
        axis=((frame.left, frame.bottom), (frame.right, frame.bottom)),
        window=((scale.x(data.opens), frame.top), (scale.x(data.start), frame.bottom)),
        ticks=tuple(_ticks(scale)),
        level=((scale.x(data.opens), frame.top), (scale.x(data.start), frame.top)),
        room=room,
        needed=needed,
        own=own,
        done=tuple(_done_line(data, scale)),
        now=now,
        pin=pin,
        forecast=forecast,
        beyond=beyond,
        labels=(),
        standing=data.standing,
    )
    return replace(chart, labels=_labels(data, chart, scale, shape))


def _scale(data: TimelineData, opens: date, start: date, frame: _Frame) -> _Scale:
    """The window with what lies near it: at most half a window more to the left, two and a half to the right."""
    window = start - opens
    early = [when for when, _ in data.earned if when <= data.today]
    first = max(min([opens, data.today, *early]), opens - window / 2)
    seen = min(max(start, data.today), start + 2 * window)
    last = min(max([seen] + ([data.forecast] if data.forecast else [])), seen + window / 2)
    span = last - first
    return _Scale(
        frame, first - max(span * 0.03, timedelta(1)), last + max(span * 0.1, timedelta(3)), data.required_minutes
    )


def _done_line(data: TimelineData, scale: _Scale) -> Iterator[Point]:
    """Work done, added up week by week, from the window's opening or the first work to today."""
    days = [when for when, minutes in data.earned if when <= data.today and minutes]
    begin = max(scale.first, min([data.today, *days] + ([data.opens] if data.opens else [])))
    sampled = [data.today - timedelta(days=7 * back) for back in range(max((data.today - begin).days, 0) // 7 + 1)]
    for when in sorted({begin, *sampled}):
        yield scale.at(when, data.done_by(when))


def _own_line(data: TimelineData, scale: _Scale, now: Point) -> tuple[Line, Point | None, Point | None]:
    """The line at the person's own pace, and where it ends: at the forecast, or at an arrow if that is too far off."""
    if data.forecast is None:
        return (), None, None
    forecast = max(data.forecast, data.today)
    if forecast <= scale.last:
        end = scale.at(forecast, data.required_minutes)
        return (now, end), end, None
    shown = max(scale.last - data.today, timedelta(0))
    share = shown / max(forecast - data.today, timedelta(1))
    end = scale.at(scale.last, data.done_minutes + share * (data.required_minutes - data.done_minutes))
    return (now, end), None, end


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """The first of each month; names only as often as they have room."""
    month = date(scale.first.year, scale.first.month, 1)
    firsts = []
    while month <= scale.last:
        if month >= scale.first:
            firsts.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    gap = min((scale.x(b) - scale.x(a) for a, b in pairwise(firsts)), default=99.0)
    every = 1 if gap >= 36 else 3 if gap >= 14 else 12
    for first in firsts:
        x = scale.x(first)
        named = (first.month - 1) % every == 0 and x + 34 <= scale.frame.right
        yield Tick(x, MONTHS[first.month - 1][:3] if named else "")


def _labels(data: TimelineData, chart: TimelineChart, scale: _Scale, shape: Shape) -> tuple[Label, ...]:
    """The words in the picture, each at the first of its places that is free."""
    assert data.opens is not None
    assert data.start is not None
    frame, thin = scale.frame, shape == "thin"
    top, bottom, right = frame.top, frame.bottom, frame.width
    pin_x, now_x = chart.pin[0], chart.now[0]
    starts = "start" if data.today <= data.start else "started"
    pin_words = (
        f"You {starts} {day_text(data.start, short=True)}"
        if data.own
        else f"{starts.capitalize()} {day_text(data.start, short=True)}"
    )
    pin_lines = (
        ((pin_words, "t-ink"),)
        if thin
        else ((day_text(data.start), "t-ink"), (f"you {starts}" if data.own else starts, ""))
    )
    above = [(pin_x + 8, top - 35, "end"), (pin_x - 8, top - 35, "start"), (pin_x, top - 35, "middle")]
    beside = [(pin_x + 12, top - 25, "start"), (pin_x - 12, top - 25, "end")]
    if data.forecast and data.forecast > data.start:
        beside.reverse()
    wanted: list[tuple[Words, list[Place]]] = [(pin_lines, above if thin else beside)]
    end = chart.forecast or chart.beyond
    if end and data.forecast:
        brief = thin or (shape == "page" and chart.beyond)
        pace = "" if brief else " at your pace" if data.own else " at this pace"
        words = f"{'done' if thin else 'Done'} {day_text(data.forecast, short=thin)}{pace}" + (
            " →" if chart.beyond else ""
        )
        wanted.append((((words, "t-c"),), _places_near(end, frame, chart)))
    done = f"{minutes_text(data.done_minutes, short=thin)} done" if data.done_minutes else "nothing done yet"
    held = data.today < scale.first or data.today > scale.last
    today = f"Today, {day_text(data.today, short=thin, year=held)}"
    sides = [(now_x + 10, "start"), (now_x - 10, "end")]
    if abs(now_x - pin_x) < 60:
        sides += [(min(now_x, pin_x) - 10, "end"), (max(now_x, pin_x) + 10, "start")]
    lows = [bottom - 30, bottom - 60, top + 40, top + 62, (top + bottom) / 2]
    wanted.append((((today, "t-ink"), (done, "")), [(x, y, a) for y in lows for x, a in sides]))
    left = max(chart.window[0][0] + 6, frame.left + 4)
    level = minutes_text(data.required_minutes) + (f", {data.level}" if data.level and not thin else "")
    wanted.append((((level, ""),), [(left, top - 9, "start"), (left, top - 27, "start")]))
    if not thin:
        window_words = f"{'Your window' if data.own else 'Window'} {'opens' if data.today < data.opens else 'opened'} {day_text(data.opens)}"
        wanted.append((((window_words, ""),), [(left, top + 20, "start"), (left, top + 40, "start")]))
    upright: tuple[Line, ...] = (((now_x, chart.now[1]), (now_x, bottom)), (chart.pin, (pin_x, bottom)))
    return place(
        wanted, lines=(chart.done, chart.needed, chart.own, chart.level, *upright), width=right, height=frame.height
    )


def _places_near(end: Point, frame: _Frame, chart: TimelineChart) -> list[Place]:
    """Where the forecast's words may stand: beside the diamond, above the line first."""
    x, _ = end
    rows = [frame.top - 9, frame.top - 27, frame.top + 20, frame.top + 40, frame.top + 60]
    return [(x + shift, y, anchor) for y in rows for shift, anchor in ((-10, "end"), (10, "start"), (0, "middle"))]


@dataclass(frozen=True)
class ScoreChart:
    """Scores of an invented patient by week, small enough for the side of a case."""

    width: float
    height: float
    title: str
    caption: str
    axis: Line
    target: Line
    points: Line
    labels: tuple[Label, ...]


HIGHEST = {"PHQ-9": 27, "GAD-7": 21}


def score_chart(measure: str, scores: Sequence[tuple[int, int]], target: int | None = None) -> ScoreChart | None:
    """Scores as (week, score) in any order; `target` draws a broken line. None without scores."""
    if not scores:
        return None
    known = sorted(scores)
    highest = max(HIGHEST.get(measure, 0), *(score for _, score in known), target or 0, 1)
    last_week = known[-1][0]

    def at(week: int, score: int) -> Point:
        across = (week - known[0][0]) / (last_week - known[0][0]) if last_week > known[0][0] else 0.0
        return round(28 + across * 198, 1), round(118 - score / highest * 92, 1)

    points = tuple(at(week, score) for week, score in known)
    shown = {0: known[0], len(known) - 1: known[-1]}
    wanted: list[tuple[Words, list[Place]]] = []
    for index, (week, score) in shown.items():
        x, y = points[index]
        wanted.append(
            (((str(score), "t-ink"),), [(x, y - 10, "middle"), (x, y + 20, "middle"), (x + 16, y + 4, "middle")])
        )
        wanted.append((((f"week {week}", ""),), [(x, 134, "middle")]))
    half = target is not None and target == known[0][1] // 2
    line: Line = ()
    if target is not None:
        y = at(last_week, target)[1]
        line = ((22.0, y), (250.0, y))
        words = f"half of first score, {target}" if half else f"target, {target}"
        wanted.append((((words, ""),), [(250, y - 5, "end"), (250, y + 15, "end"), (22, y + 15, "start")]))
    title = f"{measure} scores: " + ", ".join(f"{score} at week {week}" for week, score in known) + "."
    if target is not None:
        title += f" The target is {target}{', half of the first score' if half else ''}."
    labels = place(wanted, lines=(points,), width=270, height=140)
    caption = f"{measure}, 0 to {HIGHEST[measure]}. Lower is better." if measure in HIGHEST else f"{measure} by week."
    return ScoreChart(270, 140, title, caption, ((22.0, 118.0), (250.0, 118.0)), line, points, labels)
