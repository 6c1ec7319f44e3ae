"""The working of a standing: the arithmetic in words, and which of the nine rules fits first. Numbers as `stand` gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lms.readiness.rules.dates import free_days
from lms.readiness.rules.facts import Facts
from lms.readiness.rules.judge import View, Word, is_ready, view
from lms.readiness.rules.pace import ceil_div, window_of
from lms.readiness.rules.sentences import because_words
from lms.readiness.rules.timeline import RoleTimeline
from lms.readiness.rules.words import count_words, day_words, duration_words, list_words


@dataclass(frozen=True)
class Step:
    """One figure of the working: what it is, and how it comes about, in a sentence."""

    name: str
    text: str


@dataclass(frozen=True)
class Ruling:
    """One of the nine rules in their order: whether it fits, and why or why not. Those after the first that fits are left out."""

    word: Word
    fits: bool
    text: str


@dataclass(frozen=True)
class Working:
    """How a standing comes about: its figures step by step, and the rules up to the first that fits."""

    steps: tuple[Step, ...]
    rulings: tuple[Ruling, ...]

    @property
    def steps_as_pairs(self) -> list[tuple[str, str]]:
        """The steps as (name, sentence)."""
        return [(step.name, step.text) for step in self.steps]


def working(timeline: RoleTimeline, facts: Facts, today: date) -> Working:
    """The working of the standing that `stand` gives for the same timeline, facts and day."""
    seen = view(timeline, facts, today)
    steps = (_window(seen), _required(seen), _days(seen), _needed(seen), _agreed(seen), _own(seen), _forecast(seen))
    return Working(tuple(step for step in steps if step.text), tuple(_rulings(seen)))


def _span(seen: View) -> str:
    rule = seen.timeline.phases[0]
    months = (rule.due or 0) - (rule.opens or 0)
    return count_words(months, "calendar month", "calendar months")


def _window(seen: View) -> Step:
    opens, due = seen.opens, seen.due
    if due is None:
        return Step("Window", "No date is published for this role, and the clinic has set none.")
    if opens is None:
        return Step("Window", f"No opening is published; due on {day_words(due)}.")
    weeks = seen.facts.window_weeks
    moved = ""
    if weeks:
        moved = f", made {count_words(abs(weeks), 'week', 'weeks')} {'longer' if weeks > 0 else 'shorter'}{because_words(seen.timeline)}"
    return Step("Window", f"{day_words(opens)} to {day_words(due)}: {_span(seen)}{moved}.")


def _required(seen: View) -> Step:
    facts = seen.facts
    if facts.nothing_published:
        return Step("Hours left", "Nothing is published for this role yet.")
    done, whole = duration_words(facts.minutes_done), duration_words(facts.minutes_required)
    waived = (
        [f"{duration_words(facts.minutes_elsewhere)} by accepted outside training"] if facts.minutes_elsewhere else []
    )
    if facts.minutes_skipped:
        waived.append(f"{duration_words(facts.minutes_skipped)} of practice skipped after a diagnostic")
    of_it = f" Waived, and counted as done: {list_words(tuple(waived))}." if waived else ""
    return Step("Hours left", f"{whole} required − {done} done = {duration_words(facts.minutes_left)} left.{of_it}")


def _days(seen: View) -> Step:
    days, due = seen.pace.days_left, seen.due
    if days is None or due is None:
        return Step("Days left", "")
    gone = max(seen.today, seen.opens) if seen.opens is not None else seen.today
    every = max(0, (due - gone).days)
    rest = every - free_days(gone + timedelta(days=1), due, seen.facts.resting) if every else 0
    after = "today" if gone == seen.today else "the day the window opens"
    if not every:
        return Step("Days left", "It is the due date: the rest of today counts as one day.")
    leave = f", less {count_words(rest, 'day', 'days')} of leave" if rest else ""
    least = " (the least that is counted)" if every - rest < days else ""
    return Step(
        "Days left",
        f"{count_words(every, 'day', 'days')} after {after}, {day_words(gone)}, up to and including {day_words(due)}{leave}: "
        f"{count_words(days, 'day', 'days')}{least}, or {_weeks(days)} weeks.",
    )


def _weeks(days: int) -> str:
    return f"{days / 7:.1f}".removesuffix(".0")


def _needed(seen: View) -> Step:
    pace = seen.pace
    if pace.needed is None or pace.days_left is None or not pace.minutes_left:
        return Step("Pace needed", "")
    return Step(
        "Pace needed",
        f"{pace.minutes_left} minutes left ÷ {_weeks(pace.days_left)} weeks = {pace.needed} minutes a week, rounded up: "
        f"{duration_words(pace.needed)}.",
    )


def _agreed(seen: View) -> Step:
    agreed = duration_words(seen.pace.agreed)
    if seen.facts.agreed_minutes_per_week is None:
        return Step("Agreed", f"{agreed} a week, the usual for this role; nothing else was agreed.")
    return Step("Agreed", f"{agreed} a week, as learner and supervisor agreed.")


def _own(seen: View) -> Step:
    timeline, facts = seen.timeline, seen.facts
    if not facts.pace_known:
        return Step("Own pace", "")
    first, days, minutes = window_of(timeline, facts, seen.today)
    window = f"{minutes} minutes were done in the last {timeline.pace_window_days} days"
    since = f"since {day_words(first)}, {count_words(days, 'day', 'days')} without leave"
    if seen.pace.own is None:
        return Step("Own pace", f"{window} ({since}). {_why_none(seen)}" if facts.begun else _why_none(seen))
    return Step(
        "Own pace",
        f"{window} ({since}): {minutes} ÷ {_weeks(days)} weeks = {seen.pace.own} minutes a week, {duration_words(seen.pace.own)}.",
    )


def _why_none(seen: View) -> str:
    return {
        "nothing left": "Nothing is left, so no pace is needed.",
        "not begun": "Nothing is done yet, so there is no pace.",
        "unknown": "The pace is not known.",
        "too early": f"It is too early to say: a pace takes more than {seen.timeline.too_early_days} days.",
        "standstill": "That is a standstill, so there is no pace.",
        "open pause": "There is no forecast, because leave without an end lies ahead.",
    }.get(seen.pace.why_none or "", "")


def _forecast(seen: View) -> Step:
    pace = seen.pace
    if pace.forecast is None:
        return Step("Forecast", "")
    _, days, minutes = window_of(seen.timeline, seen.facts, seen.today)
    ahead = ceil_div(pace.minutes_left * days, minutes)
    leave = " that are not leave" if seen.facts.resting else ""
    return Step(
        "Forecast",
        f"{pace.minutes_left} minutes left at {minutes} minutes in {count_words(days, 'day', 'days')} take "
        f"{count_words(ahead, 'day', 'days')}{leave} after {day_words(seen.today)}: {day_words(pace.forecast)}.",
    )


def _rulings(seen: View) -> list[Ruling]:
    found = []
    for word, text in _tries(seen):
        found.append(Ruling(word, word == seen.word, text))
        if word == seen.word:
            break
    return found


def _tries(seen: View) -> list[tuple[Word, str]]:
    facts, today, opens, due = seen.facts, seen.today, seen.opens, seen.due
    ready = is_ready(seen.timeline, facts)
    pause = seen.pause
    open_parts = "Everything required is done." if ready else _still_open(seen)
    started = (
        f"The start date, {day_words(facts.start_date)}, has come."
        if today >= facts.start_date
        else f"The start date, {day_words(facts.start_date)}, lies ahead."
    )
    after = open_parts if not ready else "There is no date." if due is None else started
    goals = "Continuing education is not part of this role."
    if seen.continuing is not None:
        goals = "Its goals are met." if facts.continuing_goals == "met" else "Goals of continuing education are open."
    window = "This role has no window."
    if opens is not None:
        window = f"The window {'opens' if today < opens else 'opened'} on {day_words(opens)}."
    date_words = "There is no due date."
    if due is not None:
        date_words = f"The due date, {day_words(due)}, {'was before today' if today > due else 'has not passed'}."
    return [
        ("paused", f"Leave since {day_words(pause.first)}." if pause else "No leave today."),
        ("complete", f"{after} {goals}" if ready else after),
        ("in continuing education", f"{after} {goals}" if ready else after),
        ("ready", open_parts),
        ("not open yet", window),
        ("overdue", date_words),
        ("at risk", _risk(seen)),
        ("not started", "Something is done." if facts.begun else "Nothing is done yet, and there is time."),
        ("on track", "None of the rules before fits."),
    ]


def _still_open(seen: View) -> str:
    facts = seen.facts
    if facts.nothing_published:
        return "Nothing is published yet, so nothing can be complete."
    if facts.pathway_done and not facts.whole_course_published and seen.timeline.needs_whole_course:
        return "All that is published is done; modules of the course are still in preparation."
    names = [name for name, is_open in (
        ("required parts", not facts.pathway_done),
        ("sign-offs", bool(facts.open_signoffs)),
        ("the checklist", bool(facts.checklist_open)),
    ) if is_open]  # fmt: skip
    return f"Still open: {list_words(tuple(names))}."


def _risk(seen: View) -> str:
    pace = seen.pace
    if seen.due is None:
        return "There is no date that could be missed."
    if not pace.needed:
        return "No time is left to plan."
    compared = "more than" if pace.needed > pace.agreed else "within"
    hours = f"{duration_words(pace.needed)} a week are needed, {compared} the {duration_words(pace.agreed)} that were agreed."
    if pace.forecast is not None:
        late = pace.forecast > seen.due
        return (
            f"{hours} The forecast, {day_words(pace.forecast)}, {'misses' if late else 'keeps'} {day_words(seen.due)}."
        )
    return f"{hours} {_why_none(seen)}"
