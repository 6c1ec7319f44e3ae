"""The conversation with one SAML 2.0 provider: a request by redirect, and a response by a form, of which the assertion is signed.

SAML core (saml-core-2.0-os), bindings section 3.4 and 3.5, profiles section 4.1. XML and signatures are python3-saml's; what must
hold of an assertion is said here, by the time that is handed in and with nothing that may be left out: python3-saml's own check
asks the machine for the time, and lets an audience, a destination or a recipient be missing.
"""

from __future__ import annotations

import base64
import secrets
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from lms.people import addresses
from lms.people.identity import metadata
from lms.people.identity.handing import Brought
from lms.people.identity.refusing import AnswerRefused
from lms.people.identity.rules import LONGEST, SKEW, Begun, IdentityProvider, Said
from lms.people.identity.signed import parsed, signed_assertion

ANSWER, METADATA = "answer", "metadata"
"""The last parts of two addresses of ours; the second is our name at the provider, too (`entity`)."""
_BROKEN_OFF = frozenset(f"urn:oasis:names:tc:SAML:2.0:status:{each}" for each in ("AuthnFailed", "RequestDenied"))
_CONDITIONS = frozenset(
    f"{{{Words.NS_SAML}}}{each}" for each in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction")
)


def entity(back: str) -> str:
    """Our name at a provider, which is the address of our metadata; `back` is where it sends answers."""
    return back.removesuffix(ANSWER) + METADATA


class SamlConversation:
    """With one provider. It is never called: everything goes through the browser."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider

    def metadata(self, *, back: str) -> bytes:
        """Our description as XML, for whoever registers us at the provider."""
        return metadata.of_us(entity(back), back)

    def begin(self, *, back: str, now: datetime) -> Begun:
        """A new way there; `back` is our address to which the provider has the browser send its answer."""
        asked, relay = f"_{secrets.token_hex(20)}", secrets.token_urlsafe(32)
        spaces = {"samlp": Words.NS_SAMLP, "saml": Words.NS_SAML}
        says = {
            "ID": asked,
            "Version": "2.0",
            "IssueInstant": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Destination": self.provider.sign_in_url,
            "ProtocolBinding": Words.BINDING_HTTP_POST,
            "AssertionConsumerServiceURL": back,
        }
        request = Xml.make_root(f"{{{Words.NS_SAMLP}}}AuthnRequest", says, nsmap=spaces)
        Xml.make_child(request, f"{{{Words.NS_SAML}}}Issuer").text = entity(back)
        if not self.provider.subject_attribute:
            wanted = {"Format": metadata.PERSISTENT, "AllowCreate": "true"}
            Xml.make_child(request, f"{{{Words.NS_SAMLP}}}NameIDPolicy", wanted)
        packed = base64.b64encode(zlib.compress(Xml.to_string(request))[2:-4])  # Without the frame: raw DEFLATE.
        place = self.provider.sign_in_url
        more = urlencode({"SAMLRequest": packed.decode(), "RelayState": relay})
        return Begun(f"{place}{'&' if '?' in place else '?'}{more}", state=asked, nonce=relay)

    def received(self, form: Mapping[str, str], *, back: str, now: datetime) -> Brought:
        """The answer in a form, once all of it holds but whose browser brings it. Raises AnswerRefused."""
        response = parsed(form.get("SAMLResponse", ""))
        _demand_success(response)
        assertion = signed_assertion(response, self.provider.certificates)
        self._demand(response, assertion, back, now)
        return Brought(
            request=response.get("InResponseTo"),
            relay=form.get("RelayState", ""),
            answer=assertion.get("ID"),
            said=self._said(assertion, back),
        )

    def leave(self, *, back: str, now: datetime) -> str | None:
        """Where to sign out at the provider too, if the operator named such a place. It gets no message of SAML."""
        return self.provider.sign_out_url or None

    def _demand(self, response: Any, assertion: Any, back: str, now: datetime) -> None:
        """Everything that must hold of it. Raises AnswerRefused with a word for the first that does not."""
        if response.get("InResponseTo") is None:
            raise AnswerRefused("unasked")
        asked = response.get("InResponseTo")
        confirmed = _only(assertion, "./saml:Subject/saml:SubjectConfirmation", "method")
        data = _only(confirmed, "./saml:SubjectConfirmationData", "method")
        conditions = _only(assertion, "./saml:Conditions", "conditions")
        signed_in = _only(assertion, "./saml:AuthnStatement", "conditions")
        restrictions = Xml.query(conditions, "./saml:AudienceRestriction")
        issuers = [each.text for each in Xml.query(response, "./saml:Issuer | ./saml:Assertion/saml:Issuer")]
        begins = [_instant(each) for each in (conditions.get("NotBefore"), assertion.get("IssueInstant")) if each]
        ends = [_instant(each) for each in (
            data.get("NotOnOrAfter") or "missing", conditions.get("NotOnOrAfter"), signed_in.get("SessionNotOnOrAfter"),
        ) if each]  # fmt: skip
        holds = {
            "version": response.get("Version") == assertion.get("Version") == "2.0",
            "issuer": set(issuers) == {self.provider.issuer},
            "destination": response.get("Destination") == back,
            "recipient": data.get("Recipient") == back,
            "unasked": data.get("InResponseTo") == asked,
            "method": confirmed.get("Method") == Words.CM_BEARER and data.get("NotBefore") is None,
            "conditions": {each.tag for each in conditions} <= _CONDITIONS,
            "audience": bool(restrictions) and all(entity(back) in _audiences(each) for each in restrictions),
            "too early": all(each <= now + SKEW for each in begins),
            "too late": all(now - SKEW < each for each in ends)
            and now - LONGEST - SKEW <= _instant(assertion.get("IssueInstant")),
        }
        wrong = [why for why, held in holds.items() if not held]
        if wrong:
            raise AnswerRefused(wrong[0])

    def _said(self, assertion: Any, back: str) -> Said:
        emails = _values(assertion, self.provider.email_attribute)
        email = addresses.folded(emails[0]) if len(emails) == 1 and emails[0].strip() else None
        classes = Xml.query(assertion, "./saml:AuthnStatement/saml:AuthnContext/saml:AuthnContextClassRef")
        return Said(
            issuer=self.provider.issuer,
            subject=self._subject(assertion, back),
            email=email,
            # SAML has no word for it: with `email_attribute` the operator says that these are the organisation's own.
            verified=email is not None,
            acr=classes[0].text if classes else None,
        )

    def _subject(self, assertion: Any, back: str) -> str:
        """The provider's own number for the person: the attribute that was configured, else a persistent NameID."""
        if self.provider.subject_attribute:
            found = _values(assertion, self.provider.subject_attribute)
        else:
            name = _only(assertion, "./saml:Subject/saml:NameID", "name id")
            theirs = name.get("NameQualifier") in (None, self.provider.issuer)
            ours = name.get("SPNameQualifier") in (None, entity(back))
            found = [name.text or ""] if name.get("Format") == metadata.PERSISTENT and theirs and ours else []
        if len(found) != 1 or not 0 < len(found[0].strip()) <= len(found[0]) <= 255:
            raise AnswerRefused("name id")
        return found[0]


def _demand_success(response: Any) -> None:
    """Raise AnswerRefused for an answer without an assertion. Nobody signs these; nothing else is taken from one."""
    codes = [str(each) for each in Xml.query(response, "./samlp:Status//samlp:StatusCode/@Value")]
    if codes[:1] != [Words.STATUS_SUCCESS]:
        raise AnswerRefused("error" if _BROKEN_OFF.isdisjoint(codes) else "denied")


def _only(parent: Any, path: str, why: str) -> Any:
    found = Xml.query(parent, path)
    if len(found) != 1:
        raise AnswerRefused(why)
    return found[0]


def _audiences(restriction: Any) -> list[str | None]:
    return [each.text for each in Xml.query(restriction, "./saml:Audience")]


def _values(assertion: Any, name: str) -> list[str]:
    """The plain values of one attribute, over all statements; one with elements in it counts as empty."""
    path = "./saml:AttributeStatement/saml:Attribute[@Name = $tagid]/saml:AttributeValue"
    return ["" if len(each) else each.text or "" for each in Xml.query(assertion, path, None, name)]


def _instant(text: str) -> datetime:
    """An instant of an assertion. Raises AnswerRefused where it is missing or not in UTC, as SAML core 1.3.3 wants it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise AnswerRefused("times") from error
    if found.utcoffset() is None:
        raise AnswerRefused("times")
    return found.astimezone(UTC)
