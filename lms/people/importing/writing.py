"""Write what a plan says, line by line, each effect noted so that it can be undone. One transaction; nothing is partial.

Whoever is new is written in a few statements for all of them, because the others wait meanwhile; what may be done was
judged by the plan, in this same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.errors import Invalid
from lms.ids import new_id
from lms.people import actions, changes
from lms.people.access import get_clinic_for
from lms.people.alone import note_alone
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.rules import columns as col
from lms.people.importing.rules.facts import Judged, Outcome, Plan, Wish
from lms.people.importing.rules.words import role_words
from lms.people.models import Account, Address, Clinic, Grant, RoleChange, RoleHeld
from lms.people.noting import note
from lms.people.permissions import LEARNER, Actor, Permission

VALUE_MOST = 320
AT_ONCE = 1_000


@dataclass
class NewPerson:
    """Somebody who had no account before. `invite`: whether the file asks for an invitation."""

    account: Account
    email: str
    invite: bool = False
    roles: list[RoleHeld] = field(default_factory=list)


@dataclass
class Written:
    """What was written: the new people, and the roles of others whose schedule is to be made anew."""

    new: dict[str, NewPerson] = field(default_factory=dict)
    changed_roles: dict[str, RoleHeld] = field(default_factory=dict)


def write_plan(
    session: Session, *, actor: Actor, now: datetime, row: PeopleImport, plan: Plan[Wish], reason: str
) -> Written:
    """Write every line of a plan that is not refused. Raises Invalid, NotFound when it cannot be done as planned."""
    writer = _Writer(session, actor, now, row, reason)
    with session.no_autoflush:
        for line in plan.of(Outcome.NEW):
            writer.new_line(line)
        writer.write_new()
    for line in plan.of(Outcome.CHANGED):
        writer.changed_line(line)
    session.flush()
    return writer.written


class _Writer:
    def __init__(self, session: Session, actor: Actor, now: datetime, row: PeopleImport, reason: str) -> None:
        self._session, self._actor, self._now = session, actor, now
        self._row, self._reason = row, reason
        self._number = 0
        self._by_key: dict[str, NewPerson] = {}
        self._addresses: list[dict[str, object]] = []
        self._given: set[tuple[str, str, str | None]] = set()
        self._rows: list[RoleHeld | Grant] = []
        self.written = Written()

    def new_line(self, line: Judged[Wish]) -> None:
        """Put down what a new person's line asks for; nothing is sent to the database yet."""
        wish = line.wish
        if wish is None:
            return
        person = self._person(line, wish)
        if wish.clinic is not None and wish.role is not None and wish.start_date is not None:
            clinic = get_clinic_for(self._session, self._actor, wish.clinic.id, Permission.PEOPLE_INVITE)
            self._new_role(line, person, clinic, wish)
            self._new_access(line, person, LEARNER, clinic.id)
        for kind, scope in wish.access:
            self._new_access(line, person, kind, scope)
        if wish.legal_name and not person.account.legal_name:
            person.account.legal_name = wish.legal_name
            self._effect(line, person.account, "legal_name", person.account.id, after=wish.legal_name)

    def write_new(self) -> None:
        """Write the new people: accounts, addresses, then what they train for and may do."""
        self._session.add_all(person.account for person in self.written.new.values())
        self._session.flush()
        for at in range(0, len(self._addresses), AT_ONCE):
            part = self._addresses[at : at + AT_ONCE]
            made = upserting(self._session, Address).values(part).on_conflict_do_nothing().returning(Address.id)
            # Somebody else may have taken an address since the check began; then none of it is imported.
            if len(self._session.scalars(made).all()) != len(part):
                raise Invalid("One of these addresses was taken a moment ago. Nothing was imported; look at it again.")
        self._session.add_all(self._rows)
        note_alone(self._session, self.written.new)

    def changed_line(self, line: Judged[Wish]) -> None:
        """Write what is different for somebody who is here."""
        wish, account = line.wish, self._session.get_one(Account, line.account_id)
        if wish is None:
            return
        if wish.clinic is not None and wish.role is not None:
            self._role(line, wish, account)
        for kind, scope in wish.access:
            self._access(line, account, kind, scope)
        if wish.legal_name and not account.legal_name:
            account.legal_name = wish.legal_name
            self._effect(line, account, "legal_name", account.id, after=wish.legal_name)

    def _effect(
        self,
        line: Judged[Wish],
        account: Account,
        kind: str,
        subject: str,
        before: str | None = None,
        after: str | None = None,
    ) -> None:
        self._number += 1
        self._session.add(
            ImportEffect(
                id=new_id(),
                import_id=self._row.id,
                number=self._number,
                line=line.row.line,
                account_id=account.id,
                person=account.name,
                kind=kind,
                subject_id=subject,
                before=before,
                after=after and after[:VALUE_MOST],
            )
        )

    def _person(self, line: Judged[Wish], wish: Wish) -> NewPerson:
        person = next((self._by_key[key] for _, key in wish.emails if key in self._by_key), None)
        if person is None:
            person = self._new_person(line, wish)
        for typed, key in wish.emails:
            if key not in self._by_key:
                self._by_key[key] = person
                self._effect(line, person.account, "address", self._new_address(person, typed, key), after=typed)
        person.invite = person.invite or bool(wish.invite)
        return person

    def _new_person(self, line: Judged[Wish], wish: Wish) -> NewPerson:
        typed, key = wish.emails[0]
        organisation_id = self._row.organisation_id
        account = Account(id=new_id(), organisation_id=organisation_id, name=wish.name, created_at=self._now)
        person = NewPerson(account, typed)
        self.written.new[account.id] = self._by_key[key] = person
        self._new_address(person, typed, key, primary=True)
        self._effect(line, account, "account", account.id, after=typed)
        self._note("account.created", account, name=account.name, email=typed)
        return person

    def _new_address(self, person: NewPerson, typed: str, key: str, *, primary: bool = False) -> str:
        address_id = new_id()
        row = {"id": address_id, "account_id": person.account.id, "email": typed, "email_key": key}
        self._addresses.append({**row, "primary": primary, "created_at": self._now, "verified_at": None})
        return address_id

    def _new_role(self, line: Judged[Wish], person: NewPerson, clinic: Clinic, wish: Wish) -> None:
        held = RoleHeld(
            id=new_id(),
            account_id=person.account.id,
            clinic_id=clinic.id,
            clinic=clinic,
            role=wish.role,
            champion=bool(wish.champion),
            start_date=wish.start_date,
            joined_on=actions.local_day(clinic, self._now),
            agreed_minutes_per_week=wish.minutes,
            created_at=self._now,
            pauses=[],
            changes=[],
        )
        person.roles.append(held)
        self._rows.append(held)
        self._effect(line, person.account, "role", held.id, after=role_words(held.role, clinic.name, held.start_date))
        said = {"account": person.account.id, "role": held.role, "start_date": held.start_date.isoformat()}
        self._note("role.held", held, **said)

    def _new_access(self, line: Judged[Wish], person: NewPerson, kind: str, scope: str | None) -> None:
        account = person.account
        if {(account.id, kind, scope), (account.id, kind, None)} & self._given:
            return
        made = Grant(
            id=new_id(),
            account_id=account.id,
            kind=kind,
            organisation_id=self._row.organisation_id,
            clinic_id=scope,
            from_date=line.wish.clinic.today if line.wish and line.wish.clinic else self._actor.today,
            created_at=self._now,
        )
        self._given.add((account.id, kind, scope))
        self._rows.append(made)
        self._effect(line, account, "access", made.id, after=kind)
        self._note("grant.given", made, account=account.id, kind=kind, clinic=scope)

    def _note(self, act: str, subject: object, **details: object) -> None:
        note(self._session, (self._actor, self._now), self._row.organisation_id, act, subject, **details)

    def _role(self, line: Judged[Wish], wish: Wish, account: Account) -> None:
        clinic = self._session.get_one(Clinic, wish.clinic.id if wish.clinic else "")
        if line.held_id is None:
            self._further_role(line, wish, account, clinic)
            self._access(line, account, LEARNER, clinic.id)
            return
        for change in line.changes:
            if change.what == col.START and wish.start_date is not None:
                made = changes.change_start_date(
                    self._session, **self._changing(line.held_id), start_date=wish.start_date
                )
                self._changed(line, account, "start_date", made)
            elif change.what == col.HOURS and wish.minutes is not None:
                made = changes.agree_time(self._session, **self._changing(line.held_id), minutes=wish.minutes)
                self._changed(line, account, "hours", made)

    def _changing(self, role_held_id: str) -> dict[str, Any]:
        by = {"actor": self._actor, "now": self._now, "reason": self._reason}
        return {**by, "role_held_id": role_held_id}

    def _changed(self, line: Judged[Wish], account: Account, kind: str, made: RoleChange | None) -> None:
        if made is None:
            return
        held = self._session.get_one(RoleHeld, made.role_held_id)
        self.written.changed_roles[held.id] = held
        self._effect(line, account, kind, made.id, made.before, made.after)

    def _further_role(self, line: Judged[Wish], wish: Wish, account: Account, clinic: Clinic) -> None:
        if wish.start_date is None or wish.role is None:
            raise Invalid("The first day with CoCM patients is missing.", field=col.START)
        held = actions.hold_role(
            self._session,
            actor=self._actor,
            now=self._now,
            account_id=account.id,
            clinic_id=clinic.id,
            role=wish.role,
            start_date=wish.start_date,
            champion=bool(wish.champion),
            agreed_minutes_per_week=wish.minutes,
            permission=Permission.PEOPLE_INVITE,
        )
        self.written.changed_roles[held.id] = held
        self._effect(line, account, "role", held.id, after=role_words(wish.role, clinic.name, held.start_date))

    def _access(self, line: Judged[Wish], account: Account, kind: str, scope: str | None) -> None:
        wide = or_(Grant.clinic_id.is_(None), Grant.clinic_id == scope)
        mine = (Grant.account_id == account.id, Grant.organisation_id == self._row.organisation_id)
        query = select(Grant.id).where(*mine, Grant.kind == kind, Grant.to_date.is_(None), wide)
        if self._session.scalar(query.limit(1)) is not None:
            return
        made = actions.grant(
            self._session,
            actor=self._actor,
            now=self._now,
            account_id=account.id,
            kind=kind,
            organisation_id=self._row.organisation_id,
            clinic_id=scope,
        )
        self._effect(line, account, "access", made.id, after=kind)
