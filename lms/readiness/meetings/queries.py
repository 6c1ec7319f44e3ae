"""Read the meetings of clinics: a series with its facts as of a day, who sees which, who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms.errors import NotFound
from lms.people.access import get_clinic_for
from lms.people.leave import Pause
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.meetings.models import (
    MeetingAttendance,
    MeetingMark,
    MeetingNote,
    MeetingRhythm,
    MeetingSeries,
)
from lms.readiness.opening.past import NOTHING, OPENS, past_of
from lms.readiness.opening.queries import leavings
from lms.readiness.plans import plan_on
from lms.readiness.queries import load_plans
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.holding import Holding
from lms.readiness.rules.meeting_people import Asking, asked_on
from lms.readiness.rules.meetings import (
    KINDS,
    PANEL,
    Kind,
    Mark,
    Outlook,
    Rhythm,
    Series,
    Unit,
    What,
    fold,
    outlook,
)

Row = TypeVar("Row", MeetingRhythm, MeetingMark)
When = datetime | date
"""An instant, which is another day in each clinic's zone, or one day for all."""


@dataclass(frozen=True)
class Kept:
    """A series as it stood on the clinic's local `today`: its row, its facts for the rule, and what the rule says of them.

    `changes` counts rhythms and marks; it grows with every change.
    """

    row: MeetingSeries
    series: Series
    outlook: Outlook
    holdings: tuple[Holding, ...]
    today: date
    changes: int

    @property
    def kind(self) -> Kind:
        """Which of the three meetings it is."""
        return self.series.kind

    def asked(self, day: date) -> Asking:
        """Who is asked on a day."""
        return asked_on(self.kind, self.holdings, day)

    def asks(self, account_id: str) -> bool:
        """Whether somebody is asked to come now or at the next one."""
        return any(
            each.account_id == account_id
            for day in {self.today, self.outlook.next.on}
            for each in self.asked(day).everybody
        )

    def needs(self, account_id: str) -> bool:
        """Whether somebody must come now or at the next one."""
        return any(
            each.account_id == account_id for day in {self.today, self.outlook.next.on} for each in self.asked(day).must
        )


@dataclass(frozen=True)
class MeetingStanding:
    """One of the three meetings of a clinic, set up or not, for whoever asks how the clinic stands.

    `standing`: `not set up`, `scheduled` or `overdue`. `below`: less often than published, with its `reason_below`.
    Dates are the clinic's. `reason` is a sentence. `planned_late`: the next one is planned for a day after it is due.
    """

    kind: str
    title: str
    series_id: str | None
    standing: str
    below: bool
    reason: str
    reason_below: str = ""
    due_on: date | None = None
    next_on: date | None = None
    last_held_on: date | None = None
    planned_late: bool = False

    @property
    def set_up(self) -> bool:
        """Whether the clinic keeps it here at all."""
        return self.series_id is not None


def get_clinic(session: Session, actor: Actor, clinic_id: str) -> Clinic:
    """A clinic whose meetings the actor may come to: she changes them, or trains for a role there. Raises NotFound."""
    clinic = get_clinic_for(session, actor, clinic_id, Permission.MEETING_READ)
    if may_change(actor, clinic):
        return clinic
    held = select(RoleHeld.id).where(
        RoleHeld.account_id == actor.account_id, RoleHeld.clinic_id == clinic.id, RoleHeld.ended_on.is_(None)
    )
    if session.scalar(held.limit(1)) is None:
        raise NotFound()
    return clinic


def may_change(actor: Actor, clinic: Clinic) -> bool:
    """Whether the actor sets up, changes, moves and cancels meetings there."""
    return actor == SYSTEM or actor.may(
        Permission.MEETING_CHANGE, organisation_id=clinic.organisation_id, clinic_id=clinic.id
    )


def may_record(actor: Actor, kept: Kept) -> bool:
    """Whether the actor records that it was held and who came: who may change it, and who must come."""
    return may_change(actor, kept.row.clinic) or kept.needs(actor.account_id)


def kept_for(session: Session, actor: Actor, clinic_id: str, when: When) -> tuple[Clinic, list[Kept]]:
    """A clinic with the series the actor sees: all for whoever changes them, else those that ask her. Raises NotFound."""
    clinic = get_clinic(session, actor, clinic_id)
    return clinic, _seen(actor, keep(session, [clinic.id], when))


def one_for(session: Session, actor: Actor, clinic_id: str, series_id: str, when: When) -> Kept:
    """One series the actor sees. Raises NotFound."""
    found = kept_for(session, actor, clinic_id, when)[1]
    kept = next((each for each in found if each.row.id == series_id), None)
    if kept is None:
        raise NotFound()
    return kept


def own(session: Session, account_id: str, when: When) -> list[Kept]:
    """Every series that asks somebody, in all clinics where she holds a role, by the next date."""
    clinics = {each.clinic_id for each in roles_of(session, account_id)}
    found = [each for each in keep(session, clinics, when) if each.asks(account_id)]
    return sorted(found, key=lambda each: (each.outlook.next.on, each.outlook.next.at, each.row.id))


def _seen(actor: Actor, found: Iterable[Kept]) -> list[Kept]:
    return [each for each in found if may_change(actor, each.row.clinic) or each.asks(actor.account_id)]


def all_seen(session: Session, actor: Actor, when: When) -> list[Kept]:
    """Every series of every clinic whose meetings the actor changes; the operator sees all."""
    query = select(Clinic.id).where(_changed_by(actor))
    return keep(session, list(session.scalars(query)), when)


def seen_by(session: Session, actor: Actor, when: When) -> list[Kept]:
    """Every series the actor sees: those she changes, and those that ask her elsewhere, in this order."""
    found = all_seen(session, actor, when)
    there = {each.row.id for each in found}
    return found + [each for each in own(session, actor.account_id, when) if each.row.id not in there]


def _changed_by(actor: Actor) -> ColumnElement[bool]:
    if actor == SYSTEM:
        return Clinic.id.is_not(None)
    return or_(
        false(),
        *(
            and_(Clinic.organisation_id == organisation_id, *([] if clinic_id is None else [Clinic.id == clinic_id]))
            for organisation_id, clinic_id in actor.clinics_with(Permission.MEETING_CHANGE)
        ),
    )


def keep(session: Session, clinic_ids: Collection[str], when: When) -> list[Kept]:
    """All series of some clinics, in four queries however many there are, by clinic and in the order of the templates.

    As of a past day what was recorded later does not count, and what was set up later is left out.
    """
    if not clinic_ids:
        return []
    rows = session.scalars(_SERIES, {"clinics": list(clinic_ids)}).all()
    ids = [row.id for row in rows]
    rhythms, marks = _in_order(session, MeetingRhythm, ids), _in_order(session, MeetingMark, ids)
    as_of = None if isinstance(when, datetime) else when
    holdings = _holdings(session, {row.clinic_id for row in rows}, as_of)
    past = past_of(session, clinic_ids, as_of) if as_of else NOTHING
    found = []
    for row in rows:
        zone = row.clinic.zone
        today = local_date(when, zone) if isinstance(when, datetime) else when
        opens_on = past.day(row.clinic_id, OPENS, row.clinic.opens_on, today)
        kept = _kept(
            row, rhythms.get(row.id, []), marks.get(row.id, []), holdings.get(row.clinic_id, ()), today, opens_on
        )
        if kept is not None:
            found.append(kept)
    order = list(KINDS)
    return sorted(found, key=lambda each: (each.row.clinic.name, each.row.clinic_id, order.index(each.kind.id)))


def _in_order(session: Session, model: type[Row], series_ids: Collection[str]) -> dict[str, list[Row]]:
    """Series → its rows in order."""
    found: dict[str, list[Row]] = {}
    for row in session.scalars(_of_series(model), {"series": list(series_ids)}) if series_ids else ():
        found.setdefault(row.series_id, []).append(row)
    return found


@cache
def _of_series(model: type[Row]) -> Select[Row]:
    mine = model.series_id.in_(bindparam("series", expanding=True))
    return select(model).where(mine).order_by(model.series_id, model.number)


_SERIES = (
    select(MeetingSeries)
    .where(MeetingSeries.clinic_id.in_(bindparam("clinics", expanding=True)))
    .options(joinedload(MeetingSeries.clinic))
)


def _kept(
    row: MeetingSeries,
    rhythms: Sequence[MeetingRhythm],
    marks: Sequence[MeetingMark],
    holdings: tuple[Holding, ...],
    today: date,
    opens_on: date | None,
) -> Kept | None:
    zone = row.clinic.zone
    said = [each for each in rhythms if local_date(each.at, zone) <= today]
    if not said:
        return None
    known = [each for each in marks if local_date(each.at, zone) <= today]
    series = Series(
        kind=KINDS[row.kind],
        rhythm=rhythm_of(said[-1]),
        opens_on=opens_on,
        set_up_on=row.set_up_on,
        last_before=row.last_before,
        marks=tuple(mark_of(each) for each in known),
    )
    return Kept(row, series, outlook(series, today), holdings, today, len(said) + len(known))


def rhythm_of(row: MeetingRhythm) -> Rhythm:
    """A stored rhythm as the rule takes it."""
    unit: Unit = "week" if row.unit == "week" else "month"
    return Rhythm(row.every, unit, row.weekday, row.at_minute, row.minutes, row.place, row.from_date, row.reason or "")


WHATS: dict[str, What] = {"moved": "moved", "held": "held", "cancelled": "cancelled", "undone": "undone"}


def mark_of(row: MeetingMark) -> Mark:
    """A stored mark as the rule takes it."""
    return Mark(row.slot, WHATS[row.what], row.on_date, row.at_minute, row.reason or "")


_HOLDERS = (
    select(RoleHeld)
    .join(Account, Account.id == RoleHeld.account_id)
    .where(
        RoleHeld.clinic_id.in_(bindparam("clinics", expanding=True)),
        RoleHeld.role.in_({role for kind in KINDS.values() for role in kind.asks}),
    )
    .options(contains_eager(RoleHeld.account), joinedload(RoleHeld.clinic), joinedload(RoleHeld.pauses))
    .order_by(RoleHeld.id)
)


def _holdings(session: Session, clinic_ids: Collection[str], as_of: date | None) -> dict[str, tuple[Holding, ...]]:
    """Clinic → everybody who holds or held a role there and still stands, with leave; as recorded by the end of a day."""
    rows = session.scalars(_HOLDERS, {"clinics": list(clinic_ids)}).unique().all()
    day = as_of or date.max
    if as_of:
        rows = [row for row in rows if row.joined_on <= as_of]
        load_plans(session, rows)
    past = past_of(session, clinic_ids, as_of) if as_of else NOTHING
    planned = leavings(session, rows, past=past, day=day)
    found: dict[str, list[Holding]] = {}
    for row in rows:
        account = row.account
        gone = account.deactivated_at or account.erased_at
        # From the day after, nobody expects somebody who may no longer sign in.
        left = local_date(gone, row.clinic.zone) if gone is not None else None
        known = [one for one in (row.ended_on, left) if one is not None and one <= day]
        last = min((one for one in (*known, planned.get(row.id)) if one is not None), default=None)
        start, pauses = row.start_date, tuple(Pause(each.from_date, each.to_date) for each in row.pauses)
        if as_of:
            plan = plan_on(row, as_of)
            start, pauses = plan.start_date, tuple(Pause(each.first, each.last) for each in plan.pauses)
        first = min(row.joined_on, start)
        found.setdefault(row.clinic_id, []).append(Holding(account.id, account.name, row.role, first, last, pauses))
    return {clinic_id: tuple(each) for clinic_id, each in found.items()}


def attendance_of(session: Session, series_id: str) -> dict[date, dict[str, MeetingAttendance]]:
    """Slot → account → what is recorded of them, for one series."""
    found: dict[date, dict[str, MeetingAttendance]] = {}
    for row in session.scalars(select(MeetingAttendance).where(MeetingAttendance.series_id == series_id)):
        found.setdefault(row.slot, {})[row.account_id] = row
    return found


def notes_of(session: Session, series_id: str) -> dict[date, MeetingNote]:
    """Slot → note, for one series."""
    rows = session.scalars(select(MeetingNote).where(MeetingNote.series_id == series_id))
    return {row.slot: row for row in rows}


def meetings_of(
    session: Session, clinic_id: str, as_of: date, *, opens_on: date | None = None
) -> tuple[MeetingStanding, ...]:
    """The three meetings of a clinic as of its local day, in the order of the templates, those not set up among them.

    `opens_on`: as they would stand if this were the clinic's first day.
    Asks for no permission: whoever shows it has checked that the clinic is theirs to see.
    """
    return meetings_from(keep(session, [clinic_id], as_of), opens_on=opens_on)


def meetings_from(several: Iterable[Kept], *, opens_on: date | None = None) -> tuple[MeetingStanding, ...]:
    """The same from the series of one clinic as they were read."""
    kept = {each.kind.id: _opening_on(each, opens_on) for each in several}
    return tuple(standing_of(kept[kind.id]) if kind.id in kept else _not_set_up(kind) for kind in KINDS.values())


def _opening_on(kept: Kept, opens_on: date | None) -> Kept:
    if opens_on is None or opens_on == kept.series.opens_on:
        return kept
    series = replace(kept.series, opens_on=opens_on)
    return replace(kept, series=series, outlook=outlook(series, kept.today))


def standing_of(kept: Kept) -> MeetingStanding:
    """One series in words and dates."""
    seen = kept.outlook
    return MeetingStanding(
        kind=kept.kind.id,
        title=kept.kind.title,
        series_id=kept.row.id,
        standing=seen.standing,
        below=seen.below,
        reason=seen.reason,
        reason_below=kept.series.rhythm.reason if seen.below else "",
        due_on=seen.due,
        next_on=seen.next.on,
        last_held_on=seen.last_held,
        planned_late=seen.planned_late,
    )


def _not_set_up(kind: Kind) -> MeetingStanding:
    return MeetingStanding(
        kind.id, kind.title, None, "not set up", below=False, reason=f"No {kind.title.lower()} is set up here yet."
    )


def panel_reviews_attended(
    session: Session, account_id: str, *, as_of: date | None = None, organisation_ids: Collection[str] | None = None
) -> int:
    """How many panel reviews somebody came to that are recorded as held; with `as_of`, up to that day.

    In all clinics, or in those of some organisations.
    """
    found = attended(session, [account_id], as_of=as_of, organisation_ids=organisation_ids)
    return found.get(account_id, 0)


def attended(
    session: Session,
    account_ids: Collection[str],
    *,
    kind: str = PANEL,
    series_id: str | None = None,
    as_of: date | None = None,
    organisation_ids: Collection[str] | None = None,
) -> dict[str, int]:
    """Account → meetings of a kind that she came to and that are recorded as held; who came to none is left out."""
    query = (
        select(MeetingAttendance)
        .join(MeetingSeries, MeetingSeries.id == MeetingAttendance.series_id)
        .where(MeetingAttendance.account_id.in_(account_ids), MeetingAttendance.came, MeetingSeries.kind == kind)
    )
    if series_id is not None:
        query = query.where(MeetingAttendance.series_id == series_id)
    if organisation_ids is not None:
        there = select(Clinic.id).where(Clinic.organisation_id.in_(organisation_ids))
        query = query.where(MeetingSeries.clinic_id.in_(there))
    rows = session.scalars(query).all()
    marks = _in_order(session, MeetingMark, {row.series_id for row in rows})
    held = {
        (series, each.slot)
        for series, of_it in marks.items()
        for each in fold((mark_of(mark) for mark in of_it), 0).values()
        if each.state == "held" and (as_of is None or each.on <= as_of)
    }
    found: dict[str, int] = {}
    for row in rows:
        if (row.series_id, row.slot) in held:
            found[row.account_id] = found.get(row.account_id, 0) + 1
    return found
