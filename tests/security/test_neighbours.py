"""Somebody with every kind of access in the clinic next door: of this clinic's people nothing is theirs to see or change."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.people import actions
from lms.people.models import Account, RoleHeld
from lms.people.permissions import AUDITOR, GRANT_KINDS, SYSTEM
from lms.people.queries import clinics_of
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.scene import Scene
from tests.house.tables import fingerprint
from tests.house.test_routes import HARMLESS, REACH, address, for_programs, methods_at, routes
from tests.people.makers import PASSWORD, make_account


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def neighbour(app: Flask, scene: Scene) -> PageClient:
    database = scene.services.database
    with database.session() as session:
        owner = session.get_one(Account, scene.people["owner"])
        here = session.get_one(RoleHeld, scene.role).clinic_id
        organisation = owner.organisation_id
        beside = next(each.id for each in clinics_of(session, organisation) if each.id != here)
    account = make_account(database, scene.now, organisation, "Nils Nextdoor", kinds=(), clinic_id=beside, role="pcp")
    with database.session(write=True) as session:
        for kind in GRANT_KINDS:
            actions.grant(
                session, actor=SYSTEM, now=scene.now, account_id=account, kind=kind, organisation_id=organisation,
                clinic_id=beside, to_date=scene.now.date() if kind == AUDITOR else None,
            )  # fmt: skip
        session.commit()
    client = PageClient(app)
    client.sign_in("nils@saltmarsh.example", PASSWORD)
    return client


def test_nothing_of_the_clinic_next_door_is_found(app: Flask, scene: Scene, neighbour: PageClient) -> None:
    wrong = []
    before = fingerprint(scene.services.database)
    token = neighbour.csrf_token()
    # A skill is the course's: whoever holds a role may ask to be seen in it. An activity for credit is the whole
    # organisation's, and everybody's way through it her own.
    theirs = [rule for rule in routes(app) if any(name in REACH for name in {*rule.arguments} - {"skill_id", "way_id"})]
    assert len(theirs) > 40
    for rule in theirs:
        path = address(rule, scene)
        answers = [neighbour.http.get(path)]
        if "POST" in methods_at(app, rule.rule):
            answers.append(neighbour.http.post(path, data={"csrf_token": token, "reason": "Because", "go": "accept"}))
        for answer in answers:
            harmless = (rule.endpoint, answer.status_code) == HARMLESS
            # A program writes with a token alone; tests/api/test_writes.py sends it one.
            unasked = answer.status_code == 401 and answer.request.method == "POST" and for_programs(rule)
            if answer.status_code not in (404, 405) and not harmless and not unasked:
                wrong.append((answer.request.method, rule.rule, answer.status_code))
    assert wrong == []
    assert fingerprint(scene.services.database) == before


def test_no_list_and_no_file_names_people_of_the_clinic_next_door(scene: Scene, neighbour: PageClient) -> None:
    for path in (
        "/team/",
        "/team/?q=marisol",
        f"/team/?clinic={scene.people['owner']}",
        "/team/readiness.csv",
        "/api/v1/readiness",
        "/admin/people/",
        "/admin/people/?q=marisol",
        "/admin/import/",
        "/ce-admin/certificates/",
        "/account/export.zip",
    ):
        answer = neighbour.http.get(path)
        assert answer.status_code == 200, path
        for said in (b"Marisol Tavares", b"marisol@", scene.people["owner"].encode(), scene.code.encode()):
            assert said not in answer.data, (path, said)
