"""What certificates an account can earn, and how each stands: one for each module, one for each whole pathway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from lms.credit.actions import Claim
from lms.credit.rules import Part
from lms.curriculum.course import Course, Module, Pathway
from lms.learning.models import Completion
from lms.learning.queries import completions
from lms.learning.waived import Waived, waived
from lms.people.models import Account, RoleHeld
from lms.people.queries import roles_of
from lms.readiness.roles import published_of, timeline_of


def claims(
    session: Session, account: Account, course: Course, held: Sequence[RoleHeld] | None = None
) -> tuple[Claim, ...]:
    """The certificates an account can earn today, modules in their order, then pathways.

    A part that is waived, by outside training or after a diagnostic, counts toward a pathway and says so there; a
    module's certificate is for what was done here. A pathway that is still being written has none. `held`: the
    account's open roles, if they are read already.
    """
    held = roles_of(session, account.id) if held is None else held
    wanted = {each for role in held for each in _modules(course, role.role)}
    done = completions(session, account.id, course)
    elsewhere = {each.requirement_id: each for each in waived(session, [account.id], course).get(account.id, ())}
    modules = (
        _module_claim(course, module, done)
        for module in course.published_modules
        if module.id in wanted and module.required
    )
    pathways = {_scope(each): _pathway_claim(course, each, done, elsewhere) for each in held if _whole(course, each)}
    return (*modules, *pathways.values())


def _modules(course: Course, role: str) -> tuple[str, ...]:
    pathway = course.pathways.get(role)
    return pathway.modules if pathway else ()


def _module_claim(course: Course, module: Module, done: Mapping[str, Completion]) -> Claim:
    def parts(*, tests: bool) -> tuple[Part, ...]:
        wanted = (each for each in module.required if (course.kind_of[each] == "test") is tests)
        return tuple(
            Part(each, course.title_of[each], done[each].completed_on if each in done else None) for each in wanted
        )

    tests = parts(tests=True)
    return Claim(
        scope=f"module:{module.id}:{module.status}",
        title=module.part_title if module.status == "part" and module.part_title else module.name,
        course_title=course.title,
        edition=course.edition,
        parts=parts(tests=False),
        tests=tests,
        minutes=sum(done[each].minutes if each in done else course.minutes_of[each] for each in module.required),
        post_tests=len(tests),
    )


def _whole(course: Course, held: RoleHeld) -> bool:
    pathway = course.pathways.get(held.role)
    return (
        pathway is not None
        and pathway.status == "complete"
        and published_of(course, held.role).whole
        and bool(course.requirements(held.role, held.champion))
    )


def _scope(held: RoleHeld) -> str:
    return f"pathway:{held.role}{':champion' if held.champion else ''}"


def _pathway_claim(
    course: Course, held: RoleHeld, done: Mapping[str, Completion], elsewhere: Mapping[str, Waived]
) -> Claim:
    """One certificate for all that a role must do, its modules and units by name where it holds the whole of one, else part by part."""
    required = course.requirements(held.role, held.champion)
    days = {each: row.on for each, row in elsewhere.items()} | {each: row.completed_on for each, row in done.items()}
    parts: list[Part] = []
    within: set[str] = set()
    for module in (*course.published_modules, *course.units):
        if module.required and set(module.required) <= set(required):
            within.update(module.required)
            parts.append(Part(module.id, module.name, _last(module.required, days)))
    parts += [Part(each, course.title_of[each], days.get(each)) for each in required if each not in within]
    here = sum(done[each].minutes for each in required if each in done)
    stood_for = [elsewhere[each] for each in required if each in elsewhere and each not in done]
    outside = sum(each.minutes for each in stood_for if each.ground == "outside")
    skipped = sum(each.minutes for each in stood_for if each.ground == "diagnostic")
    still_open = sum(course.minutes_of[each] for each in required if each not in days)
    return Claim(
        scope=_scope(held),
        title=_title(course, course.pathways[held.role], held),
        course_title=course.title,
        edition=course.edition,
        parts=tuple(parts),
        tests=(),
        minutes=here + outside + skipped + still_open,
        post_tests=sum(course.kind_of[each] == "test" for each in required),
        outside_minutes=outside,
        skipped_minutes=skipped,
    )


def _last(required: tuple[str, ...], days: Mapping[str, date]) -> date | None:
    """The day the last of these parts was done; None while one is open."""
    return max(days[each] for each in required) if all(each in days for each in required) else None


def _title(course: Course, pathway: Pathway, held: RoleHeld) -> str:
    if set(pathway.modules) >= {module.id for module in course.modules}:
        return "The whole course"
    extra = ", with champion extras" if held.champion else ""
    return f"{timeline_of(course, held.role).title} pathway{extra}"
