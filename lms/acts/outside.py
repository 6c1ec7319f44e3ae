"""Decide on outside training: accept it, with the parts it waives, or not; take a decision back. One transaction, standings moved with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.outside.actions import note, wait_again
from lms.learning.outside.certificate.rules import Checked, decision_problem
from lms.learning.outside.models import OutsideCertificate, OutsideTraining, Waiver
from lms.learning.outside.queries import same_certificate, state
from lms.learning.outside.rules import QUARTER, instead_of, waiver_problem
from lms.learning.queries import completions
from lms.learning.waived import waived
from lms.people.access import get_person_for, hold
from lms.people.noting import checked_reason
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.actions import reschedule_all


@dataclass(frozen=True)
class OpenPart:
    """What could be waived in one: a part, or all parts of a unit that are still open.

    `id` is that of the first part. `minutes` are what it takes of the training's: the planned ones, for a unit of a plan
    in quarter hours one quarter. `instead` are the kinds of training that may stand for it, empty where any may.
    """

    id: str
    title: str
    minutes: int
    parts: tuple[str, ...]
    instead: tuple[str, ...] = ()


def open_parts(session: Session, account_id: str, course: Course) -> tuple[OpenPart, ...]:
    """What outside training could stand for: what is required, neither done nor waived, and no test, in reading order.

    Where a pathway names what may be waived, nothing else of it is here; what another pathway of the person leaves open
    to any training is.
    """
    settled = {*completions(session, account_id, course)}
    settled |= {each.requirement_id for each in waived(session, [account_id], course).get(account_id, ())}
    found: list[OpenPart] = []
    for held in roles_of(session, account_id):
        pathway = course.pathways.get(held.role)
        if pathway is None:
            continue
        steps = {each: step for step in pathway.plan for each in step.parts}
        for part in course.requirements(held.role, held.champion):
            instead = instead_of(pathway, part, course.kind_of[part])
            if part in settled or instead is None:
                continue
            if (step := steps.get(part)) is None:
                offered = OpenPart(part, course.title_of[part], course.minutes_of[part], (part,), instead)
            else:
                still = tuple(each for each in step.parts if each not in settled)
                offered = OpenPart(part, step.title, QUARTER, still, instead)
            found.append(offered)
            settled |= {*offered.parts}
    return tuple(found)


def get_training_for(session: Session, actor: Actor, account_id: str, training_id: str) -> OutsideTraining:
    """A training of somebody whose plan the actor may change, never one's own. Raises NotFound."""
    person = get_person_for(session, actor, account_id, Permission.PLAN_CHANGE)
    row = session.get(OutsideTraining, training_id)
    if row is None or row.account_id != person.id or row.account_id == actor.account_id:
        raise NotFound()
    return row


def decide(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str,
    training_id: str,
    accept: bool,
    waives: Sequence[str] = (),
    reason: str = "",
    checked: Checked | None = None,
    looked: bool = False,
) -> OutsideTraining:
    """Accept a training and waive the named parts, or decline it with a reason. Raises Invalid, and Refusal when it does not wait.

    `checked` is what the check page of a certificate of another Linchpin said; such a one needs it, no other keeps it.
    `looked`: she says that she has looked at what shows it, which the record keeps.
    """
    row = get_training_for(session, actor, account_id, training_id)
    hold(session, account_id)
    session.refresh(row)
    if state(row) != "waiting":
        raise Refusal(
            "This training does not wait for a decision any more. Look at the list again; nothing was changed."
        )
    certificate = session.get(OutsideCertificate, row.id)
    found = checked or Checked(None, False)
    against = decision_problem(found, accept=accept) if certificate is not None else None
    if against is not None:
        raise Invalid(against[1], field=against[0])
    if accept and certificate is not None and certificate.code:
        before = same_certificate(session, account_id, certificate.code, but=row.id)
        if before is not None and before.accepted:
            raise Invalid("This certificate was accepted in another entry already; it counts once.", field="answer")
    offered = {each.id: each for each in open_parts(session, account_id, course)} if accept else {}
    chosen = tuple(dict.fromkeys(waives)) if accept else ()
    problem = waiver_problem(chosen, {each: part.minutes for each, part in offered.items()}, row.minutes)
    if problem is not None:
        raise Invalid(problem, field="waives")
    words = checked_reason(reason) if reason.strip() or not accept else None
    row.accepted, row.reason = accept, words
    row.decided_at, row.decided_on, row.decided_by_account_id = now, actor.today, actor.account_id
    stood_for = [part for each in chosen for part in offered[each].parts]
    row.waivers = [Waiver(requirement_id=each, minutes=course.minutes_of[each]) for each in stood_for]
    said: dict[str, object] = {"looked_at_what_shows_it": True} if looked else {}
    if certificate is not None:
        certificate.answer, certificate.name_agrees = found.answer, found.name_agrees
        certificate.checked_on, certificate.checked_by_account_id = actor.today, actor.account_id
        said |= {
            "certificate": certificate.code or "",
            "check_page_said": found.answer,
            "name_agrees": found.name_agrees,
        }
    act = "outside-training.accepted" if accept else "outside-training.declined"
    note(session, actor, now, act, row, waives=stood_for, reason=words or "", **said)
    session.flush()
    reschedule_all(session, account_id=account_id, course=course, now=now)
    return row


def take_back(
    session: Session, *, actor: Actor, now: datetime, course: Course, account_id: str, training_id: str
) -> bool:
    """Undo a decision: the training waits again and waives nothing. False: it waits already."""
    row = get_training_for(session, actor, account_id, training_id)
    hold(session, account_id)
    session.refresh(row)
    if row.accepted is None:
        return False
    wait_again(session, row)
    note(session, actor, now, "outside-training.decision-taken-back", row)
    session.flush()
    reschedule_all(session, account_id=account_id, course=course, now=now)
    return True
