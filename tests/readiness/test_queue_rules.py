"""The queue's rule: order, minutes, kinds together, words; no piece in two rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.queue import (
    KINDS,
    TITLES,
    TOGETHER,
    USUAL,
    Thing,
    heading,
    length_words,
    minutes_for,
    owns,
    queue_of,
)

DAY = date(2026, 5, 4)


def thing(kind: str = "hours", name: str = "a", since: int = 0, holds_up: int | None = None, **more: object) -> Thing:
    due = None if holds_up is None else DAY + timedelta(days=holds_up)
    pieces = more.pop("pieces", (f"{kind}:{name}",))
    return Thing(
        kind=kind, id=id, what="A talk", since=DAY + timedelta(days=since), holds_up=due, pieces=pieces, **more
    )  # type: ignore[arg-type]


THINGS = st.lists(
    st.builds(
        thing,
        kind=st.sampled_from(KINDS),
        name=st.sampled_from("abcdefgh"),
        since=st.integers(-40, 0),
        holds_up=st.none() | st.integers(-10, 30),
        person=st.sampled_from(("", "Marisol", "teddy", "Teddy")),
        pieces=st.lists(st.sampled_from("pqrstuvwxyz"), min_size=1, max_size=4).map(tuple),
        together=st.booleans(),
    ),
    max_size=25,
    unique_by=lambda one: (one.kind, one.id),
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (thing(holds_up=3), thing(name="b", holds_up=4, since=-30)),
        (thing(holds_up=30), thing(name="b", since=-30)),
        (thing(since=-2), thing(name="b", since=-1)),
        (thing(kind="rating"), thing(kind="hours")),
        (thing(person="anna", name="z"), thing(person="Ben", name="a")),
        (thing(name="a"), thing(name="b")),
    ],
    ids=["earlier date", "a date before none", "longer wait", "kind", "name", "id"],
)
def test_what_comes_first(first: Thing, second: Thing) -> None:
    assert [each.id for each in queue_of([second, first]).things] == [first.id, second.id]
    assert [each.kind for each in queue_of([second, first]).things] == [first.kind, second.kind]


@given(THINGS, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_what_was_found_first(found: list[Thing], chance) -> None:
    queue = queue_of(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert queue_of(shuffled) == queue
    assert queue_of(queue.things).things == queue.things
    orders = [each.order for each in queue.things]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


@given(THINGS)
def test_minutes_add_up_and_no_piece_stands_in_two_rows(found: list[Thing]) -> None:
    queue = queue_of(found, {"hours": 4})
    pieces = [piece for each in queue.things for piece in each.pieces]
    assert len(set(pieces)) == len(pieces)
    assert set(pieces) == {piece for each in found for piece in each.pieces}
    assert queue.minutes == sum(batch.minutes for batch in queue.batches) == sum(each.minutes for each in queue.things)
    assert all(each.minutes == len(each.pieces) * minutes_for(each.kind, {"hours": 4}) for each in queue.things)
    assert queue.count == sum(len(batch.things) for batch in queue.batches)
    assert [batch.things[0] for batch in queue.batches] == sorted(
        (batch.things[0] for batch in queue.batches), key=lambda each: each.order
    )
    assert len({batch.kind for batch in queue.batches}) == len(queue.batches)


@given(THINGS)
def test_people_have_what_is_about_them(found: list[Thing]) -> None:
    about = [replace(each, account_id=each.person) for each in found]
    queue = queue_of(about)
    people = queue.people()
    assert sum(number for number, _ in people.values()) == sum(bool(each.account_id) for each in queue.things)
    assert "" not in people


def test_one_alone_is_not_gone_through_together() -> None:
    assert queue_of([thing(together=True), thing(name="b")]).batches[0].together == ()
    assert len(queue_of([thing(together=True), thing(name="b", together=True)]).batches[0].together) == 2


def test_the_kinds_are_all_named() -> None:
    assert set(TITLES) == set(USUAL) == set(KINDS)
    assert set(TOGETHER) <= set(KINDS)
    assert min(USUAL.values()) > 0
    assert minutes_for("rating", {}) == USUAL["rating"]
    assert queue_of([thing()]).of("rating") == ()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Nothing waits for you"),
        (1, "One thing waits for you, about 3 minutes"),
        (9, "Nine things wait for you, about 27 minutes"),
        (10, "10 things wait for you, about 30 minutes"),
        (21, "21 things wait for you, about 1 hour 3 minutes"),
    ],
)
def test_the_heading(number: int, words: str) -> None:
    assert heading(queue_of(thing(name=str(each)) for each in range(number))) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (61, "1 hour 1 minute"), (150, "2 hours 30 minutes")]
)  # fmt: skip
def test_lengths(minutes: int, words: str) -> None:
    assert length_words(minutes) == words


@pytest.mark.parametrize(
    ("owner", "titles", "mine"),
    [
        ("Clinical supervisor", ("clinical supervisor",), True),
        ("Clinical supervisor and care manager", ("clinical supervisor",), True),
        ("Program manager", ("clinical supervisor",), False),
        ("sunniva berg", (), True),
        ("Grace Chen", (), False),
        ("", ("clinical supervisor",), False),
        ("Care manager", ("",), False),
    ],
)
def test_whose_an_item_is(owner: str, titles: tuple[str, ...], mine: bool) -> None:
    assert owns(owner, "Sunniva Berg", titles) is mine


def test_a_date_that_is_over_is_late() -> None:
    assert thing(holds_up=-1).late_on(DAY)
    assert not thing(holds_up=0).late_on(DAY)
    assert not thing().late_on(DAY)
