"""Close an account: erase what is personal, keep what others rely on, and say beforehand which is which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.acts.person.registry import Deleted, Kept, Person, PersonTable
from lms.acts.person.tables import PERSON_TABLES
from lms.audit.actions import seal
from lms.credit.keeping.holds import held_accounts
from lms.errors import Invalid, NotFound
from lms.people.administrators import demand_another
from lms.people.merged import accounts_of, surviving
from lms.people.models import Account
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor
from lms.people.queries import account_by_email
from lms.tables import metadata

LAST = "You are the last organisation administrator. Give somebody else that access first, then close your account."
HELD = "What is kept of this account is under a legal hold, so nothing of it may be erased. Nothing was changed. Once a CE administrator has lifted the hold, it can be closed."

_UNSAID = {"account", "schedule_row", "schedule_state", "handled_request", "kept_form", "audit_detail"}


@dataclass(frozen=True)
class Fate:
    """What becomes of one kind of thing: how many there are, whether they go, and why they stay if they do."""

    words: str
    count: int
    gone: bool
    why: str


def fates(session: Session, *, account_id: str, now: datetime) -> tuple[Fate, ...]:
    """What closing an account would erase and keep, of what there is. Writes nothing.

    Left out is what nobody would look for by itself: the account, what is computed, and marks of the program's own.
    """
    person = Person(session, accounts_of(session, account_id), PERSON_TABLES, now)
    told = (table for name, table in PERSON_TABLES.items() if name not in _UNSAID)
    counted = ((table, person.count(table.model)) for table in told)
    return tuple(_fate(table, count) for table, count in counted if count)


def _fate(table: PersonTable, count: int) -> Fate:
    if isinstance(table.erase, Deleted):
        return Fate(table.words, count, gone=True, why="")
    return Fate(table.words, count, gone=False, why=table.erase.why)


def is_held(session: Session, account_id: str) -> bool:
    """Whether a legal hold stands on what is kept of an account, so that it cannot be closed now."""
    under = select(Account.id).where(Account.id == account_id, held_accounts(session, Account.id))
    return session.scalar(under) is not None


def erase(session: Session, *, actor: Actor, now: datetime, account_id: str) -> str:
    """Close the actor's own account or, for the operator, anyone's; returns its id. Cannot be undone.

    Name, addresses, letters, notes and practice go, as lms/acts/person/tables.py says for each table; certificates keep
    the copy they carry and go on being checkable; the record of who did what keeps its sealed lines and loses its words.
    Raises NotFound, Invalid when they are the last organisation administrator or a legal hold stands: then nothing
    is deleted.
    """
    found = surviving(session, account_id)
    account = session.get(Account, found, with_for_update=True)
    if account is None or account.erased_at is not None or (actor != SYSTEM and account.id != actor.account_id):
        raise NotFound()
    return carry_out(session, actor=actor, now=now, account=account)


def carry_out(session: Session, *, actor: Actor, now: datetime, account: Account) -> str:
    """Erase what `erase` says of an account that is locked; who may ask for it is up to whoever calls. Raises Invalid."""
    if is_held(session, account.id):
        raise Invalid(HELD)
    demand_another(session, account_id=account.id, now=now, sentence=LAST)
    note(session, (actor, now), account.organisation_id, "account.erased", account)
    # Sealed here, so that the words of the lines written just now go as well.
    seal(session)
    person = Person(session, accounts_of(session, account.id), PERSON_TABLES, now)
    for table in PERSON_TABLES.values():
        if not isinstance(table.erase, Deleted | Kept):
            table.erase.do(person)
    session.flush()
    for name in [table.name for table in reversed(metadata.sorted_tables) if table.name in PERSON_TABLES]:
        _erase_rows(person, PERSON_TABLES[name])
    session.flush()
    session.expire_all()
    return account.id


def _erase_rows(person: Person, table: PersonTable) -> None:
    mine = table.of(person.ids, person.tables)
    if isinstance(table.erase, Deleted):
        person.session.execute(delete(table.model).where(mine).execution_options(synchronize_session=False))
    elif isinstance(table.erase, Kept) and table.erase.blank:
        blanked = update(table.model).where(mine).values(dict(table.erase.blank))
        person.session.execute(blanked.execution_options(synchronize_session=False))


def find(session: Session, reference: str) -> Account:
    """The account with this id or e-mail address, for the operator. Raises Invalid."""
    found = session.scalar(select(Account).where(Account.id == reference)) or account_by_email(session, reference)
    if found is None:
        raise Invalid(f"Nobody has the id or the address {reference}.")
    return session.get_one(Account, surviving(session, found.id))
