"""Feedback on writing: only what its writer shows is read, only by a supervisor who looks after her, and it can be taken back."""

from __future__ import annotations

import pytest

from lms.curriculum.course import Exercise
from lms.practice.models import LabFeedback
from tests.cast import Cast, Person
from tests.web.test_labs_written import SECRET, lab_of, play


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return lab_of(cast, "builder")


@pytest.fixture
def marisol(cast: Cast, lab: Exercise) -> Person:
    marisol = cast.enter("Marisol")
    play(cast, marisol, lab, SECRET)
    return marisol


def shown(cast: Cast) -> str:
    return f"/team/{cast.learner}/written/"


@pytest.mark.alike
def test_nobody_reads_what_was_not_shown(cast: Cast, marisol: Person, lab: Exercise) -> None:
    sunniva = cast.enter("Sunniva")
    page = sunniva.open(f"/team/{cast.learner}")
    assert "Shown to you" in page.text
    assert "Nothing is shown to you" in sunniva.open(shown(cast)).text
    run = marisol.tree.xpath("//form[contains(@action, '/feedback')]/@action")
    assert run == [f"/simulations/{lab.slug}/feedback"]


@pytest.mark.alike
def test_asked_read_and_answered(cast: Cast, marisol: Person, lab: Exercise) -> None:
    marisol.press("Ask for feedback", go="ask")
    assert "Asked. Your supervisor can now read this run" in marisol.text
    sunniva = cast.enter("Sunniva")
    assert "1 to answer" in sunniva.open(f"/team/{cast.learner}").text
    page = sunniva.open(shown(cast))
    sunniva.open(page.tree.xpath("//table//a/@href")[0])
    assert SECRET in sunniva.text
    sunniva.press("Send feedback", text="  ")
    assert sunniva.status == 422
    sunniva.press("Send feedback", text="His own words, and the number is clear.")
    assert "Sent." in sunniva.text
    debrief = cast.enter("Marisol").open(f"/simulations/{lab.slug}/debrief")
    assert "His own words, and the number is clear." in debrief.text
    assert not debrief.tree.xpath("//button[normalize-space()='Take it back']")
    marisol.send(f"/simulations/{lab.slug}/feedback", go="take-back")
    assert [row.text for row in cast.read(LabFeedback)] == ["His own words, and the number is clear."]


def test_taken_back_before_it_was_answered(cast: Cast, marisol: Person, lab: Exercise) -> None:
    marisol.press("Ask for feedback", go="ask")
    sunniva = cast.enter("Sunniva")
    address = sunniva.open(shown(cast)).tree.xpath("//table//a/@href")[0]
    marisol.press("Take it back", go="take-back")
    assert "cannot open this run any more" in marisol.text
    assert sunniva.open(address).status == 404
    assert sunniva.send(address, text="Too late.").status_code == 404
    assert cast.read(LabFeedback) == []


@pytest.mark.alike
def test_others_do_not_read_it(cast: Cast, marisol: Person) -> None:
    marisol.press("Ask for feedback", go="ask")
    address = cast.enter("Sunniva").open(shown(cast)).tree.xpath("//table//a/@href")[0]
    for name in ("Teddy", "Cesar", "Ansel", "Marisol"):
        other = cast.enter(name)
        for path in (shown(cast), address):
            assert other.client.get(path).status_code == 404, (name, path)
        assert other.send(address, text="Mine.").status_code == 404


@pytest.mark.alike
def test_an_open_run_and_a_reflection_cannot_be_shown(cast: Cast, marisol: Person, lab: Exercise) -> None:
    marisol.press("Again with a new variant", go="again")
    assert marisol.send(f"/simulations/{lab.slug}/feedback", go="ask").status_code == 422
    reflection = lab_of(cast, "reflection")
    play(cast, marisol, reflection, SECRET)
    assert marisol.send(f"/simulations/{reflection.slug}/feedback", go="ask").status_code == 404
    assert cast.read(LabFeedback) == []


@pytest.mark.alike
def test_an_answer_is_not_endless(cast: Cast, marisol: Person) -> None:
    marisol.press("Ask for feedback", go="ask")
    sunniva = cast.enter("Sunniva")
    sunniva.open(sunniva.open(shown(cast)).tree.xpath("//table//a/@href")[0])
    sunniva.press("Send feedback", text="x" * 3_001)
    assert sunniva.status == 422
    assert sunniva.tree.xpath("//textarea[@name='text']")[0].text.strip() == "x" * 3_001
