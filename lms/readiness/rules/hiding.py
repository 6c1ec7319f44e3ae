"""What of an organisation's counts a programme is shown: nothing below five, nor what could be worked out from the rest. Pure.

The unit is a role held. `again` says how many roles of some rows are somebody's second or further one: a number is
shown when even without all of those at least `LEAST` are left, so that five roles of one person are not five people.

How hidden numbers stay hidden, proved by enumeration in `tests/readiness/test_hiding.py`:

- One organisation, one month, one fixed table: what is shown of it depends on nothing else, so neither filters nor
  other months, organisations or pages are parts of the same sum. Sums over organisations add up what is shown.
- The table has one total, at most one split of it by standing, and two views, by clinic and by role, that share these.
- A view with a number below `LEAST` shows only rows of twice `LEAST` and more; the rest stands there together, two rows
  or more, or else the view is not shown. Zero counts as below.
- Rows show their split from the largest downward; from the first that may not on, none does. What is left for those
  without is at least `LEAST` in every part, and they are two or more: a table with such margins never has one solution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LEAST = 5
"""The smallest number that is shown."""
OTHERS = ""
"""The key of the row in which those too small to be shown stand together."""
Parts = tuple[int, ...]
Split = tuple[tuple[int, ...], ...]
SPLITS: tuple[Split, ...] = (((0,), (1,), (2,)), ((0,), (1, 2)), ())
"""Finest first: three parts (ready, on the way, overdue or at risk); ready and not ready yet; no split."""


@dataclass(frozen=True)
class Row:
    """A clinic or a role as counted: how many are in each of the three parts, and how many of them are somebody again."""

    key: str
    parts: Parts
    again: int = 0

    @property
    def number(self) -> int:
        """All of the row."""
        return sum(self.parts)


@dataclass(frozen=True)
class ShownRow:
    """A row as shown. key: `OTHERS` for those together. parts: by the table's split; None: not shown."""

    key: str
    number: int
    parts: Parts | None


@dataclass(frozen=True)
class View:
    """The rows shown, largest first and those together last, and the keys of those that are not shown by themselves.

    Without rows nothing of the view is shown, and every key is hidden.
    """

    rows: tuple[ShownRow, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """All that is shown of one organisation's month. number: None where there are fewer than `LEAST`.

    parts follow `split`, which is empty where no part may be shown.
    """

    number: int | None = None
    split: Split = ()
    parts: Parts = ()
    clinics: View = field(default_factory=View)
    roles: View = field(default_factory=View)


def publish(clinics: Sequence[Row], roles: Sequence[Row], *, again: int = 0, least: int = LEAST) -> Table:
    """The table that may be shown. `clinics` and `roles` hold the same people in two ways, each in three parts.

    `again`: of all of them. Every clinic and every role stands there, those without anybody too.
    """
    whole = _sum(clinics)
    number = sum(whole)
    if number - again < least:
        return Table(clinics=_nothing(clinics), roles=_nothing(roles))
    split = next(each for each in SPLITS if all(part - again >= least for part in _merged(whole, each)))
    made = (_view(rows, split, number, again, least) for rows in (clinics, roles))
    by_clinic, by_role = made
    return Table(number, split, _merged(whole, split), by_clinic, by_role)


def _view(rows: Sequence[Row], split: Split, number: int, again: int, least: int) -> View:
    small = [each for each in rows if each.number - each.again < least]
    kept = [each for each in rows if not small or each.number - each.again >= 2 * least]
    rest = [each for each in rows if each not in kept]
    together = sum(each.number for each in rest)
    if rest and (len(rest) < 2 or together - again < least):
        return _nothing(rows)
    shown = [*kept, *([Row(OTHERS, _sum(rest), again)] if rest else [])]
    shown.sort(key=lambda each: (-each.number, each.key))
    whole = _merged(_sum(rows), split)
    opened = _opened(shown, split, whole, again, least)
    return View(
        tuple(
            sorted(
                (
                    ShownRow(each.key, each.number, _merged(each.parts, split) if at < opened else None)
                    for at, each in enumerate(shown)
                ),
                key=lambda each: each.key == OTHERS,
            )
        ),
        tuple(each.key for each in rest),
    )


def _opened(shown: Sequence[Row], split: Split, whole: Parts, again: int, least: int) -> int:
    """How many rows, from the largest on, show their parts."""
    if not split:
        return 0
    best, left = 0, whole
    for at, row in enumerate(shown, 1):
        parts = _merged(row.parts, split)
        if any(part - row.again < least for part in parts):
            break
        left = tuple(all_of_it - part for all_of_it, part in zip(left, parts, strict=True))
        closed = len(shown) - at
        if closed == 0 or (closed >= 2 and all(part - again >= least for part in left)):
            best = at
    return best


def _nothing(rows: Sequence[Row]) -> View:
    return View((), tuple(each.key for each in rows))


def _sum(rows: Sequence[Row]) -> Parts:
    return tuple(sum(each.parts[at] for each in rows) for at in range(3))


def _merged(parts: Parts, split: Split) -> Parts:
    return tuple(sum(parts[at] for at in several) for several in split)


@dataclass(frozen=True)
class Together:
    """What several organisations show, added up. of: how many show a number, among: how many there are.

    split_of: how many of them show who is ready. roles: role → how many, over those that show the role by itself.
    """

    of: int
    among: int
    number: int
    split_of: int
    ready: int
    not_ready: int
    roles: Mapping[str, int]


def add_up(tables: Sequence[Table | None]) -> Together:
    """The sums of what is shown, None standing for an organisation with nothing to show; they tell nothing more."""
    shown = [each for each in tables if each is not None and each.number is not None]
    split = [each for each in shown if each.split]
    roles: dict[str, int] = {}
    for each in shown:
        for row in each.roles.rows:
            if row.key != OTHERS:
                roles[row.key] = roles.get(row.key, 0) + row.number
    return Together(
        of=len(shown),
        among=len(tables),
        number=sum(each.number or 0 for each in shown),
        split_of=len(split),
        ready=sum(each.parts[0] for each in split),
        not_ready=sum(sum(each.parts[1:]) for each in split),
        roles=roles,
    )
