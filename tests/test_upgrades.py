"""An installation with a row in every table goes through every step of the schema, and two upgrades at once do each step once."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, func, insert, inspect, select, table, types
from sqlalchemy.engine import URL, Connection

from lms import migrations
from lms.curriculum.library import course_folder
from lms.database import Database
from lms.tables import metadata

ROOT = course_folder(None)
DAY, NOON = date(2026, 5, 4), datetime(2026, 5, 4, 17, tzinfo=UTC)
# What the checks of a table want of a number that no list of words tells.
NUMBERS = {
    "credit": 125, "minutes": 60, "rating": 25, "quiet_from": 21, "quiet_to": 7, "drawn": 10, "version": 1, "number": 1,
}  # fmt: skip
# What checks between several columns want.
TOGETHER: dict[str, dict[str, Any]] = {
    "skill_task": {"kind": "practice"}, "credit_approval": {"kind": "provider"}, "second_factor": {"sealed": b"sealed"},
}  # fmt: skip
CHOSEN = re.compile(r"'([^']+)'")
NEVER_GROW = {"job", "letter"}
"""What an upgrade puts down for nobody: work and letters."""


def steps() -> list[str]:
    """Every revision, the oldest first."""
    found = ScriptDirectory.from_config(migrations.config()).walk_revisions("base", "head")
    return [step.revision for step in reversed(list(found))]


def one_of_each(connection: Connection, filled: dict[str, dict[str, Any]]) -> None:
    """A row in every table that has none yet; `filled` keeps what was written, by table."""
    here = MetaData()
    here.reflect(connection, only=set(inspect(connection).get_table_names()) - filled.keys() - {"alembic_version"})
    for each in here.sorted_tables:
        if each.name not in filled and not is_of_search(each):
            filled[each.name] = row_for(connection, each, filled)
            connection.execute(insert(each).values(filled[each.name]))


def is_of_search(made: Table) -> bool:
    return not made.primary_key.columns


def row_for(connection: Connection, made: Table, filled: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a column may leave out is left out, so that the checks of several columns hold."""
    choices = {
        column.name: found[0]
        for check in inspect(connection).get_check_constraints(made.name)
        for column in made.columns
        if re.search(rf"\b{column.name}\b[^=]*(\bIN\b|= ANY)", check["sqltext"])
        and (found := CHOSEN.findall(check["sqltext"]))
    }
    needed = [each for each in made.columns if not each.nullable and each.server_default is None]
    row = {each.name: choices.get(each.name) or value_for(each, filled) for each in needed}
    return row | TOGETHER.get(made.name, {})


def value_for(column: Column[Any], filled: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        above = key.column
        return filled[above.table.name][above.name]
    match column.type:
        case types.Boolean():
            return False
        case types.Integer():
            return NUMBERS.get(column.name, 1)
        case types.Date():
            return DAY
        case types.DateTime():
            return NOON if getattr(column.type, "timezone", False) else NOON.replace(tzinfo=None)
        case types.LargeBinary():
            return b"sealed"
        case types.JSON():
            return []
        case types.Numeric():
            return 1
        case _:
            return f"{column.table.name}-{column.name}"[: getattr(column.type, "length", None) or 200]


def rows_in(connection: Connection, name: str) -> int:
    found = connection.scalar(select(func.count()).select_from(table(name)))
    return found or 0


def test_a_row_in_every_table_goes_through_every_later_step(empty_database_url: URL) -> None:
    database, filled = Database(empty_database_url), dict[str, dict[str, Any]]()
    for step in steps():
        migrations.upgrade(database, step)
        with database.engine.execution_options(lms_write=True).begin() as connection:
            for name in NEVER_GROW & filled.keys():
                assert rows_in(connection, name) == 1, f"{step} puts down work for somebody"
            one_of_each(connection, filled)
    assert migrations.drift(database) == []
    with database.engine.connect() as connection:
        assert [name for name in metadata.tables if not rows_in(connection, name)] == []
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.dispose()


def test_a_row_that_points_to_none_stops_the_upgrade_and_nothing_is_kept(tmp_path: Path) -> None:
    database = Database(URL.create("sqlite", database=str(tmp_path / "lms.sqlite3")))
    migrations.upgrade(database, steps()[1])
    with closing(sqlite3.connect(str(database.url.database))) as beside, beside:
        beside.execute("INSERT INTO clinic (id, organisation_id, name, zone) VALUES ('c', 'gone', 'C', 'UTC')")
    with pytest.raises(migrations.LooseRow, match="A row of clinic points to none of organisation"):
        migrations.upgrade(database)
    assert migrations.current(database) == steps()[1]
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.dispose()


def test_two_upgrades_at_once_wait_for_each_other(empty_database_url: URL, tmp_path: Path) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database, steps()[0])
    here = {"LMS_DATA": str(tmp_path), "LMS_DATABASE_URL": empty_database_url.render_as_string(hide_password=False)}
    command = [sys.executable, "-c", "from lms.cli import main; raise SystemExit(main(['db', 'upgrade']))"]
    running = [
        subprocess.Popen(command, env=os.environ | here, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(2)
    ]
    told = [each.communicate(timeout=120)[0].decode() for each in running]
    assert [each.returncode for each in running] == [0, 0], told
    assert migrations.current(database) == migrations.head()
    assert migrations.drift(database) == []
    database.dispose()
