"""The certification of the PDF, and what a check says with public keys and status lists alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.credit import badges, checking, proofs, signing, status_lists
from lms.credit.keys import Keyring, Signing, certificate_for
from lms.credit.rendering import render_certificate
from tests.credit.payloads import MARISOL
from tests.credit.pdf_reader import open_pdf, read_tags

NOW = datetime(2026, 4, 29, 15, tzinfo=UTC)
RING = Keyring(Path("nowhere"), "https://linchpin.example")


def new_signing() -> Signing:
    pdf = generate_private_key(SECP256R1())
    return Signing("c1", Ed25519PrivateKey.generate(), "p1", pdf, certificate_for(pdf, RING, NOW))


HELD, OTHER = new_signing(), new_signing()
PLAIN = badges.build(
    MARISOL, did=RING.did, base_url=RING.base_url, scope="module:m1:part", issued_at=NOW,
    holder=badges.Holder((("name", MARISOL.name, "a1"),)), entry=(1, 77),
)  # fmt: skip
TEXT = badges.as_text(proofs.sign(PLAIN, key=HELD.credential, method=f"{RING.did}#c1", now=NOW))
UNSIGNED = render_certificate(MARISOL, credential=TEXT)
PDF = signing.certify(UNSIGNED, HELD, now=NOW)
KNOWN = {"p1": HELD.certificate}
GAP = PDF.rindex(b"/Contents <")


def apart(work: Callable[[], Any]) -> Any:
    """What `work` gives in a thread of its own: in ours an event loop may run already, a browser's for one."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(work).result()


def keys_of(held: Signing) -> checking.PublicKeys:
    return checking.PublicKeys(RING.did, {"c1": held.credential.public_key()}, {"p1": held.certificate})


def a_list(places: list[int], purpose: str, held: Signing = HELD, until: datetime = NOW + timedelta(days=1)) -> Any:
    address = f"{RING.base_url}/credentials/status/1{'/replaced' if purpose == 'refresh' else ''}"
    plain = {
        "@context": [proofs.CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": RING.did,
        "validFrom": proofs.instant(NOW),
        "validUntil": proofs.instant(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": status_lists.encode(places),
        },
    }
    return proofs.sign(plain, key=held.credential, method=f"{RING.did}#c1", now=NOW)


def test_it_covers_the_whole_file_and_leaves_its_tags_and_attachments() -> None:
    assert signing.examine(PDF, KNOWN) == "p1"
    assert PDF.startswith(UNSIGNED)
    assert signing.attachments(PDF) == {
        "certificate.json": MARISOL.as_json().encode(),
        "credential.json": TEXT.encode(),
    }
    assert read_tags(PDF) == read_tags(UNSIGNED)
    with open_pdf(PDF) as document:
        assert document.Root.Perms.DocMDP.SubFilter == "/ETSI.CAdES.detached"
        assert document.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_it_is_certified_where_an_event_loop_runs() -> None:
    async def within() -> bytes:
        return signing.certify(UNSIGNED, HELD, now=NOW)

    assert signing.examine(apart(lambda: asyncio.run(within())), KNOWN) == "p1"


def test_the_library_that_wrote_it_finds_it_sound() -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    (one,) = PdfFileReader(BytesIO(PDF)).embedded_signatures
    trusted = ValidationContext(trust_roots=[one.signer_cert], allow_fetching=False, moment=NOW)
    status = apart(lambda: validate_pdf_signature(one, trusted))
    assert (status.intact, status.valid, status.bottom_line) == (True, True, True)
    assert (one.coverage, one.docmdp_level) == (SignatureCoverageLevel.ENTIRE_FILE, MDPPerm.NO_CHANGES)


@settings(deadline=None)
@given(st.one_of(st.integers(0, len(PDF) - 1), st.integers(GAP, GAP + 3000)), st.integers(1, 255))
@example(GAP + 11, 32)
@example(GAP + 2600, 1)
@example(len(PDF) - 1, 1)
def test_one_altered_byte_is_seen(position: int, change: int) -> None:
    altered = bytearray(PDF)
    altered[min(position, len(PDF) - 1)] ^= change
    with pytest.raises(signing.Altered):
        signing.examine(bytes(altered), KNOWN)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (PDF, "valid"),
        (TEXT.encode(), "valid"),
        (PDF + b"\n", "altered"),
        (PDF[:-1], "altered"),
        (PDF.replace(b"/ByteRange [0 ", b"/ByteRange [0 9"), "altered"),
        (TEXT.encode() + b" ", "altered"),
        (TEXT.replace("Module 1", "Module 2").encode(), "altered"),
        (UNSIGNED, "unknown"),
        (b"", "unknown"),
        (b"%PDF-1.7 something else", "unknown"),
        (b"x" * (checking.MOST + 1), "unknown"),
        (b"{" * 60_000, "unknown"),
        (b'{"hello": "world"}', "unknown"),
        (PDF.replace(PDF[PDF.index(b"/Contents <") + 11 :][:40], b"0" * 40), "altered"),
        (PDF[:GAP], "unknown"),
        (b"\x89PNG\r\n", "unknown"),
        (signing.certify(UNSIGNED, OTHER, now=NOW), "unknown"),
        (signing.certify(render_certificate(MARISOL), HELD, now=NOW), "altered"),
        (signing.certify(render_certificate(MARISOL, credential=TEXT.replace("Module 1", "Module 9")), HELD, now=NOW), "altered"),
    ],
)  # fmt: skip
def test_each_kind_of_file_gets_its_word(content: bytes, word: str) -> None:
    verdict = checking.check(content, keys_of(HELD), now=NOW)
    assert verdict.word == word
    assert verdict.found.endswith(".")
    assert verdict.means.startswith("For a board: ")


def test_a_credential_of_another_issuer_is_unknown_and_another_key_altered() -> None:
    elsewhere = checking.PublicKeys("did:web:other.example", {}, {})
    assert checking.check(TEXT.encode(), elsewhere, now=NOW).word == "unknown"
    assert checking.check(TEXT.encode(), keys_of(OTHER), now=NOW).word == "altered"


@pytest.mark.parametrize(
    ("lists", "word", "said"),
    [
        ([], "valid", "was not looked at"),
        ([a_list([], "revocation")], "valid", "as it was issued. So says the issuer’s list"),
        ([a_list([76, 78], "revocation")], "valid", "as it was issued. So says the issuer’s list"),
        ([a_list([77], "revocation")], "revoked", "the list under /replaced says"),
        ([a_list([77], "revocation"), a_list([], "refresh")], "revoked", "The issuer revoked it. So says"),
        ([a_list([77], "revocation"), a_list([77], "refresh")], "superseded", "with a newer one"),
        ([a_list([77], "revocation", OTHER)], "unknown", "did not sign it"),
        ([a_list([], "revocation", until=NOW - timedelta(seconds=1))], "unknown", "fetch it anew"),
        ([{**a_list([77], "revocation"), "id": "https://linchpin.example/credentials/status/2"}], "unknown", "changed"),
        (["a list"], "unknown", "form"),
    ],
)
def test_status_lists_decide(lists: list[Any], word: str, said: str) -> None:
    verdict = checking.check(PDF, keys_of(HELD), lists=lists, now=NOW)
    assert verdict.word == word
    assert said in verdict.found


@pytest.mark.parametrize("document", [None, [], {}, {"id": "x"}, {"id": "x", "verificationMethod": [{}]}])
def test_what_holds_no_keys_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match="DID document"):
        checking.read_keys(document)


def test_json_that_is_too_deep_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        checking.read_json(b"[" * 100_000)
