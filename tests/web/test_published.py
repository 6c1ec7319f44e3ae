"""What is published for verifiers: keys and status lists, to anybody, and a key that is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.cli import main
from lms.credit import badges, checking, status_lists
from lms.credit.models import Certificate
from lms.settings import Settings
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.credit.javascript import verify
from tests.credit.oracle import holds
from tests.house.source import ROOT
from tests.learner import Learner
from tests.web.visitor import Visitor


@pytest.fixture
def lms(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lms:
    """Call `lms` on this installation: its exit code and all that it said."""
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LMS_BASE_URL", settings.base_url)

    def call(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main([*map(str, words), "--data", settings.data])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


Lms = Callable[..., tuple[int, str]]


def finish(cast: Cast, clock: MovableClock) -> Certificate:
    learner = Learner(cast.services.database, clock, cast.learner, cast.course)
    (made,) = [made for gate in (*cast.module.required, "name") for made in learner.close(gate)]
    return made


@pytest.mark.alike
def test_a_stranger_checks_with_what_is_published_alone(
    app: Flask, cast: Cast, clock: MovableClock, settings: Settings, tmp_path: Path, lms: Lms
) -> None:
    stranger = Visitor(app)
    assert stranger.client.get("/.well-known/did.json").json["verificationMethod"] == []
    row = finish(cast, clock)
    assert lms("keys", "export", tmp_path / "keys")[0] == 1
    assert lms("certificates", "show", row.id, "--credential", tmp_path / "c.json")[0] == 0
    credential = badges.read((tmp_path / "c.json").read_bytes())
    answer = stranger.client.get("/.well-known/did.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert holds(credential, answer.json)
    assert lms("keys", "export", tmp_path / "out")[0] == 0
    assert json.loads((tmp_path / "out/did.json").read_text()) == answer.json
    assert len(list((tmp_path / "out").glob("pdf-*.crt"))) == 1
    path = credential["credentialStatus"]["statusListCredential"].removeprefix(settings.base_url)
    place = int(credential["credentialStatus"]["statusListIndex"])
    assert not is_set(stranger, path, place)
    assert lms("certificates", "show", row.id, "--pdf", tmp_path / "c.pdf")[0] == 0
    assert offline(tmp_path, stranger, path, clock.now()) == {"c.pdf": "valid", "c.json": "valid"}
    assert in_javascript(stranger, credential, path, clock.now()) == (True, False)
    for name in ("c.pdf", "c.json"):
        code, said = lms("certificates", "verify", tmp_path / name, "--keys", tmp_path / "out")
        assert (code, said.partition(":")[0], said.count("\n")) == (0, "valid", 1)
    assert in_a_process_of_its_own(tmp_path).startswith("valid: ")
    assert lms("certificates", "revoke", row.id, "--reason", "wrong person")[0] == 0
    assert is_set(stranger, path, place)
    assert not is_set(stranger, f"{path}/replaced", place)
    assert offline(tmp_path, stranger, path, clock.now()) == {"c.pdf": "revoked", "c.json": "revoked"}
    assert in_javascript(stranger, credential, path, clock.now()) == (True, True)
    words = ("certificates", "verify", tmp_path / "c.pdf", "--keys", tmp_path / "out", "--status", tmp_path / "c.json")
    code, said = lms(*words)
    assert (code, said.partition(":")[0]) == (1, "unknown")
    assert lms("certificates", "verify", "nothing.pdf", "--keys", tmp_path / "out")[0] == 1
    assert lms("certificates", "verify", "c.pdf", "--keys", tmp_path)[0] == 1
    assert lms("certificates", "verify", "c.pdf", "--status", tmp_path)[0] == 2
    assert stranger.client.get("/credentials/status/9").status_code == 404


def in_a_process_of_its_own(tmp_path: Path) -> str:
    """What the command says where nothing was signed before, as on a board's machine: this process has loaded what signing needs."""
    words = ["certificates", "verify", str(tmp_path / "c.pdf"), "--keys", str(tmp_path / "out")]
    script = f"from lms.cli import main; raise SystemExit(main({words!r}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_set(stranger: Visitor, path: str, place: int) -> bool:
    made = stranger.client.get(path).get_json(force=True)
    assert holds(made, stranger.client.get("/.well-known/did.json").json)
    return status_lists.is_set(status_lists.decode(made["credentialSubject"]["encodedList"]), place)


def in_javascript(stranger: Visitor, credential: dict[str, Any], path: str, now: datetime) -> tuple[bool, bool]:
    """Whether other authors' program takes the credential, and whether it finds it revoked, by what is served alone."""
    listed = stranger.client.get(path).get_json(force=True)
    one, both = verify([credential, listed], stranger.client.get("/.well-known/did.json").json, listed, now=now)
    assert both["verified"], both
    return one["verified"], any(each["set"] for each in one["statuses"])


def offline(folder: Path, stranger: Visitor, path: str, now: datetime) -> dict[str, str]:
    """What a check of both files says, with the exported keys and the lists as they are served at that moment."""
    known = checking.read_keys(json.loads((folder / "out/did.json").read_bytes()))
    lists = [stranger.client.get(address).get_json(force=True) for address in (path, f"{path}/replaced")]
    files = {name: (folder / name).read_bytes() for name in ("c.pdf", "c.json")}
    return {name: checking.check(content, known, lists=lists, now=now).word for name, content in files.items()}


@pytest.mark.alike
def test_a_lost_key_is_told_to_everybody_who_can_mend_it(
    app: Flask, cast: Cast, clock: MovableClock, settings: Settings, lms: Lms, tmp_path: Path
) -> None:
    assert lms("keys", "new")[0] == 0
    assert "keys already" in lms("keys", "new")[1]
    row = finish(cast, clock)
    for path in settings.keys_path.iterdir():
        path.unlink()
    for words in (("keys", "new"), ("doctor",), ("certificates", "show", row.id, "--credential", tmp_path / "never")):
        code, said = lms(*words)
        assert (code, "is missing" in said) == (1, True), words
    assert Visitor(app).client.get("/credentials/status/1").status_code == 503
    assert cast.read(Certificate)[0].pdf_hash is None
    assert "1 certificate" in lms("keys", "rotate")[1]
    assert cast.read(Certificate)[0].pdf_hash is not None
    listed = json.loads(lms("keys", "list", "--format", "json")[1])
    assert sorted(each["use"] for each in listed if not each["retired"]) == ["credential", "pdf"]
    assert len(listed) == 4
