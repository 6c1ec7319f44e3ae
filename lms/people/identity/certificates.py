"""The certificates by which a SAML provider's signatures are known."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates

_LEAST_RSA, _LEAST_EC = 2048, 256


def from_file(text: str) -> tuple[str, ...]:
    """Every certificate of a PEM text. Raises ValueError with the end of a sentence that names the key of the file."""
    try:
        found = load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise ValueError("names a file without a certificate in PEM") from error
    return tuple(_as_pem(each) for each in found)


def from_metadata(text: str) -> str:
    """The certificate of one X509Certificate element, in PEM. Raises ValueError likewise."""
    try:
        found = load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, binascii.Error) as error:
        raise ValueError("names a file with a certificate that cannot be read") from error
    return _as_pem(found)


def _as_pem(certificate: Certificate) -> str:
    """It is pinned by the operator: who issued it and until when does not count, how strong its key is does."""
    key = certificate.public_key()
    strong = (isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_RSA) or (
        isinstance(key, EllipticCurvePublicKey) and key.key_size >= _LEAST_EC
    )
    if not strong:
        raise ValueError(
            "names a file with a key that is too weak: RSA of 2048 bits or an elliptic curve of 256 is the least"
        )
    return certificate.public_bytes(Encoding.PEM).decode()
