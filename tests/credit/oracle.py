"""A second implementation of `eddsa-rdfc-2022`, which shares no code with ours: RDF by Oxigraph, base58 by hand.

It reads the contexts from the files, since it cannot open an address either.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyoxigraph
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FILES = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}
FOLDER = Path(__file__).parents[2] / "lms/credit/contexts"
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def holds(document: dict[str, Any], did_document: dict[str, Any]) -> bool:
    """Whether the proof covers the document, by the key that the DID document names and allows."""
    proof = dict(document["proof"])
    value = proof.pop("proofValue")
    method = next(each for each in did_document["verificationMethod"] if each["id"] == proof["verificationMethod"])
    assert method["id"] in did_document["assertionMethod"]
    assert method["controller"] == did_document["id"] == _issuer(document)
    public = _base58(method["publicKeyMultibase"][1:])
    assert public[:2] == b"\xed\x01"
    plain = {name: told for name, told in document.items() if name != "proof"}
    covered = _hash({"@context": document["@context"], **proof}) + _hash(plain)
    try:
        Ed25519PublicKey.from_public_bytes(public[2:]).verify(_base58(value[1:]), covered)
    except InvalidSignature:
        return False
    return True


def _issuer(document: dict[str, Any]) -> str:
    issuer = document["issuer"]
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)


def _hash(document: dict[str, Any]) -> bytes:
    contexts = [
        json.loads((FOLDER / FILES[each]).read_text(encoding="utf-8"))["@context"] for each in document["@context"]
    ]
    text = json.dumps({**document, "@context": contexts}).encode()
    graph = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("".join(sorted(f"{each.triple} .\n" for each in graph)).encode()).digest()


def _base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + LETTERS.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
