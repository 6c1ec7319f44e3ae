"""`/api/`: the reference for people who write programs, and the description that it is made of, for the programs."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json, make_response, render_template

from lms.api.answering import conditional
from lms.people.tokens.rules import SCOPES
from lms.visit import Access, services

bp = Blueprint("api_reference", __name__)


def _open(rule: str, view: Any) -> None:
    view.lms_allow = Access.ANYONE
    bp.add_url_rule(rule, view.__name__, view)


@cache
def description(app: Flask) -> bytes:
    """The description as it is served, made once for each process."""
    from lms.api.describing import describe

    return (json.dumps(describe(app), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def described() -> Response:
    """The description, as JSON."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    answer = make_response(description(app))
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Cache-Control"] = "no-cache"
    return conditional(answer)


def reference() -> str:
    """Every address with what it takes and gives, and an example to copy."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    found = json.loads(description(app))
    return render_template(
        "api.html",
        tags=[each["name"] for each in found["tags"]],
        operations=[
            {"method": method.upper(), "path": path, **operation}
            for path, methods in found["paths"].items()
            for method, operation in methods.items()
        ],
        schemas=found["components"]["schemas"],
        scopes=SCOPES.values(),
        base_url=services().settings.base_url,
    )


_open("/api/", reference)
_open("/api/openapi.json", described)
