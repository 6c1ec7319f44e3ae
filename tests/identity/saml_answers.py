"""Answers of a SAML provider, signed with real keys by xmlsec, and whatever somebody does to them on the way."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

SPACES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
Edit = Callable[[Any], Any]


@dataclass(frozen=True)
class Signer:
    """A private key and its certificate, both in PEM."""

    key: bytes
    certificate: bytes


@cache
def signer(name: str = "the provider's") -> Signer:
    """A key by this name, made once: RSA, but one whose name says that it is a curve's, and one that is too short."""
    key: Any
    if name == "a curve's":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 1024 if name == "a short one" else 2048)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key.public_key()).serial_number(7)
    # Run out long ago: a certificate that was pinned counts until the operator takes it away.
    made = made.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2021, 1, 1))  # noqa: DTZ001
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Signer(pem, made.sign(key, SHA256()).public_bytes(Encoding.PEM))


@dataclass(frozen=True)
class Asked:
    """What a provider needs of a request to answer it."""

    id: str
    back: str
    entity: str
    relay: str = ""


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")  # Seven places, as some providers write them.


def assertion(asked: Asked, vouched_by: str, now: datetime, **changed: Any) -> str:
    """One that holds but for what is changed; None leaves an attribute out, and instants are seconds from now."""
    says: dict[str, Any] = {
        "id": "_assertion", "issuer": vouched_by, "issued": 0, "subject": "s-1", "email": "marisol@saltmarsh.example",
        "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "qualifier": None, "for_whom": None, "confirmed": "bearer",
        "data_from": None, "data_until": 300, "recipient": asked.back, "confirms": asked.id, "valid_from": -5,
        "valid_until": 300, "audience": asked.entity, "condition": "", "session_until": None,
        "context": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "attribute": MAIL, "more": "",
    } | changed  # fmt: skip

    def at(name: str, key: str) -> str:
        value = says[key]
        return "" if value is None else f' {name}="{instant(now + timedelta(seconds=value))}"'

    def attribute(name: str, key: str) -> str:
        return "" if says[key] is None else f" {name}={quoteattr(says[key])}"

    emails = [says["email"]] if isinstance(says["email"], str) else says["email"] or []
    values = "".join(f"<saml:AttributeValue>{escape(each)}</saml:AttributeValue>" for each in emails)
    audience = says["audience"] and (
        f"<saml:AudienceRestriction><saml:Audience>{escape(says['audience'])}</saml:Audience></saml:AudienceRestriction>"
    )
    return (
        f'<saml:Assertion xmlns:saml="{SPACES["saml"]}" Version="2.0"{attribute("ID", "id")}{at("IssueInstant", "issued")}>'
        f"<saml:Issuer>{escape(says['issuer'])}</saml:Issuer>"
        f"<saml:Subject><saml:NameID{attribute('Format', 'format')}{attribute('NameQualifier', 'qualifier')}{attribute('SPNameQualifier', 'for_whom')}>"
        f"{escape(says['subject'])}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:{says["confirmed"]}">'
        f"<saml:SubjectConfirmationData{attribute('InResponseTo', 'confirms')}{attribute('Recipient', 'recipient')}"
        f"{at('NotBefore', 'data_from')}{at('NotOnOrAfter', 'data_until')}/></saml:SubjectConfirmation></saml:Subject>"
        f"<saml:Conditions{at('NotBefore', 'valid_from')}{at('NotOnOrAfter', 'valid_until')}>{audience or ''}"
        f"{says['condition']}</saml:Conditions>{says['more']}"
        f"<saml:AuthnStatement{at('AuthnInstant', 'issued')}{at('SessionNotOnOrAfter', 'session_until')}>"
        f"<saml:AuthnContext><saml:AuthnContextClassRef>{says['context']}</saml:AuthnContextClassRef>"
        "</saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement><saml:Attribute{attribute('Name', 'attribute')}>{values}</saml:Attribute>"
        "</saml:AttributeStatement></saml:Assertion>"
    )


def response(
    asked: Asked, issuer: str, now: datetime, inside: str, *, status: tuple[str, ...] = ("Success",), **changed: Any
) -> Any:
    """A response around what is `inside`, as a tree."""
    says = {"Destination": asked.back, "InResponseTo": asked.id} | changed
    sent = "".join(f" {name}={quoteattr(value)}" for name, value in says.items() if value is not None)
    codes = ""
    for each in reversed(status):
        codes = f'<samlp:StatusCode Value="{STATUS}{each}">{codes}</samlp:StatusCode>'
    return etree.fromstring(
        f'<samlp:Response xmlns:samlp="{SPACES["samlp"]}" xmlns:saml="{SPACES["saml"]}" ID="_response" Version="2.0" '
        f'IssueInstant="{instant(now)}"{sent}><saml:Issuer>{escape(issuer)}</saml:Issuer>'
        f"<samlp:Status>{codes}</samlp:Status>{inside}</samlp:Response>"
    )


def one(tree: Any, path: str) -> Any:
    """The one element at a path."""
    [found] = tree.xpath(path, namespaces=SPACES)
    return found


def sign(
    owner: Any, by: Signer, *, method: Any = xmlsec.Transform.RSA_SHA256, digest: Any = xmlsec.Transform.SHA256,
    transforms: tuple[Any, ...] = (xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N), uri: str | None = None,
    canonical: Any = xmlsec.Transform.EXCL_C14N,
) -> None:  # fmt: skip
    """Put a signature over an element into it, behind its issuer; `uri` points somewhere else."""
    signature = xmlsec.template.create(owner, canonical, method, ns="ds")
    one(owner, "./saml:Issuer").addnext(signature)
    reference = xmlsec.template.add_reference(signature, digest, uri=uri or f"#{owner.get('ID')}")
    for each in transforms:
        xmlsec.template.add_transform(reference, each)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(owner.getroottree().getroot(), ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(by.key, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(by.certificate, xmlsec.KeyFormat.PEM)
    context.sign(signature)


def packed(tree: Any) -> str:
    """As a form carries it."""
    return base64.b64encode(tree if isinstance(tree, bytes) else etree.tostring(tree)).decode()
