"""One POST: the address that was checked is the one connected to, nothing is followed, and it ends soon."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lms.webhooks.sending import CONNECT_SECONDS, NotSent, post
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


class Names:
    """A resolver that gives another answer each time it is asked, the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_it_arrives_as_it_was_sent(receiver: Receiver) -> None:
    assert post(receiver.url, b'{"a":1}', {"webhook-id": "msg_1"}, loopback=True) == 204
    (got,) = receiver.got
    assert (got.path, got.body) == ("/hooks?for=lms", b'{"a":1}')
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["content-length"] == "7"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_and_not_followed(receiver: Receiver, status: int) -> None:
    receiver.answers = [status]
    assert post(receiver.url, b"", {}, loopback=True) == status
    assert len(receiver.got) == 1


def test_a_name_that_leads_inside_is_not_connected_to(receiver: Receiver) -> None:
    for inside in (["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], []):
        with pytest.raises(NotSent, match="public internet"):
            post("https://hooks.example.org/", b"", {}, loopback=False, by=Names(inside))
    assert receiver.got == []


def test_a_name_is_resolved_once_so_that_what_was_checked_is_what_is_connected_to(receiver: Receiver) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    port = receiver.server_address[1]
    assert post(f"http://localhost:{port}/", b"", {}, loopback=True, by=names) == 204
    assert names.asked == ["localhost"]


def test_this_machine_is_refused_without_the_setting(receiver: Receiver) -> None:
    with pytest.raises(NotSent, match="https://"):
        post(receiver.url, b"", {}, loopback=False)
    assert receiver.got == []


def test_a_name_that_nobody_knows_is_said_so() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(NotSent, match="not found"):
        post("https://hooks.example.org/", b"", {}, loopback=False, by=unknown)


def test_a_name_server_that_is_silent_is_not_waited_for() -> None:
    answers = threading.Event()

    def silent(_host: str, _port: int) -> Sequence[str]:
        answers.wait(30)
        return ["8.8.8.8"]

    before = time.monotonic()
    with pytest.raises(NotSent, match="not found"):
        post("https://hooks.example.org/", b"", {}, loopback=False, by=silent, seconds=0.05)
    assert time.monotonic() - before < 20
    answers.set()


def test_an_endless_answer_is_not_read_to_its_end(receiver: Receiver) -> None:
    receiver.length = 1 << 40
    assert post(receiver.url, b"", {}, loopback=True) == 204


def test_whoever_is_silent_is_not_waited_for_beyond_the_time_that_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(NotSent, match="in time"):
            post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"", {}, loopback=True, seconds=0.1)
        assert time.monotonic() - began < CONNECT_SECONDS - 1


def test_a_place_where_nobody_listens_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    with pytest.raises(NotSent, match="Nobody answered"):
        post(url, b"", {}, loopback=True)


def certified(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS of a server called `host`, and that of a sender who trusts nobody but it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_over_tls_the_certificate_must_be_of_the_host_although_an_address_is_connected_to(tmp_path: Path) -> None:
    server, trusting = certified(tmp_path, "localhost")
    with receiving(tls=server) as receiver:
        port, here = receiver.server_address[1], Names(["127.0.0.1"])
        assert post(f"https://localhost:{port}/x", b"{}", {}, loopback=True, by=here, context=trusting) == 204
        with pytest.raises(NotSent, match="trusted"):
            post(f"https://127.0.0.1:{port}/x", b"{}", {}, loopback=True, by=here, context=trusting)
        with pytest.raises(NotSent, match="trusted"):
            post(f"https://localhost:{port}/x", b"{}", {}, loopback=True, by=here)
        assert [each.path for each in receiver.got] == ["/x"]
