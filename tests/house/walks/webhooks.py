"""The pages of webhooks in every state keep the rules of the house."""

from __future__ import annotations

from flask import Flask

from tests.house.kept_scene import make_scene
from tests.house.walks import enter


def pages_of_webhooks(app: Flask) -> None:
    scene = make_scene(app)
    chief = enter(app, scene, "administrator")
    start = chief.page("/admin/webhooks/")
    chief.press(start, "Add the webhook", status=422, url="http://hooks.saltmarsh.example/")
    one = f"/admin/webhooks/{scene.keeping['webhook_id']}"
    assert "Given up" in chief.page(one).text
    chief.press(chief.page(one), "Send again")
    made = chief.press(chief.page(one), "Make a new secret")
    assert "whsec_" in made.text
    chief.press(chief.page(one), "Pause")
    assert "Resume" in chief.page(one).text
    added = chief.press(
        start, "Add the webhook", url="https://hooks.saltmarsh.example/other", events="certificate.issued"
    )
    assert "No message yet" in added.text
    for path in (one, added.path):
        chief.press(chief.page(path), "Remove")
    assert "No webhook yet" in chief.page("/admin/webhooks/").text
