"""Which address a certificate may be checked at, and which answer of that page lets it be accepted."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning.outside.certificate.rules import (
    ADDRESS_MOST,
    ANSWERS,
    Answer,
    Checked,
    Given,
    address_problem,
    answer_of,
    decision_problem,
    found_words,
    host_of,
    problems,
)

PAGE = "https://training.example.org/verify"
CODE = "7Q4M20K9XV3T8HPD"


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        f"{PAGE}/7Q4M-20K9-XV3T-8HPD",
        "https://training.example.org",
        "https://TRAINING.example.org:8443/verify/",
        "HTTPS://xn--bcher-kva.example/verify",
        "https://3m.example/check",
    ],
)
def test_addresses_that_are_taken(address: str) -> None:
    assert address_problem(address) is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Enter the address"),
        ("http://training.example.org/verify", "begins with https://"),
        ("ftp://training.example.org/verify", "begins with https://"),
        ("javascript:alert(1)", "no web address"),
        ("javascript://training.example.org/%0aalert(1)", "begins with https://"),
        ("data:text/html,valid", "no web address"),
        ("training.example.org/verify", "no web address"),
        ("//training.example.org/verify", "begins with https://"),
        ("https:///verify", "no web address"),
        ("https://localhost/verify", "no web address"),
        ("https://127.0.0.1/verify", "no web address"),
        ("https://2130706433/verify", "no web address"),
        ("https://0x7f.1/verify", "no web address"),
        ("https://[::1]/verify", "no web address"),
        ("https://[::1/verify", "no web address"),
        ("https://training.example.org:no/verify", "no web address"),
        ("https://training.example.org:0/verify", "no web address"),
        ("https://training.example.org:99999/verify", "no web address"),
        ("https://-a.example/verify", "no web address"),
        ("https://training..example/verify", "no web address"),
        ("https://me:secret@training.example.org/verify", "before the @"),
        ("https://training.example.org@evil.example/verify", "before the @"),
        (f"{PAGE}?token=secret", "question mark"),
        (f"{PAGE}#top", "question mark"),
        (f"{PAGE}?", "question mark"),
        ("https://training.example.org\\@evil.example/", "no spaces"),
        ("https://training.example.org/a b", "no spaces"),
        ("https://training.example.org/\nverify", "no spaces"),
        ('https://training.example.org/"onclick', "no spaces"),
        ("https://trаining.example.org/verify", "no spaces"),  # The second a is a Cyrillic one.
        (f"{PAGE}/{'x' * ADDRESS_MOST}", "at most 300"),
    ],
)
def test_addresses_that_are_not(address: str, said: str) -> None:
    assert said in (address_problem(address) or "")


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_what_is_taken_is_https_with_a_name_and_nothing_hidden(text: str) -> None:
    host_of(text)
    if address_problem(text) is None:
        parts = urlsplit(text)
        assert parts.scheme == "https"
        assert "." in host_of(text)
        assert (parts.username, parts.password, parts.query, parts.fragment) == (None, None, "", "")


@pytest.mark.parametrize(
    ("code", "page", "file", "fields"),
    [
        (CODE, PAGE, False, []),
        (CODE, PAGE, True, []),
        ("", "", True, []),
        ("", "", False, ["code"]),
        (CODE, "", True, ["check_page"]),
        ("", PAGE, True, ["code"]),
        ("", "http://x.example", False, ["check_page", "code"]),
    ],
)
def test_code_and_address_or_the_file(code: str, page: str, file: bool, fields: list[str]) -> None:
    assert sorted(problems(Given(code, page), file=file)) == fields


@pytest.mark.parametrize(
    ("answer", "name", "accept", "field"),
    [
        ("valid", True, True, None),
        ("valid", False, True, "name_agrees"),
        ("superseded", True, True, "answer"),
        ("revoked", True, True, "answer"),
        ("unknown", True, True, "answer"),
        ("not reached", True, True, "answer"),
        (None, True, True, "answer"),
        (None, False, False, "answer"),
        ("valid", True, False, None),
        ("valid", False, False, None),
        ("unknown", False, False, None),
        ("not reached", False, False, None),
    ],
)
def test_only_a_valid_one_with_the_name_is_accepted(
    answer: Answer | None, name: bool, accept: bool, field: str | None
) -> None:
    found = decision_problem(Checked(answer, name), accept=accept)
    assert (found and found[0]) == field


def test_every_answer_has_its_name_and_words() -> None:
    assert [answer_of(each) for each in ANSWERS] == [*ANSWERS]
    assert answer_of("certainly") is None
    assert found_words("valid", name_agrees=True) == "its check page said valid, with the name compared"
    assert found_words("not reached", name_agrees=False) == (
        "its check page could not be reached, and the name was not confirmed"
    )
