"""No table with a person in it is forgotten: joining, export and erasing know them all, and every column that names one."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from lms.acts.person.registry import Deleted, Kept, NotShown, Shown, Special
from lms.acts.person.tables import PERSON_TABLES
from lms.tables import metadata

NAMES = ("account_id", "actor_id", "merged_into_id")


def columns_with_a_person(table: Table) -> set[str]:
    """Columns that hold an account's id, by what they point at or by what they are called."""
    pointing = {
        column.name for column in table.columns for key in column.foreign_keys if key.column.table.name == "account"
    }
    return pointing | {column.name for column in table.columns if column.name.endswith(NAMES)}


def tables_with_a_person(all_tables: MetaData) -> set[str]:
    """The account, what names one, and what hangs on such a row, all the way down."""
    found = {"account"} | {table.name for table in all_tables.sorted_tables if columns_with_a_person(table)}
    for table in all_tables.sorted_tables:  # Parents come first.
        if {key.column.table.name for key in table.foreign_keys} & found:
            found.add(table.name)
    return found


def test_every_table_with_a_person_takes_part() -> None:
    known = tables_with_a_person(metadata)
    assert known - set(PERSON_TABLES) == set(), "add an entry to lms/acts/person/tables.py for each of these"
    assert set(PERSON_TABLES) - known == set()


def test_every_column_with_a_person_is_known() -> None:
    for name, entry in PERSON_TABLES.items():
        own = {"merged_into_id"} if name == "account" else set()
        assert columns_with_a_person(metadata.tables[name]) - own <= {entry.whose, *entry.by}, name


@pytest.mark.parametrize("name", sorted(PERSON_TABLES))
def test_an_entry_says_what_it_must(name: str) -> None:
    entry = PERSON_TABLES[name]
    table = metadata.tables[name]
    assert {entry.whose, *entry.by} <= set(table.columns.keys())
    assert entry.words
    assert entry.follows is None or entry.follows in PERSON_TABLES
    if isinstance(entry.export, Shown):
        assert set(entry.export.hide) <= set(table.columns.keys())
        assert entry.export.rows is not None or not {"email_key", "token_hash", "seed"} & (
            set(table.columns.keys()) - set(entry.export.hide)
        )
    else:
        assert isinstance(entry.export, NotShown)
        assert entry.export.why
    if isinstance(entry.erase, Kept):
        assert set(entry.erase.blank) <= set(table.columns.keys())
    assert isinstance(entry.erase, Deleted) or entry.erase.why
    assert isinstance(entry.erase, Deleted | Kept | Special)


def test_exports_do_not_share_a_name() -> None:
    names = [each.export.name for each in PERSON_TABLES.values() if isinstance(each.export, Shown)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ([Column("account_id", String, ForeignKey("account.id"))], True),
        ([Column("who", String, ForeignKey("account.id"))], True),
        ([Column("accepted_by_account_id", String)], True),
        ([Column("attempt_id", String, ForeignKey("attempt.id"))], True),
        ([Column("clinic_id", String, ForeignKey("clinic.id"))], False),
        ([Column("count", String)], False),
    ],
)
def test_a_new_table_is_noticed(columns: list[Column[str]], wanted: bool) -> None:
    made = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(made)
    Table("stray", made, Column("id", String, primary_key=True), *columns)
    assert ("stray" in tables_with_a_person(made)) is wanted
