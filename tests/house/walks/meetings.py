"""The pages of meetings in every state keep the rules of the house."""

from __future__ import annotations

from flask import Flask

from tests.clocks import MovableClock
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.programmes import lead_of
from tests.house.walks import enter


def pages_of_meetings(app: Flask, clock: MovableClock) -> None:
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
    for day in (slot, "2020-01-01"):
        assert "As it stood on the evening" in enter(app, scene, "supervisor").page(f"{clinic}/?as_of={day}").text
    assert enter(app, scene, "owner").page("/home").text.count("Next meeting") == 1


def pages_of_a_clinic_before_its_first_day(app: Flask) -> None:
    scene = make_scene(app)
    clinic = f"/clinics/{scene.meeting['clinic_id']}"
    listed = f"{clinic}/lists/clinic/{scene.meeting['clinic_id']}/{scene.opening['todo_id']}"
    supervisor, owner = enter(app, scene, "supervisor"), enter(app, scene, "owner")
    role = f"/clinics/roles/{scene.role}"
    assert "no first day" in supervisor.page(f"{clinic}/opening").heading
    supervisor.press(supervisor.page(f"{clinic}/setup"), "Save", opens_on="2027-02-01")
    for path in ("/clinics/", "/overview/", "/overview/?role=bhcm", "/overview/?cohort=2031-01", f"{clinic}/", f"{clinic}/opening", f"{clinic}/opening?hours=2&add=pcp-champion", f"{clinic}/setup",
                 f"{clinic}/checklist", f"{clinic}/handover", listed, f"{role}/checklist", f"{role}/handover", f"{role}/leaving"):  # fmt: skip
        supervisor.page(path)
    supervisor.press(supervisor.page(listed), "Save", status=422, state="not needed", note="")
    supervisor.press(
        supervisor.page(f"{clinic}/setup"), "Save", status=422, **{"used-auxiliary": "no", "reason-auxiliary": ""}
    )
    owner.page("/checklist/")
    for path in (f"{clinic}/opening/share", f"{clinic}/opening/share?hours=2&add=pcp-champion"):
        supervisor.press(supervisor.page(path), "Make the link", status=422, days="0")
        supervisor.press(supervisor.page(path), "Make the link", named="y", note="For the board of directors.")
    visitor = PageClient(app)
    visitor.page(f"/shared/{scene.opening['share_token']}")
    supervisor.press(supervisor.page(f"{clinic}/opening/share"), "Revoke")
    visitor.page("/shared/gone", status=404)


def pages_of_programmes(app: Flask) -> None:
    scene = make_scene(app)
    lead, administrator = enter(app, scene, "programme lead"), enter(app, scene, "administrator")
    programme, organisation, ask = (scene.programme[each] for each in ("programme_id", "organisation_id", "ask_id"))
    one, admin = f"/programmes/{programme}/{organisation}", f"/admin/programmes/{programme}/{organisation}"
    for path in (f"/programmes/{programme}/", f"/programmes/{programme}/ask", f"{one}/", f"{one}/people"):
        lead.page(path)
    page = lead.page(f"/programmes/{programme}/ask?organisation={organisation}")
    lead.press(page, "Ask", status=422)
    for path in ("/admin/programmes/", f"/admin/programmes/asks/{ask}", f"{admin}/", f"{admin}/people",
                 f"{admin}/withdraw/all", f"{admin}/withdraw/names"):  # fmt: skip
        administrator.page(path)
    administrator.press(administrator.page(f"{admin}/withdraw/all"), "Withdraw")
    assert "Nothing." in lead.page(f"{one}/").text
    with scene.services.database.session(write=True) as session:
        lead_of(session, scene.now, scene.people["programme lead"], "Inland")
        session.commit()
    assert "Inland" in lead.page("/programmes/").text


def pages_of_goals_letters_and_placement(app: Flask) -> None:
    scene = make_scene(app)
    owner, supervisor = enter(app, scene, "owner"), enter(app, scene, "supervisor")
    clinic, person = f"/clinics/{scene.meeting['clinic_id']}/goals", f"/team/{scene.people['owner']}/{scene.role}"
    for path in (clinic, f"{person}/goals", f"{person}/goals/{scene.goals['goal_id']}", f"{person}/six-month-check"):
        supervisor.page(path)
    supervisor.page(f"/team/{scene.people['owner']}/hours/skipped/{scene.placement}")
    plan = f"/plan/{scene.role}"
    for path in ("/account/mail", f"/unsubscribe/{scene.mail}", f"{plan}/goals", f"{plan}/goals/{scene.goals['goal_id']}",
                 f"{plan}/six-month-check", "/placement/", f"/placement/{scene.module.slug}/"):  # fmt: skip
        owner.page(path)
