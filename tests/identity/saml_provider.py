"""A small SAML provider: reads requests and our metadata, asks who one is, and answers with what it signed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, request
from lxml import etree
from markupsafe import escape
from werkzeug.test import TestResponse

from lms.clock import Clock
from tests.cast import Cast, Person
from tests.identity.saml_answers import SPACES, Asked, assertion, one, packed, response, sign, signer
from tests.identity.serving import serving

BROKEN_OFF = ("Responder", "AuthnFailed")
MD = {"md": "urn:oasis:names:tc:SAML:2.0:metadata", **SPACES}


class SamlProvider:
    """Its issuer is no address of its own, as with many. `clock` is what it goes by; `registered` our metadata."""

    def __init__(self) -> None:
        self.issuer = "urn:example:saltmarsh:idp"
        self.address = ""
        self.clock = Clock()
        self.registered = b""

    def app(self) -> Flask:
        app = Flask("small SAML provider", static_folder=None)

        @app.get("/sign-in")
        def ask() -> str:
            sent = {name: request.args[name] for name in ("SAMLRequest", "RelayState")}
            fields = "".join(
                f'<input type="hidden" name="{name}" value="{escape(each)}">' for name, each in sent.items()
            )
            return (
                f'<title>Saltmarsh</title><form method="post" action="/sign-in"><label>Name <input name="login"></label>{fields}'
                '<button>Sign in</button><button name="cancel" value="yes">Cancel</button></form>'
            )

        @app.post("/sign-in")
        def answer() -> str:
            asked = self.read(dict(request.form))
            found = (
                self.broken_off(asked)
                if request.form.get("cancel")
                else self.answer(
                    asked,
                    subject=f"number of {request.form['login']}",
                    email=f"{request.form['login']}@saltmarsh.example",
                )
            )
            return (
                f'<title>Saltmarsh</title><form method="post" action="{escape(asked.back)}">'
                f'<input type="hidden" name="SAMLResponse" value="{found}">'
                f'<input type="hidden" name="RelayState" value="{escape(asked.relay)}"><button>Continue</button></form>'
            )

        return app

    def read(self, sent: dict[str, str]) -> Asked:
        """What a request asks for, held against the metadata it was told of, as a provider does."""
        tree = etree.fromstring(zlib.decompress(base64.b64decode(sent["SAMLRequest"]), -15))
        asked = Asked(
            tree.get("ID"), tree.get("AssertionConsumerServiceURL"), one(tree, "./saml:Issuer").text, sent["RelayState"]
        )
        assert tree.get("Destination") == f"{self.address}/sign-in"
        if self.registered:
            known = etree.fromstring(self.registered)
            assert known.get("entityID") == asked.entity
            assert known.xpath("//md:AssertionConsumerService/@Location", namespaces=MD) == [asked.back]
        return asked

    def answer(self, asked: Asked, **changed: Any) -> str:
        """An answer with a signed assertion, as a form carries it."""
        now = self.clock.now()
        tree = response(
            asked, self.issuer, now, assertion(asked, self.issuer, now, **{"id": f"_of{asked.id}", **changed})
        )
        sign(one(tree, "./saml:Assertion"), signer())
        return packed(tree)

    def broken_off(self, asked: Asked) -> str:
        """What comes when somebody changes their mind there; nobody signs it."""
        return packed(response(asked, self.issuer, self.clock.now(), "", status=BROKEN_OFF))

    def metadata(self) -> str:
        """What an administrator downloads from it."""
        bare = "".join(signer().certificate.decode().splitlines()[1:-1])
        binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        return (
            f'<md:EntityDescriptor xmlns:md="{MD["md"]}" xmlns:ds="{MD["ds"]}" entityID="{self.issuer}">'
            f'<md:IDPSSODescriptor protocolSupportEnumeration="{MD["samlp"]}"><md:KeyDescriptor use="signing"><ds:KeyInfo>'
            f"<ds:X509Data><ds:X509Certificate>{bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            f'<md:SingleSignOnService Binding="{binding}" Location="{self.address}/sign-in"/></md:IDPSSODescriptor>'
            "</md:EntityDescriptor>"
        )

    def configure(self, data: Path, more: str = "") -> None:
        """The files of this provider in a data folder, as an administrator writes them."""
        folder = data / "sign-in"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "saltmarsh.xml").write_text(self.metadata())
        (folder / "saltmarsh.yaml").write_text(
            "kind: saml\nlabel: Saltmarsh Health\norganisation: Saltmarsh Community Health\ndomains: [saltmarsh.example]\n"
            f"metadata_file: saltmarsh.xml\nemail_attribute: urn:oid:0.9.2342.19200300.100.1.3\n{more}"
        )


@contextmanager
def saml_provider() -> Iterator[SamlProvider]:
    """One, served on this machine until the end of the block, under another name than ours: another site."""
    made = SamlProvider()
    with serving(made.app()) as port:
        made.address = f"http://localhost:{port}"
        yield made


def begin(person: Person, provider: SamlProvider, start: str = "") -> Asked:
    """Set out; what the provider is asked."""
    begun = person.client.get(f"/sign-in/with/saltmarsh{start}")
    assert begun.status_code == 303, begun.text
    sent = parse_qs(urlsplit(begun.location).query)
    return provider.read({name: values[0] for name, values in sent.items()})


def bring(cast: Cast, asked: Asked, answer: str, *, relay: str | None = None) -> TestResponse:
    """Post an answer as a browser does from another site: without the cookie. The response sets none either."""
    form = {"SAMLResponse": answer, "RelayState": asked.relay if relay is None else relay}
    found = cast.app.test_client().post(urlsplit(asked.back).path, data=form)
    assert "Set-Cookie" not in found.headers
    return found


def walk(
    cast: Cast, provider: SamlProvider, *, person: Person | None = None, start: str = "", answer: str | None = None,
    **changed: Any,
) -> Person:  # fmt: skip
    """Out and back with what the provider says; `changed` is as in `assertion`."""
    person = person or Person(cast.app)
    provider.clock = cast.services.clock
    asked = begin(person, provider, start)
    brought = bring(cast, asked, answer or provider.answer(asked, **changed))
    assert brought.status_code == 303, brought.text
    person.open(brought.location)
    return person


def now_of(cast: Cast) -> datetime:
    return cast.services.clock.now()
