"""Who administers an organisation; there is always somebody."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Invalid
from lms.people.models import Account, Grant
from lms.people.permissions import ADMINISTRATOR
from lms.people.queries import zone_of

LAST = "This is the last organisation administrator. Give somebody else that access first."


def administrators(session: Session, organisation_id: str, day: date) -> set[str]:
    """Accounts that can sign in and administer the whole organisation on a local day."""
    wanted = (
        select(Grant.account_id)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.organisation_id == organisation_id, Grant.kind == ADMINISTRATOR, Grant.clinic_id.is_(None))
        .where(Grant.from_date <= day, or_(Grant.to_date.is_(None), Grant.to_date >= day))
        .where(
            Account.deactivated_at.is_(None), or_(Account.password_hash.is_not(None), Account.welcomed_at.is_not(None))
        )
    )
    return set(session.scalars(wanted))


def demand_another(session: Session, *, account_id: str, now: datetime, sentence: str) -> None:
    """Raise Invalid with `sentence` if this account is the only one that administers one of the organisations."""
    account = session.get_one(Account, account_id)
    day = now.astimezone(ZoneInfo(zone_of(session, account, "UTC"))).date()
    given = select(Grant.organisation_id).where(Grant.account_id == account_id, Grant.kind == ADMINISTRATOR).distinct()
    for organisation_id in session.scalars(given).all():
        if administrators(session, organisation_id, day) == {account_id}:
            raise Invalid(sentence)
