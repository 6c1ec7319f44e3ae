"""A small population made large: each person copied many times inside the database, with all that is hers.

Working out a schedule takes milliseconds, a copy microseconds. Every copy has ids, an address and a name of her own and
the same history, so her schedule is right without being worked out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, case, column, func, insert, literal, select, table, text
from sqlalchemy.orm import Session

from lms.learning.models import Completion
from lms.learning.outside.models import OutsideTraining, Waiver
from lms.people.models import Account, AccountWord, Address, Pause, RoleChange, RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.opening.models import ItemMark

TABLES = (
    Account, AccountWord, Address, RoleHeld, Pause, RoleChange, Completion, OutsideTraining, Waiver, ItemMark, ScheduleRow,
    ScheduleState,
)  # fmt: skip
IDS = {"id", "account_id", "role_held_id", "training_id", "subject_id"}
DIGITS, KEPT = 6, 10
"""A copy's number stands in so many digits at the end of its name, and of its ids behind what is kept of them."""


def prepare(session: Session, most: int) -> None:
    """Set aside the people there are now, of whom up to `most` copies each may be made."""
    for model in TABLES:
        name = model.__tablename__
        session.execute(text(f"CREATE TEMPORARY TABLE base_{name} AS SELECT * FROM {name}"))  # noqa: S608 - our own names
    session.execute(text("CREATE TEMPORARY TABLE copy_number (n INTEGER, mark VARCHAR(6))"))
    numbers = [{"n": number, "mark": f"{number:0{DIGITS}}"} for number in range(1, most + 1)]
    session.execute(text("INSERT INTO copy_number (n, mark) VALUES (:n, :mark)"), numbers)


def copy(session: Session, numbers: range) -> None:
    """One copy of everybody set aside for each number."""
    number = table("copy_number", column("n"), column("mark", String))
    for model in TABLES:
        into: Any = model.__table__
        base = table(f"base_{into.name}", *(column(each.name, each.type) for each in into.columns))
        wanted = select(*(_copied(into.name, base.c[each.name], number.c.mark) for each in into.columns))
        wanted = wanted.select_from(base.join(number, number.c.n >= numbers.start)).where(number.c.n < numbers.stop)
        session.execute(insert(into).from_select([each.name for each in into.columns], wanted))


def _copied(of: str, value: Any, mark: Any) -> Any:
    if value.name in IDS:
        return func.substr(value, 1, KEPT).concat(mark)
    if value.name in {"email", "email_key"}:
        return func.substr(value, 1, KEPT).concat(mark).concat(literal("@people.example", String))
    if value.name == "name_key" or (of, value.name) == ("account", "name"):
        return func.substr(value, 1, func.length(value) - DIGITS).concat(mark)
    if (of, value.name) == ("account_word", "word"):
        return case((value < ":", mark), else_=value)  # Only the number begins with a digit.
    return value
