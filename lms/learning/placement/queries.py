"""Reads of placement: how somebody stands with each module's diagnostic, and what she skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.assessment.models import Attempt
from lms.assessment.queries import attempts_at
from lms.curriculum.course import Course, Module, Quiz
from lms.learning.placement.models import Placement
from lms.learning.placement.rules import ROLE, State, skippable, state_of
from lms.learning.queries import completions
from lms.learning.waived import waived
from lms.people.models import RoleHeld
from lms.people.queries import roles_of


@dataclass(frozen=True)
class Place:
    """How somebody stands with the diagnostic of one module.

    open_parts: the required cases and labs that passing lets her skip. remains: what stays to do all the same, lessons
    and tests, done or not. attempt: the one handed in, else the one under way. placement: the one in force, else the last.
    """

    module: Module
    quiz: Quiz | None
    state: State
    open_parts: tuple[str, ...]
    remains: tuple[str, ...]
    attempt: Attempt | None
    placement: Placement | None


def placements(session: Session, account_id: str) -> list[Placement]:
    """Every choice of an account to skip practice, newest first, with its parts."""
    wanted = select(Placement).where(Placement.account_id == account_id).options(selectinload(Placement.parts))
    return list(session.scalars(wanted.order_by(Placement.chosen_at.desc(), Placement.id)))


def place_of(session: Session, account_id: str, course: Course, module: Module) -> Place:
    """How an account stands with the diagnostic of a module."""
    return _places(session, account_id, course, (module,))[0]


def places_of(session: Session, account_id: str, course: Course) -> tuple[Place, ...]:
    """How an account stands with every module that has a diagnostic, or has had one that she took."""
    found = _places(session, account_id, course, course.published_modules)
    return tuple(each for each in found if each.state != "none")


def _places(session: Session, account_id: str, course: Course, modules: Sequence[Module]) -> list[Place]:
    roles = [each for each in roles_of(session, account_id) if each.role == ROLE]
    settled = {*completions(session, account_id, course)}
    settled |= {each.requirement_id for each in waived(session, [account_id], course).get(account_id, ())}
    chosen = placements(session, account_id)
    return [_place(session, account_id, course, module, roles, settled, chosen) for module in modules]


def _place(
    session: Session,
    account_id: str,
    course: Course,
    module: Module,
    roles: Sequence[RoleHeld],
    settled: set[str],
    chosen: Sequence[Placement],
) -> Place:
    still_open = skippable(module.required, course.kind_of, settled)
    mine = [each for each in chosen if course.current_id(each.module_id) == module.id]
    placement = next((each for each in mine if each.stands), mine[0] if mine else None)
    tries = attempts_at(session, account_id, module.diagnostic.id) if module.diagnostic else []
    handed_in = [each for each in tries if each.handed_in_at is not None]
    # Two accounts that became one may each have handed one in; the better one counts.
    best = next((each for each in handed_in if each.passed), handed_in[0] if handed_in else None)
    return Place(
        module=module,
        quiz=module.diagnostic,
        state=state_of(
            offered=module.diagnostic is not None and any(_holds(course, each, module) for each in roles),
            still_open=bool(still_open),
            under_way=bool(tries) and best is None,
            passed=best.passed if best else None,
            skipped=placement is not None and placement.stands,
            undone=placement is not None and placement.undone,
        ),
        open_parts=still_open,
        remains=tuple(each for each in module.required if course.kind_of[each] in ("lesson", "test")),
        attempt=best or (tries[0] if tries else None),
        placement=placement,
    )


def _holds(course: Course, held: RoleHeld, module: Module) -> bool:
    """Whether a role asks for the whole of a module."""
    return bool(module.required) and set(module.required) <= set(course.requirements(held.role, held.champion))
