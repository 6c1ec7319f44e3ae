"""The pages of meetings in every state keep the rules of the house."""

from __future__ import annotations

from flask import Flask

from tests.clocks import MovableClock
from tests.house.page import PageClient
from tests.house.scene import Scene, make_scene


def enter(app: Flask, scene: Scene, who: str) -> PageClient:
    client = PageClient(app)
    client.carry(scene.token_of(who))
    return client


def test_pages_of_meetings(app: Flask, clock: MovableClock) -> None:
    scene = make_scene(app)
    clinic, slot = f"/clinics/{scene.meeting['clinic_id']}/meetings", scene.meeting["slot"]
    meeting = f"{clinic}/{scene.meeting['meeting_id']}"
    for who in ("owner", "newcomer"):
        enter(app, scene, who).page(f"{clinic}/")
    supervisor = enter(app, scene, "supervisor")
    for path in (f"{clinic}/", f"{clinic}/new?kind=caseload", meeting, f"{meeting}/rhythm"):
        supervisor.page(path)
    supervisor.press(supervisor.page(f"{meeting}/rhythm"), "Save", status=422, every="20")
    supervisor.press(supervisor.page(f"{meeting}/{slot}/change"), "Save", status=422, reason="")
    supervisor.press(supervisor.page(f"{meeting}/{slot}"), "Save", status=422, note="Born 4 May 1961.")
    owner = enter(app, scene, "owner")
    held = owner.press(owner.page(meeting), "Held, and everybody came")
    assert "Take back" in held.text
    clock.move(days=20)
    scene.now = clock.now()
    assert "Overdue" in enter(app, scene, "owner").page(meeting).text
    assert enter(app, scene, "owner").page("/home").text.count("Next meeting") == 1
