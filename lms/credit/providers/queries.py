"""Reads of providers, confirmations and approvals. Only those who administer certificates of an organisation see its own."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.accreditors.rules import RuleSet
from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.credit.providers.rules import Held, Term
from lms.credit.queries import may_administer
from lms.errors import NotFound
from lms.people.permissions import SYSTEM, Actor


def demand_administers(actor: Actor, organisation_id: str) -> None:
    """Raises NotFound for whoever may not administer the credit of an organisation."""
    if not may_administer(actor, organisation_id):
        raise NotFound()


def provider_of(session: Session, organisation_id: str) -> CreditProvider | None:
    """What an organisation says of itself as a provider; None: nothing yet."""
    return session.get(CreditProvider, organisation_id)


def today_of(session: Session, organisation_id: str, now: datetime, actor: Actor) -> date:
    """The day in the provider's zone; before there is one, the actor's own day, and for the command line that in UTC."""
    provider = provider_of(session, organisation_id)
    if provider is not None:
        return now.astimezone(ZoneInfo(provider.zone)).date()
    return now.date() if actor is SYSTEM else actor.today


def confirmations_of(
    session: Session, organisation_id: str, accreditor: str | None = None
) -> list[RuleSetConfirmation]:
    """Every confirmation that was ever made, newest first; of one accreditor if named."""
    wanted = select(RuleSetConfirmation).where(RuleSetConfirmation.organisation_id == organisation_id)
    if accreditor is not None:
        wanted = wanted.where(RuleSetConfirmation.accreditor == accreditor)
    return list(session.scalars(wanted.order_by(RuleSetConfirmation.at.desc(), RuleSetConfirmation.id.desc())))


def confirmation_of(session: Session, organisation_id: str, rules: RuleSet) -> RuleSetConfirmation | None:
    """The confirmation that stands for this very text of a rule set; None: nobody has confirmed it, or it was withdrawn."""
    found = confirmations_of(session, organisation_id, rules.accreditor)
    return next((each for each in found if each.rule_set_hash == rules.hash and each.withdrawn_at is None), None)


def approvals_of(session: Session, organisation_id: str) -> list[Approval]:
    """Every approval of an organisation, those that end last first."""
    wanted = select(Approval).where(Approval.organisation_id == organisation_id)
    return list(session.scalars(wanted.order_by(Approval.term_end.desc(), Approval.added_at.desc(), Approval.id)))


def get_approval_for(session: Session, actor: Actor, approval_id: str) -> Approval:
    """An approval of an organisation whose credit the actor administers. Raises NotFound."""
    found = session.get(Approval, approval_id)
    if found is None:
        raise NotFound()
    demand_administers(actor, found.organisation_id)
    return found


def term_of(row: Approval) -> Term:
    """The days it covers."""
    return Term(row.term_start, row.term_end, row.withdrawn_on)


def held(row: Approval) -> Held:
    """What an overlap is told by."""
    return Held(row.accreditor, row.number, row.unit, term_of(row))
