"""Experience, the working of a standing, its heading, changes in words, reminders and calendar files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.readiness.rules import Facts, RoleTimeline, day_words, duration_words, phases_for, stand, window_problem
from lms.readiness.rules.answers import Who, answer
from lms.readiness.rules.calendar import CalendarDay, calendar_text
from lms.readiness.rules.changes import change_words
from lms.readiness.rules.reminding import Need, goes_out, no_reminder
from lms.readiness.rules.working import working
from tests.readiness.roles import ROLES, START, facts, on
from tests.readiness.test_engine_properties import histories

WINDOWS = [
    ("bhcm", 0, "2027-02-04"),
    ("bhcm", 4, "2027-01-07"),
    ("bhcm", -4, "2027-03-04"),
    ("bhcm", -11, "2027-04-22"),
    ("bhcm", -40, "2027-04-27"),
    ("clinical-supervisor", 8, "2027-02-07"),
    ("pcp", -2, "2027-04-18"),
    ("clerical", -2, None),
]


@pytest.mark.parametrize(("role", "weeks", "opens"), WINDOWS)
def test_s106_experience_moves_the_opening_and_never_the_date(role: str, weeks: int, opens: str | None) -> None:
    published, found = phases_for(ROLES[role], START), phases_for(ROLES[role], START, window_weeks=weeks)
    assert (found[0].opens.isoformat() if found[0].opens else None) == opens
    assert [phase.due for phase in found] == [phase.due for phase in published]
    assert found[1:] == published[1:]


@pytest.mark.parametrize(
    ("role", "weeks", "words"),
    [
        ("bhcm", -11, None),
        ("bhcm", 52, None),
        ("bhcm", -12, "at most 11 weeks shorter"),
        ("pcp", -4, "at most 3 weeks shorter"),
        ("clerical", -1, "No window is published"),
    ],
)
def test_how_far_a_window_can_be_moved(role: str, weeks: int, words: str | None) -> None:
    problem = window_problem(ROLES[role], START, None, weeks)
    assert problem is None if words is None else words in (problem or "")


def test_a_moved_window_is_said_in_the_reason() -> None:
    found = stand(ROLES["bhcm"], facts(window_weeks=-4), on("03-10"))
    assert "The window was made 4 weeks shorter because of experience." in found.reason
    longer = stand(ROLES["bhcm"], facts(window_weeks=1), on("01-20"))
    assert "1 week longer" in longer.reason
    assert stand(ROLES["bhcm"], facts(), on("01-30")).standing == "not open yet"
    assert longer.standing != "on track"


def test_a_longer_window_makes_room_for_the_same_plan() -> None:
    tight = facts(agreed_minutes_per_week=120, joined_on=on("01-01"))
    assert stand(ROLES["bhcm"], tight, on("02-04")).cause == "plan"
    assert stand(ROLES["bhcm"], replace(tight, window_weeks=6), on("12-24", 2026)).standing == "not started"


@settings(max_examples=300, deadline=None)
@given(histories())
def test_the_working_leads_to_the_standing(history: tuple[RoleTimeline, Facts, date]) -> None:
    timeline, known, today = history
    found, made = stand(timeline, known, today), working(timeline, known, today)
    assert [ruling.fits for ruling in made.rulings] == [False] * (len(made.rulings) - 1) + [True]
    assert made.rulings[-1].word == found.standing
    steps = {step.name: step.text for step in made.steps}
    assert all(text.endswith(".") and "None" not in text for text in steps.values())
    assert all(ruling.text.endswith(".") for ruling in made.rulings)
    assert known.nothing_published or duration_words(found.minutes_left) in steps["Hours left"]
    assert duration_words(found.agreed_minutes_per_week) in steps["Agreed"]
    if found.pace_minutes_per_week:
        assert f"= {found.pace_minutes_per_week} minutes a week" in steps["Pace needed"]
    if found.own_minutes_per_week is not None and found.forecast_date is not None:
        assert f"= {found.own_minutes_per_week} minutes a week" in steps["Own pace"]
        assert steps["Forecast"].endswith(f"{day_words(found.forecast_date)}.")


@settings(max_examples=300, deadline=None)
@given(histories())
def test_every_heading_states_and_blames_nobody(history: tuple[RoleTimeline, Facts, date]) -> None:
    timeline, known, today = history
    found = stand(timeline, known, today)
    hers, theirs = (answer(Who("Marisol Tavares", own), found, known, today) for own in (True, False))
    assert hers.startswith("You ")
    assert theirs.startswith("Marisol Tavares ")
    assert hers.partition(" ")[2].split(" ", 1)[1:] == theirs.partition(" Tavares ")[2].split(" ", 1)[1:]
    for text in (hers, theirs):
        assert not text.endswith(".")
        assert not any(word in text.lower() for word in ("overdue", "fail", "behind", "late", "none", "  "))


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("start_date", "2027-04-20", "2027-05-04", "Start date moved from 20 April 2027 to 4 May 2027"),
        ("agreed_minutes_per_week", None, "300", "Agreed time raised from 4 h to 5 h a week"),
        ("agreed_minutes_per_week", "300", "150", "Agreed time lowered from 5 h to 2 h 30 min a week"),
        ("agreed_minutes_per_week", "300", None, "Agreed time lowered from 5 h to 4 h a week"),
        ("agreed_minutes_per_week", None, "240", "Agreed time set to 4 h a week, the usual"),
        ("window_weeks", None, "-1", "Preparation made 1 week shorter than published"),
        ("window_weeks", "-1", None, "Preparation as long as published again"),
        ("clinic_due_on", None, "2027-05-04", "Date of the clinic set to 4 May 2027"),
        ("clinic_due_on", "2027-05-04", "2027-06-04", "Date of the clinic moved from 4 May 2027 to 4 June 2027"),
        ("clinic_due_on", "2027-05-04", None, "Date of the clinic, 4 May 2027, taken away"),
        ("leave:x", None, "2027-03-20/", "Leave from 20 March 2027, with no end date yet"),
        ("leave:x", "2027-03-20/", "2027-03-20/2027-04-12",
         "Leave from 20 March 2027 to 12 April 2027, before that from 20 March 2027, with no end date yet"),
        ("leave:x", "2027-03-20/2027-04-12", None, "Leave from 20 March 2027 to 12 April 2027 taken away"),
    ],
)  # fmt: skip
def test_changes_in_words(field: str, before: str | None, after: str | None, words: str) -> None:
    assert change_words(field, before, after, usual_minutes=240) == words


def test_a_field_nobody_records_has_no_words() -> None:
    with pytest.raises(ValueError, match="nobody records"):
        change_words("name", "a", "b", usual_minutes=240)


TODAY = on("03-23")
OPEN = Need("on track", on("05-04"), left=True)
REMINDERS = [
    ((OPEN,), None, False, True, None),
    ((OPEN,), on("03-16"), False, True, None),
    ((OPEN,), on("03-17"), False, True, "24 March 2027"),
    ((OPEN,), TODAY, False, True, "today"),
    ((replace(OPEN, due=on("03-30")),), on("03-22"), False, True, None),
    ((replace(OPEN, due=TODAY),), on("03-22"), False, True, None),
    ((replace(OPEN, due=on("03-31")),), on("03-22"), False, True, "7 days"),
    ((replace(OPEN, due=on("03-22")),), on("03-22"), False, True, "7 days"),
    ((replace(OPEN, due=TODAY),), TODAY, False, True, "today"),
    ((replace(OPEN, left=False),), None, False, True, "nothing to remind of"),
    ((replace(OPEN, standing="paused"),), None, False, True, "leave"),
    ((replace(OPEN, standing="paused"), OPEN), None, False, True, None),
    ((replace(OPEN, standing="paused"), replace(OPEN, left=False)), None, False, True, "nothing to remind of"),
    ((), None, False, True, "no role"),
    ((OPEN,), None, True, True, "deactivated"),
    ((OPEN,), None, False, False, "no address"),
]


@pytest.mark.parametrize(("needs", "last", "gone", "address", "words"), REMINDERS)
def test_f35_when_a_reminder_may_be_sent(
    needs: tuple[Need, ...], last: date | None, gone: bool, address: bool, words: str | None
) -> None:
    found = no_reminder(needs, today=TODAY, last_on=last, deactivated=gone, has_address=address)
    assert found is None if words is None else words in (found or "")


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(["America/Chicago", "Europe/Berlin", "Pacific/Auckland", "UTC"]),
)
def test_c68_letters_leave_in_working_hours(now: datetime, zone: str) -> None:
    leaves = goes_out(now, zone)
    local = leaves.astimezone(ZoneInfo(zone))
    assert now <= leaves <= now + timedelta(days=3)
    assert local.weekday() < 5
    assert 8 <= local.hour < 17


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200))
def test_c40_a_calendar_file_holds_whole_days_and_no_hour(title: str) -> None:
    made = calendar_text(
        [CalendarDay("a@b", on("03-14"), title, "x; y, z\\")], stamped=datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    unfolded = made.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270314\r\nDTEND;VALUE=DATE:20270315\r\n" in unfolded
    said = unfolded.partition("SUMMARY:")[2].partition("\r\n")[0]
    assert said.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == title
    assert "TZID" not in made
