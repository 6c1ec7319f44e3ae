"""Check a certificate's file with nothing but public keys and, where one has them, status lists. Pure: opens no address.

Each verdict has a sentence on what was found and one on what it means for a board that must decide.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.credit import badges, proofs, signing, status_lists

Word = Literal["valid", "revoked", "superseded", "unknown", "altered"]
MOST = 8 * 1024 * 1024
"""Bytes no file of a certificate reaches."""
MEANS: Mapping[Word, str] = {
    "valid": "For a board: it may be relied on for what it states, if the issuer is one you know.",
    "revoked": "For a board: do not accept it; the issuer withdrew it.",
    "superseded": "For a board: do not accept it; ask the holder for the newer certificate.",
    "unknown": "For a board: nothing can be said about it; ask the issuer, or check its code on the issuer's page.",
    "altered": "For a board: do not accept it; ask the holder for the original, or check its code on the issuer's page.",
}


@dataclass(frozen=True)
class Verdict:
    """What a file is worth: one word, and what was found."""

    word: Word
    found: str

    @property
    def means(self) -> str:
        """What it means for a board."""
        return MEANS[self.word]


@dataclass(frozen=True)
class PublicKeys:
    """The public keys of one issuer, by id."""

    did: str
    credential: Mapping[str, Ed25519PublicKey]
    pdf: Mapping[str, x509.Certificate]


def read_keys(document: object) -> PublicKeys:
    """The keys of a DID document, as `lms keys export` writes it. Raises ValueError."""
    try:
        told: Any = document
        did, credential, pdf = str(told["id"]), {}, {}
        for method in told["verificationMethod"]:
            name = str(method["id"]).removeprefix(f"{did}#")
            if method["type"] == "Multikey" and method["id"] in told["assertionMethod"]:
                credential[name] = proofs.read_multibase(str(method["publicKeyMultibase"]))
            elif "publicKeyJwk" in method:
                pdf[name] = x509.load_der_x509_certificate(base64.b64decode(method["publicKeyJwk"]["x5c"][0]))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("it is no DID document of this program") from error
    return PublicKeys(did, credential, pdf)


def check(content: bytes, keys: PublicKeys, *, lists: Iterable[object] = (), now: datetime) -> Verdict:
    """The verdict on a file, a PDF or a credential. `lists` are status lists as they were fetched."""
    if not content or len(content) > MOST:
        return Verdict("unknown", "The file is empty." if not content else "The file is larger than any certificate.")
    if content.lstrip()[:1] == b"{":
        return _credential(content, keys, lists, now, "The credential")
    try:
        signing.examine(content, keys.pdf)
    except signing.NotOurs:
        return Verdict("unknown", "It is no file that one of these keys signed.")
    except signing.Altered:
        return Verdict("altered", "The PDF file was changed after it was signed.")
    inside = signing.attachments(content).get("credential.json")
    if inside is None:
        return Verdict("altered", "The PDF file carries no credential.")
    return _credential(inside, keys, lists, now, "The credential attached to the PDF file")


def _credential(content: bytes, keys: PublicKeys, lists: Iterable[object], now: datetime, what: str) -> Verdict:
    try:
        credential = badges.read(content)
    except ValueError as error:
        return Verdict("altered", f"{what} is not as it was issued: {error}.")
    if credential["issuer"]["id"] != keys.did:
        return Verdict(
            "unknown", f"{what} names {credential['issuer']['id']} as its issuer; these are the keys of {keys.did}."
        )
    if not _signed(credential, keys):
        return Verdict("altered", f"{what} was changed after it was signed, or was signed by somebody else.")
    said = f"{credential['name']}, issued by {credential['issuer']['name']}, {credential['validFrom'][:10]} (UTC)"
    return _standing(credential, keys, lists, now, said)


def _signed(document: Mapping[str, Any], keys: PublicKeys) -> bool:
    key = keys.credential.get(str(document["proof"]["verificationMethod"]).removeprefix(f"{keys.did}#"))
    try:
        if key is not None:
            proofs.check(document, key)
    except proofs.NotAProof:
        return False
    return key is not None


def _standing(
    credential: Mapping[str, Any], keys: PublicKeys, lists: Iterable[object], now: datetime, said: str
) -> Verdict:
    entry = credential["credentialStatus"]
    wanted = {entry["statusListCredential"]: "revocation", f"{entry['statusListCredential']}/replaced": "refresh"}
    found: dict[str, bool] = {}
    until = ""
    for each in lists:
        try:
            address, bits, fresh = _list(each, keys, now)
        except ValueError as error:
            return Verdict("unknown", f"A status list cannot be used: {error}.")
        if address in wanted:
            found[wanted[address]] = status_lists.is_set(bits, int(entry["statusListIndex"]))
            until = fresh
    if found.get("refresh"):
        return Verdict("superseded", f"{said}. A newer certificate replaces it.")
    if found.get("revocation"):
        more = "" if "refresh" in found else " or replaced it with a newer one; the list under /replaced says which"
        return Verdict("revoked", f"{said}. The issuer revoked it{more}.")
    if "revocation" in found:
        return Verdict(
            "valid", f"{said}. Signed, unchanged and neither revoked nor replaced; the list is good until {until}."
        )
    return Verdict(
        "valid",
        f"{said}. Signed and unchanged. Whether it was revoked since was not looked at: no status list was given.",
    )


def _list(document: object, keys: PublicKeys, now: datetime) -> tuple[str, bytes, str]:
    """Address, bits and end of a signed status list. Raises ValueError."""
    if not badges.fits(document, _LIST):
        raise ValueError("it is not of the form that this program gives its lists")
    made: Any = document
    if made["issuer"] != keys.did or not _signed(made, keys):
        raise ValueError("it was changed, or these keys did not sign it")
    until = datetime.strptime(made["validUntil"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if now > until:
        raise ValueError(f"it was good until {made['validUntil']}; fetch it anew")
    return made["id"], status_lists.decode(made["credentialSubject"]["encodedList"]), made["validUntil"]


def read_json(text: bytes) -> object:
    """A JSON file of a sensible size. Raises ValueError."""
    if len(text) > MOST:
        raise ValueError("it is too large")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is no JSON") from error


def _long(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 64_000


_LIST = {
    "@context": (proofs.CREDENTIALS,),
    "id": _long,
    "type": ("VerifiableCredential", "BitstringStatusListCredential"),
    "issuer": _long,
    "validFrom": _long,
    "validUntil": _long,
    "credentialSubject": {"id": _long, "type": "BitstringStatusList", "statusPurpose": _long, "encodedList": _long},
    "proof": badges.PROOF,
}
