"""Installs a lock file into the environment it runs in: `python scripts/install_lock.py requirements.txt`.

Two pips at once take half of the lock each: unpacking is all that is left to do, since a lock names every package, with
its hash, and nothing is resolved again (tests/house/test_locks.py holds that nothing is missing).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

PIP = "-m pip install -qq --no-input --disable-pip-version-check --require-hashes --no-deps --no-compile -r".split()
ENTRY = re.compile(r"^(?=[a-z0-9])", re.MULTILINE | re.IGNORECASE)


def shares_of(lock: str) -> list[list[str]]:
    """The entries of a lock in groups: those of a group may be installed at once, in as many processes as it has texts.

    pip itself comes last and alone: it cannot be replaced under another one that runs.
    """
    entries = ENTRY.split(lock)[1:]
    itself = [entry for entry in entries if entry.startswith("pip==")]
    others = [entry for entry in entries if not entry.startswith("pip==")]
    groups = [["".join(others[::2]), "".join(others[1::2])], itself]
    return [[text for text in group if text] for group in groups]


def install(lock: str) -> bool:
    """Install every entry of a lock; False when a pip failed, which has then said why."""
    with tempfile.TemporaryDirectory() as folder:
        for group in shares_of(lock):
            running = []
            for number, text in enumerate(group):
                share = Path(folder, f"{number}.txt")
                share.write_text(text, encoding="utf-8")
                running.append(subprocess.Popen([sys.executable, *PIP, str(share)]))
            ended = [process.wait() for process in running]
            if any(ended):
                return False
    return True


if __name__ == "__main__":
    sys.exit(not install(Path(sys.argv[1]).read_text(encoding="utf-8")))
