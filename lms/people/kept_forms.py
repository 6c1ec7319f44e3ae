"""A form posted after the session ended: kept encrypted for one hour, for one account, never sent by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from lms.audit.models import HandledRequest
from lms.errors import NotFound
from lms.ids import new_id
from lms.people.models import KeptForm
from lms.people.rules import is_path_here, may_keep_field
from lms.people.sealing import seal_for

LIFETIME = timedelta(hours=1)
MOST_FOR_ONE = 20
PURPOSE = "kept form"
GONE = "What you had sent is not kept any more. It was kept for one hour, for the person who sent it."


@dataclass(frozen=True)
class Kept:
    """A form given back: where it was going, and its fields in order. `request_key` makes a second sending harmless."""

    id: str
    path: str
    fields: tuple[tuple[str, str], ...]
    expires_at: datetime
    request_key: str


def keep_form(
    session: Session, *, account_id: str, path: str, fields: Iterable[tuple[str, str]], now: datetime, secret: str
) -> str:
    """Keep the fields of a form (without passwords and tokens); returns the id. Raises NotFound for a foreign path."""
    if not is_path_here(path):
        raise NotFound()
    # The same page sent again is a newer version of the same form: an older one must not come back after it.
    same = and_(KeptForm.account_id == account_id, KeptForm.path == path)
    session.execute(delete(KeptForm).where(or_(KeptForm.expires_at <= now, same)))
    kept = [[name, value] for name, value in fields if may_keep_field(name)]
    sealed = seal_for(secret, account_id, PURPOSE).encrypt(json.dumps([path, kept]).encode())
    row = KeptForm(
        id=new_id(), account_id=account_id, path=path, sealed=sealed, created_at=now, expires_at=now + LIFETIME
    )
    session.add(row)
    session.flush()
    newest = select(KeptForm.id).where(KeptForm.account_id == account_id)
    newest = newest.order_by(KeptForm.created_at.desc(), KeptForm.id.desc()).limit(MOST_FOR_ONE)
    spare = set(session.scalars(select(KeptForm.id).where(KeptForm.account_id == account_id)))
    spare -= {*session.scalars(newest), row.id}
    if spare:
        session.execute(delete(KeptForm).where(KeptForm.id.in_(spare)))
    return row.id


def newest_kept(session: Session, *, account_id: str, now: datetime) -> str | None:
    """The form that waits for this account, if one does that was not sent since."""
    sent = exists().where(HandledRequest.account_id == account_id, HandledRequest.key == KeptForm.id)
    query = select(KeptForm.id).where(KeptForm.account_id == account_id, KeptForm.expires_at > now, ~sent)
    return session.scalar(query.order_by(KeptForm.created_at.desc(), KeptForm.id.desc()).limit(1))


def open_kept(session: Session, *, account_id: str, kept_id: str, now: datetime, secret: str) -> Kept:
    """Give a form back to its owner. Raises NotFound for anyone else, after an hour, or when it was altered."""
    row = session.get(KeptForm, kept_id)
    if row is None or row.account_id != account_id or row.expires_at <= now:
        raise NotFound(GONE)
    try:
        path, fields = json.loads(seal_for(secret, account_id, PURPOSE).decrypt(row.sealed))
    except InvalidToken as error:
        raise NotFound(GONE) from error
    if path != row.path or not is_path_here(path):
        raise NotFound(GONE)
    return Kept(row.id, path, tuple((name, value) for name, value in fields), row.expires_at, request_key=row.id)


def drop_kept(session: Session, *, account_id: str, kept_id: str) -> None:
    """Throw a kept form away; nothing happens when it is gone already."""
    session.execute(delete(KeptForm).where(KeptForm.id == kept_id, KeptForm.account_id == account_id))
