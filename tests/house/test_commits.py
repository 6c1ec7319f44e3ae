"""The door commits, once; nothing below it does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, parse, plant

DOORS = ("lms/web/", "lms/api/", "lms/cli/", "lms/worker.py", "lms/database.py", "lms/migrations/")


def commits(root: Path) -> list[str]:
    """Calls below `root/lms`, outside the doors, that end a transaction or open one that ends itself."""
    problems = []
    for path in files(root / "lms", ".py"):
        place = path.relative_to(root).as_posix()
        if not place.startswith(DOORS):
            problems += [f"{place}:{line}" for line in _ends_a_transaction(path)]
    return problems


def _ends_a_transaction(path: Path) -> list[int]:
    found = []
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            bare = not node.args and not node.keywords
            if node.func.attr == "commit" or (node.func.attr == "begin" and bare):
                found.append(node.lineno)
    return found


def test_only_doors_commit() -> None:
    assert commits(ROOT) == []


@pytest.mark.parametrize("line", ["session.commit()", "with session.begin(): pass", "database.engine.begin()"])
def test_a_commit_below_is_seen(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "lms/web/pages.py", f"{line}\n")
    plant(tmp_path, "lms/learning/actions.py", f"{line}\n")
    assert commits(tmp_path) == ["lms/learning/actions.py:1"]


def test_an_action_may_be_called_begin(tmp_path: Path) -> None:
    plant(tmp_path, "lms/acts/testing.py", "attempts.begin(session, actor=actor, now=now)\n")
    assert commits(tmp_path) == []
