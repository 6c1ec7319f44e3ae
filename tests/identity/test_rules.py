"""Whom a provider may speak for, by tables and by hypothesis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.identity.rules import (
    IdentityProvider,
    Said,
    counts_as_second_factor,
    demanded,
    safe_address,
    vouched,
)

ISSUER = "https://id.saltmarsh.example"
ONE = IdentityProvider(
    "saltmarsh", "Saltmarsh Health", "Saltmarsh", ISSUER, ("saltmarsh.example",), required=True, amr=("mfa",)
)
ADA = Said(ISSUER, "s-1", "ada@saltmarsh.example", True)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (ADA, "ada@saltmarsh.example"),
        (replace(ADA, verified=False), None),
        (replace(ADA, email=None), None),
        (replace(ADA, issuer=f"{ISSUER}/"), None),
        (replace(ADA, email="ada@other.example"), None),
        (replace(ADA, email="ada@sub.saltmarsh.example"), None),
        (replace(ADA, email="ada@notsaltmarsh.example"), None),
        (replace(ADA, email="ada@saltmarsh.example@evil.example"), None),
        (replace(ADA, email="saltmarsh.example"), None),
    ],
)
def test_whom_a_provider_speaks_for(said: Said, address: str | None) -> None:
    assert vouched(ONE, said) == address


@settings(max_examples=60)
@given(st.emails(), st.booleans(), st.sampled_from((ISSUER, "https://evil.example")))
def test_nobody_outside_its_domains_ever(email: str, verified: bool, issuer: str) -> None:
    found = vouched(ONE, Said(issuer, "s", email.casefold(), verified))
    assert found is None or (verified and issuer == ISSUER and found.endswith("@saltmarsh.example"))


@pytest.mark.parametrize(
    ("emails", "organisation", "wanted"),
    [
        (["ada@saltmarsh.example"], None, True),
        (["ada@home.example", "ada@saltmarsh.example"], "Saltmarsh", True),
        (["ada@saltmarsh.example"], "Elsewhere", False),
        (["ada@home.example"], "Saltmarsh", False),
        ([], "Saltmarsh", False),
    ],
)
def test_who_must_sign_in_through_it(emails: list[str], organisation: str | None, wanted: bool) -> None:
    assert demanded([ONE], emails, organisation) == (ONE if wanted else None)
    assert demanded([replace(ONE, required=False)], emails, organisation) is None


def test_only_configured_values_stand_for_a_second_factor() -> None:
    assert counts_as_second_factor(ONE, replace(ADA, amr=("pwd", "mfa")))
    assert not counts_as_second_factor(ONE, replace(ADA, amr=("pwd",), acr="mfa"))
    assert not counts_as_second_factor(replace(ONE, amr=()), replace(ADA, amr=("mfa",), acr=None))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example.org/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://id.example.org", False),
        ("http://127.0.0.1.evil.example", False),
        ("file:///etc/passwd", False),
        ("https://user@id.example.org", False),
        ("https://id.example.org/#x", False),
        ("https://", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_where_a_provider_may_be_talked_with(address: object, safe: bool) -> None:
    assert safe_address(address) is safe
