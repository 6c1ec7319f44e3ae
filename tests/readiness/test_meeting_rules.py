"""The rules of meetings as tables: rhythms, due dates at the ends of months, what is planned, recorded, overdue, and who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.leave import Pause
from lms.readiness.rules.dates import add_months
from lms.readiness.rules.holding import Holding
from lms.readiness.rules.meeting_people import asked_on
from lms.readiness.rules.meetings import (
    CASELOAD,
    KINDS,
    PANEL,
    PROGRAM,
    Mark,
    Rhythm,
    Series,
    below_published,
    fold,
    is_a_date_of,
    outlook,
    rhythm_problems,
    rhythm_words,
    time_words,
)

OPENS = date(2026, 5, 4)  # A Monday.
NOON = 12 * 60 + 30
THURSDAY, TUESDAY = 3, 1


def rhythm(
    every: int = 1, unit: str = "week", weekday: int = THURSDAY, from_date: date = OPENS, reason: str = ""
) -> Rhythm:
    return Rhythm(every, unit, weekday, NOON, 60, "Room 2", from_date, reason)  # type: ignore[arg-type]


def panel(*marks: Mark, **more: object) -> Series:
    given_ = {"rhythm": rhythm(), "opens_on": OPENS, "set_up_on": date(2026, 4, 20), **more}
    return Series(KINDS[PANEL], marks=marks, **given_)  # type: ignore[arg-type]


def caseload(*marks: Mark, **more: object) -> Series:
    given_ = {"rhythm": rhythm(3, "month", TUESDAY), "opens_on": OPENS, "set_up_on": date(2026, 4, 20), **more}
    return Series(KINDS[CASELOAD], marks=marks, **given_)  # type: ignore[arg-type]


def held(day: date, on: date | None = None) -> Mark:
    return Mark(day, "held", on)


@pytest.mark.parametrize(
    ("kind", "every", "unit", "reason", "wrong", "below"),
    [
        (PANEL, 1, "week", "", set(), False),
        (PANEL, 2, "week", "", {"reason"}, True),
        (PANEL, 2, "week", "One consultant for three clinics", set(), True),
        (PANEL, 1, "month", "", {"reason"}, True),
        (PANEL, 12, "week", "Pilot", set(), True),
        (PANEL, 13, "week", "Pilot", {"every"}, True),
        (PANEL, 4, "month", "Pilot", {"every"}, True),
        (CASELOAD, 3, "month", "", set(), False),
        (CASELOAD, 1, "month", "", set(), False),
        (CASELOAD, 1, "week", "", set(), False),
        (CASELOAD, 12, "week", "", set(), False),
        (CASELOAD, 13, "week", "", {"every"}, True),
        (CASELOAD, 4, "month", "", {"every"}, True),
        (PROGRAM, 26, "week", "We are few", {"every"}, True),
        (PROGRAM, 0, "week", "", {"every"}, False),
    ],
)
def test_s130_more_often_is_allowed_and_less_often_than_a_quarter_refused(
    kind: str, every: int, unit: str, reason: str, wrong: set[str], below: bool
) -> None:
    wanted = rhythm(every, unit, reason=reason)
    found = rhythm_problems(KINDS[kind], wanted)
    assert set(found) == wrong
    assert all(sentence.endswith(".") for sentence in found.values())
    if every:
        assert below_published(KINDS[kind], wanted) is below


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("weekday", {"weekday": 7}),
        ("at", {"at": 1440}),
        ("at", {"at": -1}),
        ("minutes", {"minutes": 4}),
        ("minutes", {"minutes": 481}),
        ("place", {"place": "x" * 201}),
        ("place", {"place": "Room\x002"}),
        ("reason", {"reason": "x" * 501}),
    ],
)
def test_what_cannot_be_a_rhythm_is_told_at_its_field(field: str, change: dict[str, object]) -> None:
    assert set(rhythm_problems(KINDS[PANEL], replace(rhythm(), **change))) == {field}  # type: ignore[arg-type]


# A panel review, every week on Thursday, at a clinic that opens on Monday 4 May: day, marks → standing, due, next.
@pytest.mark.parametrize(
    ("today", "marks", "standing", "due", "following", "waiting"),
    [
        (date(2026, 4, 22), (), "scheduled", date(2026, 5, 11), date(2026, 5, 7), []),
        (date(2026, 5, 7), (), "scheduled", date(2026, 5, 11), date(2026, 5, 7), []),
        (date(2026, 5, 8), (), "scheduled", date(2026, 5, 11), date(2026, 5, 14), [date(2026, 5, 7)]),
        (date(2026, 5, 11), (), "scheduled", date(2026, 5, 11), date(2026, 5, 14), [date(2026, 5, 7)]),
        (date(2026, 5, 12), (), "overdue", date(2026, 5, 11), date(2026, 5, 14), [date(2026, 5, 7)]),
        (date(2026, 5, 7), (held(date(2026, 5, 7)),), "scheduled", date(2026, 5, 14), date(2026, 5, 14), []),
        (date(2026, 5, 14), (held(date(2026, 5, 7)),), "scheduled", date(2026, 5, 14), date(2026, 5, 14), []),
        (date(2026, 5, 15), (held(date(2026, 5, 7)),), "overdue", date(2026, 5, 14), date(2026, 5, 21), [date(2026, 5, 14)]),
        # Held a day early: the next is due a week after the day that was planned; a day late: a week after that day.
        (date(2026, 5, 13), (held(date(2026, 5, 7), date(2026, 5, 6)),), "scheduled", date(2026, 5, 14), date(2026, 5, 14), []),
        (date(2026, 5, 15), (held(date(2026, 5, 7), date(2026, 5, 8)),), "scheduled", date(2026, 5, 15), date(2026, 5, 21), [date(2026, 5, 14)]),
        # Before the first day nothing can be overdue, whatever was held as a rehearsal.
        (date(2026, 5, 4), (held(date(2026, 4, 23)),), "scheduled", date(2026, 5, 11), date(2026, 5, 7), []),
        # Cancelled does not count as held; taken back it is as if never recorded.
        (date(2026, 5, 8), (Mark(date(2026, 5, 7), "cancelled", reason="Snow"),), "scheduled", date(2026, 5, 11), date(2026, 5, 14), []),
        (date(2026, 5, 8), (held(date(2026, 5, 7)), Mark(date(2026, 5, 7), "undone")), "scheduled", date(2026, 5, 11), date(2026, 5, 14), [date(2026, 5, 7)]),
        # Moved: asked about on its new day, and the next follows the plan.
        (date(2026, 5, 8), (Mark(date(2026, 5, 7), "moved", date(2026, 5, 9), 600),), "scheduled", date(2026, 5, 11), date(2026, 5, 9), []),
        (date(2026, 5, 10), (Mark(date(2026, 5, 7), "moved", date(2026, 5, 9), 600),), "scheduled", date(2026, 5, 11), date(2026, 5, 14), [date(2026, 5, 9)]),
    ],
)  # fmt: skip
def test_s127_a_weekly_one_is_overdue_after_seven_days(
    today: date, marks: tuple[Mark, ...], standing: str, due: date, following: date, waiting: list[date]
) -> None:
    seen = outlook(panel(*marks), today)
    assert (seen.standing, seen.due, seen.next.on) == (standing, due, following)
    assert [each.on for each in seen.waiting] == waiting
    assert seen.reason.endswith(".")


# Every three months, counted from the last one held or the first day, the end of the month clamped.
@pytest.mark.parametrize(
    ("opens", "last", "due"),
    [
        (date(2026, 5, 4), None, date(2026, 8, 4)),
        (date(2026, 11, 30), None, date(2027, 2, 28)),
        (date(2027, 11, 30), None, date(2028, 2, 29)),  # A leap year.
        (date(2028, 2, 29), None, date(2028, 5, 29)),
        (date(2026, 5, 4), date(2026, 8, 31), date(2026, 11, 30)),
        (date(2026, 5, 4), date(2028, 2, 29), date(2028, 5, 29)),
    ],
)
def test_s128_a_quarter_is_three_calendar_months_clamped(opens: date, last: date | None, due: date) -> None:
    marks = (held(last),) if last else ()
    series = caseload(
        *marks, opens_on=opens, set_up_on=opens - timedelta(days=20), rhythm=rhythm(3, "month", TUESDAY, opens)
    )
    on_the_day, after = outlook(series, due), outlook(series, due + timedelta(days=1))
    assert (on_the_day.due, on_the_day.standing) == (due, "scheduled")
    assert (after.due, after.standing) == (due, "overdue")
    assert outlook(series, last or opens).next.on <= due


@pytest.mark.parametrize(
    ("opens", "set_up", "last_before", "counted", "due"),
    [
        (None, date(2026, 4, 20), None, None, None),
        (date(2026, 5, 4), date(2026, 4, 20), None, "first day", date(2026, 8, 4)),
        # A start date in the past: no meeting before it was kept here is known, so the day it was set up counts.
        (date(2024, 5, 6), date(2026, 4, 20), None, "set up here", date(2026, 7, 20)),
        (date(2024, 5, 6), date(2026, 4, 20), date(2026, 3, 3), "the last one", date(2026, 6, 3)),
        (None, date(2026, 4, 20), date(2026, 3, 31), "the last one", date(2026, 6, 30)),
        (date(2026, 5, 4), date(2026, 4, 20), date(2026, 4, 1), "first day", date(2026, 8, 4)),
    ],
)
def test_what_due_dates_count_from(
    opens: date | None, set_up: date, last_before: date | None, counted: str | None, due: date | None
) -> None:
    seen = outlook(caseload(opens_on=opens, set_up_on=set_up, last_before=last_before), date(2026, 5, 1))
    assert seen.due == due
    assert (counted or "that is not set") in seen.reason
    assert seen.last_held == last_before


def test_an_overdue_one_is_asked_about_and_another_day_is_proposed() -> None:
    series = caseload()
    today = date(2026, 8, 6)
    seen = outlook(series, today)
    assert (seen.standing, seen.due) == ("overdue", date(2026, 8, 4))
    assert [each.on for each in seen.waiting] == [date(2026, 8, 4)]
    assert seen.next.on == date(2026, 8, 11)
    moved = caseload(Mark(date(2026, 8, 4), "moved", date(2026, 8, 10), 540))
    assert outlook(moved, today).next.on == date(2026, 8, 10)
    assert outlook(moved, today).waiting == ()
    cancelled = outlook(caseload(Mark(date(2026, 8, 4), "cancelled", reason="Flu")), today)
    assert (cancelled.standing, cancelled.waiting, cancelled.next.on) == ("overdue", (), date(2026, 8, 11))
    assert [each.reason for each in cancelled.history] == ["Flu"]
    again = outlook(
        caseload(Mark(date(2026, 8, 4), "moved", date(2026, 8, 5), 540), held(date(2026, 8, 11))), date(2026, 8, 12)
    )
    assert again.standing == "scheduled"


def test_an_own_rhythm_that_is_missed_says_that_the_quarter_is_kept() -> None:
    series = caseload(rhythm=rhythm(1, "month", TUESDAY))
    assert (
        "the published least, once a quarter, is kept until 4 August 2026" in outlook(series, date(2026, 6, 10)).reason
    )
    assert "published least" not in outlook(series, date(2026, 8, 5)).reason


def test_a_first_day_planned_too_late_is_told() -> None:
    seen = outlook(panel(rhythm=rhythm(from_date=date(2026, 5, 18))), date(2026, 5, 4))
    assert seen.planned_late
    assert seen.reason.endswith("The next is planned later than that.")
    assert not outlook(panel(), date(2026, 5, 4)).planned_late


@given(
    st.sampled_from([(1, "week"), (2, "week"), (12, "week"), (1, "month"), (2, "month"), (3, "month")]),
    st.integers(0, 6),
    st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    st.integers(0, 200),
    st.lists(st.booleans(), max_size=6),
)
def test_a_series_that_is_held_on_its_days_is_never_overdue(
    often: tuple[int, str], weekday: int, opens: date, later: int, ends: list[bool]
) -> None:
    every, unit = often
    series = panel(rhythm=rhythm(every, unit, weekday, opens), opens_on=opens, set_up_on=opens)
    for _ in ends:
        seen = outlook(series, max([opens, *(mark.slot for mark in series.marks)]))
        assert seen.due is not None
        assert seen.next.on <= seen.due
        assert [each.on for each in seen.ahead] == sorted({each.on for each in seen.ahead})
        assert is_a_date_of(series, seen.next.slot, seen.next.on)
        series = replace(series, marks=(*series.marks, held(seen.next.slot)))
        assert outlook(series, seen.next.on).standing == "scheduled"
    seen = outlook(series, opens + timedelta(days=later))
    assert seen.next.on >= opens + timedelta(days=later)
    assert all(each.on < opens + timedelta(days=later) for each in seen.waiting)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 6))
def test_s129_dates_of_a_quarterly_one_keep_within_three_months(opens: date, weekday: int) -> None:
    series = replace(
        caseload(rhythm=rhythm(3, "month", weekday, opens)), kind=KINDS[PROGRAM], opens_on=opens, set_up_on=opens
    )
    days = [opens, *(each.on for each in outlook(series, opens, ahead=6).ahead)]
    assert all(add_months(before, 3) >= after for before, after in pairwise(days))
    assert all(each.weekday() == weekday for each in days[1:])


def test_marks_are_folded_in_order() -> None:
    day = date(2026, 5, 7)
    marks = [Mark(day, "moved", date(2026, 5, 8), 600, "Training"), held(day), Mark(day, "undone")]
    assert fold(marks[:2], NOON)[day].on == date(2026, 5, 8)
    assert fold(marks[:2], NOON)[day].state == "held"
    assert fold(marks, NOON)[day].state == "moved"
    assert fold([*marks, Mark(day, "undone"), Mark(day, "undone")], NOON) == {}


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2026, 5, 7), True),
        (date(2026, 5, 14), True),
        (date(2026, 5, 8), False),
        (date(2026, 4, 16), False),
        (date(2029, 5, 3), False),
    ],
)
def test_only_dates_of_the_series_have_an_address(day: date, known: bool) -> None:
    assert is_a_date_of(panel(), day, date(2026, 5, 9)) is known


def test_words() -> None:
    assert rhythm_words(rhythm()) == "every week"
    assert rhythm_words(rhythm(3, "month")) == "every 3 months"
    assert time_words(9 * 60 + 5) == "09:05"


def person(name: str, role: str, first: date = OPENS, last: date | None = None, *pauses: Pause) -> Holding:
    return Holding(name.lower(), name, role, first, last, pauses)


TEAM = (
    person("Marisol", "bhcm"),
    person("Tomasz", "bhcm", OPENS, None, Pause(date(2026, 6, 1), date(2026, 6, 30))),
    person("Kit", "bhcm", OPENS, date(2026, 5, 31)),
    person("Osei", "psychiatric-consultant"),
    person("Grace", "clinical-supervisor"),
    person("Ruth", "program-manager"),
    person("Ruth", "qi-coordinator"),
    person("Tasha", "auxiliary"),
)


@pytest.mark.parametrize(
    ("kind", "day", "must", "able", "away", "nobody"),
    [
        (PANEL, date(2026, 5, 7), ["Kit", "Marisol", "Tomasz", "Osei"], [], (), ()),
        (PANEL, date(2026, 6, 4), ["Marisol", "Tomasz", "Osei"], [], ("Tomasz",), ()),  # Kit left; Tomasz is on leave.
        (CASELOAD, date(2026, 7, 7), ["Marisol", "Tomasz", "Grace"], ["Osei"], (), ()),
        (PROGRAM, date(2026, 7, 7), ["Marisol", "Tomasz", "Grace", "Ruth"], ["Osei"], (), ()),
        (PROGRAM, date(2026, 5, 3), [], [], (), KINDS[PROGRAM].must),
    ],
)  # fmt: skip
def test_who_is_asked_on_a_day(
    kind: str, day: date, must: list[str], able: list[str], away: tuple[str, ...], nobody: tuple[str, ...]
) -> None:
    found = asked_on(KINDS[kind], TEAM, day)
    assert [each.name for each in found.must] == must
    assert [each.name for each in found.able] == able
    assert (found.away, found.nobody) == (away, nobody)


def test_s126_one_person_in_two_roles_is_asked_once_and_must_come_if_one_of_them_must() -> None:
    both = (
        person("Ruth", "program-manager"),
        person("Ruth", "qi-coordinator"),
        person("Ruth", "psychiatric-consultant"),
    )
    found = asked_on(KINDS[PROGRAM], both, OPENS)
    assert [(each.name, each.must) for each in found.everybody] == [("Ruth", True)]
    assert found.everybody[0].roles == ("program-manager", "qi-coordinator", "psychiatric-consultant")
    assert found.nobody == ("bhcm", "clinical-supervisor")
