"""Write down that a skill was seen, sign it, withdraw it; log shadowing; name who may sign; say what a clinic asks for.

None of this commits. What was signed is never changed: it is withdrawn, with a reason, and signed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Course, Skill
from lms.errors import ManyProblems, NotFound, Refusal
from lms.identifying import warning
from lms.people.access import get_clinic_for, hold
from lms.people.models import Clinic, RoleHeld
from lms.people.noting import checked_reason
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.people.rules import ROLES
from lms.readiness.actions import reschedule_all
from lms.readiness.rules.skills import COMMENT_MOST, Capacity, day_problem, log_problems, sign_problems
from lms.readiness.skills.models import SkillLog, SkillSeen
from lms.readiness.skills.queries import Skilled, get_skilled, own_skills, today_at


@dataclass(frozen=True)
class Given:
    """What an observer enters. `checked`: she says that the comment names no patient, though it looks so."""

    method: str | None
    state: str | None
    seen_on: date | None
    comment: str = ""
    checked: bool = False


def refuse(found: Mapping[str, str], texts: Mapping[str, str], *, checked: bool) -> None:
    """Raise ManyProblems for what was found, or where a text looks like a real patient's and nobody said it is none."""
    if found:
        raise ManyProblems(found)
    unsure = {field: words for field, text in texts.items() if (words := warning(text))}
    if unsure and not checked:
        raise ManyProblems(unsure, unsure=True)


def get_signable(session: Session, skilled: Skilled, course: Course, skill_id: str) -> tuple[Skill, RoleHeld]:
    """A skill that can be signed, and the role still held for which it is looked at. Raises NotFound."""
    skill = course.skill(skill_id)
    held = skilled.place(skill) if skill is not None and skill.see else None
    if skill is None or held is None:
        raise NotFound()
    return skill, held


def sign(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str,
    skill_id: str,
    given: Given,
    seen_id: str | None = None,
) -> SkillSeen:
    """Sign a skill, or what waits of it (`seen_id`). Raises NotFound, Refusal where one may not, ManyProblems."""
    skilled = get_skilled(session, actor, account_id)
    hold(session, skilled.account.id)
    skill, held = get_signable(session, skilled, course, skill_id)
    row = _waiting(session, skilled, skill, seen_id) if seen_id else None
    clinic = row.clinic if row is not None else held.clinic
    as_whom = demand(skilled, skill, clinic)
    today = today_at(clinic, now)
    found = sign_problems(
        method=given.method, state=given.state, seen_on=given.seen_on, comment=given.comment, today=today
    )
    refuse(found, {"comment": given.comment}, checked=given.checked)
    if row is None:
        row = SkillSeen(
            account_id=skilled.account.id,
            clinic_id=clinic.id,
            skill_id=skill.id,
            noted_at=now,
            noted_by_account_id=actor.account_id,
        )
        session.add(row)
    assert given.seen_on is not None
    row.seen_on, row.method, row.state, row.comment = given.seen_on, given.method, given.state, given.comment.strip()
    row.signed_at, row.signed_on, row.signed_by_account_id, row.signed_as = now, today, actor.account_id, as_whom
    session.flush()
    _note(session, actor, now, "skill.signed", row, state=row.state, method=row.method)
    reschedule_all(session, account_id=skilled.account.id, course=course, now=now)
    return row


def demand(skilled: Skilled, skill: Skill, clinic: Clinic) -> Capacity:
    """In what capacity the actor signs. Raises Refusal with the sentence that says whose it is."""
    found = skilled.capacity(skill, clinic)
    if found is None:
        raise Refusal(
            f"“{skill.title}” is a {skill.kind} skill. "
            + (
                "It is signed by the clinical supervisor, or by an experienced care manager whom she has named."
                if skill.kind == "clinical"
                else "It is signed by the clinical supervisor, by whom she has named, or by the program manager."
            )
        )
    return found


def _waiting(session: Session, skilled: Skilled, skill: Skill, seen_id: str) -> SkillSeen:
    row = get_seen(session, skilled, seen_id)
    session.refresh(row)
    if row.skill_id != skill.id:
        raise NotFound()
    if row.signed_at is not None or row.withdrawn_at is not None:
        raise Refusal("This does not wait any more: it was signed or taken back meanwhile. Nothing was changed.")
    return row


def get_seen(session: Session, skilled: Skilled, seen_id: str) -> SkillSeen:
    """Something recorded of a person's skills, at a clinic that is reached. Raises NotFound."""
    row = session.get(SkillSeen, seen_id)
    clinics = {each.clinic_id for each in skilled.roles}
    if row is None or row.account_id != skilled.account.id or row.clinic_id not in clinics:
        raise NotFound()
    return row


def note_seen(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str | None,
    skill_id: str,
    given: Given,
) -> SkillSeen:
    """Write down that a skill was seen, to be signed later: by whoever may sign it, or (None) by the learner who asks for it.

    Method and state may be left open. Raises NotFound, Refusal, ManyProblems.
    """
    own = account_id is None
    if own and not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    skilled = own_skills(session, actor) if account_id is None else get_skilled(session, actor, account_id)
    hold(session, skilled.account.id)
    skill, held = get_signable(session, skilled, course, skill_id)
    if not own:
        demand(skilled, skill, held.clinic)
    found = {}
    if problem := day_problem(given.seen_on, today_at(held.clinic, now)):
        found["seen_on"] = problem
    if len(given.comment) > COMMENT_MOST:
        found["comment"] = f"Use at most {COMMENT_MOST} characters."
    refuse(found, {"comment": given.comment}, checked=given.checked)
    row = SkillSeen(
        account_id=skilled.account.id,
        clinic_id=held.clinic_id,
        skill_id=skill.id,
        seen_on=given.seen_on,
        method=given.method or None,
        state=None if own else given.state or None,
        comment=given.comment.strip(),
        noted_at=now,
        noted_by_account_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, now, "skill.noted", row)
    return row


def withdraw(
    session: Session, *, actor: Actor, now: datetime, course: Course, account_id: str | None, seen_id: str, reason: str
) -> bool:
    """Withdraw a signature, with a reason, or take back what waits. False: it was withdrawn before.

    `account_id` None: the learner takes back what she asked for, which needs no reason. A care manager who was named
    withdraws her own signatures only. Raises NotFound, Refusal, Invalid.
    """
    skilled = own_skills(session, actor) if account_id is None else get_skilled(session, actor, account_id)
    hold(session, skilled.account.id)
    row = get_seen(session, skilled, seen_id)
    session.refresh(row)
    if skilled.own and (row.signed_at is not None or row.noted_by_account_id != actor.account_id):
        raise Refusal("Only what you asked for yourself and nobody has signed can be taken back here.")
    if not skilled.own:
        skill = course.skill(row.skill_id)
        as_whom = demand(skilled, skill, row.clinic) if skill is not None else None
        if as_whom == "named care manager" and actor.account_id not in (
            row.signed_by_account_id,
            row.noted_by_account_id,
        ):
            raise Refusal("This was signed by somebody else. She withdraws it, or the clinical supervisor does.")
    if row.withdrawn_at is not None:
        return False
    needs_words = row.signed_at is not None or not skilled.own
    row.withdrawn_reason = checked_reason(reason) if needs_words else None
    row.withdrawn_at, row.withdrawn_on = now, today_at(row.clinic, now)
    row.withdrawn_by_account_id = actor.account_id
    session.flush()
    _note(session, actor, now, "skill.withdrawn", row, reason=row.withdrawn_reason or "")
    reschedule_all(session, account_id=skilled.account.id, course=course, now=now)
    return True


@dataclass(frozen=True)
class Entry:
    """What a learner logs. minutes: in quarters of an hour; `checked` as in Given."""

    kind: str
    held_on: date | None
    minutes: int
    with_role: str
    what: str
    checked: bool = False


def write_log(session: Session, *, actor: Actor, now: datetime, entry: Entry) -> SkillLog:
    """Log hours of shadowing, or a panel review attended elsewhere. Raises NotFound, Refusal without a role, ManyProblems."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    hold(session, actor.account_id)
    roles = roles_of(session, actor.account_id)
    if not roles:
        raise Refusal("You hold no role, so there is nothing to log it for. Ask your program manager.")
    clinic = roles[0].clinic
    found = log_problems(
        kind=entry.kind,
        held_on=entry.held_on,
        minutes=entry.minutes,
        with_role=entry.with_role,
        what=entry.what,
        today=today_at(clinic, now),
        roles=ROLES,
    )
    refuse(found, {"what": entry.what}, checked=entry.checked)
    assert entry.held_on is not None
    row = SkillLog(
        account_id=actor.account_id,
        clinic_id=clinic.id,
        kind=entry.kind,
        held_on=entry.held_on,
        minutes=entry.minutes,
        with_role=entry.with_role,
        what=" ".join(entry.what.split()),
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    return row


def get_own_entry(session: Session, actor: Actor, entry_id: str) -> SkillLog:
    """An entry of one's own log. Raises NotFound."""
    row = session.get(SkillLog, entry_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    return row


def strike_log(session: Session, *, actor: Actor, now: datetime, entry_id: str, back: bool = False) -> SkillLog:
    """Take an entry out of the sums, or (`back`) put it in again. Raises NotFound."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    row = get_own_entry(session, actor, entry_id)
    if back != (row.withdrawn_at is None):
        row.withdrawn_at = None if back else now
        session.flush()
    return row


def get_entry(session: Session, actor: Actor, entry_id: str) -> tuple[SkillLog, Clinic]:
    """An entry of somebody else's log at a clinic at which the actor supervises. Raises NotFound."""
    row = session.get(SkillLog, entry_id)
    if row is None or row.account_id == actor.account_id:
        raise NotFound()
    return row, get_clinic_for(session, actor, row.clinic_id, Permission.SKILL_SIGN)


def confirm_log(session: Session, *, actor: Actor, now: datetime, entry_id: str, back: bool = False) -> SkillLog:
    """Say that an entry of a log was so, or (`back`) take that back; it counts either way. Raises NotFound, Refusal."""
    row, clinic = get_entry(session, actor, entry_id)
    hold(session, row.account_id)
    session.refresh(row)
    if back == (row.confirmed_at is not None):
        if not back and row.withdrawn_at is not None:
            raise Refusal("This entry was struck out meanwhile. Nothing was changed.")
        row.confirmed_at, row.confirmed_on = (None, None) if back else (now, today_at(clinic, now))
        row.confirmed_by_account_id = None if back else actor.account_id
        session.flush()
        record(
            session, chain=clinic.organisation_id, actor_id=actor.account_id or None, at=now,
            act="log.confirmation-taken-back" if back else "log.confirmed", subject_kind="skill-log", subject_id=row.id,
        )  # fmt: skip
    return row


def _note(session: Session, actor: Actor, now: datetime, act: str, row: SkillSeen, **details: Any) -> None:
    record(
        session,
        chain=session.get_one(Clinic, row.clinic_id).organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="skill",
        subject_id=row.id,
        details={"skill": row.skill_id, **details},
    )
