"""Read what an import did, person by person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.models import Account


@dataclass(frozen=True)
class PersonEffects:
    """What an import did for one person, in the order in which it was done."""

    account_id: str
    name: str
    line: int
    effects: tuple[ImportEffect, ...]

    @property
    def is_new(self) -> bool:
        """Whether the account was made by this import."""
        return any(each.kind == "account" for each in self.effects)

    @property
    def kept_because(self) -> tuple[str, ...]:
        """Why an undo left something, each reason once."""
        return tuple(dict.fromkeys(each.kept_because for each in self.effects if each.kept_because))


def effects_of(session: Session, import_id: str) -> list[PersonEffects]:
    """What an import did, by person, in the order of the file."""
    query = select(ImportEffect).where(ImportEffect.import_id == import_id).order_by(ImportEffect.number)
    found: dict[str, list[ImportEffect]] = {}
    for row in session.scalars(query):
        found.setdefault(row.account_id, []).append(row)
    return [PersonEffects(each, rows[0].person, rows[0].line, tuple(rows)) for each, rows in found.items()]


def sender_names(session: Session, imports: Iterable[PeopleImport]) -> dict[str, str]:
    """Who sent each of these imports, by account."""
    ids = {each.account_id for each in imports if each.account_id}
    return {row.id: row.name for row in session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))}
