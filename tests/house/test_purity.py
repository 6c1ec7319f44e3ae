"""Rules are pure: the standard library, the time handed in, no database, no Flask, nothing read or written.

What a rule imports of ours is held to the same, all the way down.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, imported, mentioned, module_name, parse, plant

OUTSIDE_WORLD = {
    "asyncio", "ctypes", "getpass", "glob", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib",
    "platform", "secrets", "shutil", "signal", "smtplib", "socket", "sqlite3", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
READS_THE_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
}
TOUCHES = {"open", "print", "input", "exec", "eval"}


def rules(root: Path) -> list[Path]:
    """Every subject's rules: a file, or a folder where there are many."""
    return [path for path in files(root / "lms", ".py") if "rules" in (path.stem, path.parent.name)]


def impurities(root: Path) -> list[str]:
    """What the rules below `root/lms`, and all they import of ours, do that a pure function does not."""
    waiting = rules(root)
    seen: set[Path] = set()
    problems: list[str] = []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for line, name in imported(path, root):
            ours = _file_of(name, root)
            if ours is not None:
                waiting.append(ours)
            elif _is_impure(name):
                problems.append(f"{path.relative_to(root)}:{line}: imports {name}")
        problems += [f"{path.relative_to(root)}:{line}: uses {name}" for line, name in _uses(parse(path))]
    return sorted(problems)


def _file_of(name: str, root: Path) -> Path | None:
    """The file that `name` is, or is in; a name that only a package's empty __init__ could hold is no file."""
    parts = name.split(".")
    if parts[0] != "lms":
        return None
    for length in (len(parts), len(parts) - 1):
        stem = root.joinpath(*parts[:length])
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if path.is_file():
                return path
    return None


def _is_impure(name: str) -> bool:
    parts = name.split(".")
    known = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return parts[0] not in sys.stdlib_module_names or bool(known & OUTSIDE_WORLD)


def _uses(tree: ast.Module) -> list[tuple[int, str]]:
    found = [(line, name) for line, name in mentioned(tree) if name in READS_THE_CLOCK or _is_unseeded(name)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOUCHES:
            found.append((node.lineno, node.func.id))
        elif isinstance(node, ast.Global):
            found.append((node.lineno, "global"))
    return found


def _is_unseeded(name: str) -> bool:
    return name.startswith("random.") and not name.startswith("random.Random")


def test_rules_are_pure() -> None:
    assert impurities(ROOT) == []


def test_there_are_rules() -> None:
    subjects = {module_name(path, ROOT).split(".")[1] for path in rules(ROOT)}
    assert {"assessment", "credit", "learning", "practice", "readiness"} <= subjects


@pytest.mark.parametrize(
    "text",
    [
        "import sqlalchemy\n",
        "from flask import g\n",
        "import os\n",
        "from time import time\n",
        "from datetime import datetime as moment\ndef late():\n    return moment.now()\n",
        "import datetime\nTODAY = datetime.date.today\n",
        "import random\ndef draw(items):\n    return random.choice(items)\n",
        "def read(name):\n    return open(name)\n",
        "count = 0\ndef more():\n    global count\n",
        "from lms.people.models import Account\n",
    ],
)
def test_an_impure_rule_is_seen(tmp_path: Path, text: str) -> None:
    plant(tmp_path, "lms/people/models.py", "import sqlalchemy\n")
    plant(tmp_path, "lms/people/rules.py", text)
    assert len(impurities(tmp_path)) == 1


def test_a_pure_rule_is_let_be(tmp_path: Path) -> None:
    plant(tmp_path, "lms/curriculum/minutes.py", "from dataclasses import dataclass\n")
    plant(
        tmp_path,
        "lms/assessment/rules.py",
        "import math\nfrom random import Random\nfrom lms.curriculum.minutes import dataclass\ndraw = Random(7).sample\n",
    )
    assert impurities(tmp_path) == []
