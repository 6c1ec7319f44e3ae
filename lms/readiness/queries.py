"""Facts gathered from the subjects below, and standings computed from them. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.curriculum.course import Course
from lms.learning.models import Completion
from lms.learning.queries import completions
from lms.learning.rules import Done, Progress, progress
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import primary_email
from lms.readiness.plans import plan_on
from lms.readiness.roles import read_role
from lms.readiness.rules import Facts, RoleTimeline, Standing, local_date, stand


@dataclass(frozen=True)
class PersonStanding:
    """One role held, with the progress and the standing behind it."""

    held: RoleHeld
    timeline: RoleTimeline
    progress: Progress
    facts: Facts
    standing: Standing


def standing_of(session: Session, held: RoleHeld, course: Course, today: date) -> PersonStanding:
    """The standing of a role held on the clinic's local `today`, computed from facts."""
    return _standing(held, course, today, completions(session, held.account_id, course))


def first_standing(held: RoleHeld, course: Course, today: date) -> PersonStanding:
    """The standing of a role just begun by somebody new, who has completed nothing anywhere; reads nothing."""
    return _standing(held, course, today, {})


def local_today(held: RoleHeld, now: datetime) -> date:
    """The date at the role's clinic."""
    return local_date(now, held.clinic.zone)


def standings_for(
    session: Session, actor: Actor, course: Course, *, now: datetime, as_of: date | None = None
) -> list[PersonStanding]:
    """Every role held that the actor may see, most urgent first; the operator sees all.

    `as_of` replaces each clinic's own today; what was completed later does not count then.
    """
    held = list(session.scalars(_visible(actor)).unique())
    done = _completions_of(session, {each.account_id for each in held}, course)
    found = [_standing(each, course, as_of or local_today(each, now), done.get(each.account_id, {})) for each in held]
    return sorted(found, key=_urgency)


def readiness_rows(session: Session, standings: Iterable[PersonStanding]) -> list[dict[str, object]]:
    """The rows of `lms readiness`, in the order given."""
    return [
        {
            "person": each.held.account.name,
            "email": primary_email(session, each.held.account_id),
            "clinic": each.held.clinic.name,
            "role": each.held.role,
            "start_date": each.facts.start_date,
            "standing": each.standing.standing,
            "reason": each.standing.reason,
            "minutes_left": each.standing.minutes_left,
            "pace_minutes_per_week": each.standing.pace_minutes_per_week,
            "forecast_date": each.standing.forecast_date,
            "due_date": each.standing.due_date,
            "next_action": each.standing.next_action,
        }
        for each in standings
    ]


def facts_of(
    held: RoleHeld, course: Course, timeline: RoleTimeline, made: Progress, first: date | None, today: date
) -> Facts:
    """What a standing depends on, by what was recorded on `today`; completions after it are left out by the caller."""
    pathway = course.pathways.get(held.role)
    modules = [course.module(each) for each in (pathway.modules if pathway else ())]
    published = tuple(m.part_title or f"Module {m.number}" for m in modules if m and m.status == "part")
    published = tuple(f"Module {m.number}" for m in modules if m and m.status == "complete") + published
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
        whole_course_published=all(module is not None and module.status == "complete" for module in modules),
        published=published,
        modules_total=len(modules),
        pauses=plan.pauses,
        agreed_minutes_per_week=plan.agreed_minutes_per_week,
        clinic_due_on=plan.clinic_due_on,
        window_weeks=plan.window_weeks,
        role_ended_on=held.ended_on,
    )


def _standing(held: RoleHeld, course: Course, today: date, rows: dict[str, Completion]) -> PersonStanding:
    done = tuple(Done(each, row.completed_on, row.minutes) for each, row in rows.items() if row.completed_on <= today)
    timeline = read_role(course.role_files[held.role])
    made = progress(course.requirements(held.role, held.champion), course.minutes_of, done)
    first = min((each.on for each in done), default=None)
    facts = facts_of(held, course, timeline, made, first, today)
    return PersonStanding(held, timeline, made, facts, stand(timeline, facts, today))


def _completions_of(session: Session, accounts: set[str], course: Course) -> dict[str, dict[str, Completion]]:
    wanted = select(Completion).where(Completion.account_id.in_(accounts), Completion.undone_at.is_(None))
    found: dict[str, dict[str, Completion]] = {}
    for row in session.scalars(wanted.order_by(Completion.completed_at.desc())):
        found.setdefault(row.account_id, {})[course.current_id(row.requirement_id)] = row
    return found


def _visible(actor: Actor) -> Select[RoleHeld]:
    wanted = (
        select(RoleHeld)
        .join(Account, Account.id == RoleHeld.account_id)
        .where(RoleHeld.ended_on.is_(None), Account.deactivated_at.is_(None))
        .options(
            joinedload(RoleHeld.account),
            joinedload(RoleHeld.clinic),
            selectinload(RoleHeld.pauses),
            selectinload(RoleHeld.changes),
        )
    )
    if actor is SYSTEM:
        return wanted
    places = actor.clinics_with(Permission.CLINIC_READINESS)
    whole = [organisation for organisation, clinic in places if clinic is None]
    single = [clinic for _, clinic in places if clinic is not None]
    reach = select(Clinic.id).where(Clinic.organisation_id.in_(whole) | Clinic.id.in_(single))
    return wanted.where(RoleHeld.clinic_id.in_(reach))


def _urgency(each: PersonStanding) -> tuple[int, date, str, str]:
    return (each.standing.rank, each.standing.due_date or date.max, each.held.account.name.casefold(), each.held.id)
