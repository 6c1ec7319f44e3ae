"""A clinic on its way to its first day for tests of the whole house: set up, an entry in its list, an item of its own, somebody who leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.opening import actions, shares
from lms.readiness.opening.board import WhatIf
from lms.readiness.opening.queries import CLINIC, HANDOVER


def set_up_clinic(session: Session, now: datetime, course: Course, supervisor: Actor, owner: Actor) -> dict[str, str]:
    """All of it, by the supervisor. Returns what stands for them in addresses."""
    ((_, clinic_id),) = supervisor.clinics_with(Permission.CLINIC_SETUP)
    assert clinic_id is not None
    held, day = roles_of(session, owner.account_id)[0], owner.today + timedelta(days=60)
    by: dict[str, Any] = {"actor": supervisor, "now": now, "course": course}
    actions.set_up(session, clinic_id=clinic_id, opens_on=None, unused={"clerical": "One desk"}, checklists=False, **by)
    todo = course.checklists.clinic[1].id
    entered = actions.Wanted("in progress", "Legal", day, "Sent on Monday", 0)
    actions.mark(session, list_id=CLINIC, subject_id=clinic_id, item_id=todo, wanted=entered, **by)
    actions.say_leaving(session, actor=supervisor, now=now, role_held_id=held.id, last_day=day)
    own = actions.add_item(session, clinic_id=clinic_id, list_id=HANDOVER, title="Keys", owner="", required=True, **by)
    share, token = shares.make_share(
        session, opening=day, what_if=WhatIf(), named=True, note="For the board of directors.", days=14,
        clinic_id=clinic_id, **by,
    )  # fmt: skip
    return {
        "share_id": share.id,
        "share_token": token,
        "list_id": CLINIC,
        "subject_id": clinic_id,
        "todo_id": todo,
        "own_item_id": own.id,
        "which": "checklist",
        "way": "withdraw",
    }
