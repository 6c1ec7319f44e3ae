"""Counts for a programme: nothing below five is shown, and nothing hidden can be worked out from what is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.hiding import LEAST, OTHERS, SPLITS, Parts, Row, ShownRow, Split, Table, View, add_up, publish

Counts = tuple[Parts, ...]
FINE, COARSE, NONE = SPLITS
NOT_READY = (1, 2)


def rows(counts: Sequence[Parts], again: int = 0) -> list[Row]:
    return [Row(f"row {at}", parts, again) for at, parts in enumerate(counts)]


def summed(counts: Sequence[Parts]) -> Parts:
    return tuple(map(sum, zip(*counts, strict=True)))


def by_role(counts: Sequence[Parts], roles: int) -> list[Parts]:
    """The roles of a population whose cells go clinic by clinic, role by role."""
    return [summed(counts[at::roles]) for at in range(roles)]


def by_clinic(counts: Sequence[Parts], roles: int) -> list[Parts]:
    return [summed(counts[at : at + roles]) for at in range(0, len(counts), roles)]


def hidden_numbers(
    table: Table, views: Mapping[str, tuple[View, Sequence[Parts]]], whole: Parts
) -> Iterator[tuple[str, int]]:
    """(what, its true number) of all that a table does not say: the whole, its parts, every row and the parts of each."""
    if table.number is None:
        yield "number", sum(whole)
    for several in (*FINE, NOT_READY):
        if not told(several, table.split, table.parts):
            yield f"whole {several}", sum(whole[at] for at in several)
    for name, (view, counts) in views.items():
        seen = {each.key: each for each in view.rows}
        for at, parts in enumerate(counts):
            row = seen.get(f"row {at}")
            if row is None:
                yield f"{name} {at}", sum(parts)
            for several in (*FINE, NOT_READY):
                if row is None or row.parts is None or not told(several, table.split, row.parts):
                    yield f"{name} {at} {several}", sum(parts[each] for each in several)


def told(several: tuple[int, ...], split: Split, parts: Parts) -> bool:
    """Whether parts that are shown are, or add up to, these."""
    inside = [each for each in split if set(each) <= set(several)]
    return bool(parts) and {at for each in inside for at in each} == set(several)


def populations(cells: int, most: int) -> Iterator[Counts]:
    """Every way to spread up to `most` people over some cells of three parts each."""

    def spread(left: int, at: int) -> Iterator[tuple[int, ...]]:
        if at == 0:
            yield ()
            return
        for number in range(left + 1):
            for more in spread(left - number, at - 1):
                yield (number, *more)

    for flat in spread(most, cells * 3):
        yield tuple(flat[start : start + 3] for start in range(0, cells * 3, 3))


@pytest.mark.parametrize(
    ("clinics", "roles", "least", "most"),
    [(1, 1, 5, 22), (2, 1, 2, 11), (1, 2, 3, 11), (3, 1, 2, 7), (2, 2, 2, 5)],
)
def test_every_hidden_number_could_be_another(clinics: int, roles: int, least: int, most: int) -> None:
    """All populations up to a size, grouped by what is shown of them: whoever knows the rule, too, can tell no hidden number."""
    found: dict[Table, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for counts in populations(clinics * roles, most):
        one, other = by_clinic(counts, roles), by_role(counts, roles)
        table = publish(rows(one), rows(other), least=least)
        views = {"clinic": (table.clinics, one), "role": (table.roles, other)}
        for what, number in hidden_numbers(table, views, summed(counts)):
            found[table][what].add(number)
    assert [(table, what, seen) for table, hid in found.items() for what, seen in hid.items() if len(seen) < 2] == []
    assert len(found) > most, "something is shown"


PARTS = st.tuples(*[st.integers(0, 14)] * 3)


@given(st.lists(PARTS, min_size=1, max_size=8), st.integers(0, 6))
def test_what_is_shown_adds_up_and_what_is_left_is_never_small(counts: list[Parts], again: int) -> None:
    table = publish(rows(counts, again), rows(list(reversed(counts)), again), again=again)
    whole = summed(counts)
    assert table.number is None or table.number == sum(whole) >= LEAST + again
    assert all(part >= LEAST + again for part in table.parts)
    assert sum(table.parts) in (0, sum(whole))
    for view in (table.clinics, table.roles):
        if not view.rows:
            assert len(view.hidden) == len(counts)
            continue
        assert sum(each.number for each in view.rows) == table.number
        assert all(each.number >= LEAST for each in view.rows)
        assert len(view.hidden) != 1
        assert [each.key == OTHERS for each in view.rows].count(True) == bool(view.hidden)
        shown = [each.parts for each in view.rows if each.parts is not None]
        closed = [each for each in view.rows if each.parts is None]
        assert all(part >= LEAST for parts in shown for part in parts)
        if table.split and closed:
            assert len(closed) >= 2
            left = [part - sum(each[at] for each in shown) for at, part in enumerate(table.parts)]
            assert all(part >= LEAST for part in left)


@pytest.mark.parametrize(
    ("counts", "number", "split", "names"),
    [
        ([(1, 1, 1)], None, NONE, []),  # One clinic with three people.
        ([(0, 0, 0)], None, NONE, []),
        ([(3, 1, 0), (0, 0, 0)], None, NONE, []),
        ([(5, 5, 5)], 15, FINE, ["row 0"]),
        ([(5, 4, 3)], 12, COARSE, ["row 0"]),
        ([(4, 4, 4)], 12, NONE, ["row 0"]),
        ([(9, 9, 9), (1, 1, 1)], 30, FINE, []),  # One row below five: it would be what is left.
        ([(9, 9, 9), (1, 1, 1), (1, 0, 0)], 31, FINE, []),  # Two, and four people: still too few.
        ([(9, 9, 9), (1, 1, 1), (2, 0, 0)], 32, FINE, ["row 0", OTHERS]),
        ([(9, 9, 9), (4, 2, 1), (2, 0, 0)], 36, FINE, ["row 0", OTHERS]),  # Seven hide two.
        ([(9, 9, 9), (9, 1, 1), (4, 2, 1), (2, 0, 0)], 47, FINE, ["row 0", "row 1", OTHERS]),
        ([(9, 9, 9), (0, 0, 0), (0, 0, 0)], 27, FINE, []),  # Zero counts as small.
    ],
)
def test_rows(counts: list[Parts], number: int | None, split: Split, names: list[str]) -> None:
    table = publish(rows(counts), rows(counts))
    assert (table.number, table.split) == (number, split)
    assert [each.key for each in table.clinics.rows] == names


def test_from_the_first_row_that_may_not_show_its_parts_none_does() -> None:
    table = publish(rows([(20, 20, 20), (5, 20, 20), (4, 20, 20), (10, 10, 10), (3, 8, 8)]), [])
    shown = [(each.number, each.parts) for each in table.clinics.rows]
    assert shown == [(60, (20, 20, 20)), (45, (5, 20, 20)), (44, None), (30, None), (19, None)]
    last_alone = publish(rows([(20, 20, 20), (9, 9, 9), (4, 3, 5)]), [])
    assert [each.parts for each in last_alone.clinics.rows] == [(20, 20, 20), None, None]


def test_roles_of_one_person_are_no_five_people() -> None:
    assert publish([Row("a", (3, 2, 1), 2)], [], again=2).number is None
    assert publish([Row("a", (3, 2, 2), 2)], [], again=2).number == 7
    assert publish([Row("a", (6, 6, 6), 2)], [], again=2).split == NONE
    assert publish([Row("a", (7, 7, 7), 2)], [], again=2).split == FINE
    clinics = [Row("a", (20, 20, 20)), Row("b", (7, 7, 7), 3)]
    table = publish(clinics, [], again=3)
    assert [(each.key, each.parts) for each in table.clinics.rows] == [("a", None), ("b", None)]


def test_sums_tell_nothing_but_what_is_shown() -> None:
    big = publish(rows([(9, 9, 9)]), [Row("bhcm", (9, 9, 9))])
    no_split = publish(rows([(4, 4, 4)]), [Row("bhcm", (4, 4, 4))])
    small = publish(rows([(1, 1, 1)]), [Row("bhcm", (1, 1, 1))])
    together = add_up([big, no_split, small, None])
    assert (together.of, together.among, together.number) == (2, 4, 39)
    assert (together.split_of, together.ready, together.not_ready) == (1, 9, 18)
    assert together.roles == {"bhcm": 39}
    others = View((ShownRow(OTHERS, 8, None),), ("pcp", "clerical"))
    assert add_up([Table(8, NONE, (), others, others)]).roles == {}
    assert add_up([]).number == 0
