"""The door for programs: who may enter and with which scope, what goes in and out by its model, refusals as problem documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from flask_login import current_user
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException, UnsupportedMediaType

from lms.api.answering import conditional, failed, json_answer, refused
from lms.api.writing import write
from lms.errors import NotFound, Refusal, TooMany
from lms.people import throttling
from lms.people.permissions import Permission
from lms.people.tokens.actions import token_used
from lms.visit import (
    PROBLEMS,
    READS,
    Access,
    Allow,
    actor,
    api_token,
    http_problem,
    note_outage,
    now,
    problem,
    refuse_nul,
    services,
)

ADDRESS = "/api/v1"
BODY_MOST = 64 * 1024
"""Bytes of a request's body."""
PER_TOKEN = throttling.Limit("api-token", 600, 1)
SIGN_IN = 'Bearer realm="Linchpin", Cookie realm="Linchpin", form-action="/sign-in", cookie-name="{}"'

View = Callable[..., Any]


@dataclass(frozen=True)
class Described:
    """What a view takes and gives, for the door and for the description of the door."""

    view: View
    tag: str
    scope: str | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: type[BaseModel] | str
    status: int
    matched: bool

    @property
    def media(self) -> str:
        """The media type of a good answer."""
        return self.answer if isinstance(self.answer, str) else "application/json"


def route(
    bp: Blueprint,
    rule: str,
    *,
    allow: Allow,
    tag: str,
    scope: str | None,
    answer: type[BaseModel] | str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    method: str = "GET",
    status: int = 200,
    matched: bool = False,
) -> Callable[[View], View]:
    """Register a view: who may enter, the scope a token needs, and the models of what goes in and out.

    `answer` is a model, or the media type of an answer that the view makes itself. `matched`: the write wants If-Match.
    """

    def register(view: View) -> View:
        told = Described(view, tag, scope, query, body, answer, status, matched)

        def enter(**values: Any) -> Response:
            return _enter(told, allow, values)

        enter.__doc__ = view.__doc__
        enter.lms_allow = allow  # type: ignore[attr-defined]
        enter.lms_api = told  # type: ignore[attr-defined]
        bp.add_url_rule(rule, view.__name__, enter, methods=[method])
        return view

    return register


def _enter(told: Described, allow: Allow, values: dict[str, Any]) -> Response:
    request.max_content_length = BODY_MOST
    refuse_nul()
    if any("\0" in str(each) for each in values.values()):
        raise NotFound()
    reads = request.method in READS
    if allow is not Access.ANYONE:
        refusal = _refusal(told.scope, allow, reads=reads)
        if refusal is not None:
            return refusal
    given = dict(values)
    if told.query is not None:
        given["asked"] = told.query.model_validate(request.args.to_dict())
    if reads:
        found = told.view(**given)
        return conditional(found if isinstance(found, Response) else json_answer(found))
    if told.body is not None:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType()
        given["sent"] = told.body.model_validate_json(request.get_data())
    return write(lambda: json_answer(told.view(**given), told.status))


def _refusal(scope: str | None, allow: Allow, *, reads: bool) -> Response | None:
    """Why this visitor does not enter, or None; counts the request of a token. Raises NotFound, TooMany."""
    token = api_token()
    if not current_user.is_authenticated or (token is None and not reads):
        said = "Send a token as Authorization: Bearer; a session of the pages may read here, and write nothing."
        answer = problem(401, "Not signed in", said)
        answer.headers["WWW-Authenticate"] = SIGN_IN.format(current_app.config["SESSION_COOKIE_NAME"])
        return answer
    if token is not None:
        _count(token.id)
        if scope not in token.scopes:
            answer = problem(403, "Not in scope", f"This token does not have the scope {scope}.")
            answer.headers["WWW-Authenticate"] = f'Bearer realm="Linchpin", error="insufficient_scope", scope="{scope}"'
            return answer
    if isinstance(allow, Permission) and not actor().may(allow):
        raise NotFound()
    return None


def _count(token_id: str) -> None:
    with services().database.independent() as writer:
        secret = str(current_app.secret_key)
        tally = throttling.tally(writer, PER_TOKEN, token_id, secret=secret, now=now())
        token_used(writer, token_id=token_id, today=actor().today)
    g.api_limits = {
        "RateLimit-Limit": str(PER_TOKEN.most),
        "RateLimit-Remaining": str(tally.left),
        "RateLimit-Reset": str(tally.anew),
    }
    if tally.wait:
        raise TooMany("This token has asked too often. Wait, then go on.", retry_after=tally.wait)


def blueprint(name: str, below: str) -> Blueprint:
    """A blueprint below the address of this version, whose refusals are problem documents."""
    made = Blueprint(name, __name__, url_prefix=f"{ADDRESS}{below}")
    made.register_error_handler(Refusal, refused)
    made.register_error_handler(ValidationError, failed)
    made.register_error_handler(HTTPException, http_problem)
    made.register_error_handler(IntegrityError, _crossed)
    made.register_error_handler(Exception, _broken)
    made.after_request(_limits)
    return made


def _limits(answer: Response) -> Response:
    answer.headers.extend(g.get("api_limits", {}))
    return answer


def _crossed(_error: IntegrityError) -> Response:
    return problem(409, "Not done", "Another request changed the same thing at the same moment. Read it again.")


def _broken(error: Exception) -> Response:
    outage = note_outage(error)
    if outage is not None:
        answer = problem(503, outage.title, outage.sentence)
        answer.headers["Retry-After"] = str(outage.retry_after)
        return answer
    current_app.logger.error("%s", request.url_rule, exc_info=error)
    return problem(500, *PROBLEMS[500])
