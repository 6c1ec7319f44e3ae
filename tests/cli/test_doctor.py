"""`lms doctor`: what it finds, in words that say how to mend it; the mail server as far as a letter would go."""

from __future__ import annotations

import base64
import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select, text

from lms.cli import doctor
from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.database import Database
from lms.outbox import actions, queries
from lms.outbox.rules import MailServer
from lms.outbox.sending import try_out
from lms.people.models import Account
from lms.worker import WaitingLetters, run_once
from tests.cli.conftest import Run
from tests.clocks import NOON
from tests.mail_server import mail_server_here
from tests.test_worker import Wired, services

__all__ = ["services"]


@pytest.fixture
def demo(demo: Path, run: Run) -> Path:
    """The demonstration of May, in which the job loop has just done something."""
    database = Database(os.environ["LMS_DATABASE_URL"])
    with database.independent() as session:
        actions.put(session, kind="mail", key="none", payload={"letter_id": "none"}, now=datetime.now(UTC))
    database.dispose()
    assert run("worker", "--once", "--data", demo).code == 0
    return demo


def lines(said: str) -> dict[str, str]:
    """The sentences that are wrong and those that are well, joined."""
    found = {"ok": "", "WRONG": ""}
    for line in said.splitlines():
        word, _, rest = line.partition(" ")
        found[word] += rest.strip() + "\n"
    return found


def test_a_demonstration_is_well(run: Run, demo: Path) -> None:
    done = run("doctor", "--data", demo)
    assert (done.code, lines(done.out)["WRONG"]) == (0, "")


def test_what_waits_in_vain_is_said(run: Run, demo: Path) -> None:
    """A certificate whose file never came, and a published course whose ZIP is gone."""
    database = Database(os.environ["LMS_DATABASE_URL"])
    with database.independent() as session:
        session.execute(text("UPDATE certificate SET pdf_hash = NULL"))
        author = session.scalars(select(Account)).first()
        assert author is not None
        about = {"organisation_id": author.organisation_id, "account_id": author.id}
        sent = CourseUpload(
            **about, at=NOON, file_name="course.zip", note="", digest="0" * 64, files=1, size=1, left_out="", found={}
        )
        session.add(sent)
        session.flush()
        session.add(
            CoursePublication(
                **about, upload_id=sent.id, reason="New", asked_at=NOON, decided_at=NOON, approved=True, number=1000
            )
        )
    database.dispose()
    done = run("doctor", "--format", "json", "--data", demo)
    wrong = {each["name"]: each["sentence"] for each in done.json if not each["good"]}
    assert (done.code, set(wrong)) == (1, {"certificates", "published course"})
    assert "*Prepare it now*" in wrong["certificates"]
    assert "missing or was altered" in wrong["published course"]


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"LMS_BASE_URL": "https://t.example.org", "LMS_TRUSTED_PROXIES": "1"}, "LMS_SECURE_COOKIES is no"),
        ({"LMS_SECURE_COOKIES": "yes"}, "nobody can sign in"),
        ({"LMS_BASE_URL": "https://t.example.org", "LMS_SECURE_COOKIES": "yes"}, "LMS_TRUSTED_PROXIES is 0"),
        (
            {"LMS_BASE_URL": "https://t.example.org", "LMS_SECURE_COOKIES": "yes", "LMS_TRUSTED_PROXIES": "1"},
            "",
        ),
    ],
)
def test_settings_of_https_that_do_not_fit_together(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], wrong: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    done = run("doctor", "--data", demo)
    assert (done.code == 0) is (wrong == "")
    assert wrong in lines(done.out)["WRONG"]


def test_without_a_mail_server_it_says_so(run: Run, demo: Path) -> None:
    done = run("doctor", "--mail", "--data", demo)
    assert done.code == 1
    assert "Set LMS_SMTP_URL" in lines(done.out)["WRONG"]


def test_mail_to_goes_with_mail(run: Run) -> None:
    assert run("doctor", "--mail-to", "ada@example.org").code == 2


def test_it_signs_in_and_sends_nothing_unless_asked(run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = base64.b64encode(b"\0ada\0p@ss").decode()
    with mail_server_here(secret=secret) as server:
        monkeypatch.setenv("LMS_SMTP_URL", f"smtp://ada:p%40ss@127.0.0.1:{server.port}")
        done = run("doctor", "--mail", "--data", demo)
        assert done.code == 0, done.out
        assert "signed in as ada" in done.out
        assert server.got == []
        assert run("doctor", "--mail", "--mail-to", "ruth@example.org", "--data", demo).code == 0
        (letter,) = server.got
        assert "Subject: Test from Linchpin" in letter
        assert "To: ruth@example.org" in letter


@pytest.mark.parametrize(
    ("url", "words", "said"),
    [
        ("smtp://ada:wrong@127.0.0.1:{port}", (), "does not accept the user or password"),
        ("smtp://127.0.0.1:{port}", ("--mail-to", "refused@example.org"), "refuses the recipient refused@example.org"),
        ("smtp://127.0.0.1:1", (), "does not answer"),
    ],
)
def test_what_is_wrong_with_mail_is_said_in_words(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: tuple[str, ...], said: str
) -> None:
    with mail_server_here(secret="nobody knows") as server:
        monkeypatch.setenv("LMS_SMTP_URL", url.format(port=server.port))
        done = run("doctor", "--mail", *words, "--data", demo)
        assert server.got == []
    assert done.code == 1
    assert said in lines(done.out)["WRONG"]
    assert "wrong@" not in done.out


def test_a_sender_that_is_refused_is_named(run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_MAIL_FROM", "Training <stranger@example.org>")
    with mail_server_here() as server:
        monkeypatch.setenv("LMS_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        done = run("doctor", "--mail", "--mail-to", "ruth@example.org", "--data", demo)
    assert "Set LMS_MAIL_FROM" in lines(done.out)["WRONG"]


def self_signed(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    pem = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_nobody_vouches_for_is_refused(run: Run, demo: Path, tmp_path: Path, monkeypatch) -> None:
    with mail_server_here(tls=self_signed(tmp_path)) as server:
        monkeypatch.setenv("LMS_SMTP_URL", f"smtps://127.0.0.1:{server.port}")
        done = run("doctor", "--mail", "--data", demo)
    assert done.code == 1
    assert "certificate is not valid" in lines(done.out)["WRONG"]


def test_starttls_where_the_server_has_none_is_said() -> None:
    with mail_server_here() as server, pytest.raises(OSError, match="STARTTLS") as refused:
        try_out(
            MailServer("127.0.0.1", server.port, "starttls", None, None),
            mail_from="a@example.org",
            to=None,
            now=datetime.now(UTC),
        )
    assert "does not offer" in doctor.why(refused.value)


def test_letters_written_before_there_was_a_server_leave_once_there_is_one(services: Wired) -> None:
    def write(occasion: str) -> None:
        with services.database.independent() as session:
            actions.write_letter(
                session, kind="invitation", account_id="a", occasion=occasion, to="ada@example.org",
                subject=f"Welcome {occasion}", text="Hello\n", now=services.clock.now(),
            )  # fmt: skip

    write("old")
    services.clock.move(days=8)
    write("new")
    run_once(services)
    WaitingLetters(services)()
    assert run_once(services) == 0
    with mail_server_here() as server:
        later = Wired(
            type(services.settings)(**{**vars(services.settings), "smtp_url": f"smtp://127.0.0.1:{server.port}"}),
            services.clock,
            services.database,
        )
        for _ in range(2):
            WaitingLetters(later)()
            run_once(later)
        assert ["Welcome new" in letter for letter in server.got] == [True]
    with services.database.session() as session:
        assert {letter.occasion: letter.sent_at is not None for letter in queries.letters(session)} == {
            "old": False,
            "new": True,
        }
