"""A person's standing on a day, with the reason, the figures and the next action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.readiness.rules.facts import Facts
from lms.readiness.rules.judge import RANKS, View, Word, view
from lms.readiness.rules.pace import Cause
from lms.readiness.rules.schedule import ScheduleRow, changes
from lms.readiness.rules.sentences import next_action, reason
from lms.readiness.rules.timeline import Phase, RoleTimeline
from lms.readiness.rules.words import count_words


@dataclass(frozen=True)
class Part:
    """One of the three things that make a person ready: `state` is done, open, or off when the clinic does not use it."""

    name: Literal["pathway", "sign-offs", "checklist"]
    state: Literal["done", "open", "off"]
    text: str


@dataclass(frozen=True)
class Standing:
    """What a screen or a command shows about one role on one day. Minutes are whole, dates local.

    standing: one of the nine words; rank: its place in a list sorted by risk, 0 first.
    pace_minutes_per_week: needed from today; 0 when nothing is left, None without a date or after it.
    own_minutes_per_week, forecast_date: the own pace and where it leads, None while there is none.
    due_date: of the phase the person is in. opens: of the preparation.
    next_change_on: the next day with another standing if nothing more happens.
    next_action: None only for ready, complete and paused. cause: only with at risk.
    """

    standing: Word
    rank: int
    reason: str
    minutes_left: int
    pace_minutes_per_week: int | None
    agreed_minutes_per_week: int
    own_minutes_per_week: int | None
    forecast_date: date | None
    opens: date | None
    due_date: date | None
    next_change_on: date | None
    next_action: str | None
    cause: Cause | None
    refresher: bool
    phases: tuple[Phase, ...]
    parts: tuple[Part, ...]


def stand(timeline: RoleTimeline, facts: Facts, today: date) -> Standing:
    """The standing of a person in a role on the clinic's local `today` (R.08, R.09, R.11, R.12, R.13)."""
    seen = view(timeline, facts, today)
    coming = list(_first_two(timeline, facts, today))
    return Standing(
        standing=seen.word,
        rank=RANKS[seen.word],
        reason=reason(seen),
        minutes_left=seen.pace.minutes_left,
        pace_minutes_per_week=seen.pace.needed,
        agreed_minutes_per_week=seen.pace.agreed,
        own_minutes_per_week=seen.pace.own,
        forecast_date=seen.pace.forecast,
        opens=seen.opens,
        due_date=seen.due_now,
        next_change_on=coming[1].from_date if len(coming) > 1 else None,
        next_action=next_action(seen),
        cause=seen.cause,
        refresher=seen.refresher,
        phases=seen.phases,
        parts=_parts(seen),
    )


def most_urgent(standings: Iterable[Standing]) -> Standing | None:
    """Of one person's several roles the one to show first: lowest rank, then the earlier date. None of none."""
    return min(standings, key=lambda one: (one.rank, one.due_date or date.max), default=None)


def _first_two(timeline: RoleTimeline, facts: Facts, today: date) -> Iterable[ScheduleRow]:
    for count, row in enumerate(changes(timeline, facts, today)):
        yield row
        if count:
            return


def _parts(seen: View) -> tuple[Part, ...]:
    facts = seen.facts
    whole = facts.whole_course_published or not seen.timeline.needs_whole_course
    if facts.nothing_published:
        pathway = Part("pathway", "open", "Nothing is published yet.")
    elif facts.pathway_done and whole:
        pathway = Part("pathway", "done", "All required parts are done.")
    elif facts.pathway_done:
        pathway = Part("pathway", "open", "All that is published is done; the rest is in preparation.")
    else:
        pathway = Part("pathway", "open", "Required parts are still open.")
    signoffs = Part("sign-offs", "off", "Sign-offs are not used here.")
    if facts.signoffs_enabled:
        signoffs = _counted("sign-offs", facts.signoffs_open, "sign-off", "sign-offs")
    checklist = Part("checklist", "off", "Checklists do not count here.")
    if facts.checklist_used:
        checklist = _counted("checklist", facts.checklist_open, "item", "items")
    return pathway, signoffs, checklist


def _counted(name: Literal["sign-offs", "checklist"], number: int, one: str, many: str) -> Part:
    if not number:
        return Part(name, "done", "Nothing is open.")
    return Part(name, "open", f"{count_words(number, one, many)} open.")
