"""A rehearsal of panel review over HTTP, from either chair."""

from __future__ import annotations

from typing import Any

import pytest

from lms.curriculum.course import Exercise
from lms.database import Database
from lms.practice.lab_queries import latest_played
from lms.practice.models import LabEvidence, LabStep
from lms.practice.rehearsal.table import Table, expert
from tests.cast import Cast, Person, count_rows


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "rehearsal")


def state_of(cast: Cast, lab: Exercise) -> Table:
    """Where Marisol's run stands."""
    with cast.services.database.session() as session:
        played = latest_played(session, cast.learner, lab)
        assert played is not None
        return played.state


def as_fields(move: dict[str, Any]) -> dict[str, Any]:
    """What the form of a turn sends."""
    fields = {name: move[name] for name in ("opening", "say", "advice", "change") if name in move}
    fields |= {f"place-{at}": name for at, name in enumerate(move.get("places", ()), 1)}
    fields |= {"ask": move["ask"][0]} if "ask" in move else {}
    for key, prefix in (("answers", "answer-"), ("who", "who-"), ("when", "when-")):
        fields |= {prefix + name: value for name, value in move.get(key, {}).items()}
    return fields


def sit(person: Person, lab: Exercise, seat: str) -> None:
    person.open(f"/simulations/{lab.slug}/").press("Begin")
    person.press("Sit down", seat=seat)


def primary(person: Person) -> str:
    """The words on the button that takes the turn."""
    return str(person.tree.xpath("//main//button[contains(@class, 'primary')]")[0].text_content())


@pytest.mark.alike
@pytest.mark.parametrize(("seat", "chair"), [("bhcm", "The care manager"), ("consultant", "The consultant")])
def test_s308_an_expert_in_either_chair(cast: Cast, marisol: Person, lab: Exercise, seat: str, chair: str) -> None:
    sit(marisol, lab, seat)
    headings = []
    while marisol.path == f"/simulations/{lab.slug}/step":
        headings.append(marisol.heading)
        marisol.press(primary(marisol), **as_fields(expert(state_of(cast, lab))))
        assert "What was off" not in marisol.text
    assert marisol.path == f"/simulations/{lab.slug}/debrief"
    assert len(headings) == (10 if seat == "bhcm" else 6)
    evidence = cast.read(LabEvidence)
    assert sum(row.right for row in evidence) == sum(row.of for row in evidence)
    assert not any(row.safety_missed for row in evidence)
    of = sum(row.of for row in evidence)
    assert f"{chair}’s chair: {of} of {of}" in marisol.text
    assert "$" not in marisol.text


@pytest.mark.alike
def test_a_row_of_danger_left_out_is_named_and_comes_up_all_the_same(
    cast: Cast, marisol: Person, lab: Exercise
) -> None:
    sit(marisol, lab, "bhcm")
    rows = [each.row for each in state_of(cast, lab).listed]
    danger = next(each for each in rows if each.need == "safety")
    chosen = [each.id for each in rows if each.need in ("new", "stuck", "steady")][:3]
    marisol.press("Bring these", **{f"place-{at}": name for at, name in enumerate(chosen, 1)})
    assert "A matter of safety was missed" in marisol.text
    assert marisol.heading == f"Present {danger.name.split(',')[0]}"


@pytest.mark.alike
def test_every_row_of_the_sheet_is_one_sentence(cast: Cast, marisol: Person, lab: Exercise) -> None:
    sit(marisol, lab, "bhcm")
    read = [" ".join(each.text_content().split()) for each in marisol.tree.xpath("//tbody/tr/th/span[1]")]
    assert len(read) == len(state_of(cast, lab).listed)
    assert all("in treatment, PHQ-9" in each and "item 9" in each for each in read)


@pytest.mark.alike
def test_a_turn_with_a_gap_keeps_what_was_entered(
    cast: Cast, marisol: Person, lab: Exercise, database: Database
) -> None:
    sit(marisol, lab, "bhcm")
    marisol.press("Bring these", **as_fields(expert(state_of(cast, lab))))
    fields = as_fields(expert(state_of(cast, lab)))
    steps = count_rows(database, LabStep)
    marisol.press("Say it", say=fields["say"])
    assert marisol.status == 422
    assert marisol.problems() == ["Choose how you begin."]
    assert set(marisol.tree.xpath("//input[@name='say'][@checked]/@value")) == set(fields["say"])
    assert count_rows(database, LabStep) == steps
