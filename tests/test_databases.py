"""The test databases themselves: each test meets an empty one, whatever the test before it left."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import URL

from lms.curriculum.models import ContentPiece
from lms.database import Base, Database, Written
from lms.people.models import Organisation
from tests.clocks import NOON
from tests.databases import Databases
from tests.left_open import close_what_is_left


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_meets_an_empty_database(database: Database, turn: str) -> None:
    with database.session(write=True) as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 0
        session.add(Organisation(name=f"Mill Road, {turn}", created_at=NOON))
        session.commit()


def test_json_whose_text_was_made_before_is_read_as_it_was_written(database: Database) -> None:
    body = Written(title="Mill Road", minutes=[1, 2.5], reviewed=None)
    assert body.text == '{"title": "Mill Road", "minutes": [1, 2.5], "reviewed": null}'
    for number in (1, 2):
        with database.session(write=True) as session:
            piece = {"hash": f"{number:064}", "kind": "item", "piece_id": "m1-q-01", "first_served_at": NOON}
            session.add(ContentPiece(**piece, body=body))
            session.commit()
    with database.session() as session:
        assert [row.body for row in session.scalars(select(ContentPiece))] == [dict(body), dict(body)]


def test_schema_is_whole(database: Database) -> None:
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())


def test_empty_database_has_no_table(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.dispose()


def test_engine_is_the_one_asked_for(database: Database, request: pytest.FixtureRequest) -> None:
    assert database.engine.dialect.name == request.config.getoption("--database")


def test_what_workers_share_is_copied_into_a_database_of_ones_own(
    databases: Databases, empty_database_url: URL, tmp_path: Path
) -> None:
    shared = databases.shared(tmp_path / "lent-to-all")
    assert shared == databases.shared(tmp_path / "lent-to-all"), "what was left half made is begun anew"
    said(shared, "CREATE TABLE note AS SELECT 'ours' AS words")
    databases.fill(empty_database_url, like=shared)
    said(empty_database_url, "UPDATE note SET words = 'mine'")
    for url, words in ((shared, "ours"), (empty_database_url, "mine")):
        database = Database(url)
        with database.session() as session:
            assert session.execute(text("SELECT words FROM note")).scalar_one() == words
        database.dispose()


def said(url: URL, statement: str) -> None:
    """Run a statement in a database that is opened for it."""
    database = Database(url)
    with database.independent() as session:
        session.execute(text(statement))
    database.dispose()


def test_a_session_that_nobody_closed_is_put_in_order_before_its_connection_goes(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    left = database.open(write=False)
    assert left.scalar(text("SELECT 1")) == 1
    left.info["itself"] = left
    del left
    close_what_is_left()
    gc.collect()
    assert caplog.messages == []
