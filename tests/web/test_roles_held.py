"""Roles of one person beside each other: those without a published date, and what two of them share."""

from __future__ import annotations

from datetime import date

import pytest

from lms.learning.models import Completion
from lms.people import actions
from lms.people.permissions import SYSTEM
from lms.readiness.teams import find_rows
from tests.cast import Cast, Person, in_session, read_lessons
from tests.people.makers import START, actor_of


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def hold(cast: Cast, what: str, start: date) -> str:
    """A further role of the learner at her clinic; its id."""
    given = {"account_id": cast.learner, "clinic_id": cast.place.mill_road, "role": what, "start_date": start}
    now = cast.services.clock.now()
    return str(in_session(cast.services.database, lambda s: actions.hold_role(s, actor=SYSTEM, now=now, **given).id))


@pytest.mark.alike
@pytest.mark.parametrize("what", ["program-manager", "qi-coordinator"])
def test_s121_x01_without_a_published_date_nobody_is_late_and_a_clinic_may_set_one(
    cast: Cast, sunniva: Person, what: str
) -> None:
    held = hold(cast, what, date(2026, 1, 12))
    title = {"program-manager": "Program manager", "qi-coordinator": "Quality improvement coordinator"}[what]

    def standing() -> str:
        page = sunniva.open(f"/team/{cast.learner}")
        (heading,) = page.tree.xpath(f"//section/h2[starts-with(normalize-space(), '{title}, ')]")
        return " ".join(each.text_content().strip() for each in heading.xpath("following-sibling::p")[:2])

    assert "Overdue" not in standing()
    assert "The date for this role is set by your clinic; there is no date yet." in standing()
    sunniva.open(f"/team/{cast.learner}/{held}/due-date").press(
        "See what it would mean", due_date="2026-05-01", reason="Agreed with the director."
    )
    sunniva.press("Save this change", go="save")
    assert standing().startswith("Overdue")
    assert "the date set by your clinic, 1 May 2026" in standing()


@pytest.mark.alike
def test_s126_what_two_roles_share_is_done_once(cast: Cast, marisol: Person, sunniva: Person) -> None:
    roles = ("program-manager", "qi-coordinator")
    for each in roles:
        hold(cast, each, START)
    wanted = [set(cast.course.requirements(each)) for each in roles]
    shared = cast.course.lesson(min(wanted[0] & wanted[1]))
    assert shared is not None

    def left() -> dict[str, int]:
        now = cast.services.clock.now()
        with cast.services.database.session() as session:
            seen = actor_of(session, cast.supervisor, now)
            _, rows = find_rows(session, seen, cast.course, now=now)
        return {row.role: row.minutes_left for row in rows if row.account_id == cast.learner}

    before = left()
    read_lessons(cast, marisol, [shared])
    after = left()
    assert len(cast.read(Completion)) == 1
    assert {role: before[role] - after[role] for role in roles} == dict.fromkeys(roles, shared.minutes)
    rows = sunniva.open(f"/team/{cast.learner}").tree.xpath("//section[@aria-labelledby='evidence']//tr")
    states = [" ".join(each.text_content().split()) for each in rows if shared.title in each.text_content()]
    assert len(states) == 1
    assert "Done" in states[0]
