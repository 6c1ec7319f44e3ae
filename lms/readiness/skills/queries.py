"""Whose skills somebody may see and sign, how they stand, and what a clinic asks for. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course, Skill
from lms.errors import NotFound
from lms.people.access import visible_clinics
from lms.people.merged import surviving
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.skills import (
    Capacity,
    Seen,
    SignOffs,
    SkillStanding,
    capacity,
    signed_off,
    standing_of_skill,
)
from lms.readiness.skills.models import SkillLog, SkillSeen, SkillSigner, SkillUse

PAGE = 100
"""People on one page of those whose skills somebody sees."""


@dataclass(frozen=True)
class Skilled:
    """A person whose skills somebody may see. `roles`: those reached, ended ones too.

    `named_at`: clinics at which whoever asks was named to sign; `looks_after`: more than that is seen.
    """

    account: Account
    roles: tuple[RoleHeld, ...]
    actor: Actor
    named_at: frozenset[str] = frozenset()
    looks_after: bool = False

    @property
    def own(self) -> bool:
        """Whether somebody looks at her own."""
        return self.account.id == self.actor.account_id

    @property
    def open_roles(self) -> tuple[RoleHeld, ...]:
        """Roles still held."""
        return tuple(each for each in self.roles if each.ended_on is None)

    @property
    def rates(self) -> bool:
        """Whether whoever asks is her clinical supervisor at one of the clinics."""
        return not self.own and any(self.supervises(each.clinic) for each in self.roles)

    def supervises(self, clinic: Clinic) -> bool:
        """Whether whoever asks is a clinical supervisor there."""
        return self.actor.may(Permission.SKILL_SIGN, organisation_id=clinic.organisation_id, clinic_id=clinic.id)

    def capacity(self, skill: Skill, clinic: Clinic) -> Capacity | None:
        """In what capacity whoever asks may sign a skill seen at a clinic; None: not."""
        manages = self.actor.may(
            Permission.SKILL_SIGN_OPERATIONAL, organisation_id=clinic.organisation_id, clinic_id=clinic.id
        )
        return capacity(
            skill.kind,
            supervises=self.supervises(clinic),
            manages=manages,
            named=clinic.id in self.named_at,
            own=self.own,
        )

    def place(self, skill: Skill) -> RoleHeld | None:
        """The role, still held, for which the skill is looked at: one in which whoever asks may sign it, else the first."""
        fitting = [each for each in self.open_roles if each.role in skill.roles]
        able = (each for each in fitting if self.capacity(skill, each.clinic) is not None)
        return next(able, fitting[0] if fitting else None)


def named_clinics(session: Session, actor: Actor) -> frozenset[str]:
    """Clinics at which the actor, a care manager of the same organisation still, was named to sign on her local today."""
    trains = (
        select(Clinic.organisation_id)
        .join(RoleHeld, RoleHeld.clinic_id == Clinic.id)
        .where(RoleHeld.account_id == actor.account_id, RoleHeld.role == "bhcm", RoleHeld.ended_on.is_(None))
    )
    wanted = (
        select(SkillSigner.clinic_id)
        .join(Clinic, Clinic.id == SkillSigner.clinic_id)
        .where(
            SkillSigner.account_id == actor.account_id,
            SkillSigner.undone_at.is_(None),
            SkillSigner.from_date <= actor.today,
            or_(SkillSigner.to_date.is_(None), SkillSigner.to_date >= actor.today),
            Clinic.organisation_id.in_(trains),
        )
    )
    return frozenset(session.scalars(wanted))


def get_skilled(session: Session, actor: Actor, account_id: str) -> Skilled:
    """The person, if the actor looks after her or was named to sign at her clinic. One's own is not here. Raises NotFound."""
    account_id = surviving(session, account_id)
    account = session.get(Account, account_id)
    if account is None or account.id == actor.account_id or account.erased_at is not None:
        raise NotFound()
    named = named_clinics(session, actor)
    found = roles_of(session, account.id, open_only=False)
    reached = tuple(each for each in found if _reaches(actor, each.clinic) or each.clinic_id in named)
    looks_after = any(_reaches(actor, each.clinic) for each in found)
    if not reached:
        raise NotFound()
    return Skilled(account, reached, actor, named, looks_after)


def _reaches(actor: Actor, clinic: Clinic) -> bool:
    return actor.may(Permission.CLINIC_READINESS, organisation_id=clinic.organisation_id, clinic_id=clinic.id)


def own_skills(session: Session, actor: Actor) -> Skilled:
    """The actor's own."""
    account = session.get_one(Account, actor.account_id)
    return Skilled(account, tuple(roles_of(session, account.id, open_only=False)), actor)


def as_fact(row: SkillSeen, noted_on: date | None = None) -> Seen:
    """A row as the rules know it; `noted_on` where it matters when it was written down."""
    order = (row.signed_at or row.noted_at).timestamp()
    state: Any = row.state
    return Seen(row.id, row.skill_id, row.seen_on, state, row.signed_on, row.withdrawn_on, order, noted_on)


@dataclass(frozen=True)
class Line:
    """One skill of a person. `rows`: everything recorded of it, newest first; `signs`: in what capacity whoever asks may."""

    skill: Skill
    found: SkillStanding
    rows: tuple[SkillSeen, ...]
    required: bool
    signs: Capacity | None

    def row(self, seen: Seen | None) -> SkillSeen | None:
        """The row behind a fact."""
        return next((each for each in self.rows if seen is not None and each.id == seen.id), None)

    @property
    def signed(self) -> SkillSeen | None:
        """The signature that holds."""
        return self.row(self.found.signed)

    @property
    def waiting(self) -> SkillSeen | None:
        """What was seen and is not signed."""
        return self.row(self.found.waiting)


def rows_of(session: Session, skilled: Skilled) -> list[SkillSeen]:
    """Everything recorded of a person's skills in the organisations that whoever asks may see, newest first."""
    organisations = {each.clinic.organisation_id for each in skilled.roles}
    wanted = (
        select(SkillSeen)
        .join(Clinic, Clinic.id == SkillSeen.clinic_id)
        .options(joinedload(SkillSeen.clinic))
        .where(SkillSeen.account_id == skilled.account.id, Clinic.organisation_id.in_(organisations))
        .order_by(SkillSeen.seen_on.desc(), SkillSeen.noted_at.desc(), SkillSeen.id)
    )
    found = list(session.scalars(wanted))
    if skilled.own or skilled.looks_after:
        return found
    return [each for each in found if each.clinic_id in skilled.named_at]


def lines_of(session: Session, skilled: Skilled, course: Course, day: date) -> tuple[Line, ...]:
    """Every skill that can be signed of a person's roles, and every one that was, on a local day, in the course's order."""
    rows = rows_of(session, skilled)
    facts = [as_fact(each, local_date(each.noted_at, each.clinic.zone)) for each in rows]
    asked = asked_of(session, skilled.open_roles, {each.id: day for each in skilled.open_roles})
    required = {each for use in asked.values() for each in use}
    recorded = {course.current_id(each.skill_id) for each in rows}
    wanted = {skill.id: skill for held in skilled.open_roles for skill in course.signable(held.role)}
    wanted |= {skill.id: skill for skill in course.skills if skill.id in recorded and skill.see}
    found = []
    for skill in sorted(wanted.values(), key=lambda each: (each.kind != "clinical", course.skills.index(each))):
        held = skilled.place(skill)
        signs = skilled.capacity(skill, held.clinic) if held is not None else None
        mine = tuple(each for each in rows if each.skill_id == skill.id)
        found.append(Line(skill, standing_of_skill(skill.id, facts, day), mine, skill.id in required, signs))
    return tuple(found)


def uses_of(session: Session, clinic_ids: Collection[str]) -> list[SkillUse]:
    """What clinics asked for, the oldest first."""
    return list(session.scalars(_USES, {"clinics": list(clinic_ids)}))


_USES = (
    select(SkillUse)
    .where(SkillUse.clinic_id.in_(bindparam("clinics", expanding=True)))
    .order_by(SkillUse.clinic_id, SkillUse.role, SkillUse.number)
)


def asked_of(session: Session, held: Sequence[RoleHeld], on: Mapping[str, date]) -> dict[str, tuple[str, ...]]:
    """Role held → the skills its clinic asks for on a day, of those whose clinic uses sign-offs; others are left out.

    `on` gives each role's local day.
    """
    found: dict[str, tuple[str, ...]] = {}
    uses = uses_of(session, {each.clinic_id for each in held}) if held else []
    for each in held:
        mine = [use for use in uses if use.clinic_id == each.clinic_id and use.role == each.role]
        in_force = [use for use in mine if use.from_date <= on[each.id]]
        if in_force and in_force[-1].used:
            found[each.id] = tuple(in_force[-1].skills.split())
    return found


def sign_offs_of(
    session: Session, held: Sequence[RoleHeld], course: Course, on: Mapping[str, date]
) -> dict[str, SignOffs]:
    """Role held → its required, done and missing sign-offs on a local day, in two queries however many there are.

    A role whose clinic does not use sign-offs is left out: there they count for nothing. A signature counts for every
    role of the person in the same organisation. A skill that the course no longer has is asked of nobody.
    """
    asked = asked_of(session, held, on)
    people = {each.account_id for each in held if each.id in asked}
    if not people:
        return {each: SignOffs((), (), ()) for each in asked}
    rows: dict[tuple[str, str], list[Seen]] = {}
    for row, organisation_id in session.execute(_SIGNED, {"people": list(people)}):
        rows.setdefault((row.account_id, organisation_id), []).append(as_fact(row))
    known = {each.id for each in course.skills if each.see}
    return {
        each.id: signed_off(
            [skill for skill in asked[each.id] if skill in known],
            rows.get((each.account_id, each.clinic.organisation_id), ()),
            on[each.id],
        )
        for each in held
        if each.id in asked
    }


_SIGNED = (
    select(SkillSeen, Clinic.organisation_id)
    .join(Clinic, Clinic.id == SkillSeen.clinic_id)
    .where(SkillSeen.account_id.in_(bindparam("people", expanding=True)), SkillSeen.signed_at.is_not(None))
)


def signers_of(session: Session, clinic_id: str) -> list[SkillSigner]:
    """Everybody who was ever named at a clinic, the newest first."""
    wanted = select(SkillSigner).where(SkillSigner.clinic_id == clinic_id).options(joinedload(SkillSigner.account))
    return list(session.scalars(wanted.order_by(SkillSigner.named_at.desc(), SkillSigner.id)))


def could_be_named(session: Session, clinic: Clinic) -> list[Account]:
    """Care managers of the organisation who may sign in, by name."""
    wanted = (
        select(Account)
        .join(RoleHeld, RoleHeld.account_id == Account.id)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(
            Clinic.organisation_id == clinic.organisation_id,
            RoleHeld.role == "bhcm",
            RoleHeld.ended_on.is_(None),
            Account.deactivated_at.is_(None),
            Account.erased_at.is_(None),
        )
    )
    return sorted(set(session.scalars(wanted)), key=lambda each: (each.name, each.id))


def log_of(session: Session, account_id: str, organisations: Collection[str]) -> list[SkillLog]:
    """What somebody logged in these organisations, the newest first, withdrawn entries too."""
    wanted = (
        select(SkillLog)
        .join(Clinic, Clinic.id == SkillLog.clinic_id)
        .where(SkillLog.account_id == account_id, Clinic.organisation_id.in_(tuple(organisations)))
    )
    return list(session.scalars(wanted.order_by(SkillLog.held_on.desc(), SkillLog.recorded_at.desc())))


@dataclass(frozen=True)
class Waiting:
    """One person with what waits for whoever asks: skills seen and not signed that she may sign, as (row, skill)."""

    account: Account
    roles: tuple[RoleHeld, ...]
    unsigned: tuple[tuple[SkillSeen, Skill], ...] = ()
    more: tuple[str, ...] = field(default=())


def people_of(
    session: Session, actor: Actor, only: Select[str] | Collection[str] | None = None
) -> list[tuple[Account, tuple[RoleHeld, ...]]]:
    """Everybody else in the clinics that the actor looks after or was named for, who holds a role, by name.

    `only`: of those alone whose account ids it gives.
    """
    wanted = (
        select(RoleHeld)
        .join(Account, Account.id == RoleHeld.account_id)
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
        .where(_held_in_reach(session, actor), _others(actor))
        .order_by(RoleHeld.name_key, RoleHeld.account_id, RoleHeld.start_date, RoleHeld.id)
    )
    if only is not None:
        wanted = wanted.where(Account.id.in_(only))
    found: dict[str, list[RoleHeld]] = {}
    for held in session.scalars(wanted):
        found.setdefault(held.account_id, []).append(held)
    return [(roles[0].account, tuple(roles)) for roles in found.values()]


@dataclass(frozen=True)
class PeoplePage:
    """Some of those whose skills somebody sees, by name. `total`: all of them; pages count from 1."""

    people: Sequence[tuple[Account, tuple[RoleHeld, ...]]]
    total: int
    page: int
    pages: int


def people_page(session: Session, actor: Actor, page: int) -> PeoplePage:
    """A page of up to `PAGE` people; one too far gives the last one."""
    held = select(RoleHeld.account_id).join(Account, Account.id == RoleHeld.account_id)
    seen = held.where(_held_in_reach(session, actor), _others(actor)).group_by(RoleHeld.account_id)
    total = session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    by_name = seen.order_by(func.min(RoleHeld.name_key), RoleHeld.account_id)
    ids = session.scalars(by_name.offset((page - 1) * PAGE).limit(PAGE)).all()
    return PeoplePage(people_of(session, actor, ids), total, page, pages)


def _held_in_reach(session: Session, actor: Actor) -> ColumnElement[bool]:
    """That a role is still held in a clinic that the actor looks after or was named for."""
    named = Clinic.id.in_(named_clinics(session, actor))
    clinics = select(Clinic.id).where(or_(visible_clinics(actor, Permission.CLINIC_READINESS), named))
    return and_(RoleHeld.ended_on.is_(None), RoleHeld.clinic_id.in_(clinics))


def _others(actor: Actor) -> ColumnElement[bool]:
    stands = and_(Account.deactivated_at.is_(None), Account.merged_into_id.is_(None), Account.erased_at.is_(None))
    return and_(stands, Account.id != actor.account_id)


def unsigned_for(session: Session, actor: Actor, course: Course) -> list[Waiting]:
    """People with skills that were seen and wait for a signature that the actor may give, the longest wait first."""
    open_ones = select(SkillSeen.account_id).where(SkillSeen.signed_at.is_(None), SkillSeen.withdrawn_at.is_(None))
    people = {account.id: (account, roles) for account, roles in people_of(session, actor, open_ones)}
    if not people:
        return []
    named = named_clinics(session, actor)
    wanted = (
        select(SkillSeen)
        .options(joinedload(SkillSeen.clinic))
        .where(SkillSeen.account_id.in_(people), SkillSeen.withdrawn_at.is_(None))
        .order_by(SkillSeen.seen_on, SkillSeen.noted_at, SkillSeen.id)
    )
    rows = [each for each in session.scalars(wanted) if each.account_id in people]
    facts: dict[tuple[str, str], list[Seen]] = {}
    for row in rows:
        facts.setdefault((row.account_id, row.skill_id), []).append(as_fact(row))
    waiting = {standing_of_skill(skill, seen, date.max).waiting for (_, skill), seen in facts.items()}
    ids = {each.id for each in waiting if each is not None}
    found: dict[str, list[tuple[SkillSeen, Skill]]] = {}
    for row in rows:
        account, roles = people[row.account_id]
        skill = course.skill(row.skill_id)
        skilled = Skilled(account, roles, actor, named, True)
        if row.id in ids and skill is not None and skilled.capacity(skill, row.clinic) is not None:
            found.setdefault(row.account_id, []).append((row, skill))
    return [Waiting(*people[each], tuple(rows)) for each, rows in found.items()]


def unconfirmed_for(session: Session, actor: Actor) -> list[tuple[SkillLog, Account]]:
    """Entries of others' logs that nobody has confirmed, at clinics at which the actor supervises, the oldest first."""
    wanted = (
        select(SkillLog, Account)
        .join(Account, Account.id == SkillLog.account_id)
        .join(Clinic, Clinic.id == SkillLog.clinic_id)
        .where(
            visible_clinics(actor, Permission.SKILL_SIGN),
            SkillLog.confirmed_at.is_(None),
            SkillLog.withdrawn_at.is_(None),
            Account.deactivated_at.is_(None),
            Account.id != actor.account_id,
        )
        .order_by(SkillLog.recorded_at, SkillLog.id)
    )
    return [(row, account) for row, account in session.execute(wanted)]


def confirmed_by(session: Session, account_id: str, since: datetime) -> list[tuple[SkillLog, Account]]:
    """Entries of logs that somebody confirmed since an instant, the newest first."""
    wanted = (
        select(SkillLog, Account)
        .join(Account, Account.id == SkillLog.account_id)
        .where(SkillLog.confirmed_by_account_id == account_id, SkillLog.confirmed_at >= since)
        .order_by(SkillLog.confirmed_at.desc(), SkillLog.id)
    )
    return [(row, account) for row, account in session.execute(wanted)]


def signed_by(session: Session, account_id: str, since: datetime) -> list[SkillSeen]:
    """What somebody signed since an instant and what stands, the newest first."""
    wanted = (
        select(SkillSeen)
        .options(joinedload(SkillSeen.account))
        .where(
            SkillSeen.signed_by_account_id == account_id,
            SkillSeen.signed_at >= since,
            SkillSeen.withdrawn_at.is_(None),
        )
        .order_by(SkillSeen.signed_at.desc(), SkillSeen.id)
    )
    return list(session.scalars(wanted))


def today_at(clinic: Clinic, now: datetime) -> date:
    """The local day of a clinic."""
    return local_date(now, clinic.zone)


def names_in(rows: Iterable[SkillSeen]) -> set[str]:
    """Ids of everybody who noted, signed or withdrew one of these."""
    ids = ((each.noted_by_account_id, each.signed_by_account_id, each.withdrawn_by_account_id) for each in rows)
    return {one for three in ids for one in three if one}
