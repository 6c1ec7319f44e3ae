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

AS_OF = "2026-05-04"


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
def demo(run: Run, empty_database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a demonstration as of 4 May 2026."""
    monkeypatch.setenv("LMS_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    monkeypatch.setenv("LMS_ARGON2_MEMORY_KIB", "8")
    monkeypatch.setenv("LMS_ARGON2_ROUNDS", "1")
    made = run("demo", "--data", tmp_path / "data", "--as-of", AS_OF, "--no-serve")
    assert made.code == 0, made.err
    return tmp_path / "data"
