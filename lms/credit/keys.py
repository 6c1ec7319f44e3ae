"""The keys that certificates are signed with: private ones in files, public ones in the database, none thrown away.

A private key is a file of the folder `keys/`, readable by its owner only; it stands in no row, log or backup. The public
half of every key that ever signed is a row, so a backup keeps it and old signatures can be checked after a rotation.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.models import SigningKey
from lms.credit.proofs import public_multibase
from lms.database import upserting
from lms.errors import Refusal
from lms.files import private_folder

Use = Literal["credential", "pdf"]
USES: tuple[Use, ...] = ("credential", "pdf")
KIND = {"credential": "Ed25519", "pdf": "ECDSA P-256"}
YEARS = 20
"""How long the certificate of a key says that it holds; a rotation ends it earlier."""
_AS_PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class KeysUnusable(Refusal):
    """A private key is missing or is not what it should be: nothing is signed, and what waits goes on waiting."""

    status = 503


@dataclass(frozen=True)
class Keyring:
    """Where the private keys lie and who signs: `base_url` is the address that people use."""

    folder: Path
    base_url: str

    @property
    def did(self) -> str:
        """The issuer as `did:web:host`, whose document stands at `/.well-known/did.json`."""
        return did_of(self.base_url)


@dataclass(frozen=True)
class Signing:
    """The private keys in force, each with its id; `certificate` belongs to the key of the PDF."""

    credential_id: str
    credential: Ed25519PrivateKey
    pdf_id: str
    pdf: EllipticCurvePrivateKey
    certificate: x509.Certificate


def did_of(base_url: str) -> str:
    """`https://training.example.org:8443` as `did:web:training.example.org%3A8443`."""
    return f"did:web:{quote(urlsplit(base_url).netloc, safe='')}"


def make_first(session: Session, ring: Keyring, *, now: datetime) -> bool:
    """Make the keys of an installation that never had any; returns whether it did. Keys that are lost are not replaced here."""
    missing = [use for use in USES if session.scalars(select(SigningKey).where(SigningKey.use == use)).first() is None]
    for use in missing:
        _make(session, ring, use, now)
    return bool(missing)


def rotate(session: Session, ring: Keyring, *, now: datetime) -> list[Path]:
    """New keys from now on; the old public ones stay published. Returns the old private files, to remove after the commit."""
    retired = list(session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None)).with_for_update()))
    for row in retired:
        row.retired_at = now
    session.flush()
    for use in USES:
        _make(session, ring, use, now)
    return [_place(ring, row) for row in retired]


def published(session: Session) -> list[SigningKey]:
    """Every key that ever signed, oldest first."""
    return list(session.scalars(select(SigningKey).order_by(SigningKey.made_at, SigningKey.id)))


def in_force(session: Session, ring: Keyring) -> Signing:
    """The private keys to sign with now. Raises KeysUnusable with a sentence that says which file is at fault."""
    rows = {row.use: row for row in published(session) if row.retired_at is None}
    if set(rows) != set(USES):
        raise KeysUnusable("There are no keys to sign certificates with yet: run lms keys new. Nothing was lost.")
    credential, pdf = (_read(ring, rows[use]) for use in USES)
    assert isinstance(credential, Ed25519PrivateKey)  # It has the id of its row, so it is that very key.
    assert isinstance(pdf, EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate(rows["pdf"].public.encode())
    return Signing(rows["credential"].id, credential, rows["pdf"].id, pdf, certificate)


def problem(session: Session, ring: Keyring) -> str | None:
    """What keeps certificates from being signed, in a sentence; None where nothing does, or nothing was ever signed."""
    if not published(session):
        return None
    try:
        in_force(session, ring)
    except KeysUnusable as refusal:
        return refusal.sentence
    return None


def careless(session: Session, ring: Keyring) -> list[Path]:
    """Files of private keys in force that others than their owner can read."""
    places = [_place(ring, row) for row in published(session) if row.retired_at is None]
    return [place for place in places if place.exists() and place.stat().st_mode & 0o077]


def did_document(ring: Keyring, rows: list[SigningKey]) -> dict[str, Any]:
    """The DID document: a Multikey for each credential key, retired ones too, and each PDF key as a JWK with its certificate."""
    keys = [_method(ring, row) for row in rows]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/suites/jws-2020/v1",
        ],
        "id": ring.did,
        "verificationMethod": keys,
        "assertionMethod": [key["id"] for key, row in zip(keys, rows, strict=True) if row.use == "credential"],
    }


def _method(ring: Keyring, row: SigningKey) -> dict[str, Any]:
    about = {"id": f"{ring.did}#{row.id}", "controller": ring.did}
    if row.use == "credential":
        return {**about, "type": "Multikey", "publicKeyMultibase": row.public}
    lines = row.public.strip().splitlines()
    numbers = x509.load_pem_x509_certificate(row.public.encode()).public_key()
    point = numbers.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    jwk = {"kty": "EC", "crv": "P-256", "x": _url64(point[1:33]), "y": _url64(point[33:]), "kid": row.id}
    return {**about, "type": "JsonWebKey2020", "publicKeyJwk": {**jwk, "x5c": ["".join(lines[1:-1])]}}


def _url64(number: bytes) -> str:
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


def _make(session: Session, ring: Keyring, use: Use, now: datetime) -> None:
    key = Ed25519PrivateKey.generate() if use == "credential" else generate_private_key(SECP256R1())
    if isinstance(key, Ed25519PrivateKey):
        public = public_multibase(key.public_key())
    else:
        public = certificate_for(key, ring, now).public_bytes(Encoding.PEM).decode()
    row = SigningKey(id=_id_of(key), use=use, public=public, made_at=now)
    place = _place(ring, row)
    _write(place, key.private_bytes(*_AS_PEM))
    told = {"id": row.id, "use": use, "public": public, "made_at": now}
    made = upserting(session, SigningKey).values(**told).on_conflict_do_nothing().returning(SigningKey.id)
    if session.scalar(made) is None:
        place.unlink()  # Another process was first; its key is the one.


def certificate_for(key: EllipticCurvePrivateKey, ring: Keyring, now: datetime) -> x509.Certificate:
    """Self-signed: it names the installation by its host, and readers will show it as not trusted."""
    host = urlsplit(ring.base_url).hostname or "localhost"
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Certificates of {host}"[:64])])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, SHA256())


def _id_of(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> str:
    return hashlib.sha256(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[
        :16
    ]


def _place(ring: Keyring, row: SigningKey) -> Path:
    return ring.folder / f"{row.use}-{row.id}.pem"


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all, for the owner only: `mkstemp` makes files of mode 0600."""
    handle, temporary = tempfile.mkstemp(dir=private_folder(target.parent), prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _read(ring: Keyring, row: SigningKey) -> Ed25519PrivateKey | EllipticCurvePrivateKey:
    place = _place(ring, row)
    kept = "Certificates that wait for it stay as they are; nothing was lost."
    mend = (
        "Put the file back, or run lms keys rotate, which makes new keys; what the old one signed can still be checked."
    )
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise KeysUnusable(f"The key file {place} is missing. {kept} {mend}") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KeysUnusable(
            f"The key file {place} cannot be read ({why}). {kept} Give it to the user that runs lms, or: {mend}"
        ) from None
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        raise KeysUnusable(f"The key file {place} holds no key. {kept} {mend}") from None
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey) or _id_of(key) != row.id:
        raise KeysUnusable(
            f"The key file {place} holds another key than the {KIND[row.use]} key {row.id}. {kept} {mend}"
        )
    return key
