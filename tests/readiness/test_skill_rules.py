"""Which signature holds on a day, who may sign what, what is missing, and what a log takes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.skills import (
    STATES,
    Seen,
    capacity,
    log_problems,
    log_sums,
    named_on,
    sign_problems,
    signed_off,
    standing_of_skill,
)

TODAY = date(2026, 5, 4)
DAY = timedelta(days=1)


def seen(name: str = "a", days: int = 0, state: str | None = "done", signed: int | None = 0, gone: int | None = None,
         order: float = 0.0, skill: str = "call") -> Seen:  # fmt: skip
    """Seen so many days after today, signed and withdrawn likewise (None: not)."""
    on = None if signed is None else TODAY + signed * DAY
    return Seen(name, skill, TODAY + days * DAY, state, on, None if gone is None else TODAY + gone * DAY, order)


@pytest.mark.parametrize(
    ("rows", "standing", "holds", "waits"),
    [
        ((), "not reviewed", None, None),
        ((seen(),), "done", "a", None),
        ((seen(state="needs more practice"),), "needs more practice", "a", None),
        ((seen(state="not applicable"),), "not applicable", "a", None),
        ((seen(skill="other"),), "not reviewed", None, None),
        ((seen(state=None, signed=None),), "waiting", None, "a"),
        ((seen("old", -9), seen("new", -1, "needs more practice")), "needs more practice", "new", None),
        ((seen("new", -1), seen("old", -9, "needs more practice", order=9)), "done", "new", None),
        ((seen("a", order=1), seen("b", state="needs more practice", order=2)), "needs more practice", "b", None),
        ((seen(gone=0),), "not reviewed", None, None),
        ((seen(gone=1),), "done", "a", None),
        ((seen("a", -9), seen("b", -1, "needs more practice", gone=0)), "done", "a", None),
        ((seen("a", -3), seen("b", -1, None, None)), "waiting", "a", "b"),
        ((seen("a", -1), seen("b", -3, None, None)), "done", "a", None),
        ((seen("a", -1, None, None, gone=0),), "not reviewed", None, None),
        ((seen("a", -1, signed=1),), "waiting", None, "a"),
    ],
)
def test_the_newest_signature_that_stands_holds(rows, standing, holds, waits) -> None:
    found = standing_of_skill("call", rows, TODAY)
    assert found.standing == standing
    assert (found.signed.id if found.signed else None) == holds
    assert (found.waiting.id if found.waiting else None) == waits


def test_what_waits_takes_no_sign_off_back() -> None:
    rows = (seen("a", -3), seen("b", -1, None, None), seen("c", state="needs more practice", skill="note"))
    assert signed_off(["call", "note", "call"], rows, TODAY).done == ("call",)
    assert signed_off(["call", "note"], rows, TODAY).missing == ("note",)
    assert not signed_off(["note"], rows, TODAY).complete
    assert signed_off([], rows, TODAY).complete


signatures = st.builds(
    seen,
    name=st.uuids().map(str),
    days=st.integers(-30, 0),
    state=st.sampled_from(STATES),
    signed=st.none() | st.integers(-30, 30),
    gone=st.none() | st.integers(-30, 30),
    order=st.floats(0, 9),
    skill=st.sampled_from(["call", "note", "plan"]),
)


@given(rows=st.lists(signatures, max_size=8), required=st.lists(st.sampled_from(["call", "note", "plan"])))
def test_done_and_missing_are_the_required_ones(rows, required) -> None:
    found = signed_off(required, rows, TODAY)
    assert sorted(found.done + found.missing) == sorted(set(required))
    withdrawn = [Seen(**{**vars(each), "withdrawn_on": TODAY}) for each in rows]
    assert signed_off(required, withdrawn, TODAY).done == ()


@pytest.mark.parametrize("kind", ["clinical", "operational"])
@pytest.mark.parametrize("supervises", [True, False])
@pytest.mark.parametrize("manages", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_a_program_manager_signs_operational_items_only(kind, supervises, manages, named) -> None:
    who = {"supervises": supervises, "manages": manages, "named": named}
    assert capacity(kind, **who, own=True) is None
    found = capacity(kind, **who, own=False)
    if supervises:
        assert found == "clinical supervisor"
    elif named:
        assert found == "named care manager"
    else:
        assert found == ("program manager" if manages and kind == "operational" else None)


@pytest.mark.parametrize(
    ("first", "last", "undone", "holds"),
    [
        (0, None, False, True),
        (1, None, False, False),
        (-5, 0, False, True),
        (-5, -1, False, False),
        (-5, None, True, False),
    ],
)
def test_whoever_is_named_signs_from_to(first, last, undone, holds) -> None:
    to = None if last is None else TODAY + last * DAY
    assert named_on(TODAY + first * DAY, to, undone, TODAY) is holds


GOOD = {"method": "observed", "state": "done", "seen_on": TODAY, "comment": ""}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": None}, "method"),
        ({"method": "hearsay"}, "method"),
        ({"state": None}, "state"),
        ({"state": "superb"}, "state"),
        ({"seen_on": None}, "seen_on"),
        ({"seen_on": TODAY + DAY}, "seen_on"),
        ({"seen_on": date(1999, 1, 1)}, "seen_on"),
        ({"comment": "x" * 501}, "comment"),
        ({"state": "not applicable"}, "comment"),
    ],
)
def test_a_signature_that_cannot_be_taken(change, field) -> None:
    assert sign_problems(**GOOD, today=TODAY) == {}
    assert list(sign_problems(**{**GOOD, **change}, today=TODAY)) == [field]


ENTRY = {"kind": "shadowing", "held_on": TODAY, "minutes": 90, "with_role": "bhcm", "what": "A morning of calls"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "lunch"}, "kind"),
        ({"held_on": TODAY + DAY}, "held_on"),
        ({"minutes": 0}, "hours"),
        ({"minutes": 50}, "hours"),
        ({"minutes": 13 * 60}, "hours"),
        ({"with_role": "janitor"}, "with_role"),
        ({"what": " "}, "what"),
        ({"what": "x" * 301}, "what"),
    ],
)
def test_an_entry_that_cannot_be_logged(change, field) -> None:
    assert log_problems(**ENTRY, today=TODAY, roles={"bhcm"}) == {}
    assert list(log_problems(**{**ENTRY, **change}, today=TODAY, roles={"bhcm"})) == [field]


def test_a_log_adds_up() -> None:
    sums = log_sums([("shadowing", 90), ("panel review", 60), ("shadowing", 15), ("panel review", 45)])
    assert (sums.shadowing, sums.panel_reviews) == (105, 2)
