"""The description of the door as OpenAPI 3.1, made of the views and their models; only when somebody asks for it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from pydantic import BaseModel
from werkzeug.routing import Rule

from lms.api.door import ADDRESS, Described
from lms.people.tokens.rules import SCOPES

ABOUT = """Training of Collaborative Care teams: people, roles, readiness, completions and certificates. \
docs/api.md tells the same in sentences."""
CONDITIONAL = "The ETag that reading this gave. Without it 428, changed meanwhile 412."
REFUSALS = {
    400: "The body is not JSON.",
    401: "No token, or one that opens nothing any more.",
    403: "The token does not have the scope.",
    404: "There is nothing here for you.",
    409: "It cannot be done as things stand.",
    412: "Changed since it was read.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    422: "Some of what was sent does not fit.",
    428: "If-Match is missing.",
    429: "Asked too often; Retry-After says how many seconds to wait.",
}
OF_WRITES = (400, 409, 412, 413, 415, 422, 428)


class FieldProblem(BaseModel):
    """What is wrong with one field; null: with no field alone."""

    field: str | None
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


def describe(app: Flask) -> dict[str, Any]:
    """The description of every address of this version."""
    from spectree import Response, SpecTree

    tree = SpecTree(
        "flask", mode="strict", title="Linchpin", version="1.0.0", description=ABOUT, path="described", annotations=False,
        page_templates={}, naming_strategy=_name, nested_naming_strategy=lambda _parent, name: name,
        validation_error_model=Problem,
    )  # fmt: skip
    sketch = Flask("described", static_folder=None)
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    for rule in rules:
        told = getattr(app.view_functions[rule.endpoint], "lms_api", None)
        if told is None or not rule.rule.startswith(ADDRESS):
            continue
        good: Any = told.answer if not isinstance(told.answer, str) else None
        answers = {f"HTTP_{told.status}": (good, "Done." if told.body else "Found.")}
        answers |= {f"HTTP_{status}": (Problem, REFUSALS[status]) for status in _refusals(rule, told)}
        described = tree.validate(
            query=told.query,
            json=told.body,
            resp=Response(**answers),
            tags=[told.tag],
            security=[] if told.scope is None else [{"token": [told.scope]}],
            operation_id=rule.endpoint.removeprefix("api_").replace(".", "_"),
            skip_validation=True,
        )(_copy_of(told))
        sketch.add_url_rule(
            rule.rule, rule.endpoint, described, methods=list(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
        )
    tree.register(sketch)
    with sketch.app_context():
        found: dict[str, Any] = tree.spec
    return _finished(found, app)


def _name(model: type[Any]) -> str:
    return model.__name__


def _copy_of(told: Described) -> Any:
    # The description knows a view by its function, and takes name and words from it.
    def view() -> None:
        """Nobody calls this."""

    view.__name__, view.__doc__ = told.view.__name__, told.view.__doc__
    return view


def _refusals(rule: Rule, told: Described) -> list[int]:
    open_to_all = told.scope is None
    always = [404, 429] if open_to_all else [401, 403, 404, 429]
    given = {*always, *([422] if told.query else ()), *(OF_WRITES if told.body else ())}
    if not told.matched:
        given -= {412, 428}
    if isinstance(told.answer, str):
        given |= {409}
    return sorted(given)


def _finished(found: dict[str, Any], app: Flask) -> dict[str, Any]:
    """What the models do not say: media types, tokens, conditions and keys."""
    told: dict[tuple[str, str], Described] = {}
    for rule in app.url_map.iter_rules():
        one = getattr(app.view_functions[rule.endpoint], "lms_api", None)
        if one is not None:
            path = rule.rule.replace("<", "{").replace(">", "}")
            told |= {(path, method): one for method in rule.methods or ()}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _finish(operation, told[path, method.upper()])
    words = ", ".join(f"`{each.id}`" for each in SCOPES.values())
    found["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": f"A token with a scope; the scopes are {words}."}
    }
    found["servers"] = [{"url": "/"}]
    return found


def _finish(operation: dict[str, Any], told: Described) -> None:
    for status, answer in operation["responses"].items():
        content = answer.pop("content", {})
        if int(status) >= 400:
            answer["content"] = {"application/problem+json": next(iter(content.values()))}
        elif isinstance(told.answer, str):
            schema = {"type": "string", "format": "binary"} if "json" not in told.answer else {"type": "object"}
            answer["content"] = {told.answer: {"schema": schema}}
        else:
            answer["content"] = content
    headers = [("If-None-Match", False, "An ETag; 304 where it still stands.")] if not told.body else []
    if told.body:
        headers.append(("Idempotency-Key", False, "The same key and request again: the first answer again, for a day."))
    if told.matched:
        headers.append(("If-Match", True, CONDITIONAL))
    if not told.body:
        operation["responses"]["304"] = {"description": "Not changed."}
    operation["parameters"] += [
        {"name": name, "in": "header", "required": needed, "description": said, "schema": {"type": "string"}}
        for name, needed, said in headers
    ]
