"""`lms people export | merge | erase | deactivate | reactivate` on the demonstration."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

# What is written comes from acts that tests/acts/test_person_*.py try on both engines; here is what the command says.
pytestmark = pytest.mark.alike

MARISOL, TOMASZ, RUTH = "marisol@saltmarsh.example", "tomasz@saltmarsh.example", "ruth@saltmarsh.example"


def names(run: Run, data: Path) -> set[str]:
    return {each["name"] for each in run("people", "list", "--data", data, "--format", "json").json}


def test_everything_held_on_somebody_is_written_once(run: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "marisol.zip"
    made = run("people", "export", MARISOL, "--data", demo, "--out", target)
    assert (made.code, target.stat().st_mode & 0o777) == (0, 0o600)
    with zipfile.ZipFile(target) as archive:
        assert "README.txt" in archive.namelist()
    again = run("people", "export", MARISOL, "--data", demo, "--out", target)
    assert again.code == 2
    assert "exists already" in again.err
    assert run("people", "export", "nobody@saltmarsh.example", "--data", demo).code == 2


def test_c70_joining_is_shown_first_and_done_when_it_is_meant(run: Run, demo: Path) -> None:
    seen = run("people", "merge", TOMASZ, "--into", MARISOL, "--data", demo)
    assert seen.code == 0
    assert "Nothing was changed. This cannot be undone." in seen.out
    assert "Tomasz Wierzba" in names(run, demo)
    done = run("people", "merge", TOMASZ, "--into", MARISOL, "--data", demo, "--yes")
    assert done.code == 0
    assert "leads on to Marisol Tavares" in done.out
    assert "Tomasz Wierzba" not in names(run, demo)
    assert run("people", "merge", TOMASZ, "--into", MARISOL, "--data", demo, "--yes").code == 1
    assert run("db", "check", "--data", demo).code == 0
    assert run("audit", "verify", "--data", demo).code == 0


def test_c55_closing_is_shown_first_and_leaves_a_record_that_holds(run: Run, demo: Path) -> None:
    seen = run("people", "erase", TOMASZ, "--data", demo)
    assert seen.code == 0
    assert "e-mail addresses (1): erased" in seen.out
    assert "Nothing was changed" in seen.out
    done = run("people", "erase", TOMASZ, "--data", demo, "--yes")
    assert done.code == 0
    assert "Tomasz" not in done.out
    assert "Tomasz Wierzba" not in names(run, demo)
    assert run("people", "erase", TOMASZ, "--data", demo, "--yes").code == 2
    assert run("db", "check", "--data", demo).code == 0
    assert run("audit", "verify", "--data", demo).code == 0
    refused = run("people", "erase", RUTH, "--data", demo, "--yes")
    assert (refused.code, "last organisation administrator" in refused.err) == (1, True)


def test_deactivating_and_letting_in_again(run: Run, demo: Path) -> None:
    state = lambda: {each["email"]: each["state"] for each in run("people", "list", "--data", demo, "--format", "json").json}  # noqa: E731  # fmt: skip
    assert run("people", "deactivate", TOMASZ, "--data", demo, "--reason", "Left").code == 0
    assert state()[TOMASZ] == "deactivated"
    assert run("people", "reactivate", TOMASZ, "--data", demo).code == 0
    assert state()[TOMASZ] == "active"
    assert run("people", "deactivate", RUTH, "--data", demo).code == 1
