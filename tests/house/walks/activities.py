"""The pages of continuing education in every state keep the rules of the house (tests/house/page.py)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from tests.credit.approved import put_on_shelf
from tests.credit.filling import CONFIRMED, DAYS, DETAILS, DISCLOSED, MAKER, PROVIDER, SUPPORT, approval_of
from tests.house.kept_scene import make_scene
from tests.house.scene import make_people
from tests.house.walks import enter


def pages_of_continuing_education_with_nothing_there(own_app: Flask) -> None:
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


def pages_of_continuing_education_with_an_approval(app: Flask) -> None:
    scene = make_scene(app)
    ce = enter(app, scene, "CE administrator")
    ce.page("/ce-admin/")
    ce.page("/ce-admin/approvals/")
    approval = ce.page(f"/ce-admin/approvals/{scene.credit['approval_id']}")
    ce.press(approval, "Withdraw", status=422)
    assert "Withdrawn from" in ce.press(approval, "Withdraw", reason="The council took it back").text


def pages_of_an_activity_from_nothing_to_a_designation(own_app: Flask) -> None:
    scene = make_people(own_app)
    put_on_shelf(scene.services.settings.data_path)
    ce = enter(own_app, scene, "CE administrator")
    ce.press(ce.page("/ce-admin/provider"), "Save the provider", **PROVIDER)
    assert "No activity is prepared" in ce.page("/ce-admin/activities/").text
    ce.press(ce.page("/ce-admin/activities/prepare"), "Begin the version", status=422)
    details = ce.press(ce.page("/ce-admin/activities/prepare"), "Begin the version", unit=scene.module.id)
    at = details.path.removesuffix("details")
    assert "No rules of an accreditor are confirmed" in ce.page(at).text
    ce.press(ce.page("/ce-admin/accreditors/harbor"), "Confirm these rules", **CONFIRMED)
    ce.press(details, "Save the description", status=422, title="")
    ce.press(details, "Save the description", **DETAILS)
    ce.press(ce.page(f"{at}people/add"), "Save", status=422)
    parts = list(scene.module.required)
    disclosure = ce.press(ce.page(f"{at}people/add"), "Save", **MAKER | {"reviewed": parts})
    ce.press(disclosure, "Keep the disclosure", status=422)
    named = ce.press(disclosure, "Keep the disclosure", **DISCLOSED)
    ce.page(disclosure.path)
    ce.page(disclosure.path.removesuffix("/disclosure"))
    ce.press(ce.page(f"{at}support"), "State it", status=422)
    ce.press(ce.page(f"{at}support"), "State it", **SUPPORT)
    ce.page(f"{at}support")
    ce.page(f"{at}hours")
    ce.press(named, "Freeze the content")
    ce.press(ce.page(f"{at}days"), "Save the days", status=422)
    ce.press(ce.page(f"{at}days"), "Save the days", **DAYS)
    ce.press(ce.page(f"{at}hours"), "Keep the rating", status=422)
    for rater in ("Ana Souza", "Piet Vos"):
        ce.press(ce.page(f"{at}hours"), "Keep the rating", rater=rater, rating="3", rated_on="2026-05-03")
    for minutes in ("58", "62", "70"):
        ce.press(
            ce.page(f"{at}hours"), "Keep the time", minutes=minutes, profession="physician", tested_on="2026-05-03"
        )
    ce.press(ce.page(f"{at}hours"), "Work out the hours", signed_by="Ilse Brandt")
    assert "Every method side by side" in ce.page(f"{at}hours").text
    missing = ce.page(f"{at}designate/harbor-medicine")
    assert "No approval of Harbor Council for Continuing Education is in term today." in missing.text
    ce.page("/ce-admin/activities/")
    ce.press(ce.page(f"{at}close"), "Close this version", status=422)
    ce.press(ce.page(f"{at}close"), "Close this version", reason="Replaced by the whole course")


def pages_of_a_designated_activity(app: Flask) -> None:
    scene = make_scene(app)
    ce, at = enter(app, scene, "CE administrator"), f"/ce-admin/activities/{scene.credit['version_id']}/"
    ce.page(at)
    ce.page(f"{at}hours")
    closing = ce.page(f"/ce-admin/designations/{scene.credit['designation_id']}/close")
    ce.press(closing, "Close the designation", status=422)
    assert "Closed: The handbook" in ce.press(closing, "Close the designation", reason="The handbook was revised").text
