"""A second verifier of credentials, in JavaScript and of other authors; `make verifier` installs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from lms.credit import proofs
from tests.house.source import ROOT

INSTALLED = ROOT / ".cache" / "verifier"
PROGRAM = Path(__file__).parent / "verify.mjs"
CONTEXTS = {
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}


def verify(credentials: list[dict[str, Any]], *documents: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """What it says of each credential. `documents` are the public ones, by their `id`: keys and status lists."""
    node = shutil.which("node")
    assert node, "there is no Node; run `make verifier`"
    assert (INSTALLED / "installed").is_file(), "the second verifier is not installed; run `make verifier`"
    known = {each["id"]: each for each in documents}
    for address, name in CONTEXTS.items():
        known[address] = json.loads((ROOT / "lms/credit/contexts" / name).read_text(encoding="utf-8"))
    asked = {"credentials": credentials, "documents": known, "now": proofs.instant(now)}
    done = subprocess.run(
        [node, str(PROGRAM), str(INSTALLED)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told
