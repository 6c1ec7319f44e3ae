"""Reads of a clinic's lists, of what it needs, and of who is there when. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.checklist import CHAMPION, Item
from lms.curriculum.course import Course
from lms.people.models import Account, Clinic, RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.opening.models import (
    ClinicNeed,
    ClinicSetup,
    ExtraSupport,
    ItemMark,
    Leaving,
    OpeningChange,
    OwnItem,
)
from lms.readiness.opening.past import CHECKLISTS, EXTRA, ITEM, LEAVING, NEED, NOTHING, OUT, Past, past_of
from lms.readiness.plans import held_on, plan_on
from lms.readiness.roles import timelines_of
from lms.readiness.rules.checklists import Asked, Entry, Line, lines, open_required
from lms.readiness.rules.dates import Pause
from lms.readiness.rules.holding import Holding
from lms.readiness.rules.judge import Word

CLINIC, HANDOVER = "clinic", "handover"
PCP = "pcp"


@dataclass(frozen=True)
class Listed:
    """A list as it stands on a day, with what the course says of its items."""

    subject_id: str
    lines: tuple[Line, ...]
    about: Mapping[str, Item]

    @property
    def open(self) -> int:
        """How many required items are open."""
        return open_required(self.lines)

    def line(self, item_id: str) -> Line | None:
        """One item, None where it is not on the list."""
        return next((each for each in self.lines if each.item.id == item_id), None)


def clinic_list(session: Session, clinic: Clinic, course: Course, day: date) -> Listed:
    """The clinic's own list on its local `day`."""
    past = past_of(session, [clinic.id], day)
    return clinic_lists(session, [clinic.id], course, {clinic.id: day}, past=past)[clinic.id]


def clinic_lists(
    session: Session, clinic_ids: Collection[str], course: Course, days: Mapping[str, date], *, past: Past = NOTHING
) -> dict[str, Listed]:
    """Clinic → its own list on its local day, in two queries however many there are. `past`: for a day that is over."""
    own: dict[str, list[Asked]] = {}
    wanted = select(OwnItem).where(OwnItem.clinic_id.in_(clinic_ids), OwnItem.list_id == CLINIC)
    for row in session.scalars(wanted.order_by(OwnItem.at, OwnItem.id)):
        own.setdefault(row.clinic_id, []).append(_own(row, past, days[row.clinic_id]))
    entries: dict[str, list[Entry]] = {}
    marks = select(ItemMark).where(ItemMark.subject_id.in_(clinic_ids))
    for mark in session.scalars(marks.order_by(ItemMark.item_id, ItemMark.number)):
        entries.setdefault(mark.subject_id, []).append(entry_of(mark))
    asked, about = (
        [_asked(item) for item in course.checklists.clinic],
        {item.id: item for item in course.checklists.clinic},
    )
    return {
        each: Listed(each, lines((*asked, *own.get(each, ())), entries.get(each, ()), days[each]), about)
        for each in clinic_ids
    }


def handover_list(session: Session, held: RoleHeld, course: Course, day: date) -> Listed:
    """What a hand-over asks of somebody who leaves."""
    return _listed(session, held.clinic_id, held.id, HANDOVER, course.checklists.handover, day)


def role_list(session: Session, held: RoleHeld, course: Course, day: date) -> Listed:
    """The onboarding list of a role held; more stands on it without a listed licence (S-320)."""
    past = past_of(session, [held.clinic_id], day)
    extra = past.day(held.id, EXTRA, extra_since(session, held.id), day)
    items = _of_role(course, held.role, extra is not None and extra <= day)
    return _listed(session, held.clinic_id, held.id, held.role, items, day)


def extra_since(session: Session, role_held_id: str) -> date | None:
    """Since when the extra support items stand on a list; None: they do not."""
    row = session.get(ExtraSupport, role_held_id)
    return row.since if row else None


def _of_role(course: Course, role: str, extra: bool) -> tuple[Item, ...]:
    return tuple(item for item in course.checklists.roles.get(role, ()) if extra or not item.without_licence)


def _listed(
    session: Session, clinic_id: str, subject_id: str, list_id: str, items: Sequence[Item], day: date
) -> Listed:
    own = session.scalars(
        select(OwnItem)
        .where(OwnItem.clinic_id == clinic_id, OwnItem.list_id == list_id)
        .order_by(OwnItem.at, OwnItem.id)
    )
    past = past_of(session, [clinic_id], day)
    asked = (*(_asked(item) for item in items), *(_own(row, past, day) for row in own))
    entries = (entry_of(row) for row in marks_of(session, subject_id))
    return Listed(subject_id, lines(asked, entries, day), {item.id: item for item in items})


def lists_of(
    session: Session,
    clinics: Sequence[Clinic],
    held: Sequence[RoleHeld],
    leaving: Sequence[RoleHeld],
    course: Course,
    days: Mapping[str, date],
) -> dict[tuple[str, str], Listed]:
    """(list, clinic or role held) → the list: of clinics, of roles held, and the hand-over of those who leave.

    `days` gives the local day by clinic. Three queries however many there are.
    """
    ids = [each.id for each in held]
    subjects = [*(each.id for each in clinics), *ids]
    entries: dict[str, list[Entry]] = {}
    for row in session.scalars(select(ItemMark).where(ItemMark.subject_id.in_(subjects))):
        entries.setdefault(row.subject_id, []).append(entry_of(row))
    own: dict[tuple[str, str], list[Asked]] = {}
    where = OwnItem.clinic_id.in_([each.id for each in clinics])
    for item in session.scalars(select(OwnItem).where(where).order_by(OwnItem.at, OwnItem.id)):
        own.setdefault((item.clinic_id, item.list_id), []).append(_own(item))
    support = select(ExtraSupport).where(ExtraSupport.role_held_id.in_(ids))
    extra = {row.role_held_id: row.since for row in session.scalars(support)}

    def listed(clinic_id: str, subject_id: str, list_id: str, items: Sequence[Item]) -> Listed:
        asked = (*(_asked(item) for item in items), *own.get((clinic_id, list_id), ()))
        found = lines(asked, entries.get(subject_id, ()), days[clinic_id])
        return Listed(subject_id, found, {item.id: item for item in items})

    result = {(CLINIC, each.id): listed(each.id, each.id, CLINIC, course.checklists.clinic) for each in clinics}
    for each in held:
        more = each.id in extra and extra[each.id] <= days[each.clinic_id]
        result[each.role, each.id] = listed(each.clinic_id, each.id, each.role, _of_role(course, each.role, more))
    for each in leaving:
        result[HANDOVER, each.id] = listed(each.clinic_id, each.id, HANDOVER, course.checklists.handover)
    return result


def marks_of(session: Session, subject_id: str, item_id: str | None = None) -> list[ItemMark]:
    """Every entry about the items of a clinic or a role held, or about one of them, in order."""
    wanted = select(ItemMark).where(ItemMark.subject_id == subject_id)
    if item_id is not None:
        wanted = wanted.where(ItemMark.item_id == item_id)
    return list(session.scalars(wanted.order_by(ItemMark.item_id, ItemMark.number)))


def entry_of(row: ItemMark) -> Entry:
    """An entry as the rules see it."""
    return Entry(row.item_id, row.number, row.state, row.on, row.owner, row.due_on, row.note, row.by_account_id)  # type: ignore[arg-type]


def _asked(item: Item) -> Asked:
    return Asked(item.id, item.title, item.owner, item.required)


def _own(row: OwnItem, past: Past = NOTHING, day: date = date.max) -> Asked:
    """An item of the clinic's own as it stood on a day: on the list until then, off it, or put back."""
    withdrawn_on = past.day(row.clinic_id, f"{ITEM}{row.id}", row.withdrawn_on, day)
    return Asked(row.id, row.title, row.owner, row.required, True, row.on, withdrawn_on)


def open_items(session: Session, held: Sequence[RoleHeld], course: Course, days: Mapping[str, date]) -> dict[str, int]:
    """Role held → how many required items of its list are open on its day; only where the clinic counts them.

    `days` gives the local day by role held. Four queries however many there are; one where no clinic counts any.
    """
    if not held:
        return {}
    clinics = {each.clinic_id for each in held}
    since, past = _counting(session, clinics, min(days[each.id] for each in held))

    def counts(each: RoleHeld) -> bool:
        first = past.day(each.clinic_id, CHECKLISTS, since.get(each.clinic_id), days[each.id])
        return first is not None and first <= days[each.id]

    counted = [each for each in held if counts(each)]
    if not counted:
        return {}
    ids, clinics = [each.id for each in counted], {each.clinic_id for each in counted}
    extra = {
        row.role_held_id: row.since
        for row in session.scalars(select(ExtraSupport).where(ExtraSupport.role_held_id.in_(ids)))
    }
    entries: dict[str, list[Entry]] = {}
    for row in session.scalars(select(ItemMark).where(ItemMark.role_held_id.in_(ids))):
        entries.setdefault(row.subject_id, []).append(entry_of(row))
    own: dict[tuple[str, str], list[OwnItem]] = {}
    for item in session.scalars(select(OwnItem).where(OwnItem.clinic_id.in_(clinics))):
        own.setdefault((item.clinic_id, item.list_id), []).append(item)
    found = {}
    for each in counted:
        day = days[each.id]
        first = past.day(each.id, EXTRA, extra.get(each.id), day)
        more = first is not None and first <= day
        asked = (
            *(_asked(item) for item in _of_role(course, each.role, more)),
            *(_own(item, past, day) for item in own.get((each.clinic_id, each.role), ())),
        )
        found[each.id] = open_required(lines(asked, entries.get(each.id, ()), day))
    return found


def _counting(session: Session, clinics: Iterable[str], earliest: date) -> tuple[dict[str, date | None], Past]:
    """Since when lists count, and what was changed after a day, of clinics that were set up: before that nothing counts."""
    rows = session.execute(_SET_UP, {"clinics": list(clinics), "earliest": earliest}).all()
    since = {row.clinic_id: row.checklists_since for row, _ in rows}
    return since, Past.of(change for _, change in rows if change is not None)


_SET_UP = (
    select(ClinicSetup, OpeningChange)
    .outerjoin(
        OpeningChange,
        and_(OpeningChange.clinic_id == ClinicSetup.clinic_id, OpeningChange.on > bindparam("earliest")),
    )
    .where(ClinicSetup.clinic_id.in_(bindparam("clinics", expanding=True)))
    .order_by(ClinicSetup.clinic_id, OpeningChange.number)
)


@dataclass(frozen=True)
class RoleNeeded:
    """A role as a clinic needs it. `used` False: not used here, for `reason`. champion: the PCP champion."""

    key: str
    title: str
    role: str
    champion: bool
    required: bool
    used: bool
    reason: str

    def is_covered_by(self, role: str, *, champion: bool) -> bool:
        """Whether a role held counts for it: it is the same, and of a champion where one is needed."""
        return role == self.role and (champion or not self.champion)


def needs_of(session: Session, clinic: Clinic, course: Course) -> tuple[RoleNeeded, ...]:
    """The roles a clinic needs, in the order of the course, with what the clinic says of each (R.01, R.02)."""
    return needs_of_many(session, [clinic.id], course)[clinic.id]


def needs_of_many(
    session: Session, clinic_ids: Collection[str], course: Course, *, past: Past = NOTHING, day: date = date.max
) -> dict[str, tuple[RoleNeeded, ...]]:
    """Clinic → the roles it needs, in one query however many there are. With `past`, as it was said by the end of `day`."""
    said: dict[str, dict[str, ClinicNeed]] = {each: {} for each in clinic_ids}
    for row in session.scalars(select(ClinicNeed).where(ClinicNeed.clinic_id.in_(clinic_ids))):
        said[row.clinic_id][row.role] = row
    titles = {role: timeline.title for role, timeline in timelines_of(course).items()}
    return {each: tuple(_needs(course, titles, each, rows, past, day)) for each, rows in said.items()}


def _needs(
    course: Course, titles: Mapping[str, str], clinic_id: str, said: Mapping[str, ClinicNeed], past: Past, day: date
) -> Iterable[RoleNeeded]:
    for each in course.checklists.needs:
        row, champion = said.get(each.role), each.role == CHAMPION
        now = f"{OUT}{row.reason or ''}" if row and not row.used else None
        out = past.value(clinic_id, f"{NEED}{each.role}", now, day)
        role = PCP if champion else each.role
        title = "PCP champion" if champion else titles[role]
        reason = out.removeprefix(OUT) if out else ""
        yield RoleNeeded(each.role, title, role, champion, each.need == "required", out is None, reason)


def team_of(session: Session, clinic: Clinic) -> list[RoleHeld]:
    """Everybody who trains or works here in a role, with account, leave and changes not yet read, by start date."""
    return teams_of(session, [clinic.id])[clinic.id]


def teams_of(session: Session, clinic_ids: Collection[str], *, as_of: date | None = None) -> dict[str, list[RoleHeld]]:
    """Clinic → its team, in one query however many there are; `as_of`, as it was at the end of that local day."""
    here = and_(RoleHeld.ended_on.is_(None), Account.deactivated_at.is_(None))
    if as_of is not None:
        here = or_(RoleHeld.ended_on.is_(None), RoleHeld.ended_on > as_of)
    wanted = (
        select(RoleHeld)
        .join(Account)
        .where(RoleHeld.clinic_id.in_(clinic_ids), here)
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
        .order_by(RoleHeld.start_date, RoleHeld.id)
    )
    found: dict[str, list[RoleHeld]] = {each: [] for each in clinic_ids}
    for held in session.scalars(wanted):
        if as_of is None or held_on(held, as_of):
            found[held.clinic_id].append(held)
    return found


def stored_words(
    session: Session, clinic_ids: Collection[str], course: Course, days: Mapping[str, date]
) -> dict[str, Word]:
    """Role held → its standing today, of those at some clinics whose schedule is of the course as it stands, in one query.

    `days` gives each zone's today.
    """
    rows = (
        select(ScheduleRow.role_held_id, ScheduleRow.standing)
        .join(ScheduleState, ScheduleState.role_held_id == ScheduleRow.role_held_id)
        .join(RoleHeld, RoleHeld.id == ScheduleRow.role_held_id)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(
            RoleHeld.clinic_id.in_(clinic_ids),
            RoleHeld.ended_on.is_(None),
            ScheduleState.edition == course.edition,
            or_(false(), *(and_(Clinic.zone == zone, ScheduleRow.from_date <= day) for zone, day in days.items())),
        )
        .order_by(ScheduleRow.from_date)
    )
    return {role_held_id: cast("Word", standing) for role_held_id, standing in session.execute(rows)}


def leavings(
    session: Session, held: Sequence[RoleHeld], *, past: Past = NOTHING, day: date = date.max
) -> dict[str, date]:
    """Role held → the planned last day, of those who will leave. With `past`, as it was planned by the end of the local `day`."""
    asked = {"held": [each.id for each in held]}
    planned: dict[str, date | None] = {each: last for each, last in session.execute(_LEAVING, asked)} if held else {}  # noqa: C416
    then = {each.id: past.day(each.id, LEAVING, planned.get(each.id), day) for each in held}
    return {each: last for each, last in then.items() if last is not None}


_LEAVING = select(Leaving.role_held_id, Leaving.last_day).where(
    Leaving.role_held_id.in_(bindparam("held", expanding=True))
)


def past_holders(session: Session, clinic: Clinic, since: date) -> list[RoleHeld]:
    """Roles at this clinic that ended on `since` or later."""
    wanted = select(RoleHeld).where(RoleHeld.clinic_id == clinic.id, RoleHeld.ended_on >= since)
    return list(
        session.scalars(wanted.options(joinedload(RoleHeld.account)).order_by(RoleHeld.start_date, RoleHeld.id))
    )


def holdings(
    need: RoleNeeded, team: Sequence[RoleHeld], ends: Mapping[str, date], *, as_of: date | None = None
) -> tuple[Holding, ...]:
    """Who covers a role, with planned and recorded ends and leave; `as_of`, as it was recorded by the end of that day."""

    def held(each: RoleHeld) -> Holding:
        known = each.account_id, each.account.name, each.role
        if as_of is None:
            leave = tuple(Pause(pause.from_date, pause.to_date) for pause in each.pauses)
            return Holding(*known, each.start_date, each.ended_on or ends.get(each.id), leave)
        plan = plan_on(each, as_of)
        leave = tuple(Pause(pause.first, pause.last) for pause in plan.pauses)
        return Holding(*known, plan.start_date, ends.get(each.id), leave)

    return tuple(held(each) for each in team if need.is_covered_by(each.role, champion=each.champion))


def names_by_need(session: Session, clinic: Clinic, needs: Iterable[RoleNeeded]) -> dict[str, list[str]]:
    """Key of a role needed → the names of those who hold it here today, by start date, in one query."""
    here = RoleHeld.ended_on.is_(None), Account.deactivated_at.is_(None)
    wanted = select(RoleHeld.role, RoleHeld.champion, Account.name).join(Account).where(RoleHeld.clinic_id == clinic.id)
    rows = session.execute(wanted.where(*here).order_by(RoleHeld.start_date, RoleHeld.id)).all()
    return {
        need.key: [name for role, champion, name in rows if need.is_covered_by(role, champion=champion)]
        for need in needs
    }


def without_champion(session: Session, clinic: Clinic, course: Course, day: date, *, past: bool) -> bool:
    """Whether a clinic uses the role of PCP champion and nobody holds it on its local `day`; `past`: as was recorded by its end."""
    record = past_of(session, [clinic.id], day) if past else NOTHING
    needs = needs_of_many(session, [clinic.id], course, past=record, day=day)[clinic.id]
    if not any(need.champion and need.used for need in needs):
        return False
    team = teams_of(session, [clinic.id], as_of=day if past else None)[clinic.id]
    return not any(each.role == PCP and each.champion for each in team)


def setup_of(session: Session, clinic: Clinic) -> ClinicSetup | None:
    """How the clinic was set up; None: not yet."""
    return session.get(ClinicSetup, clinic.id)


def own_items(session: Session, clinic: Clinic, list_id: str, *, withdrawn: bool) -> list[OwnItem]:
    """The items a clinic put on one of its lists: those that stand, or those it took away."""
    state = OwnItem.withdrawn_on.is_not(None) if withdrawn else OwnItem.withdrawn_on.is_(None)
    wanted = select(OwnItem).where(OwnItem.clinic_id == clinic.id, OwnItem.list_id == list_id, state)
    return list(session.scalars(wanted.order_by(OwnItem.at, OwnItem.id)))
