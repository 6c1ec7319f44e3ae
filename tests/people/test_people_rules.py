"""Passwords, names, sessions, waiting, and who may give what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.permissions import (
    ADMINISTRATOR,
    AUDITOR,
    AUTHOR,
    CE_ADMINISTRATOR,
    GRANT_KINDS,
    LEADER,
    LEARNER,
    PROGRAM_MANAGER,
    SUPERVISOR,
    Actor,
    Granted,
)
from lms.people.rules import (
    SessionState,
    clean_name,
    device_words,
    field_label,
    is_path_here,
    may_give,
    may_keep_field,
    name_problem,
    password_problem,
    session_state,
    strength_words,
    wait_seconds,
)

NOW = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
HERS = {"name": "Marisol Tavares-Quint", "emails": ("m.tavares@saltmarsh.example",)}


@pytest.mark.parametrize(
    "password",
    [
        "river otter candle",
        "correcthorsebattery",
        "Ωμέγα και άλφα",
        "passwords are a nuisance",
        "marisol keeps nine bees",
        "7391-4462-0857",
        "x" * 190 + " pasted",
    ],
)
def test_passwords_that_will_do(password: str) -> None:
    assert password_problem(password, **HERS) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 10"),
        ("ninechars", "at least 10"),
        ("y" * 201, "at most 200"),
        ("password123", "tried first"),
        ("P@ssw0rd2026!", "tried first"),
        ("qwertyuiop", "tried first"),
        ("1234567890", "tried first"),
        ("0987654321", "tried first"),
        ("aaaaaaaaaaaa", "tried first"),
        ("abababababab", "tried first"),
        ("sunshinesunshine", "tried first"),
        ("Linchpin 2026", "tried first"),
        ("Marisol2026", "your own name"),
        ("tavares-1990", "your own name"),
        ("m.tavares@saltmarsh.example", "your own name"),
    ],
)
def test_passwords_that_will_not_do(password: str, why: str) -> None:
    assert why in (password_problem(password, **HERS) or "")


def test_the_words_of_strength() -> None:
    assert [strength_words("x" * length) for length in (10, 13, 14, 19, 20)] == [
        "fair",
        "fair",
        "good",
        "good",
        "strong",
    ]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Marisol   Tavares ", "Marisol Tavares"),
        ("Tomás", "Tomás"),
        ("Tomás\u00a0Reyes", "Tomás Reyes"),
        ("李 文", "李 文"),
        ("نیما می‌خواهد", "نیما می‌خواهد"),
        ("O’Brien-Ńowak, RN", "O’Brien-Ńowak, RN"),
    ],
)
def test_names_of_any_script(raw: str, kept: str) -> None:
    assert clean_name(raw) == kept
    assert name_problem(kept) is None


@pytest.mark.parametrize("raw", ["", "   ", "4711", "x" * 121, "Mari\x07sol", "Mari\u202esol", "Mari\ue000sol"])
def test_names_that_will_not_do(raw: str) -> None:
    assert name_problem(clean_name(raw)) is not None


@given(st.text(max_size=150))
def test_a_kept_name_stays_as_it_is(raw: str) -> None:
    assert clean_name(clean_name(raw)) == clean_name(raw)


@pytest.mark.parametrize(
    ("created", "seen", "revoked", "state"),
    [
        (0, 0, None, SessionState.LIVE),
        (100, 59, None, SessionState.LIVE),
        (100, 60, None, SessionState.IDLE),
        (719, 1, None, SessionState.LIVE),
        (720, 1, None, SessionState.OVER),
        (720, 600, None, SessionState.OVER),
        (10, 1, 5, SessionState.REVOKED),
        (900, 800, 5, SessionState.REVOKED),
    ],
)
def test_where_a_session_stands(created: int, seen: int, revoked: int | None, state: SessionState) -> None:
    """Minutes ago; an idle time of 60 minutes, 12 hours in all."""
    found = session_state(
        created_at=NOW - timedelta(minutes=created),
        seen_at=NOW - timedelta(minutes=seen),
        idle_minutes=60,
        session_hours=12,
        revoked_at=None if revoked is None else NOW - timedelta(minutes=revoked),
        now=NOW,
    )
    assert found is state


@given(st.integers(1, 30), st.integers(1, 20), st.integers(0, 899))
def test_waiting_ends_with_the_window(count: int, most: int, age: int) -> None:
    start = NOW - timedelta(seconds=age)
    wait = wait_seconds(count=count, most=most, window_start=start, window_minutes=15, now=NOW)
    assert wait == (None if count <= most else 900 - age)


def actor(*grants: tuple[str, str | None]) -> Actor:
    held = tuple(Granted(kind, "saltmarsh", clinic, date(2026, 1, 1), None) for kind, clinic in grants)
    return Actor("someone", "saltmarsh", "Someone", held, NOW.date())


@pytest.mark.parametrize(
    ("giver", "clinic", "kinds"),
    [
        (actor((ADMINISTRATOR, None)), None, set(GRANT_KINDS)),
        (actor((ADMINISTRATOR, None)), "mill road", {*GRANT_KINDS} - {LEADER, AUDITOR}),
        (actor((ADMINISTRATOR, "mill road")), None, set()),
        (actor((PROGRAM_MANAGER, "mill road")), "mill road", {LEARNER, SUPERVISOR, PROGRAM_MANAGER}),
        (actor((PROGRAM_MANAGER, "mill road")), "northgate", set()),
        (actor((PROGRAM_MANAGER, "mill road")), None, set()),
        (
            actor((PROGRAM_MANAGER, "mill road"), (CE_ADMINISTRATOR, None)),
            "mill road",
            {LEARNER, SUPERVISOR, PROGRAM_MANAGER, CE_ADMINISTRATOR},
        ),
        (actor((SUPERVISOR, "mill road"), (AUTHOR, None)), "mill road", {LEARNER, SUPERVISOR, AUTHOR}),
        (actor(), "mill road", set()),
    ],
)
def test_nobody_gives_more_than_they_hold(giver: Actor, clinic: str | None, kinds: set[str]) -> None:
    assert {
        kind for kind in GRANT_KINDS if may_give(giver, kind, organisation_id="saltmarsh", clinic_id=clinic)
    } == kinds
    assert not any(may_give(giver, kind, organisation_id="elsewhere", clinic_id=clinic) for kind in GRANT_KINDS)


def test_who_fills_an_office_cannot_act_for_whoever_holds_it() -> None:
    manager = actor((PROGRAM_MANAGER, "mill road"))
    there = {"organisation_id": "saltmarsh", "clinic_id": "mill road"}
    assert may_give(manager, SUPERVISOR, **there)
    assert not may_give(manager, SUPERVISOR, **there, fills=False)
    assert may_give(actor((ADMINISTRATOR, None)), SUPERVISOR, **there, fills=False)


def test_a_grant_that_has_ended_gives_nothing() -> None:
    ended = Granted(ADMINISTRATOR, "saltmarsh", None, date(2026, 1, 1), date(2026, 5, 3))
    giver = Actor("someone", "saltmarsh", "Someone", (ended,), NOW.date())
    assert not may_give(giver, LEARNER, organisation_id="saltmarsh", clinic_id=None)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605", "Safari on a Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604", "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_devices_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.parametrize(
    "name", ["password", "New_Password", "csrf_token", "request_key", "passphrase", "client-secret"]
)
def test_fields_that_are_never_kept(name: str) -> None:
    assert not may_keep_field(name)


@pytest.mark.parametrize(("path", "here"), [
    ("/account/name", True), ("/a/b-c_d%20e", True), ("", False), ("account", False), ("//evil.example", False),
    ("/\\evil.example", False), ("https://evil.example/", False), ("/a\nb", False), ("/" + "x" * 500, False),
])  # fmt: skip
def test_paths_on_this_site(path: str, here: bool) -> None:
    assert is_path_here(path) == here


def test_field_names_as_words() -> None:
    assert [field_label(name) for name in ("start_date", "e-mail", "q")] == ["Start date", "E mail", "Q"]


@pytest.mark.parametrize(
    ("kind", "last", "day", "holds"),
    [
        (AUDITOR, None, date(2026, 5, 4), False),
        (AUDITOR, date(2026, 5, 4), date(2026, 5, 4), True),
        (AUDITOR, date(2026, 5, 4), date(2026, 5, 5), False),
        (LEARNER, None, date(2026, 5, 4), True),
        (LEARNER, None, date(2025, 12, 31), False),
    ],
)
def test_access_holds_from_a_day_to_a_day_and_an_auditors_never_without_end(
    kind: str, last: date | None, day: date, holds: bool
) -> None:
    assert Granted(kind, "saltmarsh", None, date(2026, 1, 1), last).holds_on(day) is holds
