"""Subjects below, acts and doors above: arrows point down only. The order stands in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, imported, module_name, plant

CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACT = CONFIGURATION["contracts"][0]
MAY_START = ("cli", "app")


def ranks() -> dict[str, tuple[int, bool]]:
    """Each part of `lms`: its height, and whether parts of that height may import each other."""
    found = {}
    for height, layer in enumerate(reversed(CONTRACT["layers"])):
        together = ":" in layer
        for name in layer.replace("|", " ").replace(":", " ").split():
            found[name.strip("()")] = (height, together)
    return found


def wrong_arrows(root: Path) -> list[str]:
    """Imports below `root/lms` that point up or sideways, and parts that the order does not know."""
    order = ranks()
    problems = []
    for path in files(root / "lms", ".py"):
        source = module_name(path, root).split(".")[1:2]
        if not source:
            continue
        if source[0] not in order:
            problems.append(f"{path.relative_to(root)}: lms.{source[0]} has no place in the order of pyproject.toml")
            continue
        for line, name in imported(path, root):
            parts = name.split(".")
            if parts[0] == "lms" and len(parts) > 1 and not _points_down(source[0], parts[1], order):
                problems.append(f"{path.relative_to(root)}:{line}: lms.{source[0]} must not import lms.{parts[1]}")
    return problems


def _points_down(source: str, target: str, order: dict[str, tuple[int, bool]]) -> bool:
    if source == target or (source, target) == MAY_START or target not in order:
        return True  # A name in lms/__init__.py has no place of its own.
    height, together = order[source]
    return order[target][0] < height or (together and order[target][0] == height)


def test_arrows_point_down() -> None:
    assert wrong_arrows(ROOT) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lms/people/actions.py", "from lms.credit import actions\n"),
        ("lms/people/actions.py", "def late():\n    import lms.web.pages\n"),
        ("lms/practice/rules.py", "from lms.assessment.rules import draw\n"),
        ("lms/cli/demo.py", "from lms.web import door\n"),
        ("lms/worker.py", "from lms.cli import demo\n"),
        ("lms/clock.py", "from .people import models\n"),
        ("lms/learning/queries.py", "from lms import readiness\n"),
        ("lms/drawer/things.py", ""),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, name, text)
    assert len(wrong_arrows(tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lms/cli/serve.py", "from lms.app import create_app\nfrom lms.acts import completing\n"),
        ("lms/database.py", "from lms.settings import Settings\n"),
        ("lms/learning/actions.py", "from lms.audit.actions import record\nfrom lms.learning import rules\n"),
    ],
)
def test_a_right_arrow_is_let_be(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, name, text)
    assert wrong_arrows(tmp_path) == []
