"""Every page of the way to credit, as it stands before, during and after, held to the rules of pages."""

from __future__ import annotations

from flask import Flask

from lms.acts.lesson import complete_lesson
from lms.credit.activities.models import Designation
from tests.clocks import MovableClock
from tests.credit.claiming.walking import answers
from tests.house.kept_scene import make_scene
from tests.house.walks import enter
from tests.people.makers import actor_of


def pages_of_the_way_to_credit(app: Flask) -> None:
    scene = make_scene(app)
    owner, way = enter(app, scene, "owner"), f"/ce/{scene.credit['way_id']}"
    for path in ("/ce/", f"{way}/", f"{way}/disclosures", "/ce/transcript"):
        owner.page(path)
    assert "Evaluate" in owner.page(f"{way}/claim").heading
    owner.press(owner.page(f"{way}/evaluation"), "Hand in", status=422)
    unsure = {**answers(1), "suggestions": "Ring 555-0140"}
    assert "names no patient" in owner.press(owner.page(f"{way}/evaluation"), "Hand in", status=422, **unsure).text
    owner.press(owner.page(f"{way}/evaluation"), "Hand in", **answers(1))
    assert "handed in your evaluation" in owner.page(f"{way}/evaluation").text
    owner.press(owner.page(f"{way}/attest"), "Sign the", status=422, profession="physician", typed_name="M. Tavares")
    owner.press(owner.page(f"{way}/attest"), "Sign the", profession="physician", typed_name="Marisol Tavares Reyes")
    assert "You signed this" in owner.page(f"{way}/attest").text
    wrong = owner.press(owner.page(f"{way}/claim"), "Claim Harbor medical", status=422, amount="1.3")
    assert "nothing you did is lost" in wrong.text
    assert "1.00" in owner.press(owner.page(f"{way}/claim"), "Claim Harbor social work").text
    owner.press(owner.page(f"{way}/claim"), "Claim Harbor medical", amount="0.75")
    for path in (f"{way}/claim", f"{way}/", "/ce/", "/ce/transcript", "/ce/transcript?from=2031-01-01"):
        owner.page(path)
    owner.page("/ce/transcript?from=yesterday", status=422)


def pages_of_the_way_to_credit_begun_late(app: Flask, clock: MovableClock) -> None:
    scene = make_scene(app)
    way = f"/ce/{scene.credit['way_id']}"
    with scene.services.database.session(write=True) as session:
        late = actor_of(session, scene.people["newcomer"], scene.now)
        for lesson in scene.module.lessons[:2]:
            complete_lesson(session, actor=late, now=scene.now, world=scene.world, lesson_id=lesson.id)
        session.commit()
    clock.move(minutes=2)
    newcomer = enter(app, scene, "newcomer")
    newcomer.press(newcomer.page(f"{way}/disclosures"), "Acknowledge", status=422)
    begun = newcomer.press(newcomer.page(f"{way}/disclosures"), "Acknowledge", read="yes")
    assert begun.text.count("Done before; do it again") == 2
    assert newcomer.press(begun, "I have read it again").text.count("Done before; do it again") == 1
    assert "still to be done" in newcomer.page(f"{way}/claim").text
    with scene.services.database.session(write=True) as session:
        session.query(Designation).update({Designation.closed_at: scene.now, Designation.closed_reason: "Over."})
        session.commit()
    teammate = enter(app, scene, "teammate")
    assert teammate.page("/ce/").heading == "No CE credit is offered"
    teammate.page("/ce/transcript")
    enter(app, scene, "CE administrator").page("/ce/transcript")
