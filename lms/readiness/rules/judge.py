"""Which standing a person has on a day: the first that fits, in the order of the design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from lms.readiness.rules.dates import Pause, pause_on
from lms.readiness.rules.facts import Facts
from lms.readiness.rules.pace import Cause, Pace, cause_of, measure
from lms.readiness.rules.timeline import Phase, RoleTimeline, continuing_of, phases_for, preparation_of

Word = Literal[
    "paused",
    "complete",
    "in continuing education",
    "ready",
    "not open yet",
    "overdue",
    "at risk",
    "not started",
    "on track",
]

RANKS: dict[Word, int] = {
    "overdue": 0,
    "at risk": 1,
    "not started": 2,
    "on track": 3,
    "not open yet": 4,
    "paused": 5,
    "ready": 6,
    "in continuing education": 7,
    "complete": 8,
}
"""The order of lists by risk: 0 asks for attention first."""


@dataclass(frozen=True)
class View:
    """Everything a day's standing rests on, worked out once. `cause` is set only with the word `at risk`."""

    timeline: RoleTimeline
    facts: Facts
    today: date
    phases: tuple[Phase, ...]
    preparation: Phase
    continuing: Phase | None
    pause: Pause | None
    pace: Pace
    word: Word
    cause: Cause | None

    @property
    def opens(self) -> date | None:
        """When the window opens, None where nothing is published."""
        return self.preparation.opens

    @property
    def due(self) -> date | None:
        """When the preparation is due, None without a date."""
        return self.preparation.due

    @property
    def due_now(self) -> date | None:
        """When the phase she is in is due: the continuing education once she is in it, else the preparation."""
        later = self.continuing if self.word == "in continuing education" else None
        return (later or self.preparation).due

    @property
    def refresher(self) -> bool:
        """Whether everything was done before the window opened, in a role for which a refresher is then suggested."""
        early = self.opens is not None and (self.facts.finished_on or self.today) < self.opens
        return self.timeline.early_is_refresher and is_ready(self.timeline, self.facts) and early


def is_ready(timeline: RoleTimeline, facts: Facts) -> bool:
    """Pathway, required sign-offs and required checklist are done.

    False on an empty pathway, and while a module is missing in a role that needs the whole course.
    """
    whole = facts.whole_course_published or not timeline.needs_whole_course
    return whole and facts.pathway_done and not facts.open_signoffs and not facts.checklist_open


def view(timeline: RoleTimeline, facts: Facts, today: date) -> View:
    """The standing on a day, without its sentences. After the last day in the role, the standing of that day."""
    today = min(today, facts.role_ended_on or today)
    phases = phases_for(timeline, facts.start_date, facts.clinic_due_on, facts.window_weeks)
    preparation, continuing = preparation_of(phases), continuing_of(phases)
    pause = pause_on(today, facts.resting)
    pace = measure(timeline, facts, preparation, today)
    cause = cause_of(pace, facts, preparation)
    seen = View(
        timeline=timeline,
        facts=facts,
        today=today,
        phases=phases,
        preparation=preparation,
        continuing=continuing,
        pause=pause,
        pace=pace,
        word="on track",
        cause=cause,
    )
    word = _word(seen)
    return replace(seen, word=word, cause=cause if word == "at risk" else None)


def _word(seen: View) -> Word:
    facts, today, opens, due = seen.facts, seen.today, seen.opens, seen.due
    if seen.pause is not None:
        return "paused"
    if is_ready(seen.timeline, facts):
        if due is None or today < facts.start_date:
            return "ready"
        return "complete" if seen.continuing is None or facts.continuing_goals == "met" else "in continuing education"
    if opens is not None and today < opens:
        return "not open yet"
    if due is not None and today > due:
        return "overdue"
    if seen.cause is not None:
        return "at risk"
    return "on track" if facts.begun else "not started"
