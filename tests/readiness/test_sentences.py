"""What people read: the reason and the next action, word for word, in every situation there is."""

from dataclasses import replace
from datetime import date

import pytest

from lms.readiness.rules import Facts, Pause, Standing, day_words, duration_words, stand
from lms.readiness.rules.words import list_words, number_words, span_words
from tests.readiness.roles import DAY, ROLES, START, facts, on
from tests.readiness.situations import EARLIER, PART, SIGNED, SITUATIONS


@pytest.mark.parametrize(
    ("role", "day", "known", "reason", "action"), [row[1:] for row in SITUATIONS], ids=[row[0] for row in SITUATIONS]
)
def test_words(role: str, day: str, known: Facts, reason: str, action: str | None) -> None:
    found = stand(ROLES[role], known, on(day))
    assert found.reason == reason
    assert found.next_action == action


def test_the_name_of_each_situation_begins_with_its_standing() -> None:
    for name, role, day, known, *_ in SITUATIONS:
        standing = stand(ROLES[role], known, on(day)).standing
        assert name.startswith(standing) or (name.startswith("nothing published") and standing == "not started")


def parts_of(found: Standing) -> dict[str, tuple[str, str]]:
    return {part.name: (part.state, part.text) for part in found.parts}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (facts(0), {"pathway": ("open", "Nothing is published yet.")}),
        (facts(1620, 5), {"pathway": ("open", "Required parts are still open.")}),
        (facts(1620, 1620), {"pathway": ("done", "All required parts are done.")}),
        (facts(90, 90, **PART), {"pathway": ("open", "All that is published is done; the rest is in preparation.")}),
        (
            facts(1620),
            {"sign-offs": ("off", "Sign-offs are not used here."), "checklist": ("done", "Nothing is open.")},
        ),
        (facts(1620, **SIGNED), {"sign-offs": ("open", "2 sign-offs open."), "checklist": ("open", "1 item open.")}),
        (facts(1620, signoffs_enabled=True), {"sign-offs": ("done", "Nothing is open.")}),
        (facts(1620, signoffs_open=2), {"sign-offs": ("off", "Sign-offs are not used here.")}),
    ],
)
def test_each_part_of_ready_is_visible(known: Facts, expected: dict[str, tuple[str, str]]) -> None:
    found = parts_of(stand(ROLES["bhcm"], known, on("04-04")))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("finished", "day", "expected"),
    [
        ("03-20", "04-20", True),
        ("04-03", "04-20", True),
        ("04-04", "04-20", False),
        (None, "04-03", True),
        (None, "04-20", False),
    ],
)
def test_a_refresher_is_suggested_only_to_those_who_were_early(finished: str | None, day: str, expected: bool) -> None:
    known = facts(45, 45, finished_on=on(finished) if finished else None)
    assert stand(ROLES["pcp"], known, on(day)).refresher is expected
    assert stand(ROLES["bhcm"], known, on(day)).refresher is False


def test_a_leave_that_ends_gives_time_before_a_forecast() -> None:
    known = facts(1620, 900, first_done_on=on("02-05"), pauses=(Pause(on("03-01"), on("03-20")),))
    assert [stand(ROLES["bhcm"], known, on(day)).standing for day in ("03-20", "03-21", "04-03", "04-04")] == [
        "paused", "on track", "on track", "at risk",
    ]  # fmt: skip


def test_a_start_date_that_moves_keeps_what_was_done() -> None:
    before = facts(1620, 300, done=((on("04-10"), 300),), first_done_on=EARLIER)
    assert stand(ROLES["bhcm"], before, on("04-20")).standing == "at risk"
    after = stand(ROLES["bhcm"], replace(before, start_date=on("12-06")), on("04-20"))
    assert (after.standing, after.minutes_left) == ("not open yet", 1320)


def test_after_the_role_ended_its_last_standing_stays() -> None:
    known = facts(1620, 300, pace_known=False, role_ended_on=on("03-01"))
    found = [stand(ROLES["bhcm"], known, on("03-01") + DAY * later) for later in (0, 1, 400)]
    assert len({one.reason for one in found}) == 1
    assert [one.next_change_on for one in found] == [None, None, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes_done": -1},
        {"minutes_required": -1},
        {"agreed_minutes_per_week": -1},
        {"done": ((START, -5),)},
        {"signoffs_open": -1},
    ],
)
def test_no_number_is_negative(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="never negative"):
        Facts(**{"start_date": START, "minutes_required": 60, **wrong})


def test_a_pause_ends_on_or_after_its_first_day() -> None:
    assert Facts(START, 60, pauses=(Pause(START, START),)).pauses
    with pytest.raises(ValueError, match="before it begins"):
        Facts(START, 60, pauses=(Pause(START, START - DAY),))


def test_words_for_dates_and_durations() -> None:
    assert day_words(date(2027, 5, 4)) == "4 May 2027"
    assert [duration_words(minutes) for minutes in (0, 45, 60, 61, 180, 1465)] == [
        "0 min",
        "45 min",
        "1 h",
        "1 h 1 min",
        "3 h",
        "24 h 25 min",
    ]
    assert [span_words(days) for days in (1, 13, 14, 15, 27, 364)] == [
        "1 day", "13 days", "2 weeks", "2 weeks and 1 day", "3 weeks and 6 days", "52 weeks",
    ]  # fmt: skip
    assert [list_words(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [number_words(number) for number in (1, 7, 12, 13)] == ["one", "seven", "twelve", "13"]
