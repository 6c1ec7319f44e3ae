"""A page for each role of the team: its duties, its path through the course, its published timeline, and what a clinic asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.readiness.roles import timeline_of, timelines_of
from lms.readiness.rules.timeline import PhaseRule, RoleTimeline
from lms.web.addresses import url_of
from lms.web.door import course, route

bp = Blueprint("role_pages", __name__, url_prefix="/roles")

WITH_DUTIES = "bhcm"
"""The role whose duties the course lists."""
BASIS = {
    "published": "Published. A clinic cannot set another date; the start date can be moved.",
    "counted back": "Its length is published and its place is not, so it is counted back from the start date. The clinic may set a date of its own.",
    "clinic": "Nothing is published for this role. The clinic sets the date, and pages say so.",
    "none": "Nothing is published for this role. The clinic may set a date, and pages say so; without one there is none.",
}


@dataclass(frozen=True)
class Stretch:
    """What a role takes of one module or unit: (title, kind, planned minutes, address) of each part."""

    title: str
    parts: tuple[tuple[str, str, int, str], ...]

    @property
    def minutes(self) -> int:
        """Planned minutes."""
        return sum(minutes for _, _, minutes, _ in self.parts)


def when_words(phase: PhaseRule) -> str:
    """`from 3 months before the start date until the start date`; empty where nothing is published."""
    if phase.due is None:
        return ""
    opens = f"from {_anchor(phase.opens)} " if phase.opens is not None else ""
    return f"{opens}until {_anchor(phase.due)}"


def _anchor(months: int | None) -> str:
    if not months:
        return "the start date"
    count = "1 month" if abs(months) == 1 else f"{abs(months)} months"
    return f"{count} {'before' if months < 0 else 'after'} the start date"


def path_of(here: Course, role: str) -> tuple[Stretch, ...]:
    """What a role requires, module by module in reading order; the champion's further parts are not among it."""
    return tuple(_stretches(here, here.requirements(role)))


def _stretches(here: Course, wanted: Iterable[str]) -> Iterable[Stretch]:
    homes: dict[str, list[str]] = {}
    for each in wanted:
        homes.setdefault(here.module_of[each], []).append(each)
    for home, parts in homes.items():
        module = here.module(home)
        yield Stretch(
            module.name if module else home,
            tuple(
                (here.title_of[each], here.kind_of[each], here.minutes_of[each], url_of(here, each)) for each in parts
            ),
        )


def _timeline(role_id: str) -> RoleTimeline:
    """The timeline of a role of the course. Raises NotFound."""
    if role_id not in course().role_files:
        raise NotFound()
    return timeline_of(course(), role_id)


@route(bp, "/", allow=Permission.COURSE_READ)
def roles() -> ResponseReturnValue:
    """The roles of the team, with how long each path is."""
    here = course()
    listed = [(each, sum(part.minutes for part in path_of(here, role))) for role, each in timelines_of(here).items()]
    return render_template("roles.html", roles=listed)


@route(bp, "/<role_id>", allow=Permission.COURSE_READ)
def role(role_id: str) -> ResponseReturnValue:
    """One role: duties, timeline, path, skills that can be signed, and the clinic's list for it."""
    here, timeline = course(), _timeline(role_id)
    path = path_of(here, role_id)
    return render_template(
        "role.html",
        timeline=timeline,
        phases=[(each, when_words(each)) for each in timeline.phases],
        basis=BASIS[timeline.due_basis],
        sources=[(each, here.facts[each].statement) for each in timeline.source if each in here.facts],
        duties=here.competencies if role_id == WITH_DUTIES else (),
        skills=here.signable(role_id),
        path=path,
        minutes=sum(each.minutes for each in path),
        items=here.checklists.roles.get(role_id, ()),
        tools=[each for each in here.tools if role_id in each.roles],
    )
