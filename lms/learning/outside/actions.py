"""What a learner does with outside training: record it, and withdraw it while it waits. Deciding is an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.outside.certificate import rules as certificate_rules
from lms.learning.outside.models import OutsideCertificate, OutsideEvidence, OutsideTraining
from lms.learning.outside.queries import state
from lms.learning.outside.reported.queries import taken_up_from
from lms.learning.outside.rules import Given, file_problem, kept_name, media_type, problems
from lms.people.access import hold
from lms.people.permissions import Actor, Permission


@dataclass(frozen=True)
class Upload:
    """A file as it came in: the name its sender gave it, and its bytes."""

    name: str
    content: bytes


def record_training(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    given: Given,
    today: date,
    file: Upload | None,
    certificate: certificate_rules.Given | None = None,
) -> OutsideTraining:
    """Write down training done elsewhere; it counts for nothing until it is accepted. `today` is the learner's local day.

    `certificate`: it is one of another Linchpin. Raises Invalid.
    """
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    hold(session, actor.account_id)
    wrong = certificate_rules.problems(certificate, file=file is not None) if certificate else {}
    for field, sentence in {**wrong, **problems(given, today)}.items():
        raise Invalid(sentence, field=field)
    row = OutsideTraining(
        account_id=actor.account_id,
        title=" ".join(given.title.split()),
        provider=" ".join(given.provider.split()),
        held_on=given.held_on,
        minutes=given.minutes,
        shows=given.shows.strip(),
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    if file is not None:
        sizes = select(func.sum(OutsideEvidence.size)).join(OutsideTraining)
        kept = session.scalar(sizes.where(OutsideTraining.account_id == actor.account_id)) or 0
        session.add(_evidence(row, file, kept))
    more: dict[str, object] = {}
    if certificate is not None:
        more = {"certificate": certificate.code, "check_page": certificate.check_page}
        code, place = certificate.code or None, certificate.check_page or None
        session.add(OutsideCertificate(training_id=row.id, code=code, check_page=place))
    note(session, actor, now, "outside-training.recorded", row, minutes=row.minutes, **more)
    session.flush()
    return row


def _evidence(row: OutsideTraining, file: Upload, kept: int) -> OutsideEvidence:
    problem, kind = file_problem(file.content, kept), media_type(file.content)
    if problem is not None or kind is None:
        raise Invalid(problem or "", field="file")
    return OutsideEvidence(
        training_id=row.id,
        file_name=kept_name(file.name, kind),
        media_type=kind,
        size=len(file.content),
        content=file.content,
    )


def get_own(session: Session, actor: Actor, training_id: str) -> OutsideTraining:
    """A training the actor recorded. Raises NotFound for anyone else's."""
    row = session.get(OutsideTraining, training_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    return row


def withdraw(session: Session, *, actor: Actor, now: datetime, training_id: str) -> bool:
    """Take back a training that waits; the row stays. False: it was withdrawn before. Raises Refusal once it was decided."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    hold(session, actor.account_id)
    row = get_own(session, actor, training_id)
    if state(row) == "withdrawn":
        return False
    if state(row) != "waiting":
        raise Refusal("This was decided already. Ask your supervisor to take the decision back first.")
    if row.id in taken_up_from(session, actor.account_id):
        raise Refusal("Your supervisor took this up from what was reported. Ask her if it should not count.")
    row.withdrawn_at = now
    note(session, actor, now, "outside-training.withdrawn", row)
    session.flush()
    return True


def wait_again(session: Session, row: OutsideTraining) -> None:
    """Take away a decision, what it waived, and what was found on the check page of a certificate."""
    row.accepted = row.reason = row.decided_at = row.decided_on = row.decided_by_account_id = None
    row.waivers = []
    certificate = session.get(OutsideCertificate, row.id)
    if certificate is not None:
        certificate.answer = certificate.name_agrees = None
        certificate.checked_on = certificate.checked_by_account_id = None
    session.flush()


def note(session: Session, actor: Actor, now: datetime, act: str, row: OutsideTraining, **details: object) -> None:
    """An audit line about a training; its title stands in the erasable details."""
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="outside-training",
        subject_id=row.id,
        details={"title": row.title, **details},
    )
