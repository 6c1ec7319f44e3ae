"""Check a certificate's file with nothing but public keys and, where one has them, status lists. Pure: opens no address."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.credit import badges, proofs, signing, status_lists
from lms.credit.rendering import ATTACHMENT, CREDENTIAL
from lms.credit.rules import CertificatePayload
from lms.credit.verdicts import LARGEST, TOO_LARGE, Standing, Verdict, judge, said_of, uncovered

MOST = LARGEST


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


@dataclass(frozen=True)
class Sound:
    """A file that is as it was issued, and what is known from it alone. `made` is None for a credential without its PDF."""

    said: str
    verify_url: str
    entry: Mapping[str, Any]
    made: CertificatePayload | None


def check(content: bytes, keys: PublicKeys, *, lists: Iterable[object] = (), now: datetime) -> Verdict:
    """The verdict on a file, a PDF or a credential. `lists` are status lists as they were fetched."""
    found = read(content, keys)
    if isinstance(found, Verdict):
        return found
    try:
        return judge(found.said, _standing(found, keys, lists, now))
    except ValueError as error:
        return Verdict("unknown", f"{found.said} A status list cannot be used: {error}.")


def read(content: bytes, keys: PublicKeys) -> Sound | Verdict:
    """What a file is, or the verdict on one that is not as we issued it."""
    if not content or len(content) > MOST:
        return Verdict("unknown", "The file is empty." if not content else TOO_LARGE)
    if content.lstrip()[:1] == b"{":
        return _credential(content, keys, "The credential")
    try:
        signing.examine(content, keys.pdf)
    except signing.NotOurs:
        return Verdict("unknown", _not_ours(content))
    except signing.Altered:
        return Verdict(
            "altered", "Our signature is in the file and does not hold: the file was changed after it was signed."
        )
    inside = signing.attachments(content)
    if CREDENTIAL not in inside or ATTACHMENT not in inside:
        return Verdict("altered", "The PDF file carries no credential.")
    found = _credential(inside[CREDENTIAL], keys, "The credential attached to the PDF file")
    if isinstance(found, Verdict):
        return found
    try:
        made = CertificatePayload.from_json(inside[ATTACHMENT].decode())
    except ValueError:
        return Verdict(
            "unknown", "Our signature holds. A newer version of this program wrote the file; check it there."
        )
    return Sound(said_of(made), found.verify_url, found.entry, made)


def _not_ours(content: bytes) -> str:
    if b"%PDF-" not in content[:1024]:
        return "The file is no PDF and no credential."
    named = signing.signed_by(content)
    if named is None:
        return "The PDF file carries no signature of this issuer."
    return f"The PDF file carries no signature of this issuer; the one in it names itself “{named}”. Check it there."


def _credential(content: bytes, keys: PublicKeys, what: str) -> Sound | Verdict:
    try:
        credential = badges.read(content)
    except ValueError as error:
        if f'"{keys.did}'.encode() not in content:
            return Verdict("unknown", f"{what} is none of this issuer’s: {error}.")
        return Verdict("altered", f"{what} is not as it was issued: {error}.")
    issuer = credential["issuer"]
    if issuer["id"] != keys.did and keys.did not in credential["proof"]["verificationMethod"]:
        return Verdict("unknown", f"{what} names {issuer['id']} as its issuer; these are the keys of {keys.did}.")
    if not _signed(credential, keys):
        return Verdict("altered", f"{what} was changed after it was signed, or was signed by somebody else.")
    said = f"{credential['name']}, issued by {issuer['name']} on {credential['validFrom'][:10]} (UTC)."
    return Sound(said, str(credential["id"]), credential["credentialStatus"], None)


def _signed(document: Mapping[str, Any], keys: PublicKeys) -> bool:
    key = keys.credential.get(str(document["proof"]["verificationMethod"]).removeprefix(f"{keys.did}#"))
    try:
        if key is not None:
            proofs.check(document, key)
    except proofs.NotAProof:
        return False
    return key is not None


def _standing(sound: Sound, keys: PublicKeys, lists: Iterable[object], now: datetime) -> Standing:
    """How a certificate stands by status lists. Raises ValueError for a list that is of no use."""
    entry = sound.entry
    wanted = {entry["statusListCredential"]: "revocation", f"{entry['statusListCredential']}/replaced": "refresh"}
    found: dict[str, bool] = {}
    until = ""
    for each in lists:
        address, bits, fresh = _list(each, keys, now)
        if address in wanted:
            found[wanted[address]] = status_lists.is_set(bits, int(entry["statusListIndex"]))
            until = fresh
    ended = uncovered(sound.made.credits, sound.made.completed_on) if sound.made else ()
    known = f"So says the issuer’s list, good until {until}." if found else ""
    if found.get("refresh"):
        return Standing(known, superseded=True)
    if found.get("revocation"):
        more = "" if "refresh" in found else " Whether a newer certificate replaces it, the list under /replaced says."
        return Standing(f"{known}{more}", revoked=True)
    if "revocation" not in found:
        known = "Whether it was revoked since was not looked at: no status list was given."
    return Standing(known, uncovered=ended)


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
