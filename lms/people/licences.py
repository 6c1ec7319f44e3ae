"""A person's own professional licences: information for credit, never a gate to training. Who else sees them: see docs/permissions.md.

A claim of credit carries a copy of the licence that it was made under, so that nothing here changes what was claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import ManyProblems, NotFound
from lms.people.access import hold
from lms.people.models import Licence
from lms.people.noting import YEARS, note
from lms.people.permissions import Actor
from lms.people.professions import PROFESSIONS

MOST = 64
MOST_LICENCES = 20


@dataclass(frozen=True)
class GivenLicence:
    """What a person entered of one licence. Empty: not said."""

    kind: str
    number: str = ""
    state: str = ""
    expires_on: date | None = None


def own_licences(session: Session, account_id: str) -> list[Licence]:
    """The licences of an account, by profession and state."""
    wanted = select(Licence).where(Licence.account_id == account_id)
    return list(session.scalars(wanted.order_by(Licence.kind, Licence.state, Licence.number, Licence.id)))


def own_licence(session: Session, actor: Actor, licence_id: str) -> Licence:
    """One licence of the actor's own. Raises NotFound."""
    found = session.get(Licence, licence_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound()
    return found


def save_licence(
    session: Session, *, actor: Actor, now: datetime, given: GivenLicence, licence_id: str | None = None
) -> Licence:
    """Add a licence of the actor's own, or change one; what was claimed under it stays as claimed. Raises NotFound, ManyProblems."""
    account = hold(session, actor.account_id)
    row = own_licence(session, actor, licence_id) if licence_id is not None else None
    tidy = GivenLicence(given.kind, " ".join(given.number.split()), " ".join(given.state.split()), given.expires_on)
    others = [each for each in own_licences(session, account.id) if each is not row]
    _demand_sound(tidy, others)
    act = "licence.recorded" if row is None else "licence.changed"
    row = row or Licence(account_id=account.id)
    row.kind, row.number, row.state, row.expires_on = (
        tidy.kind,
        tidy.number or None,
        tidy.state or None,
        tidy.expires_on,
    )
    session.add(row)
    session.flush()
    note(session, (actor, now), account.organisation_id, act, row, kind=row.kind)
    return row


def remove_licence(session: Session, *, actor: Actor, now: datetime, licence_id: str) -> None:
    """Take a licence of the actor's own off the list. Raises NotFound."""
    account = hold(session, actor.account_id)
    row = own_licence(session, actor, licence_id)
    note(session, (actor, now), account.organisation_id, "licence.removed", row, kind=row.kind)
    session.delete(row)
    session.flush()


def _demand_sound(given: GivenLicence, others: list[Licence]) -> None:
    wrong = {}
    if given.kind not in PROFESSIONS:
        wrong["kind"] = "Choose a profession."
    for field, words in (("number", "number"), ("state", "state")):
        text = getattr(given, field)
        if len(text) > MOST or not text.isprintable():
            wrong[field] = f"Write the {words} as it stands on the licence, with at most {MOST} characters."
    if given.number and not given.state:
        wrong["state"] = "Say which state issued it; a number alone names no licence."
    if given.expires_on is not None and given.expires_on.year not in YEARS:
        wrong["expires_on"] = f"Enter a date between {YEARS[0]} and {YEARS[-1]}."
    same = (given.kind, given.number.casefold(), given.state.casefold())
    if any((each.kind, (each.number or "").casefold(), (each.state or "").casefold()) == same for each in others):
        wrong.setdefault("number", "This licence is on your list already.")
    if len(others) >= MOST_LICENCES:
        wrong.setdefault("kind", f"At most {MOST_LICENCES} licences can be kept; take one off the list first.")
    if wrong:
        raise ManyProblems(wrong)
