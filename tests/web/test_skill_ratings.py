"""Ratings over HTTP: drafts are their writer's, both sides stand side by side, gaps become dated tasks, change is shown."""

from __future__ import annotations

from datetime import date

import pytest

from lms.readiness.skills.models import SkillRating, SkillTask
from tests.cast import FETCH, Cast, Person, address_of
from tests.clocks import MovableClock


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def levels(cast: Cast, level: int, **others: int) -> dict[str, str]:
    """All skills rated alike, but for some."""
    skills = [each.id for each in cast.course.ratable("bhcm")]
    return {f"level-{each}": str(others.get(each.replace("-", "_"), level)) for each in skills}


def rate(person: Person, path: str, fields: dict[str, str], words: str = "", go: str = "hand-in") -> Person:
    person.post(path, data={"csrf_token": person.token(), **fields, "words": words, "go": go})
    return person


def test_s321_thirteen_duties_and_ten_requirements_have_four_anchors(cast: Cast) -> None:
    rated = cast.course.ratable("bhcm")
    assert [len(each.levels) for each in rated] == [4] * 23
    assert {duty for each in rated[:13] for duty in each.duties} == {each.id for each in cast.course.competencies}
    assert len(rated[13:]) == 10


def test_s107_both_ratings_side_by_side_and_gaps_become_tasks(cast: Cast, marisol: Person, sunniva: Person) -> None:
    theirs = f"/skills/{cast.learner}/"
    rate(marisol, "/skills/rate", {"level-c-06": "1"}, "Five years on a ward", go="save")
    assert "checked" in marisol.response.text
    assert "Five years on a ward" not in sunniva.open(theirs).response.text
    rate(marisol, "/skills/rate", {"level-c-06": "1"}, "Five years on a ward")
    assert marisol.status == 422
    rate(marisol, "/skills/rate", levels(cast, 2, c_06=3), "Five years on a ward")
    assert "Take yours back to change it" in marisol.text
    assert "Marisol Tavares" in sunniva.open("/skills/").text
    assert "Five years on a ward" in sunniva.open(theirs).text
    rate(sunniva, f"{theirs}rate", levels(cast, 2, c_06=1, c_13=0), "Calm on the telephone", go="save")
    assert "Calm on the telephone" not in marisol.open("/skills/").text
    rate(sunniva, f"{theirs}rate", levels(cast, 2, c_06=1, c_13=0), "Calm on the telephone")
    assert "Seen differently" in marisol.open("/skills/").text
    assert "2 skills below" in marisol.text
    assert "Calm on the telephone" in marisol.text
    assert marisol.send("/skills/rate/back").status_code == 409
    page = sunniva.open(f"{theirs}plan")
    assert page.tree.xpath("//input[@name='skill']/@value") == ["c-13", "c-06"]
    part = page.tree.xpath("//input[@name='part-c-06']/@value")[0]
    page.press("Add to the plan")
    assert sunniva.status == 422
    page.press("Add to the plan", **{"part-c-06": part, "what-c-06": "Two calls with me", "due_on-c-13": "2026-04-01"})
    assert {(row.kind, row.part_id, row.due_on) for row in cast.read(SkillTask)} == {
        ("course", part, date(2026, 5, 25)), ("practice", None, date(2026, 5, 25)),
    }  # fmt: skip
    assert "0 of 2 tasks done" in marisol.open("/skills/").text
    marisol.press("Done: Two calls with me")
    assert "1 of 2 tasks done" in marisol.text
    lesson = cast.course.lesson(part)
    if lesson is not None:
        assert marisol.send(address_of(cast, lesson, "/complete")).status_code == 303
        assert "2 of 2 tasks done" in marisol.open("/skills/").text
    task = next(row for row in cast.read(SkillTask) if row.kind == "practice")
    assert cast.enter("Teddy").send(f"/skills/tasks/{task.id}/open").status_code == 404
    assert cast.enter("Teddy").open(f"{theirs}rate").status == 404
    sunniva.open(theirs).press("Take off: Two calls")
    assert "Two calls" not in marisol.open("/skills/").text
    sunniva.press("Put back: Two calls")
    assert "Back on the plan." in sunniva.text
    assert "Two calls" in marisol.open("/skills/").text
    assert marisol.send(f"/skills/{cast.learner}/tasks/{task.id}/restore").status_code == 404


def test_after_six_months_change_is_shown(cast: Cast, marisol: Person, sunniva: Person, clock: MovableClock) -> None:
    theirs = f"/skills/{cast.learner}/rate"
    rate(sunniva, theirs, levels(cast, 1))
    rate(marisol, "/skills/rate", levels(cast, 2))
    assert "Due now" not in marisol.open("/skills/").text
    clock.move(days=230)
    marisol, sunniva = cast.enter("Marisol"), cast.enter("Sunniva")
    assert "Due now: six months after" in marisol.open("/skills/").text
    rate(sunniva, theirs, levels(cast, 2, c_01=1, c_02=3))
    assert [row.occasion for row in cast.read(SkillRating)] == ["start", "six months"]
    text = marisol.open("/skills/").text
    assert "+2 from 1, with help" in " ".join(text.split()).replace("+2from", "+2 from")
    assert "the same" in text


@pytest.mark.alike
def test_drafts_are_saved_as_one_goes_and_taken_back(cast: Cast, marisol: Person) -> None:
    data = {"csrf_token": marisol.token(), "level-c-01": "2", "words": "Half", "go": "hand-in"}
    saved = marisol.client.post("/skills/rate", data=data, headers=FETCH)
    assert saved.status_code == 200
    assert "saved_at" in saved.json
    (row,) = cast.read(SkillRating)
    assert (row.handed_in_at, row.own_words) == (None, "Half")
    rate(marisol, "/skills/rate", levels(cast, 2))
    marisol.press("Take yours back")
    assert marisol.heading == "Rate yourself"
    assert cast.read(SkillRating)[0].handed_in_at is None
    assert len(marisol.tree.xpath("//input[@checked]")) == 23
    assert cast.enter("Ansel").open(f"/skills/{cast.learner}/plan").status == 404


@pytest.mark.alike
def test_a_draft_that_comes_after_both_handed_in_begins_nothing(cast: Cast, marisol: Person, sunniva: Person) -> None:
    """A script saves once more as she leaves the page; what it sends belongs to the assessment she handed in."""
    form = {
        each.get("name"): each.get("value")
        for each in marisol.open("/skills/rate").tree.xpath("//input[@type='hidden']")
    }
    rate(marisol, "/skills/rate", levels(cast, 2))
    rate(sunniva, f"/skills/{cast.learner}/rate", levels(cast, 1))
    late = {**form, "csrf_token": marisol.token(), "level-c-01": "3", "words": "Late", "go": "save"}
    refused = marisol.client.post("/skills/rate", data=late, headers=FETCH)
    assert refused.status_code == 409
    assert "older than that" in refused.text
    (row,) = cast.read(SkillRating)
    assert row.own_words != "Late"
    again = {
        each.get("name"): each.get("value")
        for each in marisol.open("/skills/rate").tree.xpath("//input[@type='hidden']")
    }
    assert again["after"] == row.id
    saved = marisol.client.post("/skills/rate", data={**late, **again}, headers=FETCH)
    assert saved.status_code == 200
    assert len(cast.read(SkillRating)) == 2
