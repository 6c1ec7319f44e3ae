"""`make bench` measures what it says: one JSON line for each page, with the ratios to the two pages it is compared with."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.house.source import ROOT


def test_lists_are_measured_at_three_sizes() -> None:
    command = [sys.executable, "-m", "scripts.bench_lists", "--small", "--sqlite"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert len(lines) >= 12
    for line in lines.values():
        assert set(line) >= {"name", "database", "value", "unit", "reference", "ratio", "goal", "holds"}
        assert line["value"] > 0
        assert line["holds"] in ({None} if line["goal"] is None else {line["ratio"] <= line["goal"]})
    few = lines["readiness page: statements"]
    assert few["value"] <= 30 >= few["reference"]


def test_bench_prints_ratios_for_home_and_a_lesson() -> None:
    command = [sys.executable, "scripts/bench.py", "--rounds", "2", "--requests", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["page"] for page in pages] == ["home", "lesson"]
    for page in pages:
        assert page["bytes"] > 5000
        assert page["times_bare"] > page["times_stack"] > 1
