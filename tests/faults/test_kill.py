"""kill -9 at any moment: whatever was acknowledged is there, and a retry counts nothing twice. `make faults` does it for longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.database import Database
from tests.faults.kills import Kills
from tests.faults.server import Server


@pytest.fixture
def server(tmp_path: Path, database: Database) -> Iterator[Server]:
    made = Server(tmp_path / "data", database.url.render_as_string(hide_password=False))
    yield made
    made.kill()


def test_a_learner_gets_her_certificate_however_often_the_server_is_killed(server: Server, database: Database) -> None:
    """Her whole way, and others' tests; the process that answers is killed, now and then with all it began."""
    kills = Kills(server, database, seed=20261123)
    server.start()
    kills.whole_way("Ada Berg", fatal=4)
    kills.one_test("Bela Berg", fatal=6)
    assert kills.figures.kills == 10
    assert kills.figures.unanswered > 0
    kills.check()
