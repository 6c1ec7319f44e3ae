"""What is said of a table with a person in it: how joining two accounts moves its rows, what an export shows, what erasing does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, or_, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditLine
from lms.curriculum.course import Course
from lms.database import Base


@dataclass(frozen=True)
class Joining:
    """Two accounts to be joined. `keep` names the roles held that go on where both hold the same one."""

    session: Session
    survivor_id: str
    absorbed_id: str
    course: Course
    now: datetime
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """What joining does to the rows of one table; looked at in the preview, done in the act.

    `moves` come to the survivor, `stays` remain with the old account, where they still count as the same person's, and
    `goes` are deleted, for they open the old account alone.
    `says` are sentences for the preview. `do` writes; planning reads only.
    """

    moves: tuple[Any, ...] = ()
    stays: tuple[Any, ...] = ()
    says: tuple[str, ...] = ()
    do: Callable[[], None] = lambda: None
    goes: tuple[Any, ...] = ()


Merge = Callable[[Joining, "PersonTable"], Plan]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Person:
    """Whose rows are shown or erased: an account and those joined with it, the survivor first."""

    session: Session
    ids: tuple[str, ...]
    tables: Mapping[str, PersonTable]
    now: datetime

    def rows(self, model: type[Base]) -> list[Any]:
        """This person's rows of one table, in order of their key."""
        return list(self.session.scalars(self.wanted(model)))

    def wanted(self, model: type[Base]) -> Select[Any]:
        """The query for them."""
        table = self.tables[model.__tablename__]
        return select(model).where(table.of(self.ids, self.tables)).order_by(*table.table.primary_key)

    def count(self, model: type[Base]) -> int:
        """How many rows of one table are this person's."""
        return self.session.scalar(select(func.count()).select_from(self.wanted(model).order_by(None).subquery())) or 0

    def things(self) -> ColumnElement[bool]:
        """The condition that a line of the record is about this person or something of theirs."""
        of = (
            AuditLine.subject_id.in_(select(table.table.c.id).where(table.of(self.ids, self.tables)))
            for table in self.tables.values()
            if "id" in table.table.c and table.model is not AuditLine
        )
        return or_(*of)


@dataclass(frozen=True)
class Shown:
    """Stands in the export as `name`.json and `name`.csv, all columns but `hide`; or as `rows` makes them.

    A column that says who did something shows 'you' or 'somebody else', never whose id.
    """

    name: str
    hide: tuple[str, ...] = ()
    rows: Callable[[Person], Rows] | None = None


@dataclass(frozen=True)
class NotShown:
    """Not in the export, and why."""

    why: str


@dataclass(frozen=True)
class Deleted:
    """Rows go."""


@dataclass(frozen=True)
class Kept:
    """Rows stay, and why; `blank` says which columns lose what they held, and what stands there instead."""

    why: str
    blank: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Special:
    """Erased by a function of its own. `why` says what it does."""

    why: str
    do: Callable[[Person], None]


@dataclass(frozen=True)
class PersonTable:
    """One table. `words` name its rows to a person; `whose` is the column that leads to the account, straight or by
    way of the row it points at; `by` are further columns that say who did something.
    """

    model: type[Base]
    words: str
    merge: Merge
    export: Shown | NotShown
    erase: Deleted | Kept | Special
    whose: str = "account_id"
    by: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """The table itself."""
        return cast("Table", self.model.__table__)

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def follows(self) -> str | None:
        """The table whose rows these belong to; None: they name the account themselves."""
        keys = self.table.c[self.whose].foreign_keys
        target = next((key.column.table.name for key in keys), "account")
        return None if self.name == "account" or target == "account" else str(target)

    def of(self, ids: Iterable[str], tables: Mapping[str, PersonTable]) -> ColumnElement[bool]:
        """The condition that a row belongs to one of these accounts."""
        column: ColumnElement[Any] = getattr(self.model, self.whose)
        if self.follows is None:
            return column.in_(tuple(ids))
        parent = tables[self.follows]
        key = next(iter(parent.table.primary_key))
        return column.in_(select(key).where(parent.of(ids, tables)))


def own_rows(session: Session, table: PersonTable, account_id: str) -> list[Any]:
    """The rows of a table that name this account themselves, in order of their key."""
    wanted = select(table.model).where(getattr(table.model, table.whose) == account_id)
    return list(session.scalars(wanted.order_by(*table.table.primary_key)))
