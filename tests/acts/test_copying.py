"""A database is copied whole into an empty one of either engine, or nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import URL

from lms import migrations
from lms.acts import backup, copying
from lms.acts.copying import CopyRefused
from lms.database import Database
from lms.people.models import Clinic, Throttle
from lms.tables import metadata
from tests.cli.conftest import Run, demo, run
from tests.clocks import NOON
from tests.people.makers import make_place

__all__ = ["demo", "run"]


@pytest.fixture
def empty(empty_database_url: URL) -> Iterator[Database]:
    """An empty database in the engine of the run."""
    made = Database(empty_database_url)
    yield made
    made.dispose()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    """Two organisations in an SQLite file."""
    made = Database(f"sqlite:///{tmp_path / 'small.sqlite'}")
    migrations.upgrade(made)
    make_place(made, NOON)
    yield made
    made.dispose()


def rows(database: Database) -> dict[str, set[str]]:
    """Every row of every table, in words."""
    with database.session() as session:
        return {
            table.name: {repr(tuple(row)) for row in session.execute(select(table))} for table in metadata.sorted_tables
        }


def nowhere_signed(database: Database) -> int:
    """How many certificates have no credential, as the database itself sees it."""
    with database.session() as session:
        return session.scalar(text("SELECT count(*) FROM certificate WHERE credential IS NULL")) or 0


def test_there_and_back_everything_is_the_same(
    run: Run, demo: Path, empty_database_url: URL, databases: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = Database(empty_database_url)  # Where the demonstration was put.
    file = tmp_path / "moved.sqlite"
    moved = Database(f"sqlite:///{file}")
    copying.copy(here, moved, demand_empty=backup.demand_empty, upgrade=migrations.upgrade)
    before = rows(here)
    assert rows(moved) == before
    assert len(before["account"]) > 20
    assert nowhere_signed(moved) == nowhere_signed(here)
    moved.dispose()
    back = databases.empty()
    monkeypatch.setenv("LMS_DATABASE_URL", back.render_as_string(hide_password=False))
    done = run("db", "copy", file, "--data", tmp_path / "data", "--format", "json")
    assert {each["table"]: each["rows"] for each in done.json} == {name: len(each) for name, each in before.items()}
    again = Database(back)
    assert rows(again) == before
    for each in (here, again):
        each.dispose()
    assert run("audit", "verify", "--data", tmp_path / "data").code == 0


def test_a_database_that_holds_something_is_left_alone(run: Run, small: Database, tmp_path: Path) -> None:
    file = tmp_path / "small.sqlite"
    before = rows(small)
    done = run("db", "copy", file, "--data", demo_folder(tmp_path))
    assert done.code == 1
    assert "holds data already" in done.err
    assert rows(small) == before


def demo_folder(tmp_path: Path) -> Path:
    """A data folder in which somebody lives."""
    other = tmp_path / "other"
    taken = Database(f"sqlite:///{other / 'linchpin.sqlite'}")
    migrations.upgrade(taken)
    make_place(taken, NOON)
    taken.dispose()
    return other


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is no file"),
        (b"no database at all, only words", "cannot be read"),
        (b"", "no database of this version"),
    ],
)
def test_what_is_no_database_of_ours_is_a_sentence(run: Run, tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "other.sqlite"
    if content is not None:
        file.write_bytes(content)
    done = run("db", "copy", file, "--data", tmp_path / "data")
    assert done.code == 2
    assert said in done.err


def test_a_row_that_is_written_meanwhile_is_noticed_and_nothing_is_kept(small: Database, empty: Database) -> None:
    wrote: list[str] = []

    def somebody_writes(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO clinic ") and not wrote:
            wrote.append(statement)
            with small.independent() as session:
                session.add(Throttle(key="sign-in one", window_start=NOON, count=1))

    event.listen(empty.engine, "before_cursor_execute", somebody_writes)
    with pytest.raises(CopyRefused, match=r"throttle is not the same in both \(1 rows and 0\).*stop it and copy again"):
        copying.copy(small, empty, demand_empty=backup.demand_empty, upgrade=migrations.upgrade)
    assert wrote
    with empty.session() as session:
        assert session.scalar(select(func.count()).select_from(Clinic)) == 0
    # Nobody writes now, and the database is still empty: it goes.
    told = copying.copy(small, empty, demand_empty=backup.demand_empty, upgrade=migrations.upgrade)
    assert {each.table: each.rows for each in told}["throttle"] == 1
