"""Somebody with some access tries to reach further than it goes."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.cli.output import write_rows
from lms.credit.models import Certificate
from lms.credit.queries import certificates_for, may_administer
from lms.database import Database
from lms.people import actions
from lms.people.importing.rules.reading import bare
from lms.people.permissions import ADMINISTRATOR, CE_ADMINISTRATOR, SYSTEM, Actor, Granted
from lms.sheets import safe
from tests.cast import Cast, confirm_name, play_cases, read_lessons, take_test
from tests.clocks import MovableClock
from tests.people.makers import Place, learner, make_account, make_place
from tests.web.visitor import Visitor

TODAY = date(2026, 5, 4)


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


def give(database: Database, clock: MovableClock, place: Place, account_id: str, kind: str, **more: Any) -> None:
    with database.session(write=True) as session:
        actions.grant(
            session, actor=SYSTEM, now=clock.now(), account_id=account_id, kind=kind, organisation_id=place.saltmarsh, **more
        )  # fmt: skip
        session.commit()


def actor_with(kind: str, clinic_id: str | None, **dates: Any) -> Actor:
    held = Granted(kind, "saltmarsh", clinic_id, dates.get("first", TODAY), dates.get("last"))
    return Actor("someone", "saltmarsh", "Someone", (held,), TODAY)


@pytest.mark.parametrize("kind", [CE_ADMINISTRATOR, ADMINISTRATOR])
def test_access_to_one_clinic_reaches_no_certificate(database: Database, kind: str) -> None:
    assert may_administer(actor_with(kind, None), "saltmarsh")
    assert not may_administer(actor_with(kind, "mill-road"), "saltmarsh")
    with database.session() as session:
        assert certificates_for(session, actor_with(kind, "mill-road")) == []


def test_a_clinics_administrator_cannot_open_or_withdraw_a_certificate(cast: Cast, clock: MovableClock) -> None:
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    confirm_name(marisol)
    (issued,) = cast.read(Certificate)
    clement = make_account(cast.services.database, clock.now(), cast.place.saltmarsh, "Clement Ward", kinds=())
    give(cast.services.database, clock, cast.place, clement, CE_ADMINISTRATOR, clinic_id=cast.place.northgate)
    other = cast.enter("Clement")
    assert issued.serial not in other.open("/ce-admin/certificates/").text
    assert other.open(f"/ce-admin/certificates/{issued.id}").status == 404
    assert other.send(f"/ce-admin/certificates/{issued.id}/revoke", revoke_reason="No", sure="yes").status_code == 404
    assert other.open(f"/certificates/{issued.id}").status == 404
    assert cast.enter("Cesar").open(f"/ce-admin/certificates/{issued.id}").status == 200


@pytest.mark.parametrize(("first", "last", "status"), [(-9, -1, 404), (-9, 0, 200), (0, None, 200), (1, None, 404)])
def test_access_ends_with_its_last_day_and_begins_with_its_first(
    app: Flask, database: Database, clock: MovableClock, place: Place, first: int, last: int | None, status: int
) -> None:
    odile = make_account(database, clock.now(), place.saltmarsh, "Odile Marchetti", kinds=())
    days = {"from_date": TODAY + timedelta(first), "to_date": None if last is None else TODAY + timedelta(last)}
    give(database, clock, place, odile, ADMINISTRATOR, **days)
    assert Visitor(app).sign_in("Odile").open("/admin/people/").status == status


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_no_timeline_can_hold_is_refused_with_a_sentence(
    app: Flask, database: Database, clock: MovableClock, place: Place, day: str
) -> None:
    make_account(database, clock.now(), place.saltmarsh, "Odile Marchetti", kinds=(ADMINISTRATOR,))
    form = Visitor(app).sign_in("Odile").open("/admin/people/invite")
    form.press(
        "Send", name="Far Away", email="far@saltmarsh.example", clinic=place.mill_road, role="bhcm", start_date=day
    )
    assert (form.status, form.problems()) == (422, ["Enter a date between 2000 and 2200."])


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x"])
@pytest.mark.parametrize("unseen", ["", " ", "  ", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\u2028", "\x0b"])
def test_no_cell_of_a_table_begins_a_formula(name: str, unseen: str) -> None:
    out = io.StringIO()
    write_rows([{"person": unseen + name}], ("person",), "csv", out, empty="")
    assert f"'{unseen}{name}" in out.getvalue()
    # What was guarded on the way out comes in without its guard.
    assert not bare(safe(unseen + name)).startswith("'")


def test_signing_out_everywhere_reaches_a_copied_cookie(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    thief = marisol.window()
    assert thief.open("/account/").path == "/account/"
    marisol.send("/account/sessions/end-all")
    assert thief.open("/account/").path == "/sign-in"


def test_a_deactivated_account_is_out_at_its_next_click(
    app: Flask, database: Database, clock: MovableClock, place: Place
) -> None:
    account_id = learner(database, clock.now(), place)
    visitor = Visitor(app).sign_in("Marisol")
    with database.session(write=True) as session:
        actions.deactivate(session, actor=SYSTEM, now=clock.now(), account_id=account_id)
        session.commit()
    assert visitor.open("/home").path == "/sign-in"
