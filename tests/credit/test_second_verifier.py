"""Our credentials and status lists before an implementation in JavaScript that shares nothing with ours."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.credit import badges, proofs, status_lists
from lms.credit.keys import Keyring, did_document
from lms.credit.models import SigningKey
from tests.credit.javascript import PROGRAM, verify
from tests.credit.payload_for_credit import FOR_CREDIT, LINE
from tests.credit.payloads import payload
from tests.credit.test_badges import DID, KEY, NOW, SIGNED, credential

RING = Keyring(Path("nowhere"), "https://linchpin.example")
DOCUMENT = did_document(
    RING,
    [
        SigningKey(
            id="k1", use="credential", public=proofs.public_multibase(KEY.public_key()), made_at=NOW, retired_at=None
        )
    ],
)
LIST = "https://linchpin.example/credentials/status/1"


def signed_list(*places: int) -> dict[str, Any]:
    """A status list with these bits set, under the address that the credentials of the tests name."""
    plain = {
        "@context": [proofs.CREDENTIALS],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": proofs.instant(NOW),
        "validUntil": proofs.instant(NOW + timedelta(days=1)),
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": status_lists.encode(places),
        },
    }
    return proofs.sign(plain, key=KEY, method=f"{DID}#k1", now=NOW)


def changed(signed: dict[str, Any], *path: str, to: Any) -> dict[str, Any]:
    """The credential with one thing in it changed."""
    other = copy.deepcopy(signed)
    at: Any = other
    for name in path[:-1]:
        at = at[name]
    assert at[path[-1]] != to
    at[path[-1]] = to
    return other


def test_it_takes_ours_and_refuses_what_was_altered() -> None:
    other_name = credential(
        payload(name="Łucja Ćwik 王 'O\\\"Neil'", supersedes="2026-000001", watermark=True, post_tests=2)
    )
    later = changed(SIGNED, "proof", "created", to="2026-04-29T15:00:01Z")
    renamed = changed(SIGNED, "credentialSubject", "achievement", "name", to="Module 2")
    value = SIGNED["proof"]["proofValue"]
    bent = changed(SIGNED, "proof", "proofValue", to=value[:-1] + ("2" if value[-1] != "2" else "3"))
    told = verify([SIGNED, other_name, later, renamed, bent], DOCUMENT, signed_list(), now=NOW + timedelta(days=1))
    assert [each["verified"] for each in told] == [True, True, False, False, False], told


def test_it_reads_from_the_list_what_was_revoked() -> None:
    free, taken = signed_list(76, 78), signed_list(76, 77)
    assert badges.BITS > 78
    for served, wanted in ((free, False), (taken, True)):
        (one, listed) = verify([SIGNED, served], DOCUMENT, served, now=NOW + timedelta(hours=1))
        assert one["verified"], one
        assert listed["verified"], listed
        assert {each["purpose"]: each["set"] for each in one["statuses"]}["revocation"] is wanted


def test_a_stranger_who_signs_with_a_key_of_his_own_is_refused() -> None:
    plain = {name: told for name, told in SIGNED.items() if name != "proof"}
    forged = proofs.sign(
        plain,
        key=Ed25519PrivateKey.from_private_bytes(bytes(32)),
        method=f"{DID}#k1",
        now=datetime(2026, 4, 29, 15, tzinfo=UTC),
    )
    assert not verify([forged], DOCUMENT, signed_list(), now=NOW + timedelta(hours=1))[0]["verified"]


def test_its_lock_holds_names_versions_and_hashes_and_no_address() -> None:
    locked = json.loads((PROGRAM.parent / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in locked["packages"].items() if name}
    assert len(packages) > 100
    for name, each in packages.items():
        assert {"version", "integrity"} <= each.keys(), name
        assert not {"resolved", "funding"} & each.keys(), name


def test_it_takes_a_credential_for_credit_whole_or_in_quarters() -> None:
    made = [replace(FOR_CREDIT, credits=(replace(LINE, credit=credit),)) for credit in (25, 75, 100, 125)]
    answers = verify([credential(each) for each in made], DOCUMENT, signed_list(), now=NOW + timedelta(hours=1))
    assert [each["verified"] for each in answers] == [True] * 4
