"""What a clinic decides about skills: who else may sign, and what must be signed before somebody is ready. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.people.access import get_clinic_for
from lms.people.models import Clinic
from lms.people.noting import checked_day, checked_reason
from lms.people.permissions import Actor, Permission
from lms.readiness.actions import mark_stale
from lms.readiness.skills.models import SkillSigner, SkillUse
from lms.readiness.skills.queries import could_be_named, today_at, uses_of


def name_signer(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    clinic_id: str,
    account_id: str,
    from_date: date,
    to_date: date | None,
    reason: str,
) -> SkillSigner:
    """Name an experienced care manager who signs clinical skills at a clinic, from–to. Raises NotFound, Invalid, Refusal.

    Only a clinical supervisor names, and never herself.
    """
    clinic = get_clinic_for(session, actor, clinic_id, Permission.SKILL_SIGN)
    known = {each.id for each in could_be_named(session, clinic)} - {actor.account_id}
    if account_id not in known:
        raise Invalid("Choose a care manager of your organisation.", field="account_id")
    first = checked_day(from_date, field="from_date")
    last = checked_day(to_date, field="to_date") if to_date is not None else None
    if last is not None and last < first:
        raise Invalid("The last day comes before the first.", field="to_date")
    words = checked_reason(reason)
    for each in _standing(session, clinic.id, account_id):
        if (each.to_date is None or each.to_date >= first) and (last is None or each.from_date <= last):
            raise Invalid(
                "She is named for some of these days already. End that first, or choose other days.", field="from_date"
            )
    row = SkillSigner(
        account_id=account_id,
        clinic_id=clinic.id,
        from_date=first,
        to_date=last,
        reason=words,
        named_at=now,
        named_by_account_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, now, "signer.named", clinic, row.id, reason=words)
    return row


def _standing(session: Session, clinic_id: str, account_id: str) -> list[SkillSigner]:
    wanted = select(SkillSigner).where(
        SkillSigner.clinic_id == clinic_id, SkillSigner.account_id == account_id, SkillSigner.undone_at.is_(None)
    )
    return list(session.scalars(wanted))


def get_signer(session: Session, actor: Actor, clinic_id: str, signer_id: str) -> tuple[SkillSigner, Clinic]:
    """Somebody named at a clinic at which the actor supervises. Raises NotFound."""
    clinic = get_clinic_for(session, actor, clinic_id, Permission.SKILL_SIGN)
    row = session.get(SkillSigner, signer_id)
    if row is None or row.clinic_id != clinic.id:
        raise NotFound()
    return row, clinic


def end_signer(session: Session, *, actor: Actor, now: datetime, clinic_id: str, signer_id: str) -> SkillSigner:
    """Let it end today. What she signed stands. Raises NotFound, and Refusal when it is over or lies ahead."""
    row, clinic = get_signer(session, actor, clinic_id, signer_id)
    today = today_at(clinic, now)
    if row.undone_at is not None or (row.to_date is not None and row.to_date <= today):
        raise Refusal("This is over already; nothing was changed.")
    if row.from_date > today:
        raise Refusal("This has not begun yet. Take it back instead.")
    row.to_date = today
    session.flush()
    _note(session, actor, now, "signer.ended", clinic, row.id)
    return row


def undo_signer(
    session: Session, *, actor: Actor, now: datetime, clinic_id: str, signer_id: str, again: bool = False
) -> SkillSigner:
    """Take the naming back as a slip, or (`again`) let it hold again. What was signed meanwhile stands. Raises NotFound."""
    row, clinic = get_signer(session, actor, clinic_id, signer_id)
    if again != (row.undone_at is None):
        row.undone_at = None if again else now
        row.undone_by_account_id = None if again else actor.account_id
        session.flush()
        _note(session, actor, now, "signer.named-again" if again else "signer.taken-back", clinic, row.id)
    return row


def set_use(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    clinic_id: str,
    role: str,
    used: bool,
    skills: Collection[str],
) -> bool:
    """Say whether sign-offs count for a role at a clinic, and which, from today on. False: that holds already.

    Raises NotFound, and Invalid for a skill that cannot be signed in this role, or with none while they count.
    """
    clinic = get_clinic_for(session, actor, clinic_id, Permission.SKILL_REQUIRE)
    known = [each.id for each in course.signable(role)]
    if not known:
        raise NotFound()
    if set(skills) - set(known):
        raise Invalid("One of these skills is not in the course any more. Look at the list again.", field=role)
    chosen = " ".join(each for each in known if each in skills)
    if used and not chosen:
        raise Invalid("Choose at least one skill, or let sign-offs not count.", field=role)
    earlier = [each for each in uses_of(session, [clinic.id]) if each.role == role]
    last = earlier[-1] if earlier else None
    if (last.used, last.skills) == (used, chosen) if last is not None else not used and not chosen:
        return False
    row = SkillUse(
        clinic_id=clinic.id,
        role=role,
        number=len(earlier) + 1,
        used=used,
        skills=chosen,
        from_date=today_at(clinic, now),
        by_account_id=actor.account_id or None,
        at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, now, "sign-offs.set", clinic, clinic.id, role=role, used=used, skills=chosen)
    mark_stale(session, clinic, role)
    return True


def _note(
    session: Session, actor: Actor, now: datetime, act: str, clinic: Clinic, subject_id: str, **details: Any
) -> None:
    record(
        session,
        chain=clinic.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="skill-sign-off",
        subject_id=subject_id,
        details=details,
    )
