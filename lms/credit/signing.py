"""Certify a PDF and check that no byte of it was changed since: PAdES, ECDSA P-256, no changes allowed.

Checking reads nothing of a file that a stranger sent but the place of its signature: the signature is rebuilt from the
rest of the bytes and from a known key, and must be there byte for byte. Only a file that passes is opened as a PDF.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lms.credit.keys import Signing

if TYPE_CHECKING:
    from asn1crypto import cms
    from asn1crypto import x509 as asn1_x509

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,9}) (\d{1,9}) (\d{1,9})\]")
_PLACE = re.compile(rb"<[0-9A-F]{200,20000}>")
_LONGEST = 72
"""Bytes of the longest signature with ECDSA P-256."""
FIELD = "Certification"


class NotOurs(Exception):
    """A file without a signature of a key that is known here."""


class Altered(Exception):
    """A file with a signature of a known key that does not cover what the file holds now."""


def certify(pdf: bytes, signing: Signing, *, now: datetime) -> bytes:
    """The file with its certification, the last change that it allows; `now`, a UTC instant, is when it says it was signed.

    The signature is made here, of the same parts that `examine` makes it of again; pyHanko puts it into the file, as the
    library's own signer would write every part of it some twenty times. Slow to load, so loaded when it is needed.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import cms_embedder, constants, pdf_byterange

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # The file says that it uses PAdES, and a curve that PDF 2.0 knows by the name of an extension.
    writer.ensure_output_version((2, 0))
    writer.register_extension(constants.ESIC_EXTENSION_1)
    writer.register_extension(constants.ISO32002)
    steps = cms_embedder.PdfCMSEmbedder().write_cms(FIELD, writer)
    next(steps)
    allowed = cms_embedder.SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    place = pdf_byterange.SignatureObject(
        timestamp=now, subfilter=SigSeedSubFilter.PADES, bytes_reserved=_place_for(signing.certificate)
    )
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=place, mdp_setup=allowed))
    prepared, written = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256"))
    attributes = _attributes(signing.certificate, prepared.document_digest)
    signature = signing.pdf.sign(_set(attributes), ECDSA(SHA256()))
    steps.send(_container(signing.certificate, attributes, signature))
    content: bytes = written.getvalue()
    return content


def examine(pdf: bytes, certificates: Mapping[str, x509.Certificate]) -> str:
    """The id of the key that certified every byte of the file. Raises NotOurs, Altered."""
    try:
        return _examine(pdf, certificates)
    except (NotOurs, Altered) as error:
        raise Altered if _bears_one_of(pdf, certificates) else NotOurs from error


def signed_by(pdf: bytes) -> str | None:
    """The name that the last signature of a stranger's file gives itself; anybody may have written it. None: none can be read."""
    try:
        before, after, _ = (int(number) for number in list(_RANGE.finditer(pdf))[-1].groups())
        names = x509.load_der_x509_certificate(_certificate_in(_read(pdf[before:after]))).subject
        told = names.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    except (IndexError, ValueError, Altered):
        return None
    return "".join(each for each in str(told)[:80] if each.isprintable()) or None


def _bears_one_of(pdf: bytes, certificates: Mapping[str, x509.Certificate]) -> bool:
    """Whether a signature of a known key is in the file, sound or not: two marks of it, so that one altered byte hides no more than one."""
    written = pdf.upper()
    return any(mark in written for certificate in certificates.values() for mark in _marks(certificate))


def _marks(certificate: x509.Certificate) -> tuple[bytes, ...]:
    """The public key, and the issuer with the serial number, as they stand in the hexadecimal of a signature."""
    from asn1crypto import cms

    point = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    made = _asn1(certificate)
    named = cms.IssuerAndSerialNumber({"issuer": made.issuer, "serial_number": made.serial_number}).dump()
    return tuple(mark.hex().upper().encode() for mark in (point, named))


def _examine(pdf: bytes, certificates: Mapping[str, x509.Certificate]) -> str:
    ranges = list(_RANGE.finditer(pdf))
    if not ranges:
        raise NotOurs
    before, after, rest = (int(number) for number in ranges[-1].groups())
    place = pdf[before:after]
    if not before < after or not _PLACE.fullmatch(place):
        raise Altered
    told = _read(place)
    given = _certificate_in(told)
    key_id = next((name for name, one in certificates.items() if one.public_bytes(Encoding.DER) == given), None)
    if key_id is None:
        raise NotOurs
    if after + rest != len(pdf):
        raise Altered
    certificate = certificates[key_id]
    attributes = _attributes(certificate, hashlib.sha256(pdf[:before] + pdf[after:]).digest())
    signature = _signature_in(told)
    public = certificate.public_key()
    assert isinstance(public, EllipticCurvePublicKey)
    try:
        public.verify(signature, _set(attributes), ECDSA(SHA256()))
    except InvalidSignature as error:
        raise Altered from error
    wanted = _container(certificate, attributes, signature).hex().upper().encode()
    if place != b"<" + wanted.ljust(len(place) - 2, b"0") + b">":
        raise Altered
    return key_id


def attachments(pdf: bytes) -> dict[str, bytes]:
    """The files attached to a PDF that passed `examine`, by name."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[at]): names[at + 1]["/EF"]["/F"].data for at in range(0, len(names), 2)}


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return _asn1_of(certificate.public_bytes(Encoding.DER))


@lru_cache(maxsize=16)
def _asn1_of(certificate: bytes) -> asn1_x509.Certificate:
    # Read once and never written to: parsing it anew takes as long as a signature.
    from asn1crypto import x509 as asn1_x509

    return asn1_x509.Certificate.load(certificate)


def _read(place: bytes) -> cms.SignedData:
    from asn1crypto import cms

    try:
        return cms.ContentInfo.load(bytes.fromhex(place[1:-1].decode()), strict=False)["content"]
    except (ValueError, TypeError, KeyError) as error:
        raise Altered from error


def _certificate_in(told: cms.SignedData) -> bytes:
    try:
        return bytes(told["certificates"][0].chosen.dump())
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Altered from error


def _signature_in(told: cms.SignedData) -> bytes:
    try:
        return bytes(told["signer_infos"][0]["signature"].native)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Altered from error


def _attributes(certificate: x509.Certificate, digest: bytes) -> bytes:
    """The signed attributes of PAdES B-B, without what holds them: what is signed, its hash, and which certificate belongs to it."""
    from asn1crypto import cms

    # Made first: it loads a name of an attribute, and names that come after the first attribute was made are not known.
    which = _which(certificate.public_bytes(Encoding.DER))
    kind = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
    told = cms.CMSAttribute({"type": "message_digest", "values": [digest]})
    return b"".join(sorted((kind.dump(), told.dump(), which)))


@lru_cache(maxsize=16)
def _which(certificate: bytes) -> bytes:
    from asn1crypto import cms, tsp
    from asn1crypto import x509 as asn1_x509

    made = _asn1_of(certificate)
    named = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(certificate).digest(),
            "issuer_serial": {
                "issuer": [asn1_x509.GeneralName({"directory_name": made.issuer})],
                "serial_number": made.serial_number,
            },
        }
    )
    values = [tsp.SigningCertificateV2({"certs": [named]})]
    return bytes(cms.CMSAttribute({"type": "signing_certificate_v2", "values": values}).dump())


@lru_cache(maxsize=16)
def _signer(certificate: bytes) -> bytes:
    from asn1crypto import cms

    made = _asn1_of(certificate)
    named = {"issuer": made.issuer, "serial_number": made.serial_number}
    return bytes(cms.SignerIdentifier({"issuer_and_serial_number": named}).dump())


@lru_cache(maxsize=16)
def _place_for(certificate: x509.Certificate) -> int:
    """How many hexadecimal digits to keep free for a signature: half as many again as it takes."""
    attributes = _attributes(certificate, bytes(hashlib.sha256().digest_size))
    digits = 2 * len(_container(certificate, attributes, bytes(_LONGEST)))
    return digits + 2 * (digits // 4)


@cache
def _names() -> tuple[bytes, bytes, bytes, bytes]:
    """As they are written: SHA-256, ECDSA with it, content that stands elsewhere, content that is signed."""
    from asn1crypto import cms

    return (
        cms.DigestAlgorithm({"algorithm": "sha256"}).dump(),
        cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump(),
        cms.EncapsulatedContentInfo({"content_type": "data"}).dump(),
        cms.ContentType("signed_data").dump(),
    )


def _container(certificate: x509.Certificate, attributes: bytes, signature: bytes) -> bytes:
    """The signature as the file holds it: a SignedData of RFC 5652, 5.1, with one SignerInfo (5.3).

    Put together from parts that are written already: the library would write each anew at every level above it.
    """
    digest, algorithm, elsewhere, signed = _names()
    whose = certificate.public_bytes(Encoding.DER)
    info = _sequence(_ONE, _signer(whose), digest, _tagged(attributes), algorithm, _emit(0, 0, 4, signature))
    content = _sequence(_ONE, _set(digest), elsewhere, _tagged(whose), _set(info))
    return _sequence(signed, _tagged(content))


_ONE = b"\x02\x01\x01"
"""The version of both, a number."""


def _sequence(*parts: bytes) -> bytes:
    return _emit(0, 1, 16, b"".join(parts))


def _set(content: bytes) -> bytes:
    return _emit(0, 1, 17, content)


def _tagged(content: bytes) -> bytes:
    return _emit(2, 1, 0, content)


def _emit(of: int, method: int, tag: int, content: bytes) -> bytes:
    from asn1crypto import parser

    return bytes(parser.emit(of, method, tag, content))
