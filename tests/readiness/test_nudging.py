"""Which letter is due to whom and when: by table, and for any history (F35, C52, C68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.judge import RANKS
from lms.readiness.rules.nudge_words import date_words, days_words, subject_words
from lms.readiness.rules.nudging import (
    KINDS,
    REACHED,
    STEPS,
    Choice,
    Nudge,
    Told,
    Training,
    coming,
    digest_monday,
    hours_problem,
    is_quiet,
    leaves_at,
    nudge_for,
)

DUE = date(2026, 6, 15)
HELD = "0123456789abcdef"
CHICAGO = ZoneInfo("America/Chicago")
BASE = Training(HELD, "on track", DUE, recorded_on=date(2026, 1, 5), since=date(2026, 3, 15))
RISK = replace(BASE, standing="at risk", since=date(2026, 5, 1))


def before(days: int) -> date:
    return DUE - timedelta(days=days)


def say(training: Training, days: int, *told: Told, choice: Choice | None = None) -> Nudge | None:
    return nudge_for([training], today=before(days), told=told, choice=choice or Choice())


@pytest.mark.parametrize(
    ("days", "step"),
    [(31, None), (30, 30), (29, 30), (15, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)
def test_a_date_is_named_thirty_fourteen_seven_and_one_day_before(days: int, step: int | None) -> None:
    found = say(BASE, days)
    assert (found.step if found else None) == step
    if found:
        assert (found.kind, found.due) == ("due date", DUE)


@pytest.mark.parametrize("word", sorted(RANKS))
def test_only_who_can_do_something_about_a_date_is_written_to(word: str) -> None:
    assert (say(replace(BASE, standing=word), 14) is not None) == (word in REACHED)
    assert (say(replace(BASE, standing=word), 90) is not None) == (word == "at risk")
    assert say(replace(BASE, standing=word, left=False), 14) is None


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ([], 14),
        ([(14, "14")], None),  # Said already.
        ([(15, "30")], None),  # Yesterday: one a week.
        ([(20, "30")], None),
        ([(21, "30")], 14),
        ([(21, "risk")], 14),
        ([(20, "")], None),  # A supervisor's own reminder counts as well.
        ([(21, "")], 14),
    ],
)
def test_fourteen_days_before_after_other_letters(told: list[tuple[int, str]], step: int | None) -> None:
    about = f"{HELD}:{DUE.isoformat()}:"
    said = [Told(f"{about}{key}" if key else "", before(days)) for days, key in told]
    found = say(BASE, 14, *said)
    assert (found.step if found else None) == step


@pytest.mark.parametrize(
    ("training", "days", "told", "key"),
    [
        (RISK, 45, [], "risk"),
        (RISK, 30, [], "30"),  # The letter about the date says what is left and what helps: no second one.
        (RISK, 29, [(30, "30")], None),
        (RISK, 22, [(30, "30")], None),
        (RISK, 25, [(35, "risk")], "30"),
        (RISK, 25, [(30, "risk")], None),  # The letter at risk has named the date since.
        (replace(RISK, since=before(20)), 20, [(30, "30")], "risk"),  # It became so after the letter.
        (replace(RISK, since=before(20)), 20, [(24, "30")], None),
        (RISK, 44, [(60, "risk")], None),  # Once for each date.
        (replace(RISK, due=None), 44, [], "risk"),
        (replace(RISK, due=DUE + timedelta(days=50)), 44, [(60, "risk")], "risk"),  # Another date is news.
    ],
)
def test_becoming_at_risk_is_said_once(
    training: Training, days: int, told: list[tuple[int, str]], key: str | None
) -> None:
    found = say(training, days, *(Told(f"{HELD}:{DUE.isoformat()}:{what}", before(on)) for on, what in told))
    assert (found.key.rpartition(":")[2] if found else None) == key


def test_what_was_past_before_the_role_was_recorded_is_no_news() -> None:
    assert say(replace(BASE, recorded_on=before(20)), 20) is None
    found = say(replace(BASE, recorded_on=before(20)), 14)
    assert found
    assert found.step == 14


def test_near_dates_may_come_day_by_day_but_never_twice_a_day() -> None:
    other = replace(BASE, role_held_id="fedcba9876543210")
    seven = Told(f"{HELD}:{DUE.isoformat()}:7", before(7))
    assert nudge_for([BASE, other], today=before(7), told=[seven], choice=Choice()) is None
    found = nudge_for([BASE, other], today=before(6), told=[seven], choice=Choice())
    assert found
    assert found.role_held_id == other.role_held_id


def test_of_two_roles_the_nearer_date_comes_first() -> None:
    later = replace(BASE, role_held_id="a" * 16, due=DUE + timedelta(days=7))
    found = nudge_for([later, BASE], today=before(7), told=[], choice=Choice())
    assert found
    assert found.due == DUE


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_switched_off_is_not_written(kind: str) -> None:
    choice = Choice(off=frozenset({kind}))  # type: ignore[arg-type]
    assert (say(BASE, 14, choice=choice) is None) == (kind == "due date")
    assert (say(RISK, 60, choice=choice) is None) == (kind == "at risk")


WORKDAY = Choice()
LUNCH = Choice(quiet_from=12, quiet_to=14, quiet_weekends=False)
NEVER = Choice(quiet_from=9, quiet_to=9, quiet_weekends=False)


@pytest.mark.parametrize(
    ("choice", "at", "quiet"),
    [
        (WORKDAY, "2026-05-04T07:59", True),
        (WORKDAY, "2026-05-04T08:00", False),
        (WORKDAY, "2026-05-04T17:59", False),
        (WORKDAY, "2026-05-04T18:00", True),
        (WORKDAY, "2026-05-09T12:00", True),  # Saturday.
        (LUNCH, "2026-05-04T11:59", False),
        (LUNCH, "2026-05-04T12:00", True),
        (LUNCH, "2026-05-04T14:00", False),
        (LUNCH, "2026-05-09T11:00", False),
        (NEVER, "2026-05-09T03:00", False),
    ],
)
def test_quiet_hours(choice: Choice, at: str, quiet: bool) -> None:
    assert is_quiet(choice, datetime.fromisoformat(at).replace(tzinfo=CHICAGO)) is quiet


@pytest.mark.parametrize(
    ("zone", "now", "leaves"),
    [
        ("America/Chicago", "2026-05-04T17:20+00:00", "2026-05-04T17:20+00:00"),  # Noon: at once.
        ("America/Chicago", "2026-05-05T03:10+00:00", "2026-05-05T13:00+00:00"),
        ("America/Chicago", "2026-05-09T03:10+00:00", "2026-05-11T13:00+00:00"),  # Friday night: Monday.
        ("America/Chicago", "2026-03-08T03:00+00:00", "2026-03-09T13:00+00:00"),  # Clocks go forward that Sunday.
        ("America/Chicago", "2026-11-01T03:00+00:00", "2026-11-02T14:00+00:00"),  # And back.
        ("Asia/Kathmandu", "2026-05-04T20:00+00:00", "2026-05-05T02:15+00:00"),
    ],
)
def test_letters_wait_until_quiet_hours_end(zone: str, now: str, leaves: str) -> None:
    assert leaves_at(WORKDAY, datetime.fromisoformat(now), zone) == datetime.fromisoformat(leaves)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "fine"),
    [(18, 8, True), (8, 8, True), (0, 23, False), (9, 7, False), (9, 6, True), (-1, 5, False), (3, 24, False)],
)
def test_some_of_the_day_stays_open(quiet_from: int, quiet_to: int, fine: bool) -> None:
    assert (hours_problem(quiet_from, quiet_to) is None) is fine


@pytest.mark.parametrize(
    ("at", "choice", "due"),
    [
        ("2026-05-04T07:59", WORKDAY, False),
        ("2026-05-04T08:00", WORKDAY, True),
        ("2026-05-04T16:00", WORKDAY, True),
        ("2026-05-05T09:00", WORKDAY, False),
        ("2026-05-04T06:00", NEVER, False),
        ("2026-05-04T12:30", LUNCH, False),
        ("2026-05-04T09:00", Choice(off=frozenset({"digest"})), False),
    ],
)
def test_the_digest_is_for_monday_morning(at: str, choice: Choice, due: bool) -> None:
    found = digest_monday(choice, datetime.fromisoformat(at).replace(tzinfo=CHICAGO))
    assert found == (date(2026, 5, 4) if due else None)


def test_the_next_letter_is_foreseen() -> None:
    found = coming([BASE], today=before(40), told=[], choice=Choice(quiet_weekends=False))
    assert found
    assert (found[0], found[1].step) == (before(30), 30)  # A Saturday.
    rests = coming([BASE], today=before(40), told=[], choice=Choice())
    assert rests
    assert rests[0] == before(28)
    assert coming([BASE], today=before(200), told=[], choice=Choice()) is None


def test_the_words_name_the_day() -> None:
    assert [days_words(each) for each in (0, 1, 14)] == ["today", "tomorrow", "in 14 days"]
    assert "in 14 days" in subject_words("Mill Road", DUE, before(14), at_risk=False)
    assert subject_words("Mill Road", None, DUE, at_risk=True) == "Your training at Mill Road"
    assert date_words(DUE, DUE, before(1)).startswith("Your first day with CoCM patients is 15 June 2026, tomorrow")
    assert "required" in date_words(DUE, DUE + timedelta(days=9), before(1))
    assert date_words(None, DUE, DUE) == ""


WORDS = st.sampled_from(sorted(RANKS))
ZONES = st.sampled_from(["America/Chicago", "Asia/Kathmandu", "Europe/London", "Pacific/Chatham", "UTC"])
CHOICES = st.builds(
    Choice,
    off=st.frozensets(st.sampled_from(sorted(KINDS)), max_size=1),
    quiet_from=st.integers(0, 23),
    quiet_to=st.integers(0, 23),
    quiet_weekends=st.booleans(),
)
ROLES = st.lists(
    st.tuples(st.integers(-5, 70), st.integers(0, 60), st.lists(WORDS, min_size=1, max_size=8)), min_size=1, max_size=3
)
FIRST = datetime(2026, 2, 20, tzinfo=UTC)


@given(roles=ROLES, choice=CHOICES, zone=ZONES, every=st.sampled_from([1, 5, 24, 55]))
def test_any_history_is_written_to_seldom_and_never_twice(
    roles: list[tuple[int, int, list[str]]], choice: Choice, zone: str, every: int
) -> None:
    """The hours of ten weeks, with standings that change every few days, across a change of the clocks."""
    there, told, sent = ZoneInfo(zone), [], []
    for hour in range(0, 24 * 70, every):
        at = (FIRST + timedelta(hours=hour)).astimezone(there)
        if is_quiet(choice, at):
            continue
        trainings = [
            Training(
                f"role-{number}", words[hour // 120 % len(words)], FIRST.date() + timedelta(days=due),
                FIRST.date() - timedelta(days=past), at.date() - timedelta(days=hour // 24 % 5),
            )
            for number, (due, past, words) in enumerate(roles)
        ]  # fmt: skip
        found = nudge_for(trainings, today=at.date(), told=told, choice=choice)
        if found is not None:
            standing = next(each for each in trainings if each.role_held_id == found.role_held_id).standing
            assert standing in REACHED
            assert found.kind not in choice.off
            assert found.step is None or found.step in STEPS
            assert found.due
            assert at.date() <= found.due or found.step is None
            told.append(Told(found.key, at.date()))
            sent.append((at.date(), found))
    keys = [nudge.key for _, nudge in sent]
    assert len(keys) == len(set(keys))
    for (earlier, _), (later, nudge) in pairwise(sent):
        near = nudge.due is not None and 0 <= (nudge.due - later).days <= 7
        assert (later - earlier).days >= (1 if near else 7)


@given(
    choice=CHOICES.filter(lambda each: hours_problem(each.quiet_from, each.quiet_to) is None),
    zone=ZONES,
    minutes=st.integers(0, 60 * 24 * 300),
)
def test_what_is_held_leaves_at_the_first_moment_that_is_not_quiet(choice: Choice, zone: str, minutes: int) -> None:
    now, there = FIRST + timedelta(minutes=minutes), ZoneInfo(zone)
    leaves = leaves_at(choice, now, zone)
    assert leaves >= now
    assert not is_quiet(choice, leaves.astimezone(there))
    moment = now
    while moment + timedelta(minutes=15) <= leaves:
        assert is_quiet(choice, moment.astimezone(there))
        moment += timedelta(minutes=15)
