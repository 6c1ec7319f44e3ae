"""Organisations are walled off: on every route with an id in it, every id that is somebody else's is not found, and writes nothing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.database import Database
from lms.people.models import Account, RoleHeld
from lms.people.permissions import Permission
from lms.tables import metadata
from lms.visit import Access, db
from lms.web.door import route
from tests.api.program import Program, secret_of
from tests.house.elsewhere import MIGHTY, NEIGHBOUR, Elsewhere, make_elsewhere
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.tables import fingerprint
from tests.house.test_routes import for_programs, routes, values
from tests.people.makers import actor_of

OF_COURSE = "of the course, which is everybody's"
A_WORD = "a word, a day or a number of a list that the program or the course has"
A_SECRET = "a secret that opens to whoever was sent it; that no other is guessed is tested where it is made"
NO_ID = {
    **dict.fromkeys(
        ("course_id", "module_slug", "lesson_slug", "lesson_id", "stop_slug", "check_id", "item_id", "test_id", "case_id",
         "slug", "term_id", "tool_id", "file_name", "skill_id", "todo_id", "role_id"), OF_COURSE),
    **dict.fromkeys(
        ("accreditor", "act", "credit_type", "form", "list_id", "mark", "name", "number", "part", "path", "report_name",
         "slot", "way", "what", "which"), A_WORD),
    **dict.fromkeys(("feed_token", "share_token", "mail_token", "token"), A_SECRET),
    "code": "the code on a certificate, by which anybody checks it",
}  # fmt: skip
"""Name in an address → why nobody's thing stands there."""
NOT_FOUND = {("sign_in.kept", "POST"): 303}
"""(Endpoint, method) → how it says "not found": throwing away what is not there, or not yours, looks and does the same."""
SENT = {
    "api_people.deactivate": {"reason": "She left."},
    "api_roles.move": {"start_date": "2026-07-01", "reason": "The clinic opens later."},
}
"""Endpoint of a write → what is in order to send there, so that nothing but the wall refuses it."""
WRITES = {"Idempotency_Key": "a-wall-is-tried", "If_Match": "*"}
NAMES = ("code",)
"""Columns that name a row in addresses, beside keys."""
ABOVE: dict[str, set[str]] = {"programme_id": set()}
"""Name in an address → the organisations that own such a thing, where it is not one: a programme is above them."""
SHARED: dict[str, set[str]] = {NEIGHBOUR: {"way_id"}, MIGHTY: set()}
"""Who → what she has in common with the owner: an activity for credit is of the whole organisation."""


pytestmark = pytest.mark.alike


@pytest.fixture
def elsewhere(app: Flask) -> Elsewhere:
    return make_elsewhere(make_scene(app))


def ids_in(rule: Rule) -> list[str]:
    """The names in an address that stand for a thing of somebody's."""
    return sorted(name for name in rule.arguments if name not in NO_ID)


def tries(rule: Rule, elsewhere: Elsewhere, own: dict[str, str]) -> Iterator[str]:
    """The owner's things, alone and below what is one's own: at least one id of each address is not one's own."""
    theirs, names = values(rule, elsewhere.scene), ids_in(rule)
    for mine in product((False, True), repeat=len(names)):
        chosen = [name for name, is_mine in zip(names, mine, strict=True) if is_mine]
        if len(chosen) < len(names) and own.keys() >= set(chosen):
            built = rule.build(theirs | {name: own[name] for name in chosen})
            assert built is not None
            yield built[1]


def open_doors(app: Flask, elsewhere: Elsewhere, who: str) -> list[tuple[str, str, int]]:
    """(method, address, status) of everything that answered with more than "not found", or wrote."""
    found = []
    scene, own = elsewhere.scene, elsewhere.own[who]
    client = PageClient(app)
    client.carry(scene.token_of(who))
    program = Program(app, secret_of(scene.services, scene.people[who]))
    assert program.get("/api/v1/meetings").status_code == 200
    before = fingerprint(scene.services.database)
    for rule in routes(app):
        if not ids_in(rule) or SHARED[who] & rule.arguments:
            continue
        for path in tries(rule, elsewhere, own):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                if for_programs(rule):
                    answer = program.send(path, SENT.get(rule.endpoint), method=method, **WRITES)
                else:
                    fields = {} if method == "GET" else {"csrf_token": client.csrf_token()}
                    answer = client.http.open(path, method=method, data=fields)
                if answer.status_code != NOT_FOUND.get((rule.endpoint, method), 404) and not lacks_scope(answer):
                    found.append((method, path, answer.status_code))
    after = fingerprint(scene.services.database)
    found += [("wrote", name, after[name][0]) for name in before if before[name] != after[name]]
    return found


def lacks_scope(answer: TestResponse) -> bool:
    """Whether a program was told that its owner's tokens do not reach this far."""
    return answer.status_code == 403 and "insufficient_scope" in answer.headers.get("WWW-Authenticate", "")


def owners_of(database: Database) -> dict[str, set[str]]:
    """Every value that names a row → the organisations which that row leads to by its foreign keys."""
    leads: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    named: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            for row in connection.execute(select(table)).mappings():
                this = (table.name, "/".join(str(row[key]) for key in keys))
                for column in table.columns:
                    if isinstance(row[column.name], str) and (
                        column.primary_key or column.unique or column.name in NAMES
                    ):
                        named[row[column.name]].add(this)
                    for key in column.foreign_keys:
                        if row[column.name] is not None:
                            leads[this].add((key.column.table.name, str(row[column.name])))
    return {value: set().union(*(_organisations(leads, row) for row in rows)) for value, rows in named.items()}


def _organisations(leads: dict[tuple[str, str], set[tuple[str, str]]], row: tuple[str, str]) -> set[str]:
    seen, waiting = {row}, deque([row])
    while waiting:
        for each in leads[waiting.popleft()] - seen:
            seen.add(each)
            waiting.append(each)
    return {key for table, key in seen if table == "organisation"}


def test_every_id_in_an_address_is_a_thing_of_the_other_organisation(app: Flask, elsewhere: Elsewhere) -> None:
    scene = elsewhere.scene
    owners = owners_of(scene.services.database)
    with scene.services.database.session() as session:
        here = session.get_one(Account, scene.people["owner"]).organisation_id
    wrong = {
        (name, rule.endpoint): owners.get(str(value))
        for rule in routes(app)
        for name, value in values(rule, scene).items()
        if name not in NO_ID and owners.get(str(value)) != ABOVE.get(name, {here})
    }
    assert wrong == {}


def test_no_door_is_shut_but_by_the_wall(app: Flask, elsewhere: Elsewhere) -> None:
    with elsewhere.scene.services.database.session() as session:
        mighty = actor_of(session, elsewhere.scene.people[MIGHTY], elsewhere.scene.now)
    assert [each for each in Permission if not mighty.may(each)] == []
    assert {name for own in elsewhere.own.values() for name in own} <= {
        name for rule in routes(app) for name in ids_in(rule)
    }


@pytest.mark.parametrize("who", [MIGHTY, NEIGHBOUR])
def test_nothing_of_others_is_found_on_any_route(app: Flask, elsewhere: Elsewhere, who: str) -> None:
    assert open_doors(app, elsewhere, who) == []


def test_a_route_without_the_wall_is_told(own_app: Flask) -> None:
    forgetful = Blueprint("forgetful", __name__)

    @route(forgetful, "/forgetful/<account_id>", allow=Access.SIGNED_IN)
    def shows(account_id: str) -> str:
        return db().get_one(Account, account_id).name

    @route(forgetful, "/forgetful/<account_id>/<role_held_id>", allow=Permission.ROLE_CHANGE, methods=["POST"])
    def writes(account_id: str, role_held_id: str) -> str:
        db().get_one(RoleHeld, role_held_id).champion = True
        return account_id

    own_app.register_blueprint(forgetful)
    elsewhere = make_elsewhere(make_scene(own_app))
    owner = elsewhere.scene.people["owner"]
    found = open_doors(own_app, elsewhere, MIGHTY)
    assert ("GET", f"/forgetful/{owner}", 200) in found
    assert [name for what, name, _ in found if what == "wrote"] == ["role_held"], found
