"""Why a person stands where she stands, and what to do next: plain sentences, for the learner and the supervisor alike.

They name nobody, so that both can read them, and they count: what is left, the date it is for, the pace it takes.
"""

from __future__ import annotations

from datetime import date, timedelta

from lms.readiness.rules.dates import add_months
from lms.readiness.rules.judge import View
from lms.readiness.rules.pace import plan_began
from lms.readiness.rules.published import available_words
from lms.readiness.rules.timeline import RoleTimeline
from lms.readiness.rules.words import count_words, day_words, duration_words, list_words, number_words, span_words


def reason(view: View) -> str:
    """One to four sentences, with the date of the cause and the window used."""
    sentences = {
        "paused": _paused,
        "complete": _complete,
        "in continuing education": _continuing,
        "ready": _ready,
        "not open yet": _not_open,
        "overdue": _overdue,
        "at risk": _at_risk,
        "not started": _not_started,
        "on track": _on_track,
    }[view.word](view)
    return " ".join(sentence for sentence in sentences if sentence)


def next_action(view: View) -> str | None:
    """What to do next, in one sentence; None exactly for ready, complete and paused."""
    facts, pace = view.facts, view.pace
    if view.word in {"ready", "complete", "paused"}:
        return None
    if view.word == "in continuing education":
        if facts.continuing_goals is None:
            return "Set the goals for continuing education."
        if facts.goals_open == 0:
            return _check(view)
        return "Continue with the goals that are open."
    if facts.nothing_published:
        return "Nothing to do until the first part for this role is published."
    if facts.pathway_done:
        return _last_steps(view)
    if view.word == "not open yet":
        return f"Nothing to do before {_day(view.opens)}; whoever begins earlier keeps what is done."
    if view.word == "overdue":
        return (
            f"Set aside time for the {duration_words(pace.minutes_left)} that are left."
            if pace.minutes_left
            else "Finish what is still required."
        )
    time = (
        f"{duration_words(pace.needed or 0)} a week"
        if _over_a_week(view)
        else f"{duration_words(pace.minutes_left)} by {_day(view.due)}"
    )
    if view.cause in {"plan", "hours"}:
        return f"Agree on {time}, or move the date."
    if view.cause == "pace":
        return f"Set aside {time}."
    if view.word == "not started":
        return "Begin with the first lesson."
    return f"Go on with the next part; {time} keeps the date." if pace.needed else "Go on with the next part."


def _over_a_week(view: View) -> bool:
    return (view.pace.days_left or 0) >= 7


def _last_steps(view: View) -> str:
    facts = view.facts
    if facts.open_signoffs or facts.checklist_open:
        return f"Finish {_open_items(view)}."
    return "Nothing to do until the next part of the course is published."


def _open_items(view: View) -> str:
    facts = view.facts
    names = []
    if facts.open_signoffs:
        names.append(count_words(facts.open_signoffs, "sign-off", "sign-offs"))
    if facts.checklist_open:
        names.append(count_words(facts.checklist_open, "item of the checklist", "items of the checklist"))
    return list_words(tuple(names))


def _day(day: date | None) -> str:
    return "" if day is None else day_words(day)


def _due(view: View) -> str:
    """The due date with what it is: `the start date, 4 May 2027`."""
    if view.due == view.facts.start_date and view.facts.clinic_due_on is None:
        return f"the start date, {_day(view.due)}"
    return (
        f"the date set by your clinic, {_day(view.due)}"
        if view.timeline.takes_clinic_date
        else f"the due date, {_day(view.due)}"
    )


def _basis(view: View) -> str:
    """Where a date that nobody published comes from."""
    if view.timeline.due_basis != "counted back" or view.facts.clinic_due_on is not None:
        return ""
    return "No dates are published for this role; we count back from the start date."


def _adjusted(view: View) -> str:
    """That the window is not the published one (S-106)."""
    weeks = view.facts.window_weeks
    if not weeks or view.opens is None:
        return ""
    length = count_words(abs(weeks), "week", "weeks")
    return f"The window was made {length} {'longer' if weeks > 0 else 'shorter'}{because_words(view.timeline)}."


def because_words(timeline: RoleTimeline) -> str:
    """Why a window is not the published one; nothing where it is published as depending on other duties as well (R.12)."""
    return " because of experience" if timeline.due_basis != "counted back" else ""


def _part(view: View) -> str:
    """That the figures are for a part of the course only, while there is something left in it."""
    facts = view.facts
    if facts.whole_course_published or facts.nothing_published or not view.pace.minutes_left:
        return ""
    return f"The minutes are for what is published so far{_published(view)}."


def _published(view: View) -> str:
    words = available_words(view.facts)
    if words is None:
        return ""
    return f" ({words if words.startswith('Module') else words[:1].lower() + words[1:]})"


def _recorded(view: View) -> str:
    """That the role was recorded when the window was open already, or after the due date."""
    joined = view.facts.joined_on
    if joined is None or joined > view.today:
        return ""
    if view.due is not None and joined > view.due:
        return f"The role was recorded on {_day(joined)}, after that date."
    if view.opens is not None and joined > view.opens:
        return f"The role was recorded on {_day(joined)}; the window had opened on {_day(view.opens)}."
    return ""


def _pace_words(view: View) -> str:
    """The own pace and where it leads, or why there is no forecast."""
    pace, days = view.pace, view.timeline.pace_window_days
    since = view.today - timedelta(days=min(days - 1, (view.today - date.min).days))
    window = f"the last {days} days (since {day_words(since)})"
    if pace.forecast is not None:
        lead = f"In {window} {duration_words(pace.own or 0)} a week were done; at that pace it is finished on {day_words(pace.forecast)}"
        return f"{lead}{_against_due(view, pace.forecast)}."
    return {
        "unknown": f"No pace of {window} is known, so there is no forecast.",
        "too early": f"It is too early to say where the own pace leads: that takes {view.timeline.too_early_days} days.",
        "standstill": f"Nothing was completed in {window}, so there is no forecast.",
        "open pause": "There is no forecast, because a pause without an end date lies ahead.",
    }.get(pace.why_none or "", "")


def _against_due(view: View, day: date) -> str:
    if view.due is None:
        return ""
    gap = (view.due - day).days
    if gap == 0:
        return ", on the day itself"
    return f", {span_words(abs(gap))} {'early' if gap > 0 else 'late'}"


def _left(view: View) -> str:
    """What is left, as the start of a sentence."""
    facts = view.facts
    if facts.nothing_published:
        return "Nothing is published for this role yet"
    if facts.pathway_done and (facts.open_signoffs or facts.checklist_open):
        return f"All parts are done and {_open_items(view)} still open"
    if facts.pathway_done:
        return f"All that is published so far is done{_published(view)}"
    if not facts.minutes_left:
        return "No time is left to plan, but a required part is still open"
    return f"{duration_words(facts.minutes_left)} left"


def _course_missing(view: View) -> str:
    """That nothing is wrong with the person: the rest of the course does not exist yet."""
    missing = view.facts.pathway_done and not view.facts.whole_course_published and view.timeline.needs_whole_course
    return (
        "The rest is in preparation: there is nothing to catch up, and ready is not possible before it is published."
        if missing
        else ""
    )


def _to_go(view: View) -> str:
    days = (view.due - view.today).days if view.due is not None else 0
    return f"{span_words(days)} to go to {_due(view)}" if days else f"today is {_due(view)}"


def _need(view: View) -> str:
    """Left, needed and agreed, in one clause; a rate needs at least a week."""
    pace = view.pace
    if not _over_a_week(view):
        return f"{_left(view)} and {_to_go(view)}; the plan allows {duration_words(pace.agreed)} a week."
    return f"{_left(view)} and {_to_go(view)}: that is {duration_words(pace.needed or 0)} a week, and the plan allows {duration_words(pace.agreed)}."


def _paused(view: View) -> list[str]:
    pause = view.pause
    assert pause is not None
    why = f" ({pause.reason})" if pause.reason else ""
    until = (
        f"from {day_words(pause.first)} to {_day(pause.last)}"
        if pause.last != date.max
        else f"since {day_words(pause.first)}, with no end date yet"
    )
    days = f"Paused {until}{why}; these days do not count as training days."
    if view.due is None:
        return [days, f"{_left(view)}.", _part(view)]
    passed = "has passed" if view.due < view.today else "stays as it is"
    due = _due(view)
    return [days, f"{_left(view)}; {due}, {passed}.", _part(view)]


def _finished(view: View) -> str:
    on = view.facts.finished_on
    done = "All required parts are done" if on is None else f"All required parts were done on {day_words(on)}"
    return done if on is None or view.due is None else f"{done}{_before(on, view)}"


def _before(on: date, view: View) -> str:
    gap = ((view.due or on) - on).days
    if gap > 0:
        return f", {span_words(gap)} before {_due(view)}"
    return f"; {_due(view)}, was {span_words(-gap)} before" if gap else f", on {_due(view)}"


def _refresher(view: View) -> str:
    return (
        f"That was before the window opened on {_day(view.opens)}, so a refresher is suggested."
        if view.refresher
        else ""
    )


def _complete(view: View) -> list[str]:
    goals = "The goals of continuing education are met." if view.continuing else ""
    started = "" if view.facts.finished_on else f"The start date was {day_words(view.facts.start_date)}."
    return [f"{_finished(view)}.", started, goals, _refresher(view)]


def _ready(view: View) -> list[str]:
    if view.due is None:
        return [f"{_finished(view)}.", _no_date(view)]
    ahead = "" if view.facts.finished_on else f"{_to_go(view)[:1].upper()}{_to_go(view)[1:]}."
    return [f"{_finished(view)}.", ahead, _refresher(view), _basis(view), _adjusted(view)]


def _continuing(view: View) -> list[str]:
    phase = view.continuing
    assert phase is not None
    assert phase.opens is not None
    assert phase.due is not None
    months = _months(phase.opens, phase.due)
    goals = _goals(view)
    if view.today > phase.due:
        return [
            f"The {number_words(months)} months of continuing education ended on {day_words(phase.due)}, and {goals}.",
            "Being ready does not depend on them.",
        ]
    month = sum(add_months(phase.opens, passed) <= view.today for passed in range(months))
    return [
        f"Month {month} of {months}: continuing education runs from {day_words(phase.opens)} to {day_words(phase.due)}, and {goals}.",
        f"{_finished(view)}.",
    ]


def _months(opens: date, due: date) -> int:
    return (due.year - opens.year) * 12 + due.month - opens.month


def _check(view: View) -> str:
    phase = view.continuing
    assert phase is not None
    assert phase.opens is not None
    assert phase.due is not None
    opens = add_months(phase.opens, _months(phase.opens, phase.due) - 1)
    if view.today < opens:
        return f"Nothing to do before {day_words(opens)}, when the six-month check opens."
    return "Talk the six-month check through, and write it down."


def _goals(view: View) -> str:
    number = view.facts.goals_open
    if view.facts.continuing_goals is None:
        return "no goals are set yet"
    if number is None:
        return "its goals are still open"
    if not number:
        return "all its goals are closed; the six-month check is still to be recorded"
    return f"{count_words(number, 'goal is', 'goals are')} still open"


def _not_open(view: View) -> list[str]:
    ahead = span_words(((view.opens or view.today) - view.today).days)
    opens = f"The window opens on {_day(view.opens)}, in {ahead}; {_due(view)}, closes it."
    done = view.facts.minutes_done
    already = (
        f"{duration_words(done)} {'is' if done < 60 else 'are'} done already and count{'s' if done < 60 else ''}."
        if done
        else ""
    )
    return [opens, already, _basis(view), _adjusted(view), _part(view), _course_missing(view)]


def _overdue(view: View) -> list[str]:
    passed = (view.today - (view.due or view.today)).days
    since = f"{_left(view)}; {_due(view)}, was {span_words(passed)} ago."
    return [
        since,
        _recorded(view),
        _pace_words(view),
        _basis(view),
        _adjusted(view),
        _part(view),
        _course_missing(view),
    ]


def _at_risk(view: View) -> list[str]:
    pace = view.pace
    cause = ""
    if view.cause == "plan":
        began = _day(plan_began(view.facts, view.preparation))
        whole = duration_words(view.facts.minutes_required)
        cause = (
            f"Counted from {began}, {duration_words(pace.agreed)} a week was too little for {whole} from the first day."
        )
    elif view.cause == "pace":
        need = f"; {duration_words(pace.needed or 0)} a week is needed" if _over_a_week(view) else ""
        return [
            f"{_left(view)} and {_to_go(view)}{need}.",
            _recorded(view),
            _pace_words(view),
            _basis(view),
            _adjusted(view),
            _part(view),
        ]
    return [_need(view), cause, _recorded(view), _pace_words(view), _basis(view), _adjusted(view), _part(view)]


def _no_date(view: View) -> str:
    return "The date for this role is set by your clinic; there is no date yet." if view.due is None else ""


def _not_started(view: View) -> list[str]:
    if view.due is None:
        nothing = (
            "Nothing is published for this role yet."
            if view.facts.nothing_published
            else f"Nothing is done yet; {_left(view)}."
        )
        return [nothing, _no_date(view), _part(view)]
    if view.facts.nothing_published:
        return [f"{_left(view)}; {_to_go(view)}.", _basis(view), _adjusted(view)]
    return ["Nothing is done yet.", _need(view), _recorded(view), _basis(view), _adjusted(view), _part(view)]


def _on_track(view: View) -> list[str]:
    if view.due is None:
        return [f"{_left(view)}.", _no_date(view), _pace_words(view), _part(view)]
    if not view.pace.needed:
        return [f"{_left(view)}; {_to_go(view)}.", _course_missing(view), _basis(view), _adjusted(view)]
    return [_need(view), _pace_words(view), _recorded(view), _basis(view), _adjusted(view), _part(view)]
