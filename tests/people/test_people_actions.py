"""Accounts, roles, grants: what is written, what is refused, what is not found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.audit import queries as audit
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.people import actions, changes, directory, own_account, queries
from lms.people.access import get_clinic_for, get_person_for
from lms.people.models import Account, Grant, RoleChange, RoleHeld
from lms.people.permissions import (
    ADMINISTRATOR,
    AUDITOR,
    CE_ADMINISTRATOR,
    LEARNER,
    SUPERVISOR,
    SYSTEM,
    Permission,
)
from tests.clocks import MovableClock
from tests.people.makers import (
    START,
    Place,
    actor_of,
    administrator,
    learner,
    make_account,
    make_place,
    program_manager,
)


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


@pytest.fixture
def manager(database: Database, clock: MovableClock, place: Place) -> str:
    return program_manager(database, clock.now(), place)


def role_of(session: Session, account_id: str) -> RoleHeld:
    return session.scalars(select(RoleHeld).where(RoleHeld.account_id == account_id)).one()


@pytest.mark.alike
def test_one_address_belongs_to_one_account(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    with database.session(write=True) as session, pytest.raises(Invalid, match="already belongs"):
        actions.create_account(
            session,
            actor=SYSTEM,
            now=clock.now(),
            organisation_id=place.elsewhere,
            name="Another Marisol",
            email="MARISOL@SALTMARSH.EXAMPLE",
        )


@pytest.mark.alike
@pytest.mark.parametrize("email", ["", "marisol", "marisol@saltmarsh", "a b@saltmarsh.example", "@saltmarsh.example"])
def test_what_is_no_address(database: Database, clock: MovableClock, place: Place, email: str) -> None:
    with database.session(write=True) as session, pytest.raises(Invalid) as refused:
        actions.create_account(
            session, actor=SYSTEM, now=clock.now(), organisation_id=place.saltmarsh, name="Wen Li", email=email
        )
    assert refused.value.field == "email"


@pytest.mark.alike
def test_a_start_date_moves_with_its_reason(
    database: Database, clock: MovableClock, marisol: str, manager: str
) -> None:
    with database.session(write=True) as session:
        role_id = role_of(session, marisol).id
        changes.change_start_date(
            session,
            actor=actor_of(session, manager, clock.now()),
            now=clock.now(),
            role_held_id=role_of(session, marisol).id,
            start_date=date(2026, 7, 6),
            reason="  The clinic opens\nlater. ",
        )
        session.commit()
    with database.session() as session:
        assert role_of(session, marisol).start_date == date(2026, 7, 6)
        change = session.scalars(select(RoleChange)).one()
        assert (change.before, change.after, change.by_account_id) == ("2026-06-15", "2026-07-06", manager)
        assert change.reason == "The clinic opens later."
        last = list(audit.lines(session, "x", subject=("roleheld", role_id)))
        assert last == []
        chain = session.get_one(Account, marisol).organisation_id
        assert [line.act for line in audit.lines(session, chain)][-1] == "role.start-date-changed"


@pytest.mark.alike
@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "bell\x07"])
def test_a_start_date_needs_a_reason(
    database: Database, clock: MovableClock, marisol: str, manager: str, reason: str
) -> None:
    with database.session(write=True) as session, pytest.raises(Invalid):
        changes.change_start_date(
            session,
            actor=actor_of(session, manager, clock.now()),
            now=clock.now(),
            role_held_id=role_of(session, marisol).id,
            start_date=date(2026, 7, 6),
            reason=reason,
        )


@pytest.mark.alike
def test_the_same_start_date_is_no_change(database: Database, clock: MovableClock, marisol: str) -> None:
    with database.session(write=True) as session:
        changes.change_start_date(
            session,
            actor=SYSTEM,
            now=clock.now(),
            role_held_id=role_of(session, marisol).id,
            start_date=START,
            reason="Looked again",
        )
        assert session.scalar(select(func.count()).select_from(RoleChange)) == 0


@pytest.mark.alike
def test_leave(database: Database, clock: MovableClock, marisol: str, manager: str) -> None:
    def pause(session: Session, first: date, last: date | None) -> None:
        changes.pause_role(
            session,
            actor=actor_of(session, manager, clock.now()),
            now=clock.now(),
            role_held_id=role_of(session, marisol).id,
            from_date=first,
            to_date=last,
            reason="Leave",
        )

    with database.session(write=True) as session:
        pause(session, date(2026, 5, 11), date(2026, 5, 17))
        pause(session, date(2026, 5, 18), None)
        for first, last in ((date(2026, 5, 17), date(2026, 5, 17)), (date(2027, 1, 1), date(2027, 1, 2))):
            with pytest.raises(Invalid, match="already"):
                pause(session, first, last)
        with pytest.raises(Invalid, match="before it begins"):
            pause(session, date(2026, 5, 3), date(2026, 5, 2))
        assert len(role_of(session, marisol).pauses) == 2


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "already holds this role at Mill Road"),
        ({"role": "wizard"}, "eight roles"),
        ({"role": "clerical", "champion": True}, "PCP champion"),
    ],
)
def test_roles_that_cannot_be_held(
    database: Database, clock: MovableClock, place: Place, marisol: str, fields: dict[str, Any], problem: str
) -> None:
    said: dict[str, Any] = {"account_id": marisol, "clinic_id": place.mill_road, "role": "bhcm", "start_date": START}
    with database.session(write=True) as session, pytest.raises(Invalid, match=problem):
        actions.hold_role(session, actor=SYSTEM, now=clock.now(), **(said | fields))


@pytest.mark.alike
def test_one_person_several_roles_several_clinics(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    with database.session(write=True) as session:
        for clinic, role in ((place.mill_road, "qi-coordinator"), (place.northgate, "bhcm")):
            actions.hold_role(
                session,
                actor=SYSTEM,
                now=clock.now(),
                account_id=marisol,
                clinic_id=clinic,
                role=role,
                start_date=date(2026, 9, 1),
            )
        session.commit()
    with database.session() as session:
        held = queries.roles_of(session, marisol)
        assert (held[0].role, held[0].clinic.name) == ("bhcm", "Mill Road")
        assert len(held) == 3


def test_roles_of_one_day_stand_as_they_were_given(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    given = ["qi-coordinator", "psychiatric-consultant", "program-manager", "auxiliary", "pcp"]
    with database.session(write=True) as session:
        for minute, role in enumerate(given):
            actions.hold_role(
                session,
                actor=SYSTEM,
                now=clock.now() + timedelta(minutes=minute),
                account_id=marisol,
                clinic_id=place.northgate,
                role=role,
                start_date=date(2026, 9, 1),
            )
        session.commit()
    with database.session() as session:
        assert [each.role for each in queries.roles_of(session, marisol) if each.role in given] == given


@pytest.mark.alike
def test_a_role_held_gives_no_access(database: Database, clock: MovableClock, place: Place) -> None:
    account = make_account(
        database,
        clock.now(),
        place.saltmarsh,
        "Paula Plain",
        kinds=(),
        clinic_id=place.mill_road,
        role="program-manager",
    )
    with database.session() as session:
        who = actor_of(session, account, clock.now())
        assert {permission for permission in Permission if who.may(permission)} == {
            Permission.OWN_ACCOUNT,
            Permission.OWN_CERTIFICATE,
        }


@pytest.mark.parametrize("kind", [ADMINISTRATOR, CE_ADMINISTRATOR, AUDITOR])
def test_a_program_manager_gives_no_more_than_she_holds(
    database: Database, clock: MovableClock, place: Place, marisol: str, manager: str, kind: str
) -> None:
    with database.session(write=True) as session:
        who = actor_of(session, manager, clock.now())
        common = {"actor": who, "now": clock.now(), "account_id": marisol, "organisation_id": place.saltmarsh}
        with pytest.raises(Invalid, match="further than your own"):
            actions.grant(session, kind=kind, clinic_id=place.mill_road, **common)
        for clinic in (None, place.northgate):
            with pytest.raises(NotFound):
                actions.grant(session, kind=LEARNER, clinic_id=clinic, **common)
        given = actions.grant(session, kind=SUPERVISOR, clinic_id=place.mill_road, **common)
        assert given.from_date == date(2026, 5, 4)
        kinds = session.scalars(select(Grant.kind).where(Grant.account_id == marisol)).all()
        assert sorted(kinds) == [SUPERVISOR, LEARNER]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (None, "for a limited time"),
        (date(2026, 5, 3), "at most a year"),
        (date(2027, 5, 6), "at most a year"),
        (date(2026, 5, 4), None),
        (date(2027, 5, 5), None),
    ],
)
def test_an_auditor_is_let_in_for_a_time(
    database: Database, clock: MovableClock, place: Place, marisol: str, last: date | None, sentence: str | None
) -> None:
    boss = administrator(database, clock.now(), place)
    with database.session(write=True) as session:
        for who in (actor_of(session, boss, clock.now()), SYSTEM):
            given = {"actor": who, "now": clock.now(), "account_id": marisol, "organisation_id": place.saltmarsh}
            if sentence is None:
                assert actions.grant(session, kind=AUDITOR, to_date=last, **given).to_date == last
                continue
            with pytest.raises(Invalid, match=sentence) as refused:
                actions.grant(session, kind=AUDITOR, to_date=last, **given)
            assert refused.value.field == "to_date"


@pytest.mark.alike
def test_an_auditor_is_one_of_the_whole_organisation(
    database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    boss = administrator(database, clock.now(), place)
    with database.session(write=True) as session:
        who = actor_of(session, boss, clock.now())
        with pytest.raises(Invalid, match="whole organisation") as refused:
            actions.grant(
                session, actor=who, now=clock.now(), account_id=marisol, kind=AUDITOR, to_date=date(2026, 6, 1),
                organisation_id=place.saltmarsh, clinic_id=place.mill_road,
            )  # fmt: skip
        assert refused.value.field == "place"


@pytest.mark.alike
def test_what_is_not_yours_is_not_found(
    database: Database, clock: MovableClock, place: Place, marisol: str, manager: str
) -> None:
    nora = make_account(database, clock.now(), place.saltmarsh, "Nora North", clinic_id=place.northgate, role="pcp")
    boss = administrator(database, clock.now(), place)
    read, invite = Permission.PEOPLE_READ, Permission.PEOPLE_INVITE
    with database.session() as session:
        her, him, top = (actor_of(session, each, clock.now()) for each in (marisol, manager, boss))
        assert get_person_for(session, her, marisol).id == marisol
        assert get_person_for(session, him, marisol).id == marisol
        assert get_person_for(session, top, nora).id == nora
        assert get_clinic_for(session, top, place.northgate, invite).name == "Northgate"
        for who, account_id in ((her, manager), (him, nora), (top, "no such account")):
            with pytest.raises(NotFound):
                get_person_for(session, who, account_id)
        for who, clinic_id in ((her, place.mill_road), (him, place.northgate), (top, place.harbour), (top, "none")):
            with pytest.raises(NotFound):
                get_clinic_for(session, who, clinic_id, read)
        assert {row.account_id for row in directory.people_for(session, him, now=clock.now())} == {marisol, manager}
        assert {row.account_id for row in directory.people_for(session, top, now=clock.now())} == {
            marisol, manager, nora, boss,
        }  # fmt: skip


@pytest.mark.alike
def test_the_operator_sees_everyone_with_their_access(
    database: Database, clock: MovableClock, place: Place, marisol: str, manager: str
) -> None:
    stranger = make_account(database, clock.now(), place.elsewhere, "Stranger Danish")
    with database.session() as session:
        rows = {row.account_id: row for row in directory.people_for(session, SYSTEM, now=clock.now())}
        assert set(rows) == {marisol, manager, stranger}
        assert rows[manager].grants == ("program manager",)
        assert rows[marisol].roles == (("Behavioral health care manager", "Mill Road", START),)


@pytest.mark.alike
def test_the_operators_acts_are_for_the_operator(
    database: Database, clock: MovableClock, place: Place, manager: str
) -> None:
    from lms.people import organisations

    with database.session(write=True) as session:
        who = actor_of(session, manager, clock.now())
        with pytest.raises(NotFound):
            organisations.create_organisation(session, actor=who, now=clock.now(), name="Mine")
        with pytest.raises(NotFound):
            organisations.create_clinic(
                session, actor=who, now=clock.now(), organisation_id=place.saltmarsh, name="Mine", zone="UTC"
            )
        with pytest.raises(Invalid, match="time zone"):
            organisations.create_clinic(
                session,
                actor=SYSTEM,
                now=clock.now(),
                organisation_id=place.saltmarsh,
                name="Quay",
                zone="Mars/Olympus",
            )
        made = organisations.create_programme(session, actor=SYSTEM, now=clock.now(), name="Coast")
        assert made.name == "Coast"
        with pytest.raises(Invalid):
            organisations.create_programme(session, actor=SYSTEM, now=clock.now(), name=" Coast ")


@pytest.mark.alike
def test_the_legal_name_is_confirmed_by_its_owner(database: Database, clock: MovableClock, marisol: str) -> None:
    with database.session(write=True) as session:
        who = actor_of(session, marisol, clock.now())
        with pytest.raises(Invalid) as refused:
            own_account.confirm_legal_name(session, actor=who, now=clock.now(), legal_name="\t")
        assert refused.value.field == "legal_name"
        account = own_account.confirm_legal_name(
            session, actor=who, now=clock.now(), legal_name="  Marisol  Inés Tavares "
        )
        assert (account.legal_name, account.legal_name_confirmed_at) == ("Marisol Inés Tavares", clock.now())
        assert account.name == "Marisol Tavares"


@pytest.mark.alike
def test_today_is_the_clinics(database: Database, clock: MovableClock, marisol: str) -> None:
    clock.move(hours=12, minutes=30)
    with database.session() as session:
        assert actor_of(session, marisol, clock.now()).today == date(2026, 5, 5)
    clock.move(minutes=-31)
    with database.session() as session:
        assert actor_of(session, marisol, clock.now()).today == date(2026, 5, 4)
