"""How the people of the demonstration come in: places, invitations written and taken, access, names for certificates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import partial

from lms.acts.further_role import hold_further_role
from lms.acts.import_people import Consent, Invitations, import_at_once
from lms.acts.invite import invite_person
from lms.acts.name import confirm_name
from lms.acts.person.merge import merge
from lms.acts.plan import AgreedTime, change_plan
from lms.cli.demo_cast import (
    CAST,
    CONSULTANT,
    FERRY_LANDING,
    IMPORTED,
    NORTHGATE,
    OPENS_WEEKS,
    ORGANISATION,
    QI,
    RUTH,
    ZONE,
    Person,
)
from lms.cli.demo_stage import OPENS, Diary, Stage, hour_of
from lms.cli.demo_training import do_next
from lms.outbox.queries import letters
from lms.people import actions, further_addresses, invitations, links, organisations, own_account
from lms.people.importing.keeping import Choices, read_file
from lms.people.permissions import AUDITOR, LEARNER, SUPERVISOR, SYSTEM
from lms.people.sign_in import open_session
from lms.readiness.actions import reschedule

FIRST_DAY = 120
"""Facts reach back so many days."""

AUDIT_DAYS = 300
"""How long the auditor of the demonstration is let in."""
OSEIS_OTHER = "hartmann@estuarypsychiatry.example"
PLAYED_TO = {"aroha": "poor", "bettina": "mixed", "piotr": "mixed", "hannah": "mixed", "desmond": "mixed"}


def found(stage: Stage, now: datetime) -> None:
    """The operator makes the organisation, its clinics, and its first administrator."""
    made = organisations.create_organisation(stage.session, actor=SYSTEM, now=now, name=ORGANISATION)
    for name, weeks in OPENS_WEEKS.items():
        stage.clinics[name] = organisations.create_clinic(
            stage.session, actor=SYSTEM, now=now, organisation_id=made.id, name=name, zone=ZONE, opens_on=stage.first_day(weeks)
        )  # fmt: skip
    _by_operator(stage, now, RUTH, (LEARNER, *RUTH.grants))
    for role in (RUTH.role, QI):
        assert role is not None
        held = actions.hold_role(
            stage.session, actor=SYSTEM, now=now, account_id=stage.accounts[RUTH.address], clinic_id=stage.clinics[RUTH.clinic].id,
            role=role, start_date=stage.first_day(RUTH.starts),
        )  # fmt: skip
        reschedule(stage.session, held=held, course=stage.course, now=now)


def write_down(diary: Diary) -> None:
    """Put down when everybody came, and what they completed on which day."""
    for index, person in enumerate(CAST):
        arrived, came = hour_of(index, 1), hour_of(index, 2)
        if person.invited is not None:
            diary.at(person.invited, arrived, partial(_invite, person=person))
            if person.came is not None:
                diary.at(person.came, came, partial(_come_in, person=person))
        elif person.came is not None:
            diary.at(person.came, arrived, partial(_by_operator, person=person, grants=person.grants))
        if person.done:
            diary.at(min(person.done), OPENS, partial(sign_in, who=person.address))
        for days_ago in person.done:
            ending = PLAYED_TO.get(person.address, "good")
            diary.at(days_ago, hour_of(index, days_ago), partial(do_next, who=person.address, ending=ending))


def _by_operator(stage: Stage, now: datetime, person: Person, grants: tuple[str, ...]) -> None:
    organisation_id = stage.clinics[person.clinic].organisation_id
    account = actions.create_account(
        stage.session, actor=SYSTEM, now=now, organisation_id=organisation_id, name=person.name, email=person.email,
        password_hash=stage.password_hash, welcomed=True,
    )  # fmt: skip
    stage.accounts[person.address] = account.id
    for kind in grants:
        actions.grant(
            stage.session, actor=SYSTEM, now=now, account_id=account.id, kind=kind, organisation_id=organisation_id,
            from_date=now.date(), to_date=now.date() + timedelta(days=AUDIT_DAYS) if kind == AUDITOR else None,
        )  # fmt: skip


def _invite(stage: Stage, now: datetime, person: Person) -> None:
    assert person.role is not None
    made = invite_person(
        stage.session, actor=stage.actor("ruth", now), now=now, course=stage.course, base_url=stage.base_url, email=person.email,
        name=person.name, clinic_id=stage.clinics[person.clinic].id, role=person.role, start_date=stage.first_day(person.starts),
        grants=person.grants, champion=person.champion,
    )  # fmt: skip
    stage.accounts[person.address] = made.account_id
    stage.links[person.address] = made.link


def _come_in(stage: Stage, now: datetime, person: Person) -> None:
    token = stage.links.pop(person.address).rpartition("/")[2]
    invitations.accept(stage.session, token=token, now=now, password_hash=stage.password_hash)
    actor = stage.actor(person.address, now)
    own_account.welcome(stage.session, actor=actor, now=now, name=person.name)
    if person.legal_name is not None:
        confirm_name(stage.session, actor=actor, now=now, world=stage.world, legal_name=person.legal_name)
    sign_in(stage, now, person.address)
    if person.agreed is not None:
        change_plan(
            stage.session, actor=actor, now=now, course=stage.course, held=stage.role(person.address),
            wish=AgreedTime(person.agreed), reason="Agreed in the first week",
        )  # fmt: skip


def sign_in(stage: Stage, now: datetime, who: str) -> None:
    """Somebody signs in at a computer of the clinic; the session has long ended by itself since."""
    account_id = stage.accounts[who]
    open_session(stage.session, account_id=account_id, now=now, settings=stage.settings, user_agent="Firefox (Windows)")


def look_after_two_clinics(stage: Stage, now: datetime) -> None:
    """Grace supervises at Northgate too."""
    clinic = stage.clinics[NORTHGATE]
    actions.grant(
        stage.session, actor=stage.actor("ruth", now), now=now, account_id=stage.accounts["grace"], kind=SUPERVISOR,
        organisation_id=clinic.organisation_id, clinic_id=clinic.id,
    )  # fmt: skip


def take_a_second_role(stage: Stage, now: datetime) -> None:
    """Dr. Lindqvist will be the consultant of Ferry Landing as well."""
    hold_further_role(
        stage.session, actor=stage.actor("ruth", now), now=now, course=stage.course, account_id=stage.accounts["anders"],
        clinic_id=stage.clinics[FERRY_LANDING].id, role=CONSULTANT, start_date=stage.first_day(OPENS_WEEKS[FERRY_LANDING]),
    )  # fmt: skip


def add_an_address(stage: Stage, now: datetime) -> None:
    """Dr. Hartmann adds the address of his practice and confirms it by the letter that goes there."""
    further_addresses.ask(
        stage.session, actor=stage.actor("osei", now), now=now, base_url=stage.base_url, account_id=stage.accounts["osei"],
        email=OSEIS_OTHER,
    )  # fmt: skip
    text = letters(stage.session, 1, to=OSEIS_OTHER)[0].text
    token = re.search(re.escape(links.WAYS[links.ADDRESS]) + r"(\S+)", text)
    assert token is not None
    further_addresses.confirm(stage.session, token=token[1], now=now + timedelta(minutes=4))


def invite_twice(stage: Stage, now: datetime) -> None:
    """Denise is invited again by mistake, takes the invitation, and completes a lesson she has done already."""
    twin = Person("Denise M. Falk", "d.falk", "Mill Road", "auxiliary")
    _invite(stage, now, twin)
    _come_in(stage, now + timedelta(minutes=70), twin)
    done = now + timedelta(minutes=85)
    do_next(stage, done, twin.address)
    stage.catch_up(done)


def join_the_two(stage: Stage, now: datetime) -> None:
    """Ruth joins Denise's two accounts."""
    merge(
        stage.session, actor=stage.actor("ruth", now), now=now, world=stage.world, survivor_id=stage.accounts["denise"],
        absorbed_id=stage.accounts.pop("d.falk"),
    )  # fmt: skip


def leave_the_organisation(stage: Stage, now: datetime) -> None:
    """Hugh works elsewhere now."""
    actions.deactivate(
        stage.session, actor=stage.actor("ruth", now), now=now, account_id=stage.accounts["hugh"], reason="Works elsewhere since Monday"
    )  # fmt: skip


def import_a_file(stage: Stage, now: datetime) -> None:
    """Ruth imports the first people of Ferry Landing and leaves out the line that is wrong."""
    ferry: date = stage.first_day(OPENS_WEEKS[FERRY_LANDING])
    clinic = stage.clinics[FERRY_LANDING]
    import_at_once(
        stage.session, actor=stage.actor("ruth", now), now=now, course=stage.course, base_url=stage.base_url,
        organisation_id=clinic.organisation_id, file_name="ferry-landing.csv",
        sheet=read_file(IMPORTED.format(ferry=ferry.isoformat()).encode()), choices=Choices(),
        consent=Consent(fingerprint=None, first_days=True, leave_out=True, invitations=Invitations.FILE),
    )  # fmt: skip
