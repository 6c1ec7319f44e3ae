"""What an outside training may say, which files show it, what it may waive, and that the ledger's sums add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.course import Outside, Pathway, RequirementKind
from lms.learning.outside.rules import (
    FILE_MOST,
    MINUTES_MOST,
    Given,
    file_problem,
    instead_of,
    kept_name,
    ledger,
    media_type,
    minutes_of_hours,
    problems,
    state_of,
    waiver_problem,
)

TODAY = date(2026, 5, 4)
GOOD = Given("Lecture", "The county", TODAY, 90, "", True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"provider": ""}, "provider"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"held_on": date(1999, 12, 31)}, "held_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": -15}, "minutes"),
        ({"minutes": 50}, "minutes"),
        ({"minutes": MINUTES_MOST + 15}, "minutes"),
        ({"file": False}, "shows"),
        ({"shows": "x" * 501}, "shows"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(change: dict, field: str) -> None:
    assert set(problems(replace(GOOD, **change), TODAY)) == {field}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"minutes": 15},
        {"minutes": MINUTES_MOST},
        {"file": False, "shows": "Grace was there."},
        {"held_on": date(2000, 1, 1)},
    ],
)
def test_what_can_be_is_taken(change: dict) -> None:
    assert problems(replace(GOOD, **change), TODAY) == {}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = Given("", "", TODAY + timedelta(days=1), 1, "", False)
    assert set(problems(wrong, TODAY)) == {"title", "provider", "held_on", "minutes", "shows"}


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ("1.5", 90),
        ("0.75", 45),
        ("2", 120),
        ("0.1", 6),
        ("0.333", 0),
        ("1e9", 0),
        ("NaN", 0),
        ("Infinity", 0),
        ("-1", -60),
    ],
)
def test_hours_as_typed_in_minutes(hours: str, minutes: int) -> None:
    assert minutes_of_hours(Decimal(hours)) == minutes


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"<html><script>", None),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b" %PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind
    assert (file_problem(content) is None) is (kind is not None)


def test_a_file_that_is_too_large_is_refused() -> None:
    assert file_problem(b"%PDF-" + b"x" * (FILE_MOST - 5)) is None
    assert "larger than 6 MB" in (file_problem(b"%PDF-" + b"x" * (FILE_MOST - 4)) or "")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("certificate.pdf", "certificate.pdf"),
        ("C:\\Users\\ada\\my scan.PDF", "my scan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("evil.html", "evil.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("", "evidence.pdf"),
        ("...", "evidence.pdf"),
        ("Ünïcode ü.pdf", "Ünïcode ü.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_tricks(name: str, kept: str) -> None:
    assert kept_name(name, "application/pdf") == kept


@given(st.text(max_size=300))
def test_a_kept_name_fits_its_column_and_one_line(name: str) -> None:
    kept = kept_name(name, "image/jpeg")
    assert len(kept) <= 120
    assert kept.endswith(".jpg")
    assert not set(kept) & set('/\\"\r\n;')


@pytest.mark.parametrize(
    ("withdrawn", "accepted", "state"),
    [(False, None, "waiting"), (False, True, "accepted"), (False, False, "not accepted"), (True, None, "withdrawn")],
)
def test_states(withdrawn: bool, accepted: bool | None, state: str) -> None:
    assert state_of(withdrawn=withdrawn, accepted=accepted) == state


COURSE_THERE = Outside("course", "a course elsewhere", ("a", "b"))


@pytest.mark.parametrize(
    ("outside", "part", "kind", "said"),
    [
        (None, "a", "lesson", ()),
        (None, "a", "lab", ()),
        (None, "a", "test", None),
        ((COURSE_THERE,), "a", "lesson", ("a course elsewhere",)),
        ((COURSE_THERE,), "a", "test", None),
        ((COURSE_THERE,), "c", "case", None),
        ((), "a", "lesson", None),
    ],
)
def test_what_may_stand_for_a_part(
    outside: tuple[Outside, ...] | None, part: str, kind: RequirementKind, said: tuple[str, ...] | None
) -> None:
    pathway = Pathway("pcp", (), (part,), (), "", "complete", outside=outside)
    assert instead_of(pathway, part, kind) == said


@pytest.mark.parametrize(
    ("chosen", "minutes", "said"),
    [
        ((), 15, None),
        (("a",), 30, None),
        (("a", "b"), 45, None),
        (("a", "b"), 30, "45 minutes together"),
        (("c",), 600, "Look at the list again"),
    ],
)
def test_parts_take_no_longer_than_the_training(chosen: tuple[str, ...], minutes: int, said: str | None) -> None:
    found = waiver_problem(chosen, {"a": 30, "b": 15}, minutes)
    assert found is None if said is None else said in (found or "")


parts = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 60), max_size=8)


@given(parts, st.data(), st.integers(0, 600))
def test_the_ledger_adds_up(counted: dict[str, int], data: st.DataObject, more: int) -> None:
    waived = data.draw(st.sets(st.sampled_from(sorted(counted))) if counted else st.just(set()))
    outside = data.draw(
        st.lists(st.tuples(st.sampled_from(["waiting", "accepted", "not accepted", "withdrawn"]), st.integers(1, 40)))
    )
    planned = sum(counted.values()) + more
    sums = ledger(planned=planned, counted=counted.items(), waived=waived, outside=outside, published=600)
    assert sums.planned == sums.done + sums.waived + sums.left
    assert sums.left == more
    assert sums.recorded == sums.done + sum(minutes for state, minutes in outside if state == "accepted")
    assert sums.waiting + sums.accepted <= sum(minutes for _, minutes in outside)
