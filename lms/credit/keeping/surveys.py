"""The survey sixty days after a claim: answers that lead to nobody, and a receipt apart from them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.models import CreditClaim, CreditEnrolment
from lms.credit.keeping.models import FollowUp, FollowUpReceipt
from lms.credit.keeping.rules import ASK_AFTER_DAYS
from lms.errors import ManyProblems, NotFound
from lms.identifying import warning
from lms.people.access import hold
from lms.people.merged import accounts_of
from lms.people.permissions import Actor

YES_NO = {"yes": "Yes", "in part": "In part", "no": "No"}
SCALE = ("1", "2", "3", "4", "5")
MOST = 2_000


def own_enrolment(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> CreditEnrolment:
    """The actor's enrolment for an activity of which she claimed credit sixty days ago or more. Raises NotFound."""
    wanted = (
        select(CreditEnrolment, func.min(CreditClaim.claimed_at))
        .join(CreditClaim, CreditClaim.enrolment_id == CreditEnrolment.id)
        .where(
            CreditEnrolment.activity_id == activity_id,
            CreditEnrolment.account_id.in_(accounts_of(session, actor.account_id)),
        )
        .group_by(CreditEnrolment.id)
        .order_by(CreditEnrolment.id)
    )
    found = session.execute(wanted).first()
    if found is None or (now - found[1]).days < ASK_AFTER_DAYS:
        raise NotFound()
    enrolment: CreditEnrolment = found[0]
    return enrolment


def handed_in(session: Session, enrolment_id: str) -> bool:
    """Whether the survey was answered."""
    receipt = session.get(FollowUpReceipt, enrolment_id)
    return receipt is not None and receipt.handed_in_on is not None


def hand_in(
    session: Session, *, actor: Actor, now: datetime, zone: str, activity_id: str, typed: Mapping[str, str]
) -> bool:
    """Keep the answers under a random key with a day alone, and apart from them that somebody answered; once.

    No line of the record names it, so that nothing leads from an answer to a person. Returns whether it is new.
    Raises ManyProblems, NotFound.
    """
    hold(session, actor.account_id)
    enrolment = own_enrolment(session, actor=actor, activity_id=activity_id, now=now)
    if handed_in(session, enrolment.id):
        return False
    answers = _checked(typed)
    today = now.astimezone(ZoneInfo(zone)).date()
    session.add(FollowUp(id=secrets.token_hex(16), activity_id=activity_id, submitted_on=today, answers=answers))
    receipt = session.get(FollowUpReceipt, enrolment.id)
    if receipt is None:
        receipt = FollowUpReceipt(enrolment_id=enrolment.id, asked_on=today)
        session.add(receipt)
    receipt.handed_in_on = today
    session.flush()
    return True


def activity_of(session: Session, activity_id: str) -> ActivityVersion:
    """The activity that is asked about."""
    return session.get_one(ActivityVersion, activity_id)


def _checked(typed: Mapping[str, str]) -> dict[str, object]:
    wrong: dict[str, str] = {}
    for name in ("useful", "confidence"):
        if typed.get(name) not in SCALE:
            wrong[name] = "Choose a number from 1 to 5."
    if typed.get("changed") not in YES_NO:
        wrong["changed"] = "Choose one of the answers."
    what = (typed.get("what") or "").strip()
    if len(what) > MOST:
        wrong["what"] = f"Use at most {MOST:,} characters."
    elif looks := warning(what):
        wrong["what"] = looks.replace("your text is kept as you wrote it", "the survey is not sent yet")
    if wrong:
        raise ManyProblems(wrong)
    return {
        "changed": typed["changed"],
        "what": what,
        "useful": int(typed["useful"]),
        "confidence": int(typed["confidence"]),
    }
