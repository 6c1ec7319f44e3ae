"""`lms team`: the people of a supervisor or a clinic, and what waits for whom."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import AS_OF, Run
from tests.cli.test_readiness import COLUMNS


def test_a_supervisor_and_a_clinic(run: Run, demo: Path) -> None:
    here = ("--data", demo, "--as-of", AS_OF, "--format", "json")
    everybody = run("readiness", *here).json
    supervisor = run("team", "--supervisor", "grace@saltmarsh.example", *here).json
    assert supervisor
    assert all(list(row) == [*COLUMNS, "waits", "waits_minutes"] for row in supervisor)
    plain = [{name: row[name] for name in COLUMNS} for row in supervisor]
    assert [row for row in everybody if row in plain] == plain
    assert any(row["waits"] and row["waits_minutes"] for row in supervisor)
    clinic = run("team", "--clinic", supervisor[0]["clinic"], *here).json
    assert {row["clinic"] for row in clinic} == {supervisor[0]["clinic"]}
    assert run("team", "--clinic", supervisor[0]["clinic"].upper(), *here).json == clinic
    table = run("team", "--clinic", supervisor[0]["clinic"], "--data", demo, "--as-of", AS_OF).out
    assert "waits minutes" in table


def test_whom_it_does_not_know(run: Run, demo: Path) -> None:
    here = ("--data", demo, "--as-of", AS_OF)
    learner = run("readiness", *here, "--format", "json").json[0]["email"]
    for words, said in (
        (("--supervisor", "nobody@saltmarsh.example"), "There is no account"),
        (("--supervisor", learner), "looks after nobody"),
        (("--clinic", "Nowhere"), "There is no clinic"),
    ):
        done = run("team", *words, *here)
        assert (done.code, said in done.err) == (2, True), done.err
    assert run("team", *here).code == 2
