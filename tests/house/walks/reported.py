"""The pages of reported training in every state, of roles and of a file that is checked keep the rules of the house."""

from __future__ import annotations

import io

from flask import Flask

from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.walks import enter


def pages_of_reported_training(app: Flask) -> None:
    scene = make_scene(app)
    owner, imports = scene.people["owner"], "/admin/import/training/"
    enter(app, scene, "program manager").page(imports)
    chief = enter(app, scene, "administrator")
    for path in (
        f"{scene.reported['waiting']}/check",
        f"{scene.reported['done']}/result",
        f"{scene.reported['done']}/undo",
    ):
        chief.page(f"{imports}{path}")
    chief.press(chief.page(imports), "Check the file", status=422)
    chief.press(
        chief.page(f"{imports}{scene.reported['waiting']}/check"), "Import the 1 good row", status=422, leave_out=""
    )
    supervisor = enter(app, scene, "supervisor")
    taking_up = supervisor.page(f"/team/{owner}/hours/reported/{scene.reported['its_report']}")
    supervisor.press(taking_up, "Take it up", status=422, hours="often")
    assert "Taken up by" in supervisor.press(taking_up, "Take it up", hours="1.5").text
    for who, path in (("supervisor", f"/team/{owner}/hours/"), ("owner", "/hours/"), ("owner", "/record/")):
        assert "aken up" in enter(app, scene, who).page(path).text
    undone = chief.press(chief.page(f"{imports}{scene.reported['done']}/undo"), "Undo this import")
    assert "A supervisor took it up since." in undone.text


def pages_of_roles_and_of_a_file_that_is_checked(app: Flask) -> None:
    scene = make_scene(app)
    owner = enter(app, scene, "owner")
    for path in ("/roles/", "/roles/bhcm", "/roles/clerical"):
        owner.page(path)
    stranger = PageClient(app)
    checking = stranger.page("/verify/")
    stranger.press(checking, "Check the file", status=422)
    sent = {**checking.fields("Check the file"), "file": (io.BytesIO(b"%PDF-1.7 of somebody else"), "other.pdf")}
    told = stranger.post("/verify/file", sent, content_type="multipart/form-data")
    assert told.heading == "Nothing is known about this file"
