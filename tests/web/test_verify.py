"""The check page: what a stranger sees, for every state a certificate can be in."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.cli import main
from lms.credit import actions
from lms.credit.models import Certificate
from lms.credit.storing import render_and_store
from lms.people.permissions import SYSTEM
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.learner import ISSUER, Learner
from tests.people.makers import email_of
from tests.web.visitor import Visitor


@pytest.fixture
def row(cast: Cast, clock: MovableClock) -> Certificate:
    """Marisol's certificate, with its file."""
    services = cast.services
    learner = Learner(services.database, clock, cast.learner, cast.course)
    issued = [made for gate in (*cast.module.required, "name") for made in learner.close(gate)]
    prepare(cast, issued[0])
    (stored,) = cast.read(Certificate)
    return stored


def prepare(cast: Cast, row: Certificate) -> None:
    """Make and store its file."""
    here = cast.services
    render_and_store(here.database, here.files, row.id, designs=here.designs, keys=here.keys, now=here.clock.now())


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app)


def revoke(session: Session, row: Certificate, now: datetime) -> Certificate:
    kept = session.get_one(Certificate, row.id)
    return actions.revoke(session, actor=SYSTEM, now=now, row=kept, reason="Issued in error.")


def reissue(session: Session, row: Certificate, now: datetime) -> Certificate:
    kept = session.get_one(Certificate, row.id)
    return actions.reissue(session, actor=SYSTEM, now=now, row=kept, reason="A new name.", issuer=ISSUER)


def change(cast: Cast, row: Certificate, act: Callable[..., Certificate]) -> Certificate:
    return in_session(cast.services.database, lambda session: act(session, row, cast.services.clock.now()))


@pytest.mark.alike
def test_c24_the_page_says_all_that_the_paper_says(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    stranger.open(f"/verify/{row.payload['code']}")
    assert stranger.heading == "This certificate is real"
    printed = row.payload
    for each in (printed["name"], printed["title"], printed["course_title"], printed["issuer"], printed["serial"]):
        assert each in stranger.text
    for each in (*printed["parts"], "4 May 2026", "None. The certificate records training only.", "about"):
        assert each in stranger.text


@pytest.mark.alike
def test_a_stranger_learns_nothing_else(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    page = stranger.open(f"/verify/{row.code}").response.text
    for each in (email_of("Marisol"), "@", row.account_id, row.id, "Mill Road"):
        assert each not in page.replace("@media", "")
    assert "Cookie" not in stranger.response.headers


WRITINGS = {"small": str.lower, "without dashes": lambda code: code.replace("-", ""), "padded": " {} ".format}


@pytest.mark.alike
@pytest.mark.parametrize("write", list(WRITINGS.values()), ids=list(WRITINGS))
def test_a_code_may_be_typed_as_people_type(row: Certificate, stranger: Visitor, write: Callable[[str], str]) -> None:
    stranger.open("/verify/", query_string={"code": write(row.payload["code"])})
    assert stranger.heading == "This certificate is real"


@pytest.mark.alike
def test_letters_that_look_like_figures_are_read_as_figures(row: Certificate, stranger: Visitor) -> None:
    mistyped = row.code.replace("0", "O").replace("1", "l")
    assert stranger.open("/verify/", query_string={"code": mistyped}).heading == "This certificate is real"


@pytest.mark.alike
@pytest.mark.parametrize("typed", ["123", "U" * 16, "7Q4M-20K9-XV3T-8HP", "<script>", "7Q4M20K9XV3T8HPD7"])
def test_what_cannot_be_a_code_is_said_to_be_none(stranger: Visitor, typed: str) -> None:
    stranger.open("/verify/", query_string={"code": typed})
    assert stranger.status == 422
    assert stranger.problems()[0].startswith("A code has 16 characters")
    assert stranger.tree.get_element_by_id("code").value == typed


@pytest.mark.alike
@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "nothing", "0" * 500, "%00", "..%2f"])
def test_c25_an_unknown_code_is_not_found(stranger: Visitor, code: str) -> None:
    stranger.open(f"/verify/{code}")
    assert stranger.status == 404
    assert stranger.heading in ("No certificate found", "There is nothing here")


@pytest.mark.alike
def test_c25_a_withdrawn_and_a_replaced_certificate_say_so(
    cast: Cast, row: Certificate, stranger: Visitor, clock: MovableClock
) -> None:
    clock.move(days=2, hours=9)  # two in the morning by the clock of the server, still 6 May at the clinic
    fresh = change(cast, row, reissue)
    assert stranger.open(f"/verify/{row.code}").heading == "A newer certificate replaces this one"
    assert "6 May 2026" in stranger.text
    assert fresh.payload["code"] not in stranger.text
    assert stranger.open(f"/verify/{fresh.code}").heading == "This certificate is being prepared"
    prepare(cast, fresh)
    assert stranger.open(f"/verify/{fresh.code}").heading == "This certificate is real"
    change(cast, fresh, revoke)
    assert stranger.open(f"/verify/{fresh.code}").heading == "This certificate was withdrawn"
    assert "Issued in error" not in stranger.text


def send_file(stranger: Visitor, row: Certificate, content: bytes) -> str:
    stranger.open(f"/verify/{row.code}")
    token = stranger.tree.xpath("//input[@name='csrf_token']/@value")[0]
    data: dict[str, Any] = {"csrf_token": token, "file": (io.BytesIO(content), "certificate.pdf")}
    stranger.post(f"/verify/{row.payload['code']}/file", data, content_type="multipart/form-data")
    return stranger.text


@pytest.mark.alike
def test_c24_the_issued_file_is_known_by_its_bytes(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    content = cast.services.files.get(row.pdf_hash or "") or b""
    assert "The file is the one that was issued." in send_file(stranger, row, content)


@pytest.mark.alike
@pytest.mark.parametrize("at", [0, 9, 0.25, 0.5, 0.75, -1])
def test_c24_one_byte_changed_is_noticed(cast: Cast, row: Certificate, stranger: Visitor, at: float) -> None:
    content = bytearray(cast.services.files.get(row.pdf_hash or "") or b"")
    place = int(at * len(content)) if isinstance(at, float) else at
    content[place] ^= 1
    assert "The file is not the one that was issued." in send_file(stranger, row, bytes(content))


@pytest.mark.alike
def test_other_files_are_told_apart(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    assert "No file was sent." in send_file(stranger, row, b"")
    assert "is not the one that was issued" in send_file(stranger, row, b"%PDF-1.7 something else")
    assert list(cast.services.files.digests()) == [row.pdf_hash]


@pytest.mark.alike
def test_a_file_is_compared_when_it_is_there(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    fresh = change(cast, row, reissue)
    assert "still being prepared" in send_file(stranger, fresh, b"%PDF")


@pytest.mark.alike
def test_too_many_checks_from_one_place_wait(app: Flask, row: Certificate, clock: MovableClock) -> None:
    def check(place: str) -> TestResponse:
        return app.test_client().get(f"/verify/{row.code}", environ_base={"REMOTE_ADDR": place})

    assert {check("192.0.2.1").status_code for _ in range(60)} == {200}
    refused = check("192.0.2.1")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert row.payload["name"] not in refused.text
    assert check("192.0.2.2").status_code == 200
    clock.move(minutes=1, seconds=1)
    assert check("192.0.2.1").status_code == 200


@pytest.fixture
def verify(
    cast: Cast, row: Certificate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[object], tuple[int, str]]:
    """`lms certificates verify` on the same database; its exit code and what it said."""
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)

    def run(reference: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["certificates", "verify", str(reference), "--data", settings.data])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


Verify = Callable[[object], tuple[int, str]]


@pytest.mark.alike
def test_the_command_knows_a_valid_certificate_by_any_name(
    cast: Cast, row: Certificate, verify: Verify, tmp_path: Any
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(cast.services.files.get(row.pdf_hash or "") or b"")
    for reference in (file, row.id, row.serial, row.code, row.payload["code"], row.payload["code"].lower()):
        code, said = verify(reference)
        assert (code, said.partition(":")[0]) == (0, "valid")


@pytest.mark.alike
def test_the_command_ends_with_one_for_everything_else(
    cast: Cast, row: Certificate, verify: Verify, tmp_path: Any
) -> None:
    content = cast.services.files.get(row.pdf_hash or "") or b""
    altered, empty = tmp_path / "altered.pdf", tmp_path / "empty.pdf"
    altered.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    empty.write_bytes(b"")
    named = tmp_path / row.serial
    named.write_bytes(b"not a certificate")
    unknown = ["nothing", "0000-0000-0000-0000", "", "x" * 5000, tmp_path / "missing.pdf", tmp_path]
    for reference in [altered, empty, named, *unknown]:
        code, said = verify(reference)
        assert code == 1, reference
        assert said.count("\n") == 1, said
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(content)
    change(cast, row, revoke)
    for reference in (whole, row.id, row.code):
        code, said = verify(reference)
        assert (code, said.partition(":")[0]) == (1, "revoked")


@pytest.mark.alike
def test_the_command_says_that_one_was_replaced(cast: Cast, row: Certificate, verify: Verify) -> None:
    fresh = change(cast, row, reissue)
    assert verify(row.id)[0] == 1
    assert verify(row.id)[1].startswith("superseded: ")
    assert verify(fresh.id)[1].startswith("being prepared: ")
    prepare(cast, fresh)
    assert verify(fresh.id)[0] == 0
