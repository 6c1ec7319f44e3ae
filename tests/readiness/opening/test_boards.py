"""The boards of many clinics at once: each the same as its own page's, in as many statements for twelve as for two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.database import Database
from lms.people.models import Clinic
from lms.people.permissions import ADMINISTRATOR, SYSTEM
from lms.readiness.meetings.models import MeetingRhythm, MeetingSeries
from lms.readiness.models import ScheduleState
from lms.readiness.opening.actions import set_up
from lms.readiness.opening.board import boards_of, golive
from lms.readiness.opening.models import Leaving
from lms.readiness.opening.queries import teams_of
from lms.readiness.rules.golive import Board
from tests.cast import Cast
from tests.people.makers import make_account
from tests.readiness.population import populate
from tests.web.test_team_cost import cost

ZONES = ("America/Chicago", "Europe/Lisbon", "Pacific/Kiritimati")


def more_clinics(cast: Cast, first: int, number: int, people: int) -> None:
    """Clinics of three zones, most with a first day, with people in every situation and some lists begun."""
    database: Database = cast.services.database
    now, ids = cast.services.clock.now(), []
    with database.session(write=True) as session:
        for at in range(first, first + number):
            opens = now.date() + timedelta(days=at * 9 - 20) if at % 5 != 4 else None
            clinic = Clinic(
                organisation_id=cast.place.saltmarsh, name=f"Clinic {at}", zone=ZONES[at % 3], opens_on=opens
            )
            session.add(clinic)
            session.flush()
            ids.append(clinic.id)
            unused = {"auxiliary": "Two rooms only"} if at % 2 else {}
            set_up(
                session, actor=SYSTEM, now=now, course=cast.course, clinic_id=clinic.id, opens_on=opens,
                unused=unused, checklists=at % 3 == 0,
            )  # fmt: skip
            series = MeetingSeries(clinic_id=clinic.id, kind="panel", set_up_on=now.date(), created_at=now)
            session.add(series)
            session.flush()
            session.add(
                MeetingRhythm(
                    series_id=series.id, number=1, every=1, unit="week", weekday=at % 5, at_minute=600, minutes=60,
                    place="", from_date=now.date(), at=now,
                )
            )  # fmt: skip
        session.commit()
    populate(database, cast.course, now, cast.place.saltmarsh, tuple(ids), people, seed=first + 1)


def alike(board: Board) -> tuple[object, ...]:
    """All that decides an answer."""
    states = [(each.id, each.state, each.needed) for each in board.requirements if each.needed]
    return board.answer, board.days_left, board.in_the_way, board.on_the_way, board.forecast, states


def test_the_list_of_boards_is_each_boards_own_in_a_constant_number_of_statements(cast: Cast) -> None:
    database, now = cast.services.database, cast.services.clock.now()
    more_clinics(cast, 0, 2, 10)
    odile = cast.enter("Odile")
    few = cost(cast, odile, "/clinics/")
    more_clinics(cast, 2, 10, 40)
    with database.session(write=True) as session:
        clinics = list(session.query(Clinic).filter(Clinic.organisation_id == cast.place.saltmarsh))
        team = next(each for each in teams_of(session, [each.id for each in clinics]).values() if each)
        session.add(Leaving(role_held_id=team[0].id, last_day=now.date() + timedelta(days=3), at=now))
        session.commit()
    many = cost(cast, odile, "/clinics/")
    assert len(many) == len(few) <= 28, "\n\n".join(many)
    with database.session() as session:
        clinics = list(session.query(Clinic).filter(Clinic.organisation_id == cast.place.saltmarsh))
        boards = boards_of(session, clinics, cast.course, now=now)
        dated = [each for each in clinics if each.opens_on is not None]
        assert set(boards) == {each.id for each in dated}
        assert len(dated) >= 8
        own = {each.id: golive(session, each, cast.course, now=now, opening=each.opens_on) for each in dated}
        for each in dated:
            assert alike(boards[each.id]) == alike(own[each.id])
        assert any(board.on_the_way for board in own.values())
        assert boards_of(session, [], cast.course, now=now) == {}
    # Without a schedule of the course as it stands everybody is worked out, and nothing else changes.
    with database.session(write=True) as session:
        session.execute(update(ScheduleState).where(ScheduleState.role_held_id > "m").values(edition="000000000000"))
        session.flush()
        mixed = boards_of(session, clinics, cast.course, now=now)
        session.execute(update(ScheduleState).values(edition="000000000000"))
        session.flush()
        stale = boards_of(session, clinics, cast.course, now=now)
        assert stale == own
        assert {key: alike(board) for key, board in mixed.items()} == {key: alike(each) for key, each in own.items()}
    page = odile.open("/clinics/")
    for each in dated:
        assert boards[each.id].answer in page.text
    first = dated[0]
    assert boards[first.id].answer in odile.open(f"/clinics/{first.id}/opening").text


@pytest.mark.alike
def test_everyone_sees_the_boards_of_her_own_clinics(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.elsewhere, "Wilma Roth", kinds=(ADMINISTRATOR,)
    )
    assert "Harbour" in cast.enter("Wilma").open("/clinics/").text
    assert "Harbour" not in cast.enter("Odile").open("/clinics/").text
