"""What workers share is made once, however many ask at the same moment, and anew when it was left half made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.made_once import made_once


def test_many_who_ask_at_once_get_what_one_has_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    made: list[Path] = []
    start = Barrier(4)

    def make(folder: Path) -> None:
        folder.mkdir()
        made.append(folder)

    def ask(_number: int) -> Path:
        start.wait()
        return made_once(tmp_path_factory, "wanted-by-many", make)

    tmp_path_factory.getbasetemp()
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(4)))
    assert len(made) == 1
    assert found == set(made)


def test_what_was_left_half_made_is_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise KeyError(folder)

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "whole").touch()

    with pytest.raises(KeyError):
        made_once(tmp_path_factory, "left-half-made", fail)
    folder = made_once(tmp_path_factory, "left-half-made", make)
    assert [each.name for each in folder.iterdir()] == ["whole"]
