"""Answers of passkeys that nobody gave: broken, of another moment, sent twice; through HTTP and against the checks."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.factors.models import SecondFactor
from lms.people.factors.passkeys import NotTaken, Site, checked_new, checked_proof, id_in, site_of
from lms.settings import Settings
from tests.cast import Cast
from tests.people.makers import PASSWORD
from tests.web.visitor import Visitor

SITE = Site("localhost", "http://localhost:8000")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "signature", "authenticatorData"]),
        inner, max_size=8,
    ),
)  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="http://localhost:8000")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://training.example.org", "training.example.org"),
        ("https://training.example.org:8443", "training.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://training.example.org", None),
        ("http://127.0.0.1:8000", None),
        ("https://[::1]:8000", None),
    ],
)
def test_where_passkeys_count(address: str, host: str | None) -> None:
    found = site_of(address)
    assert (found and found.host) == host
    assert found is None or found.origin == address


@given(JUNK)
def test_what_is_no_answer_is_refused_and_breaks_nothing(junk: object) -> None:
    text = json.dumps(junk)
    id_in(text)
    with pytest.raises(NotTaken):
        checked_new(SITE, text, challenge=b"c")
    with pytest.raises(NotTaken):
        checked_proof(SITE, text, challenge=b"c", public_key=b"k", sign_count=0)


def test_a_forged_answer_signs_nobody_in(cast: Cast) -> None:
    visitor = Visitor(cast.app).open("/sign-in")
    for answer in ("", "{}", '{"id": "x"}', "[" * 3000):
        visitor.press("Sign in with a passkey", credential=answer)
        assert visitor.path == "/sign-in"
        assert "You are not signed in." in visitor.text
    assert visitor.client.get("/home").status_code == 303


@pytest.mark.alike
def test_a_forged_passkey_is_not_stored(cast: Cast) -> None:
    odile = cast.enter("Odile")
    assert odile.open("/account/second-step/passkey").path == "/account/second-step/"
    odile.press("Go on", kind="passkey", name="Laptop", password="wrong")
    assert odile.problems() == ["This is not your password."]
    odile.press("Go on", kind="passkey", name="Laptop", password=PASSWORD)
    assert odile.press("Make it now", credential='{"id": "x"}').status == 422
    assert "not taken" in odile.problems()[0]
    assert cast.read(SecondFactor) == []
