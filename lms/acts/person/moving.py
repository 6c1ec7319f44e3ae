"""How rows come from one account to the other when two are joined: the ways that fit any table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from lms.acts.person.registry import Joining, Merge, PersonTable, Plan, own_rows


def moved(joining: Joining, table: PersonTable) -> Plan:
    """Every row comes along."""
    rows = own_rows(joining.session, table, joining.absorbed_id)
    return Plan(moves=tuple(rows), do=lambda: bring(joining, table, rows))


def bring(joining: Joining, table: PersonTable, rows: list[Any]) -> None:
    """Write that these rows are the survivor's."""
    for row in rows:
        setattr(row, table.whose, joining.survivor_id)
    joining.session.flush()


def stays(_joining: Joining, _table: PersonTable) -> Plan:
    """Rows remain with the old account: they are of no use to another, or sealed."""
    return Plan()


def follows(_joining: Joining, _table: PersonTable) -> Plan:
    """Rows belong to a row of another table and go where it goes."""
    return Plan()


def dropped(words: str) -> Merge:
    """Rows go: they open the old account alone, which nobody signs in to any more. `words` says so in the preview."""

    def plan(joining: Joining, table: PersonTable) -> Plan:
        rows = own_rows(joining.session, table, joining.absorbed_id)

        def do() -> None:
            for row in rows:
                joining.session.delete(row)
            joining.session.flush()

        return Plan(says=(words,) if rows else (), do=do, goes=tuple(rows))

    return plan


def newest(*key: str, by: str) -> Merge:
    """Rows come along; of two with the same key the newer by column `by` is the survivor's, the other stays behind."""

    def plan(joining: Joining, table: PersonTable) -> Plan:
        theirs = {_key(row, key): row for row in own_rows(joining.session, table, joining.survivor_id)}
        moves, swaps, stay = [], [], []
        for row in own_rows(joining.session, table, joining.absorbed_id):
            other = theirs.get(_key(row, key))
            if other is None:
                moves.append(row)
            elif getattr(row, by) > getattr(other, by):
                swaps.append((row, other))
            else:
                stay.append(row)

        def do() -> None:
            for row, other in swaps:
                _swap(joining, table, row, other)
            bring(joining, table, moves)

        return Plan((*moves, *(row for row, _ in swaps)), (*stay, *(other for _, other in swaps)), (), do)

    return plan


def once(*key: str, words: str) -> Merge:
    """Rows come along, but for those whose key the survivor has already: they stay, and `words` says so in the preview."""

    def plan(joining: Joining, table: PersonTable) -> Plan:
        have = {_key(row, key) for row in own_rows(joining.session, table, joining.survivor_id)}
        rows = own_rows(joining.session, table, joining.absorbed_id)
        left = [row for row in rows if _key(row, key) in have]
        moves = [row for row in rows if row not in left]
        return Plan(tuple(moves), tuple(left), (words,) if left else (), lambda: bring(joining, table, moves))

    return plan


def _key(row: Any, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)


def _swap(joining: Joining, table: PersonTable, row: Any, other: Any) -> None:
    # Neither may be the other's while both are there, so both are taken out and put in again as they were.
    names = [column.key for column in table.model.__mapper__.column_attrs]
    again = []
    for each, owner in ((row, joining.survivor_id), (other, joining.absorbed_id)):
        again.append({**{name: getattr(each, name) for name in names}, table.whose: owner})
        joining.session.delete(each)
    joining.session.flush()
    joining.session.add_all(table.model(**values) for values in again)
    joining.session.flush()


def numbered(group: str, *, closed: str, parked: Mapping[str, Any], worth: Callable[[Any], Any], words: str) -> Merge:
    """Rows come along and are counted anew within each `group`, in order of their start, the open one last.

    Only one may be open (`closed` is null): of two the one with more `worth` goes on, the other stays behind as it is.
    `parked` fills the columns that say it is closed while the two change places.
    """

    def plan(joining: Joining, table: PersonTable) -> Plan:
        groups: dict[str, list[Any]] = defaultdict(list)
        for owner in (joining.survivor_id, joining.absorbed_id):
            for row in own_rows(joining.session, table, owner):
                groups[joining.course.current_id(getattr(row, group))].append(row)
        touched = [rows for rows in groups.values() if any(_owner(row, table) == joining.absorbed_id for row in rows)]
        left = [row for rows in touched for row in _left_behind(rows, closed, worth)]
        orders = [_in_order([row for row in rows if row not in left], closed) for rows in touched]
        moves = tuple(row for rows in orders for row in rows if _owner(row, table) == joining.absorbed_id)
        says = tuple(words.format(title=_title(joining, getattr(row, group))) for row in left)

        def do() -> None:
            back = [row for row in left if _owner(row, table) == joining.survivor_id]
            rest = [row for row in left if _owner(row, table) == joining.absorbed_id]
            parking = [row for rows in orders for row in rows if getattr(row, closed) is None] if left else []
            numbers = {row.id: row.number for row in (*back, *rest)}
            _set(joining, [*parking, *left], parked)
            for place, row in enumerate([row for rows in orders for row in rows] + left, 1):
                row.number = -place
            joining.session.flush()
            bring(joining, table, list(moves))
            for row in back:
                setattr(row, table.whose, joining.absorbed_id)
            joining.session.flush()
            _set(joining, [*parking, *left], dict.fromkeys(parked))
            for rows in orders:
                for place, row in enumerate(rows, 1):
                    row.number = place
            for row in left:
                row.number = numbers[row.id]
            joining.session.flush()

        return Plan(moves, tuple(left), says, do)

    return plan


def _title(joining: Joining, thing_id: str) -> str:
    quiz = joining.course.quiz(thing_id)
    return joining.course.title_of.get(joining.course.current_id(thing_id)) or (quiz.title if quiz else "")


def _owner(row: Any, table: PersonTable) -> Any:
    return getattr(row, table.whose)


def _set(joining: Joining, rows: list[Any], values: Mapping[str, Any]) -> None:
    for row in rows:
        for name, value in values.items():
            setattr(row, name, joining.now if value is ... else value)
    joining.session.flush()


def _left_behind(rows: list[Any], closed: str, worth: Callable[[Any], Any]) -> list[Any]:
    still_open = sorted((row for row in rows if getattr(row, closed) is None), key=lambda row: (worth(row), row.id))
    return still_open[:-1]


def _in_order(rows: list[Any], closed: str) -> list[Any]:
    return sorted(rows, key=lambda row: (getattr(row, closed) is None, row.started_at, row.id))
