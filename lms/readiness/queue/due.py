"""What is due without anybody asking: read for the roles around their first day, each kind in a few queries for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR, Actor, Permission
from lms.readiness.goals.queries import continuing_of_many
from lms.readiness.meetings.queries import Kept, When, may_record, seen_by
from lms.readiness.opening.models import ClinicSetup
from lms.readiness.opening.queries import CLINIC, HANDOVER, Listed, leavings, lists_of
from lms.readiness.roles import timelines_of
from lms.readiness.rules import phases_for
from lms.readiness.rules.checklists import Line
from lms.readiness.rules.goals import KINDS as GOALS
from lms.readiness.rules.goals import Continuing
from lms.readiness.rules.queue import AHEAD, SOON, Thing, owns
from lms.readiness.rules.timeline import preparation_of
from lms.readiness.rules.words import day_words
from lms.readiness.skills.queries import Skilled, sign_offs_of


@dataclass(frozen=True)
class Around:
    """The roles held around their first day that the actor looks after, their clinics, and what is known of them.

    days: role held or clinic → the local day there. asked: pieces that wait already, so that nothing is asked twice.
    words: role held → its standing as stored.
    """

    session: Session
    actor: Actor
    course: Course
    held: Sequence[RoleHeld]
    clinics: Sequence[Clinic]
    days: Mapping[str, date]
    words: Mapping[str, str]
    asked: frozenset[str]

    def may(self, permission: Permission, clinic: Clinic) -> bool:
        """Whether the actor holds a permission at a clinic."""
        return self.actor.may(permission, organisation_id=clinic.organisation_id, clinic_id=clinic.id)


READY = ("ready", "complete", "in continuing education")


def due_things(around: Around) -> Iterator[Thing]:
    """Everything that is due."""
    yield from _sign_offs(around)
    yield from _goals(around)
    yield from _dates(around)
    yield from _lists(around)


def _person(held: RoleHeld) -> dict[str, Any]:
    return {
        "person": held.account.name,
        "account_id": held.account_id,
        "clinic": held.clinic.name,
        "clinic_id": held.clinic_id,
    }


def _sign_offs(around: Around) -> Iterator[Thing]:
    """Required skills that nobody has signed and nobody asks about, where the first day is near or past."""
    held = [each for each in around.held if each.start_date <= around.days[each.id] + AHEAD]
    found = sign_offs_of(around.session, held, around.course, around.days)
    for each in held:
        missing = found[each.id].missing if each.id in found else ()
        skilled = Skilled(each.account, (each,), around.actor, looks_after=True)
        mine = []
        for skill_id in missing:
            skill = around.course.skill(skill_id)
            waits = f"skill:{each.account_id}:{skill_id}" in around.asked
            if skill is not None and not waits and skilled.capacity(skill, each.clinic) is not None:
                mine.append(skill)
        if mine:
            more = f" and {len(mine) - 1} more" if len(mine) > 1 else ""
            yield Thing(
                kind="sign-offs", id=each.id, what=f"{mine[0].title}{more}", since=each.start_date - AHEAD,
                pieces=tuple(f"skill:{each.account_id}:{skill.id}" for skill in mine),
                note=f"Required here before {day_words(each.start_date)}.", **_person(each),
            )  # fmt: skip


def _goals(around: Around) -> Iterator[Thing]:
    """Goals that a learner says are done, six-month checks, and roles at a clinic without any goal."""
    held = [each for each in around.held if around.may(Permission.PLAN_CHANGE, each.clinic)]
    starts = {each.id: each.start_date for each in held}
    found = continuing_of_many(around.session, held, around.course, around.days, starts, whole=True)
    without: dict[tuple[str, str], list[RoleHeld]] = {}
    for each in held:
        after = found.get(each.id)
        if after is None or around.days[each.id] < each.start_date:
            continue
        yield from _of_goals(each, after)
        if after.state is None and around.days[each.id] <= after.months[-1].month.last:
            without.setdefault((each.clinic_id, each.role), []).append(each)
    timelines = timelines_of(around.course)
    for (clinic_id, role), people in without.items():
        first = min(people, key=lambda one: (one.start_date, one.id))
        others = f" and {len(people) - 1} more" if len(people) > 1 else ""
        yield Thing(
            kind="goals", id=f"{clinic_id}:{role}", what=f"{timelines[role].title}: no goal is set",
            since=first.start_date, pieces=(f"goals:{clinic_id}:{role}",), clinic=first.clinic.name, clinic_id=clinic_id,
            note=f"For {first.account.name}{others}, in the months after the first day.", ref=(("role", role),),
        )  # fmt: skip


def _of_goals(held: RoleHeld, after: Continuing) -> Iterator[Thing]:
    for now in after.goals:
        if now.state == "proposed" and now.mark is not None:
            wanted = now.goal.wanted
            yield Thing(
                kind="goal", id=f"{held.id}:{now.goal.id}", since=now.mark.recorded_on, holds_up=now.month.last,
                what=": ".join(each for each in (GOALS[wanted.kind], wanted.words) if each),
                pieces=(f"goal:{held.id}:{now.goal.id}",), together=True,
                note=f"Done on {day_words(now.mark.on)}, she says." + (f" “{now.mark.note}”" if now.mark.note else ""),
                ref=(("role_held_id", held.id), ("goal_id", now.goal.id)), **_person(held),
            )  # fmt: skip
    if after.state is not None and after.today >= after.check_from and "supervisor" not in after.said:
        yield Thing(
            kind="check", id=held.id, what="Your side of the six-month check", since=after.check_from,
            holds_up=after.months[-1].month.last, pieces=(f"check:{held.id}",), ref=(("role_held_id", held.id),),
            note="She has written hers." if "learner" in after.said else "", **_person(held),
        )  # fmt: skip


def _dates(around: Around) -> Iterator[Thing]:
    """Roles without a date, published or the clinic's own, whose holder is not ready; and clinics without a first day."""
    timelines = timelines_of(around.course)
    for each in around.held:
        if around.words.get(each.id) in READY or not around.may(Permission.PLAN_CHANGE, each.clinic):
            continue
        phases = phases_for(timelines[each.role], each.start_date, each.clinic_due_on)
        if preparation_of(phases).due is None:
            yield Thing(
                kind="date", id=each.id, what=f"{timelines[each.role].title}: by when she is to be ready",
                since=each.joined_on, pieces=(f"date:{each.id}",), holds_up=each.start_date,
                note="No date is published for this role; only the clinic can set one.",
                ref=(("role_held_id", each.id),), **_person(each),
            )  # fmt: skip
    unset = [each for each in around.clinics if each.opens_on is None and around.may(Permission.CLINIC_SETUP, each)]
    wanted = select(ClinicSetup).where(ClinicSetup.clinic_id.in_([each.id for each in unset]))
    known = {each.id: each for each in unset}
    for row in around.session.scalars(wanted.order_by(ClinicSetup.clinic_id)) if unset else ():
        clinic = known[row.clinic_id]
        yield Thing(
            kind="date", id=clinic.id, what="The clinic’s first day", since=row.at.date(), clinic=clinic.name,
            clinic_id=clinic.id, pieces=(f"date:{clinic.id}",), note="Meetings and the go-live board count from it.",
        )  # fmt: skip


def _lists(around: Around) -> Iterator[Thing]:
    """Open items of clinic lists, onboarding lists and hand-overs that the actor sees to, by name or by her office."""
    clinics = [each for each in around.clinics if around.may(Permission.CLINIC_SETUP, each)]
    known = {each.id for each in clinics}
    held = [each for each in around.held if each.clinic_id in known]
    ends = leavings(around.session, held)
    leaving = [each for each in held if each.id in ends]
    found = lists_of(around.session, clinics, held, leaving, around.course, around.days)
    for clinic in clinics:
        listed = found[CLINIC, clinic.id]
        yield from _list(around, clinic, None, listed, clinic.opens_on, CLINIC)
    for each in held:
        yield from _list(around, each.clinic, each, found[each.role, each.id], each.start_date, each.role)
        if each.id in ends:
            yield from _list(around, each.clinic, each, found[HANDOVER, each.id], ends[each.id], HANDOVER)


def _list(
    around: Around, clinic: Clinic, held: RoleHeld | None, listed: Listed, by: date | None, list_id: str
) -> Iterator[Thing]:
    today = around.days[clinic.id]
    titles = offices(around.actor, clinic)
    near = by is not None and by <= today + AHEAD
    mine = [each for each in listed.lines if _asked(each, near, today) and owns(each.owner, around.actor.name, titles)]
    if not mine or (held is not None and held.account_id == around.actor.account_id):
        return
    dates = [each.due_on for each in mine if each.due_on is not None] + ([by] if by is not None and near else [])
    more = f" and {len(mine) - 1} more" if len(mine) > 1 else ""
    what = "Hand-over: " if list_id == HANDOVER else ""
    place: dict[str, Any] = _person(held) if held else {"clinic": clinic.name, "clinic_id": clinic.id}
    yield Thing(
        kind="checklist", id=f"{list_id}:{listed.subject_id}", what=f"{what}{mine[0].item.title}{more}",
        since=min([each.last.on for each in mine if each.last is not None], default=held.joined_on if held else today),
        pieces=tuple(f"item:{list_id}:{listed.subject_id}:{each.item.id}" for each in mine), holds_up=min(dates, default=None),
        ref=(("list_id", list_id), ("subject_id", listed.subject_id)), **place,
    )  # fmt: skip


def _asked(line: Line, near: bool, today: date) -> bool:
    """Whether an open item is shown now: its own date is near or past, or it is required and the first day is."""
    if line.closed:
        return False
    if line.due_on is not None:
        return line.due_on <= today + SOON
    return line.item.required and near


def offices(actor: Actor, clinic: Clinic) -> tuple[str, ...]:
    """The offices the actor holds at a clinic, in the words in which lists name who sees to an item."""
    words = {SUPERVISOR: "clinical supervisor", PROGRAM_MANAGER: "program manager"}
    held = {
        grant.kind
        for grant in actor.grants
        if grant.holds_on(actor.today)
        and grant.organisation_id == clinic.organisation_id
        and grant.clinic_id in (None, clinic.id)
    }
    return tuple(said for kind, said in words.items() if kind in held)


def meeting_things(session: Session, actor: Actor, when: When) -> Iterator[Thing]:
    """Series with dates that are past and not recorded, where the actor may record them; each series once."""
    for kept in seen_by(session, actor, when):
        if kept.outlook.waiting and may_record(actor, kept):
            yield _meeting(kept)


def _meeting(kept: Kept) -> Thing:
    waiting = kept.outlook.waiting
    days = " and ".join(day_words(each.on) for each in waiting[-2:])
    earlier = f", and {len(waiting) - 2} before" if len(waiting) > 2 else ""
    return Thing(
        kind="meeting", id=kept.row.id, what=f"{kept.kind.title}, {days}{earlier}", since=waiting[0].on,
        pieces=tuple(f"meeting:{kept.row.id}:{each.slot.isoformat()}" for each in waiting), holds_up=kept.outlook.due,
        clinic=kept.row.clinic.name, clinic_id=kept.row.clinic_id,
        ref=(("slot", waiting[0].slot.isoformat()), ("meeting_id", kept.row.id)),
    )  # fmt: skip
