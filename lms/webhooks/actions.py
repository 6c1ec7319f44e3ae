"""Add a webhook, give it another secret, pause it, take it away, send again. The secret is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditHead
from lms.errors import Invalid, NotFound, Refusal
from lms.ids import new_id
from lms.outbox.actions import put
from lms.people.noting import note
from lms.people.permissions import Actor, Permission
from lms.people.sealing import seal_for
from lms.webhooks.models import Webhook, WebhookDelivery
from lms.webhooks.rules import BOTH_VALID, EVENTS, SECRET_BYTES, address_problem, secret_of

KIND = "webhook"
"""Of the jobs that send."""
MOST = 10
"""Webhooks of one organisation."""
BY_HAND, BY_FAILURES = "hand", "failures"
_PURPOSE = "webhook"


@dataclass(frozen=True)
class Made:
    """A webhook and its new secret, which is shown once."""

    row: Webhook
    secret: str


def webhooks_for(session: Session, actor: Actor) -> list[Webhook]:
    """Those of the organisations that `actor` administers as a whole, the oldest first."""
    where = actor.organisations_with(Permission.WEBHOOK_ADMIN)
    wanted = select(Webhook).where(Webhook.organisation_id.in_(where)).order_by(Webhook.created_at, Webhook.id)
    return list(session.scalars(wanted))


def get_webhook_for(session: Session, actor: Actor, webhook_id: str, *, lock: bool = False) -> Webhook:
    """One of them. Raises NotFound."""
    row = session.get(Webhook, webhook_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.organisation_id not in actor.organisations_with(Permission.WEBHOOK_ADMIN):
        raise NotFound()
    return row


def add_webhook(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    url: str,
    events: Sequence[str],
    key: str,
    loopback: bool,
) -> Made:
    """A webhook that is told what happens from now on. `key`: the installation's secret. Raises Invalid, NotFound."""
    if organisation_id not in actor.organisations_with(Permission.WEBHOOK_ADMIN):
        raise NotFound()
    address = url.strip()
    problem = address_problem(address, loopback=loopback)
    if problem is not None:
        raise Invalid(problem, field="url")
    wanted = [each for each in EVENTS if each in events]
    if not wanted or not {*events} <= {*EVENTS}:
        raise Invalid("Choose at least one event.", field="events")
    there = select(func.count()).select_from(Webhook).where(Webhook.organisation_id == organisation_id)
    if (session.scalar(there) or 0) >= MOST:
        raise Invalid(f"There are {MOST} webhooks. Remove one that is not needed any more.")
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    row_id = new_id()
    row = Webhook(
        id=row_id, organisation_id=organisation_id, url=address, events=wanted, sealed=_seal(key, row_id, secret),
        position=_last_line(session, organisation_id), created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, (actor, now), organisation_id, "webhook.added", row, host=host_of(row), events=wanted)
    return Made(row, secret)


def rotate_secret(session: Session, *, actor: Actor, now: datetime, webhook_id: str, key: str) -> Made:
    """Another secret; the one before signs too for a day. Raises NotFound."""
    row = get_webhook_for(session, actor, webhook_id, lock=True)
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    row.sealed_before, row.before_until = row.sealed, now + BOTH_VALID
    row.sealed = _seal(key, row.id, secret)
    session.flush()
    note(session, (actor, now), row.organisation_id, "webhook.rotated", row, host=host_of(row))
    return Made(row, secret)


def pause_webhook(session: Session, *, actor: Actor, now: datetime, webhook_id: str) -> Webhook:
    """Send nothing more. Raises NotFound."""
    row = get_webhook_for(session, actor, webhook_id, lock=True)
    if row.paused_at is None:
        row.paused_at, row.paused_why = now, BY_HAND
        session.flush()
        note(session, (actor, now), row.organisation_id, "webhook.paused", row, host=host_of(row))
    return row


def resume_webhook(session: Session, *, actor: Actor, now: datetime, webhook_id: str) -> Webhook:
    """Send again what happens from now on; what happened during the pause is not sent. Raises NotFound."""
    row = get_webhook_for(session, actor, webhook_id, lock=True)
    if row.paused_at is not None:
        row.paused_at = row.paused_why = row.failing_since = row.rest_until = None
        row.position = _last_line(session, row.organisation_id)
        session.flush()
        note(session, (actor, now), row.organisation_id, "webhook.resumed", row, host=host_of(row))
    return row


def remove_webhook(session: Session, *, actor: Actor, now: datetime, webhook_id: str) -> Webhook:
    """Take a webhook away with its log. Raises NotFound."""
    row = get_webhook_for(session, actor, webhook_id, lock=True)
    note(session, (actor, now), row.organisation_id, "webhook.removed", row, host=host_of(row))
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == row.id))
    session.delete(row)
    session.flush()
    return row


def resend(session: Session, *, actor: Actor, now: datetime, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Send a message again under its own id, that receivers know it by. Raises NotFound, Refusal while paused or waiting."""
    hook = get_webhook_for(session, actor, webhook_id, lock=True)
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)
    if row is None or row.webhook_id != hook.id:
        raise NotFound()
    if hook.paused_at is not None:
        raise Refusal("This webhook is paused. Resume it first; nothing was sent.")
    if row.delivered_at is None and row.given_up_at is None:
        raise Refusal("This message is on its way already; nothing was changed.")
    row.delivered_at = row.given_up_at = None
    row.tries = 0
    session.flush()
    note(session, (actor, now), hook.organisation_id, "webhook.resent", hook, delivery=row.id)
    put_try(session, row, now=now, due_at=now, again=now.isoformat())
    return row


def deliveries_of(session: Session, webhook_id: str, limit: int = 50) -> list[WebhookDelivery]:
    """The newest messages first."""
    wanted = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    return list(session.scalars(wanted.order_by(WebhookDelivery.number.desc()).limit(limit)))


def put_try(session: Session, row: WebhookDelivery, *, now: datetime, due_at: datetime, again: str = "") -> None:
    """Put down the next try of a message; `again` tells a further job for the same try from the first."""
    payload = {"delivery": row.id, "tries": row.tries}
    put(session, kind=KIND, key=f"{row.id}:{row.tries}:{again}", payload=payload, now=now, due_at=due_at)


def secrets_of(row: Webhook, *, key: str, now: datetime) -> list[str]:
    """The secrets that sign now, the newest first. Raises Refusal where the installation's secret is another."""
    stored = [row.sealed]
    if row.sealed_before is not None and row.before_until is not None and now < row.before_until:
        stored.append(row.sealed_before)
    try:
        return [seal_for(key, row.id, _PURPOSE).decrypt(each).decode() for each in stored]
    except InvalidToken as error:
        raise Refusal("The secret of this webhook cannot be opened any more. Make a new one.") from error


def host_of(row: Webhook) -> str:
    """The host of the address; the rest may hold a secret of the receiver."""
    return urlsplit(row.url).hostname or ""


def _seal(key: str, webhook_id: str, secret: str) -> bytes:
    return seal_for(key, webhook_id, _PURPOSE).encrypt(secret.encode())


def _last_line(session: Session, organisation_id: str) -> int:
    return session.scalar(select(AuditHead.number).where(AuditHead.chain == organisation_id)) or 0
