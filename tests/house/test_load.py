"""`make load` in small: learners answer over HTTP, all that was acknowledged is kept, and what is missing would be told."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy.engine import make_url

from lms.database import Database
from scripts.load.__main__ import measured, missing
from scripts.load.learner import Learner
from tests.kept import lend_reading


def test_what_is_acknowledged_under_load_is_kept(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path}/load.sqlite")
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    lend_reading(data)
    told = measured("sqlite", url, data, number=6, seconds=3, pause=0.2)
    assert told["holds"], told
    assert told["with a test open"] == 6
    assert told["lms db check"] == "clean"
    database = Database(url)
    lost = Learner("", "", random.Random(1), attempt_id="never begun", kept={1: "a", 2: "b"})
    assert missing(database, [lost]) == 2
    database.dispose()
