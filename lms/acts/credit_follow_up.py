"""Ask by letter, once, how it went sixty days after a claim of credit; who wants no such letter gets none."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.acts.nudge import with_way_out
from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.models import CreditClaim, CreditEnrolment
from lms.credit.keeping.models import FollowUpReceipt
from lms.credit.keeping.rules import ASK_AFTER_DAYS, ASK_UNTIL_DAYS
from lms.outbox.actions import write_letter
from lms.people.merged import surviving
from lms.people.models import Account
from lms.people.queries import primary_email, zone_of
from lms.readiness.nudges.queries import choice_of
from lms.readiness.rules.nudging import leaves_at

KIND = "follow-up"
"""The kind of the letter, and of the job that writes it."""
AT_A_TIME = 200


def due(session: Session, now: datetime) -> bool:
    """Whether a letter is to be written."""
    return session.execute(_due(now).limit(1)).first() is not None


def ask_surveys(session: Session, *, now: datetime, base_url: str, zone: str, most: int = AT_A_TIME) -> int:
    """Write up to `most` letters that are due and have not been written; returns how many people were settled.

    Whoever switched such letters off, has left or has no address is marked as asked all the same: the page of the
    survey stays open to her. A letter that would leave in quiet hours leaves after them.
    """
    found = session.execute(_due(now).limit(most)).all()
    for enrolment_id, account_id, activity_id in found:
        account = session.get_one(Account, surviving(session, account_id))
        there = zone_of(session, account, zone)
        session.add(
            FollowUpReceipt(
                enrolment_id=enrolment_id, asked_on=now.astimezone(ZoneInfo(there)).date(), handed_in_on=None
            )
        )
        _write(session, account, activity_id, enrolment_id, now, base_url, there)
    session.flush()
    return len(found)


def _due(now: datetime) -> Select[str, str, str]:
    """Enrolments whose first claim is sixty to ninety days old and whose learner was not asked."""
    first = func.min(CreditClaim.claimed_at)
    return (
        select(CreditEnrolment.id, CreditEnrolment.account_id, CreditEnrolment.activity_id)
        .join(CreditClaim, CreditClaim.enrolment_id == CreditEnrolment.id)
        .outerjoin(FollowUpReceipt, FollowUpReceipt.enrolment_id == CreditEnrolment.id)
        .where(FollowUpReceipt.enrolment_id.is_(None))
        .group_by(CreditEnrolment.id, CreditEnrolment.account_id, CreditEnrolment.activity_id)
        .having(first <= now - timedelta(days=ASK_AFTER_DAYS), first > now - timedelta(days=ASK_UNTIL_DAYS + 1))
        .order_by(CreditEnrolment.id)
    )


def _write(
    session: Session, account: Account, activity_id: str, enrolment_id: str, now: datetime, base_url: str, zone: str
) -> None:
    choice, to = choice_of(session, account.id), primary_email(session, account.id)
    if account.deactivated_at is not None or not to or KIND in choice.off:
        return
    title = session.get_one(ActivityVersion, activity_id).title
    text = "\n".join(
        (
            f"Hello {account.name},",
            "",
            f"About sixty days ago you claimed credit for {title}.",
            "What has come of it in your work? Four questions, about two minutes:",
            f"{base_url}/ce/{activity_id}/follow-up",
            "",
            "Your answers are kept without your name. Nothing depends on them, your credit least of all.",
            "",
        )
    )
    words, way_out = with_way_out(text, base_url)
    write_letter(
        session, kind=KIND, account_id=account.id, occasion=enrolment_id, to=to,
        subject=f"Sixty days after: {title}"[:200], text=words, now=now,
        leaves_at=max(leaves_at(choice, now, zone), now), unsubscribe=way_out,
    )  # fmt: skip
