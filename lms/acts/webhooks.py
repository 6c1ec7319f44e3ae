"""Whom the lines of the record are about that webhooks are told of: completions and certificates name their people in rows of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.models import AuditLine
from lms.credit.models import Certificate
from lms.learning.models import Completion
from lms.people.models import Account
from lms.webhooks.noticing import Happened


def explain(session: Session, lines: Sequence[AuditLine]) -> Mapping[int, Happened]:
    """What each line tells, by its number. Ids alone: a receiver asks the JSON door for the rest, with a token of its own."""
    subjects = {kind: {each.subject_id for each in lines if each.subject_kind == kind} for kind in KINDS}
    found: dict[tuple[str, str], Happened] = {}
    for account in session.scalars(select(Account.id).where(Account.id.in_(subjects[ACCOUNT]))):
        found[ACCOUNT, account] = Happened(account, {})
    for done in session.scalars(select(Completion).where(Completion.id.in_(subjects[COMPLETION]))):
        about = {"completion_id": done.id, "part_id": done.requirement_id, "part_kind": done.kind}
        found[COMPLETION, done.id] = Happened(done.account_id, about)
    for row in session.scalars(select(Certificate).where(Certificate.id.in_(subjects[CERTIFICATE]))):
        found[CERTIFICATE, row.id] = Happened(row.account_id, {"certificate_id": row.id})
    keys = {each.number: (each.subject_kind, each.subject_id) for each in lines}
    return {number: found[key] for number, key in keys.items() if key in found}


ACCOUNT, COMPLETION, CERTIFICATE = KINDS = ("account", "completion", "certificate")
