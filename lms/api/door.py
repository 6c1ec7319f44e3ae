"""The JSON door: a view states who may enter, answers with data, and every refusal is a problem document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, request
from flask_login import current_user

from lms.errors import NotFound, Refusal, TooMany
from lms.people.permissions import Permission
from lms.visit import actor, note_outage, problem, refuse_nul

View = Callable[..., dict[str, Any]]

TITLES = {404: "Not found", 409: "Not done", 422: "Not understood", 429: "Too many requests"}


def route(bp: Blueprint, rule: str, *, allow: Permission) -> Callable[[View], View]:
    """Register a view that reads, together with the permission that lets somebody in."""

    def register(view: View) -> View:
        @wraps(view)
        def enter(**values: Any) -> Response:
            return _enter(view, allow, values)

        enter.lms_allow = allow  # type: ignore[attr-defined]
        bp.add_url_rule(rule, view.__name__, enter, methods=["GET"])
        return view

    return register


def _enter(view: View, allow: Permission, values: dict[str, Any]) -> Response:
    refuse_nul()
    if not current_user.is_authenticated:
        answer = problem(
            401, "Not signed in", "Sign in on the pages first; the session's cookie opens this address too."
        )
        answer.headers["WWW-Authenticate"] = 'Cookie realm="Linchpin", form-action="/sign-in", cookie-name="lms"'
        return answer
    if not actor().may(allow):
        raise NotFound()
    answer = make_response(json.dumps(view(**values), ensure_ascii=False, default=_plain, sort_keys=False))
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def blueprint(name: str, prefix: str) -> Blueprint:
    """A blueprint whose refusals are problem documents."""
    made = Blueprint(name, __name__, url_prefix=prefix)
    made.register_error_handler(Refusal, _refused)
    made.register_error_handler(Exception, _broken)
    return made


def _refused(error: Refusal) -> Response:
    answer = problem(error.status, TITLES.get(error.status, "Refused"), error.sentence)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _broken(error: Exception) -> Response:
    outage = note_outage(error)
    if outage is not None:
        answer = problem(503, outage.title, outage.sentence)
        answer.headers["Retry-After"] = str(outage.retry_after)
        return answer
    current_app.logger.error("%s", request.url_rule, exc_info=error)
    return problem(500, "Broken", "Something went wrong on our side. It was not anything you did.")
