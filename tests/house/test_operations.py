"""docs/operations.md is followed word for word: every `lms` command of its blocks, in order, on a throwaway folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from lms.cli import main
from tests.house.documents import OPERATIONS
from tests.house.source import ROOT
from tests.mail_server import mail_server_here

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    """The words of each `lms` command of the shell blocks, settings before it included."""
    lines = [line for block in BLOCK.findall(OPERATIONS.read_text(encoding="utf-8")) for line in block.splitlines()]
    return [shlex.split(line) for line in lines if "lms" in shlex.split(line, comments=True)]


def settings_file() -> dict[str, str]:
    """deploy/linchpin.env as a shell reads it."""
    lines = (ROOT / "deploy" / "linchpin.env").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in shlex.split(line, comments=True)]
    return dict(word.split("=", 1) for word in words)


def test_a_new_server_by_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    with mail_server_here() as mail:
        given = settings_file() | {"LMS_SMTP_URL": f"smtp://127.0.0.1:{mail.port}"}
        done = []
        for words in commands():
            settings = dict(word.split("=", 1) for word in words[: words.index("lms")])
            call = words[words.index("lms") + 1 :]
            for name, value in (given | settings).items():
                monkeypatch.setenv(name, value.replace("/var/lib", str(tmp_path)))
            newest = max((each.name for each in backups.iterdir()), default="")
            call = [word.replace("/var/backups/linchpin", str(backups)).replace("NEWEST.zip", newest) for word in call]
            code = main(call)
            printed = capsys.readouterr()
            assert code == 0, f"lms {shlex.join(call)}: {printed.out}{printed.err}"
            done.append(call[:2])
        assert len(mail.got) == 1
    for step in (
        ["init", "--organisation"],
        ["people", "invite"],
        ["db", "backup"],
        ["db", "restore"],
        ["db", "upgrade"],
    ):
        assert step in done


def test_the_units_run_commands_that_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    for unit in sorted((ROOT / "deploy").glob("*.service")):
        (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        program, *call = shlex.split(line)
        assert program == "/opt/linchpin/.venv/bin/lms"
        call = [word.replace("/var/backups/linchpin", str(tmp_path)) for word in call]
        monkeypatch.setenv("LMS_DATA", str(tmp_path / "nothing"))
        # Both get past their words and stop at the database that is not there.
        assert main(call) == 2
        assert "lms db upgrade" in capsys.readouterr().err


def test_files_named_in_the_text_are_there() -> None:
    named = set(re.findall(r"\bdeploy/([\w.-]+)", OPERATIONS.read_text(encoding="utf-8")))
    assert named == {each.name for each in (ROOT / "deploy").iterdir()}
