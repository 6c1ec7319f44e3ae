"""The six months after the start over HTTP: a clinic's goals, one person's, what she proposes, what is recorded, the check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.checkup import _schedules
from lms.acts.spaced import answer_and_follow_up
from lms.curriculum.editions import ensure_edition
from lms.learning.models import Completion
from lms.learning.spaced.queries import review_of
from lms.people.models import RoleHeld
from lms.readiness.actions import reschedule
from lms.readiness.goals.actions import hand_over_goals
from lms.readiness.goals.models import ContinuingGoal, GoalMark, SixMonthCheck
from lms.readiness.models import ScheduleRow
from tests.cast import Cast, Person, in_session, play_case
from tests.people.makers import actor_of

TODAY = date(2026, 5, 4)
STARTED = date(2025, 11, 20)  # Today lies in month six.
NEW_GOAL: dict[str, Any] = {"month": "6", "kind": "case", "part": "", "days": "4", "words": ""}


@pytest.fixture
def role(cast: Cast) -> str:
    """Marisol has done all of her pathway and sees patients for nearly six months."""

    def prepare(session: Session) -> str:
        now, course = cast.services.clock.now(), cast.course
        ensure_edition(session, course, now)
        held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == cast.learner)).one()
        held.start_date = STARTED
        for part in course.requirements("bhcm"):
            done = {
                "completed_at": now,
                "completed_on": STARTED - timedelta(days=20),
                "content_hash": "0",
                "revision": 1,
            }
            session.add(Completion(account_id=cast.learner, requirement_id=part, kind=course.kind_of[part], edition=course.edition, minutes=5, **done))  # fmt: skip
        session.flush()
        reschedule(session, held=held, course=course, now=now)
        return held.id

    return str(in_session(cast.services.database, prepare))


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def standing(cast: Cast, person: Person, role: str) -> tuple[str, str]:
    """The standing as list and JSON give it, which agrees with page, schedule and facts; and its reason."""
    row = next(each for each in person.client.get("/api/v1/readiness").json["rows"] if each["role_held_id"] == role)
    page = person.open(f"/team/{cast.learner}")
    assert row["reason"] in page.text
    with cast.services.database.session() as session:
        stored = session.scalars(select(ScheduleRow.standing).where(ScheduleRow.role_held_id == role).order_by(ScheduleRow.from_date)).all()  # fmt: skip
        assert stored[0] == row["standing"]
        assert list(_schedules(session, cast.course, cast.services.clock.now())) == []
    return row["standing"], row["reason"]


def test_s105_goals_are_set_met_and_complete_her(cast: Cast, role: str, sunniva: Person, marisol: Person) -> None:
    page = f"/team/{cast.learner}/{role}/goals"
    assert standing(cast, sunniva, role)[0] == "in continuing education"
    assert "no goals are set yet" in standing(cast, sunniva, role)[1]
    sunniva.open(page).press("Set this goal", **{**NEW_GOAL, "words": "Two handoffs"})
    assert sunniva.path == page
    assert "1 of 1 goal open" in sunniva.text
    assert "Case discussion: Two handoffs" in sunniva.text
    assert "1 goal is still open" in standing(cast, sunniva, role)[1]

    marisol.open("/plan/")
    assert "Sunniva Berg, for you" in marisol.text
    marisol.open(marisol.tree.xpath("//a[.='Open the goals']/@href")[0])
    marisol.open(marisol.tree.xpath("//a[starts-with(normalize-space(), 'Say it was done')]/@href")[0])
    marisol.press("Save", on="2026-05-02", text="Call 555-867-5309")
    assert (marisol.status, len(marisol.problems())) == (422, 1)
    assert marisol.tree.xpath("//textarea")[0].text.strip() == "Call 555-867-5309"
    marisol.press("Save", text="How to open a handoff")
    assert "Waits to be confirmed" in marisol.text
    marisol.press("Take back")
    assert "Open" in marisol.text
    marisol.open(marisol.tree.xpath("//a[starts-with(normalize-space(), 'Say it was done')]/@href")[0])
    marisol.press("Save", on="2026-05-02", text="How to open a handoff")

    sunniva.open(page)
    assert "Confirm what waits for you: Case discussion: Two handoffs." in sunniva.text
    sunniva.open(sunniva.tree.xpath("//a[starts-with(normalize-space(), 'Confirm')]/@href")[0])
    for entered, problem in (
        ({"on": "2026-05-05"}, "still to come"),
        ({"on": "2025-11-19"}, "before the first day"),
        ({"on": ""}, "Enter the day"),
        ({"what": "not needed", "text": ""}, "Say why"),
    ):
        sunniva.press("Save", **entered)
        assert sunniva.status == 422
        assert problem in " ".join(sunniva.problems())
    sunniva.press("Save", what="done", on="2026-05-02", text="How to open a handoff")
    assert "Done on 2 May 2026, recorded by Sunniva Berg: How to open a handoff" in sunniva.text
    word, reason = standing(cast, sunniva, role)
    assert word == "in continuing education"
    assert "the six-month check is still to be recorded" in reason
    goal = cast.read(ContinuingGoal.id)[0]
    assert sunniva.send(f"{page}/{goal}", what="done", on="2026-05-02", text="Again").status_code == 409
    assert marisol.send(f"/plan/{role}/goals/{goal}/take-back").status_code == 409

    marisol.open(f"/plan/{role}/six-month-check").press("Save my part", went_well="", next_steps="More reach")
    assert (marisol.status, len(marisol.problems())) == (422, 1)
    marisol.press("Save my part", went_well="Handoffs", next_steps="More reach")
    assert "not scored" in marisol.text
    assert standing(cast, sunniva, role)[0] == "in continuing education"
    sunniva.open(f"/team/{cast.learner}/{role}/six-month-check")
    assert "Handoffs" in sunniva.text
    sunniva.press("Save my part", went_well="Calm panel reviews", next_steps="Teach a newcomer")
    assert standing(cast, sunniva, role)[0] == "complete"
    assert "The goals of continuing education are met." in standing(cast, sunniva, role)[1]

    sunniva.open(f"/team/{cast.learner}/{role}/six-month-check").press("Take my part back")
    assert standing(cast, sunniva, role)[0] == "in continuing education"
    sunniva.open(f"/team/{cast.learner}/{role}/six-month-check").press(
        "Save my part", went_well="Calm", next_steps="Go on"
    )
    assert standing(cast, sunniva, role)[0] == "complete"
    sunniva.open(page).press("Take back")
    assert "Waits to be confirmed" in sunniva.text
    assert standing(cast, sunniva, role)[0] == "in continuing education"
    page_text = sunniva.open(f"/team/{cast.learner}").text
    assert "Goal done: case discussion, month 6, Two handoffs (taken back on 4 May 2026)" in page_text
    checks = [each for each in cast.read(SixMonthCheck) if each.taken_back_on is None]
    assert sorted(each.side for each in checks) == ["learner", "supervisor"]


@pytest.mark.alike
def test_a_clinics_goals_are_asked_of_everybody_and_the_course_closes_some(
    cast: Cast, role: str, sunniva: Person, marisol: Person
) -> None:
    here = f"/clinics/{cast.place.mill_road}/goals"
    sunniva.open(here).press("Use the suggestion")
    assert "14 goals are set." in sunniva.text
    assert sunniva.send(f"{here}/suggested", role="bhcm").status_code == 409
    sunniva.open(here).press("Set this goal", kind="refresher", month="6")
    assert sunniva.problems() == ["Choose the lesson, case or lab to walk again."]
    case = next(each for each in cast.module.cases if each.id in cast.course.kind_of)
    sunniva.press("Set this goal", kind="refresher", month="6", part=case.id)
    assert f"Refresher: {case.title}" in sunniva.text
    marisol.open(f"/plan/{role}/goals")
    assert "3 of 3 goals open" in marisol.text, "month six alone is not over"
    assert "Month 5" in sunniva.open(f"/team/{cast.learner}/{role}/goals").text
    play_case(cast, marisol, again=True, case=case)
    assert "Walked on 4 May 2026." in marisol.open(f"/plan/{role}/goals").text
    assert "2 of 3 goals open" in marisol.text
    sunniva.open(here).press("Withdraw: Refresher")
    assert "Walked on 4 May 2026." in marisol.open(f"/plan/{role}/goals").text, "whoever had closed it keeps it"
    sunniva.open(here).press("Withdraw: Case discussion, month 6")
    assert "1 of 2 goals open" in marisol.open(f"/plan/{role}/goals").text
    sunniva.press("Undo")
    assert "2 of 3 goals open" in marisol.open(f"/plan/{role}/goals").text
    assert cast.read(GoalMark) == []


def test_spaced_review_may_close_the_last_goal(cast: Cast, role: str, sunniva: Person, marisol: Person) -> None:
    page = f"/team/{cast.learner}/{role}"
    sunniva.open(f"{page}/goals").press("Set this goal", **{**NEW_GOAL, "kind": "spaced", "days": "1"})
    for person, there in ((marisol, f"/plan/{role}"), (sunniva, page)):
        person.open(f"{there}/six-month-check").press("Save my part", went_well="Well", next_steps="On")
    assert standing(cast, sunniva, role)[0] == "in continuing education"

    def answer(session: Session) -> None:
        now = cast.services.clock.now()
        actor = actor_of(session, cast.learner, now)
        review = review_of(session, actor, cast.course)
        item = review.items[review.today.ask[0]]
        given = {"item_id": item.id, "seen": item.hash, "turn": 0, "chosen": item.options[0].id}
        answer_and_follow_up(session, actor=actor, now=now, course=cast.course, **given)

    in_session(cast.services.database, answer)
    assert standing(cast, sunniva, role)[0] == "complete"
    assert "Answered on 1 of 1 day." in sunniva.open(f"{page}/goals").text


def test_who_may_do_what(cast: Cast, role: str, sunniva: Person, marisol: Person) -> None:
    sunniva.open(f"/team/{cast.learner}/{role}/goals").press("Set this goal", **NEW_GOAL)
    goal = cast.read(ContinuingGoal.id)[0]
    page, own = f"/team/{cast.learner}/{role}/goals", f"/plan/{role}/goals"
    clinic = f"/clinics/{cast.place.mill_road}/goals"
    for path in (page, f"{page}/{goal}", clinic, f"/team/{cast.learner}/{role}/six-month-check"):
        assert marisol.client.get(path).status_code == 404
    teddy = cast.enter("Teddy")
    for path in (own, f"{own}/{goal}", f"/plan/{role}/six-month-check", page):
        assert teddy.client.get(path).status_code == 404
    assert teddy.send(f"{own}/{goal}", on="2026-05-02", text="").status_code == 404
    assert sunniva.send(f"{clinic}/{goal}/withdraw").status_code == 404, "one person's goal is not the clinic's"
    assert sunniva.send(f"/team/{cast.teammate}/{role}/goals", **NEW_GOAL).status_code == 404
    assert sunniva.send(f"{page}/nothing", what="done", on="2026-05-02").status_code == 404
    sunniva.open(page).press("Withdraw")
    assert cast.read(ContinuingGoal.withdrawn_on) == [TODAY]
    sunniva.press("Undo")
    assert cast.read(ContinuingGoal.withdrawn_on) == [None]


@pytest.mark.alike
def test_nobody_records_her_own(cast: Cast, role: str, sunniva: Person) -> None:
    def grant(session: Session) -> None:
        session.scalars(select(RoleHeld).where(RoleHeld.id == role)).one().account_id = cast.supervisor

    sunniva.open(f"/team/{cast.learner}/{role}/goals").press("Set this goal", **NEW_GOAL)
    goal = cast.read(ContinuingGoal.id)[0]
    in_session(cast.services.database, grant)
    there = f"/team/{cast.supervisor}/{role}"
    assert sunniva.send(f"{there}/goals/{goal}", what="done", on="2026-05-02").status_code == 409
    assert sunniva.send(f"{there}/six-month-check", went_well="a", next_steps="b").status_code == 409


def test_what_was_kept_of_two_roles_that_become_one(cast: Cast, role: str, sunniva: Person) -> None:
    sunniva.open(f"/team/{cast.learner}/{role}/goals").press("Set this goal", **NEW_GOAL)
    goal = cast.read(ContinuingGoal.id)[0]
    sunniva.send(f"/team/{cast.learner}/{role}/goals/{goal}", what="done", on="2026-05-02", text="")
    sunniva.send(f"/team/{cast.learner}/{role}/six-month-check", went_well="a", next_steps="b")
    kept = next(each.id for each in cast.read(RoleHeld) if each.account_id == cast.teammate)

    def join(session: Session) -> None:
        hand_over_goals(session, kept=kept, ended=role)

    in_session(cast.services.database, join)
    for table in (ContinuingGoal, GoalMark, SixMonthCheck):
        assert cast.read(table.role_held_id) == [kept]


@pytest.mark.alike
def test_a_goal_of_a_month_that_is_over_is_no_date_to_keep(cast: Cast, role: str, sunniva: Person) -> None:
    sunniva.open(f"/team/{cast.learner}/{role}/goals").press("Set this goal", **{**NEW_GOAL, "month": "1"})
    assert "Next: Case discussion. Month 1 ended on 19 December 2025; done later, it counts too." in sunniva.text


@pytest.mark.alike
def test_the_check_opens_with_month_six(cast: Cast, role: str, sunniva: Person) -> None:
    def later(session: Session) -> None:
        session.get_one(RoleHeld, role).start_date = TODAY - timedelta(days=40)

    in_session(cast.services.database, later)
    there = f"/team/{cast.learner}/{role}/six-month-check"
    assert "It opens on 25 August 2026" in sunniva.open(there).text
    assert sunniva.send(there, went_well="a", next_steps="b").status_code == 409
