"""Somebody else with an account on the same machine looks for what they can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from lms import migrations
from lms.app import create_app
from lms.cli import main
from lms.database import Database
from lms.services import kept_secret
from lms.settings import BadSetting, Settings


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_new_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "far" / "data"
    assert main(["init", "--data", str(data)]) == 0
    assert (data.stat().st_mode & 0o777, data.parent.stat().st_mode & 0o777) == (0o700, 0o700)


def test_the_database_is_closed_even_in_an_open_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'linchpin.sqlite'}")
    migrations.upgrade(database)
    with database.session(write=True) as session:
        session.connection()
        found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.dispose()
    assert "linchpin.sqlite" in found
    assert set(found.values()) == {0o600}


def test_what_a_server_makes_is_closed_whichever_comes_first(settings: Settings, tmp_path: Path) -> None:
    create_app(settings)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_of_processes_that_start_together_none_signs_with_half_a_key(tmp_path: Path) -> None:
    start, found = Barrier(8), []

    def one() -> None:
        start.wait()
        found.append(kept_secret(tmp_path / "data"))

    threads = [Thread(target=one) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 32
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_a_key_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(BadSetting, match="secret-key"):
        kept_secret(tmp_path)


def test_a_guessable_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadSetting, match="LMS_SECRET_KEY") as refused:
        Settings.from_environment({"LMS_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)
    assert Settings.from_environment({"LMS_SECRET_KEY": "x" * 32}).secret_key == "x" * 32
