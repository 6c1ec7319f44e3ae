"""Send one message and note what came of it; whoever administers is told when a webhook pauses itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.database import Database
from lms.errors import Refusal
from lms.outbox.actions import write_letter
from lms.outbox.rules import back_off
from lms.people import queries
from lms.people.administrators import administrators
from lms.people.models import Account
from lms.people.noting import note
from lms.people.permissions import SYSTEM
from lms.webhooks.actions import BY_FAILURES, host_of, put_try, secrets_of
from lms.webhooks.models import Webhook, WebhookDelivery
from lms.webhooks.rules import REST, body_of, headers_of, is_taken, is_to_be_paused, result_of_status
from lms.webhooks.sending import NotSent, post

LETTER = "webhook-paused"
PAUSED = "Not sent, because the webhook was paused."
Post = Callable[..., int]


def deliver(
    database: Database,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    key: str,
    base_url: str,
    loopback: bool,
    by: Post = post,
) -> None:
    """One try of a message. A failure is no error of the job: the next try is put down here.

    Called twice for the same try it may send twice, under one id; what came of a try is noted once.
    """
    with database.session() as session:
        row = session.get(WebhookDelivery, str(payload["delivery"]))
        hook = None if row is None else session.get(Webhook, row.webhook_id)
        if row is None or hook is None or not _is_due(row, payload):
            return
    if hook.paused_at is not None or (hook.rest_until is not None and now < hook.rest_until):
        with database.independent() as session:
            _leave(session, payload, now)
        return
    status, result = _send(row, hook, now, key=key, loopback=loopback, by=by)
    with database.independent() as session:
        _note_result(session, payload, now, status, result, base_url)


def _is_due(row: WebhookDelivery, payload: Mapping[str, Any]) -> bool:
    return row.delivered_at is None and row.given_up_at is None and row.tries == payload["tries"]


def _send(
    row: WebhookDelivery, hook: Webhook, now: datetime, *, key: str, loopback: bool, by: Post
) -> tuple[int | None, str]:
    body = body_of(row.kind, row.at, organisation_id=hook.organisation_id, person_id=row.account_id, about=row.about)
    try:
        headers = headers_of(secrets_of(hook, key=key, now=now), message_id=f"msg_{row.id}", now=now, body=body)
        status = by(hook.url, body, headers, loopback=loopback)
    except (NotSent, Refusal) as error:
        return None, str(error)
    return status, result_of_status(status)


def _loaded(session: Session, payload: Mapping[str, Any]) -> tuple[WebhookDelivery, Webhook] | None:
    """Both rows, locked, the webhook first as everywhere; None where the try is over or was taken away meanwhile."""
    found = session.get(WebhookDelivery, str(payload["delivery"]))
    if found is None:
        return None
    hook = session.get(Webhook, found.webhook_id, with_for_update=True, populate_existing=True)
    row = session.get(WebhookDelivery, found.id, with_for_update=True, populate_existing=True)
    return (row, hook) if row is not None and hook is not None and _is_due(row, payload) else None


def _leave(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
    loaded = _loaded(session, payload)
    if loaded is None:
        return
    row, hook = loaded
    if hook.paused_at is not None:
        row.given_up_at, row.result = now, PAUSED
    elif hook.rest_until is not None:
        put_try(session, row, now=now, due_at=hook.rest_until, again=hook.rest_until.isoformat())


def _note_result(
    session: Session, payload: Mapping[str, Any], now: datetime, status: int | None, result: str, base_url: str
) -> None:
    loaded = _loaded(session, payload)
    if loaded is None:
        return
    row, hook = loaded
    row.tries += 1
    row.tried_at, row.result = now, result
    if status is not None and is_taken(status):
        row.delivered_at, hook.failing_since, hook.rest_until = now, None, None
        return
    hook.failing_since = hook.failing_since or now
    if status is None:
        hook.rest_until = now + REST
    wait = back_off(row.tries)
    if wait is None:
        row.given_up_at = now
    else:
        put_try(session, row, now=now, due_at=now + wait)
    if hook.paused_at is None and is_to_be_paused(hook.failing_since, now):
        _pause(session, hook, now, base_url)


def _pause(session: Session, hook: Webhook, now: datetime, base_url: str) -> None:
    hook.paused_at, hook.paused_why = now, BY_FAILURES
    note(session, (SYSTEM, now), hook.organisation_id, "webhook.paused", hook, host=host_of(hook), why=BY_FAILURES)
    for account_id in sorted(administrators(session, hook.organisation_id, now.date())):
        account = session.scalars(select(Account).where(Account.id == account_id)).one()
        write_letter(
            session, kind=LETTER, account_id=account_id, occasion=f"{hook.id} {now.isoformat()}",
            to=queries.primary_email(session, account_id), subject="A webhook was paused",
            text=_letter(account.name, hook, base_url), now=now,
        )  # fmt: skip


def _letter(name: str, hook: Webhook, base_url: str) -> str:
    return (
        f"Hello {name},\n\n"
        f"for three days no message of the webhook to {host_of(hook)} was taken, so it was paused. "
        "What happens from now on is not sent there.\n\n"
        "What came of the last messages stands here, where you can resume it once its receiver answers again:\n\n"
        f"{base_url}/admin/webhooks/{hook.id}\n"
    )
