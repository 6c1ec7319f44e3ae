"""What a learner does on her way to credit: acknowledge, read again, evaluate, attest. None of these commits."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.claiming import gathering
from lms.credit.claiming.evaluation import answered
from lms.credit.claiming.models import (
    Attestation,
    CreditEnrolment,
    Evaluation,
    EvaluationReceipt,
    ReadAgain,
    ShownPage,
)
from lms.credit.claiming.queries import Way, way_of
from lms.credit.claiming.rules import Step
from lms.credit.claiming.shown import Shown, attestation
from lms.credit.rules import tidy_name
from lms.curriculum.course import Course
from lms.database import upserting
from lms.errors import Invalid, NotFound, Refusal
from lms.people.access import hold
from lms.people.permissions import Actor

ORDER: tuple[Step, ...] = ("disclosures", "content", "test", "evaluation", "attest", "claim")


class NotYet(Refusal):
    """A step before this one is open; `step` says which."""

    def __init__(self, sentence: str, step: Step) -> None:
        super().__init__(sentence)
        self.step = step


def demand_step(way: Way, step: Step) -> None:
    """Let her on to a step when all before it are closed. Raises NotYet with what is open, in words."""
    if ORDER.index(way.step) >= ORDER.index(step):
        return
    found = next(each.sentence for offer in way.offers for each in offer.open if each.step == way.step)
    raise NotYet(f"First things first. {found}", way.step)


def acknowledge(
    session: Session, *, actor: Actor, now: datetime, course: Course, activity_id: str, text_hash: str, demo: bool
) -> CreditEnrolment:
    """Set out for credit, having read the page with this hash. A second time changes nothing. Raises NotFound, Refusal, Invalid."""
    hold(session, actor.account_id)
    way = way_of(session, actor, course, activity_id, now=now, demo=demo)
    if way.enrolment is not None:
        return way.enrolment
    shown = way.disclosures
    if shown.hash != text_hash:
        raise Invalid("This page changed while you read it. Nothing was saved; read it again, then acknowledge it.")
    blocked = [each.sentence for offer in way.offers for each in offer.blocked]
    if all(offer.blocked for offer in way.offers):
        raise Refusal(f"No credit can be earned here at present. {blocked[0]} Nothing was saved.")
    keep_page(session, shown, kind="disclosure", now=now)
    row = CreditEnrolment(
        account_id=actor.account_id,
        activity_id=activity_id,
        disclosure_hash=shown.hash,
        acknowledged_at=now,
        content_hash=way.row.content_hash or "",
    )
    session.add(row)
    session.flush()
    _record(session, actor, now, "credit.set-out", "credit-enrolment", row.id, {"page": shown.hash})
    return row


def read_again(
    session: Session, *, actor: Actor, now: datetime, course: Course, activity_id: str, lesson_id: str, demo: bool
) -> None:
    """Note that a lesson, completed before she set out, was read again. Raises NotFound, Invalid."""
    hold(session, actor.account_id)
    way = way_of(session, actor, course, activity_id, now=now, demo=demo)
    lesson = course.lesson(lesson_id)
    wanted = {part.id for part in way.learner.parts if part.kind == "lesson"}
    if way.enrolment is None or lesson is None or lesson_id not in wanted:
        raise Invalid("This is no lesson that has to be read again here. Nothing was noted.", field="lesson")
    values = {"enrolment_id": way.enrolment.id, "lesson_id": lesson_id, "content_hash": lesson.hash, "at": now}
    session.execute(upserting(session, ReadAgain).values(values).on_conflict_do_nothing())
    details = {"lesson": lesson_id, "hash": lesson.hash}
    _record(session, actor, now, "credit.read-again", "credit-enrolment", way.enrolment.id, details)


def evaluate(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    activity_id: str,
    typed: Mapping[str, str],
    sure: bool,
    demo: bool,
) -> None:
    """Keep an evaluation, which names nobody, and a receipt, which tells nothing of it. Once; writes no audit line.

    Raises NotYet while a step before it is open, ManyProblems with what is missing.
    """
    hold(session, actor.account_id)
    way = way_of(session, actor, course, activity_id, now=now, demo=demo)
    demand_step(way, "evaluation")
    if way.enrolment is None:
        raise NotFound()
    answers = answered(way.row.objectives, typed, sure=sure)
    receipt = session.get(EvaluationReceipt, way.enrolment.id)
    if receipt is not None and way.step != "evaluation":
        return
    today = gathering.day_of(now, way.provider.zone)
    session.add(Evaluation(id=secrets.token_hex(16), activity_id=activity_id, submitted_on=today, answers=answers))
    if receipt is None:
        session.add(EvaluationReceipt(enrolment_id=way.enrolment.id, handed_in_on=today))
    else:
        receipt.handed_in_on = today
    session.flush()


def attest(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    activity_id: str,
    typed_name: str,
    place: str,
    secret: str,
    browser: str,
    demo: bool,
) -> Attestation:
    """Sign with one's legal name. `place`: the network address, kept as a salted hash. Raises NotYet, Invalid."""
    account = hold(session, actor.account_id)
    way = way_of(session, actor, course, activity_id, now=now, demo=demo)
    demand_step(way, "attest")
    if way.enrolment is None:
        raise NotFound()
    if account.legal_name is None or account.legal_name_confirmed_at is None:
        raise Invalid("Confirm your legal name first, under Certificates. Nothing is lost.", field="typed_name")
    if (tidy_name(typed_name) or "").casefold() != account.legal_name.casefold():
        raise Invalid(f"Type your legal name as you confirmed it: {account.legal_name}.", field="typed_name")
    shown = attestation(way.row)
    keep_page(session, shown, kind="attestation", now=now)
    salted = f"{way.enrolment.id}:{place}".encode()
    row = Attestation(
        enrolment_id=way.enrolment.id,
        text_hash=shown.hash,
        typed_name=tidy_name(typed_name) or "",
        at=now,
        place_hash=hmac.new(secret.encode(), salted, hashlib.sha256).hexdigest(),
        browser=browser[:300],
    )
    session.add(row)
    session.flush()
    _record(session, actor, now, "credit.attested", "credit-attestation", row.id, {"text": shown.hash})
    return row


def keep_page(session: Session, shown: Shown, *, kind: str, now: datetime) -> None:
    """Keep a page's text under its hash, once."""
    values = {"hash": shown.hash, "kind": kind, "text": shown.text, "first_shown_at": now}
    session.execute(upserting(session, ShownPage).values(values).on_conflict_do_nothing())


def _record(
    session: Session, actor: Actor, now: datetime, act: str, kind: str, subject: str, details: Mapping[str, str]
) -> None:
    record(
        session, chain=actor.organisation_id, actor_id=actor.account_id, at=now, act=act, subject_kind=kind,
        subject_id=subject, details=details,
    )  # fmt: skip
