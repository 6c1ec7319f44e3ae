"""What a verifier needs: our public keys, and which certificates do not count any more."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from lms.credit import keys, status_lists
from lms.web.door import Access, db, now, route, services

bp = Blueprint("published", __name__)


@route(bp, "/.well-known/did.json", allow=Access.ANYONE)
def did() -> ResponseReturnValue:
    """The DID document: every key that ever signed, old ones too."""
    return _open(jsonify(keys.did_document(services().keys, keys.published(db()))), "application/did+json")


def _open(answer: Response, kind: str) -> Response:
    """For programs of other sites, too: it is the same for everybody."""
    answer.mimetype = kind
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


@route(bp, "/credentials/status/<int:number>", allow=Access.ANYONE)
def status_list(number: int) -> ResponseReturnValue:
    """Which certificates do not count any more, as of now."""
    return _list(number, "revocation")


@route(bp, "/credentials/status/<int:number>/replaced", allow=Access.ANYONE)
def replaced_list(number: int) -> ResponseReturnValue:
    """Which of them a newer one replaces."""
    return _list(number, "refresh")


def _list(number: int, purpose: status_lists.Purpose) -> ResponseReturnValue:
    made = status_lists.signed_list(db(), services().keys, number=number, purpose=purpose, now=now())
    return _open(jsonify(made), "application/vc")
