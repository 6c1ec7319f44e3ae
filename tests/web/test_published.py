"""What is published for verifiers: keys and status lists, to anybody, and a key that is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from lms.cli import main
from lms.credit import badges, status_lists
from lms.credit.models import Certificate
from lms.settings import Settings
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.credit.oracle import holds
from tests.learner import Learner
from tests.web.visitor import Visitor


def finish(cast: Cast, clock: MovableClock) -> Certificate:
    learner = Learner(cast.services.database, clock, cast.learner, cast.course)
    (made,) = [made for gate in (*cast.module.required, "name") for made in learner.close(gate)]
    return made


def test_a_stranger_checks_with_what_is_published_alone(
    app: Flask, cast: Cast, clock: MovableClock, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = Visitor(app)
    empty = stranger.client.get("/.well-known/did.json").json
    assert empty["verificationMethod"] == []
    row = finish(cast, clock)
    assert main(["keys", "export", str(tmp_path / "keys"), "--data", settings.data]) == 1
    assert (
        main(["certificates", "show", row.id, "--credential", str(tmp_path / "c.json"), "--data", settings.data]) == 0
    )
    credential = badges.read((tmp_path / "c.json").read_bytes())
    answer = stranger.client.get("/.well-known/did.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert holds(credential, answer.json)
    assert main(["keys", "export", str(tmp_path / "out"), "--data", settings.data]) == 0
    assert (
        json.loads((tmp_path / "out/did.json").read_text())["verificationMethod"] == answer.json["verificationMethod"]
    )
    assert len(list((tmp_path / "out").glob("pdf-*.crt"))) == 1
    path = credential["credentialStatus"]["statusListCredential"].removeprefix(settings.base_url)
    place = int(credential["credentialStatus"]["statusListIndex"])
    assert not is_set(stranger, path, place)
    assert main(["certificates", "revoke", row.id, "--reason", "wrong person", "--data", settings.data]) == 0
    assert is_set(stranger, path, place)
    assert not is_set(stranger, f"{path}/replaced", place)
    assert stranger.client.get("/credentials/status/9").status_code == 404
    capsys.readouterr()


def is_set(stranger: Visitor, path: str, place: int) -> bool:
    made = stranger.client.get(path).json
    assert holds(made, stranger.client.get("/.well-known/did.json").json)
    return status_lists.is_set(status_lists.decode(made["credentialSubject"]["encodedList"]), place)


def test_a_lost_key_is_told_to_everybody_who_can_mend_it(
    app: Flask, cast: Cast, clock: MovableClock, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "new", "--data", settings.data]) == 0
    assert main(["keys", "new", "--data", settings.data]) == 0
    assert "keys already" in capsys.readouterr().out
    row = finish(cast, clock)
    for path in settings.keys_path.iterdir():
        path.unlink()
    assert main(["keys", "new", "--data", settings.data]) == 1
    assert main(["doctor", "--data", settings.data]) == 1
    assert capsys.readouterr().out.count("is missing") == 2
    assert main(["certificates", "show", row.id, "--credential", "never.json", "--data", settings.data]) == 1
    assert "is missing" in capsys.readouterr().err
    assert Visitor(app).client.get("/credentials/status/1").status_code == 503
    assert cast.read(Certificate)[0].pdf_hash is None
    assert main(["keys", "rotate", "--data", settings.data]) == 0
    assert "1 certificates" in capsys.readouterr().out
    assert cast.read(Certificate)[0].pdf_hash is not None
    assert main(["keys", "list", "--format", "json", "--data", settings.data]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert sorted(each["use"] for each in listed if each["retired"] is None) == ["credential", "pdf"]
    assert len(listed) == 4
