"""The schema's history, on the engine the run asks for."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, String, Table, inspect, text
from sqlalchemy.engine import URL

from lms import migrations
from lms.database import Database
from lms.tables import metadata


def test_up_from_empty_gives_exactly_the_tables_of_the_program(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    assert migrations.current(database) is None
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()
    assert migrations.drift(database) == []
    assert set(inspect(database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    database.dispose()


def test_every_step_goes_both_ways(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    steps = [step.revision for step in ScriptDirectory.from_config(migrations.config()).walk_revisions("base", "head")]
    for step in reversed(steps):
        migrations.upgrade(database, step)
        assert migrations.current(database) == step
    for below in [*steps[1:], "base"]:
        migrations.downgrade(database, below)
        assert migrations.current(database) == (None if below == "base" else below)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(database)
    assert migrations.drift(database) == []
    database.dispose()


def test_people_and_links_survive_both_ways(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database, "20261123_training")
    rows = [
        "INSERT INTO organisation (id, name, created_at) VALUES ('o', 'Saltmarsh', '2026-05-04 12:00:00')",
        "INSERT INTO account (id, organisation_id, name, created_at) VALUES ('a', 'o', 'Ada', '2026-05-04 12:00:00')",
        (
            "INSERT INTO mail_token (id, kind, token_hash, account_id, created_at, expires_at) "
            "VALUES ('t', 'reset', 'h', 'a', '2026-05-04 12:00:00', '2026-05-04 13:00:00')"
        ),
    ]
    with database.independent() as session:
        for row in rows:
            session.execute(text(row))
    migrations.upgrade(database)
    with database.independent() as session:
        session.execute(text(rows[2].replace("'t', 'reset', 'h'", "'u', 'address', 'i'")))
    migrations.downgrade(database, "20261123_training")
    with database.independent() as session:
        assert session.execute(text("SELECT name FROM account")).scalars().all() == ["Ada"]
        assert session.execute(text("SELECT kind FROM mail_token")).scalars().all() == ["reset"]
    database.dispose()


def test_drift_is_noticed(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database)
    with database.engine.execution_options(lms_write=True).begin() as connection:
        Table("stray", MetaData(), Column("id", Integer, primary_key=True), Column("word", String(5))).create(
            connection
        )
    assert "stray" in str(migrations.drift(database))
    database.dispose()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    assert migrations.drift(database) == []


def test_steps_are_named_by_day_and_subject() -> None:
    for step in ScriptDirectory.from_config(migrations.config()).walk_revisions():
        day, _, slug = step.revision.partition("_")
        assert day.isdigit()
        assert len(day) == 8
        assert slug
        assert step.module.__file__.endswith(f"{step.revision}.py")


def test_a_database_of_a_later_version_is_refused_and_left_alone(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database)
    with database.independent() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '29990101_later'"))
    with pytest.raises(migrations.FromLaterVersion, match="29990101_later"):
        migrations.upgrade(database)
    assert migrations.current(database) == "29990101_later"
    database.dispose()
