"""`make setup` on a bare machine: Python and pip are enough, a second run does nothing, an old Python gets a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.install_lock import shares_of
from tests.house.source import ROOT

TOOLS = ("cat", "cksum", "dirname", "rm", "sh")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script, a lock that installs nothing and a program that says what it was asked."""
    folder = tmp_path / "a check out"
    (folder / "scripts").mkdir(parents=True)
    (folder / "lms").mkdir()
    for name in ("setup.sh", "install_lock.py"):
        shutil.copy(ROOT / "scripts" / name, folder / "scripts")
    (folder / "lms/__init__.py").write_text("")
    (folder / "lms/cli.py").write_text(
        "import sys\n\n\ndef main():\n    print('asked for', *sys.argv[1:])\n    return 7\n"
    )
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-test.txt").write_text("# nothing more\n")
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for PATH with the few tools the script needs, and no Python yet."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def run_setup(
    checkout: Path, programs: Path, lock: str = "requirements.txt", *, system: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(programs), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "SYSTEM_PYTHON": system}
    command = [str(programs / "sh"), "scripts/setup.sh", lock]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def add_python(programs: Path) -> None:
    launcher = programs / "python3"
    launcher.write_text(f'#!/bin/sh\nexec "{Path(sys.executable).resolve()}" "$@"\n')
    launcher.chmod(0o755)


def test_setup_makes_the_command_once(checkout: Path, programs: Path) -> None:
    """An environment takes seconds to make, so one is taken through all that may happen to it."""
    add_python(programs)
    first = run_setup(checkout, programs)
    assert first.returncode == 0, first.stderr
    assert "Installing" in first.stdout

    asked = subprocess.run(
        [checkout / ".venv/bin/lms", "demo", "--port", "0"], cwd="/", capture_output=True, text=True, check=False
    )
    assert (asked.returncode, asked.stdout) == (7, "asked for demo --port 0\n")

    second = run_setup(checkout, programs)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    (checkout / "requirements.txt").write_text("# another lock\n")
    assert "Installing" in run_setup(checkout, programs).stdout

    (checkout / "requirements.txt").write_text("# what tests need is enough to run the program\n")
    assert "Installing" in run_setup(checkout, programs, "requirements-test.txt").stdout
    assert run_setup(checkout, programs).stdout == ""

    (checkout / ".venv/bin/python").unlink()
    (checkout / ".venv/bin/python").symlink_to(os.devnull)
    assert "Installing" in run_setup(checkout, programs).stdout
    assert subprocess.run([checkout / ".venv/bin/lms"], check=False, capture_output=True).returncode == 7


@pytest.mark.parametrize("python", [None, "exit 1"], ids=["missing", "too old"])
def test_no_new_python_gets_one_sentence(checkout: Path, programs: Path, python: str | None) -> None:
    if python is not None:
        (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (programs / "python3").chmod(0o755)
    told = run_setup(checkout, programs)
    assert told.returncode != 0
    assert "Python 3.11 or newer" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (checkout / ".venv").exists()


NEW = '#!/bin/sh\ntest "$1" = -c\n'
"""Answers every question with yes and makes no environment, so that what setup says names the one it chose."""
BARE = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\ntest "$1" = -c\n'
OLD = "#!/bin/sh\nexit 1\n"


@pytest.mark.parametrize(
    ("system", "other", "told"),
    [
        (NEW, NEW, "/system could not make"),
        (OLD, NEW, "python3 could not make"),
        (BARE, NEW, "python3 could not make"),
        (BARE, OLD, "its venv module is not"),
        (BARE, BARE, "/system) but its venv module is not"),
    ],
)
def test_the_systems_own_python_comes_first(
    checkout: Path, programs: Path, tmp_path: Path, system: str, other: str, told: str
) -> None:
    for place, text in ((tmp_path / "system", system), (programs / "python3", other)):
        place.write_text(text)
        place.chmod(0o755)
    ended = run_setup(checkout, programs, system=str(tmp_path / "system"))
    assert ended.returncode != 0
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_lock_is_installed_whole_and_pip_alone_and_last() -> None:
    lock = "# by make lock\na==1 \\\n    --hash=sha256:00\n    # via b\nB==2 ; python_version < '4' \\\n    --hash=sha256:01\n"
    with_pip = lock + "pip==26 \\\n    --hash=sha256:02\npip-api==1 \\\n    --hash=sha256:03\n"
    first, second, itself, api = (f"{entry}" for entry in _entries(with_pip))
    assert shares_of(with_pip) == [[first + api, second], [itself]]
    assert shares_of(lock) == [[first, second], []]
    assert shares_of("# nothing\n") == [[], []]


def _entries(lock: str) -> list[str]:
    lines = lock.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line[0] not in "# "]
    return ["".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]
