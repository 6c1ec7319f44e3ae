"""Runs commands as a person would, on a small demonstration in the engine of the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from lms.cli import main
from tests.databases import Databases
from tests.demonstration import AS_OF, CHEAP, Demonstration

__all__ = ["AS_OF", "Ran", "Run"]


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `lms` with these words."""

    def call(*words: object) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def demo(
    databases: Databases,
    demonstration: Demonstration,
    empty_database_url: URL,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The data folder of a demonstration as of 4 May 2026, a copy for this test."""
    for name, value in CHEAP.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LMS_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    demonstration.copy_to(databases, empty_database_url, tmp_path / "data")
    return tmp_path / "data"
