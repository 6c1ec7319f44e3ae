"""Say who the provider is, confirm a rule set, add and withdraw an approval. None of these commits; each is audited."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.accreditors.rules import RuleSet
from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.credit.providers.queries import (
    approvals_of,
    confirmation_of,
    demand_administers,
    get_approval_for,
    held,
    today_of,
)
from lms.credit.providers.rules import (
    NO_APPROVAL_IN_DEMO,
    ApprovalEntry,
    ConfirmationEntry,
    ProviderEntry,
    approval_problems,
    confirmation_problems,
    document_problem,
    provider_problems,
    reason_problem,
    warnings,
)
from lms.errors import Invalid, ManyProblems, Refusal
from lms.learning.outside.actions import Upload
from lms.learning.outside.rules import kept_name
from lms.people.models import Organisation
from lms.people.permissions import Actor


@dataclass(frozen=True)
class Added:
    """An approval that was added, and sentences about it that somebody should read."""

    row: Approval
    warnings: tuple[str, ...]


def save_provider(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, entry: ProviderEntry
) -> CreditProvider:
    """Say who the provider is; what was said before stands in the record. Raises ManyProblems."""
    demand_administers(actor, organisation_id)
    _demand(provider_problems(entry))
    values = {name: value.strip().replace("\r\n", "\n") for name, value in asdict(entry).items()}
    session.get_one(Organisation, organisation_id, with_for_update=True)
    row = session.get(CreditProvider, organisation_id)
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]} if row else {}
    if row is None:
        row = CreditProvider(organisation_id=organisation_id, **values)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by_account_id = now, actor.account_id or None
    audited(
        session, organisation_id, actor, now, "credit-provider.saved", organisation_id,
        {"before": before, "after": {name: values[name] for name in before} or values},
    )  # fmt: skip
    session.flush()
    return row


def confirm_rules(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    rules: RuleSet,
    mark: str,
    entry: ConfirmationEntry,
) -> RuleSetConfirmation:
    """Say that somebody compared a rule set with the accreditor's handbook. `mark`: hash of the text that was on the page.

    An earlier confirmation of the same text is withdrawn by it and stays in the history. Raises ManyProblems, and Refusal
    when the file was changed since the page was opened.
    """
    demand_administers(actor, organisation_id)
    if mark != rules.hash:
        raise Refusal("The rules were changed while you read them. Look at them again before you confirm.")
    _demand(confirmation_problems(entry, today=today_of(session, organisation_id, now, actor)))
    assert entry.confirmed_on is not None
    session.get_one(Organisation, organisation_id, with_for_update=True)
    earlier = confirmation_of(session, organisation_id, rules)
    if earlier is not None:
        earlier.withdrawn_at = now
    row = RuleSetConfirmation(
        organisation_id=organisation_id, accreditor=rules.accreditor, rule_set_hash=rules.hash, version=rules.version,
        confirmed_by=entry.confirmed_by.strip(), confirmed_on=entry.confirmed_on, handbook=entry.handbook.strip(), at=now,
        by_account_id=actor.account_id or None, withdrawn_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {"accreditor": rules.accreditor, "version": rules.version, "rules": rules.hash, "by": row.confirmed_by}
    audited(session, organisation_id, actor, now, "credit-rules.confirmed", row.id, details)
    return row


def withdraw_confirmation(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, rules: RuleSet
) -> RuleSetConfirmation:
    """Take a confirmation back: nothing new is designated under these rules. Raises Refusal where none stands."""
    demand_administers(actor, organisation_id)
    session.get_one(Organisation, organisation_id, with_for_update=True)
    row = confirmation_of(session, organisation_id, rules)
    if row is None:
        raise Refusal("Nobody has confirmed these rules, so there is nothing to take back.")
    row.withdrawn_at = now
    audited(session, organisation_id, actor, now, "credit-rules.withdrawn", row.id, {"accreditor": rules.accreditor})
    session.flush()
    return row


def add_approval(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    demo: bool,
    shelf: Mapping[str, RuleSet],
    units: Collection[str],
    entry: ApprovalEntry,
    document: Upload | None,
) -> Added:
    """Add an approval. `demo`: this is a demonstration, which holds none; `units`: what an activity can be made of.

    The document's bytes are the door's to store under `document_hash`. Raises Refusal in a demonstration, and ManyProblems.
    """
    demand_administers(actor, organisation_id)
    if demo:
        raise Refusal(NO_APPROVAL_IN_DEMO)
    rules = shelf.get(entry.accreditor)
    wrong = approval_problems(entry, accreditors=shelf, formats=rules.formats if rules else entry.formats, units=units)
    bad = document_problem(document.content) if document is not None else None
    _demand(wrong | ({"document": bad} if bad else {}))
    assert entry.term_start is not None
    assert entry.term_end is not None
    session.get_one(Organisation, organisation_id, with_for_update=True)
    there = [held(each) for each in approvals_of(session, organisation_id)]
    row = Approval(
        organisation_id=organisation_id, accreditor=entry.accreditor, number=entry.number.strip(), kind=entry.kind,
        unit=entry.unit if entry.kind == "activity" else None, formats=list(entry.formats), term_start=entry.term_start,
        term_end=entry.term_end, document_hash=hashlib.sha256(document.content).hexdigest() if document else None,
        document_name=kept_name(document.name, "application/pdf") if document else None, added_at=now,
        added_by_account_id=actor.account_id or None, withdrawn_at=None, withdrawn_on=None, reason=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {
        "accreditor": row.accreditor, "number": row.number, "kind": row.kind, "unit": row.unit, "document": row.document_hash,
        "from": row.term_start.isoformat(), "to": row.term_end.isoformat(),
    }  # fmt: skip
    audited(session, organisation_id, actor, now, "credit-approval.added", row.id, details)
    return Added(row, warnings(entry, there, today=today_of(session, organisation_id, now, actor)))


def withdraw_approval(session: Session, *, actor: Actor, now: datetime, approval_id: str, reason: str) -> Approval:
    """Say that an approval covers nothing from today on; the row stays. Raises Invalid without a reason, Refusal a second time."""
    row = get_approval_for(session, actor, approval_id)
    session.refresh(row, with_for_update=True)
    if row.withdrawn_at is not None:
        raise Refusal("This approval was withdrawn already.")
    if problem := reason_problem(reason):
        raise Invalid(problem, field="reason")
    row.withdrawn_at, row.withdrawn_on = now, today_of(session, row.organisation_id, now, actor)
    row.reason = reason.strip()
    audited(session, row.organisation_id, actor, now, "credit-approval.withdrawn", row.id, {"reason": row.reason})
    session.flush()
    return row


def audited(
    session: Session, chain: str, actor: Actor, now: datetime, act: str, subject_id: str, details: Mapping[str, Any]
) -> None:
    """A line in the organisation's chain about a thing of its credit; the kind of thing is the first word of `act`."""
    record(
        session,
        chain=chain,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind=act.partition(".")[0],
        subject_id=subject_id,
        details=details,
    )


def _demand(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise ManyProblems(wrong)
