"""The pages of continuing education in every state keep the rules of the house (tests/house/page.py)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.credit.approved import put_on_shelf
from tests.credit.filling import CONFIRMED, PROVIDER, approval_of
from tests.house.page import PageClient
from tests.house.scene import Scene, make_people, make_scene

pytestmark = pytest.mark.alike


def enter(app: Flask, scene: Scene, who: str) -> PageClient:
    client = PageClient(app)
    client.carry(scene.token_of(who))
    return client


def test_pages_of_continuing_education_with_nothing_there(own_app: Flask) -> None:
    scene = make_people(own_app)
    put_on_shelf(scene.services.settings.data_path)
    ce = enter(own_app, scene, "CE administrator")
    assert "No approvals: certificates carry no credit" in ce.page("/ce-admin/").text
    ce.press(ce.page("/ce-admin/provider"), "Save the provider", status=422)
    ce.press(ce.page("/ce-admin/provider"), "Save the provider", **PROVIDER)
    ce.page("/ce-admin/accreditors/")
    harbor = ce.page("/ce-admin/accreditors/harbor")
    ce.press(harbor, "Confirm these rules", status=422)
    ce.page("/ce-admin/approvals/")
    form = ce.page("/ce-admin/approvals/add")
    if scene.services.settings.demo:
        assert "This is a demonstration" in form.text
    else:
        ce.press(form, "Add the approval", status=422)
        tomorrow = (scene.now.date() + timedelta(days=1)).isoformat()
        added = ce.press(form, "Add the approval", **approval_of(scene.now.date()) | {"term_end": tomorrow})
        assert "ends tomorrow" in added.text
    assert "Take the confirmation back" in ce.press(harbor, "Confirm these rules", **CONFIRMED).text


def test_pages_of_continuing_education_with_an_approval(app: Flask) -> None:
    scene = make_scene(app)
    ce = enter(app, scene, "CE administrator")
    ce.page("/ce-admin/")
    ce.page("/ce-admin/approvals/")
    approval = ce.page(f"/ce-admin/approvals/{scene.credit['approval_id']}")
    ce.press(approval, "Withdraw", status=422)
    assert "Withdrawn from" in ce.press(approval, "Withdraw", reason="The council took it back").text
