"""One queue over HTTP: what waits appears and leaves when it is done, for whoever may do it; several at once; back and undone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from lms.audit.models import AuditDetail
from lms.learning.outside.models import OutsideTraining
from lms.people.models import Grant
from lms.people.permissions import PROGRAM_MANAGER, SUPERVISOR
from lms.readiness.goals.models import GoalMark
from lms.readiness.rules.queue import KINDS, TITLES
from lms.readiness.skills.models import SkillSeen
from tests.cast import Cast, Person, in_session
from tests.people.makers import actor_of
from tests.web.test_team_cost import more_people, queries
from tests.web.waiting import CALL, LECTURES, everything, make, train

BACK = "/queue/"


@pytest.fixture
def ids(cast: Cast) -> dict[str, str]:
    return everything(cast)


@pytest.fixture
def sunniva(cast: Cast, ids: dict[str, str]) -> Person:
    return cast.enter("Sunniva")


def kinds(person: Person) -> dict[str, int]:
    """Kind → rows on the page."""
    page = person.open(BACK).tree
    sections = page.xpath("//section[@aria-labelledby][.//td[@data-label='About']]")
    return {section.get("aria-labelledby"): len(section.xpath(".//tbody/tr")) for section in sections}


def links(person: Person, kind: str) -> list[str]:
    return [str(each) for each in person.open(BACK).tree.xpath(f"//section[@aria-labelledby='{kind}']//tbody//a/@href")]


def test_every_kind_waits_with_its_minutes_and_leads_to_where_it_is_done(cast: Cast, sunniva: Person) -> None:
    assert kinds(sunniva) == {
        "sign-offs": 2, "log": 2, "rating": 1, "signature": 3, "feedback": 1, "hours": 2, "checklist": 3, "check": 1, "goal": 2,
        "meeting": 1, "goals": 1, "date": 2,
    }  # fmt: skip
    assert sunniva.heading == "21 things wait for you, about 1 hour 34 minutes"
    figures = sunniva.tree.xpath("//td[@data-label='About']")
    assert len(figures) == 21
    assert sum(int(re.sub(r"\D", "", each.text_content())) for each in figures) == 94
    assert "estimates" in sunniva.text
    assert sunniva.tree.xpath("//nav//a[@aria-current='page']")[0].text_content() == "Queue (21)"
    for kind in kinds(sunniva):
        address = links(sunniva, kind)[0]
        if kind != "feedback":  # The run of this test has no steps to show.
            page = sunniva.open(address)
            assert page.status == 200, address
            assert page.tree.xpath("//main//a[.='Back to your queue']/@href") == [BACK]
    assert "21 things wait for you" in sunniva.open("/team/").text


def test_each_leaves_when_it_is_done_and_the_way_leads_back(cast: Cast, ids: dict[str, str], sunniva: Person) -> None:
    course, today = cast.course, "2026-05-04"

    def does(path: str, **fields: Any) -> None:
        answer = sunniva.send(path, back=BACK, **fields)
        assert (answer.status_code, answer.location) == (303, BACK), (path, answer.text[:300])

    levels = {f"level-{each.id}": "2" for each in course.ratable("bhcm")}
    does(f"/skills/{cast.learner}/rate", **levels, words="", go="hand-in")
    sign = {"state": "done", "method": "observed", "seen_on": today, "comment": "", "go": "sign"}
    does(f"/skills/{cast.learner}/sign/sk-numbers", **sign, seen_id=ids["seen"])
    does(f"/team/{cast.learner}/written/{ids['run']}", text="His own words.")
    does(f"/team/{cast.learner}/hours/{ids['training0']}", go="accept", reason="")
    does(f"/team/{cast.learner}/{ids['role']}/goals/{ids['goal0']}", what="done", on=today, text="")
    does(f"/team/{cast.learner}/{ids['role']}/six-month-check", went_well="Much", next_steps="More")
    held = f"/clinics/{cast.place.mill_road}/meetings/{ids['meeting']}/{ids['slot']}/held"
    assert f"{held}?back={BACK}" in sunniva.open(BACK).tree.xpath("//form/@action")
    does(held)
    does(f"/clinics/{cast.place.mill_road}/goals", role="bhcm", month="2", kind="case", part="", days="4", words="")
    found = kinds(sunniva)
    assert not {"rating", "feedback", "check", "meeting", "goals"} & set(found)
    assert (found["signature"], found["hours"], found["goal"]) == (2, 1, 1)
    assert len(sunniva.tree.xpath("//section[@aria-labelledby='settled']//tbody/tr")) == 3


@pytest.mark.alike
@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/queue/", "//elsewhere.example/queue/", "/account/", "/queue"]
)
def test_the_way_back_never_leaves_the_queue(cast: Cast, ids: dict[str, str], sunniva: Person, back: str) -> None:
    answer = sunniva.send(f"/team/{cast.learner}/hours/{ids['training0']}", go="accept", reason="", back=back)
    assert answer.location == f"/team/{cast.learner}/hours/"


def test_several_hours_at_once_row_by_row_and_undone(cast: Cast, ids: dict[str, str], sunniva: Person) -> None:
    in_session(cast.services.database, lambda session: train(session, cast, actor_of(session, cast.teammate, cast.services.clock.now()), "A talk"))  # fmt: skip
    sunniva.open(BACK).open("/queue/together?kind=hours")
    assert all(title in sunniva.text for title in (*LECTURES, "A talk"))
    assert "Grace was there" in sunniva.text
    rows = sunniva.tree.xpath("//input[@name='id']/@value")
    first, second, third = ids["training0"], ids["training1"], next(each for each in rows if each not in ids.values())
    assert sunniva.tree.xpath("//input[@type='radio'][@checked]/@value") == ["leave"] * 3
    sunniva.press("Settle these")
    assert sunniva.status == 422
    assert "Choose for at least one" in sunniva.text
    sunniva.press("Settle these", **{f"choice-{first}": "yes", f"choice-{second}": "no", f"choice-{third}": "yes"})
    assert sunniva.status == 422
    assert sunniva.tree.xpath(f"//input[@id='choice-{first}-yes']/@checked")
    # A colleague decides on the third before she presses.
    cast_other = make(cast, "Grace Chen", kinds=(SUPERVISOR,))
    grace = cast.enter("Grace")
    assert cast_other
    assert grace.send(f"/team/{cast.teammate}/hours/{third}", go="accept", reason="").status_code == 303
    sunniva.press("Settle these", **{f"reason-{second}": "No date on it"})
    assert sunniva.path == BACK
    assert "1 accepted. “Lecture on consent” of Marisol Tavares" in sunniva.text
    assert "1 not accepted. “A morning of shadowing” of Marisol Tavares" in sunniva.text
    assert (
        "1 kept as it was. “A talk” of Teddy Okafor: This training does not wait for a decision any more."
        in sunniva.text
    )
    state = {row.id: (row.accepted, row.reason) for row in cast.read(OutsideTraining)}
    assert state == {first: (True, None), second: (False, "No date on it"), third: (True, None)}
    assert [row.details.get("looked_at_what_shows_it") for row in cast.read(AuditDetail)].count(True) == 1
    assert "hours" not in kinds(sunniva)
    sunniva.press("Take back: Lecture on consent")
    assert sunniva.path == BACK
    assert kinds(sunniva)["hours"] == 1


def test_goals_and_signatures_at_once(cast: Cast, ids: dict[str, str], sunniva: Person) -> None:
    for kind, words in (("goal", "2 confirmed."), ("signature", "2 signed.")):
        sunniva.open(f"/queue/together?kind={kind}")
        assert sunniva.tree.xpath("//input[@type='radio'][@checked]/@value") == ["yes"] * 2
        sunniva.press("Settle these")
        assert words in sunniva.text
    assert {(row.what, row.note) for row in cast.read(GoalMark) if row.what == "done"} == {("done", "On Thursday")}
    signed = [row for row in cast.read(SkillSeen) if row.signed_at is not None]
    assert {(row.skill_id == CALL or row.skill_id == "sk-introduce", row.signed_as) for row in signed} == {(True, "clinical supervisor")}  # fmt: skip
    assert (kinds(sunniva)["signature"], "goal" in kinds(sunniva)) == (1, False)
    again = sunniva.send("/queue/together", kind="signature", id=ids["noted0"], **{f"choice-{ids['noted0']}": "yes"})
    assert again.status_code == 303
    assert "does not wait any more" in sunniva.open(BACK).text
    asked = sunniva.send("/queue/together", kind="signature", id=ids["seen"], **{f"choice-{ids['seen']}": "yes"})
    assert asked.status_code == 303
    assert [row.signed_at for row in cast.read(SkillSeen) if row.id == ids["seen"]] == [None]
    sunniva.press("Take back: Case discussion: Two handoffs")
    assert kinds(sunniva)["goal"] == 1
    sunniva.open("/queue/together?kind=log").press("Settle these")
    assert "2 confirmed." in sunniva.text
    assert "log" not in kinds(sunniva)
    assert "Confirmed by Sunniva Berg, 4 May 2026" in cast.enter("Marisol").open("/skills/").text
    sunniva.press("Take back: A morning of calls: confirmed")
    assert kinds(sunniva)["log"] == 1
    assert sunniva.client.get("/queue/together?kind=rating").location == BACK
    assert sunniva.send("/queue/together", kind="goal", id="x", **{"choice-x": "no"}).status_code == 404


@pytest.mark.alike
def test_who_sees_what(cast: Cast, ids: dict[str, str], sunniva: Person) -> None:
    for name in ("Marisol", "Teddy", "Cesar", "Ansel"):
        other = cast.enter(name)
        assert [other.client.get(path).status_code for path in (BACK, "/queue/together?kind=hours")] == [404, 404]
        assert "Queue" not in other.open("/home").tree.xpath("//nav")[0].text_content()
        answer = other.send(
            "/queue/together", kind="hours", id=ids["training0"], **{f"choice-{ids['training0']}": "yes"}
        )
        assert answer.status_code == 404
    priya = cast.enter("Priya")
    found = kinds(priya)
    assert not {"rating", "log"} & set(found)
    assert priya.send(f"/skills/{cast.learner}/log/{ids['log']}/confirm").status_code == 404
    assert found["signature"] == 1  # Of the three one is operational, and so hers.
    assert found["hours"] == 2
    in_session(cast.services.database, lambda session: make_supervisor(session, cast, ids["manager"]))
    both = kinds(priya)
    assert both["rating"] == 1
    assert both["hours"] == 2
    assert both["checklist"] >= found["checklist"]
    assert BACK in priya.response.text


def make_supervisor(session: Any, cast: Cast, account_id: str) -> None:
    session.add(
        Grant(
            account_id=account_id, kind=SUPERVISOR, organisation_id=cast.place.saltmarsh, clinic_id=cast.place.mill_road,
            from_date=date(2026, 1, 1), to_date=None, created_at=cast.services.clock.now(),
        )
    )  # fmt: skip


@pytest.mark.alike
def test_nothing_waits(cast: Cast) -> None:
    make(cast, "Priya Venkat", kinds=(PROGRAM_MANAGER,), clinic_id=cast.place.northgate)
    page = cast.enter("Priya").open(BACK)
    assert page.heading == "Nothing waits for you"
    assert page.tree.xpath("//main//a[.='Go to today']")
    assert page.client.get("/queue/together?kind=hours").status_code == 303


@pytest.mark.alike
def test_f21_the_number_of_queries_does_not_grow_with_people(cast: Cast, ids: dict[str, str]) -> None:
    odile = cast.enter("Odile")
    odile.client.get(BACK)
    with queries(cast) as few:
        assert odile.client.get(BACK).status_code == 200
    more_people(cast, 30)
    with queries(cast) as many:
        assert odile.client.get(BACK).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 50, "\n\n".join(many)


def test_every_kind_has_a_title_and_minutes_in_the_course(cast: Cast) -> None:
    assert set(cast.course.waiting_minutes) == set(KINDS) == set(TITLES)
