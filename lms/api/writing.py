"""Writes of programs: done once for each Idempotency-Key, with a line in the record, committed once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, request

from lms.audit.actions import record, seal
from lms.errors import Invalid
from lms.people.tokens import answers
from lms.people.tokens.models import ApiToken
from lms.visit import actor, api_token, db, now

KEY_MOST = 200
KEPT_HEADERS = ("Content-Type", "Cache-Control", "ETag", "Location")
ON_CONDITION = "If-Match"


def write(act: Callable[[], Response]) -> Response:
    """Do a write in this request's transaction; a key that came before is answered as it was. Raises Refusal."""
    token = api_token()
    if token is None:
        raise RuntimeError("a write came in without a token")
    key = _key()
    if key is not None:
        earlier = answers.begin(db(), token_id=token.id, key=key, asked_hash=_asked(), now=now())
        if earlier is not None:
            return _again(earlier)
    made = act()
    _note(token)
    if key is not None:
        kept = {name: made.headers[name] for name in KEPT_HEADERS if name in made.headers}
        answer = answers.Answer(made.status_code, made.get_data(as_text=True), kept)
        answers.finish(db(), token_id=token.id, key=key, answer=answer)
    seal(db())
    db().commit()
    return made


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= KEY_MOST:
        raise Invalid(f"An Idempotency-Key has 1 to {KEY_MOST} characters.")
    return key


def _asked() -> str:
    condition = request.headers.get(ON_CONDITION, "")
    return answers.hash_of(
        request.method.encode(),
        request.full_path.encode(),
        condition.encode("utf-8", "surrogateescape"),
        request.get_data(),
    )


def _again(earlier: answers.Answer) -> Response:
    answer = make_response(earlier.body.encode(), earlier.status)
    for name, value in earlier.headers.items():
        answer.headers[name] = value
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _note(token: ApiToken) -> None:
    who = actor()
    said = {"method": request.method, "endpoint": request.endpoint or "", "prefix": token.prefix}
    record(
        db(), chain=who.organisation_id, actor_id=who.account_id, at=now(), act="token.used", subject_kind="apitoken",
        subject_id=token.id, details=said,
    )  # fmt: skip
