"""The make targets that the README promises, and `make check` as a test, since CI runs the tests and nothing more."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house.source import ROOT

PROMISED = {
    "help",
    "setup",
    "demo",
    "up-cluster",
    "faults",
    "fuzz",
    "test",
    "check",
    "bench",
    "load",
    "format",
    "lock",
    "screenshots",
    "sbom",
    "audit",
}
CHECKS = ("lint", "types", "imports", "templates", "dependencies", "content")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_help_is_the_default_and_lists_what_is_promised() -> None:
    told = make().stdout
    assert told == make("help").stdout
    assert set(re.findall(r"^  make ([\w-]+)", told, re.MULTILINE)) >= PROMISED


@pytest.mark.parametrize("target", sorted(PROMISED))
def test_target_is_there(target: str) -> None:
    assert make("--dry-run", target).returncode == 0


def test_check_does_all_checks() -> None:
    lines = make("--dry-run", "check").stdout.splitlines()
    assert any(line.split()[-len(CHECKS) :] == list(CHECKS) for line in lines)


def test_ci_runs_make_test_and_nothing_more() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]


@pytest.mark.parametrize("target", [each for each in CHECKS if each != "content"])
def test_check(target: str) -> None:
    done = make(target)
    assert done.returncode == 0, done.stdout + done.stderr


def test_content_is_checked_by_the_command() -> None:
    """Which finds no error: tests/cli/test_content.py, that reads the whole course for it, once is enough."""
    assert make("--dry-run", "content").stdout.split() == [".venv/bin/lms", "content", "check"]
