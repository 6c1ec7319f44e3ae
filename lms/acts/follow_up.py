"""What follows whenever somebody's learning changed: the schedule of standings, and perhaps a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.credit.actions import Claim, Issuer, issue_if_due
from lms.credit.models import Certificate
from lms.credit.rules import Part
from lms.curriculum.course import Course, Module
from lms.curriculum.editions import ensure_edition
from lms.learning.models import Completion
from lms.learning.queries import completions
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.queries import roles_of
from lms.readiness.actions import reschedule


@dataclass(frozen=True)
class World:
    """What an act needs besides the session: the course as it stands, and who issues certificates."""

    course: Course
    issuer: Issuer


def follow_up(
    session: Session, *, actor: Actor, now: datetime, account_id: str, world: World
) -> tuple[Certificate, ...]:
    """Recompute the schedules of an account's roles and issue what is now due. Returns what was issued."""
    account = session.get_one(Account, account_id)
    for held in roles_of(session, account_id):
        reschedule(session, held=held, course=world.course, now=now)
    issued = []
    for claim in claims(session, account, world.course):
        ensure_edition(session, world.course, now)
        made = issue_if_due(session, actor=actor, now=now, account=account, claim=claim, issuer=world.issuer)
        if made is not None:
            issued.append(made)
    return tuple(issued)


def claims(session: Session, account: Account, course: Course) -> tuple[Claim, ...]:
    """The certificates an account can earn today: one for each published module of its pathways."""
    wanted = {module_id for held in roles_of(session, account.id) for module_id in _modules(course, held.role)}
    done = completions(session, account.id, course)
    return tuple(
        _claim(course, module, done) for module in course.published_modules if module.id in wanted and module.required
    )


def _modules(course: Course, role: str) -> tuple[str, ...]:
    pathway = course.pathways.get(role)
    return pathway.modules if pathway else ()


def _claim(course: Course, module: Module, done: dict[str, Completion]) -> Claim:
    def parts(*, tests: bool) -> tuple[Part, ...]:
        wanted = (each for each in module.required if (course.kind_of[each] == "test") is tests)
        return tuple(
            Part(each, course.title_of[each], done[each].completed_on if each in done else None) for each in wanted
        )

    whole = f"Module {module.number}: {module.title}"
    return Claim(
        scope=f"module:{module.id}:{module.status}",
        title=module.part_title if module.status == "part" and module.part_title else whole,
        course_title=course.title,
        edition=course.edition,
        parts=parts(tests=False),
        tests=parts(tests=True),
        minutes=sum(done[each].minutes if each in done else course.minutes_of[each] for each in module.required),
    )
