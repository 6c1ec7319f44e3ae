"""My pathway: every part of it in its order, what may stand for it, and the tools of the role."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course, Pathway
from lms.curriculum.material import Tool
from lms.learning.outside.rules import instead_of
from lms.learning.queries import completions
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route

bp = Blueprint("pathway", __name__, url_prefix="/pathway")


@dataclass(frozen=True)
class Part:
    """One required part: `state` is "done", "waived", "skipped" (waived after a diagnostic) or empty; `instead` says what may stand for it, None: nothing may."""

    id: str
    title: str
    kind: str
    minutes: int
    url: str
    state: str
    instead: tuple[str, ...] | None


@dataclass(frozen=True)
class Unit:
    """Parts under one heading: a quarter hour of a plan, or what a role takes of a module or unit."""

    title: str
    parts: tuple[Part, ...]
    here: bool

    @property
    def minutes(self) -> int:
        """Planned minutes."""
        return sum(each.minutes for each in self.parts)

    @property
    def settled(self) -> bool:
        """Whether all of it is done or waived."""
        return all(each.state for each in self.parts)

    @property
    def instead(self) -> tuple[str, ...] | None:
        """What may stand for the whole unit; None where nothing may, or where its parts differ."""
        said = {each.instead for each in self.parts}
        return said.pop() if len(said) == 1 else None


@dataclass(frozen=True)
class Way:
    """The pathway of one role held. `planned`: its units are quarters of an hour; `tools` are those that help the role."""

    shown: PersonStanding
    units: tuple[Unit, ...]
    planned: bool
    tools: tuple[Tool, ...]

    @property
    def left(self) -> int:
        """Planned minutes that are neither done nor waived."""
        return sum(part.minutes for unit in self.units for part in unit.parts if not part.state)

    @property
    def minutes(self) -> int:
        """Planned minutes of everything."""
        return sum(unit.minutes for unit in self.units)

    @property
    def settled(self) -> int:
        """How many units are done or waived."""
        return sum(each.settled for each in self.units)


def units_of(here: Course, shown: PersonStanding, done: Container[str]) -> tuple[Unit, ...]:
    """The pathway of a role held, unit by unit in its order; the units of a plan first, then modules and units."""
    pathway = here.pathways.get(shown.held.role)
    if pathway is None:
        return ()
    required, following = shown.progress.required, shown.progress.next_id

    def unit(title: str, wanted: tuple[str, ...]) -> Unit:
        parts = tuple(_part(here, pathway, each, shown, done) for each in wanted)
        return Unit(title, parts, following in wanted)

    planned = {each for step in pathway.plan for each in step.parts}
    units = [unit(step.title, tuple(each for each in step.parts if each in required)) for step in pathway.plan]
    rest = [each for each in required if each not in planned]
    for home in dict.fromkeys(here.module_of[each] for each in rest):
        module = here.module(home)
        wanted = tuple(each for each in rest if here.module_of[each] == home)
        units.append(unit(module.name if module else home, wanted))
    return tuple(units)


def _part(here: Course, pathway: Pathway, wanted: str, shown: PersonStanding, done: Container[str]) -> Part:
    state = (
        "skipped"
        if wanted in shown.skipped
        else "waived"
        if wanted in shown.waived
        else "done"
        if wanted in done
        else ""
    )
    kind, minutes = here.kind_of[wanted], here.minutes_of[wanted]
    instead = instead_of(pathway, wanted, kind)
    return Part(wanted, here.title_of[wanted], kind, minutes, url_of(here, wanted), state, instead)


@route(bp, "/", allow=Permission.OWN_LEARNING)
def pathway() -> ResponseReturnValue:
    """The page, for each role that whoever asks holds."""
    here, ways = course(), []
    done = completions(db(), actor().account_id, here)
    for held in roles_of(db(), actor().account_id):
        shown = standing_of(db(), held, here, local_today(held, now()))
        tools = tuple(each for each in here.tools if held.role in each.roles)
        known = here.pathways.get(held.role)
        ways.append(Way(shown, units_of(here, shown, done), bool(known and known.plan), tools))
    return render_template("pathway.html", ways=ways)
