"""Where a learner stands on her way to credit: the activities of her organisation, each with its rules judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.activities.models import (
    ActivityPerson,
    ActivityVersion,
    CommercialSupport,
    Designation,
    HoursCalculation,
)
from lms.credit.claiming import facts, gathering
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, Override
from lms.credit.claiming.printed import fields
from lms.credit.claiming.rules import Step, Verdict, first_open, judge, may_claim
from lms.credit.claiming.shown import Shown, disclosures
from lms.credit.providers.models import CreditProvider
from lms.curriculum.course import Course
from lms.errors import NotFound
from lms.people.merged import accounts_of
from lms.people.models import Account, Licence
from lms.people.permissions import Actor

WAY: tuple[tuple[Step, str], ...] = (
    ("disclosures", "Disclosures"),
    ("content", "Content and practice"),
    ("test", "Post-test"),
    ("evaluation", "Evaluation"),
    ("attest", "Attestation"),
    ("claim", "Claim"),
)
"""The learner's way in order, with the name of each step."""


@dataclass(frozen=True)
class Offer:
    """One type of credit of an activity, as it stands for a learner. `claim`: what she claimed of it; None: nothing yet."""

    row: Designation
    calculation: HoursCalculation
    terms: facts.Terms
    learner: facts.Learner
    verdicts: tuple[Verdict, ...]
    claim: CreditClaim | None
    licence: Licence | None
    set_aside: Override | None

    @property
    def open(self) -> tuple[Verdict, ...]:
        """The rules that do not hold."""
        return tuple(each for each in self.verdicts if not each.holds)

    @property
    def fits(self) -> bool:
        """Whether it goes to a profession of hers."""
        return next(each.holds for each in self.verdicts if each.number == 10)

    @property
    def blocked(self) -> tuple[Verdict, ...]:
        """What only the provider can close, her profession and an earlier claim apart."""
        return tuple(each for each in self.open if each.step == "provider" and each.number not in (10, 12))

    @property
    def due(self) -> bool:
        """Whether nothing but the claim itself is open."""
        return self.claim is None and all(each.step == "claim" for each in self.open)


@dataclass(frozen=True)
class Way:
    """One activity with where a learner stands."""

    account: Account
    provider: CreditProvider
    row: ActivityVersion
    activity: facts.Activity
    people: Sequence[ActivityPerson]
    support: Sequence[CommercialSupport]
    enrolment: CreditEnrolment | None
    learner: facts.Learner
    offers: tuple[Offer, ...]
    tests: tuple[str, ...]

    @property
    def step(self) -> Step:
        """The first step of hers that is open; 'claim' once all before it are done, even where a rule is the provider's to close."""
        wanted = [each for offer in self.offers for each in offer.open if each.step not in ("provider", "")]
        found = first_open(wanted)
        return found.step if found else "claim"

    @property
    def done(self) -> int:
        """How many steps of the way lie behind her."""
        names = [name for name, _ in WAY]
        return len(WAY) if self.finished else names.index(self.step)

    @property
    def finished(self) -> bool:
        """Whether every type of credit that fits her licence is claimed, and one is."""
        return any(each.claim for each in self.offers) and all(each.claim for each in self.offers if each.fits)

    @property
    def disclosures(self) -> Shown:
        """The page to be acknowledged, as it is today."""
        terms = [each.terms for each in self.offers]
        return disclosures(self.provider, self.row, self.people, self.support, terms, self.tests)

    @property
    def training_minutes(self) -> int:
        """Planned minutes of all parts."""
        return sum(int(part["minutes"]) for part in self.row.parts)


def ways(session: Session, actor: Actor, course: Course, *, now: datetime, demo: bool) -> tuple[Way, ...]:
    """Every activity that offers credit to the actor, or on which she set out; by title, the newest version first."""
    wanted = (
        select(ActivityVersion)
        .where(ActivityVersion.organisation_id == actor.organisation_id, ActivityVersion.frozen_at.is_not(None))
        .order_by(ActivityVersion.title, ActivityVersion.number.desc())
    )
    accounts = accounts_of(session, actor.account_id)
    set_out = set(session.scalars(select(CreditEnrolment.activity_id).where(CreditEnrolment.account_id.in_(accounts))))
    offered = set(session.scalars(select(Designation.activity_id).where(Designation.closed_at.is_(None))))
    shown = [
        row for row in session.scalars(wanted) if row.id in set_out or (row.id in offered and row.closed_at is None)
    ]
    found = (_way(session, actor, course, row, accounts, now=now, demo=demo) for row in shown)
    return tuple(way for way in found if way is not None)


def way_of(session: Session, actor: Actor, course: Course, activity_id: str, *, now: datetime, demo: bool) -> Way:
    """One activity for the actor. Raises NotFound where it is not her organisation's, not frozen, or offers her nothing."""
    row = session.get(ActivityVersion, activity_id)
    if row is None or row.organisation_id != actor.organisation_id or row.frozen_at is None:
        raise NotFound()
    found = _way(session, actor, course, row, accounts_of(session, actor.account_id), now=now, demo=demo)
    if found is None or (
        found.enrolment is None and (row.closed_at is not None or all(o.terms.closed for o in found.offers))
    ):
        raise NotFound()
    return found


def judged(way: Way, offer: Offer, *, wanted: int | None, number: str, state: str) -> tuple[Verdict, ...]:
    """The rules for an offer as it would be claimed now."""
    learner = replace(
        offer.learner,
        wanted=wanted,
        licence_number=number or offer.learner.licence_number,
        licence_state=state or offer.learner.licence_state,
        fields=fields(way.provider, way.row, offer.terms, way.account.legal_name, wanted, offer.learner.completed_on),
    )
    return judge(way.activity, offer.terms, learner, set_aside=_numbers(offer.set_aside))


def _way(
    session: Session,
    actor: Actor,
    course: Course,
    row: ActivityVersion,
    accounts: Sequence[str],
    *,
    now: datetime,
    demo: bool,
) -> Way | None:
    provider = session.get(CreditProvider, row.organisation_id)
    designations = gathering.designations_of(session, row.id)
    if provider is None or not designations:
        return None
    account = session.get_one(Account, actor.account_id)
    enrolment = _enrolment(session, row.id, accounts)
    people, support = gathering.people_of(session, row.id), gathering.support_of(session, row.id)
    activity = gathering.activity_facts(course, row, people, support)
    parts, tests = gathering.work_of(session, course, row, enrolment, provider.zone, actor.account_id)
    licences = session.scalars(select(Licence).where(Licence.account_id.in_(accounts)).order_by(Licence.id)).all()
    claimed = gathering.claims_of(session, accounts)
    learner = facts.Learner(
        now=now,
        today=gathering.day_of(now, provider.zone),
        demo=demo,
        legal_name=account.legal_name if account.legal_name_confirmed_at is not None else None,
        acknowledged_at=enrolment.acknowledged_at if enrolment else None,
        enrolled_hash=enrolment.content_hash if enrolment else None,
        parts=parts,
        tests=tests,
        evaluated_on=_evaluated_on(session, enrolment),
        attested_at=_attested_at(session, enrolment),
        professions=tuple(each.kind for each in licences),
        earlier=tuple(earlier for _, earlier in claimed),
    )
    claims = {claim.designation_id: claim for claim, _ in claimed}
    overrides = _set_aside(session, enrolment)
    open_types = {each.credit_type for each, _, _ in designations if each.closed_at is None}
    offers = []
    for designation, approval, calculation in designations:
        replaced = designation.closed_at is not None and designation.credit_type in open_types
        if replaced and designation.id not in claims:
            continue
        terms = gathering.terms_of(designation, approval, calculation)
        fitting = next((each for each in licences if each.kind in terms.kind.professions), None)
        mine = replace(
            learner,
            licence_number=(fitting.number or "") if fitting else "",
            licence_state=(fitting.state or "") if fitting else "",
            fields=fields(provider, row, terms, account.legal_name, None, learner.completed_on),
        )
        aside = overrides.get(designation.id)
        verdicts = judge(activity, terms, mine, set_aside=_numbers(aside))
        claim = claims.get(designation.id)
        offers.append(Offer(designation, calculation, terms, mine, verdicts, claim, fitting, aside))
    titles = tuple(str(part["title"]) for part in row.parts if part["kind"] == "test")
    return Way(account, provider, row, activity, people, support, enrolment, learner, tuple(offers), titles)


def _enrolment(session: Session, activity_id: str, accounts: Sequence[str]) -> CreditEnrolment | None:
    wanted = select(CreditEnrolment).where(
        CreditEnrolment.activity_id == activity_id, CreditEnrolment.account_id.in_(accounts)
    )
    return session.scalars(wanted.order_by(CreditEnrolment.acknowledged_at)).first()


def _evaluated_on(session: Session, enrolment: CreditEnrolment | None) -> date | None:
    receipt = session.get(EvaluationReceipt, enrolment.id) if enrolment else None
    return receipt.handed_in_on if receipt else None


def _attested_at(session: Session, enrolment: CreditEnrolment | None) -> datetime | None:
    if enrolment is None:
        return None
    wanted = select(Attestation.at).where(Attestation.enrolment_id == enrolment.id)
    return session.scalars(wanted.order_by(Attestation.at.desc())).first()


def _set_aside(session: Session, enrolment: CreditEnrolment | None) -> dict[str, Override]:
    """Designation → the override that two people agreed on last."""
    if enrolment is None:
        return {}
    wanted = select(Override).where(
        Override.enrolment_id == enrolment.id, Override.approved_at.is_not(None), Override.refused_at.is_(None)
    )
    return {each.designation_id: each for each in session.scalars(wanted.order_by(Override.approved_at))}


def _numbers(override: Override | None) -> tuple[int, ...]:
    return tuple(int(each) for each in override.rules) if override else ()


__all__ = ["WAY", "Offer", "Way", "judged", "may_claim", "way_of", "ways"]
