"""The history of one fictional patient as a picture and as words: scores by date, and under them lanes of what was done.

Coordinates are SVG user units, rounded to a tenth, y downwards. The words beside the picture hold every date and number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.practice.registry.patients import GAD, Patient
from lms.web.charts import Tick, day_text
from lms.web.lanes import Scale

Shape = Literal["wide", "thin"]
WIDTHS: dict[Shape, float] = {"wide": 640.0, "thin": 340.0}
LEFT, RIGHT, TOP, PLOT = 62.0, 54.0, 16.0, 132.0
LANE = 22.0
HIGHEST = 27
NUMBER_ROOM = 20.0


@dataclass(frozen=True)
class Dot:
    """A mark: where, whether it is filled, and the figure at it."""

    x: float
    y: float
    full: bool = True
    text: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of marks under the scores, with its word at the left."""

    word: str
    y: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class HistoryChart:
    """The picture in one shape. `target` is the broken line at 5; `ends` are the words at the end of each line."""

    width: float
    height: float
    title: str
    left: float
    right: float
    bottom: float
    target: float
    phq: tuple[Dot, ...]
    gad: tuple[Dot, ...]
    ends: tuple[tuple[float, float, str], ...]
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class History:
    """One patient: two shapes of the picture, and (what, words) pairs in the order of the episode."""

    patient: Patient
    wide: HistoryChart
    thin: HistoryChart
    told: tuple[tuple[str, str], ...]


def history(patient: Patient, as_of: date) -> History:
    """Everything the registry holds about a patient."""
    return History(patient, chart(patient, as_of, "wide"), chart(patient, as_of, "thin"), tuple(_told(patient)))


def chart(patient: Patient, as_of: date, shape: Shape) -> HistoryChart:
    """The picture from enrollment to the day of the registry, or to the discharge."""
    last = patient.discharged_on or as_of
    width = WIDTHS[shape]
    inner = Scale(patient.enrolled_on, max(last, patient.enrolled_on + timedelta(14)), width - LEFT - RIGHT)
    bottom = TOP + PLOT

    def x(day: date) -> float:
        return round(LEFT + inner.x(day), 1)

    def y(total: int) -> float:
        return round(bottom - total / HIGHEST * PLOT, 1)

    phq = [Dot(x(each.on), y(each.total), text=str(each.total)) for each in patient.phq]
    gad = [Dot(x(each.on), y(each.total)) for each in patient.scores if each.tool == GAD]
    lanes = [
        ("Item 9", [Dot(x(each.on), 0, text=str(each.item9)) for each in patient.phq if each.item9]),
        ("Contact", [Dot(x(each.on), 0, full=each.completed) for each in patient.contacts]),
        ("Review", [Dot(x(each), 0) for each in patient.consults]),
        ("New plan", [Dot(x(each), 0) for each in patient.plan_changes]),
    ]
    top = bottom + 26
    drawn = tuple(
        Lane(word, top + LANE * at, tuple(Dot(dot.x, top + LANE * at, dot.full, dot.text) for dot in dots))
        for at, (word, dots) in enumerate(each for each in lanes if each[1])
    )
    low = top + LANE * len(drawn)
    return HistoryChart(
        width=width,
        height=low + 14,
        title=_title(patient),
        left=LEFT,
        right=width - RIGHT,
        bottom=bottom,
        target=y(5),
        phq=tuple(_thinned(phq)),
        gad=tuple(gad),
        ends=tuple(_ends(phq, gad)),
        lanes=drawn,
        ticks=tuple(Tick(round(LEFT + each.x, 1), each.text) for each in inner.ticks),
    )


def _title(patient: Patient) -> str:
    """The picture in words, with every number that it shows."""
    scores = ", ".join(f"{each.total} on {day_text(each.on)}" for each in patient.phq)
    marked = ", ".join(f"{each.item9} on {day_text(each.on)}" for each in patient.phq if each.item9)
    return f"PHQ-9 of {patient.name}: {scores}." + (f" Item 9: {marked}." if marked else "")


def _thinned(dots: list[Dot]) -> Iterator[Dot]:
    """Every point, its figure only where there is room; the last always has its own."""
    free = -99.0
    for number, dot in enumerate(dots):
        roomy = dot.x - free >= NUMBER_ROOM and (number == len(dots) - 1 or dots[-1].x - dot.x >= NUMBER_ROOM)
        if roomy or number == len(dots) - 1:
            free = dot.x
            yield dot
        else:
            yield Dot(dot.x, dot.y)


def _ends(phq: list[Dot], gad: list[Dot]) -> Iterator[tuple[float, float, str]]:
    ours, theirs = phq[-1].y + 4, gad[-1].y + 4 if gad else 0.0
    if gad and abs(ours - theirs) < 14:
        low = max(ours, theirs)
        ours, theirs = (low, low - 14) if ours >= theirs else (low - 14, low)
    x = max(phq[-1].x, gad[-1].x if gad else 0.0) + 9
    yield x, ours, "PHQ-9"
    if gad:
        yield x, theirs, "GAD-7"


def _told(patient: Patient) -> Iterator[tuple[str, str]]:
    yield "Enrolled", f"{day_text(patient.enrolled_on, year=True)}, PCP {patient.pcp}"
    yield "Treatment", patient.treatment
    yield (
        "PHQ-9",
        _listed(
            f"{each.total} on {day_text(each.on, short=True)}"
            + (f" (item 9: {each.item9}{', through the portal' if each.via == 'portal' else ''})" if each.item9 else "")
            for each in patient.phq
        ),
    )
    yield (
        "GAD-7",
        _listed(f"{each.total} on {day_text(each.on, short=True)}" for each in patient.scores if each.tool == GAD),
    )
    yield (
        "Spoken with",
        _listed(f"{day_text(each.on, short=True)} {each.how}" for each in patient.contacts if each.completed),
    )
    yield (
        "Tried, not reached",
        _listed(day_text(each.on, short=True) for each in patient.contacts if not each.completed),
    )
    yield "Panel review", _listed(day_text(each, short=True) for each in patient.consults) or "not yet"
    yield "Plan changed", _listed(day_text(each, short=True) for each in patient.plan_changes) or "never"
    for each in patient.flags:
        closed = f", dealt with {day_text(each.closed_on, short=True)}" if each.closed_on else ""
        yield "Flag", f"{each.words}, {day_text(each.on, short=True)}{closed}"
    if patient.relapse_plan_on:
        yield "Relapse prevention plan", f"written {day_text(patient.relapse_plan_on, short=True)}"
    if patient.pcp_agreed_on:
        yield "PCP agreed to end", day_text(patient.pcp_agreed_on, short=True)
    if patient.discharged_on:
        yield "Discharged", f"{day_text(patient.discharged_on, short=True)}, {patient.discharge_reason}"


def _listed(words: Iterator[str]) -> str:
    return ", ".join(words)
