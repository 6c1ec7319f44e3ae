"""Sign and check JSON-LD with `eddsa-rdfc-2022`: Data Integrity, Ed25519 over RDF canonical form (VC-DI-EdDSA 1.0, 3.2).

The contexts lie beside this file and their hashes stand here; no address is ever opened. Whoever checks what a stranger
sent looks at its form first (`badges.fits`): canonicalisation of a hostile document can take for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FOLDER = Path(__file__).parent / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS: Mapping[str, tuple[str, str]] = {
    CREDENTIALS: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES: ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
}
ED25519 = b"\xed\x01"
"""The multicodec of an Ed25519 public key."""
SUITE = "eddsa-rdfc-2022"


class NotAProof(Exception):
    """A document that its proof does not cover: altered, or signed by somebody else."""


def public_multibase(key: Ed25519PublicKey) -> str:
    """A public key as a Multikey writes it: `z6Mk…`."""
    return multibase(ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def read_multibase(text: str) -> Ed25519PublicKey:
    """The key that `public_multibase` wrote. Raises ValueError for anything else."""
    raw = read_base58(text)
    if not raw.startswith(ED25519):
        raise ValueError("this is no Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[len(ED25519) :])


def multibase(content: bytes) -> str:
    """Bytes in base58 as multibase: `z…`."""
    import base58

    return "z" + str(base58.b58encode(content).decode())


def read_base58(text: str) -> bytes:
    """The bytes that `multibase` wrote. Raises ValueError."""
    import base58

    if not text.startswith("z"):
        raise ValueError("base58 as multibase starts with z")
    return bytes(base58.b58decode(text[1:]))


def sign(document: Mapping[str, Any], *, key: Ed25519PrivateKey, method: str, now: datetime) -> dict[str, Any]:
    """The document with its proof. `method` is the address of the public key, as `did:web:host#id`; `now` a UTC instant."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(now),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signed = key.sign(_covered(document, proof))
    return {**document, "proof": {**proof, "proofValue": multibase(signed)}}


def check(document: Mapping[str, Any], key: Ed25519PublicKey) -> None:
    """Nothing, where the proof covers the document; else raises NotAProof. Look at its form first."""
    proof = dict(document["proof"])
    value = str(proof.pop("proofValue"))
    plain = {name: told for name, told in document.items() if name != "proof"}
    try:
        key.verify(read_base58(value), _covered(plain, proof))
    except (InvalidSignature, ValueError) as error:
        raise NotAProof from error


def instant(now: datetime) -> str:
    """A UTC instant to the second, as a credential writes it: `2026-04-29T15:00:00Z`."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _covered(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    options = _canonical({"@context": document["@context"], **proof})
    return hashlib.sha256(options).digest() + hashlib.sha256(_canonical(document)).digest()


def _canonical(document: Mapping[str, Any]) -> bytes:
    """The document as sorted N-Quads. Raises ValueError."""
    return _canonical_text(json.dumps(document, sort_keys=True))


@lru_cache(maxsize=64)
def _canonical_text(document: str) -> bytes:
    # What was just signed is checked next, before it is stored. Slow to load, so loaded when it is needed.
    from pyld import jsonld

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
        "contextResolver": _resolver(),
    }
    try:
        return str(jsonld.normalize(json.loads(document), options)).encode()
    except jsonld.JsonLdError as error:
        raise ValueError("this is no JSON-LD of a credential") from error


@cache
def _resolver() -> Any:
    """What the contexts say, worked out once: to read them again takes two fifths of each canonical form."""
    from pyld.context_resolver import ContextResolver

    return ContextResolver({}, _load)


def _load(address: str, _options: object) -> dict[str, Any]:
    if address not in CONTEXTS:
        raise ValueError(f"{address} is not one of the contexts that came with the program")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
    }


@cache
def context(address: str) -> dict[str, Any]:
    """One of the contexts that came with the program. Raises RuntimeError when it is not what it was."""
    name, digest = CONTEXTS[address]
    content = (FOLDER / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise RuntimeError(f"{FOLDER / name} was altered; install the program anew.")
    made: dict[str, Any] = json.loads(content)
    return made
