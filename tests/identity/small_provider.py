"""A tiny OpenID provider of our own that says whatever a test wants it to, on Authlib's and joserfc's ground."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.cast import Cast, Person
from tests.identity.serving import serving

ACCESS_TOKEN = "opaque-access-token-of-the-small-provider"
KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
OTHER_KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
UNKNOWN_KEY = RSAKey.generate_key(2048, {"kid": "unknown", "use": "sig"})
SHARED = OctKey.import_key("a secret that only tests use" * 2, {"kid": "one"})


class SmallProvider:
    """What it is asked and what it answers; a test changes `claims`, `key`, `algorithm`, `userinfo` or `metadata`."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.keys = [KEY.as_dict(private=False)]
        self.key, self.algorithm = KEY, "ES256"
        self.type: str | None = None
        self.asked: list[dict[str, str]] = []

    def app(self) -> Flask:
        app = Flask("small provider", static_folder=None)

        @app.get("/.well-known/openid-configuration")
        def described() -> Any:
            at = self.issuer
            return jsonify(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorise",
                    "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys",
                    "userinfo_endpoint": f"{at}/userinfo",
                }
                | self.metadata
            )

        @app.get("/keys")
        def keys() -> Any:
            return jsonify({"keys": self.keys})

        @app.get("/userinfo")
        def userinfo() -> Any:
            return jsonify(self.userinfo)

        @app.post("/token")
        def token() -> Any:
            self.asked.append(request.form.to_dict())
            return jsonify({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": self.signed()})

        return app

    def signed(self) -> str:
        header = {"alg": self.algorithm, "kid": self.key.kid} | ({"typ": self.type} if self.type else {})
        if self.algorithm == "none":
            return jwt.encode(header, self.claims, OctKey.import_key("x"), algorithms=["none"])
        return jwt.encode(header, self.claims, self.key, algorithms=[self.algorithm])

    def says(self, now: datetime, nonce: str, **changed: Any) -> None:
        """An answer that holds, but for what is changed; None leaves a claim out."""
        at = int(now.timestamp())
        whole = {
            "iss": self.issuer, "aud": "linchpin", "sub": "s-1", "nonce": nonce, "iat": at, "exp": at + 300,
            "email": "marisol@saltmarsh.example", "email_verified": True,
        } | changed  # fmt: skip
        self.claims = {key: value for key, value in whole.items() if value is not None}


@contextmanager
def small_provider() -> Iterator[SmallProvider]:
    """One, served on this machine until the end of the block."""
    made = SmallProvider()
    with serving(made.app()) as port:
        made.issuer = f"http://127.0.0.1:{port}"
        yield made


def walk(
    cast: Cast, small: SmallProvider, *, person: Person | None = None, way: str = "saltmarsh",
    query: dict[str, str] | None = None, start: str = "", **changed: Any,
) -> Person:  # fmt: skip
    """Out to the small provider and back with what it says; `changed` are claims, `query` what the address carries."""
    person = person or Person(cast.app)
    begun = person.client.get(f"/sign-in/with/{way}{start}")
    assert begun.status_code == 303, begun.text
    sent = {name: values[0] for name, values in parse_qs(urlsplit(begun.location).query).items()}
    small.says(cast.services.clock.now(), **{"nonce": sent["nonce"], **changed})
    back = {"code": "c", "state": sent["state"]} | (query or {})
    person.open(f"/sign-in/with/{way}/done", query_string={name: value for name, value in back.items() if value})
    return person
