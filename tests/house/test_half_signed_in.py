"""Whoever has taken the first step of a sign-in alone is a stranger at every door but that of the second step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from lms.people.factors.half import open_half
from lms.settings import Settings
from lms.visit import HALF, Access
from lms.web.door import permissions_of
from tests.cast import in_session
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.tables import fingerprint
from tests.house.test_routes import address, routes

pytestmark = pytest.mark.alike


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo=True, development=True)


def test_half_a_sign_in_is_answered_as_a_stranger_everywhere(app: Flask) -> None:
    scene = make_scene(app)
    database = scene.services.database
    token = in_session(
        database,
        lambda session: open_half(
            session, account_id=scene.people["administrator"], now=scene.now, by="password", shared=False
        ),
    )
    half, nobody = PageClient(app), PageClient(app)
    with half.http.session_transaction() as cookie:
        cookie[HALF] = token
    before, differ, inside = fingerprint(database), [], 0
    for rule in routes(app):
        if rule.endpoint == "second_step.ask":
            continue
        path, answers = address(rule, scene), []
        for client in (half, nobody):
            looked = client.http.get(path)
            answers.append((looked.status_code, looked.headers.get("Location")))
            if "POST" in rule.methods and permissions_of(app)[rule.endpoint] is not Access.ANYONE:
                sent = client.http.post(path, data={"csrf_token": client.csrf_token()})
                answers[-1] += (sent.status_code, sent.headers.get("Location"))
        inside += "/sign-in?" in str(answers[0])
        if answers[0] != answers[1]:
            differ.append((path, *answers))
    assert differ == []
    assert inside > 200
    assert fingerprint(database) == before
    assert half.http.get("/sign-in/second").status_code == 200
