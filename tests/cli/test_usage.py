"""Words that are off: one sentence, exit code 2, no traceback. The same for settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("readiness", "--as-of", "2027-02-29"),
        ("readiness", "--as-of", "20270301"),
        ("readiness", "--as-of", "tomorrow"),
        ("readiness", "overview", "--as-of", "9999-12-31"),
        ("team", "--clinic", "C", "--as-of", "0001-01-01"),
        ("meetings", "--as-of", "9999-12-31"),
        ("golive", "--clinic", "C", "--as-of", "1999-12-31"),
        ("readiness", "--format", "xml"),
        ("certificates",),
        ("certificates", "revoke", "X"),
        ("people", "invite", "--name", "A"),
        ("db", "backup"),
    ],
)
def test_usage_is_one_sentence(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_IDLE_MINUTES", "soon"),
        ("LMS_ZONE", "Mars/Olympus"),
        ("LMS_BASE_URL", "example"),
        ("LMS_DEMO", "perhaps"),
        ("LMS_COLOUR", "red"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    done = run("readiness")
    assert done.code == 2
    assert name in done.err


def test_a_database_that_is_not_there_is_said(run: Run, tmp_path) -> None:
    done = run("db", "check", "--data", tmp_path / "empty")
    assert done.code == 2
    assert "lms db upgrade" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("people", "list"),
        ("people", "invite", "--name", "Ada", "--email", "ada@example.org", "--clinic", "Main Street", "--role", "bhcm", "--start-date", "2027-01-11"),
        ("readiness",),
        ("certificates", "list"),
        ("audit", "verify"),
        ("db", "check"),
    ],
)  # fmt: skip
def test_a_database_that_is_not_there_is_said_in_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("LMS_DATABASE_URL", raising=False)
    done = run(*words, "--data", tmp_path / "nothing")
    assert done.code == 2
    assert "lms db upgrade" in done.err
    assert done.err.count("\n") == 1
