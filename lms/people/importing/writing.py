"""Write what a plan says, line by line, each effect noted so that it can be undone. One transaction; nothing is partial."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.errors import Invalid
from lms.ids import new_id
from lms.people import actions
from lms.people.access import get_role_for
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.rules import columns as col
from lms.people.importing.rules.facts import Judged, Outcome, Plan, Wish
from lms.people.importing.rules.words import role_words
from lms.people.models import Account, Address, Clinic, Grant, RoleChange, RoleHeld
from lms.people.noting import note
from lms.people.permissions import LEARNER, Actor, Permission

VALUE_MOST = 320
ROLE_FIELDS = {"champion": "champion", "hours": "agreed_minutes_per_week"}


@dataclass
class Written:
    """What was written: roles whose schedule is to be made anew, and accounts that did not exist before."""

    roles: dict[str, RoleHeld] = field(default_factory=dict)
    made: dict[str, bool] = field(default_factory=dict)
    """Account id → whether the file asks for an invitation."""


def write_plan(session: Session, *, actor: Actor, now: datetime, row: PeopleImport, plan: Plan, reason: str) -> Written:
    """Write every line of a plan that is not refused. Raises Invalid, NotFound when it cannot be done as planned."""
    writer = _Writer(session, actor, now, row, reason)
    for line in plan.lines:
        if line.wish is not None and line.outcome in (Outcome.NEW, Outcome.CHANGED):
            writer.line(line, line.wish)
    session.flush()
    return writer.written


class _Writer:
    def __init__(self, session: Session, actor: Actor, now: datetime, row: PeopleImport, reason: str) -> None:
        self._session, self._actor, self._now = session, actor, now
        self._row, self._reason = row, reason
        self._number = 0
        self._made: dict[str, Account] = {}
        self._given: set[tuple[str, str, str | None]] = set()
        self.written = Written()

    def line(self, line: Judged, wish: Wish) -> None:
        """Write one line."""
        account = self._account(line, wish)
        if wish.clinic is not None and wish.role is not None:
            self._role(line, wish, account)
        for kind, scope in wish.access:
            self._access(line, account, kind, scope)
        if wish.legal_name and not account.legal_name:
            account.legal_name = wish.legal_name
            self._effect(line, account, "legal_name", account.id, after=wish.legal_name)

    def _effect(
        self,
        line: Judged,
        account: Account,
        kind: str,
        subject: str,
        before: str | None = None,
        after: str | None = None,
    ) -> None:
        self._number += 1
        self._session.add(
            ImportEffect(
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

    def _account(self, line: Judged, wish: Wish) -> Account:
        if line.account_id is not None:
            return self._session.get_one(Account, line.account_id)
        earlier = next((self._made[key] for _, key in wish.emails if key in self._made), None)
        account = earlier or self._new_account(line, wish)
        for typed, key in wish.emails:
            if key not in self._made:
                self._address(line, account, typed, key)
            self._made[key] = account
        self.written.made[account.id] = bool(wish.invite) or self.written.made.get(account.id, False)
        return account

    def _new_account(self, line: Judged, wish: Wish) -> Account:
        typed, key = wish.emails[0]
        account = actions.add_account(
            self._session,
            actor=self._actor,
            now=self._now,
            organisation_id=self._row.organisation_id,
            name=wish.name,
            email=typed,
        )
        self._made[key] = account
        self._effect(line, account, "account", account.id, after=typed)
        return account

    def _address(self, line: Judged, account: Account, typed: str, key: str) -> None:
        row = {"id": new_id(), "account_id": account.id, "email": typed, "email_key": key, "primary": False}
        made = upserting(self._session, Address).values(**row, created_at=self._now, verified_at=None)
        if self._session.scalar(made.on_conflict_do_nothing().returning(Address.id)) is None:
            raise Invalid("This address already belongs to an account.", field="email")
        self._effect(line, account, "address", str(row["id"]), after=typed)

    def _role(self, line: Judged, wish: Wish, account: Account) -> None:
        clinic = self._session.get_one(Clinic, wish.clinic.id if wish.clinic else "")
        if line.held_id is None:
            self._new_role(line, wish, account, clinic)
            self._access(line, account, LEARNER, clinic.id)
            return
        held = get_role_for(self._session, self._actor, line.held_id)
        for change in line.changes:
            if change.what == col.START and wish.start_date is not None:
                self._new_start(line, account, held, wish.start_date)
            elif change.what == col.CHAMPION and wish.champion is not None:
                held.champion = wish.champion
                self._changed(line, account, held, "champion", change.before, change.after)
            elif change.what == col.HOURS:
                held.agreed_minutes_per_week = wish.minutes
                self._changed(line, account, held, "hours", change.before, change.after)

    def _new_role(self, line: Judged, wish: Wish, account: Account, clinic: Clinic) -> None:
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
        self.written.roles[held.id] = held
        self._effect(line, account, "role", held.id, after=role_words(wish.role, clinic.name, held.start_date))

    def _new_start(self, line: Judged, account: Account, held: RoleHeld, start: date) -> None:
        before = held.start_date
        actions.change_start_date(
            self._session,
            actor=self._actor,
            now=self._now,
            role_held_id=held.id,
            start_date=start,
            reason=self._reason,
        )
        self.written.roles[held.id] = held
        self._effect(line, account, "start_date", held.id, before.isoformat(), start.isoformat())

    def _changed(self, line: Judged, account: Account, held: RoleHeld, kind: str, before: str, after: str) -> None:
        record_change(
            self._session,
            by=(self._actor, self._now),
            held=held,
            field=ROLE_FIELDS[kind],
            before=before,
            after=after,
            reason=self._reason,
        )
        self.written.roles[held.id] = held
        self._effect(line, account, kind, held.id, before, after)

    def _access(self, line: Judged, account: Account, kind: str, scope: str | None) -> None:
        if self._holds(account, kind, scope):
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
        self._given.add((account.id, kind, scope))
        self._effect(line, account, "access", made.id, after=kind)

    def _holds(self, account: Account, kind: str, scope: str | None) -> bool:
        if {(account.id, kind, scope), (account.id, kind, None)} & self._given:
            return True
        if account.id in self.written.made:
            return False
        wide = or_(Grant.clinic_id.is_(None), Grant.clinic_id == scope)
        mine = (Grant.account_id == account.id, Grant.organisation_id == self._row.organisation_id)
        query = select(Grant.id).where(*mine, Grant.kind == kind, Grant.to_date.is_(None), wide)
        return self._session.scalar(query.limit(1)) is not None


def record_change(
    session: Session,
    *,
    by: tuple[Actor, datetime],
    held: RoleHeld,
    field: str,
    before: str,
    after: str,
    reason: str,
) -> None:
    """Keep a change of a role held in its history, with who, when and why, and an audit line."""
    actor, now = by
    session.add(
        RoleChange(
            role_held_id=held.id,
            field=field,
            before=before or None,
            after=after or None,
            reason=reason,
            by_account_id=actor.account_id or None,
            at=now,
        )
    )
    session.flush()
    said = {"field": field, "before": before, "after": after, "reason": reason}
    note(session, by, held.clinic.organisation_id, "role.changed", held, **said)
