"""Where messages may go, how they are signed, when a webhook pauses itself."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.webhooks.rules import (
    EVENTS,
    KIND_OF_ACT,
    address_problem,
    body_of,
    headers_of,
    is_taken,
    is_to_be_paused,
    may_connect,
    may_connect_all,
    secret_of,
    signature,
)

NOON = datetime(2026, 5, 4, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/linchpin",
        "https://hooks.example.org:443/a?b=c",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://hooks.example.org",
    ],
)
def test_an_address_of_the_public_internet_is_taken(url: str) -> None:
    assert address_problem(url) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.org/", "https://"),
        ("ftp://hooks.example.org/", "no address"),
        ("file:///etc/passwd", "no address"),
        ("hooks.example.org", "no address"),
        ("https://", "no address"),
        ("https://hooks.example.org:8443/", "port 443"),
        ("https://hooks.example.org:99999/", "no address"),
        ("https://[::1", "no address"),
        ("https://user:word@hooks.example.org/", "passwords"),
        ("https://hooks.example.org/#part", "#"),
        ("https://hooks.example.org/a b", "blanks"),
        ("https://hooks.example.org/\r\nHost: x", "blanks"),
        ("https://hööks.example.org/", "plain letters"),
        ("https://localhost/", "public internet"),
        ("https://127.0.0.1/", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://169.254.169.254/latest/", "public internet"),
        ("https://[::ffff:10.0.0.1]/", "public internet"),
        ("https://x.example.org/" + "a" * 500, "500 characters"),
    ],
)
def test_any_other_address_is_refused_with_the_reason(url: str, said: str) -> None:
    assert said in (address_problem(url) or "")


def test_this_machine_is_taken_where_the_setting_says_so_and_nothing_else_is() -> None:
    assert address_problem("http://127.0.0.1:9000/", loopback=True) is None
    assert address_problem("http://hooks.example.org/", loopback=True) is not None
    assert address_problem("https://10.0.0.1/", loopback=True) is not None
    assert may_connect_all("localhost", ["127.0.0.1", "::1"], loopback=True)
    assert not may_connect_all("localhost", ["127.0.0.1"])
    assert not may_connect_all("localhost", ["10.0.0.1"], loopback=True)
    assert not may_connect_all("hooks.example.org", ["127.0.0.1"], loopback=True)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "hooks.example.org",
        "",
    ],
)
def test_no_address_of_a_network_of_ones_own_is_connected_to(address: str) -> None:
    assert not may_connect(address)
    assert not may_connect_all("hooks.example.org", ["8.8.8.8", address])


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_connected_to(address: str) -> None:
    assert may_connect_all("hooks.example.org", [address])


def test_a_host_without_an_address_is_not_connected_to() -> None:
    assert not may_connect_all("hooks.example.org", [])


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_never_connected_to(inside: IPv4Address) -> None:
    number = int(inside)
    for outside in (0, 0xFFFF << 32, int(IPv6Address("64:ff9b::"))):
        assert not may_connect(str(IPv6Address(outside + number)))
    assert not may_connect(str(IPv6Address((0x2002 << 112) + (number << 80))))


def independent(key: bytes, signed: bytes) -> str:
    """HMAC-SHA256 as RFC 2104 defines it, without the library that signs."""
    block = key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in block) + signed).digest()
    outer = hashlib.sha256(bytes(each ^ 0x5C for each in block) + inner).digest()
    return base64.b64encode(outer).decode()


@given(st.binary(min_size=24, max_size=64), st.binary(max_size=300), st.integers(0, 2**33))
def test_the_signature_is_that_of_the_standard(key: bytes, body: bytes, timestamp: int) -> None:
    wanted = "v1," + independent(key, b"msg_1." + str(timestamp).encode() + b"." + body)
    assert signature(secret_of(key), message_id="msg_1", timestamp=timestamp, body=body) == wanted


def test_the_signature_is_that_of_the_example_that_the_standard_gives() -> None:
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )  # fmt: skip
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_during_a_rotation_each_secret_signs() -> None:
    secrets = [secret_of(b"n" * 32), secret_of(b"o" * 32)]
    made = headers_of(secrets, message_id="msg_1", now=NOON, body=b"{}")
    assert made["webhook-timestamp"] == "1777914000"
    signed = f"msg_1.{made['webhook-timestamp']}.{{}}".encode()
    assert made["webhook-signature"] == f"v1,{independent(b'n' * 32, signed)} v1,{independent(b'o' * 32, signed)}"


def test_a_message_holds_what_happened_when_and_ids() -> None:
    made = body_of("part.completed", NOON, organisation_id="o", person_id="p", about={"part_id": "m1-l1"})
    assert json.loads(made) == {
        "type": "part.completed",
        "timestamp": "2026-05-04T17:00:00.000Z",
        "data": {"organisation_id": "o", "person_id": "p", "part_id": "m1-l1"},
    }


@pytest.mark.parametrize(("status", "taken"), [(199, False), (200, True), (204, True), (299, True), (301, False), (410, False), (500, False)])  # fmt: skip
def test_only_an_answer_in_the_two_hundreds_takes_a_message(status: int, taken: bool) -> None:
    assert is_taken(status) is taken


def test_three_days_without_success_pause() -> None:
    assert not is_to_be_paused(NOON, NOON + timedelta(days=3) - timedelta(seconds=1))
    assert is_to_be_paused(NOON, NOON + timedelta(days=3))


def test_every_act_leads_to_an_event_that_can_be_asked_for() -> None:
    assert set(KIND_OF_ACT.values()) == set(EVENTS)
