"""Small rules of the standard that hold everywhere or not at all: looked for in every route, every form and every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from lxml import html
from wtforms import PasswordField

from lms.outbox.models import Letter
from lms.outbox.sending import message
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.house.source import ROOT, files, parse
from tests.web.visitor import Visitor

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string", "system", "popen"}
STORES = re.compile(r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|onpaste|[\"'](?:paste|copy)[\"']")


BY_NAME = re.compile(r"__proto__|\bprototype\b|Object\.(?:assign|setPrototypeOf|fromEntries)|\w\[[^\]]+\]\s*=(?!=)")


def test_scripts_set_nothing_by_a_name_that_came_in() -> None:
    """So that no input becomes a property of all objects (ASVS 5.0.0, V15.3.6)."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in files(ROOT / "lms" / "static", ".js")}
    assert len(texts) >= 4
    assert [name for name, text in texts.items() if BY_NAME.search(text)] == []
    assert all(map(BY_NAME.search, ("kept[name] = value", "Object.assign(kept, sent)", "a.__proto__.b")))


@pytest.mark.alike
def test_no_route_answers_trace(app: Flask) -> None:
    assert [rule.rule for rule in app.url_map.iter_rules() if {"TRACE", "CONNECT"} & (rule.methods or set())] == []
    assert app.test_client().open("/sign-in", method="TRACE").status_code == 405


@pytest.mark.alike
def test_nothing_of_development_is_there_unless_it_is_asked_for(app: Flask) -> None:
    assert not app.debug
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("workbench.", "demo."))] == []
    assert app.test_client().get("/styleguide").status_code == 404


@pytest.mark.alike
@pytest.mark.parametrize(
    "path", ["/static", "/static/", "/content/", "/files/", "/.git/config", "/data/", "/static/../"]
)
def test_no_folder_is_listed(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


@pytest.mark.alike
def test_every_field_for_a_password_hides_it(app: Flask) -> None:
    asked = [
        (form.__qualname__, name, field.field_class)
        for form in _below(FlaskForm)
        if form.__module__.startswith("lms.")
        for name, field in vars(form).items()
        if "password" in name and hasattr(field, "field_class")
    ]
    assert len(asked) >= 6
    assert [each for each in asked if not issubclass(each[2], PasswordField)] == []


def test_a_password_may_be_pasted_and_filled_in_and_does_not_run_out(cast: Cast, clock: MovableClock) -> None:
    found = []
    for path, visitor in (("/sign-in", Visitor(cast.app)), ("/account/", cast.enter("Odile"))):
        found += visitor.open(path).tree.xpath("//input[@type='password']")
    assert {each.get("autocomplete") for each in found} == {"current-password", "new-password"}
    assert [each for each in found if {"readonly", "maxlength", "onpaste"} & set(each.keys())] == []
    clock.move(days=4000)
    assert Visitor(cast.app).sign_in("Odile").path == "/team/"


@pytest.mark.alike
def test_signing_out_is_on_every_page_of_the_signed_in(cast: Cast) -> None:
    odile = cast.enter("Odile")
    without, seen = [], 0
    for rule in cast.app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        answer = odile.client.get(rule.rule)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen += 1
            if not html.document_fromstring(answer.text).xpath("//form[@action='/sign-out']//button"):
                without.append(rule.rule)
    assert seen > 40
    assert without == []


def test_no_text_is_run_as_code() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), node.lineno, name)
        for path in files(ROOT / "lms", ".py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and (name := _called(node.func)) in RUNS_TEXT
    ]
    assert found == []


def test_scripts_store_nothing_and_let_people_paste() -> None:
    scripts = [path for path in files(ROOT / "lms" / "static", ".js") if "htmx" not in path.name]
    assert scripts
    assert [(path.name, found.group()) for path in scripts if (found := STORES.search(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("field", ["to", "subject"])
def test_what_is_typed_adds_no_line_to_the_head_of_a_letter(field: str) -> None:
    now = datetime(2026, 5, 4, tzinfo=UTC)
    given = {"to": "tomas@saltmarsh.example", "subject": "Hello", field: "x@y.example\r\nBcc: everybody@evil.example"}
    letter = Letter(id="0123456789abcdef", kind="test", text="Words.", created_at=now - timedelta(hours=1), **given)
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        message(letter, "training@saltmarsh.example")


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _called(function: ast.expr) -> str:
    """The name of a builtin or of a method; `re.compile` is none of what is looked for."""
    if isinstance(function, ast.Attribute):
        return "" if function.attr in {"compile", "exec"} else function.attr
    return function.id if isinstance(function, ast.Name) else ""
