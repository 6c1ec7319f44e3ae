"""Answers of a SAML provider that do not hold: claims, signatures, XML. No database and no door; those are in test_saml.py."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xmlsec
from lxml import etree

from lms.people.identity.refusing import AnswerRefused
from lms.people.identity.rules import SAML, IdentityProvider, Said, counts_as_second_factor
from lms.people.identity.saml import SamlConversation, entity
from lms.people.identity.signed import LARGEST
from tests.clocks import NOON
from tests.identity.saml_answers import MAIL, SPACES, STATUS, Asked, assertion, one, packed, response, sign, signer

ISSUER = "urn:example:saltmarsh:idp"
BACK = "https://training.example/sign-in/with/saltmarsh/answer"
ASKED = Asked("_request", BACK, "https://training.example/sign-in/with/saltmarsh/metadata")
OURS = IdentityProvider(
    "saltmarsh", "Saltmarsh Health", "Saltmarsh", ISSUER, ("saltmarsh.example",), kind=SAML,
    sign_in_url="https://id.example/sso?tenant=1&x=2", certificates=(signer().certificate.decode(),), email_attribute=MAIL,
)  # fmt: skip


def made(whole: dict[str, Any] | None = None, **changed: Any) -> Any:
    """A response that is not signed yet; `whole` changes the response, the rest its assertion."""
    return response(ASKED, ISSUER, NOON, assertion(ASKED, ISSUER, NOON, **changed), **(whole or {}))


def signed(whole: dict[str, Any] | None = None, **changed: Any) -> Any:
    tree = made(whole, **changed)
    sign(one(tree, "./saml:Assertion"), signer())
    return tree


def taken(tree: Any, ours: IdentityProvider = OURS) -> Said:
    form = {"SAMLResponse": packed(tree)}
    return SamlConversation(ours).received(form, back=BACK, now=NOON).said


def refused(tree: Any, ours: IdentityProvider = OURS) -> str:
    with pytest.raises(AnswerRefused) as found:
        taken(tree, ours)
    return found.value.why


def test_an_answer_that_holds() -> None:
    brought = SamlConversation(OURS).received(
        {"SAMLResponse": packed(signed()), "RelayState": "r"}, back=BACK, now=NOON
    )
    assert (brought.request, brought.answer, brought.relay) == ("_request", "_assertion", "r")
    said = Said(ISSUER, "s-1", "marisol@saltmarsh.example", True, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password")
    assert brought.said == said
    assert entity(BACK) == ASKED.entity


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "another audience": ({"audience": f"{ASKED.entity}/"}, "audience"),
    "no audience": ({"audience": None}, "audience"),
    "another recipient": ({"recipient": "https://training.example/sign-in/with/other/answer"}, "recipient"),
    "no recipient": ({"recipient": None}, "recipient"),
    "a recipient that begins with ours": ({"recipient": f"{BACK}.evil.example"}, "recipient"),
    "another issuer": ({"issuer": "urn:example:elsewhere"}, "issuer"),
    "to another request": ({"confirms": "_other"}, "unasked"),
    "to no request": ({"confirms": None}, "unasked"),
    "run out for the browser": ({"data_until": -60}, "too late"),
    "no end for the browser": ({"data_until": None}, "times"),
    "run out": ({"valid_until": -60}, "too late"),
    "not valid yet": ({"valid_from": 61}, "too early"),
    "from the future": ({"issued": 61}, "too early"),
    "issued long ago": ({"issued": -16 * 60 - 1}, "too late"),
    "of a session that is over": ({"session_until": -60}, "too late"),
    "a beginning for the browser": ({"data_from": -5}, "method"),
    "not for a bearer": ({"confirmed": "sender-vouches"}, "method"),
    "a condition nobody knows": ({"condition": '<saml:Condition xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="saml:OneTimeUseType"/>'}, "conditions"),
    "a second audience that is not ours": ({"condition": "<saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction>"}, "audience"),
    "two sign-ins": ({"more": '<saml:AuthnStatement AuthnInstant="2026-05-04T17:00:00Z"><saml:AuthnContext><saml:AuthnContextClassRef>x</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>'}, "conditions"),
    "a name for this once": ({"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"}, "name id"),
    "an address as name": ({"format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"}, "name id"),
    "no format of name": ({"format": None}, "name id"),
    "a name among another's": ({"qualifier": "urn:example:elsewhere"}, "name id"),
    "a name for another program": ({"for_whom": "https://elsewhere.example/metadata"}, "name id"),
    "no name": ({"subject": " "}, "name id"),
    "a name that is too long": ({"subject": "s" * 256}, "name id"),
}  # fmt: skip


@pytest.mark.parametrize("what", CLAIMS)
def test_claims_that_do_not_hold(what: str) -> None:
    changed, why = CLAIMS[what]
    assert refused(signed(**changed)) == why


@pytest.mark.parametrize(
    ("whole", "why"),
    [
        ({"Destination": "https://evil.example/answer"}, "destination"),
        ({"Destination": None}, "destination"),
        ({"Destination": ""}, "destination"),
        ({"InResponseTo": None}, "unasked"),
        ({"InResponseTo": "_other"}, "unasked"),
        ({"status": ("Responder", "AuthnFailed")}, "denied"),
        ({"status": ("Responder", "RequestDenied")}, "denied"),
        ({"status": ("Requester",)}, "error"),
        ({"status": ("Responder", "Success")}, "error"),
    ],
)
def test_responses_that_do_not_hold(whole: dict[str, Any], why: str) -> None:
    assert refused(signed(whole)) == why


@pytest.mark.parametrize(
    "changed", [{"valid_from": 60}, {"issued": 60}, {"issued": -15 * 60}, {"valid_until": -59}, {"data_until": -59},
                {"session_until": 600}, {"qualifier": ISSUER}, {"condition": "<saml:OneTimeUse/>"}, {"valid_from": None}],
)  # fmt: skip
def test_what_may_differ(changed: dict[str, Any]) -> None:
    assert taken(signed(**changed)).subject == "s-1"


def test_an_instant_without_its_zone_is_no_instant() -> None:
    tree = made()
    one(tree, "./saml:Assertion").set("IssueInstant", "2026-05-04T17:00:00")
    sign(one(tree, "./saml:Assertion"), signer())
    assert refused(tree) == "times"


@pytest.mark.parametrize(
    ("emails", "said"),
    [(None, None), ([], None), ("", None), (["a@saltmarsh.example", "b@saltmarsh.example"], None), ("A@Saltmarsh.Example", "a@saltmarsh.example")],
)  # fmt: skip
def test_one_address_or_none(emails: Any, said: str | None) -> None:
    found = taken(signed(email=emails))
    assert (found.email or None) == said


def test_a_number_from_an_attribute() -> None:
    ours = replace(OURS, subject_attribute=MAIL)
    assert taken(signed(email="n-1", format=None), ours).subject == "n-1"
    assert refused(signed(email=["n-1", "n-2"]), ours) == "name id"
    assert refused(signed(email=None), ours) == "name id"
    assert b"NameIDPolicy" not in etree.tostring(request(ours))
    assert b"NameIDPolicy" in etree.tostring(request(OURS))


def request(ours: IdentityProvider) -> Any:
    begun = SamlConversation(ours).begin(back=BACK, now=NOON)
    assert begun.url.startswith(f"{ours.sign_in_url}&SAMLRequest=")
    [sent] = parse_qs(urlsplit(begun.url).query)["SAMLRequest"]
    return etree.fromstring(zlib.decompress(base64.b64decode(sent), -15))


def test_each_request_has_an_id_of_its_own() -> None:
    first, second = (SamlConversation(OURS).begin(back=BACK, now=NOON) for _ in range(2))
    assert first.state != second.state
    assert first.nonce != second.nonce
    assert request(OURS).get("IssueInstant") == "2026-05-04T17:00:00Z"


def test_a_way_of_signing_in_that_stands_for_a_second_factor() -> None:
    ours = replace(OURS, acr=("urn:x:mfa",))
    assert counts_as_second_factor(ours, taken(signed(context="urn:x:mfa"), ours))
    assert not counts_as_second_factor(ours, taken(signed(), ours))


METHODS: dict[str, dict[str, Any]] = {
    "SHA-1 throughout": {"method": xmlsec.Transform.RSA_SHA1, "digest": xmlsec.Transform.SHA1},
    "SHA-1 below": {"digest": xmlsec.Transform.SHA1},
    "SHA-1 above": {"method": xmlsec.Transform.RSA_SHA1},
    "MD5": {"method": xmlsec.Transform.RSA_MD5},
}


@pytest.mark.parametrize("what", METHODS)
def test_algorithms_that_are_too_weak(what: str) -> None:
    tree = made()
    sign(one(tree, "./saml:Assertion"), signer(), **METHODS[what])
    assert refused(tree) == "algorithm"


def test_algorithms_that_are_not() -> None:
    tree = made()
    sign(
        one(tree, "./saml:Assertion"),
        signer("a curve's"),
        method=xmlsec.Transform.ECDSA_SHA256,
        digest=xmlsec.Transform.SHA512,
    )
    both = (signer().certificate.decode(), signer("a curve's").certificate.decode())
    assert taken(tree, replace(OURS, certificates=both)).subject == "s-1"
    assert refused(tree) == "signature"


def by_nobody(tree: Any) -> None:
    """Not signed at all."""


def by_somebody_else(tree: Any) -> None:
    """Signed by a key that is not configured, with its certificate in the answer."""
    sign(one(tree, "./saml:Assertion"), signer("somebody else's"))


def over_something_else(tree: Any) -> None:
    """A good signature that points somewhere else than to where it stands."""
    sign(one(tree, "./saml:Assertion"), signer(), uri="#_response")


def by_other_transforms(tree: Any) -> None:
    """One more than SAML knows; others of xmlsec keep parts of the assertion out of what is signed."""
    sign(
        one(tree, "./saml:Assertion"),
        signer(),
        transforms=(xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.EXCL_C14N),
    )


def changed_afterwards(tree: Any) -> None:
    sign(one(tree, "./saml:Assertion"), signer())
    one(tree, ".//saml:NameID").text = "s-2"


def by_another_canonical_form(tree: Any) -> None:
    sign(one(tree, "./saml:Assertion"), signer(), canonical=xmlsec.Transform.C14N)


def with_an_object_in_it(tree: Any) -> None:
    """A good signature in which something else stands, too."""
    sign(one(tree, "./saml:Assertion"), signer())
    etree.SubElement(one(tree, "./saml:Assertion/ds:Signature"), f"{{{SPACES['ds']}}}Object").text = "more"


def with_another_beside(tree: Any) -> None:
    """A good signature, and another where none belongs."""
    sign(one(tree, "./saml:Assertion"), signer())
    other = made(id="_elsewhere")
    sign(one(other, "./saml:Assertion"), signer())
    extensions(tree).append(one(other, ".//ds:Signature"))


def extensions(tree: Any) -> Any:
    """Room for anything, where the schema leaves some."""
    found = etree.Element(f"{{{SPACES['samlp']}}}Extensions")
    one(tree, "./saml:Issuer").addnext(found)
    return found


def response_changed_afterwards(tree: Any) -> None:
    """Both are signed; that of the assertion still holds."""
    sign(one(tree, "./saml:Assertion"), signer())
    sign(tree, signer())
    tree.set("Destination", BACK.upper())


SIGNATURES = (
    by_nobody,
    by_somebody_else,
    over_something_else,
    by_other_transforms,
    changed_afterwards,
    response_changed_afterwards,
    by_another_canonical_form,
    with_an_object_in_it,
    with_another_beside,
)


@pytest.mark.parametrize("does", SIGNATURES)
def test_signatures_that_do_not_hold(does: Callable[[Any], None]) -> None:
    tree = made()
    does(tree)
    assert refused(tree) == "signature"


@pytest.mark.parametrize("whole", [True, False])
def test_a_signature_over_the_response_covers_its_assertion(whole: bool) -> None:
    tree = made() if whole else signed()
    sign(tree, signer())
    assert taken(tree).subject == "s-1"


def forged() -> Any:
    """An assertion for somebody else, by nobody."""
    return etree.fromstring(
        assertion(ASKED, ISSUER, NOON, id="_forged", subject="s-2", email="teddy@saltmarsh.example")
    )


def beside(tree: Any, before: bool) -> None:
    """A forged assertion before or behind the signed one."""
    real = one(tree, "./saml:Assertion")
    (real.addprevious if before else real.addnext)(forged())


def around(tree: Any, _before: bool) -> None:
    """The forged one takes the place of the signed one, and has it in itself, as advice."""
    real, fake = one(tree, "./saml:Assertion"), forged()
    real.addprevious(fake)
    advice = etree.SubElement(fake, f"{{{SPACES['saml']}}}Advice")
    one(fake, "./saml:Conditions").addnext(advice)
    advice.append(real)


def in_the_signature(tree: Any, same_id: bool) -> None:
    """The forged one bears the signature of the real one, which stands in an object of that signature."""
    real, fake = one(tree, "./saml:Assertion"), forged()
    if same_id:
        fake.set("ID", real.get("ID"))
    signature = one(real, "./ds:Signature")
    real.addprevious(fake)
    one(fake, "./saml:Issuer").addnext(signature)
    etree.SubElement(signature, f"{{{SPACES['ds']}}}Object").append(real)


def in_extensions(tree: Any, _before: bool) -> None:
    """The signed one is put away where nobody looks, and the forged one stands in its place."""
    real = one(tree, "./saml:Assertion")
    real.addprevious(forged())
    extensions(tree).append(real)


@pytest.mark.parametrize("does", [beside, around, in_the_signature, in_extensions])
@pytest.mark.parametrize("way", [True, False])
def test_signatures_wrapped_around_another_assertion(does: Callable[[Any, bool], None], way: bool) -> None:
    tree = signed()
    does(tree, way)
    # The same id twice is against the schema already.
    assert refused(tree) == ("xml" if (does, way) == (in_the_signature, True) else "assertions")


def test_a_signed_response_within_a_forged_one() -> None:
    """The whole signed response is kept in its own signature, within one that is not signed, with an assertion by nobody."""
    inner = made()
    sign(inner, signer())
    outer = made(id="_forged", subject="s-2")
    outer.set("ID", "_outer")
    signature = one(inner, "./ds:Signature")
    one(outer, "./saml:Issuer").addnext(signature)
    etree.SubElement(signature, f"{{{SPACES['ds']}}}Object").append(inner)
    assert refused(outer) == "assertions"


def test_a_comment_does_not_cut_a_value_short() -> None:
    """Comments are not signed: the value before one is not the value."""
    text = etree.tostring(signed(subject="s-12"))
    assert b">s-12<" in text
    assert taken(text.replace(b">s-12<", b">s-1<!-- -->2<")).subject == "s-12"


BOMB = (
    b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + b"".join(b'<!ENTITY c%d "&%s;&%s;&%s;&%s;&%s;">' % (n, *[b"c%d" % (n - 1) if n else b"b"] * 5) for n in range(30))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY out SYSTEM "file:///etc/hostname">]>'
XML: dict[str, Callable[[bytes], bytes]] = {
    "entities that grow": lambda text: BOMB + text.replace(b"s-1", b"&c29;"),
    "a file of ours": lambda text: OUTSIDE + text.replace(b"s-1", b"&out;"),
    "a document type alone": lambda text: b"<!DOCTYPE r>" + text,
    "another message": lambda text: text.replace(b"samlp:Response", b"samlp:ArtifactResponse"),
    "only its assertion": lambda text: text[text.index(b"<saml:Assertion") : text.index(b"</samlp:Response>")],
    "too long": lambda text: text + b" " * LARGEST,
    "no end": lambda text: text[:-5],
    "nothing": lambda _text: b"",
    "something else": lambda _text: b"\xff\x00",
    "not by its schema": lambda text: text.replace(b' Version="2.0"', b""),
    "another version": lambda text: text.replace(b' Version="2.0"', b' Version="1.1"', 1),
}


@pytest.mark.parametrize("what", XML)
def test_xml_that_is_not_read(what: str) -> None:
    assert refused(XML[what](etree.tostring(signed()))) == ("version" if what == "another version" else "xml")


def test_an_assertion_in_another_place_is_none() -> None:
    tree = signed()
    extensions(tree).append(one(tree, "./saml:Assertion"))
    assert refused(tree) == "assertions"


def test_an_answer_to_nothing_is_refused_even_if_it_says_so_throughout() -> None:
    assert refused(signed({"InResponseTo": None}, confirms=None)) == "unasked"


def test_an_id_that_something_else_has_too() -> None:
    """The schema lets anything stand there; the signature would be looked for over the first of the two."""
    tree = signed()
    etree.SubElement(extensions(tree), "{urn:x}x").set("ID", "_assertion")
    assert refused(tree) == "ids"


def test_ids_that_are_given_twice() -> None:
    tree = signed()
    one(tree, "./saml:Assertion/ds:Signature").set("Id", "_assertion")
    assert refused(tree) in ("ids", "xml")


def test_what_is_encrypted_cannot_be_read_here() -> None:
    text = etree.tostring(signed())
    data = b'<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>'
    assert refused(text.replace(b"</samlp:Response>", data + b"</samlp:Response>")) == "encrypted"


@pytest.mark.parametrize("sent", ["", "no base64", "AAA"])
def test_a_form_without_an_answer(sent: str) -> None:
    with pytest.raises(AnswerRefused) as found:
        SamlConversation(OURS).received({"SAMLResponse": sent} if sent else {}, back=BACK, now=NOON)
    assert found.value.why == "xml"


def test_a_status_of_failure_needs_no_assertion() -> None:
    assert refused(response(ASKED, ISSUER, NOON, "", status=("Responder", "AuthnFailed"))) == "denied"
    assert STATUS in etree.tostring(response(ASKED, ISSUER, NOON, "")).decode()
    assert refused(response(ASKED, ISSUER, NOON, "")) == "assertions"
