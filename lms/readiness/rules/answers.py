"""The answer as the heading of a page: where somebody stands, in one clause, for her and for those who look after her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.readiness.rules.facts import Facts
from lms.readiness.rules.standing import Standing
from lms.readiness.rules.words import day_words, duration_words


@dataclass(frozen=True)
class Who:
    """How a person is spoken of: `You` to herself, by name to others."""

    name: str
    own: bool

    def says(self, you: str, others: str) -> str:
        """`You are`, or `Marisol Tavares is`."""
        return f"You {you}" if self.own else f"{self.name} {others}"


def answer(who: Who, standing: Standing, facts: Facts, today: date) -> str:
    """The heading, without a full stop. It states and never blames (C68)."""
    due, left = standing.due_date, duration_words(standing.minutes_left)
    day = day_words(due) if due else ""
    word = standing.standing
    if word == "paused":
        pause = next((each for each in facts.resting if each.first <= today <= (each.last or date.max)), None)
        known = pause is not None and pause.last is not None and pause.last < date.max
        until = f" until {day_words(pause.last)}" if known and pause and pause.last else ""
        return who.says(f"are on leave{until}", f"is on leave{until}")
    if word == "complete":
        return who.says("have finished", "has finished")
    if word == "in continuing education":
        return who.says("are ready, and continuing education goes on", "is ready, and continuing education goes on")
    if word == "ready":
        return who.says("are ready", "is ready") + (f" for {day}" if due else "")
    if word == "not open yet":
        return who.says("need nothing before", "needs nothing before") + f" {day_words(standing.opens or today)}"
    if word == "overdue":
        more = f"{left} more" if standing.minutes_left else "the last steps"
        return who.says(f"need {more}", f"needs {more}") + f"; the date was {day}"
    if word == "at risk":
        return who.says("may not be ready by", "may not be ready by") + f" {day}"
    if word == "not started":
        return who.says("have not begun", "has not begun") + (", and there is time" if due else " yet")
    return who.says("are on track", "is on track") + (f" for {day}" if due else "")
