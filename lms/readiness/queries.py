"""Facts gathered from the subjects below, and standings computed from them. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, inspect, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from lms.curriculum.course import Course
from lms.learning.rules import Progress, progress
from lms.learning.settled import Settled, counted, settled_of
from lms.people.access import visible_clinics
from lms.people.models import Account, Clinic, Pause, RoleChange, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.readiness.goals.queries import continuing_of_many
from lms.readiness.opening.queries import open_items
from lms.readiness.plans import held_on, plan_on
from lms.readiness.roles import published_of, timeline_of, timelines_of
from lms.readiness.rules import Facts, RoleTimeline, Standing, local_date, stand
from lms.readiness.rules.goals import Continuing
from lms.readiness.skills.queries import sign_offs_of


@dataclass(frozen=True)
class PersonStanding:
    """One role held, with the progress and the standing behind it, on a day.

    `last_activity_on` is when any part of the course, required or not, was last completed; None: never.
    `waived`: required parts that count without being done here; `skipped`: those of them that a diagnostic let her skip.
    `continuing`: None in a role without continuing education.
    """

    held: RoleHeld
    timeline: RoleTimeline
    progress: Progress
    facts: Facts
    standing: Standing
    today: date
    last_activity_on: date | None
    waived: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    continuing: Continuing | None = None


def standing_of(session: Session, held: RoleHeld, course: Course, today: date) -> PersonStanding:
    """The standing of a role held on the clinic's local `today`, computed from facts."""
    timeline = timeline_of(course, held.role)
    settled = settled_of(session, [held.account_id], course).get(held.account_id, ())
    besides = besides_of(session, [held], course, {held.id: today})
    return _standing(held, course, timeline, today, settled, besides.get(held.id, NOTHING))


def first_standing(held: RoleHeld, course: Course, today: date, besides: Besides) -> PersonStanding:
    """The standing of a role just begun by somebody new, who has completed nothing anywhere; reads nothing."""
    return _standing(held, course, timeline_of(course, held.role), today, (), besides)


@dataclass(frozen=True)
class Besides:
    """What counts besides the pathway: required items and sign-offs still open (None: the clinic counts none), and goals."""

    items: int | None = None
    signoffs: int | None = None
    goals: Continuing | None = None


NOTHING = Besides()


def besides_of(
    session: Session, held: Sequence[RoleHeld], course: Course, days: Mapping[str, date]
) -> dict[str, Besides]:
    """Role held → what counts besides its pathway, of those for whom anything does. `days`: local days. Plans are loaded."""
    items = open_items(session, held, course, days)
    signed = sign_offs_of(session, held, course, days)
    starts = {each.id: plan_on(each, days[each.id]).start_date for each in held}
    goals = continuing_of_many(session, held, course, days, starts)
    return {
        each: Besides(items.get(each), len(signed[each].missing) if each in signed else None, goals.get(each))
        for each in {*items, *signed, *goals}
    }


def local_today(held: RoleHeld, now: datetime) -> date:
    """The date at the role's clinic."""
    return local_date(now, held.clinic.zone)


def standings_of(
    session: Session, held: Sequence[RoleHeld], course: Course, *, now: datetime, as_of: date | None = None
) -> list[PersonStanding]:
    """The standings of many roles held, in the order given, computed from facts in a few queries however many there are.

    `as_of` replaces each clinic's own today; what was completed later does not count then.
    """
    if not held:
        return []
    accounts = {each.account_id for each in held}
    settled = settled_of(session, accounts, course)
    load_plans(session, held)
    timelines = timelines_of(course)
    days = {each.id: as_of or local_today(each, now) for each in held}
    besides = besides_of(session, held, course, days)
    return [
        _standing(
            each,
            course,
            timelines[each.role],
            days[each.id],
            settled.get(each.account_id, ()),
            besides.get(each.id, NOTHING),
        )
        for each in held
    ]


def roles_seen(session: Session, actor: Actor, only: str | None = None, *, as_of: date | None = None) -> list[RoleHeld]:
    """Every role held of which the actor may see the standing, with account and clinic; the operator sees all.

    The one rule for lists, pages, files and answers. `only` asks for one role held, or for one person's, by id.
    `as_of`: those held at the end of that local day, whatever ended or began since.
    """
    wanted = (
        select(RoleHeld)
        .join(Account, Account.id == RoleHeld.account_id)
        .where(_visible(actor, as_of))
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
    )
    if only is not None:
        wanted = wanted.where(or_(RoleHeld.id == only, RoleHeld.account_id == only))
    found = list(session.scalars(wanted.order_by(RoleHeld.id)))
    return found if as_of is None else [each for each in found if held_on(each, as_of)]


def _visible(actor: Actor, as_of: date | None = None) -> ColumnElement[bool]:
    """Roles still held, of people who may sign in, in the clinics the actor looks after; needs the account joined.

    With `as_of` also those that ended since; which of them were held then is for `held_on` to say.
    """
    held = and_(RoleHeld.ended_on.is_(None), Account.deactivated_at.is_(None))
    if as_of is not None:
        held = and_(or_(RoleHeld.ended_on.is_(None), RoleHeld.ended_on > as_of), Account.erased_at.is_(None))
    if actor is SYSTEM:
        return held
    reach = select(Clinic.id).where(visible_clinics(actor, Permission.CLINIC_READINESS))
    return and_(held, RoleHeld.clinic_id.in_(reach))


def facts_of(
    held: RoleHeld, course: Course, timeline: RoleTimeline, made: Progress, first: date | None, today: date
) -> Facts:
    """What a standing depends on, by what was recorded on `today`; completions after it are left out by the caller."""
    published = published_of(course, held.role)
    plan = plan_on(held, today)
    return Facts(
        start_date=plan.start_date,
        minutes_required=made.minutes_required,
        minutes_done=made.minutes_done,
        pathway_complete=made.complete,
        done=tuple((each.on, each.minutes) for each in made.done),
        first_done_on=first,
        finished_on=made.finished_on,
        joined_on=held.joined_on,
        whole_course_published=published.whole,
        published=published.names,
        modules_total=published.modules_total,
        pauses=plan.pauses,
        agreed_minutes_per_week=plan.agreed_minutes_per_week,
        clinic_due_on=plan.clinic_due_on,
        window_weeks=plan.window_weeks,
        role_ended_on=held.ended_on if held.ended_on is not None and held.ended_on <= today else None,
    )


def _standing(
    held: RoleHeld,
    course: Course,
    timeline: RoleTimeline,
    today: date,
    settled: Sequence[Settled],
    besides: Besides,
) -> PersonStanding:
    # What was waived counts as done, until it is done here, too.
    done, by_now = counted(settled, today, held.clinic.zone)
    waived_only = frozenset(each.requirement_id for each in by_now) - {each.requirement_id for each in done}
    skipped = frozenset(each.requirement_id for each in by_now if each.ground == "diagnostic") & waived_only
    made = progress(course.requirements(held.role, held.champion), course.minutes_of, (*by_now, *done))
    first = min((each.on for each in (*by_now, *done)), default=None)
    facts = facts_of(held, course, timeline, made, first, today)
    # A pace is one's own: what was waived took no time here.
    own = tuple((each.on, each.minutes) for each in made.done if each.requirement_id not in waived_only)
    stood_for = {each.requirement_id: each.minutes for each in made.done if each.requirement_id in waived_only}
    minutes_skipped = sum(minutes for part, minutes in stood_for.items() if part in skipped)
    facts = replace(
        facts,
        done=own,
        minutes_elsewhere=sum(stood_for.values()) - minutes_skipped,
        minutes_skipped=minutes_skipped,
        signoffs_enabled=besides.signoffs is not None,
        signoffs_open=besides.signoffs or 0,
        checklist_used=besides.items is not None,
        checklist_open=besides.items or 0,
    )
    goals = besides.goals
    if goals is not None:
        facts = replace(facts, continuing_goals=goals.state, goals_open=goals.open)
    last = max((each.on for each in done), default=None)
    standing = stand(timeline, facts, today)
    return PersonStanding(held, timeline, made, facts, standing, today, last, waived_only, skipped, goals)


def load_plans(session: Session, held: Sequence[RoleHeld]) -> None:
    """Read the leave and the changes of all that have none read yet at once."""
    wanted = {each.id: each for each in held if {"pauses", "changes"} & inspect(each).unloaded}
    leave = select(Pause).where(Pause.role_held_id.in_(wanted)).order_by(Pause.from_date)
    changes = select(RoleChange).where(RoleChange.role_held_id.in_(wanted)).order_by(RoleChange.number)
    for name, rows in (("pauses", leave), ("changes", changes)):
        found: dict[str, list[Pause | RoleChange]] = {}
        for row in session.scalars(rows) if wanted else ():
            found.setdefault(row.role_held_id, []).append(row)
        for each in wanted.values():
            set_committed_value(each, name, found.get(each.id, []))
