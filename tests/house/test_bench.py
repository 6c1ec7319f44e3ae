"""`make bench` measures what it says: one JSON line for each figure, with its ratio and whether the goal holds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.demonstration import Demonstration
from tests.house.source import ROOT

AT_LEAST = {"lesson page: requests", "home: requests", "quiz step: requests", "autosave: requests", "certificates"}
AT_MOST = {
    "lesson page: processor", "home: processor", "quiz step: processor", "autosave: processor", "certificates: processor",
    "search", "readiness page", "readiness CSV: memory",
}  # fmt: skip
STATED = {"memory of a worker", "start-up"}


@pytest.mark.alike
def test_bench_prints_ratios_and_ends_well(demonstration: Demonstration) -> None:
    given = ["--demonstration", str(demonstration.folder), str(demonstration.url.database)]
    command = [sys.executable, "-m", "scripts.bench", "--quick", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert lines.keys() >= AT_LEAST | AT_MOST | STATED
    for name, line in lines.items():
        assert set(line) == {"name", "database", "value", "unit", "reference", "ratio", "goal", "holds"}
        assert line["value"] > 0 < line["reference"], name
        assert line["database"] == "sqlite"
    for name in AT_LEAST:
        assert lines[name]["holds"] is (lines[name]["ratio"] >= lines[name]["goal"])
    for name in AT_MOST:
        assert lines[name]["holds"] is (lines[name]["ratio"] <= lines[name]["goal"])
    assert {lines[name]["holds"] for name in STATED} == {None}
    few = lines["readiness page: statements"]
    assert few["value"] <= 30 >= few["reference"]
