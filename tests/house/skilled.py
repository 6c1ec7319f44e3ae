"""What a supervisor saw of the owner of the scene, and what her clinic asks to be signed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from lms.people.permissions import Actor, Permission
from lms.readiness.skills.actions import Entry, Given, note_seen, sign, write_log
from lms.readiness.skills.clinics import name_signer, set_use
from lms.readiness.skills.ratings import Wanted, set_tasks


def see_skills(session: Session, scene: Any, owner: Actor, supervisor: Actor) -> dict[str, str]:
    """One skill signed, one asked for, a log, sign-offs in use, somebody named; what stands in addresses."""
    by: dict[str, Any] = {"now": scene.now, "course": scene.course}
    done = Given("observed", "done", owner.today, "Calm, and with a day at the end.")
    sign(session, actor=supervisor, account_id=owner.account_id, skill_id="sk-introduce", given=done, **by)
    waits = Given(None, None, owner.today, "Grace, at my desk.")
    seen = note_seen(session, actor=owner, account_id=None, skill_id="sk-numbers", given=waits, **by)
    entry = Entry("shadowing", owner.today, 90, "bhcm", "A morning of calls.")
    logged = write_log(session, actor=owner, now=scene.now, entry=entry)
    ((_, clinic_id),) = supervisor.clinics_with(Permission.SKILL_SIGN)
    here: dict[str, Any] = {"actor": supervisor, "now": scene.now, "clinic_id": clinic_id}
    set_use(session, course=scene.course, role="bhcm", used=True, skills=["sk-introduce", "sk-numbers"], **here)
    named = name_signer(
        session, account_id=owner.account_id, from_date=owner.today, to_date=None, reason="Five years of it", **here
    )
    practice = Wanted("c-06", "practice", owner.today, what="Two calls, heard by Grace")
    (task,) = set_tasks(session, actor=supervisor, account_id=owner.account_id, wanted=[practice], **by)
    return {
        "task_id": task.id,
        "own_task_id": task.id,
        "mark": "done",
        "skilled_id": owner.account_id,
        "skill_id": "sk-numbers",
        "seen_id": seen.id,
        "own_seen_id": seen.id,
        "own_entry_id": logged.id,
        "entry_id": logged.id,
        "signer_id": named.id,
    }
