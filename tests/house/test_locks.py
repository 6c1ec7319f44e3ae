"""The lock files install the same on every machine: hashes for every pin, no host and no folder of ours in them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT

PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)", re.MULTILINE)
LOCKS = ("requirements.txt", "requirements-test.txt")
APART = "saml"
"""The extra that is not installed for everybody: it is compiled for few systems, and tests alone need it everywhere."""


def pins(text: str) -> set[tuple[str, str]]:
    """Name and version of everything a lock installs."""
    return {(found["name"], found["version"]) for found in PIN.finditer(text)}


def problems_of(text: str) -> list[str]:
    """What makes a lock depend on one machine, or lets something in unchecked."""
    problems = [f"names a host: {line}" for line in text.splitlines() if "://" in line]
    problems += [f"names a folder: {line}" for line in text.splitlines() if re.search(r"(^|[\s=@])(\.{0,2}/|~)", line)]
    problems += [f"sets an option: {line}" for line in text.splitlines() if line.startswith("-")]
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    problems += [f"has no hash: {block.splitlines()[0]}" for block in blocks if "--hash=sha256:" not in block]
    problems += [f"is no pin: {block.splitlines()[0]}" for block in blocks if not PIN.match(block)]
    return problems


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_clean(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert problems_of(text) == []
    assert "make lock" in text.splitlines()[1]
    assert len(pins(text)) > 30


def test_tests_run_against_the_versions_that_users_get() -> None:
    users, tests = (pins((ROOT / name).read_text(encoding="utf-8")) for name in LOCKS)
    assert users <= tests


def test_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    apart = extras.pop(APART)
    wanted = project["project"]["dependencies"] + [entry for extra in extras.values() for entry in extra]
    groups = apart + [entry for group in project["dependency-groups"].values() for entry in group]
    for name, entries in zip(LOCKS, (wanted, wanted + groups), strict=True):
        locked = {pin[0] for pin in pins((ROOT / name).read_text(encoding="utf-8"))}
        assert {re.split(r"[\[<>=~!; ]", entry)[0].lower() for entry in entries} <= locked


def test_what_is_installed_lacks_nothing_that_it_needs() -> None:
    """Nothing is resolved when a lock is installed, so a hole in it would show here and nowhere else."""
    held = {canonicalize_name(found.name): found.version for found in distributions()}
    lacking = []
    for found in distributions():
        for text in found.requires or ():
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                version = held.get(canonicalize_name(need.name))
                if version is None or not need.specifier.contains(version, prereleases=True):
                    lacking.append(f"{found.name} needs {need} and finds {version}")
    assert lacking == []
    assert len(held) > 100


HASH = " \\\n    --hash=sha256:00\n"


@pytest.mark.parametrize(
    "text",
    [
        "flask==3.1.3\n",
        f"flask>=3.1{HASH}",
        f"flask @ ./wheels/flask.whl{HASH}",
        f"--find-links wheels\nflask==3.1.3{HASH}",
        f"# from https://mirror.example\nflask==3.1.3{HASH}",
    ],
)
def test_a_careless_lock_is_seen(text: str) -> None:
    assert problems_of(text) != []


def test_a_careful_lock_is_let_be() -> None:
    assert (
        problems_of(
            f"# by make lock\nflask==3.1.3 ; python_version < '4'{HASH}    # via linchpin-lms (pyproject.toml)\n"
        )
        == []
    )
