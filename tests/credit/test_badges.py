"""The credential: what it says and never says, the official schema, a second verifier, and one altered byte."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.credit import badges, proofs
from lms.credit.rendering import render_certificate
from tests.credit.oracle import holds
from tests.credit.payloads import MARISOL, payload
from tests.credit.pdf_reader import open_pdf
from tests.house.source import ROOT

NOW = datetime(2026, 4, 29, 15, tzinfo=UTC)
DID = "did:web:linchpin.example"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOLDER = badges.Holder((("name", MARISOL.name, "a1"), ("emailAddress", "marisol@saltmarsh.example", "b2")))
SCHEMA = json.loads(
    (ROOT / "tests/credit/schema/ob_v3p0_achievementcredential_schema.json").read_text(encoding="utf-8")
)
DOCUMENT = {
    "id": DID,
    "verificationMethod": [
        {"id": f"{DID}#k1", "controller": DID, "publicKeyMultibase": proofs.public_multibase(KEY.public_key())}
    ],
    "assertionMethod": [f"{DID}#k1"],
}


def credential(made: Any = MARISOL, holder: badges.Holder = HOLDER) -> dict[str, Any]:
    plain = badges.build(
        made, did=DID, base_url="https://linchpin.example", scope="module:m1:part", issued_at=NOW, holder=holder, entry=(1, 77)
    )  # fmt: skip
    return proofs.sign(plain, key=KEY, method=f"{DID}#k1", now=NOW)


SIGNED = credential()
TEXT = badges.as_text(SIGNED).encode()


def sound(text: bytes) -> bool:
    try:
        proofs.check(badges.read(text), KEY.public_key())
    except (ValueError, proofs.NotAProof):
        return False
    return True


def test_it_is_what_the_official_schema_asks_for() -> None:
    import jsonschema  # A grammar is made when it is imported: two seconds, for this test alone.

    judge = jsonschema.Draft201909Validator(SCHEMA)
    assert list(judge.iter_errors(SIGNED)) == []
    assert list(judge.iter_errors({**SIGNED, "validFrom": None})) != []
    assert list(judge.iter_errors({name: told for name, told in SIGNED.items() if name != "issuer"})) != []


@pytest.mark.parametrize(
    "made", [MARISOL, payload(name="Łucja Ćwik 王 'O\\\"Neil'", supersedes="2026-000001", watermark=True, post_tests=2)]
)
def test_a_second_implementation_takes_it(made: Any) -> None:
    signed = credential(made)
    assert sound(badges.as_text(signed).encode())
    assert holds(signed, DOCUMENT)
    assert not holds({**signed, "name": "Module 2"}, DOCUMENT)
    assert not holds({**signed, "proof": {**signed["proof"], "created": "2026-04-29T15:00:01Z"}}, DOCUMENT)


def test_it_names_what_was_completed_and_nobody_in_the_clear() -> None:
    achievement = SIGNED["credentialSubject"]["achievement"]
    for part in MARISOL.parts:
        assert part in achievement["criteria"]["narrative"]
    assert "No CE credit" in achievement["description"]
    said = TEXT.decode().lower()
    assert "marisol" not in said
    assert "@saltmarsh" not in said
    assert "score" not in said
    assert badges.names(SIGNED, "name", MARISOL.name)
    assert not badges.names(SIGNED, "name", "Marisol Tavares")
    assert badges.names(SIGNED, "emailAddress", "marisol@saltmarsh.example")


def test_the_salt_makes_two_of_one_person_different() -> None:
    other = credential(holder=badges.Holder((("name", MARISOL.name, "c3"),)))
    hashes = [each["credentialSubject"]["identifier"][0]["identityHash"] for each in (SIGNED, other)]
    assert hashes[0] != hashes[1]


def test_a_demonstration_says_so_first() -> None:
    said = credential(payload(watermark=True))["credentialSubject"]["achievement"]["description"]
    assert said.startswith("SAMPLE, NOT VALID FOR CREDIT.")


@settings(deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 255))
def test_one_altered_byte_is_seen(position: int, change: int) -> None:
    altered = bytearray(TEXT)
    altered[position] ^= change
    assert not sound(bytes(altered))


@settings(deadline=None)
@given(st.integers(0, len(TEXT)), st.sampled_from([b" ", b"\n", b'"a": 1, ', b"0"]))
def test_a_byte_more_is_seen(position: int, more: bytes) -> None:
    assert not sound(TEXT[:position] + more + TEXT[position:])


@pytest.mark.parametrize(
    "changed",
    [
        {"credits": 3},
        {"@context": ["https://evil.example/context.json", proofs.OPEN_BADGES]},
        {"name": {"@value": "Module 1"}},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "More"]},
        {"proof": [SIGNED["proof"]]},
        {"credentialStatus": None},
    ],
)
def test_a_term_that_no_proof_would_cover_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="form"):
        badges.read(badges.as_text({**SIGNED, **changed}).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff", b"[" * 50_000, b" " * 70_000, b'{"a":1,"a":2}'])
def test_what_is_no_credential_is_a_sentence(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it"):
        badges.read(text)


def test_no_other_address_is_opened() -> None:
    outside = {**SIGNED, "@context": ["https://www.w3.org/ns/credentials/v1"]}
    with pytest.raises(proofs.NotAProof):
        proofs.check(outside, KEY.public_key())


@pytest.mark.parametrize("address", sorted(proofs.CONTEXTS))
def test_the_contexts_are_what_they_were(address: str) -> None:
    assert proofs.context(address)["@context"]


@pytest.mark.parametrize("text", ["", "x6Mk", "zOOO", "z6Mk", "z" + "1" * 48])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        proofs.read_multibase(text)


def test_a_key_goes_out_and_comes_back() -> None:
    told = proofs.public_multibase(KEY.public_key())
    assert told.startswith("z6Mk")
    assert proofs.read_multibase(told) == KEY.public_key()


def test_the_file_carries_it_byte_for_byte() -> None:
    with open_pdf(render_certificate(MARISOL, credential=TEXT.decode())) as document:
        assert set(document.attachments) == {"certificate.json", "credential.json"}
        assert document.attachments["credential.json"].get_file().read_bytes() == TEXT
