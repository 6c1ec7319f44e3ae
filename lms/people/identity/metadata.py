"""Metadata of SAML 2.0: what a provider's file says of it, and what ours says of us (saml-metadata-2.0-os, section 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from lms.people.identity import certificates
from lms.people.identity.rules import safe_address

PERSISTENT = Words.NAMEID_PERSISTENT


@dataclass(frozen=True)
class Described:
    """What is taken over from a provider's metadata; everything else in it is left alone."""

    issuer: str
    sign_in_url: str
    certificates: tuple[str, ...]


def described(text: str, issuer: str | None = None) -> Described:
    """The identity provider of a metadata file; `issuer` chooses one of several.

    Raises ValueError with the end of a sentence that begins with the key of the file.
    """
    try:
        document = Xml.to_etree(text.encode())
    except (ValueError, SyntaxError) as error:
        raise ValueError("names a file that is no XML, or has entities in it") from error
    found = [
        each
        for each in Xml.query(document, "//md:EntityDescriptor[md:IDPSSODescriptor]")
        if issuer in (None, each.get("entityID"))
    ]
    if len(found) != 1 or not 0 < len(found[0].get("entityID", "")) <= 300:
        several = "several providers; write as issuer which one" if found else "no such identity provider"
        raise ValueError(f"names a file that describes {several}")
    [role, *_] = Xml.query(found[0], "./md:IDPSSODescriptor")
    if role.get("WantAuthnRequestsSigned") in ("true", "1"):
        raise ValueError("names a file that asks for signed requests, and this program does not sign them")
    by_redirect = f"./md:SingleSignOnService[@Binding='{Words.BINDING_HTTP_REDIRECT}']/@Location"
    places = [str(each) for each in Xml.query(role, by_redirect)]
    if not places or not safe_address(places[0]):
        raise ValueError("names a file without a place to sign in by redirect that begins with https://")
    keys = Xml.query(role, "./md:KeyDescriptor[not(@use) or @use='signing']//ds:X509Certificate")
    if not keys:
        raise ValueError("names a file without a certificate to sign with")
    pinned = tuple(certificates.from_metadata(each.text or "") for each in keys)
    return Described(found[0].get("entityID"), places[0], pinned)


def of_us(entity: str, back: str) -> bytes:
    """Our own description: who we are, where answers go, and that assertions are to be signed."""
    root = Xml.make_root(f"{{{Words.NS_MD}}}EntityDescriptor", {"entityID": entity}, nsmap={"md": Words.NS_MD})
    says = {
        "AuthnRequestsSigned": "false",
        "WantAssertionsSigned": "true",
        "protocolSupportEnumeration": Words.NS_SAMLP,
    }
    role = Xml.make_child(root, f"{{{Words.NS_MD}}}SPSSODescriptor", says)
    Xml.make_child(role, f"{{{Words.NS_MD}}}NameIDFormat").text = PERSISTENT
    place = {"Binding": Words.BINDING_HTTP_POST, "Location": back, "index": "0", "isDefault": "true"}
    Xml.make_child(role, f"{{{Words.NS_MD}}}AssertionConsumerService", place)
    return bytes(Xml.to_string(root, encoding="utf-8", xml_declaration=True))
