"""The bench of certificates makes them as the product does, and says how that compares with the engines alone."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.house.source import ROOT


def test_it_prints_certificates_per_second_beside_the_engines() -> None:
    command = [sys.executable, "scripts/bench_certificates.py", "--certificates", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["name"] for each in lines] == ["certificates per second", "certificates per processor second"]
    for each in lines:
        assert set(each) == {"name", "database", "value", "unit", "reference", "ratio", "goal", "holds"}
        assert 0.1 < each["ratio"] < 2
        assert each["holds"] is (each["ratio"] >= each["goal"])
