"""What is known about one person in one role: the only thing, with a date, that a standing depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from lms.readiness.rules.dates import Pause, rests

Goals = Literal["open", "met"]


@dataclass(frozen=True)
class Facts:
    """Facts about one role held. Dates are the clinic's local dates, durations whole minutes.

    start_date: the first day with CoCM patients, not the hire date.
    minutes_required: planned minutes of what is published of the pathway; 0 when nothing is.
    minutes_done: planned minutes of the required parts completed, wherever and whenever they were completed.
    minutes_elsewhere, minutes_skipped: those of minutes_done for which accepted outside training stands, and those of
    practice that a diagnostic let her skip.
    pathway_complete: every published required part is done. On an empty pathway it never counts as complete.
    done: recent completions as (local date, minutes), for the own pace; those older than the pace window may be left out.
    first_done_on: the first completion ever; None: the first of `done`.
    finished_on: when the last required part was completed; None: not finished, or not known.
    pace_known: False when nobody can say what was done when: then there is no forecast.
    joined_on: when the role was recorded; None: not known.
    whole_course_published: no module of this pathway is missing or in part. `published` names what there is
    ("Module 1, two lessons"), `modules_total` how many modules the course will have.
    signoffs_enabled: False: the clinic has switched sign-offs off, or they are not in use yet.
    checklist_used: False: the clinic does not count its checklists.
    signoffs_open, checklist_open: required ones that are not done.
    agreed_minutes_per_week: what learner and supervisor agreed on; None: the role's default.
    continuing_goals: None: none set yet, which leaves them open. goals_open: how many are open; 0 with goals that are
    not met: only the six-month check is to come; None: not known.
    clinic_due_on: the clinic's own date, used only where none is published.
    window_weeks: by how many weeks experience makes the preparation longer, or (below 0) shorter; 0: as published.
    role_ended_on: the last day in the role; the standing of that day stays.
    Raises ValueError for a negative number or a pause that ends before it begins.
    """

    start_date: date
    minutes_required: int
    minutes_done: int = 0
    pathway_complete: bool = False
    done: tuple[tuple[date, int], ...] = ()
    first_done_on: date | None = None
    finished_on: date | None = None
    pace_known: bool = True
    joined_on: date | None = None
    whole_course_published: bool = True
    published: tuple[str, ...] = ()
    modules_total: int = 0
    signoffs_enabled: bool = False
    signoffs_open: int = 0
    checklist_open: int = 0
    checklist_used: bool = True
    pauses: tuple[Pause, ...] = ()
    agreed_minutes_per_week: int | None = None
    continuing_goals: Goals | None = None
    goals_open: int | None = None
    clinic_due_on: date | None = None
    window_weeks: int = 0
    role_ended_on: date | None = None
    minutes_elsewhere: int = 0
    minutes_skipped: int = 0

    def __post_init__(self) -> None:
        numbers = (
            self.minutes_required,
            self.minutes_done,
            self.minutes_elsewhere,
            self.minutes_skipped,
            self.signoffs_open,
            self.checklist_open,
            self.goals_open or 0,
            *(minutes for _, minutes in self.done),
        )
        if min(numbers) < 0 or (self.agreed_minutes_per_week or 0) < 0:
            raise ValueError("Minutes and counts are never negative.")
        if any(pause.last is not None and pause.last < pause.first for pause in self.pauses):
            raise ValueError("A pause cannot end before it begins.")

    @cached_property
    def resting(self) -> tuple[Pause, ...]:
        """The pauses in order, overlaps merged."""
        return rests(self.pauses)

    @property
    def nothing_published(self) -> bool:
        """Whether the pathway is empty, so that nobody can finish it."""
        return self.minutes_required == 0

    @property
    def pathway_done(self) -> bool:
        """Every published part is done, and there is at least one."""
        return self.pathway_complete and not self.nothing_published

    @property
    def minutes_left(self) -> int:
        """Planned minutes of the published part not yet done, never below 0."""
        return 0 if self.pathway_done else max(0, self.minutes_required - self.minutes_done)

    @property
    def begun(self) -> bool:
        """Whether anything at all is done."""
        return self.minutes_done > 0 or self.pathway_done or bool(self.done)

    @property
    def open_signoffs(self) -> int:
        """Required sign-offs that stand in the way of being ready."""
        return self.signoffs_open if self.signoffs_enabled else 0

    def began_by(self, today: date) -> date | None:
        """The first completion on or before a day, where it is known."""
        days = [day for day, minutes in self.done if day <= today and minutes]
        if self.first_done_on is not None and self.first_done_on <= today:
            days.append(self.first_done_on)
        return min(days, default=None)


def evenly(minutes: int, until: date, days: int) -> tuple[tuple[date, int], ...]:
    """Minutes laid evenly over so many days, the last of them `until`, for when only their sum is known."""
    shares = [minutes * (step + 1) // days - minutes * step // days for step in range(days)]
    return tuple((until - timedelta(days=days - 1 - step), share) for step, share in enumerate(shares))
