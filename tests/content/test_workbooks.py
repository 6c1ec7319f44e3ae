"""Workbooks to take along are what their scripts write, byte for byte: whoever changes one changes its script."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.house.source import ROOT

MODULES, UNITS = ROOT / "content" / "modules", ROOT / "content" / "units"


@pytest.fixture(scope="module")
def scripts() -> Iterator[None]:
    """The folder of scripts can be imported from, as it can when one of them is run."""
    sys.path.insert(0, str(ROOT / "scripts"))
    yield
    sys.path.remove(str(ROOT / "scripts"))


def load(name: str) -> ModuleType:
    return importlib.import_module(name)


def test_the_logs_of_modules_are_written_by_their_script(scripts: None) -> None:
    writers = load("write_logs").WRITERS
    assert len(writers) == 4
    for name, write in writers.items():
        assert write() == (MODULES / name).read_bytes(), name


def test_the_supervisors_workbooks_are_written_by_their_script(scripts: None) -> None:
    writers = load("write_supervision").WRITERS
    assert len(writers) == 2
    for name, write in writers.items():
        assert write() == (UNITS / "clinical-supervisor" / "tools" / name).read_bytes(), name


@pytest.mark.parametrize("name", ["write_fte", "write_run_chart"])
def test_a_workbook_of_a_unit_is_written_by_its_script(scripts: None, name: str) -> None:
    script = load(name)
    assert script.write() == script.TARGET.read_bytes()
