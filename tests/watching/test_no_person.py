"""Nobody is in the log: names, addresses, tokens and typed words go through every route, an error and a job, and are looked for."""

from __future__ import annotations

import pytest
from flask import Flask

from lms import worker
from lms.outbox.actions import put
from tests.house.kept_scene import make_scene
from tests.house.scene import CAST, Scene
from tests.house.test_routes import address, person, routes
from tests.people.makers import PASSWORD
from tests.watching.log import kept_log

CANARY = "Canary Bird"
PLACE = "203.0.113.77"
FIELDS = (
    "name", "given_name", "family_name", "email", "address", "password", "text", "note", "reason", "search", "q", "title",
    "value", "answer", "question", "licence", "number", "provider", "to", "next", "back", "request_key", "shared",
)  # fmt: skip


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def secrets_of(scene: Scene) -> set[str]:
    """What may stand in no line: who is here, and what opens a door."""
    people = {word for name, *_ in CAST.values() for word in name.split()}
    doors = {scene.invitation, scene.reset, scene.link, scene.further, scene.mail, scene.code, scene.token_of("owner")}
    typed = {CANARY, CANARY.replace(" ", "+"), CANARY.replace(" ", "%20"), "canary@", "@example", PASSWORD, PLACE}
    return people | doors | typed | set(scene.people.values())


@pytest.mark.alike
@pytest.mark.parametrize("who", ["owner", "administrator"])
def test_nobody_is_in_the_log(app: Flask, scene: Scene, who: str) -> None:
    app.testing = False
    sent = dict.fromkeys(FIELDS, CANARY) | {"email": "canary@example.org"}
    headers = {"User-Agent": CANARY, "Referer": f"http://localhost/{CANARY}", "X-Request-Id": "Canary-Bird"}
    seen = 0
    with kept_log() as log:
        client = person(app, scene, who)
        token = client.csrf_token()
        for rule in routes(app):
            where = {"headers": headers, "environ_overrides": {"REMOTE_ADDR": PLACE}, "buffered": True}
            path = address(rule, scene)
            client.http.get(path, query_string=sent, **where)
            seen += 1
            if "POST" in (rule.methods or ()) and rule.endpoint != "sign_in.sign_out":
                client.http.post(path, data={**sent, "csrf_token": token}, **where)
                seen += 1
        client.http.get(f"/{CANARY}", **where)
        with scene.services.database.independent() as session:
            put(session, kind="mail", key=CANARY, payload={"letter_id": CANARY}, now=scene.services.clock.now())
            put(session, kind=CANARY[:3], key=CANARY, payload={"letter_id": CANARY}, now=scene.services.clock.now())
        worker.run_once(scene.services)
    assert len(log.of("request")) > seen
    assert len(log.of("job")) > 1
    found = {word: line for word in secrets_of(scene) for line in log.text.splitlines() if word in line}
    assert found == {}
