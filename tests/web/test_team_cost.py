"""What the list costs: as many queries for two hundred people as for two, and none that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from lms.people.models import RoleHeld
from lms.readiness.models import ScheduleState
from tests.cast import Cast, Person, in_session
from tests.house.page import words
from tests.house.tables import fingerprint
from tests.readiness.population import populate

MOST = 28
MOST_WITH_QUEUE = 60
"""The page says how much waits for whoever opens it, which asks every subject once."""


@contextmanager
def queries(cast: Cast) -> Iterator[list[str]]:
    """The statements sent to the database within the block."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    engine = cast.services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def more_people(cast: Cast, count: int, seed: int = 7) -> None:
    place, services = cast.place, cast.services
    clinics = (place.mill_road, place.northgate)
    populate(services.database, cast.course, services.clock.now(), place.saltmarsh, clinics, count, seed)


def cost(cast: Cast, person: Person, path: str) -> list[str]:
    person.client.get(path)
    with queries(cast) as sent:
        assert person.client.get(path).status_code == 200
    return sent


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/team/", "/team/?page=3&standing=fine", "/team/readiness.csv", "/api/v1/readiness"])
def test_f21_the_number_of_queries_does_not_grow_with_people(cast: Cast, path: str) -> None:
    more_people(cast, 60)
    odile = cast.enter("Odile")
    few = cost(cast, odile, path)
    more_people(cast, 130, seed=8)
    many = cost(cast, odile, path)
    assert len(many) == len(few)
    assert len(many) <= (MOST_WITH_QUEUE if path == "/team/" else MOST), "\n\n".join(many)


def test_the_list_stays_right_and_writes_nothing_until_schedules_are_made_anew(cast: Cast) -> None:
    more_people(cast, 60)
    odile = cast.enter("Odile")
    before = words(odile.open("/team/").tree)

    def age(session) -> None:
        for state in session.query(ScheduleState):
            state.edition = "000000000000"
        session.execute(update(RoleHeld).values(listed_edition="000000000000"))

    in_session(cast.services.database, age)
    kept = fingerprint(cast.services.database)
    sent = cost(cast, odile, "/team/")
    assert words(odile.open("/team/").tree) == before
    assert len(sent) <= MOST_WITH_QUEUE
    assert fingerprint(cast.services.database) == kept


CLINIC_PAGES = (
    "",
    "setup",
    "handover",
    "opening?date=2026-10-05",
    "checklist",
    "goals",
    "meetings/",
    "meetings/new",
    "skills",
)


@pytest.mark.alike
def test_pages_of_a_clinic_cost_no_more_queries_for_sixty_people_than_for_twenty(cast: Cast) -> None:
    """Statements of each page; `/setup` sent one for each of its people."""
    place, odile = cast.place, cast.enter("Odile")

    def sent() -> dict[str, int]:
        return {each: len(cost(cast, odile, f"/clinics/{place.mill_road}/{each}")) for each in CLINIC_PAGES}

    here = (cast.services.database, cast.course, cast.services.clock.now(), place.saltmarsh, (place.mill_road,))
    populate(*here, 20, 7)
    few = sent()
    populate(*here, 40, 8)
    assert sent() == few
