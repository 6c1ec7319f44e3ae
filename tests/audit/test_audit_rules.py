"""The chain: any line touched is found and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.audit.rules import (
    SAID,
    START,
    Break,
    Line,
    cannot_be_right,
    first_break,
    hash_of_details,
    hash_of_line,
)

AT = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)
words = st.text(max_size=12)
acts = st.lists(st.tuples(words, words, st.dictionaries(words, words, max_size=2)), min_size=1, max_size=6)


def chain_of(acts: list[tuple[str, str, dict[str, Any]]]) -> list[Line]:
    lines: list[Line] = []
    for number, (act, subject, details) in enumerate(acts, start=1):
        salt = f"salt {number}"
        said: dict[str, Any] = {
            "chain": "an organisation",
            "number": number,
            "at": AT + timedelta(minutes=number),
            "actor_id": "someone" if number % 2 else None,
            "act": act,
            "subject_kind": "account",
            "subject_id": subject,
            "details_hash": hash_of_details(salt, details),
            "previous_hash": lines[-1].hash if lines else START,
        }
        lines.append(Line(**said, hash=hash_of_line(**said), salt=salt, details=details))
    return lines


def head_of(lines: list[Line]) -> tuple[int, str]:
    return lines[-1].number, lines[-1].hash


@given(acts)
def test_a_chain_as_written_holds(acts: list[Any]) -> None:
    lines = chain_of(acts)
    assert first_break("an organisation", lines, head_of(lines)) is None


CHANGES: dict[str, Any] = {
    "at": lambda line: line.at + timedelta(microseconds=1),
    "actor_id": lambda line: "nobody" if line.actor_id else "someone",
    "act": lambda line: line.act + "x",
    "subject_kind": lambda line: "clinic",
    "subject_id": lambda line: line.subject_id + "x",
    "details_hash": lambda line: START,
    "previous_hash": lambda line: "f" * 64,
    "hash": lambda line: "f" * 64,
    "salt": lambda line: line.salt + "x",
    "details": lambda line: {**line.details, "more": "x"},
}


@given(acts, st.data(), st.sampled_from(sorted(CHANGES)))
def test_any_changed_field_is_found_at_its_line(acts: list[Any], data: st.DataObject, field: str) -> None:
    lines = chain_of(acts)
    head = head_of(lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = replace(lines[at], **{field: CHANGES[field](lines[at])})
    found = first_break("an organisation", lines, head)
    assert found is not None
    assert found.number == at + 1


@given(acts, st.data())
def test_a_removed_line_is_found(acts: list[Any], data: st.DataObject) -> None:
    lines = chain_of(acts)
    head = head_of(lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    del lines[at]
    found = first_break("an organisation", lines, head)
    assert found is not None
    assert found.number == at + 1
    assert "missing" in found.reason


def test_a_line_resealed_in_the_middle_breaks_the_next() -> None:
    lines = chain_of([("one", "a", {}), ("two", "b", {}), ("three", "c", {})])
    head = head_of(lines)
    lines[1] = chain_of([("one", "a", {}), ("another", "b", {})])[1]
    found = first_break("an organisation", lines, head)
    assert found is not None
    assert (found.number, found.reason) == (3, "Line 3 does not follow the line before it.")


def test_a_whole_chain_resealed_does_not_fit_its_head() -> None:
    head = head_of(chain_of([("one", "a", {}), ("two", "b", {})]))
    forged = chain_of([("one", "a", {}), ("another", "b", {})])
    found = first_break("an organisation", forged, head)
    assert found is not None
    assert found.reason == "The head of the chain does not point to line 2."


@given(acts)
def test_erased_details_leave_the_chain_whole(acts: list[Any]) -> None:
    lines = [replace(line, salt=None, details=None) for line in chain_of(acts)]
    assert first_break("an organisation", lines, head_of(lines)) is None


@given(words, words, st.dictionaries(words, words, max_size=3))
def test_the_salt_hides_the_details(one: str, two: str, details: dict[str, str]) -> None:
    assert (hash_of_details(one, details) == hash_of_details(two, details)) == (one == two)


@pytest.mark.parametrize(("head", "holds"), [(None, True), ((0, START), True), ((1, "f" * 64), False)])
def test_an_empty_chain(head: tuple[int, str] | None, holds: bool) -> None:
    assert (first_break("an organisation", [], head) is None) == holds


@given(acts, st.data(), st.sampled_from(sorted(CHANGES)))
def test_the_changed_field_is_among_those_named(acts: list[Any], data: st.DataObject, field: str) -> None:
    lines = chain_of(acts)
    at = data.draw(st.integers(0, len(lines) - 1))
    previous = lines[at - 1].hash if at else START
    following = lines[at].hash if at + 1 < len(lines) else None
    changed = replace(lines[at], **{field: CHANGES[field](lines[at])})
    named = cannot_be_right(changed, previous=previous, following=following, seen={})
    assert ("details" if field == "salt" else field) in named
    if following is not None:
        assert field in ("salt", *named[:1]) or set(named) == set(SAID)


@pytest.mark.parametrize("field", SAID)
def test_a_value_that_stands_elsewhere_and_fits_gives_the_field_away(field: str) -> None:
    line = chain_of([("one", "a", {}), ("two", "b", {})])[1]
    changed = replace(line, **{field: CHANGES[field](line)})
    seen = {field: [getattr(line, field), CHANGES[field](line)]}
    assert cannot_be_right(changed, previous=line.previous_hash, following=line.hash, seen=seen) == (field,)


def test_a_line_that_is_whole_in_itself_blames_no_field() -> None:
    line = chain_of([("one", "a", {})])[0]
    assert cannot_be_right(line, previous="f" * 64, following=None, seen={}) == ()


def test_a_break_says_in_words_what_cannot_be_right() -> None:
    found = Break("saltmarsh", 2, "Line 2 was changed after it was written.", ("act", "hash"))
    assert found.sentence == (
        "Line 2 was changed after it was written. What cannot be right: what was done (act) or its own hash (hash)."
    )
    assert Break("saltmarsh", 2, "Line 2 is missing.").sentence == "Line 2 is missing."
