"""Change the plan of a role held, each time with a reason, and take a change back. Nothing is overwritten in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound, Refusal
from lms.people.access import get_role_for
from lms.people.models import Pause, RoleChange, RoleHeld
from lms.people.noting import REASON_MOST, checked_day, checked_reason, note
from lms.people.permissions import Actor, Permission
from lms.people.rules import Change, undo_problem, window_needs_reason

START, AGREED, WINDOW, CLINIC_DUE, LEAVE = (
    "start_date",
    "agreed_minutes_per_week",
    "window_weeks",
    "clinic_due_on",
    "leave:",
)
AGREED_MOST = 40 * 60
WINDOW_MOST = 52
ACTS = {
    START: "role.start-date-changed",
    AGREED: "role.agreed-time-changed",
    WINDOW: "role.window-adjusted",
    CLINIC_DUE: "role.clinic-date-changed",
    LEAVE: "role.leave-changed",
}


def change_start_date(
    session: Session, *, actor: Actor, now: datetime, role_held_id: str, start_date: date, reason: str
) -> RoleChange | None:
    """Move the first day with CoCM patients; None: it is that day already. Raises NotFound, Invalid."""
    held, why = _opened(session, actor, role_held_id), checked_reason(reason)
    return _set(session, (actor, now), held, START, checked_day(start_date, field="start_date").isoformat(), why)


def agree_time(
    session: Session, *, actor: Actor, now: datetime, role_held_id: str, minutes: int, reason: str
) -> RoleChange | None:
    """Agree on the minutes a week; a learner may do so for a role of her own. None: no change. Raises NotFound, Invalid."""
    held, why = _opened(session, actor, role_held_id, own=True), checked_reason(reason)
    return _set(session, (actor, now), held, AGREED, str(checked_minutes(minutes)), why)


def adjust_window(
    session: Session, *, actor: Actor, now: datetime, role_held_id: str, weeks: int, reason: str
) -> RoleChange | None:
    """Make the preparation longer or (below 0) shorter; 0: as published. Raises NotFound, Invalid.

    A clinical supervisor's month depends on other duties, so there the reason may be empty.
    """
    held = _opened(session, actor, role_held_id)
    why = checked_reason(reason) if reason.strip() or window_needs_reason(held.role) else ""
    after = str(checked_weeks(weeks)) if weeks else None
    return _set(session, (actor, now), held, WINDOW, after, why)


def set_clinic_date(
    session: Session, *, actor: Actor, now: datetime, role_held_id: str, day: date | None, reason: str
) -> RoleChange | None:
    """Set the clinic's own date for a role without a published one; None takes it away. Raises NotFound, Invalid."""
    held, why = _opened(session, actor, role_held_id), checked_reason(reason)
    after = checked_day(day, field="due_date").isoformat() if day is not None else None
    return _set(session, (actor, now), held, CLINIC_DUE, after, why)


def pause_role(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    role_held_id: str,
    from_date: date,
    to_date: date | None,
    reason: str,
) -> Pause:
    """Leave from a day to a last day (None: open); the timeline rests meanwhile. Raises NotFound, Invalid."""
    held, why = _opened(session, actor, role_held_id), checked_reason(reason)
    made = _add_pause(session, (actor, now), held, from_date, to_date, why)
    _record(session, (actor, now), held, f"{LEAVE}{made.id}", None, leave_text(made), why)
    return made


def change_pause(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    role_held_id: str,
    pause_id: str,
    from_date: date,
    to_date: date | None,
    reason: str,
) -> RoleChange | None:
    """Move leave that is there, such as to end it; None: no change. Raises NotFound, Invalid."""
    held, why = _opened(session, actor, role_held_id), checked_reason(reason)
    row = next((each for each in held.pauses if each.id == pause_id), None)
    if row is None:
        raise NotFound()
    check_leave(held, from_date, to_date, besides=row)
    before = leave_text(row)
    row.from_date, row.to_date = from_date, to_date
    if leave_text(row) == before:
        return None
    return _record(session, (actor, now), held, f"{LEAVE}{row.id}", before, leave_text(row), why)


def undo_change(session: Session, *, actor: Actor, now: datetime, change_id: str) -> RoleChange:
    """Take a change back: the value before it holds again, as a new recorded change. Raises NotFound, Refusal, Invalid.

    Only the last standing change of a field can be taken back. A learner may take back what she agreed to herself.
    """
    row = session.get(RoleChange, change_id)
    if row is None:
        raise NotFound()
    own = row.field == AGREED and row.by_account_id == actor.account_id
    held = _opened(session, actor, row.role_held_id, own=own)
    problem = undo_problem(changes_of(held), row.id)
    if problem is not None:
        raise Refusal(f"{problem} Nothing was changed.")
    if row.field.startswith(LEAVE):
        _restore_leave(session, held, row, now)
    else:
        setattr(held, row.field, READ[row.field](row.before) if row.before is not None else None)
    why = f"Taken back: {row.reason}"[:REASON_MOST] if row.reason else "Taken back"
    return _record(session, (actor, now), held, row.field, row.after, row.before, why, undoes=row.id)


def changes_of(held: RoleHeld) -> tuple[Change, ...]:
    """The changes of a role held as the rules see them, in the order they were made."""
    zone = ZoneInfo(held.clinic.zone)
    return tuple(
        Change(each.id, each.field, each.before, each.after, each.at.astimezone(zone).date(), each.undoes_id)
        for each in held.changes
    )


def leave_text(pause: Pause) -> str:
    """Leave as a change records it: `2027-03-20/2027-04-12`, or `2027-03-20/` while no end is known."""
    return f"{pause.from_date.isoformat()}/{pause.to_date.isoformat() if pause.to_date else ''}"


def leave_dates(text: str) -> tuple[date, date | None]:
    """The first and the last day of leave that a change recorded."""
    first, _, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last) if last else None


READ: dict[str, Callable[[str], Any]] = {
    START: date.fromisoformat,
    CLINIC_DUE: date.fromisoformat,
    AGREED: int,
    WINDOW: int,
}
"""How the value of a column is read from the text of a change."""


def _opened(session: Session, actor: Actor, role_held_id: str, *, own: bool = False) -> RoleHeld:
    held = session.get(RoleHeld, role_held_id, with_for_update=True)
    if held is None:
        raise NotFound()
    if not (own and held.account_id == actor.account_id and actor.may(Permission.OWN_LEARNING)):
        get_role_for(session, actor, role_held_id, Permission.PLAN_CHANGE)
    if held.ended_on is not None:
        raise Refusal("This role has ended, so its plan stays as it was. Nothing was changed.")
    return held


def _set(
    session: Session, by: tuple[Actor, datetime], held: RoleHeld, field: str, after: str | None, reason: str
) -> RoleChange | None:
    present = getattr(held, field)
    before = None if present is None else present.isoformat() if isinstance(present, date) else str(present)
    if before == after:
        return None
    setattr(held, field, READ[field](after) if after is not None else None)
    return _record(session, by, held, field, before, after, reason)


def _record(
    session: Session,
    by: tuple[Actor, datetime],
    held: RoleHeld,
    field: str,
    before: str | None,
    after: str | None,
    reason: str,
    *,
    undoes: str | None = None,
) -> RoleChange:
    actor, now = by
    made = RoleChange(
        number=max((each.number for each in held.changes), default=0) + 1,
        field=field,
        before=before,
        after=after,
        reason=reason,
        by_account_id=actor.account_id or None,
        at=now,
        undoes_id=undoes,
    )
    held.changes.append(made)
    session.flush()
    act = ACTS[LEAVE if field.startswith(LEAVE) else field]
    said = {"change": made.id, "before": before, "after": after, "reason": reason}
    note(session, by, held.clinic.organisation_id, act, held, **said, **({"undoes": undoes} if undoes else {}))
    return made


def checked_minutes(minutes: int) -> int:
    """Minutes a week that can be agreed on. Raises Invalid."""
    if not 15 <= minutes <= AGREED_MOST:
        raise Invalid(f"Enter between a quarter of an hour and {AGREED_MOST // 60} hours a week.", field="hours")
    return minutes


def checked_weeks(weeks: int) -> int:
    """Weeks by which a preparation can be made longer or shorter. Raises Invalid."""
    if abs(weeks) > WINDOW_MOST:
        raise Invalid(f"Enter at most {WINDOW_MOST} weeks.", field="weeks")
    return weeks


def check_leave(held: RoleHeld, first: date, last: date | None, *, besides: Pause | None = None) -> None:
    """That leave lies in order, and beside all other leave of the role. Raises Invalid."""
    checked_day(first, field="from_date")
    if last is not None and checked_day(last, field="to_date") < first:
        raise Invalid("Leave cannot end before it begins.", field="to_date")
    others = (each for each in held.pauses if each is not besides)
    if any(first <= (old.to_date or date.max) and old.from_date <= (last or date.max) for old in others):
        raise Invalid("There is leave on some of these days already.", field="from_date")


def _add_pause(
    session: Session, by: tuple[Actor, datetime], held: RoleHeld, first: date, last: date | None, reason: str
) -> Pause:
    actor, now = by
    check_leave(held, first, last)
    made = Pause(from_date=first, to_date=last, reason=reason, by_account_id=actor.account_id or None, created_at=now)
    held.pauses.append(made)
    session.flush()
    return made


def _restore_leave(session: Session, held: RoleHeld, change: RoleChange, now: datetime) -> None:
    row = next((each for each in held.pauses if f"{LEAVE}{each.id}" == change.field), None)
    if row is None:
        raise Refusal("This leave is not there any more. Nothing was changed.")
    if change.before is None:
        held.pauses.remove(row)
        session.flush()
        return
    first, last = leave_dates(change.before)
    check_leave(held, first, last, besides=row)
    row.from_date, row.to_date = first, last
