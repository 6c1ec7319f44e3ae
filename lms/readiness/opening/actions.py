"""Set a clinic up, enter how an item stands, put an item on a list, say that somebody leaves. Standings move along.

Each needs the right to change the clinic, checks it first, and commits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.identifying import identifying
from lms.people.access import get_clinic_for, get_role_for
from lms.people.models import Clinic, RoleHeld
from lms.people.noting import checked_day, checked_name, checked_reason, note
from lms.people.permissions import Actor, Permission
from lms.readiness.actions import mark_stale, reschedule
from lms.readiness.opening.models import ClinicNeed, ClinicSetup, ExtraSupport, ItemMark, Leaving, OwnItem
from lms.readiness.opening.past import CHECKLISTS, EXTRA, ITEM, LEAVING, NEED, OPENS, OUT, changed
from lms.readiness.opening.queries import CLINIC, HANDOVER, Listed, clinic_list, handover_list, needs_of, role_list
from lms.readiness.rules.checklists import TITLE_MOST, Entry, State, problems
from lms.readiness.rules.dates import local_date


class Changed(Refusal):
    """Somebody entered something about the item meanwhile; `now` is how it stands."""


@dataclass(frozen=True)
class Wanted:
    """An entry as a form sends it. `seen`: how many entries the page knew of."""

    state: State
    owner: str
    due_on: date | None
    note: str
    seen: int


@dataclass(frozen=True)
class Place:
    """Whose list an item stands on: the clinic's own, a role held's, or that of a hand-over."""

    clinic: Clinic
    held: RoleHeld | None
    list_id: str

    @property
    def subject_id(self) -> str:
        """The clinic or the role held."""
        return self.held.id if self.held else self.clinic.id


def place_for(session: Session, actor: Actor, permission: Permission, list_id: str, subject_id: str) -> Place:
    """The list with this subject, where the actor holds `permission` at its clinic. Raises NotFound."""
    if list_id == CLINIC:
        return Place(get_clinic_for(session, actor, subject_id, permission), None, CLINIC)
    held = get_role_for(session, actor, subject_id, permission)
    if list_id not in {HANDOVER, held.role}:
        raise NotFound()
    return Place(held.clinic, held, list_id)


def list_of(session: Session, place: Place, course: Course, day: date) -> Listed:
    """The list of a place on the clinic's local `day`."""
    if place.held is None:
        return clinic_list(session, place.clinic, course, day)
    if place.list_id == HANDOVER:
        return handover_list(session, place.held, course, day)
    return role_list(session, place.held, course, day)


def set_up(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    clinic_id: str,
    opens_on: date | None,
    unused: Mapping[str, str],
    checklists: bool,
) -> Clinic:
    """Say when a clinic begins, which roles it does not use and why, and whether checklists count for being ready.

    `unused`: role → reason. A required role cannot be left out. Raises NotFound, Invalid (field `reason-ROLE`).
    """
    clinic = get_clinic_for(session, actor, clinic_id, Permission.CLINIC_SETUP)
    session.get(Clinic, clinic.id, with_for_update=True, populate_existing=True)
    today = local_date(now, clinic.zone)
    first = checked_day(opens_on, field="opens_on") if opens_on else None
    if first != clinic.opens_on:
        changed(session, clinic, OPENS, clinic.opens_on, now)
    clinic.opens_on = first
    for need in needs_of(session, clinic, course):
        out = need.key in unused
        if out and need.required:
            raise Invalid("This role is required; it cannot be left out.", field=f"used-{need.key}")
        reason = _reason(unused[need.key], f"reason-{need.key}") if out else None
        row = session.get(ClinicNeed, (clinic.id, need.key)) or ClinicNeed(clinic_id=clinic.id, role=need.key)
        if (need.used, need.reason) != (not out, reason or ""):
            changed(session, clinic, f"{NEED}{need.key}", None if need.used else f"{OUT}{need.reason}", now)
        row.used, row.reason, row.at = not out, reason, now
        session.add(row)
    setup = session.get(ClinicSetup, clinic.id) or ClinicSetup(clinic_id=clinic.id)
    before = setup.checklists_since is not None
    if checklists != before:
        changed(session, clinic, CHECKLISTS, setup.checklists_since, now)
        setup.checklists_since = today if checklists else None
    setup.at = now
    session.add(setup)
    session.flush()
    note(
        session, (actor, now), clinic.organisation_id, "clinic.set-up", clinic, opens_on=clinic.opens_on and str(clinic.opens_on),
        unused=sorted(unused), checklists=checklists,
    )  # fmt: skip
    if checklists != before:
        mark_stale(session, clinic)
    return clinic


def _reason(raw: str, field: str) -> str:
    try:
        return checked_reason(raw)
    except Invalid as error:
        raise Invalid(str(error), field=field) from error


def mark(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    list_id: str,
    subject_id: str,
    item_id: str,
    wanted: Wanted,
) -> ItemMark | None:
    """Enter how an item stands. None: it stands so already. Raises NotFound, Invalid, and Changed when another page was first."""
    place = place_for(session, actor, Permission.CLINIC_SETUP, list_id, subject_id)
    session.get(Clinic, place.clinic.id, with_for_update=True)
    today = local_date(now, place.clinic.zone)
    line = list_of(session, place, course, today).line(item_id)
    if line is None:
        raise NotFound()
    entry = Entry(
        item_id, line.entries + 1, wanted.state, today, " ".join(wanted.owner.split()), wanted.due_on, wanted.note.strip(),
        actor.account_id or None,
    )  # fmt: skip
    same = line.last is not None and _told(line.last) == _told(entry)
    if same or (line.last is None and _told(entry) == ("not started", "", None, "")):
        return None
    if wanted.seen != line.entries:
        raise Changed("Somebody entered something about this meanwhile. It stands below; yours is kept in the form.")
    unchanged = line.last is not None and line.last.due_on == entry.due_on
    for field, sentence in problems(entry, today).items():
        if field != "due_on" or not unchanged:
            raise Invalid(sentence, field=field)
    found = identifying(entry.note)
    if found:
        raise Invalid(
            f"“{found[0].text}” looks like {found[0].kind}. Nothing about a patient belongs here; take it out, and send it again.",
            field="note",
        )
    row = _add(session, place, entry, now)
    note(
        session, (actor, now), place.clinic.organisation_id, "checklist.entered", row, item=item_id, state=entry.state,
        due_on=entry.due_on and str(entry.due_on), owner=entry.owner, note=entry.note,
    )  # fmt: skip
    _follow(session, place, course, now)
    return row


def undo_mark(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    list_id: str,
    subject_id: str,
    item_id: str,
    number: int,
) -> ItemMark | None:
    """Take the last entry back: what stood before it stands again, as a new entry. None: it is not the last any more."""
    place = place_for(session, actor, Permission.CLINIC_SETUP, list_id, subject_id)
    session.get(Clinic, place.clinic.id, with_for_update=True)
    today = local_date(now, place.clinic.zone)
    rows = list(
        session.scalars(
            select(ItemMark)
            .where(ItemMark.subject_id == place.subject_id, ItemMark.item_id == item_id)
            .order_by(ItemMark.number)
        )
    )
    if not rows or list_of(session, place, course, today).line(item_id) is None:
        raise NotFound()
    if rows[-1].number != number:
        return None
    before = rows[-2] if len(rows) > 1 else None
    entry = Entry(
        item_id,
        number + 1,
        before.state if before else "not started",  # type: ignore[arg-type]
        today,
        before.owner if before else "",
        before.due_on if before else None,
        before.note if before else "",
        actor.account_id or None,
    )
    row = _add(session, place, entry, now)
    note(
        session,
        (actor, now),
        place.clinic.organisation_id,
        "checklist.taken-back",
        row,
        item=item_id,
        state=entry.state,
    )
    _follow(session, place, course, now)
    return row


def _told(entry: Entry) -> tuple[str, str, date | None, str]:
    return entry.state, entry.owner, entry.due_on, entry.note


def _add(session: Session, place: Place, entry: Entry, now: datetime) -> ItemMark:
    row = ItemMark(
        clinic_id=place.clinic.id,
        subject_id=place.subject_id,
        role_held_id=place.held.id if place.held else None,
        item_id=entry.item_id,
        number=entry.number,
        state=entry.state,
        owner=entry.owner,
        due_on=entry.due_on,
        note=entry.note,
        on=entry.on,
        by_account_id=entry.by,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def _follow(session: Session, place: Place, course: Course, now: datetime) -> None:
    if place.held is not None and place.list_id != HANDOVER and place.held.ended_on is None:
        reschedule(session, held=place.held, course=course, now=now)


def add_item(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    clinic_id: str,
    list_id: str,
    title: str,
    owner: str,
    required: bool,
) -> OwnItem:
    """Put an item of the clinic's own on its list, on that of hand-overs, or on a role's. Raises NotFound, Invalid."""
    clinic = get_clinic_for(session, actor, clinic_id, Permission.CLINIC_SETUP)
    if list_id not in {CLINIC, HANDOVER, *course.role_files}:
        raise NotFound()
    words = checked_name(title, field="title")
    if len(words) > TITLE_MOST:
        raise Invalid(f"Use at most {TITLE_MOST} characters.", field="title")
    session.get(Clinic, clinic.id, with_for_update=True)
    there = select(func.count()).where(
        OwnItem.clinic_id == clinic.id, OwnItem.list_id == list_id, OwnItem.withdrawn_on.is_(None)
    )
    if (session.scalar(there) or 0) >= 30:
        raise Invalid("Thirty items of your own stand on this list. Take one away first.", field="title")
    row = OwnItem(
        clinic_id=clinic.id, list_id=list_id, title=words, owner=" ".join(owner.split())[:200], required=required,
        on=local_date(now, clinic.zone), at=now, withdrawn_on=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, (actor, now), clinic.organisation_id, "checklist.item-added", row, title=words, list=list_id)
    mark_stale(session, clinic, list_id)
    return row


def withdraw_item(session: Session, *, actor: Actor, now: datetime, item_id: str) -> OwnItem:
    """Take an item of the clinic's own off its list; what was entered about it stays in the record. Raises NotFound."""
    row = _own_item(session, actor, item_id)
    clinic = session.get_one(Clinic, row.clinic_id)
    if row.withdrawn_on is None:
        changed(session, clinic, f"{ITEM}{row.id}", None, now)
        row.withdrawn_on = local_date(now, clinic.zone)
        note(session, (actor, now), clinic.organisation_id, "checklist.item-withdrawn", row, title=row.title)
        mark_stale(session, clinic, row.list_id)
    return row


def put_back_item(session: Session, *, actor: Actor, now: datetime, item_id: str) -> OwnItem:
    """Put it back. Raises NotFound."""
    row = _own_item(session, actor, item_id)
    clinic = session.get_one(Clinic, row.clinic_id)
    if row.withdrawn_on is not None:
        changed(session, clinic, f"{ITEM}{row.id}", row.withdrawn_on, now)
        row.withdrawn_on = None
        note(session, (actor, now), clinic.organisation_id, "checklist.item-put-back", row, title=row.title)
        mark_stale(session, clinic, row.list_id)
    return row


def _own_item(session: Session, actor: Actor, item_id: str) -> OwnItem:
    row = session.get(OwnItem, item_id, with_for_update=True)
    if row is None:
        raise NotFound()
    get_clinic_for(session, actor, row.clinic_id, Permission.CLINIC_SETUP)
    return row


def say_support(
    session: Session, *, actor: Actor, now: datetime, course: Course, role_held_id: str, needed: bool
) -> bool:
    """Say that somebody was hired without a listed licence, or that it is not so; more items stand on her list then (S-320).

    False: that was said already.
    """
    held = get_role_for(session, actor, role_held_id, Permission.CLINIC_SETUP)
    row = session.get(ExtraSupport, held.id)
    if (row is not None) is needed:
        return False
    changed(session, held.clinic, EXTRA, row.since if row else None, now, held=held)
    if row is not None:
        session.delete(row)
    else:
        session.add(ExtraSupport(role_held_id=held.id, since=local_date(now, held.clinic.zone), at=now))
    session.flush()
    note(session, (actor, now), held.clinic.organisation_id, "role.extra-support", held, needed=needed)
    reschedule(session, held=held, course=course, now=now)
    return True


def say_leaving(session: Session, *, actor: Actor, now: datetime, role_held_id: str, last_day: date | None) -> bool:
    """Say on which day somebody will leave a role, or (None) that she stays. False: that was said already. Raises NotFound, Invalid."""
    held = get_role_for(session, actor, role_held_id, Permission.CLINIC_SETUP)
    if held.ended_on is not None:
        raise Refusal("This role has ended. Nothing was changed.")
    row = session.get(Leaving, held.id)
    if (row.last_day if row else None) == last_day:
        return False
    before = row.last_day if row else None
    if last_day is None:
        session.delete(row)
    else:
        checked_day(last_day, field="last_day")
        if last_day < held.start_date:
            raise Invalid("The last day cannot lie before the first day with patients.", field="last_day")
        if last_day < local_date(now, held.clinic.zone):
            raise Invalid("That day is over. End the role under People instead.", field="last_day")
        row = row or Leaving(role_held_id=held.id)
        row.last_day, row.at = last_day, now
        session.add(row)
    session.flush()
    changed(session, held.clinic, LEAVING, before, now, held=held)
    note(session, (actor, now), held.clinic.organisation_id, "role.leaving", held, last_day=last_day and str(last_day))
    return True
