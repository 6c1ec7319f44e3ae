"""Before the first patient: the parts of the course that cannot wait, and how far somebody is with them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course
from lms.curriculum.pathways import CLINIC_PAGE_MINUTES
from lms.learning.queries import completions
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.queries import PersonStanding, local_today, standing_of
from lms.readiness.rules import comes_first
from lms.readiness.rules.first_working import first_working
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route

bp = Blueprint("first_patient", __name__, url_prefix="/first-patient")


@dataclass(frozen=True)
class FirstPart:
    """One entry: `url` leads to it, whatever comes before it in the course."""

    id: str
    title: str
    kind: str
    minutes: int
    url: str
    done: bool


@dataclass(frozen=True)
class FirstList:
    """The list of one role held. `leads`: it comes before the pathway now; minutes are planned ones. working: (name, sentence) of each figure."""

    note: str
    parts: tuple[FirstPart, ...]
    leads: bool
    working: tuple[tuple[str, str], ...]

    @property
    def next_id(self) -> str | None:
        """The first part that is still open."""
        return next((each.id for each in self.parts if not each.done), None)

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(each.done for each in self.parts)

    @property
    def minutes(self) -> int:
        """Of the whole list, the clinic's own page included."""
        return sum(each.minutes for each in self.parts) + CLINIC_PAGE_MINUTES

    @property
    def minutes_left(self) -> int:
        """Of the parts that are still open."""
        return sum(each.minutes for each in self.parts if not each.done)


def first_list(here: Course, shown: PersonStanding, done: Container[str]) -> FirstList | None:
    """The list of a role held, of which `done` holds the parts completed or waived; None where the pathway has none."""
    pathway = here.pathways.get(shown.held.role)
    if pathway is None or not pathway.first:
        return None
    parts = tuple(
        FirstPart(
            each, here.title_of[each], here.kind_of[each], here.minutes_of[each], url_of(here, each), each in done
        )
        for each in pathway.first
        if each in here.kind_of
    )
    start, today, pathway_open = shown.held.start_date, shown.today, shown.progress.next_id is not None
    behind = any(not each.done for each in parts) and pathway_open
    figures = first_working(
        [(each.minutes, each.done) for each in parts], CLINIC_PAGE_MINUTES, start, today, pathway_open=pathway_open
    )
    return FirstList(pathway.first_note, parts, behind and comes_first(start, today), figures)


def own_lists() -> list[tuple[PersonStanding, FirstList]]:
    """The lists of the roles that whoever asks holds."""
    done = completions(db(), actor().account_id, course())
    held = roles_of(db(), actor().account_id)
    found = [standing_of(db(), each, course(), local_today(each, now())) for each in held]
    lists = [(each, first_list(course(), each, {*done, *each.waived})) for each in found]
    return [(shown, each) for shown, each in lists if each is not None]


def following(part: str) -> str | None:
    """What comes after `part` for somebody who is taking the list first; None where it does not lead or does not hold it."""
    for _, each in own_lists():
        if each.leads and part in {entry.id for entry in each.parts}:
            return each.next_id
    return None


@route(bp, "/", allow=Permission.OWN_LEARNING)
def first_patient() -> ResponseReturnValue:
    """The list, for each role that has one; whoever trains for none of them is told so."""
    return render_template("first_patient.html", lists=own_lists(), clinic_minutes=CLINIC_PAGE_MINUTES)
