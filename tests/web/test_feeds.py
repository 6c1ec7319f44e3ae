"""Calendar feeds: a secret address shows what its person may see, names nobody, and answers nobody once it is revoked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.people.models import Account, Grant
from lms.people.permissions import SYSTEM
from lms.people.upkeep import end_grant
from lms.readiness.meetings import actions
from lms.readiness.meetings.models import CalendarFeed
from lms.readiness.rules.meetings import Rhythm
from tests.cast import Cast, Person, in_session
from tests.house.tables import fingerprint
from tests.people.makers import actor_of
from tests.web.visitor import Visitor


@pytest.fixture
def here(cast: Cast) -> str:
    """Mill Road's meetings: a panel review every week, a program review every three months."""
    now = cast.services.clock.now()

    def prepare(session: Any) -> None:
        by = {"actor": actor_of(session, cast.supervisor, now), "now": now, "clinic_id": cast.place.mill_road}
        rhythm = Rhythm(1, "week", 3, 750, 60, "Room 2; upstairs", date(2026, 5, 4))
        actions.set_up(session, kind="panel", rhythm=rhythm, **by)
        actions.set_up(session, kind="program", rhythm=Rhythm(3, "month", 1, 540, 90, "", date(2026, 5, 4)), **by)

    in_session(cast.services.database, prepare)
    return f"/clinics/{cast.place.mill_road}/meetings/"


def address_on(page: Visitor) -> str:
    """The newest address that a page shows, as a path of this site."""
    shown = page.tree.xpath("//section[@aria-labelledby='calendar']//code/text()")[-1]
    return "/calendar/" + shown.rpartition("/calendar/")[2]


def read(cast: Cast, address: str) -> tuple[int, str]:
    """What a calendar gets, which is signed in nowhere."""
    answer = Visitor(cast.app).client.get(address)
    if answer.status_code == 200:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.status_code, answer.text.replace("\r\n ", "")


@pytest.mark.alike
def test_a_person_subscribes_to_what_she_comes_to(cast: Cast, here: str) -> None:
    page = cast.enter("Marisol").open("/account/").press("Make an address")
    assert page.path == "/account/"
    address = address_on(page)
    before = fingerprint(cast.services.database)
    status, text = read(cast, address)
    assert status == 200
    assert "SUMMARY:Panel review\\, Mill Road" in text
    assert "LOCATION:Room 2\\; upstairs" in text
    assert "You must come." in text
    assert text.count("SUMMARY:Program review") == 4
    for person in cast.read(Account):
        assert person.name not in text
        assert person.name.split()[0] not in text
    assert fingerprint(cast.services.database) == before
    for wrong in (address.replace("/calendar/", "/calendar/x"), "/calendar/.ics", "/calendar/" + "A" * 43 + ".ics"):
        assert read(cast, wrong)[0] == 404
    assert "text/calendar" in cast.enter("Marisol").client.get(here.rstrip("/") + ".ics").headers["Content-Type"]


@pytest.mark.alike
def test_an_address_is_renewed_and_revoked(cast: Cast, here: str) -> None:
    page = cast.enter("Marisol").open("/account/").press("Make an address")
    first = address_on(page)
    second = address_on(page.press("Put a new address in its place"))
    assert first != second
    assert (read(cast, first)[0], read(cast, second)[0]) == (404, 200)
    page.press("Revoke")
    assert read(cast, second)[0] == 404
    assert page.tree.xpath("//section[@aria-labelledby='calendar']//code") == []
    rows = cast.read(CalendarFeed)
    assert all(row.revoked_at and len(row.token_hash) == 64 for row in rows)
    teddy = cast.enter("Teddy")
    for row in rows:
        for what in ("renew", "revoke"):
            assert teddy.send(f"/account/feeds/{row.id}/{what}").status_code == 404
            assert (
                cast.enter("Marisol")
                .send(f"/clinics/{cast.place.mill_road}/meetings/feeds/{row.id}/{what}")
                .status_code
                == 404
            )
    marisol = cast.enter("Marisol")
    assert [marisol.send("/account/feeds/new").status_code for _ in range(11)] == [303] * 10 + [409]


def test_a_clinics_address_works_as_long_as_its_maker_looks_after_the_clinic(cast: Cast, here: str) -> None:
    page = cast.enter("Sunniva").open(here).press("Make an address")
    assert page.path == here
    address = address_on(page)
    status, text = read(cast, address)
    assert status == 200
    assert "X-WR-CALNAME:Meetings\\, Mill Road" in text
    assert "You must come" not in text
    assert address_on(cast.enter("Odile").open(here)) == address
    (row,) = cast.read(CalendarFeed)
    assert cast.enter("Sunniva").send(f"/account/feeds/{row.id}/revoke").status_code == 404

    def leave(session: Any) -> None:
        grant = session.query(Grant).filter_by(account_id=cast.supervisor).one()
        end_grant(session, actor=SYSTEM, now=cast.services.clock.now(), account_id=cast.supervisor, grant_id=grant.id)

    in_session(cast.services.database, leave)
    cast.services.clock.move(days=1)  # type: ignore[attr-defined]
    assert read(cast, address)[0] == 404
    odile: Person = cast.enter("Odile")
    odile.open(here).press("Revoke")
    assert cast.read(CalendarFeed)[0].revoked_at is not None
