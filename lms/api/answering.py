"""How answers look: JSON with an ETag, conditions on reads and writes, refusals as problem documents (RFC 9457)."""

from __future__ import annotations

import hashlib

from flask import Response, make_response, request
from pydantic import BaseModel, ValidationError

from lms.errors import ManyProblems, Refusal, TooMany
from lms.visit import problem

TITLES = {
    404: "Not found",
    409: "Not done",
    412: "Changed meanwhile",
    422: "Not understood",
    428: "Condition needed",
    429: "Too many requests",
}
HIDDEN = {"extra_forbidden": (None, "There is a name here that this address does not know.")}
"""Problems that would give back what was sent."""


class Changed(Refusal):
    """What stands here is not what the program has read."""

    status = 412


class NoCondition(Refusal):
    """A write that must say which state it changes did not."""

    status = 428


def json_answer(found: BaseModel, status: int = 200) -> Response:
    """The answer with a model in it, and its ETag."""
    answer = make_response(found.model_dump_json().encode(), status)
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Cache-Control"] = "no-store"
    answer.set_etag(_tag(answer.get_data()))
    return answer


def conditional(answer: Response) -> Response:
    """The answer of a read, or 304 where If-None-Match names it. An answer without an ETag gets one of its bytes."""
    if answer.status_code == 200:
        if answer.get_etag()[0] is None:
            answer.set_etag(_tag(answer.get_data()))
        if request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
            answer.status_code = 304
            answer.set_data(b"")
            del answer.headers["Content-Type"]
    return answer


def demand_match(present: BaseModel) -> None:
    """Refuse a write whose If-Match does not name the state that a read would give now. Raises NoCondition, Changed."""
    if "If-Match" not in request.headers:
        raise NoCondition(
            "Send If-Match with the ETag that reading this gave, so that nobody's change is undone unseen."
        )
    tag = _tag(present.model_dump_json().encode())
    if not request.if_match.contains(tag):
        raise Changed("This was changed since it was read. Read it again, then decide.")


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def refused(error: Refusal) -> Response:
    """A refusal as a problem document; `errors` names the fields where there are any."""
    fields = error.fields if isinstance(error, ManyProblems) else {error.field: error.sentence} if error.field else {}
    more = {"errors": [{"field": name, "detail": said} for name, said in fields.items()]} if fields else {}
    answer = problem(error.status, TITLES.get(error.status, "Refused"), error.sentence, **more)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def failed(error: ValidationError) -> Response:
    """What does not fit its model, by field; never with what was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        return problem(400, "Not understood", "The body is not JSON.")
    told = []
    for each in found:
        field, detail = HIDDEN.get(each["type"], (".".join(map(str, each["loc"])) or None, each["msg"]))
        told.append({"field": field, "detail": detail})
    return problem(422, TITLES[422], "Some of what was sent does not fit; errors says what.", errors=told)
