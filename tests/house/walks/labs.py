"""The pages of labs, conversations and cases from several seats, which take many steps, from the first to the debrief, each looked over like all others."""

from __future__ import annotations

from typing import Any

from flask import Flask

from lms.practice.lab_actions import move_lab, start_lab
from lms.practice.labs import LABS
from lms.practice.models import RehearsalTurn
from lms.practice.rehearsal.table import expert
from lms.practice.together import get_together, take_turn
from tests.house.page import Page, PageClient
from tests.house.players import moves
from tests.house.scene import Scene, make_people
from tests.house.walks import enter
from tests.people.makers import actor_of


def pages_of_labs_from_their_start_to_their_debrief(app: Flask) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    owner.page("/practice/")
    for lab in scene.course.exercises:
        owner.page(f"/simulations/{lab.slug}/")
        common = {"now": scene.now, "course": scene.course, "exercise_id": lab.id}
        with scene.services.database.session(write=True) as session:
            start_lab(session, actor=actor_of(session, scene.people["owner"], scene.now), seed=1, **common)
            session.commit()
        for number, move in enumerate(moves(LABS[lab.kind], lab, 1)):
            if number < 3:
                owner.page(f"/simulations/{lab.slug}/step")
            with scene.services.database.session(write=True) as session:
                actor = actor_of(session, scene.people["owner"], scene.now)
                move_lab(session, actor=actor, number=number, move=move, **common)
                session.commit()
        owner.page(f"/simulations/{lab.slug}/debrief")
        assert "You have worked through this lab" in owner.page(f"/simulations/{lab.slug}/").text
    practice = owner.page("/practice/")
    rows = [row.text_content() for row in practice.tree.xpath("//tr[.//a[contains(@href, '/simulations/')]]")]
    assert len(rows) == len(scene.course.exercises)
    assert all("Done" in row for row in rows)


def pages_of_a_rehearsal_of_two(app: Flask) -> None:
    scene = make_people(app)
    owner, teammate = (enter(app, scene, who) for who in ("owner", "teammate"))
    lists = owner.page(f"/simulations/{scene.rehearsal.slug}/together/")
    owner.press(lists, "Begin and get a code", status=422)
    page = owner.press(lists, "Begin and get a code", seat="consultant")
    invitation = teammate.page(page.path)
    table = teammate.press(invitation, "Sit down")
    teammate.press(table, "Done", status=422)
    owner.page(page.path)
    owner.page(lists.path)
    code = page.path.rsplit("/", 1)[-1]
    while (seat := play_turn(scene, code)) is not None:
        assert seat in ("bhcm", "consultant")
    for each in (owner, teammate):
        assert "What was said" in each.page(page.path).text


def play_turn(scene: Scene, code: str) -> str | None:
    """Whoever's turn it is takes it the experts' way; the seat, None once all is said."""
    with scene.services.database.session(write=True) as session:
        actors = [actor_of(session, scene.people[who], scene.now) for who in ("owner", "teammate")]
        common: dict[str, Any] = {"exercise": scene.rehearsal, "code": code}
        found = [get_together(session, actor=actor, **common) for actor in actors]
        seat = found[0].turn_of
        if seat is not None:
            actor = next(actor for actor, each in zip(actors, found, strict=True) if each.seat == seat)
            turns = session.query(RehearsalTurn).count()
            move = expert(found[0].table)
            take_turn(session, actor=actor, now=scene.now, number=turns, move=move, **common)
            session.commit()
    return seat


def pages_of_the_registry_labs(app: Flask) -> None:
    owner = enter(app, make_people(app), "owner")
    page = owner.press(owner.page("/simulations/registry/"), "Begin")
    owner.press(page, "Check", status=422)
    ident = page.tree.xpath("//tbody/tr/@id")[0].removeprefix("row-")
    page = look(owner, page, open=ident, sort="-contact")
    assert page.tree.xpath("//tr[@class='opened']")
    page = look(owner, page, phase="active", only="ticked")
    assert not page.tree.xpath("//tbody/tr[@id]")
    page = look(owner, page, phase="", only="", open="")
    while page.path.endswith("/step"):
        asked = page.tree.xpath("//tbody/tr/@id")
        if asked:
            ident = asked[0].removeprefix("row-")
            ordered = bool(page.tree.xpath("//input[starts-with(@name, 'place-')]"))
            page = owner.press(page, "Check", **({f"place-{ident}": "1"} if ordered else {"pick": ident}))
        else:
            page = owner.press(page, "Read the debrief" if "Read the debrief" in page.text else "Next question")
    assert page.path == "/simulations/registry/debrief"


def pages_of_the_registry_in_weeks(app: Flask) -> None:
    owner = enter(app, make_people(app), "owner")
    page = owner.press(owner.page("/simulations/registry-weeks/"), "Begin")
    everybody = [each.removeprefix("row-") for each in page.tree.xpath("//tbody/tr/@id")]
    owner.press(page, "Live this week", status=422, call=everybody[:11])
    page = look(owner, page, open=everybody[0])
    assert page.tree.xpath("//tr[@class='opened']")
    while page.path.endswith("/step"):
        if page.tree.xpath("//tr[@id]"):
            page = owner.press(page, "Live this week", call=everybody[:3], review=everybody[:2], change=everybody[0])
        else:
            page = owner.press(page, "Read the debrief" if "Read the debrief" in page.text else "Next week")
    assert page.path == "/simulations/registry-weeks/debrief"


def look(owner: PageClient, page: Page, **view: str) -> Page:
    """The same step, sorted, filtered or with a row open: what a button of the table sends."""
    button = "Live this week" if "Live this week" in page.text else "Check"
    return owner.post(page.path.replace("/step", "/draft"), page.fields(button, **view))


def pages_of_a_conversation_and_of_a_case_from_several_seats(app: Flask) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    talk = next(case for case in scene.module.cases if case.kind == "conversation")
    step = owner.press(owner.page(f"/cases/{talk.id}/"), "Start the conversation")
    step = owner.press(step, "Say it", choice=step.tree.xpath("//input[@name='choice']/@value")[0])
    owner.press(step, "Say it", status=422)
    while step.path.endswith("/step"):
        step = owner.press(step, "Say it", choice=step.tree.xpath("//input[@name='choice']/@value")[-1])
    seated = next(case for case in scene.module.cases if case.seats)
    start = owner.page(f"/cases/{seated.id}/")
    owner.press(start, "Start the case", status=422)
    for seat in seated.seats[:2]:
        step = owner.press(start, "Start the case" if seat is seated.seats[0] else "Play from this seat", seat=seat.id)
        while step.path.endswith("/step"):
            step = owner.press(step, "Decide", choice=step.tree.xpath("//input[@name='choice']/@value")[0])
        start = owner.page(f"/cases/{seated.id}/")
