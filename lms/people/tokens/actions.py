"""Make a token, use it, end it. Only its hash is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.people import queries
from lms.people.access import hold
from lms.people.noting import note
from lms.people.permissions import Actor, Permission
from lms.people.rules import clean_name
from lms.people.sign_in import as_demanded, hash_of_token
from lms.people.tokens.models import ApiToken
from lms.people.tokens.rules import NAME_MOST, SCOPES, Scope, in_force, last_day_problem, scopes_of
from lms.settings import Settings

MOST = 20
"""Tokens that one account may have in force at once."""


@dataclass(frozen=True)
class Made:
    """A new token; `secret` is shown once and kept nowhere."""

    row: ApiToken
    secret: str


def scopes_for(actor: Actor) -> tuple[Scope, ...]:
    """The scopes that would open something to this actor now."""
    return scopes_of(each for each in Permission if actor.may(each))


def make_token(
    session: Session, *, actor: Actor, now: datetime, name: str, scopes: Sequence[str], last_day: date
) -> Made:
    """A token of one's own. Raises Invalid for a name, scope or last day that cannot be."""
    account = hold(session, actor.account_id)
    called = clean_name(name)
    if not called or len(called) > NAME_MOST:
        raise Invalid(f"Say what the token is for, in at most {NAME_MOST} characters.", field="name")
    allowed = {each.id for each in scopes_for(actor)}
    chosen = [each for each in SCOPES if each in scopes]
    if not chosen or not {*scopes} <= allowed:
        raise Invalid("Choose at least one of the things the token may be used for.", field="scopes")
    problem = last_day_problem(last_day, actor.today)
    if problem is not None:
        raise Invalid(problem, field="last_day")
    if sum(each.last_day >= actor.today for each in tokens_of(session, actor)) >= MOST:
        raise Invalid(f"You have {MOST} tokens in force. Revoke one that is not needed any more.")
    prefix = f"lms_{new_id()[:8]}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        account_id=account.id,
        name=called,
        prefix=prefix,
        token_hash=hash_of_token(secret),
        scopes=chosen,
        created_at=now,
        last_day=last_day,
    )
    session.add(row)
    session.flush()
    said = {"name": called, "prefix": prefix, "scopes": chosen, "last_day": last_day.isoformat()}
    note(session, (actor, now), account.organisation_id, "token.made", row, **said)
    return Made(row, secret)


def revoke_token(session: Session, *, actor: Actor, now: datetime, token_id: str) -> ApiToken:
    """End a token of one's own at once. Raises NotFound."""
    hold(session, actor.account_id)
    row = session.get(ApiToken, token_id, populate_existing=True)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    if row.revoked_at is None:
        row.revoked_at = now
        session.flush()
        note(session, (actor, now), actor.organisation_id, "token.revoked", row, name=row.name, prefix=row.prefix)
    return row


def tokens_of(session: Session, actor: Actor) -> list[ApiToken]:
    """One's own tokens that were not revoked, the newest first; those past their last day among them."""
    mine = select(ApiToken).where(ApiToken.account_id == actor.account_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(mine.order_by(ApiToken.created_at.desc(), ApiToken.id)))


def load_token(session: Session, *, secret: str, now: datetime, settings: Settings) -> tuple[Actor, ApiToken] | None:
    """Who asks with this token, with the grants of this moment, while token and account stand; else None."""
    wanted = select(ApiToken).options(joinedload(ApiToken.account)).where(ApiToken.token_hash == hash_of_token(secret))
    row = session.scalar(wanted)
    if row is None or row.account.deactivated_at or row.account.merged_into_id or row.account.erased_at:
        return None
    actor = as_demanded(session, queries.actor_for(session, row.account, now=now, zone=settings.zone), settings)
    if not in_force(last_day=row.last_day, revoked=row.revoked_at is not None, today=actor.today):
        return None
    return actor, row


def token_used(session: Session, *, token_id: str, today: date) -> None:
    """Note the day on which a token was used last; belongs in a transaction of its own."""
    older = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < today)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, older).values(last_used_on=today))
