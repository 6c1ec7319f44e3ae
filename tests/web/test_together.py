"""Two colleagues rehearse in turn: only the two, each turn once, and never somebody from elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import Update, update

from lms.curriculum.course import Exercise
from lms.database import Database
from lms.practice.models import Rehearsal, RehearsalSeat, RehearsalTurn
from lms.practice.rehearsal.table import BHCM, CONSULTANT, expert
from lms.practice.together import Together, check_rehearsals, own_rehearsals
from tests.cast import Cast, Person, all_at_once, count_rows
from tests.people.makers import make_account
from tests.web.test_rehearsal import as_fields


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "rehearsal")


@pytest.fixture
def marisol(cast: Cast, lab: Exercise) -> Person:
    """Marisol in the care manager's chair, at a table of her own."""
    person = cast.enter("Marisol")
    person.open(f"/simulations/{lab.slug}/together/").press("Begin and get a code", seat=BHCM)
    return person


@pytest.fixture
def teddy(cast: Cast, marisol: Person) -> Person:
    """Teddy, who was handed the address and sat down."""
    person = cast.enter("Teddy")
    person.open(marisol.path).press("Sit down")
    return person


def stands(cast: Cast, lab: Exercise) -> Together:
    with cast.services.database.session() as session:
        return own_rehearsals(session, cast.learner, lab)[0]


def enters(cast: Cast, lab: Exercise) -> dict[str, object]:
    """What an expert enters at the open turn."""
    return as_fields(expert(stands(cast, lab).table))


def turn(cast: Cast, lab: Exercise, person: Person) -> None:
    person.open(person.path).press("Done", **enters(cast, lab))


def test_s308_two_colleagues_from_the_code_to_the_debrief(
    cast: Cast, lab: Exercise, marisol: Person, database: Database
) -> None:
    code = cast.read(Rehearsal)[0].code
    assert code in marisol.text
    teddy = cast.enter("Teddy")
    teddy.open(f"/simulations/{lab.slug}/together/?code={code.lower()}")
    assert teddy.heading == "Marisol Tavares keeps a chair for you"
    teddy.press("Sit down")
    assert teddy.heading == "It is Marisol Tavares’s turn"
    at = {BHCM: marisol, CONSULTANT: teddy}
    while (seat := stands(cast, lab).turn_of) is not None:
        other = next(each for name, each in at.items() if name != seat)
        assert "Look again" in other.open(other.path).text
        turn(cast, lab, at[seat])
    turns = sorted(cast.read(RehearsalTurn), key=lambda each: each.number)
    assert [each.number for each in turns] == list(range(1, 12))
    assert {each.seat_id for each in turns} == {each.id for each in cast.read(RehearsalSeat)}
    for each in at.values():
        each.open(each.path)
        assert "Marisol Tavares in the care manager’s chair, Teddy Okafor in the consultant’s" in each.text
        assert "What was said" in each.text
    of = marisol.text.split("together ")[1].split()[:3]
    assert of[0] == of[2]
    assert cast.read(Rehearsal)[0].finished_at is not None
    assert "Finished" in marisol.open(f"/simulations/{lab.slug}/together/").text


@pytest.mark.alike
def test_nobody_but_the_two_reads_it(
    cast: Cast, lab: Exercise, marisol: Person, teddy: Person, database: Database
) -> None:
    place = cast.place
    make_account(
        database, cast.services.clock.now(), place.saltmarsh, "Noor Adebayo", clinic_id=place.mill_road, role="bhcm"
    )
    for name in ("Ansel", "Noor", "Odile", "Sunniva"):
        other = cast.enter(name)
        assert other.open(marisol.path).status == 404, name
        assert other.send(marisol.path, number="0", **enters(cast, lab)).status_code == 404, name
        assert other.send(f"{marisol.path}/sit").status_code == 404, name
    assert count_rows(database, RehearsalTurn) == 0
    assert count_rows(database, RehearsalSeat) == 2


@pytest.mark.alike
def test_a_free_chair_is_kept_for_colleagues_and_for_nobody_elsewhere(
    cast: Cast, lab: Exercise, marisol: Person, database: Database
) -> None:
    ansel = cast.enter("Ansel")
    assert ansel.open(marisol.path).status == 404
    assert ansel.send(f"{marisol.path}/sit").status_code == 404
    assert ansel.open(f"/simulations/{lab.slug}/together/?code={stands(cast, lab).row.code}").status == 404
    teddy = cast.enter("Teddy")
    assert teddy.send(marisol.path, number="0", **enters(cast, lab)).status_code == 404
    assert count_rows(database, RehearsalTurn) == 0
    assert count_rows(database, RehearsalSeat) == 1


@pytest.mark.alike
def test_one_chair_takes_one_person(cast: Cast, lab: Exercise, marisol: Person, database: Database) -> None:
    others = [cast.enter("Teddy") for _ in range(3)]
    all_at_once(others, lambda each: each.send(f"{marisol.path}/sit"))
    assert count_rows(database, RehearsalSeat) == 2
    assert marisol.send(f"{marisol.path}/sit").status_code == 303
    assert count_rows(database, RehearsalSeat) == 2


def test_every_turn_counts_once_and_an_old_page_changes_nothing(
    cast: Cast, lab: Exercise, marisol: Person, teddy: Person, database: Database
) -> None:
    first, at = enters(cast, lab), marisol.path
    windows = [cast.enter("Marisol") for _ in range(3)]
    all_at_once(windows, lambda each: each.send(at, number="0", **first))
    assert count_rows(database, RehearsalTurn) == 1
    for number in ("0", "7", "", "x"):
        assert marisol.send(at, number=number, **first).status_code == 303
        assert "That page was an older one" in marisol.open(at).text
    assert teddy.send(at, number="1", **enters(cast, lab)).status_code == 303
    assert count_rows(database, RehearsalTurn) == 1


@pytest.mark.alike
def test_a_gap_keeps_what_was_entered(
    cast: Cast, lab: Exercise, marisol: Person, teddy: Person, database: Database
) -> None:
    fields = enters(cast, lab)
    marisol.open(marisol.path).press("Done", **(fields | {"place-2": ""}))
    assert marisol.status == 422
    assert marisol.problems() == ["Choose whom you bring second."]
    assert marisol.tree.xpath("//select[@id='place-1']/option[@selected]/@value") == [fields["place-1"]]
    assert count_rows(database, RehearsalTurn) == 0


@pytest.mark.alike
def test_what_a_turn_was_worth_is_told_to_the_one_who_took_it(
    cast: Cast, lab: Exercise, marisol: Person, teddy: Person
) -> None:
    turn(cast, lab, marisol)
    turn(cast, lab, marisol)
    assert "how it went" in marisol.open(marisol.path).text
    assert "how it went" not in teddy.open(teddy.path).text


@pytest.mark.alike
@pytest.mark.parametrize(("spoil", "said"), [
    (update(Rehearsal).values(finished_at=Rehearsal.started_at), "recomputed as the other"),
    (update(RehearsalTurn).where(RehearsalTurn.number == 1).values(number=7), "cannot be played again"),
    (update(RehearsalTurn).where(RehearsalTurn.number == 1).values(move={"places": ["nobody"]}), "cannot be played again"),
], ids=["ended early", "another number", "another list"])  # fmt: skip
def test_the_check_names_what_was_changed_behind_its_back(
    cast: Cast, lab: Exercise, marisol: Person, teddy: Person, database: Database, spoil: Update, said: str
) -> None:
    turn(cast, lab, marisol)
    turn(cast, lab, marisol)
    with database.independent() as session:
        assert list(check_rehearsals(session)) == []
        session.execute(spoil)
    with database.session() as session:
        (found,) = check_rehearsals(session)
    assert said in found


@pytest.mark.alike
@pytest.mark.parametrize("seat", ["", "pcp"])
def test_there_are_two_chairs(cast: Cast, lab: Exercise, seat: str, database: Database) -> None:
    person = cast.enter("Marisol").open(f"/simulations/{lab.slug}/together/")
    person.press("Begin and get a code", seat=seat)
    assert person.status == 422
    assert count_rows(database, Rehearsal) == 0


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/simulations/day/together/", "/simulations/panel-review/together/NOTHING"])
def test_what_is_not_there_is_not_there(cast: Cast, path: str) -> None:
    assert cast.enter("Marisol").open(path).status == 404
