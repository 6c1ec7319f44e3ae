"""A role's timeline: what is published about it, and the dates that follow from one person's start date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.dates import add_months

DueBasis = Literal["published", "counted back", "clinic", "none"]

PREPARATION = "preparation"
CONTINUING = "continuing education"


@dataclass(frozen=True)
class PhaseRule:
    """One phase of a role. `opens` and `due` are whole months from the start date, None where nothing is published.

    `hours` is the published length, else None.
    """

    name: str
    opens: int | None
    due: int | None
    hours: float | None = None


@dataclass(frozen=True)
class RoleTimeline:
    """What a role file says. `phases[0]` is the preparation, by which the standing is judged.

    due_basis: `published`; `counted back` (no anchor is published, we count from the start date and say so);
    `clinic` or `none` (nothing is published: only the clinic can set a date).
    too_early_days: no forecast in the first so many days. pace_window_days: how far back the own pace looks.
    default_minutes_per_week: the agreed time where learner and supervisor have agreed on none.
    """

    role: str
    title: str
    short: str
    phases: tuple[PhaseRule, ...]
    due_basis: DueBasis
    source: tuple[str, ...] = ()
    source_note: str = ""
    early_is_refresher: bool = False
    needs_whole_course: bool = False
    too_early_days: int = 14
    pace_window_days: int = 28
    default_minutes_per_week: int = 240

    @property
    def takes_clinic_date(self) -> bool:
        """Whether a clinic may set the date: only where none is published."""
        return self.due_basis != "published"


@dataclass(frozen=True)
class Phase:
    """A phase with its dates for one person; None where nothing is published and the clinic has set nothing."""

    name: str
    opens: date | None
    due: date | None
    hours: float | None


def phases_for(
    timeline: RoleTimeline, start_date: date, clinic_due_on: date | None = None, window_weeks: int = 0
) -> tuple[Phase, ...]:
    """The phases in date order (R.08, R.09, R.11, R.12, R.13).

    A date set by the clinic takes the place of the start date as the anchor of the preparation, in every role whose
    date is not published. `window_weeks` opens the preparation so many weeks earlier or (below 0) later than published,
    but never later than a week before it is due. Raises ValueError when a date lies outside the years 1 to 9999.
    """
    phases = []
    for position, rule in enumerate(timeline.phases):
        anchor, due = start_date, rule.due
        if position == 0 and clinic_due_on is not None and timeline.takes_clinic_date:
            anchor, due = clinic_due_on, 0
        opens = None if rule.opens is None else add_months(anchor, rule.opens)
        ends = None if due is None else add_months(anchor, due)
        if position == 0 and opens is not None and window_weeks:
            opens = _adjusted(opens, ends, window_weeks)
        phases.append(Phase(name=rule.name, opens=opens, due=ends, hours=rule.hours))
    return tuple(sorted(phases, key=lambda phase: phase.opens or phase.due or date.max))


def _adjusted(opens: date, due: date | None, weeks: int) -> date:
    """The day a window opens when experience makes it longer or shorter."""
    try:
        moved = opens - timedelta(weeks=weeks)
    except OverflowError as error:
        raise ValueError("The window lies outside the years 1 to 9999.") from error
    return moved if due is None or weeks > 0 else min(moved, max(opens, due - timedelta(weeks=1)))


def window_problem(timeline: RoleTimeline, start_date: date, clinic_due_on: date | None, weeks: int) -> str | None:
    """Why a preparation cannot be made longer or shorter by so many weeks, in a sentence, or None (S-106)."""
    preparation = preparation_of(phases_for(timeline, start_date, clinic_due_on))
    if preparation.opens is None or preparation.due is None:
        return "No window is published for this role, so there is nothing to make longer or shorter."
    room = (preparation.due - preparation.opens).days // 7 - 1
    if weeks < -room:
        return f"The window can be made at most {room} weeks shorter; at least a week stays."
    return None


def due_of(timeline: RoleTimeline, start_date: date, clinic_due_on: date | None, *, continuing: bool) -> date | None:
    """The due date of the phase a person is in: of the continuing education, or of the preparation. None without one."""
    phases = phases_for(timeline, start_date, clinic_due_on)
    later = continuing_of(phases) if continuing else None
    return (later or preparation_of(phases)).due


def preparation_of(phases: tuple[Phase, ...]) -> Phase:
    """The phase that must be done to be ready."""
    return next(phase for phase in phases if phase.name != CONTINUING)


def continuing_of(phases: tuple[Phase, ...]) -> Phase | None:
    """The continuing education, for roles that have one."""
    return next((phase for phase in phases if phase.name == CONTINUING), None)
