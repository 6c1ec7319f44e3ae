"""Take an import back: what nobody has used is removed, what nobody has changed since goes back, the rest stays with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, Table, delete, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Refusal
from lms.outbox.actions import drop_letters
from lms.people import changes
from lms.people.access import visible_people
from lms.people.administrators import administrators
from lms.people.alone import note_alone
from lms.people.importing import keeping
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.queries import PersonEffects, effects_of
from lms.people.importing.undoing import GONE, OUT_OF_REACH, Undoing
from lms.people.models import Account, AccountWord, Address, Grant, MailToken, RoleChange, RoleHeld
from lms.people.noting import note
from lms.people.permissions import ADMINISTRATOR, SYSTEM, Actor, Permission
from lms.people.rules import may_give, undo_problem
from lms.readiness.actions import reschedule
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.tables import metadata

AT_ONCE = 5_000
CHANGES = ("start_date", "hours")
COME_IN = "They have come in since."
GIVEN_MORE = "They were given another role, access or address since."
ROLE_USED = "Something was recorded for this role since."
CHANGED = "It was changed again since."
LAST = "The organisation would have no administrator without it."
CONFIRMED = "The legal name was changed or confirmed since."


def undo_preview(session: Session, *, actor: Actor, now: datetime, row: PeopleImport) -> list[Undoing]:
    """What an undo would take back and what it would leave, person by person; writes nothing."""
    people = effects_of(session, row.id)
    look = _Look(session, actor, people, now.date() if actor == SYSTEM else actor.today)
    return [Undoing(person, look.whys(person)) for person in people]


def undo_import(session: Session, *, actor: Actor, now: datetime, course: Course, import_id: str) -> PeopleImport:
    """Undo an import, once. Raises NotFound, Refusal when it was undone before."""
    row = keeping.get_done(session, actor, import_id, lock=True)
    if row.state != keeping.DONE:
        raise Refusal("This import was undone already.")
    undoings = undo_preview(session, actor=actor, now=now, row=row)
    day = now.date() if actor == SYSTEM else actor.today
    reason = f"Undo of the import of {row.file_name} on {day.day} {day:%B %Y}"
    for each in undoings:
        each.mark(now)
        if not each.is_new:
            _undo_person(session, actor, now, course, each, reason)
    gone = [each.person for each in undoings if each.is_new and not each.kept]
    _remove_accounts(session, actor, now, gone, reason)
    row.state, row.undone_at, row.sealed = keeping.UNDONE, now, None
    session.flush()
    kept = sum(each.kept for each in undoings)
    said = {"file": row.file_name, "people": len(undoings), "kept": kept}
    note(session, (actor, now), row.organisation_id, "import.undone", row, **said)
    return row


class _Look:
    """Everything an undo has to know of the people of an import, read in a number of queries that does not grow with them."""

    def __init__(self, session: Session, actor: Actor, people: Sequence[PersonEffects], day: date) -> None:
        ids = [person.account_id for person in people]
        made = [person.account_id for person in people if person.is_new]
        self._accounts = {row.id: row for (row,) in _rows(session, select(Account), Account.id, ids)}
        self._actor, self._day = actor, day
        reach = select(Account.id).where(visible_people(actor, Permission.PEOPLE_INVITE))
        self._reached = {account_id for (account_id,) in _rows(session, reach, Account.id, ids)}
        self._roles = {row.id: row for (row,) in _rows(session, select(RoleHeld), RoleHeld.account_id, ids)}
        changed = [each.subject_id for person in people for each in person.effects if each.kind in CHANGES]
        self._changes = {row.id: row for (row,) in _rows(session, select(RoleChange), RoleChange.id, changed)}
        self._grants = {row.id: row for (row,) in _rows(session, select(Grant), Grant.account_id, ids)}
        self._addresses = {row.id: row for (row,) in _rows(session, select(Address), Address.account_id, made)}
        self._used_roles = _pointed_at(session, "role_held", list(self._roles), ("schedule_row", "schedule_state"))
        leave = ("address", "account_word", "mail_token", "role_held", "grant", "letter", "import_effect")
        self._used_accounts = _pointed_at(session, "account", made, leave)
        joined = select(Account.merged_into_id)
        self._used_accounts |= {each for (each,) in _rows(session, joined, Account.merged_into_id, made)}
        self._last = self._last_administrators(session, people)
        self._owned: dict[str, set[str]] = defaultdict(set)
        for thing in (*self._roles.values(), *self._grants.values(), *self._addresses.values()):
            if not (isinstance(thing, Address) and thing.primary):
                self._owned[thing.account_id].add(thing.id)

    def _last_administrators(self, session: Session, people: Sequence[PersonEffects]) -> set[str]:
        """Grants of administrators without whom an organisation would have none."""
        made = [self._grants.get(each.subject_id) for person in people for each in person.effects]
        given = [row for row in made if row is not None and row.kind == ADMINISTRATOR and row.clinic_id is None]
        last: set[str] = set()
        for organisation_id in {row.organisation_id for row in given}:
            here = [row for row in given if row.organisation_id == organisation_id]
            if not administrators(session, organisation_id, self._day) - {row.account_id for row in here}:
                last |= {row.id for row in here}
        return last

    def whys(self, person: PersonEffects) -> tuple[str | None, ...]:
        """Why each effect of a person stays; None where it is taken back."""
        account = self._accounts.get(person.account_id)
        whole = self._why_whole(person, account)
        if account is None or whole or person.is_new:
            return (whole,) * len(person.effects)
        found = {each.id: self._why(each, account) for each in person.effects}
        roles_kept = any(found[each.id] for each in person.effects if each.kind == "role")
        if roles_kept:
            found |= {each.id: found[each.id] or ROLE_USED for each in person.effects if each.after == "learner"}
        return tuple(found[each.id] for each in person.effects)

    def _why_whole(self, person: PersonEffects, account: Account | None) -> str | None:
        if account is None:
            return GONE
        if account.id not in self._reached:
            return OUT_OF_REACH
        if not person.is_new:
            return None
        if account.password_hash is not None or account.welcomed_at is not None or account.id in self._used_accounts:
            return COME_IN
        made = {each.subject_id for each in person.effects}
        if self._owned[account.id] - made:
            return GIVEN_MORE
        given = [each for each in person.effects if each.kind in ("role", "access")]
        whys = {each.kind: why for each in given if (why := self._why(each, account))}
        if {OUT_OF_REACH, LAST} & {*whys.values()}:
            return OUT_OF_REACH if OUT_OF_REACH in whys.values() else LAST
        return ROLE_USED if "role" in whys else None

    def _why(self, effect: ImportEffect, account: Account) -> str | None:
        if effect.kind == "role":
            return self._why_role(effect)
        if effect.kind == "access":
            grant = self._grants.get(effect.subject_id)
            if grant is None or grant.to_date is not None:
                return GONE
            if not self._may_end(grant):
                return OUT_OF_REACH
            return LAST if grant.id in self._last else None
        if effect.kind == "legal_name":
            return CONFIRMED if account.legal_name != effect.after or account.legal_name_confirmed_at else None
        change = self._changes.get(effect.subject_id)
        held = self._roles.get(change.role_held_id) if change else None
        if held is None or held.ended_on is not None:
            return GONE
        if not self._may(Permission.PLAN_CHANGE, held):
            return OUT_OF_REACH
        return CHANGED if undo_problem(changes.changes_of(held), effect.subject_id) else None

    def _why_role(self, effect: ImportEffect) -> str | None:
        held = self._roles.get(effect.subject_id)
        if held is None or held.ended_on is not None:
            return GONE
        if not self._may(Permission.PEOPLE_INVITE, held):
            return OUT_OF_REACH
        return ROLE_USED if held.id in self._used_roles else None

    def _may(self, permission: Permission, held: RoleHeld) -> bool:
        place = {"organisation_id": held.clinic.organisation_id, "clinic_id": held.clinic_id}
        return self._actor == SYSTEM or self._actor.may(permission, **place)

    def _may_end(self, row: Grant) -> bool:
        return self._actor == SYSTEM or may_give(
            self._actor, row.kind, organisation_id=row.organisation_id, clinic_id=row.clinic_id
        )


def _rows(session: Session, query: Select[Any], column: Any, values: Sequence[str]) -> list[Any]:
    parts = [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]
    return [row for part in parts for row in session.execute(query.where(column.in_(part)))]


def _pointed_at(session: Session, table: str, ids: Sequence[str], leave: Iterable[str]) -> set[str]:
    """Which of these rows any other table has something about; a table that is made later counts by itself."""
    found: set[str] = set()
    for other in metadata.sorted_tables:
        for column in () if other.name in leave else _columns_to(other, table):
            found |= {each for (each,) in _rows(session, select(column).distinct(), column, ids)}
    return found


def _columns_to(other: Table, table: str) -> list[Column[Any]]:
    return [
        column
        for column in other.columns
        if any(key.column.table.name == table for key in column.foreign_keys)
        or (column.name == f"{table}_id" and not column.foreign_keys)
    ]


def _undo_person(session: Session, actor: Actor, now: datetime, course: Course, undoing: Undoing, reason: str) -> None:
    touched: dict[str, RoleHeld] = {}
    for effect, why in reversed(list(zip(undoing.effects, undoing.why, strict=True))):
        if why is None:
            _undo_effect(session, actor, now, effect, reason, touched)
    for held in touched.values():
        reschedule(session, held=held, course=course, now=now)


def _undo_effect(
    session: Session, actor: Actor, now: datetime, effect: ImportEffect, reason: str, touched: dict[str, RoleHeld]
) -> None:
    account = session.get_one(Account, effect.account_id)
    if effect.kind == "role":
        held = session.get_one(RoleHeld, effect.subject_id)
        note(
            session, (actor, now), held.clinic.organisation_id, "role.removed", held, account=account.id, reason=reason
        )
        touched.pop(held.id, None)
        _remove_role(session, held)
    elif effect.kind == "access":
        grant = session.get_one(Grant, effect.subject_id)
        note(session, (actor, now), grant.organisation_id, "grant.removed", grant, account=account.id, reason=reason)
        session.delete(grant)
    elif effect.kind == "legal_name":
        account.legal_name = None
        note(session, (actor, now), account.organisation_id, "legal-name.removed", account, reason=reason)
    else:
        change = changes.undo_change(session, actor=actor, now=now, change_id=effect.subject_id)
        touched[change.role_held_id] = session.get_one(RoleHeld, change.role_held_id)
    session.flush()


def _remove_role(session: Session, held: RoleHeld) -> None:
    session.execute(delete(ScheduleRow).where(ScheduleRow.role_held_id == held.id))
    session.execute(delete(ScheduleState).where(ScheduleState.role_held_id == held.id))
    session.delete(held)
    note_alone(session, [held.account_id])


def _remove_accounts(
    session: Session, actor: Actor, now: datetime, people: Sequence[PersonEffects], reason: str
) -> None:
    """Remove accounts that nobody used with all that hangs on them, in a number of statements that does not grow with them."""
    for person in people:
        account = session.get_one(Account, person.account_id)
        note(
            session, (actor, now), account.organisation_id, "account.removed", account, name=account.name, reason=reason
        )
    session.flush()
    ids = [person.account_id for person in people]
    for at in range(0, len(ids), AT_ONCE):
        part = ids[at : at + AT_ONCE]
        drop_letters(session, account_ids=part)
        roles = select(RoleHeld.id).where(RoleHeld.account_id.in_(part))
        removals = [
            *(delete(table).where(table.role_held_id.in_(roles)) for table in (ScheduleRow, ScheduleState)),
            *(
                delete(table).where(table.account_id.in_(part))
                for table in (RoleHeld, Grant, MailToken, Address, AccountWord)
            ),
            delete(Account).where(Account.id.in_(part)),
        ]
        for removal in removals:
            session.execute(removal, execution_options={"synchronize_session": False})
    session.expire_all()
