"""Find in the record what a webhook has not been told yet. Lines of a chain become visible in their order, so none is passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.models import AuditHead, AuditLine
from lms.webhooks.actions import put_try
from lms.webhooks.models import Webhook, WebhookDelivery
from lms.webhooks.rules import KIND_OF_ACT

AT_A_TIME = 200


@dataclass(frozen=True)
class Happened:
    """Whom a line is about, and further ids."""

    account_id: str
    about: Mapping[str, str]


Explain = Callable[[Session, Sequence[AuditLine]], Mapping[int, Happened]]
"""Lines → what each tells, by its number; a line about nobody is left out."""


def behind(session: Session) -> list[str]:
    """Webhooks that are not paused and whose organisation's record has grown. Read before writing."""
    wanted = (
        select(Webhook.id)
        .join(AuditHead, AuditHead.chain == Webhook.organisation_id)
        .where(Webhook.paused_at.is_(None), AuditHead.number > Webhook.position)
    )
    return list(session.scalars(wanted.order_by(Webhook.id)))


def notice(session: Session, *, webhook_id: str, now: datetime, explain: Explain) -> bool:
    """Put down what the next lines mean for one webhook and move its position; whether there may be more.

    Both in one transaction: killed in the middle nothing is left out and nothing is told twice.
    """
    hook = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    if hook is None or hook.paused_at is not None:
        return False
    lines = session.scalars(
        select(AuditLine)
        .where(AuditLine.chain == hook.organisation_id, AuditLine.number > hook.position)
        .order_by(AuditLine.number)
        .limit(AT_A_TIME)
    ).all()
    told = [each for each in lines if KIND_OF_ACT.get(each.act) in hook.events]
    meant = explain(session, told) if told else {}
    for line in told:
        if line.number in meant:
            _tell(session, hook, line, meant[line.number], now)
    if lines:
        hook.position = lines[-1].number
    session.flush()
    return len(lines) == AT_A_TIME


def _tell(session: Session, hook: Webhook, line: AuditLine, what: Happened, now: datetime) -> None:
    row = WebhookDelivery(
        webhook_id=hook.id, number=line.number, account_id=what.account_id, kind=KIND_OF_ACT[line.act],
        about=dict(what.about), at=line.at, created_at=now, tries=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    put_try(session, row, now=now, due_at=min(line.at, now))  # What happened first is sent first.
