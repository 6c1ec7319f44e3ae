"""`make sbom` lists what the lock does, with the hash of each file that may be installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT


def test_the_bill_lists_what_the_lock_does(tmp_path: Path) -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {
        name.lower(): version
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", lock, re.MULTILINE)
    }
    words = re.search(
        r"cyclonedx-py (.*) --output-file build/sbom.json", (ROOT / "Makefile").read_text(encoding="utf-8")
    )
    assert words is not None
    target = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", *words[1].split(), "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads(target.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "linchpin-lms")
    assert {each["name"].lower(): each["version"] for each in bill["components"]} == locked
    assert all(each["purl"].startswith("pkg:pypi/") for each in bill["components"])
