"""Rules of the second step: which code fits when, who must have one, how long a proof is fresh."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.factors import apps
from lms.people.factors.rules import (
    DRIFT,
    STEP_SECONDS,
    Demand,
    Failed,
    accepted_step,
    bare_code,
    grouped,
    is_app_code,
    is_fresh,
    is_staff,
    is_waiting,
    keep_problem,
    must_have,
    own_learning_only,
    step_at,
)
from lms.people.permissions import GIVES, LEADER, LEARNER, Granted

# RFC 6238, appendix B: the secret of its examples in base 32, and the last six figures of its SHA-1 column.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
DAY = date(2026, 5, 4)
steps = st.integers(min_value=10, max_value=80_000_000)


def code_at(step: int) -> str:
    return apps.code_at(RFC_SECRET, step)


def instant(step: int, second: float = 0) -> datetime:
    return datetime.fromtimestamp(step * STEP_SECONDS + second, UTC)


@pytest.mark.parametrize(("second", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert accepted_step(code, code_at=code_at, now=now, last_step=None) == second // 30


@given(step=steps, off=st.integers(-5, 5), second=st.floats(0, 29.9))
def test_a_code_counts_in_its_step_and_one_beside_it(step: int, off: int, second: float) -> None:
    taken = accepted_step(code_at(step + off), code_at=code_at, now=instant(step, second), last_step=None)
    near = range(step - DRIFT, step + DRIFT + 1)
    if step + off in near:
        assert taken in near
        assert isinstance(taken, int)
        assert code_at(taken) == code_at(step + off)
    elif code_at(step + off) not in map(code_at, near):
        assert taken is Failed.WRONG


@given(step=steps, moves=st.lists(st.integers(-2, 3), min_size=1, max_size=12))
def test_no_code_is_taken_twice_however_the_clock_moves(step: int, moves: list[int]) -> None:
    """Each code is sent twice, while the server's clock goes forth and back: steps taken only ever rise."""
    last: int | None = None
    for move in moves:
        step += move
        for _ in range(2):
            taken = accepted_step(code_at(step), code_at=code_at, now=instant(step), last_step=last)
            if isinstance(taken, int):
                assert last is None or taken > last
                last = taken
    again = accepted_step(code_at(step), code_at=code_at, now=instant(step), last_step=last)
    assert isinstance(again, Failed)


@given(step=steps, typed=st.text(max_size=12))
def test_what_is_no_code_is_refused_and_breaks_nothing(step: int, typed: str) -> None:
    taken = accepted_step(typed, code_at=code_at, now=instant(step), last_step=None)
    assert taken is Failed.WRONG or bare_code(typed) in [code_at(step + off) for off in (-1, 0, 1)]


@pytest.mark.parametrize(
    ("typed", "bare", "of_an_app"),
    [
        ("123456", "123456", True),
        (" 123 456 ", "123456", True),
        ("12345", "12345", False),
        ("1234567", "1234567", False),
        ("7Q4M-20K9-XV3T-8HPD", "7q4m20k9xv3t8hpd", False),
        ("7q4m 2ok9 xv3t 8hpd", "7q4m20k9xv3t8hpd", False),
        ("iLo", "110", False),
        ("١٢٣٤٥٦", "", False),
        ("", "", False),
    ],
)
def test_a_code_however_it_is_typed(typed: str, bare: str, of_an_app: bool) -> None:
    assert (bare_code(typed), is_app_code(typed)) == (bare, of_an_app)


@given(st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=16, max_size=16))
def test_a_recovery_code_is_read_back_as_it_was_shown(code: str) -> None:
    assert bare_code(grouped(code)) == code


def held(kind: str, from_date: date = DAY, to_date: date | None = None) -> Granted:
    return Granted(kind, "o", None, from_date, to_date or date(2026, 12, 31))


@pytest.mark.parametrize("kind", GIVES)
def test_whoever_may_more_than_learn_is_staff(kind: str) -> None:
    assert is_staff((held(LEARNER), held(kind)), DAY) is (kind not in (LEARNER, LEADER))
    assert own_learning_only((held(LEARNER), held(kind)))[0].kind == LEARNER
    assert not is_staff(own_learning_only((held(LEARNER), held(kind))), DAY)


@pytest.mark.parametrize(
    ("grants", "staff"),
    [
        ((), False),
        ((held("author", DAY + timedelta(days=1)),), False),
        ((held("author", DAY - timedelta(days=9), DAY - timedelta(days=1)),), False),
        ((held("author", DAY, DAY),), True),
    ],
)
def test_only_access_in_force_counts(grants: tuple[Granted, ...], staff: bool) -> None:
    assert is_staff(grants, DAY) is staff
    assert must_have(Demand.STAFF, grants, DAY) is staff
    assert must_have(Demand.NOBODY, grants, DAY) is False


NOON = datetime(2026, 5, 4, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "fresh", "waiting"), [(0, True, True), (9.99, True, True), (10, True, False), (15, True, False), (15.01, False, False)]
)  # fmt: skip
def test_how_long_proofs_and_half_sign_ins_last(minutes: float, fresh: bool, waiting: bool) -> None:
    then = NOON - timedelta(minutes=minutes)
    assert (is_fresh(then, NOON), is_waiting(then, NOON)) == (fresh, waiting)
    assert not is_fresh(None, NOON)


@pytest.mark.parametrize(
    ("demanded", "others", "may"), [(False, 0, True), (False, 2, True), (True, 1, True), (True, 0, False)]
)
def test_the_last_one_stays_while_it_is_demanded(demanded: bool, others: int, may: bool) -> None:
    assert (keep_problem(demanded=demanded, others=others) is None) is may


def test_a_sealed_key_opens_for_its_account_and_installation_alone() -> None:
    stored = apps.sealed(RFC_SECRET, secret="one", account_id="a")
    assert RFC_SECRET.encode() not in stored
    assert apps.opened(stored, secret="one", account_id="a") == RFC_SECRET
    assert apps.opened(stored, secret="one", account_id="b") is None
    assert apps.opened(stored, secret="two", account_id="a") is None


def test_steps_are_thirty_seconds() -> None:
    assert step_at(NOON + timedelta(seconds=29)) == step_at(NOON) == step_at(NOON + timedelta(seconds=30)) - 1
