"""The test databases themselves: each test meets an empty one, whatever the test before it left."""

from __future__ import annotations

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import URL

from lms.database import Base, Database
from lms.people.models import Organisation
from tests.clocks import NOON


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_meets_an_empty_database(database: Database, turn: str) -> None:
    with database.session(write=True) as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 0
        session.add(Organisation(name=f"Mill Road, {turn}", created_at=NOON))
        session.commit()


def test_schema_is_whole(database: Database) -> None:
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())


def test_empty_database_has_no_table(empty_database_url: URL) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.dispose()


def test_engine_is_the_one_asked_for(database: Database, request: pytest.FixtureRequest) -> None:
    assert database.engine.dialect.name == request.config.getoption("--database")
