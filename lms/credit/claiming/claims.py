"""Claim credit: judge every rule once more under the lock of the account, then claim and issue in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.actions import Issuer, issue_for_credit
from lms.credit.claiming import gathering
from lms.credit.claiming.actions import demand_step
from lms.credit.claiming.models import CreditClaim
from lms.credit.claiming.printed import basis_words, credit_line, fields, provider_lines
from lms.credit.claiming.queries import Offer, Way, judged, way_of
from lms.credit.claiming.rules import KEPT, Verdict, elapsed_minutes, first_open, read_amount
from lms.credit.models import Certificate
from lms.credit.rules import Gate, date_words
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.curriculum.models import Edition
from lms.errors import Invalid, NotFound, Refusal
from lms.people.access import hold
from lms.people.permissions import Actor


@dataclass(frozen=True)
class Typed:
    """What was typed to claim: the amount where one is asked, the licence's number and state where the type needs them."""

    amount: str = ""
    number: str = ""
    state: str = ""


class AlreadyClaimed(Refusal):
    """The same credit was claimed before, perhaps a moment ago in another window."""


def claim(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    issuer: Issuer,
    activity_id: str,
    designation_id: str,
    typed: Typed,
) -> Certificate:
    """Claim credit of one designation and issue the certificate for it. Raises NotYet, AlreadyClaimed, Invalid, Refusal.

    Every refusal says what is open, in the rule's own sentence; nothing is claimed then.
    """
    account = hold(session, actor.account_id)
    way = way_of(session, actor, course, activity_id, now=now, demo=issuer.demo)
    offer = next((each for each in way.offers if each.row.id == designation_id), None)
    if offer is None or way.enrolment is None:
        raise NotFound()
    if offer.claim is not None:
        raise AlreadyClaimed(f"{offer.terms.kind.label} for this activity is claimed already. It is given once.")
    demand_step(way, "claim")
    credit = _amount(offer, typed)
    number, state = typed.number.strip()[:64], typed.state.strip()[:64]
    verdicts = judged(way, offer, wanted=credit, number=number, state=state)
    _demand(verdicts)
    _keep_licence(offer, number, state)
    row = CreditClaim(
        account_id=actor.account_id,
        enrolment_id=way.enrolment.id,
        designation_id=designation_id,
        credit=credit,
        active_minutes=_minutes(way, verdicts),
        profession=_profession(offer),
        licence_number=number or offer.learner.licence_number or None,
        licence_state=state or offer.learner.licence_state or None,
        claimed_at=now,
        override_id=offer.set_aside.id if offer.set_aside else None,
    )
    made = issue_for_credit(
        session,
        actor=actor,
        now=now,
        account=account,
        designation_id=designation_id,
        standing=_gates(way, verdicts),
        issuer=replace(issuer, zone=way.provider.zone),
        words=_words(session, course, way, offer, row, now),
    )
    row.certificate_id = made.id
    session.add(row)
    session.flush()
    record(
        session, chain=actor.organisation_id, actor_id=actor.account_id, at=now, act="credit.claimed",
        subject_kind="credit-claim", subject_id=row.id,
        details={"designation": designation_id, "credit": str(credit), "certificate": made.id},
    )  # fmt: skip
    return made


def _amount(offer: Offer, typed: Typed) -> int:
    if offer.terms.kind.claiming == "fixed":
        return offer.terms.credit
    credit = read_amount(typed.amount)
    if credit is None:
        raise Invalid(f"Write the credit you claim as a number, such as 0.75. {KEPT}", field="amount")
    return credit


def _demand(verdicts: Sequence[Verdict]) -> None:
    found = first_open(verdicts)
    if found is None:
        return
    if found.number == 11:
        raise Invalid(found.sentence, field="amount")
    if found.number == 15:
        raise Invalid(found.sentence, field="number")
    raise Refusal(f"{found.sentence} Nothing was claimed.")


def _keep_licence(offer: Offer, number: str, state: str) -> None:
    if offer.licence is not None:
        offer.licence.number = number or offer.licence.number
        offer.licence.state = state or offer.licence.state


def _profession(offer: Offer) -> str:
    # A rule set aside by two people may leave no licence that fits; the claim then names what the type is for.
    return offer.licence.kind if offer.licence else offer.terms.kind.professions[0]


def _minutes(way: Way, verdicts: Sequence[Verdict]) -> int | None:
    """Minutes that passed, where they were so few that they are evidence: longer ones tell nothing of the time spent."""
    flagged = any(each.number == 6 and each.notice for each in verdicts)
    return elapsed_minutes(way.learner) if flagged else None


def _gates(way: Way, verdicts: Sequence[Verdict]) -> tuple[Gate, ...]:
    parts = [
        Gate(f"part:{each.id}", each.title, True, f"Completed on {date_words(each.done_on)}.")
        for each in way.learner.parts
        if each.done_on is not None
    ]
    tests = [
        Gate(f"test:{each.id}", each.title, True, f"Passed on {date_words(each.passed_on)}.")
        for each in way.learner.tests
        if each.passed_on is not None
    ]
    rules = [Gate(f"5b:{each.number}", each.name, True, f"{each.sentence} {each.notice}".strip()) for each in verdicts]
    return (*parts, *tests, *rules)


def _words(
    session: Session, course: Course, way: Way, offer: Offer, row: CreditClaim, now: datetime
) -> Mapping[str, Any]:
    ensure_edition(session, course, now)
    edition = session.get_one(Edition, course.edition)
    learner = offer.learner
    # Only a rule set aside by two people leaves no day of completion; then it is the day of the claim.
    completed_on = learner.completed_on or learner.today
    name = way.account.legal_name or ""
    values = fields(way.provider, way.row, offer.terms, name, row.credit, completed_on)
    line = credit_line(
        values,
        offer.terms,
        row.credit,
        profession=row.profession,
        number=row.licence_number or "",
        state=row.licence_state or "",
    )
    return {
        "name": name,
        "title": way.row.title,
        "course_title": course.title,
        "parts": tuple(part.title for part in learner.parts) or (way.row.title,),
        "training_minutes": max(way.training_minutes, 1),
        "completed_on": completed_on,
        "edition_hash": edition.id,
        "edition_date": gathering.day_of(edition.first_served_at, way.provider.zone),
        "issuer": way.account.organisation.name,
        "post_tests": len(learner.tests),
        "credits": (line,),
        "provider": provider_lines(way.provider),
        "format": way.row.format,
        "level": way.row.level,
        "activity_version": str(way.row.number),
        "joint_statement": way.row.joint,
        "minutes_basis": basis_words(offer.calculation.minutes, offer.calculation.formula_version),
    }
