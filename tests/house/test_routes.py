"""Who may enter: every route says it, docs/permissions.md shows it, and a cast of people tries every door."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.people.permissions import EVERY_ACCOUNT, GIVES, Permission
from lms.settings import Settings
from lms.web.door import Access, permissions_of
from tests.house.documents import PERMISSIONS, permissions_page
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.reach import REACH
from tests.house.scene import CAST, Scene
from tests.house.tables import fingerprint

EVERYONE = [*CAST, "signed out"]
WENT_WELL = {200, 301, 303, 409, 410, 422}  # Refusals with a sentence are answers to somebody who may ask.

DONE_IMPORTS = ("result", "undo")
# A preview checks the tokens of its own forms, and takes nobody else's; who may not enter it finds nothing.
ANSWERED = "saml_answers.answer"
"""Takes what a provider signed instead of a token; here there is no such provider."""
INSIDE = "upload_preview.page"
# Throwing away what is not there, or not yours, looks and does the same: nothing.
HARMLESS = ("sign_in.kept", 303)
LAST = ("merging.join", "webhooks.remove")
# On PostgreSQL these ask for every page that opens to them; who may not enter is told so by the same rows on both engines.
MOST = ("owner", "program manager", "administrator")
# Together with these, who there ask for what opens to nobody before them, they open every page that opens to anybody.
OPEN_ALL = (*MOST, "supervisor", "CE administrator", "author", "programme lead")
# Where no view takes a method, the router says so before anybody is looked at: two ask.
ASK_FOR_NOTHING = {"owner", "signed out"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the routes of the demonstration and of development."""
    return replace(settings, demo=True, development=True)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def routes(app: Flask) -> list[Rule]:
    """All routes; those after which something that others need is gone come last."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in LAST, rule.rule, rule.endpoint))


def methods_at(app: Flask, path: str) -> set[str]:
    """The methods of all routes at an address."""
    return _methods(app)[path]


@cache
def _methods(app: Flask) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods or ())
    return found


def address(rule: Rule, scene: Scene) -> str:
    """The route with the owner's things in it."""
    found = rule.build(values(rule, scene))
    assert found is not None
    return found[1]


def values(rule: Rule, scene: Scene) -> dict[str, Any]:
    """Name in the route → what stands there for the owner's thing."""
    tokens = {
        "sign_in.invitation": scene.invitation,
        "sign_in.reset": scene.reset,
        "sign_in.link": scene.link,
        "own_data.confirm_address": scene.further,
    }
    all_of = {
        "course_id": scene.course.id,
        "module_slug": scene.module.slug,
        "lesson_slug": scene.lesson.slug,
        "stop_slug": scene.course.tour.stops[0].slug,
        "lesson_id": scene.course.tour.stops[0].reads[0].lesson_id,
        "check_id": scene.lesson.checks[0].id,
        "item_id": scene.module.practice.items[0].id,
        "test_id": scene.module.post_test.id,
        "attempt_id": scene.passed_attempt if rule.endpoint == "tests.result" else scene.open_attempt,
        "number": 1 if rule.endpoint.startswith("published.") else 2,
        "path": "account/close" if rule.endpoint == "upload_preview.page" else "content/course.yaml",
        "case_id": scene.case.id,
        "slug": scene.rehearsal.slug if rule.endpoint.startswith("together.") else scene.lab.slug,
        "table_code": scene.table,
        "run_id": scene.run,
        "name": "answers.csv",
        "certificate_id": scene.certificate,
        "report_name": "participation",
        "credit_activity_id": scene.credit["version_id"],
        "code": scene.code,
        "term_id": next(iter(scene.course.glossary)),
        "tool_id": scene.tool.id,
        "file_name": f"{scene.tool.slug}.docx",
        "kept_id": scene.kept,
        "note_id": scene.note,
        "upload_id": scene.upload,
        "publication_id": scene.publication,
        "clinic_page_id": scene.clinic_page,
        "account_id": scene.people["owner"],
        "person_id": scene.people["owner"],
        "role_held_id": scene.role,
        "role_id": "bhcm",
        "change_id": scene.change,
        "pause_id": scene.pause,
        "training_id": scene.training,
        "placement_id": scene.placement,
        "own_training_id": scene.training,
        "own_role_id": scene.role,
        "own_change_id": scene.own_change,
        "own_address_id": scene.address,
        "own_link_id": scene.waiting,
        "way": "saltmarsh",
        "address_id": scene.address,
        "link_id": scene.waiting,
        "grant_id": scene.grant,
        **scene.meeting,
        **scene.skilled,
        **scene.goals,
        **scene.opening,
        **scene.programme,
        **scene.keeping,
        **scene.credit,
        "other_id": scene.people["teammate"],
        "answer_id": scene.spaced,
        "what": what_of(rule),
        "act": "withdraw",
        "form": "csv",
        "signed_in_id": scene.session,
        "import_id": import_of(rule, scene),
        "report_id": scene.reported["report_id"],
        "mail_token": scene.mail,
        "token": tokens.get(rule.endpoint),
        "role_or_person": scene.people["owner"],
    }
    return {name: all_of[name] for name in rule.arguments}


def import_of(rule: Rule, scene: Scene) -> str:
    """An import of the kind that a route is about, done or waiting."""
    kind, _, view = rule.endpoint.rpartition(".")
    if kind == "training_imports":
        return scene.reported["done" if view in DONE_IMPORTS else "waiting"]
    return scene.done_import if view in DONE_IMPORTS else scene.waiting_import


def what_of(rule: Rule) -> str:
    """A word that a route takes for `what`."""
    return {"skills.strike": "strike", "skills.confirm": "confirm", "clinic_skills.change": "undo"}.get(
        rule.endpoint, "start-date"
    )


def may_enter(app: Flask, rule: Rule, who: str) -> bool:
    """The rule: whoever the route admits, and among those whoever reaches the owner's object."""
    allow = permissions_of(app)[rule.endpoint]
    if allow is Access.ANYONE:
        return True
    if who == "signed out":
        return False
    held = set(EVERY_ACCOUNT).union(*(GIVES[kind] for kind in CAST[who][1]))
    if isinstance(allow, Permission) and allow not in held:
        return False
    return all(who in REACH[name] for name in rule.arguments if name in REACH)


def person(app: Flask, scene: Scene, who: str) -> PageClient:
    client = PageClient(app)
    if who != "signed out":
        client.carry(scene.token_of(who))
    return client


def for_programs(rule: Rule) -> bool:
    """Whether a write there comes with a token alone; tests/api sends them."""
    return rule.rule.startswith("/api/v1/")


def asks_to_sign_in(answer: TestResponse, who: str) -> bool:
    if answer.request.path.startswith("/api/"):
        return who == "signed out" and answer.status_code == 401 and "WWW-Authenticate" in answer.headers
    return who == "signed out" and answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


@pytest.mark.alike
def test_every_view_states_who_may_enter(app: Flask) -> None:
    assert {rule.endpoint for rule in routes(app)} - set(permissions_of(app)) == set()


@pytest.mark.alike
def test_the_matrix_in_the_documentation_is_in_step(app: Flask) -> None:
    assert PERMISSIONS.read_text(encoding="utf-8") == permissions_page(app), (
        "docs/permissions.md is out of step; `python -m tests.house.documents` writes it anew, then read the difference"
    )


def once_unless(who: str) -> Any:
    """A case of the test for one person; on SQLite only, unless it opens what nobody else does."""
    return pytest.param(who, marks=() if who in OPEN_ALL else pytest.mark.alike)


@pytest.mark.alike
def test_some_people_open_every_page(app: Flask) -> None:
    pages = [rule for rule in routes(app) if "GET" in rule.methods]
    assert [
        rule.rule for rule in pages if not set(OPEN_ALL) & {who for who in EVERYONE if may_enter(app, rule, who)}
    ] == []


def opens_first_to(app: Flask, rule: Rule) -> str:
    """Who of those that open all comes first among whom an address opens to; nobody where nobody enters."""
    return next((who for who in OPEN_ALL if may_enter(app, rule, who)), "nobody")


def gets(app: Flask, rule: Rule, who: str, scene: Scene) -> bool:
    """Whether somebody is to ask for an address: on SQLite for each that a view answers, on PostgreSQL as `MOST` says."""
    if "GET" not in rule.methods:
        # Another view answers there, and is judged by what it says.
        return "GET" not in methods_at(app, rule.rule) and who in ASK_FOR_NOTHING and scene.services.database.is_sqlite
    if scene.services.database.is_sqlite:
        return True
    return may_enter(app, rule, who) and (who in MOST or opens_first_to(app, rule) == who)


@pytest.mark.parametrize("who", [once_unless(who) for who in EVERYONE])
def test_get_lets_in_whom_it_says_and_writes_nothing(app: Flask, scene: Scene, who: str) -> None:
    """A view answers HEAD as it answers GET, whoever asks: one asks whom it opens to, and one who is sent to sign in."""
    wrong = []
    client = person(app, scene, who)
    before = fingerprint(scene.services.database)
    asked = [rule for rule in routes(app) if gets(app, rule, who, scene)]
    assert asked
    for rule in asked:
        path = address(rule, scene)
        answer = client.http.get(path)
        if "GET" not in rule.methods:
            expected = answer.status_code in (404, 405) or asks_to_sign_in(answer, who)
        elif may_enter(app, rule, who):
            expected = answer.status_code in WENT_WELL and "/sign-in?next" not in answer.headers.get("Location", "")
        else:
            expected = answer.status_code == 404 or asks_to_sign_in(answer, who)
        asks_head = scene.services.database.is_sqlite and who in (opens_first_to(app, rule), "signed out")
        head = client.http.head(path) if asks_head else None
        alike = head is None or (head.status_code == answer.status_code and not head.data)
        if not expected or not alike:
            wrong.append((path, answer.status_code, head and head.status_code, answer.headers.get("Location")))
    assert wrong == []
    assert fingerprint(scene.services.database) == before


@pytest.mark.alike
def test_post_refuses_whom_it_must_and_writes_nothing(app: Flask, scene: Scene) -> None:
    wrong = []
    for who in EVERYONE:
        client = person(app, scene, who)
        token = client.csrf_token()
        before = fingerprint(scene.services.database)
        for rule in routes(app):
            if "POST" in methods_at(app, rule.rule) and may_enter(app, rule, who):
                continue
            if "POST" not in methods_at(app, rule.rule) and who not in ASK_FOR_NOTHING:
                continue
            answer = client.http.post(address(rule, scene), data={"csrf_token": token})
            if "POST" not in methods_at(app, rule.rule):
                expected = answer.status_code in (404, 405)
            elif for_programs(rule):
                expected = answer.status_code == 401
            elif who == "signed out":
                expected = asks_to_sign_in(answer, who)
            else:
                expected = answer.status_code == 404 or (rule.endpoint, answer.status_code) == HARMLESS
            if not expected:
                wrong.append((who, rule.rule, answer.status_code))
        assert fingerprint(scene.services.database) == before, who
    assert wrong == []


@pytest.mark.parametrize("who", ["owner", "program manager", "administrator", "signed out"])
def test_post_lets_in_whom_it_says(app: Flask, scene: Scene, who: str) -> None:
    wrong = []
    for rule in routes(app):
        if "POST" not in rule.methods or not may_enter(app, rule, who):
            continue
        client = person(app, scene, who)
        answer = client.http.post(address(rule, scene), data={"csrf_token": client.csrf_token(), "anchor": "nowhere"})
        went_well = WENT_WELL | ({404} if rule.endpoint in ("lessons.place", "notes.add") else set())
        went_well |= {400} if rule.endpoint == INSIDE else set()
        went_well = {401} if for_programs(rule) else went_well
        if answer.status_code not in went_well or answer.headers.get("Location", "").startswith("/sign-in?"):
            wrong.append((rule.rule, answer.status_code, answer.headers.get("Location")))
    assert wrong == []


@pytest.mark.alike
@pytest.mark.parametrize("who", ["administrator", "signed out"])
def test_post_without_its_token_does_nothing(app: Flask, scene: Scene, who: str) -> None:
    wrong = []
    client = person(app, scene, who)
    before = fingerprint(scene.services.database)
    for rule in routes(app):
        if "POST" not in rule.methods:
            continue
        signs_in = who == "signed out" and permissions_of(app)[rule.endpoint] is not Access.ANYONE
        for token in (None, "forged"):
            answer = client.http.post(address(rule, scene), data={"csrf_token": token} if token else {})
            expected = {303} if signs_in else {400}
            if rule.endpoint == INSIDE and not signs_in:
                expected = {303, 400} if may_enter(app, rule, who) else {404}
            if for_programs(rule):
                expected = {401}
            if rule.endpoint == ANSWERED:
                expected = {409}
            if answer.status_code not in expected:
                wrong.append((rule.rule, answer.status_code, answer.headers.get("Location")))
    assert wrong == []
    assert fingerprint(scene.services.database) == before


def test_a_token_of_somebody_else_is_refused(app: Flask, scene: Scene) -> None:
    others = person(app, scene, "teammate").csrf_token()
    answer = person(app, scene, "owner").http.post("/account/name", data={"csrf_token": others, "name": "Nobody"})
    assert answer.status_code == 400
