"""The conversation with one OpenID provider: authorisation code flow with PKCE, state and nonce.

OpenID Connect Core 1.0 section 3.1, RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RP-Initiated Logout 1.0.
Protocol and signatures are Authlib's and joserfc's; what must hold of an answer is said here.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from lms.people import addresses
from lms.people.identity.refusing import AnswerRefused, ProviderAway
from lms.people.identity.rules import SKEW, Begun, IdentityProvider, Said, safe_address

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Only keys that the provider alone holds: no `none`, nothing signed with a secret that we hold too."""
ID_TOKEN = "JWT"
"""The type that an ID token has, or none at all; tokens for other ends say theirs, such as `at+jwt` (RFC 9068)."""
KEPT = timedelta(hours=1)
_ASKED_AGAIN = timedelta(minutes=1)
_LET_BE = timedelta(seconds=10)
_TIMEOUT = (4, 8)
_LARGEST = 512 * 1024


@dataclass(frozen=True)
class _Kept:
    value: Any
    at: datetime


class Conversation:
    """One for each provider and process; metadata and keys are kept for an hour."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider
        self._metadata: _Kept | None = None
        self._keys: _Kept | None = None
        self._away_since: datetime | None = None

    def begin(self, *, back: str, now: datetime) -> Begun:
        """A new way there; `back` is our address to which the provider sends the browser. Raises ProviderAway."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        metadata = self._described(now)
        with self._client(metadata, back) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(str(url), state, nonce, verifier)

    def finish(self, answer: Mapping[str, str], begun: Begun, *, back: str, now: datetime) -> Said:
        """What the provider says of who signed in, once all of it holds; `answer` is the query it sent the browser back with.

        Raises AnswerRefused, ProviderAway.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise AnswerRefused("state")
        metadata = self._described(now)
        named = answer.get("iss")
        must_name = metadata.get("authorization_response_iss_parameter_supported") is True
        if (named is not None or must_name) and named != self.provider.issuer:
            raise AnswerRefused("issuer")
        if "error" in answer:
            raise AnswerRefused("denied" if answer["error"] == "access_denied" else "error")
        if not answer.get("code"):
            raise AnswerRefused("no code")
        token = self._token(metadata, answer["code"], begun, back)
        claims = self._claims(token, begun.nonce, now)
        found = dict(claims)
        if "email" not in found:
            found |= self._more(metadata, token, found["sub"])
        return self._said(found)

    def leave(self, *, back: str, now: datetime) -> str | None:
        """Where to sign out at the provider too; None where it has no such place. Raises ProviderAway."""
        place = self._described(now).get("end_session_endpoint")
        if not isinstance(place, str) or not safe_address(place):
            return None
        more = urlencode({"client_id": self.provider.client_id, "post_logout_redirect_uri": back})
        return f"{place}{'&' if '?' in place else '?'}{more}"

    def _client(self, metadata: Mapping[str, Any], back: str) -> Any:
        known = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret,
            token_endpoint_auth_method=method,
            scope=" ".join(self.provider.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _token(self, metadata: Mapping[str, Any], code: str, begun: Begun, back: str) -> Mapping[str, Any]:
        try:
            with self._client(metadata, back) as client:
                found = client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    grant_type="authorization_code",
                    code_verifier=begun.verifier,
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            raise ProviderAway(self.provider) from error
        except (AuthlibBaseError, ValueError) as error:
            raise AnswerRefused("code") from error
        if not isinstance(found.get("id_token"), str) or not isinstance(found.get("access_token"), str):
            raise AnswerRefused("no token")
        return dict(found)

    def _claims(self, token: Mapping[str, Any], nonce: str, now: datetime) -> CodeIDToken:
        registry = JWSRegistry(algorithms=SIGNED_WITH, strict_check_header=False)
        one = self.provider
        try:
            try:
                decoded = jwt.decode(token["id_token"], self._key_set(now), registry=registry)
            except InvalidKeyIdError:
                decoded = jwt.decode(token["id_token"], self._key_set(now, anew=True), registry=registry)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": one.issuer},
                    "aud": {"essential": True, "value": one.client_id},
                    "sub": {"essential": True},
                },
                {"nonce": nonce, "client_id": one.client_id, "access_token": token["access_token"]},
            )
            claims.validate(now=int(now.timestamp()), leeway=int(SKEW.total_seconds()))
        except JoseError as error:
            raise AnswerRefused(getattr(error, "claim", None) or error.error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise AnswerRefused("token") from error
        if str(decoded.header.get("typ") or ID_TOKEN).upper() != ID_TOKEN:
            raise AnswerRefused("typ")
        if claims["iss"] != one.issuer:
            raise AnswerRefused("iss")
        return claims

    def _more(self, metadata: Mapping[str, Any], token: Mapping[str, Any], subject: str) -> dict[str, Any]:
        """Address and whether it is verified, from the provider's userinfo, if it is about the same subject."""
        place = metadata.get("userinfo_endpoint")
        if not safe_address(place):
            return {}
        found = self._fetch(str(place), bearer=str(token["access_token"]))
        if found.get("sub") != subject:
            raise AnswerRefused("userinfo")
        return {key: found[key] for key in ("email", "email_verified") if key in found}

    def _said(self, claims: Mapping[str, Any]) -> Said:
        subject, email, amr = claims.get("sub"), claims.get("email"), claims.get("amr")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
            raise AnswerRefused("sub")
        acr = claims.get("acr")
        return Said(
            issuer=self.provider.issuer,
            subject=subject,
            email=addresses.folded(email) if isinstance(email, str) else None,
            verified=claims.get("email_verified") is True,
            acr=acr if isinstance(acr, str) else None,
            amr=tuple(each for each in amr if isinstance(each, str)) if isinstance(amr, list) else (),
        )

    def _described(self, now: datetime) -> Mapping[str, Any]:
        """The provider's metadata. It must name the configured issuer exactly, and safe addresses."""
        if self._metadata is not None and timedelta(0) <= now - self._metadata.at < KEPT:
            found: Mapping[str, Any] = self._metadata.value
            return found
        # A provider that is away is not asked again by everybody who presses the button meanwhile.
        if self._away_since is not None and timedelta(0) <= now - self._away_since < _LET_BE:
            raise ProviderAway(self.provider)
        self._away_since = now
        found = self._fetch(f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self.provider.issuer or not all(safe_address(found.get(each)) for each in needed):
            raise ProviderAway(self.provider)
        self._metadata, self._away_since = _Kept(found, now), None
        return found

    def _key_set(self, now: datetime, *, anew: bool = False) -> KeySet:
        """The provider's keys; an unknown one is looked for again, at most once a minute."""
        limit = _ASKED_AGAIN if anew else KEPT
        if self._keys is not None and timedelta(0) <= now - self._keys.at < limit:
            held: KeySet = self._keys.value
            return held
        found = self._fetch(self._described(now)["jwks_uri"])
        try:
            made = KeySet.import_key_set({"keys": [each for each in found["keys"] if each.get("kty") != "oct"]})
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ProviderAway(self.provider) from error
        self._keys = _Kept(made, now)
        return made

    def _fetch(self, url: str, *, bearer: str | None = None) -> dict[str, Any]:
        """A JSON object from the provider, of bounded size, without following anywhere else. Raises ProviderAway."""
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        try:
            with requests.get(url, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True) as answer:
                text = answer.raw.read(_LARGEST + 1, decode_content=True)
                found = json.loads(text) if answer.status_code == 200 and len(text) <= _LARGEST else None
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise ProviderAway(self.provider) from error
        if not isinstance(found, dict):
            raise ProviderAway(self.provider)
        return found
