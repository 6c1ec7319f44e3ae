"""A file that a stranger sends to the check page: each kind gets a heading, what was found, and what it means for a board."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.acts.person.erase import erase
from lms.cli import main
from lms.credit import actions
from lms.credit.models import Certificate
from lms.credit.providers.models import Approval
from lms.credit.verdicts import HEADINGS, MEANS
from lms.people.permissions import SYSTEM
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.credit.credited import credit
from tests.credit.test_signing import PDF as OF_ANOTHER
from tests.credit.test_signing import UNSIGNED
from tests.learner import ISSUER
from tests.web.test_verify import prepare
from tests.web.visitor import Visitor


@pytest.fixture
def row(cast: Cast) -> Certificate:
    """Marisol's certificate for credit, with its file."""
    now = cast.services.clock.now()
    base_url = cast.services.settings.base_url
    made = in_session(
        cast.services.database,
        lambda session: credit(session, cast.course, account_id=cast.learner, now=now, base_url=base_url),
    )
    prepare(cast, read(cast, made.certificate_id))
    return read(cast, made.certificate_id)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app)


def read(cast: Cast, certificate_id: str) -> Certificate:
    return next(each for each in cast.read(Certificate) if each.id == certificate_id)


def bytes_of(cast: Cast, row: Certificate) -> bytes:
    return cast.services.files.get(row.pdf_hash or "") or b""


def send(stranger: Visitor, content: bytes, name: str = "certificate.pdf") -> str:
    """Send a file on the open page; the word of the verdict that the heading stands for."""
    stranger.open("/verify/")
    token = stranger.tree.xpath("//input[@name='csrf_token']/@value")[0]
    data: dict[str, Any] = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    stranger.post("/verify/file", data, content_type="multipart/form-data")
    (word,) = [word for word, heading in HEADINGS.items() if heading == stranger.heading]
    assert MEANS[word] in stranger.text
    return word


@pytest.mark.alike
def test_a_file_of_ours_is_valid_and_says_what_a_board_asks(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    assert send(stranger, bytes_of(cast, row)) == "valid"
    for each in ("Marisol Tavares", "1.00 hour, Harbor social work credit", "Number HC-0042", "4 May 2025 to 4 May 2027",
                 "Harbor Bay Learning, Inc., 1 Quay Street, Harbor Bay", "asynchronous"):  # fmt: skip
        assert each in stranger.text
    for each in ("SW-1", "marisol@", row.account_id):
        assert each not in stranger.response.text
    stranger.open(f"/verify/{row.code}")
    assert stranger.heading == HEADINGS["valid"]
    assert "SW-1" not in stranger.response.text
    assert "Number HC-0042" in stranger.text


@pytest.mark.alike
@pytest.mark.parametrize("at", [3, 0.3, 0.6, 0.999, -1])
def test_one_altered_byte_is_told_from_a_file_that_is_not_ours(
    cast: Cast, row: Certificate, stranger: Visitor, at: float
) -> None:
    content = bytearray(bytes_of(cast, row))
    content[int(at * len(content)) if isinstance(at, float) else at] ^= 1
    assert send(stranger, bytes(content)) == "altered"
    assert "does not hold" in stranger.text
    assert row.payload["name"] not in stranger.text


@pytest.mark.alike
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 something else", "carries no signature of this issuer."),
        (UNSIGNED, "carries no signature of this issuer."),
        (OF_ANOTHER, "the one in it names itself “Certificates of linchpin.example”"),
        (b"\x89PNG\r\n\x1a\n", "no PDF and no credential"),
        (b'{"id": "did:web:other.example"}', "none of this issuer’s"),
    ],
)
def test_what_is_not_ours_is_unknown(
    cast: Cast, row: Certificate, stranger: Visitor, content: bytes, said: str
) -> None:
    assert send(stranger, content) == "unknown"
    assert said in stranger.text
    assert stranger.status == 200


@pytest.mark.alike
def test_a_superseded_and_a_revoked_file_say_so(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    content, now = bytes_of(cast, row), cast.services.clock.now()

    def act(certificate_id: str, what: Callable[..., Certificate], **more: Any) -> Certificate:
        return in_session(
            cast.services.database,
            lambda session: what(
                session,
                actor=SYSTEM,
                now=now,
                row=session.get_one(Certificate, certificate_id),
                reason="Misspelt.",
                **more,
            ),
        )

    fresh = act(row.id, actions.reissue, issuer=replace(ISSUER, base_url=cast.services.settings.base_url))
    assert send(stranger, content) == "superseded"
    assert fresh.payload["code"] not in stranger.text
    prepare(cast, fresh)
    later = bytes_of(cast, read(cast, fresh.id))
    assert send(stranger, later) == "valid"
    act(fresh.id, actions.revoke)
    assert send(stranger, later) == "revoked"
    assert "Misspelt" not in stranger.text


@pytest.mark.alike
@pytest.mark.parametrize("how", ["ended", "withdrawn"])
def test_an_approval_that_had_ended_at_completion_is_said(
    cast: Cast, stranger: Visitor, clock: MovableClock, how: str
) -> None:
    def made_of_rows(session: Any) -> str:
        now = clock.now()
        day = now.date() + timedelta(days=400 if how == "ended" else 0)
        made = credit(session, cast.course, account_id=cast.learner, now=now, completed_on=day)
        if how == "withdrawn":
            approval = session.get_one(Approval, made.approved.approval_id)
            approval.withdrawn_at, approval.withdrawn_on, approval.reason = now, day, "The council ended it."
        return made.certificate_id

    row = read(cast, in_session(cast.services.database, made_of_rows))
    assert stranger.open(f"/verify/{row.code}").heading == HEADINGS["being prepared"]
    prepare(cast, row)
    assert send(stranger, bytes_of(cast, read(cast, row.id))) == "expired approval at completion"
    assert f"had {'ended' if how == 'ended' else 'been withdrawn'} on" in stranger.text
    assert stranger.open(f"/verify/{row.code}").heading == HEADINGS["expired approval at completion"]


@pytest.mark.alike
def test_the_holders_closed_account_changes_nothing(cast: Cast, row: Certificate, stranger: Visitor) -> None:
    in_session(
        cast.services.database,
        lambda session: erase(session, actor=SYSTEM, now=cast.services.clock.now(), account_id=cast.learner),
    )
    assert send(stranger, bytes_of(cast, row)) == "valid"
    assert "Holder’s account closed" in stranger.text
    assert "Marisol Tavares" in stranger.text


class Endless(io.RawIOBase):
    """A body of any length that notes how much of it was asked for."""

    asked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.asked += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_fifty_megabytes_are_refused_by_their_size_and_not_read(app: Flask, cast: Cast) -> None:
    body = Endless()
    client = app.test_client()
    sent: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(50 * 1024 * 1024)}
    sent["CONTENT_TYPE"] = "multipart/form-data; boundary=x"
    answer = client.post("/verify/file", environ_overrides=sent)
    assert answer.status_code == 413
    assert body.asked == 0
    assert HEADINGS["unknown"] in answer.text
    assert "larger than any certificate" in answer.text
    assert list(cast.services.files.digests()) == []


@pytest.mark.alike
def test_no_file_at_all_is_said_at_the_field(stranger: Visitor) -> None:
    stranger.open("/verify/").press("Check the file")
    assert stranger.status == 422
    assert stranger.problems() == ["Choose the PDF file first."]


@pytest.mark.alike
def test_the_address_behind_a_qr_code_will_do_and_one_of_another_site_will_not(
    cast: Cast, row: Certificate, stranger: Visitor
) -> None:
    stranger.open("/verify/", query_string={"code": row.payload["verify_url"]})
    assert stranger.heading == HEADINGS["valid"]
    stranger.open("/verify/", query_string={"code": f"https://other.example/verify/{row.code}"})
    assert stranger.status == 422
    assert "other.example, another site" in stranger.text
    assert row.payload["name"] not in stranger.text
    assert stranger.open("/verify/", query_string={"code": "https://[broken"}).status == 422


def test_the_page_and_the_command_say_the_same_in_the_same_order(
    cast: Cast, row: Certificate, stranger: Visitor, tmp_path: Any, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LMS_BASE_URL", settings.base_url)
    content = bytes_of(cast, row)
    assert main(["keys", "export", str(tmp_path / "keys"), "--data", settings.data]) == 0
    for name, sent, word in (("good", content, "valid"), ("bad", content[:-2], "altered"), ("none", b"", "unknown")):
        (tmp_path / name).write_bytes(sent)
        assert send(stranger, sent) == word
        told = {}
        for how in ([], ["--keys", str(tmp_path / "keys")]):
            capsys.readouterr()
            code = main(
                ["certificates", "verify", str(tmp_path / name), "--format", "json", "--data", settings.data, *how]
            )
            told[bool(how)] = json.loads(capsys.readouterr().out)
            assert code == (0 if word == "valid" else 1)
            assert list(told[bool(how)]) == ["word", "heading", "found", "means"]
        assert told[False]["word"] == told[True]["word"] == word
        assert told[False]["heading"] == told[True]["heading"] == stranger.heading
        places = [stranger.text.index(told[False][part]) for part in ("heading", "found", "means")]
        assert places == sorted(places)
        assert told[False]["means"] == told[True]["means"]
        assert told[True]["found"].partition(" Whether")[0] in told[False]["found"]
