"""The one assertion of a SAML response, if a good signature covers it. Nothing else of a response is ever believed.

XML, schema and signatures are python3-saml's and xmlsec's. What they would let pass is refused here first: other
transforms than the two of SAML core 5.4.4, SHA-1, a second assertion to read instead of the signed one, ids given twice.
"""

from __future__ import annotations

import base64
from typing import Any

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Signatures
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from lms.people.identity.refusing import AnswerRefused

LARGEST = 256 * 1024
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
SIGNED_WITH = frozenset(f"{_MORE}{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512))
DIGESTS = frozenset((Words.SHA256, Words.SHA384, Words.SHA512))
CANONICAL = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TRANSFORMS = [Words.NS_DS + "enveloped-signature", CANONICAL]
_PARTS = frozenset(f"{{{Words.NS_DS}}}{each}" for each in ("SignedInfo", "SignatureValue", "KeyInfo"))


def parsed(encoded: str) -> Any:
    """The response that a form brought: of bounded size, without document type and entities, as the schema wants it.

    Raises AnswerRefused.
    """
    if not 0 < len(encoded) <= LARGEST:
        raise AnswerRefused("xml")
    try:
        document = Xml.to_etree(base64.b64decode("".join(encoded.split()), validate=True))
    except (ValueError, SyntaxError) as error:
        raise AnswerRefused("xml") from error
    if document.tag != f"{{{Words.NS_SAMLP}}}Response":
        raise AnswerRefused("xml")
    if isinstance(Xml.validate_xml(document, "saml-schema-protocol-2.0.xsd"), str):
        raise AnswerRefused("xml")
    return document


def signed_assertion(document: Any, certificates: tuple[str, ...]) -> Any:
    """The only assertion there is, covered by its own signature or by that of the response. Raises AnswerRefused."""
    if Xml.query(document, "//saml:EncryptedAssertion | //saml:EncryptedID | //saml:EncryptedAttribute"):
        raise AnswerRefused("encrypted")
    found = Xml.query(document, "//saml:Assertion")
    if len(found) != 1 or found[0].getparent() is not document:
        raise AnswerRefused("assertions")
    ids = Xml.query(document, "//@*[local-name() = 'ID' or local-name() = 'Id' or local-name() = 'id']")
    if len(ids) != len(set(ids)):
        raise AnswerRefused("ids")
    signatures = Xml.query(document, "//ds:Signature")
    owners = [each.getparent() for each in signatures]
    if not owners or not set(owners) <= {document, found[0]}:
        raise AnswerRefused("signature")
    for signature, owner in zip(signatures, owners, strict=True):
        _demand_usual(signature, owner)
        where = (
            Signatures.RESPONSE_SIGNATURE_XPATH if owner is document else Signatures.ASSERTION_SIGNATURE_XPATH
        )  # Every signature must hold, not only the one that would be enough.
        if Signatures.validate_sign(document, multicerts=list(certificates), xpath=where) is not True:
            raise AnswerRefused("signature")
    return found[0]


def _demand_usual(signature: Any, owner: Any) -> None:
    """That it is made as SAML wants: over all of its owner and nothing else, by algorithms that are good enough."""
    info = "./ds:SignedInfo"
    references = Xml.query(signature, f"{info}/ds:Reference")
    transforms = [
        str(each) for each in Xml.query(signature, f"{info}/ds:Reference/ds:Transforms/ds:Transform/@Algorithm")
    ]
    usual = (
        {each.tag for each in signature} <= _PARTS
        and [each.get("URI") for each in references] == [f"#{owner.get('ID')}"]
        and transforms == _TRANSFORMS
        and Xml.query(signature, f"{info}/ds:CanonicalizationMethod/@Algorithm") == [CANONICAL]
    )
    if not usual:
        raise AnswerRefused("signature")
    method = Xml.query(signature, f"{info}/ds:SignatureMethod/@Algorithm")
    digest = Xml.query(signature, f"{info}/ds:Reference/ds:DigestMethod/@Algorithm")
    if not (set(method) <= SIGNED_WITH and set(digest) <= DIGESTS):
        raise AnswerRefused("algorithm")
