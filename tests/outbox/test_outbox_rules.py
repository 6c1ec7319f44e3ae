"""Waiting longer each time, where mail goes, and what a sent letter keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.outbox.rules import LONGEST_WAIT, MAX_TRIES, MailServer, back_off, mail_server, without_secrets


def test_each_wait_is_longer_and_the_last_try_is_the_last() -> None:
    waits = [back_off(tries) for tries in range(1, MAX_TRIES)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    assert all(wait is not None and wait <= LONGEST_WAIT for wait in waits)
    assert waits == sorted(wait for wait in waits if wait is not None)
    assert back_off(MAX_TRIES) is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "starttls", None, None)),
        ("smtp://u:p%40ss@mail.example.org:587", MailServer("mail.example.org", 587, "starttls", "u", "p@ss")),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, "at once", None, None)),
        ("smtp://mail.example.org:25", MailServer("mail.example.org", 25, "none", None, None)),
        ("smtp://u:p@127.0.0.1:1025", MailServer("127.0.0.1", 1025, "none", "u", "p")),
    ],
)
def test_addresses_of_mail_servers(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:p@mail.example.org:25"]
)
def test_addresses_that_will_not_do(url: str) -> None:
    with pytest.raises(ValueError, match=r"^A mail"):
        mail_server(url)


@given(st.text(alphabet="abcXYZ019_-", min_size=40, max_size=60))
def test_no_token_stays_in_a_sent_letter(token: str) -> None:
    text = f"Open https://training.example.org/invitation/{token} once."
    assert token not in without_secrets(text)
    assert "https://training.example.org/invitation/" in without_secrets(text)
